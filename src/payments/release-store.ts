import type { Tx, Fragment } from '../database/transactions.ts';
import { openAccounts } from '../ledger/accounts.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { FIRST_FORMAT } from './file-source.ts';
import { makeFile } from './file-store.ts';
import { postPayments } from './payment-entries.ts';
import { silent, type Report } from './progress.ts';
import { itemsOf, type Run } from './run-list.ts';

/**
 * The digest of every item of a run, which an approval signs: who is paid what, to which account,
 * on which day and by which payment of the bank, and what each share pays of it. The second form
 * did not say the day and the payment, which were the run's and the item's own.
 */
export async function itemsDigest(tx: Tx, payRunId: string, form: 2 | 3 = 3): Promise<string> {
  const { sql } = tx;
  const leaving = form === 2 ? sql`` : sql`c.reference, c.value_on,`;
  const [row] = await joiningWhole(
    tx,
    () => sql<{ digest: string }[]>`
      select encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', i.id, i.instalment_id,
        i.bank_details_id, i.amount, i.reference, ${leaving} x.shares), ',' order by i.reference),
        ''), 'UTF8')), 'hex') as digest
      from (${itemsOf(tx, sql`${payRunId}::uuid`)}) as i
      join pay_run_credits c on c.id = i.credit_id
      left join (
        select item_id, string_agg(share_id || ':' || amount, ';' order by share_id) as shares
        from pay_run_item_shares where pay_run_id = ${payRunId} group by item_id
      ) as x on x.item_id = i.id`,
  );
  return row!.digest;
}

/** What an approval says of a run. */
interface Approved extends Pick<Run, 'id' | 'items' | 'total'> {
  readonly approvedBy: string;
  /** The limit of who approved it, where they have one. */
  readonly limitId: string | null;
}

/** The fields that the digest of an approval covers, in order. */
export function approvalFields(run: Approved, items: string): (string | null)[] {
  const { id, total, approvedBy, limitId } = run;
  return ['pay-run-approval-3', id, String(run.items), total, items, approvedBy, limitId];
}

/** Approves a run as a second person, within their limit where they have one. */
export async function approve(tx: Tx, run: Run, limitId: string | null = null): Promise<void> {
  const digest = await itemsDigest(tx, run.id);
  const approvedBy = tx.scope.user;
  const [entry] = await recordDecisions(tx, [
    {
      key: `pay_run_approval:${run.id}`,
      reason: 'pay_run_approved',
      fields: approvalFields({ ...run, approvedBy, limitId }, digest),
    },
  ]);
  await tx.sql`
    insert into pay_run_approvals (pay_run_id, drawn_up_by, approved_by, items, total, limit_id,
      entry_id)
    values (${run.id}, ${run.drawnUpBy}, ${approvedBy}, ${run.items}, ${run.total}, ${limitId},
      ${entry!})`;
}

/** Takes a run back before it is released; its instalments are due again. */
export async function withdraw(tx: Tx, run: Run, reason: string): Promise<void> {
  const [entry] = await recordDecisions(tx, [
    {
      key: `pay_run_withdrawal:${run.id}`,
      reason: 'pay_run_withdrawn',
      fields: ['pay-run-withdrawal-1', run.id, tx.scope.user],
    },
  ]);
  await tx.sql`insert into pay_run_withdrawals (pay_run_id, reason, withdrawn_by, entry_id)
    values (${run.id}, ${reason}, ${tx.scope.user}, ${entry!})`;
  await undo(
    tx,
    tx.sql`select i.* from (${itemsOf(tx, tx.sql`${run.id}::uuid`)}) as i`,
    'withdrawn',
  );
}

/** Records that payments are not made, or did not stay made: their shares are due again. */
export async function undo(
  tx: Tx,
  items: Fragment,
  why: 'withdrawn' | 'taken_out' | 'rejected' | 'bounced',
): Promise<void> {
  await tx.sql`
    insert into undone_items (item_id, pay_run_id, instalment_id, arrangement_id, beneficiary_id,
      why, recorded_by)
    select i.id, i.pay_run_id, i.instalment_id, i.arrangement_id, i.beneficiary_id, ${why},
      ${tx.scope.user} from (${items}) as i`;
}

/**
 * Releases an approved run: makes the bank's file, keeps it, and posts one entry a payment. All of
 * it is one transaction.
 */
export async function release(tx: Tx, run: Run, report: Report = silent): Promise<void> {
  // The file says on which date it was made, also when it is made again: the date of the moment
  // is that of the book, which can be worked at as at another date than today's.
  await tx.sql`
    insert into pay_run_releases (pay_run_id, total, released_by, released_at)
    select pay_run_id, total, ${tx.scope.user}, (${tx.scope.today.toString()}::date
      + (now() at time zone 'Europe/London')::time) at time zone 'Europe/London'
    from pay_run_approvals where pay_run_id = ${run.id}`;
  // There is no release without the file that carries it to the bank.
  await makeFile(tx, run, FIRST_FORMAT[run.way], report);
  await openAccounts(tx, [{ class: 'in_transit', subject: run.id }]);
  await postPayments(tx, run, report);
}
