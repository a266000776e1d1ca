import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

/** What moved on the accounts of a kind by entry and funder, in pounds, as a query. */
function movedOf(tx: Tx, kind: 'partner' | 'recharge'): Query {
  return tx.sql`
    select m.entry_id, a.subject as funder_id, sum(m.amount) as amount
    from (${bothSides(tx)}) as m
    join accounts a on a.id = m.account_id
    join account_classes c on c.id = a.class and c.kind = ${kind}
    group by m.entry_id, a.subject`;
}

/** Each issued recharge is the sum of its lines and what its entry moved; and each entry has one. */
export const rechargesAreInTheJournal: Check = {
  name: 'What partners were recharged is what the journal says they owe for it',
  expected:
    "A recharge is the sum of its lines, in their number, and its entry moves as much to the partner's account.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' recharges issued, ' || ${pounds(tx, sql`sum(r.amount)`)} as figure
        from recharges r join recharge_issues i on i.recharge_id = r.id`,
      sql`
        select 'Entry ' || coalesce(r.entry_id, m.entry_id) || ': a recharge of '
          || ${pounds(tx, sql`r.amount`)} || ' has lines of ' || ${pounds(tx, sql`r.in_lines`)}
          || ', and its entry moves ' || ${pounds(tx, sql`m.amount`)} || '.' as offender
        from (
          select i.entry_id, r.funder_id, r.amount, r.lines, sum(l.amount) as in_lines,
            count(l.share_id) as counted
          from recharge_issues i join recharges r on r.id = i.recharge_id
          left join recharge_lines l on l.recharge_id = r.id
          group by i.entry_id, r.funder_id, r.amount, r.lines
        ) as r
        full join (
          select m.entry_id, m.funder_id, m.amount from (${movedOf(tx, 'partner')}) as m
          join entries e on e.id = m.entry_id join entry_kinds k on k.id = e.kind
          where k.name = 'recharge'
        ) as m on m.entry_id = r.entry_id and m.funder_id = r.funder_id
        where r.amount is distinct from coalesce(m.amount, 0.00) or r.in_lines <> r.amount
          or r.counted <> r.lines`,
    );
  },
};

/**
 * What was drawn of the shares of an arrangement when a recharge was issued, recomputed from the
 * entries that were there. An entry with a lower number may have been written a moment later, by
 * somebody who had begun before: where leaving out one that is less than ten minutes older makes
 * the figure, the figure was right.
 */
export const rechargesAreWhatWasSpent: Check = {
  name: 'What partners were recharged is their part of what all funders spent',
  expected:
    "A line's spending is what was drawn of all public shares of the arrangement, its part what was drawn of the partner's share, and `before` the sum of the lines before it.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' lines of issued recharges, ' || ${pounds(tx, sql`sum(l.amount)`)} as figure
        from recharge_lines l join recharge_issues i on i.recharge_id = l.recharge_id`,
      sql`
        with lines as materialized (
          select l.*, r.to_on, p.since_on, i.entry_id, i.issued_at,
            coalesce(sum(l.amount) over (partition by l.share_id order by r.number
              rows between unbounded preceding and 1 preceding), 0) as so_far
          from recharge_lines l
          join recharge_issues i on i.recharge_id = l.recharge_id
          join recharges r on r.id = l.recharge_id
          join partners p on p.funder_id = r.funder_id
        ), drawn as materialized (
          select s.arrangement_id, s.id as share_id, m.entry_id, m.effective_on, e.recorded_at,
            sum(m.amount) as amount
          from (${bothSides(tx)}) as m
          join accounts a on a.id = m.account_id
          join account_classes c on c.id = a.class and c.kind = 'drawn'
          join shares s on s.id = a.subject
          join entries e on e.id = m.entry_id
          where s.arrangement_id in (select arrangement_id from lines)
          group by s.arrangement_id, s.id, m.entry_id, m.effective_on, e.recorded_at
        ), reckoned as (
          select l.recharge_id, l.share_id, l.spent, l.part, l.before, l.so_far, l.entry_id,
            coalesce(sum(d.amount), 0) as drawn,
            coalesce(sum(d.amount) filter (where d.share_id = l.share_id), 0) as drawn_of_share,
            array_agg(d.amount) filter (where d.recorded_at > l.issued_at - interval '10 minutes')
              as lately
          from lines l left join drawn d on d.arrangement_id = l.arrangement_id
            and d.entry_id < l.entry_id and d.effective_on between l.since_on and l.to_on
          group by l.recharge_id, l.share_id, l.spent, l.part, l.before, l.so_far, l.entry_id
        )
        select 'Recharge ' || recharge_id || ', share ' || share_id || ': '
          || ${pounds(tx, sql`spent`)} || ' spent and ' || ${pounds(tx, sql`part`)}
          || ' of it the partner''s, recharged before ' || ${pounds(tx, sql`before`)}
          || '; the journal says ' || ${pounds(tx, sql`drawn`)} || ', '
          || ${pounds(tx, sql`drawn_of_share`)} || ' and ' || ${pounds(tx, sql`so_far`)} || '.'
          as offender
        from reckoned
        where before <> so_far
          or (spent <> drawn and drawn - spent <> all (coalesce(lately, '{}')))
          or (part <> drawn_of_share and drawn_of_share - part <> all (coalesce(lately, '{}')))`,
    );
  },
};

/** What a partner owes by the accounts is what was issued less what was received. */
export const partnersOweWhatIsOpen: Check = {
  name: 'What a partner owes is what it was recharged less what it paid',
  expected:
    "For each partner: its account = issued recharges less receipts, and the counter-account has all that was issued. Each receipt's entry moves its amount to the bank.",
  run({ tx }) {
    const { sql } = tx;
    const total = (kind: 'partner' | 'recharge') => sql`
      select funder_id, sum(amount) as amount from (${movedOf(tx, kind)}) as m group by funder_id`;
    return find(
      tx,
      sql`select count(*) || ' partners, ' || ${pounds(tx, sql`sum(t.amount)`)} || ' owed' as figure
        from partners p left join (${total('partner')}) as t on t.funder_id = p.funder_id`,
      sql`
        select 'Partner ' || p.funder_id || ': ' || ${pounds(tx, sql`i.amount`)} || ' issued and '
          || ${pounds(tx, sql`r.amount`)} || ' received, and the accounts say '
          || ${pounds(tx, sql`o.amount`)} || ' owed of ' || ${pounds(tx, sql`-c.amount`)} || '.'
          as offender
        from partners p
        left join (select r.funder_id, sum(r.amount) as amount from recharges r
          join recharge_issues i on i.recharge_id = r.id group by r.funder_id) as i using (funder_id)
        left join (select funder_id, sum(amount) as amount from partner_receipts group by funder_id)
          as r using (funder_id)
        left join (${total('partner')}) as o using (funder_id)
        left join (${total('recharge')}) as c using (funder_id)
        where coalesce(o.amount, 0) <> coalesce(i.amount, 0) - coalesce(r.amount, 0)
          or coalesce(c.amount, 0) <> -coalesce(i.amount, 0)
        union all
        select 'Entry ' || coalesce(r.entry_id, m.entry_id) || ': a receipt of '
          || ${pounds(tx, sql`r.amount`)} || ', and the entry moves '
          || ${pounds(tx, sql`-m.amount`)} || '.'
        from partner_receipts r full join (
          select m.entry_id, m.funder_id, m.amount from (${movedOf(tx, 'partner')}) as m
          join entries e on e.id = m.entry_id join entry_kinds k on k.id = e.kind
          where k.name = 'partner_paid'
        ) as m on m.entry_id = r.entry_id and m.funder_id = r.funder_id
        where -m.amount is distinct from r.amount`,
    );
  },
};

/** One side's chain of settlements added up again from its rows. */
function chain(tx: Tx, side: 'recharge' | 'receipt'): Query {
  const { sql } = tx;
  const column = (name: string) => sql(`${side}_${name}`);
  const whole = side === 'recharge' ? sql`recharges` : sql`partner_receipts`;
  return sql`
    select ${side} as side, c.id, w.amount as whole, sum(c.amount) as settled,
      bool_and(c.after = c.so_far and c.whole = w.amount and c.seq = c.place) as chained
    from (
      select ${column('id')} as id, ${column('amount')} as whole, ${column('seq')} as seq,
        ${column('after')} as after, amount, sum(amount) over w as so_far,
        row_number() over w as place
      from recharge_settlements
      window w as (partition by ${column('id')} order by ${column('seq')})
    ) as c left join ${whole} w on w.id = c.id
    group by c.id, w.amount`;
}

/** The chains are kept by constraints; here they are added up from the rows themselves. */
export const settlementsAreWithin: Check = {
  name: 'No receipt of a partner pays more than it is, and no recharge is paid twice',
  expected:
    'What is settled of a recharge, and of a receipt, is between nothing and its whole, and its running totals are the sums of its parts.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' settlements, ' || ${pounds(tx, sql`sum(amount)`)} as figure
        from recharge_settlements`,
      sql`
        select 'The ' || side || ' ' || id || ' is ' || ${pounds(tx, sql`whole`)} || ' and '
          || ${pounds(tx, sql`settled`)} || ' of it is settled, by a chain that '
          || case when chained then 'adds up.' else 'is broken.' end as offender
        from (${chain(tx, 'recharge')} union all ${chain(tx, 'receipt')}) as sides
        where (settled between 0 and whole and chained) is not true`,
    );
  },
};
