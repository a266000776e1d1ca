import type { Tx } from '../../database/transactions.ts';
import { makesOne, parseFraction } from '../../money.ts';
import { find, Offenders, pounds, type Check } from './check.ts';

/** The streams of a line add up to it, for every version of every agreement. */
export const agreementsAreSharedOut: Check = {
  name: "The shares of every agreement add up to the agreement's amount",
  expected: "The amounts of an agreement's public shares add up to what is agreed in all.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' agreements over ' || ${pounds(tx, sql`sum(agreed_total)`)} as figure
        from agreements`,
      sql`
        select 'Agreement ' || g.id || ' is over ' || ${pounds(tx, sql`g.over`)}
          || ' and its shares make ' || ${pounds(tx, sql`p.amount`)} || '.' as offender
        from (
          -- A first version without contributions is agreed as it is stated.
          select id, agreed_total, case when version = 1 and not exists (select from agreement_shares x
            where x.agreement_id = a.id and x.basis = 'weekly') then amount else agreed_total end as over
          from agreements a
        ) as g left join (
          select x.agreement_id, sum(x.amount) as amount
          from agreement_shares x join shares s on s.id = x.share_id and s.funder_id is not null
          group by x.agreement_id
        ) as p on p.agreement_id = g.id
        where g.over <> coalesce(p.amount, 0) or g.agreed_total <> coalesce(p.amount, 0)
        order by g.id`,
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
        from agreement_shares where basis <> 'weekly'
        group by agreement_id having bool_and(basis = 'fraction')
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
    "A first agreement's instalments make its amount; later, what is paid and what is to be paid " +
    'make what is agreed in all, and more only where too much was paid and nothing is to come. An ' +
    "instalment's shares and lines make the instalment.",
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
    select 'Agreement ' || g.id || ' is over ' || ${pounds(tx, sql`g.agreed_total`)}
      || ' and its instalments make ' || ${pounds(tx, sql`i.amount`)} || '.' as offender
    from agreements g
    join arrangements r on r.id = g.arrangement_id
    left join agreement_decisions d on d.agreement_id = g.id and r.kind <> 'notional'
    left join (
      select agreement_id, sum(amount) as amount from instalments group by agreement_id
    ) as i on i.agreement_id = g.id
    where g.version = 1 and (d.agreement_id is not null or i.agreement_id is not null)
      and g.agreed_total <> coalesce(i.amount, 0)
    union all
    select 'Agreement ' || g.id || ' is over ' || ${pounds(tx, sql`g.agreed_total`)}
      || ' in all and what is paid and to be paid makes ' || ${pounds(tx, sql`i.amount`)} || '.'
    from (
      select distinct on (v.arrangement_id) v.*
      from agreements v join agreement_decisions d on d.agreement_id = v.id
      join arrangements r on r.id = v.arrangement_id and r.kind <> 'notional'
      order by v.arrangement_id, v.version desc
    ) as g
    left join (${standing(tx)}) as i on i.arrangement_id = g.arrangement_id
    where g.version > 1 and g.agreed_total <> coalesce(i.amount, 0)
      and not (coalesce(i.amount, 0) > g.agreed_total and i.open = 0)`;
}

/** What stands of each arrangement's schedule, and how many payments of it are still open. */
function standing({ sql }: Tx) {
  return sql`
    select i.arrangement_id, sum(i.amount) as amount, count(*) filter (where not (
        exists (select from instalments_paid_before b where b.instalment_id = i.id)
        or exists (select from hold_releases h where h.instalment_id = i.id)
        or exists (select from pay_run_items p where p.instalment_id = i.id and not exists (
          select from undone_items u where u.item_id = p.id)))) as open
    from instalments i
    where not exists (select from replaced_instalments r where r.instalment_id = i.id)
    group by i.arrangement_id`;
}

function instalmentsNotMet(tx: Tx) {
  const { sql } = tx;
  return sql`
    select 'Instalment ' || i.id || ' is ' || ${pounds(tx, sql`i.amount`)}
      || ' and its shares make ' || ${pounds(tx, sql`p.amount`)} || '.'
    from instalments i left join (
      select instalment_id, sum(amount) as amount from instalment_shares group by instalment_id
    ) as p on p.instalment_id = i.id
    where i.amount <> coalesce(p.amount, 0)
    union all
    select 'Instalment ' || i.id || ' is ' || ${pounds(tx, sql`i.amount`)}
      || ' and its lines make ' || ${pounds(tx, sql`l.amount`)} || '.'
    from instalments i join (
      select instalment_id, sum(amount) as amount from instalment_lines group by instalment_id
    ) as l on l.instalment_id = i.id
    where i.amount <> l.amount`;
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
    join agreements g on g.id = p.agreement_id and g.version = 1
    left join agreement_shares s on s.agreement_id = p.agreement_id and s.share_id = p.share_id
    where p.amount is distinct from s.amount`;
}
