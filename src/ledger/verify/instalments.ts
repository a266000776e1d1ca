import type { Tx } from '../../database/transactions.ts';
import { makesOne, parseFraction } from '../../money.ts';
import { find, Offenders, pounds, type Check } from './check.ts';

/** The streams of a line add up to it, for every version of every agreement. */
export const agreementsAreSharedOut: Check = {
  name: "The shares of every agreement add up to the agreement's amount",
  expected: "The amounts of an agreement's shares add up to its amount.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' agreements over ' || ${pounds(tx, sql`sum(amount)`)} as figure
        from agreements`,
      sql`
        select 'Agreement ' || g.id || ' is over ' || ${pounds(tx, sql`g.amount`)}
          || ' and its shares make ' || ${pounds(tx, sql`p.amount`)} || '.' as offender
        from agreements g left join (
          select agreement_id, sum(amount) as amount from agreement_shares group by agreement_id
        ) as p on p.agreement_id = g.id
        where g.amount <> coalesce(p.amount, 0) order by g.id`,
    );
  },
};

/** Thirds are kept as thirds, so that they make one exactly. */
export const fractionsMakeOne: Check = {
  name: 'The fractions of every agreement make exactly one whole',
  expected: 'Where all shares of an agreement are fractions, the fractions make exactly one.',
  async run({ tx }) {
    const combinations = await tx.sql<{ fractions: string[]; agreements: string; one: string }[]>`
      select fractions, count(*) as agreements, min(agreement_id::text) as one from (
        select agreement_id,
          array_agg(numerator || '/' || denominator order by numerator, denominator) as fractions
        from agreement_shares group by agreement_id having count(fixed) = 0
      ) as a group by fractions order by min(agreement_id::text)`;
    const offenders = new Offenders();
    let looked = 0;
    for (const { fractions, agreements, one } of combinations) {
      looked += Number(agreements);
      const parts = fractions.map(parseFraction).filter((part) => part !== null);
      if (parts.length === fractions.length && makesOne(parts)) continue;
      const others = agreements === '1' ? '' : `, and of ${Number(agreements) - 1} others,`;
      offenders.add(
        `The shares of agreement ${one}${others} are ${fractions.join(' + ')}, which is not one.`,
      );
    }
    const { found, named } = offenders;
    return { figure: `${looked} agreements in fractions`, found, named };
  },
};

/** The schedule adds up to the line, and each period's row to its instalment. */
export const instalmentsAddUp: Check = {
  name: 'Instalments, and the shares of each, add up to what was agreed',
  expected:
    "An agreement's instalments make its amount, an instalment's shares make the instalment, and " +
    "a share's parts make what was agreed for the share.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' instalments of ' || ${pounds(tx, sql`sum(amount)`)} as figure
        from instalments`,
      sql`${agreementsNotMet(tx)} union all ${instalmentsNotMet(tx)} union all ${partsNotMet(tx)}`,
    );
  },
};

function agreementsNotMet(tx: Tx) {
  const { sql } = tx;
  return sql`
    select 'Agreement ' || g.id || ' is over ' || ${pounds(tx, sql`g.amount`)}
      || ' and its instalments make ' || ${pounds(tx, sql`i.amount`)} || '.' as offender
    from agreements g
    join arrangements r on r.id = g.arrangement_id
    left join agreement_decisions d on d.agreement_id = g.id and r.kind <> 'notional'
    left join (
      select agreement_id, sum(amount) as amount from instalments group by agreement_id
    ) as i on i.agreement_id = g.id
    where (d.agreement_id is not null or i.agreement_id is not null)
      and g.amount <> coalesce(i.amount, 0)`;
}

function instalmentsNotMet(tx: Tx) {
  const { sql } = tx;
  return sql`
    select 'Instalment ' || i.id || ' is ' || ${pounds(tx, sql`i.amount`)}
      || ' and its shares make ' || ${pounds(tx, sql`p.amount`)} || '.'
    from instalments i left join (
      select instalment_id, sum(amount) as amount from instalment_shares group by instalment_id
    ) as p on p.instalment_id = i.id
    where i.amount <> coalesce(p.amount, 0)`;
}

function partsNotMet(tx: Tx) {
  const { sql } = tx;
  return sql`
    select 'Share ' || p.share_id || ' has ' || ${pounds(tx, sql`p.amount`)}
      || ' of instalments; ' || ${pounds(tx, sql`s.amount`)} || ' was agreed in agreement '
      || p.agreement_id || '.'
    from (
      select i.agreement_id, p.share_id, sum(p.amount) as amount
      from instalment_shares p join instalments i on i.id = p.instalment_id
      group by i.agreement_id, p.share_id
    ) as p
    left join agreement_shares s on s.agreement_id = p.agreement_id and s.share_id = p.share_id
    where p.amount is distinct from s.amount`;
}
