import { KINDS_OF_USER } from '../src/access/kinds.ts';
import type { Report } from '../src/reports/report.ts';
import { OFFICE } from '../schema/access-conditions.ts';

/** The kinds of user who see everybody's records. */
const OF_THE_OFFICE = OFFICE.filter((kind) => kind in KINDS_OF_USER);

/** Who could see a person's records on a day, and through what. */
export const report: Report = {
  name: 'who-could',
  group: 'audit',
  question: 'Who could see the records of a person on a day, and through what?',
  notes:
    'Families by the access that was recorded for them; brokers and funding partners by the arrangements they are party to; the office by who came as one of its kinds in the year up to the day. The office sees everybody, and has no reference beside it.',
  callers: ['auditor'],
  parameters: ['person'],
  columns: [
    { name: 'reference', type: 'text', meaning: 'The child or young person; empty for everybody.' },
    { name: 'through', type: 'text', meaning: 'family, broker, funder, or office.' },
    { name: 'who', type: 'id', meaning: 'The user; of a broker or funder, the party itself.' },
    {
      name: 'as',
      type: 'text',
      meaning: 'The relationship, the name of the party, or the kind of user.',
    },
    {
      name: 'arrangement',
      type: 'id',
      meaning: 'The one arrangement that it is limited to, if it is.',
    },
    {
      name: 'from_on',
      type: 'date',
      meaning: 'From when; of the office, the first day they came.',
    },
    {
      name: 'to_on',
      type: 'date',
      meaning: 'Until when; empty if it goes on. Of the office, the last day.',
    },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const day = sql`${at.asAt.toString()}::date`;
    const { person = null } = at.given;
    const ofPerson = (column: string) =>
      person === null ? sql`true` : sql`${sql(column)} = ${person}::uuid`;
    return sql`
      select b.reference, c.through, c.who::text as who, c."as", c.arrangement::text as arrangement,
        c.from_on::text as from_on, c.to_on::text as to_on
      from (
        select beneficiary_id, 'family' as through, user_id as who, relationship as "as",
          arrangement_id as arrangement, from_on, to_on
        from family_access
        where ${day} between from_on and coalesce(to_on, 'infinity') and ${ofPerson('beneficiary_id')}
        union all
        select p.beneficiary_id, p.party, p.party_id, coalesce(k.name, f.name), p.arrangement_id,
          (r.recorded_at at time zone 'Europe/London')::date, null
        from arrangement_parties p
        join arrangements r on r.id = p.arrangement_id
        left join brokers k on k.id = p.party_id and p.party = 'broker'
        left join funders f on f.id = p.party_id and p.party = 'funder'
        where (r.recorded_at at time zone 'Europe/London')::date <= ${day}
          and ${ofPerson('p.beneficiary_id')}
        union all
        select null, 'office', user_id, kind, null, min(seen_on), max(seen_on)
        from lettings_in
        where kind = any(${OF_THE_OFFICE}::text[]) and seen_on > ${day} - 366 and seen_on <= ${day}
        group by user_id, kind
      ) as c
      left join beneficiaries b on b.id = c.beneficiary_id
      order by b.reference nulls first, c.through, c."as", c.arrangement, c.who`;
  },
};
