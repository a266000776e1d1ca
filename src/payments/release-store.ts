import { createHash } from 'node:crypto';
import { bacsProcessingDay } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { openAccounts } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, postFrom } from '../ledger/post.ts';
import { money, toText } from '../money.ts';
import { Problem } from '../problem.ts';
import { bacsFile } from './bacs.ts';
import type { Run } from './run-store.ts';

/**
 * The digest of every item of a run, which an approval signs: who is paid what, to which account,
 * and what each share pays of it.
 */
export async function itemsDigest(tx: Tx, payRunId: string): Promise<string> {
  const [row] = await tx.sql<{ digest: string }[]>`
    select encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', i.id, i.instalment_id,
      i.bank_details_id, i.amount, i.reference, x.shares), ',' order by i.reference), ''),
      'UTF8')), 'hex') as digest
    from pay_run_items i
    left join (
      select item_id, string_agg(share_id || ':' || amount, ';' order by share_id) as shares
      from pay_run_item_shares where pay_run_id = ${payRunId} group by item_id
    ) as x on x.item_id = i.id
    where i.pay_run_id = ${payRunId}`;
  return row!.digest;
}

/** The fields that the digest of an approval covers, in order. */
export function approvalFields(
  run: Pick<Run, 'id' | 'items' | 'total'>,
  items: string,
  approvedBy: string,
): string[] {
  return ['pay-run-approval-2', run.id, String(run.items), run.total, items, approvedBy];
}

/** Approves a run as a second person. */
export async function approve(tx: Tx, run: Run): Promise<void> {
  const key = `pay_run_approval:${run.id}`;
  const digest = await itemsDigest(tx, run.id);
  const posted = await post(tx, [
    {
      key,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason: 'pay_run_approved',
      evidence: evidenceOf(approvalFields(run, digest, tx.scope.user)),
      transfers: [],
    },
  ]);
  await tx.sql`
    insert into pay_run_approvals (pay_run_id, drawn_up_by, approved_by, items, total, entry_id)
    values (${run.id}, ${run.drawnUpBy}, ${tx.scope.user}, ${run.items}, ${run.total},
      ${posted.ids.get(key)!})`;
}

/** Takes a run back before it is released; its instalments are due again. */
export async function withdraw(tx: Tx, run: Run, reason: string): Promise<void> {
  const key = `pay_run_withdrawal:${run.id}`;
  const posted = await post(tx, [
    {
      key,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason: 'pay_run_withdrawn',
      evidence: evidenceOf(['pay-run-withdrawal-1', run.id, tx.scope.user]),
      transfers: [],
    },
  ]);
  await tx.sql`insert into pay_run_withdrawals (pay_run_id, reason, withdrawn_by, entry_id)
    values (${run.id}, ${reason}, ${tx.scope.user}, ${posted.ids.get(key)!})`;
}

/**
 * Releases an approved run: makes the bank's file, keeps it, and posts one entry a payment by one
 * statement. Each payment draws on the shares that leave with it, and moves what is in transit to
 * what is held.
 */
export async function release(tx: Tx, run: Run): Promise<void> {
  await tx.sql`
    insert into pay_run_releases (pay_run_id, total, released_by)
    select pay_run_id, total, ${tx.scope.user} from pay_run_approvals where pay_run_id = ${run.id}`;
  await keepFile(tx, run);
  await openAccounts(tx, [{ class: 'in_transit', subject: run.id }]);
  await postFrom(
    tx,
    tx.sql`
      select row_number() over (order by p.reference)::int as n, 'payment:' || p.id as key,
        k.id as kind, r.value_on as day, null::text as reason, null::bigint as reverses,
        null::bytea as evidence, (x.line * 2 - side.n)::smallint as line,
        case side.n when 1 then co.id else it.id end as from_account,
        case side.n when 1 then dr.id else he.id end as to_account, x.amount
      from pay_runs r
      join pay_run_items p on p.pay_run_id = r.id
      join arrangements a on a.id = p.arrangement_id
      join entry_kinds k on k.name = 'payment'
      join (
        select v.item_id, s.id, s.source, v.amount,
          row_number() over (partition by v.item_id order by s.position) as line
        from pay_run_item_shares v join shares s on s.id = v.share_id
        where v.pay_run_id = ${run.id}
      ) as x on x.item_id = p.id
      join account_classes ic on ic.name = 'in_transit'
      join accounts it on it.class = ic.id and it.subject = r.id
      join account_classes cc on cc.name = 'committed/' || a.kind || '/' || x.source
      join accounts co on co.class = cc.id and co.subject = x.id
      join account_classes dc on dc.name = 'drawn/' || a.kind || '/' || x.source
      join accounts dr on dr.class = dc.id and dr.subject = x.id
      join account_classes hc on hc.name = 'held/' || a.kind || '/' || x.source
      join accounts he on he.class = hc.id and he.subject = x.id
      cross join (values (1), (0)) as side(n)
      where r.id = ${run.id}`,
  );
}

interface FileRow {
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly reference: string;
  readonly amount: string;
}

async function keepFile(tx: Tx, run: Run): Promise<void> {
  const items = await tx.sql<FileRow[]>`
    select d.sort_code as "sortCode", d.account_number as "accountNumber",
      d.account_name as name, i.reference, i.amount
    from pay_run_items i join bank_details d on d.id = i.bank_details_id
    where i.pay_run_id = ${run.id} order by i.reference`;
  const [origin] = await tx.sql<
    { sortCode: string; accountNumber: string; name: string; serviceUserNumber: string }[]
  >`
    select sort_code as "sortCode", account_number as "accountNumber", account_name as name,
      service_user_number as "serviceUserNumber"
    from bank_accounts where id = ${run.bankAccountId}`;
  const made = bacsFile({
    serial: run.serial,
    serviceUserNumber: origin!.serviceUserNumber,
    processingOn: bacsProcessingDay(Temporal.PlainDate.from(run.valueOn)),
    madeOn: tx.scope.today,
    origin: origin!,
    items: items.map((item) => ({ ...item, amount: money(item.amount) })),
  });
  if (made.faults !== undefined) {
    throw new Problem('payment-file-faults', 'The payment file cannot be made.', {
      errors: made.faults.map(({ item, message }) => ({
        where: item === null ? 'file' : `item ${item}`,
        message,
      })),
    });
  }
  const content = Buffer.from(made.file.text, 'latin1');
  await tx.sql`
    insert into payment_files (pay_run_id, format, content, sha256, items, total, made_by)
    values (${run.id}, 'bacs_standard_18', ${content},
      ${createHash('sha256').update(content).digest()}, ${made.file.count},
      ${toText(made.file.total)}, ${tx.scope.user})`;
}
