import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

/** An expected line is written when it is first matched; what it is of says the same still. */
export const expectedIsWhatItIsOf: Check = {
  name: 'What was expected of the bank is what was sent, advised or posted',
  expected:
    'Each expected line has the account, the day and the amount of its pay run, payment, returned ' +
    'credit, payment of invoices, entry or line; no line is matched to an entry that was taken back.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' expected lines, ' || ${pounds(tx, sql`sum(amount)`)} || ' net' as figure
        from expected_lines`,
      sql`${notAsSource(tx)} union all ${matchedToTakenBack(tx)}`,
    );
  },
};

const notAsSource = (tx: Tx): Query => tx.sql`
  select 'What is expected as ' || x.name || ' is ' || ${pounds(tx, tx.sql`x.amount`)} || ' on '
    || x.value_on || case when s.name is null then ', and there is no such thing.'
      else '; what it is of says ' || ${pounds(tx, tx.sql`s.amount`)} || ' on '
        || coalesce(s.value_on, x.value_on) || '.' end
    as offender
  from expected_lines x
  left join (
    ${ofRuns(tx)} union all ${ofCredits(tx)} union all ${ofRecords(tx)} union all ${ofEntries(tx)}
  ) as s on s.name = x.name
  where (s.kind = x.kind and s.bank_account_id = x.bank_account_id and s.amount = x.amount
    and coalesce(s.value_on, x.value_on) = x.value_on and s.pay_run_id is not distinct from x.pay_run_id
    and s.subject = coalesce(x.credit_id::text, x.invoice_payment_id::text, x.entry_id::text,
      x.line_id::text, x.pay_run_id::text)) is not true`;

/** What leaves of each payment of a run: without what was taken out of it before it went. */
const sent = ({ sql }: Tx): Query => sql`
  select c.id, c.pay_run_id, c.value_on, r.bank_account_id, c.amount - coalesce(t.amount, 0) as amount
  from pay_run_credits c
  join pay_runs r on r.id = c.pay_run_id
  left join (
    select i.credit_id, sum(i.amount) as amount
    from undone_items u join pay_run_items i on i.id = u.item_id
    where u.why = 'taken_out' group by i.credit_id
  ) as t on t.credit_id = c.id`;

/** A run at once, and each of its days. */
const ofRuns = (tx: Tx): Query => tx.sql`
  select 'pay_run:' || r.id as name, 'pay_run' as kind, r.bank_account_id, -l.total as amount,
    r.value_on, r.id as pay_run_id, r.id::text as subject
  from pay_runs r join pay_run_releases l on l.pay_run_id = r.id
  union all
  select 'pay_run:' || pay_run_id || ':' || value_on, 'pay_run', bank_account_id, -sum(amount),
    value_on, pay_run_id, pay_run_id::text
  from (${sent(tx)}) as c group by pay_run_id, value_on, bank_account_id`;

/** Payments by themselves, and those that came back. */
const ofCredits = (tx: Tx): Query => tx.sql`
  select 'payment:' || id, 'payment', bank_account_id, -amount, value_on, pay_run_id, id::text
  from (${sent(tx)}) as c
  union all
  select 'returned_credit:' || b.credit_id, 'returned_credit', r.bank_account_id, b.amount,
    b.advised_on, b.pay_run_id, b.credit_id::text
  from returned_credits b join pay_runs r on r.id = b.pay_run_id where b.how = 'returned'`;

/** Payments of invoices, and lines that repeat others. */
const ofRecords = ({ sql }: Tx): Query => sql`
  select 'invoice_payment:' || id, 'invoice_payment', bank_account_id, -total, paid_on, null::uuid,
    id::text
  from invoice_payments where bank_account_id is not null
  union all
  select 'repeat:' || id, 'repeat', bank_account_id, amount, booked_on, null, id::text
  from bank_lines`;

/**
 * What an entry moves to its bank account, less what it moves from it. Its day may be the one that
 * it is of, or the one on which it takes effect where that day's period was closed.
 */
const ofEntries = ({ sql }: Tx): Query => sql`
  select 'entry:' || entry_id, 'entry', bank_account_id, sum(amount), null::date, null,
    entry_id::text
  from (
    select t.entry_id, a.subject as bank_account_id, t.amount
    from transfers t join accounts a on a.id = t.to_account
    join account_classes c on c.id = a.class and c.kind = 'bank'
    union all
    select t.entry_id, a.subject, -t.amount
    from transfers t join accounts a on a.id = t.from_account
    join account_classes c on c.id = a.class and c.kind = 'bank'
  ) as moved group by entry_id, bank_account_id`;

const matchedToTakenBack = (tx: Tx): Query => tx.sql`
  select 'Entry ' || x.entry_id || ' was taken back, and ' || ${pounds(tx, tx.sql`a.amount`)}
    || ' of bank lines is matched to it.'
  from expected_lines x
  join entries r on r.reverses = x.entry_id
  join (
    select expected_id, sum(amount) as amount from line_allocations group by expected_id
  ) as a on a.expected_id = x.id
  where a.amount <> 0`;
