import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, type Posting } from '../ledger/post.ts';
import { sum, toText, type Decimal } from '../money.ts';
import type { OpeningArrangement } from './opening.ts';

/** An arrangement that was agreed just now, with the balances that it starts with. */
export interface Opened extends Pick<OpeningArrangement, 'kind' | 'shares'> {
  readonly arrangementId: string;
  readonly agreementId: string;
  readonly beneficiaryId: string;
}

/** The accounts of one share that its opening balances move. */
interface ShareAccounts {
  readonly agreed: string;
  readonly drawn: string;
  readonly held: string;
  readonly spent: string;
}

interface Spent {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly amount: string;
}

/**
 * Posts what arrangements start with, by share: what was paid is drawn, and came to the holder from
 * the treasury; what the holder has no more was spent. So drawn = held + spent holds from the first
 * day. What was spent is also a record, so that a family's statement says what it is.
 */
export async function postOpening(
  tx: Tx,
  opened: readonly Opened[],
  start: { readonly startsOn: Temporal.PlainDate; readonly treasury: string },
): Promise<void> {
  const paid = opened.filter((one) => paidTo(one).gt(0));
  if (paid.length === 0) return;
  const accounts = await accountsOf(
    tx,
    paid.map((one) => one.arrangementId),
  );
  const spent = paid.flatMap((one): Spent[] => {
    const amount = paidTo(one).minus(sum(one.shares.map((share) => share.held)));
    const { arrangementId, beneficiaryId } = one;
    return amount.gt(0)
      ? [{ id: randomUUID(), arrangementId, beneficiaryId, amount: toText(amount) }]
      : [];
  });
  const byArrangement = new Map(spent.map((one) => [one.arrangementId, one]));
  const postings = paid.flatMap((one) =>
    postingsOf(one, accounts, { ...start, spent: byArrangement.get(one.arrangementId) ?? null }),
  );
  const posted = await post(tx, postings);
  const rows = spent.map((one) => ({ ...one, entryId: posted.ids.get(spendingKey(one)) }));
  await tx.sql`
    insert into spending (id, arrangement_id, beneficiary_id, spent_on, amount, category, description,
      recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", ${start.startsOn.toString()}::date, amount, 'other',
      'Spent before this ledger began', ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(id uuid, "arrangementId" uuid,
      "beneficiaryId" uuid, amount numeric, "entryId" bigint)`;
}

const paidTo = (one: Opened): Decimal => sum(one.shares.map((share) => share.paidToDate));
const spendingKey = (one: Spent): string => `spending:${one.id}`;
const shareKey = (arrangementId: string, funderId: string): string =>
  `${arrangementId} ${funderId}`;

function postingsOf(
  one: Opened,
  accounts: ReadonlyMap<string, ShareAccounts>,
  start: { startsOn: Temporal.PlainDate; treasury: string; spent: Spent | null },
): Posting[] {
  const { startsOn: effectiveOn, treasury, spent } = start;
  const shares = one.shares
    .filter((share) => share.paidToDate.gt(0))
    .map((share) => ({ share, its: accounts.get(shareKey(one.arrangementId, share.funderId))! }));
  const opening: Posting = {
    key: `opening:${one.agreementId}`,
    kind: 'opening_balance',
    effectiveOn,
    transfers: shares.flatMap(({ share: { paidToDate: amount }, its }) => [
      { from: its.agreed, to: its.drawn, amount },
      { from: treasury, to: its.held, amount },
    ]),
  };
  if (spent === null) return [opening];
  const { id, arrangementId, amount } = spent;
  const spending: Posting = {
    key: spendingKey(spent),
    kind: 'spending',
    effectiveOn,
    reason: 'other',
    evidence: evidenceOf(['spending-1', id, arrangementId, amount, 'other']),
    transfers: shares.flatMap(({ share, its }) => {
      const gone = share.paidToDate.minus(share.held);
      return gone.gt(0) ? [{ from: its.held, to: its.spent, amount: gone }] : [];
    }),
  };
  return [opening, spending];
}

/** The accounts of all public shares of some arrangements, by arrangement and funder. */
async function accountsOf(
  tx: Tx,
  arrangementIds: readonly string[],
): Promise<Map<string, ShareAccounts>> {
  const rows = await tx.sql<(ShareAccounts & { arrangementId: string; funderId: string })[]>`
    select a.id as "arrangementId", s.funder_id as "funderId", ag.id as agreed, dr.id as drawn,
      he.id as held, sp.id as spent
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) as w(id)
    join arrangements a on a.id = w.id::uuid
    join shares s on s.arrangement_id = a.id and s.funder_id is not null
    join account_classes agc on agc.name = 'agreed/' || s.source
    join accounts ag on ag.class = agc.id and ag.subject = s.funder_id
    join account_classes drc on drc.name = 'drawn/' || a.kind || '/' || s.source
    join accounts dr on dr.class = drc.id and dr.subject = s.id
    join account_classes hec on hec.name = 'held/' || a.kind || '/' || s.source
    join accounts he on he.class = hec.id and he.subject = s.id
    join account_classes spc on spc.name = 'spent/' || a.kind || '/' || s.source
    join accounts sp on sp.class = spc.id and sp.subject = s.id`;
  return new Map(rows.map((row) => [shareKey(row.arrangementId, row.funderId), row]));
}
