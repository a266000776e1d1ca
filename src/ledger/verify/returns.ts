import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

/** The kinds of lines that are put into the books when a return is accepted. */
const POSTED = ['spending', 'fee', 'refund', 'contribution'];

/** The lines of returns that are in the books if and only if their arrangement was accepted. */
function lines(tx: Tx, isAccepted: boolean): Query {
  const { sql } = tx;
  return sql`
    select l.id, l.return_id, l.row, l.kind, l.on_day, l.arrangement_id, l.amount, l.category,
      l.description
    from return_lines l
    where l.kind = any(${POSTED}) and ${isAccepted} = exists (
      select from return_decisions d where d.return_id = l.return_id
        and d.arrangement_id = l.arrangement_id and d.outcome = 'accepted')`;
}

/** What the ledger has of holders' own records: spending, refunds and receipts, with their entries. */
function booked(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select b.id, b.what, b.arrangement_id, b.amount, b.category, b.on_day,
      coalesce(e.relates_on, e.effective_on) as entry_day, m.amount as moved
    from (
      select id, 'spending' as what, arrangement_id, amount, category, spent_on as on_day, entry_id
      from spending
      union all
      select id, 'refund', arrangement_id, amount, category, received_on, entry_id from refunds
      union all
      select id, 'contribution', arrangement_id, amount, null, received_on, entry_id
      from contribution_receipts where paid_into = 'holder'
    ) as b
    join entries e on e.id = b.entry_id
    left join (
      select s.entry_id, a.arrangement_id, abs(sum(s.amount)) as amount
      from (${bothSides(tx)}) as s
      join accounts a on a.id = s.account_id
      join account_classes c on c.id = a.class and c.kind = 'held'
      group by s.entry_id, a.arrangement_id
    ) as m on m.entry_id = b.entry_id and m.arrangement_id = b.arrangement_id`;
}

/** What was accepted is in the books, as it was sent in. */
export const acceptedLinesAreInTheLedger: Check = {
  name: 'Every accepted line of a return is in the ledger, once, with its amount and day',
  expected:
    'Spending, fees, refunds and contributions of an accepted arrangement are as submitted.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' lines of ' || ${pounds(tx, sql`sum(amount)`)} as figure
        from (${lines(tx, true)}) as l`,
      sql`
        select 'Return ' || l.return_id || ', row ' || l.row || ': ' || l.kind || ' of '
          || ${pounds(tx, sql`l.amount`)} || ' on ' || l.on_day || ' was accepted, and the ledger has '
          || case when b.id is null then 'nothing of it.' else b.what || ' of '
            || ${pounds(tx, sql`b.amount`)} || ' on ' || b.entry_day || ', moving '
            || ${pounds(tx, sql`b.moved`)} || '.' end as offender
        from (${lines(tx, true)}) as l left join (${booked(tx)}) as b on b.id = l.id
        where b.id is null or b.what <> case l.kind when 'fee' then 'spending' else l.kind end
          or (b.arrangement_id, b.amount, b.moved, b.on_day, b.entry_day)
            is distinct from (l.arrangement_id, l.amount, l.amount, l.on_day, l.on_day)
          or b.category is distinct from l.category
        order by l.return_id, l.row`,
    );
  },
};

/** Nothing of a return is in the books unless it was submitted, and its arrangement accepted. */
export const nothingElseOfReturnsIsInTheLedger: Check = {
  name: 'Nothing of a return is in the ledger that was not submitted and accepted',
  expected:
    'No line of an arrangement that is not accepted is in the books; every refund is a line of a ' +
    'return; and what payroll makes due is what its summary says.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select (select count(*) from refunds) || ' refunds, ' || (select count(*)
          from liability_movements where cause = 'payroll') || ' movements by payroll' as figure`,
      sql`
        select 'Return ' || l.return_id || ', row ' || l.row || ': ' || l.kind || ' of '
          || ${pounds(tx, sql`l.amount`)} || ' is in the ledger and was not accepted.' as offender
        from (${lines(tx, false)}) as l join (${booked(tx)}) as b on b.id = l.id
        union all
        select 'Refund ' || r.id || ' of ' || ${pounds(tx, sql`r.amount`)}
          || ' is a line of no return.'
        from refunds r where not exists (select from return_lines l where l.id = r.id)
        union all ${payrollNotDue(tx)}`,
    );
  },
};

/** Payroll of accepted arrangements, and what the liabilities have of it. */
function payrollNotDue(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select 'Return ' || coalesce(p.return_id, m.return_id) || ', arrangement '
      || coalesce(p.arrangement_id, m.arrangement_id) || ': ' || ${pounds(tx, sql`p.amount`)} || ' of '
      || coalesce(p.kind, m.kind) || ' became due by the payroll that was accepted, and '
      || ${pounds(tx, sql`m.amount`)} || ' is recorded.'
    from (
      select s.return_id, s.arrangement_id, s.employee, v.kind, v.amount
      from payroll_summaries s
      join return_decisions d on d.return_id = s.return_id and d.arrangement_id = s.arrangement_id
        and d.outcome = 'accepted'
      cross join lateral (values ('holiday', s.holiday_accrued), ('tax', s.tax),
        ('pension', s.pension)) as v(kind, amount)
      where v.amount > 0
    ) as p
    full join (
      select return_id, arrangement_id, employee, kind, sum(amount) as amount
      from liability_movements where cause = 'payroll'
      group by return_id, arrangement_id, employee, kind
    ) as m on m.return_id = p.return_id and m.arrangement_id = p.arrangement_id
      and m.employee = p.employee and m.kind = p.kind
    where p.amount is distinct from m.amount`;
}

/** An assistant's money is owed or it is not: never less than nothing. */
export const liabilitiesAreNeverBelowZero: Check = {
  name: 'No liability to an assistant was below zero on any day',
  expected: 'For each arrangement, kind and assistant: what became due is no less than was paid.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' movements, ' || ${pounds(tx, sql`sum(amount)`)} || ' owed' as figure
        from liability_movements`,
      sql`
        select distinct on (arrangement_id, kind, employee) 'Arrangement ' || arrangement_id || ': '
          || kind || ' stands at ' || ${pounds(tx, sql`balance`)} || ' on ' || on_day || '.' as offender
        from (
          select arrangement_id, kind, employee, on_day, sum(sum(amount)) over (
            partition by arrangement_id, kind, employee order by on_day) as balance
          from liability_movements group by arrangement_id, kind, employee, on_day
        ) as running
        where balance < 0 order by arrangement_id, kind, employee, on_day`,
    );
  },
};

/** The ledger proofs about returns and liabilities. */
export const RETURN_PROOFS: readonly Check[] = [
  acceptedLinesAreInTheLedger,
  nothingElseOfReturnsIsInTheLedger,
  liabilitiesAreNeverBelowZero,
];
