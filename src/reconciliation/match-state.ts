import type { Tx } from '../database/transactions.ts';
import { money, type Decimal } from '../money.ts';
import type { LineToMatch, Pair, RunToMatch } from './rules.ts';

/** A line with the end of its chain of allocations. */
export interface LineState extends LineToMatch {
  /** Its amount without a sign. */
  readonly size: Decimal;
  /** How many allocations it has had. */
  readonly seq: number;
  /** The id of the ledger account of its bank account. */
  readonly account: string;
}

/** A pay run with the end of its chain of allocations. */
export interface RunState extends RunToMatch {
  /** What was released; zero for a run that was not. */
  readonly total: Decimal;
  readonly seq: number;
  /** The id of its ledger account of what is in transit. */
  readonly account: string;
}

interface LineRow {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: string;
  readonly amount: string;
  readonly size: string;
  readonly left: string;
  readonly reference: string | null;
  readonly text: string | null;
  readonly seq: number;
  readonly account: string;
}

interface RunRow {
  readonly id: string;
  readonly serial: string;
  readonly bankAccountId: string;
  readonly valueOn: string;
  readonly released: boolean;
  readonly total: string;
  readonly left: string;
  readonly seq: number;
  readonly account: string;
}

/** Lines, each with what is left of it, as a query. */
function lineRows(tx: Tx) {
  return tx.sql`
    select l.id, l.bank_account_id, l.booked_on, l.amount, l.size, l.reference, l.text,
      l.size - coalesce(last.line_after, 0.00) as left, coalesce(last.line_seq, 0) as seq
    from bank_lines l
    left join lateral (select line_seq, line_after from allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true`;
}

/** Pay runs, each with what is left of it, as a query. */
function runRows(tx: Tx) {
  return tx.sql`
    select r.id, r.serial, r.bank_account_id, r.value_on, coalesce(p.total, 0.00) as total,
      p.pay_run_id is not null
        and not exists (select from pay_run_withdrawals w where w.pay_run_id = r.id) as released,
      coalesce(p.total, 0.00) - coalesce(last.run_after, 0.00) as left,
      coalesce(last.run_seq, 0) as seq
    from pay_runs r
    left join pay_run_releases p on p.pay_run_id = r.id
    left join lateral (select run_seq, run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as last on true`;
}
