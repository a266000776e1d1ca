import type { Tx } from '../../database/transactions.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { holdReleaseFields, type HoldReleaseFacts } from '../../payments/hold-store.ts';
import { approvalFields, itemsDigest } from '../../payments/release-store.ts';
import { BATCH, compare, once, type Held } from './compare.ts';

interface Approval extends Held {
  readonly id: string;
  readonly items: number;
  readonly total: string;
  readonly approvedBy: string;
  readonly limitId: string | null;
}

/**
 * The form of an approval is part of its digest, so an approval can only ever answer to the form in
 * which it was given: what the shares pay, or the day, cannot be changed under one that covered it.
 */
const approvals: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<Approval[]>`
    select e.id as entry, e.evidence, a.pay_run_id as id, a.items, a.total,
      a.approved_by as "approvedBy", a.limit_id as "limitId"
    from pay_run_approvals a join entries e on e.id = a.entry_id order by a.entry_id`;
  return compare('pay run approval', once(rows), async (row) => {
    const digest = evidenceOf(approvalFields(row, await itemsDigest(tx, row.id)));
    if (row.evidence?.equals(digest) === true) return digest;
    const second = evidenceOf(await fieldsOfSecondForm(tx, row));
    if (row.evidence?.equals(second) === true) return second;
    return evidenceOf(await fieldsOfFirstForm(tx, row));
  });
};

/**
 * The second form was for runs of which each item left by itself, all on the run's day, and for
 * approvers without limits. It stands only where that is still so.
 */
async function fieldsOfSecondForm(tx: Tx, run: Approval): Promise<(string | null)[]> {
  const [other] = await tx.sql`
    select from pay_run_credits c join pay_runs r on r.id = c.pay_run_id
    where c.pay_run_id = ${run.id} and (c.items > 1 or c.value_on <> r.value_on) limit 1`;
  const alone = other === undefined && run.limitId === null;
  const items = alone ? await itemsDigest(tx, run.id, 2) : null;
  return ['pay-run-approval-2', run.id, String(run.items), run.total, items, run.approvedBy];
}

/**
 * The first form was for runs in which every payment was its whole instalment. It did not name the
 * shares, so it stands only where each item is still made of all the shares of its instalment.
 */
async function fieldsOfFirstForm(tx: Tx, run: Approval): Promise<(string | null)[]> {
  const [row] = await tx.sql<{ digest: string; whole: boolean }[]>`
    select encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', i.id, i.instalment_id,
      i.bank_details_id, i.amount, i.reference), ',' order by i.reference), ''), 'UTF8')), 'hex')
      as digest, not exists (
        (select p.item_id, p.share_id, p.amount from pay_run_item_shares p
          where p.pay_run_id = ${run.id}
        except ${wholeItems(tx, run.id)})
        union all
        (${wholeItems(tx, run.id)}
        except select p.item_id, p.share_id, p.amount from pay_run_item_shares p
          where p.pay_run_id = ${run.id})) as whole
    from pay_run_items i where i.pay_run_id = ${run.id}`;
  const { digest, whole } = row!;
  const items = whole ? digest : null;
  return ['pay-run-approval-1', run.id, String(run.items), run.total, items, run.approvedBy];
}

/** What the items of a run would be made of if nothing had been left behind. */
function wholeItems({ sql }: Tx, payRunId: string) {
  return sql`
    select i.id, x.share_id, x.amount from pay_run_items i
    join instalment_shares x on x.instalment_id = i.instalment_id and x.amount > 0
    where i.pay_run_id = ${payRunId}`;
}

const holdReleases: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & HoldReleaseFacts & { salt: Buffer })[]>`
    select e.id as entry, e.evidence, h.instalment_id as "instalmentId", h.cover,
      h.released_by as "releasedBy", t.text as reasons, t.salt,
      jsonb_agg(jsonb_build_object('shareId', h.share_id, 'amount', h.amount::text,
        'freed', h.freed::text) order by s.position) as shares
    from hold_releases h
    join entries e on e.id = h.entry_id
    join texts t on t.id = h.reasons_id
    join shares s on s.id = h.share_id
    group by e.id, h.instalment_id, h.cover, h.released_by, t.id`;
  return compare('hold let go', rows.cursor(BATCH), (row) =>
    evidenceOf(holdReleaseFields(row), row.salt),
  );
};

/** How the evidence of pay runs and of holds is recomputed, for `verify`. */
export const PAYMENT_CHECKS: readonly EvidenceCheck[] = [approvals, holdReleases];
