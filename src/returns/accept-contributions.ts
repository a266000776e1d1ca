import type { Tx } from '../database/transactions.ts';
import { receiptFields } from '../contributions/receipt-store.ts';
import { findAccounts, openAccounts, type NewAccount } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { toText, type Decimal } from '../money.ts';
import { Problem } from '../problem.ts';
import type { ReturnFacts } from './decision-store.ts';

/** Money that the person or the family paid into the holder's account, by a line of a return. */
export interface ContributionLine {
  readonly id: string;
  readonly row: number;
  readonly arrangementId: string;
  readonly receivedOn: string;
  readonly amount: Decimal;
}

interface ShareOfPerson {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly shareId: string;
  readonly source: string;
  readonly kind: string;
}

/**
 * Records contributions that came into the holder's account, as a set, each as a receipt of its own.
 * They are the person's contribution where one is agreed that is paid net, else the family's top-up. Throws
 * the problem "record-unknown" where an arrangement has neither.
 */
export async function postContributions(
  tx: Tx,
  facts: ReturnFacts,
  lines: readonly ContributionLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const shares = await sharesOf(tx, lines);
  refuseWithoutShare(lines, shares);
  const rows = lines.map((line) => ({ ...line, share: shares.get(line.arrangementId)! }));
  const pairs = rows.map((row) => accountsOf(row.share));
  await openAccounts(tx, [...new Map(pairs.flat().map((one) => [nameOf(one), one])).values()]);
  const accounts = await findAccounts(tx, [...new Set(pairs.flat().map(nameOf))]);
  const posted = await post(
    tx,
    rows.map((row, n) => ({
      key: `contribution_receipt:${row.id}`,
      kind: 'contribution_received',
      effectiveOn: Temporal.PlainDate.from(row.receivedOn),
      evidence: evidenceOf(receiptFields(recordOf(row))),
      transfers: [
        {
          from: accounts.get(nameOf(pairs[n]![0]))!,
          to: accounts.get(nameOf(pairs[n]![1]))!,
          amount: row.amount,
        },
      ],
    })),
  );
  const input = rows.map((row) => ({
    ...recordOf(row),
    beneficiaryId: row.share.beneficiaryId,
    reference: `Return to ${facts.toOn}, row ${row.row}`,
    entryId: posted.ids.get(`contribution_receipt:${row.id}`),
  }));
  await tx.sql`
    insert into contribution_receipts (id, arrangement_id, beneficiary_id, share_id, received_on,
      amount, paid_into, reference, recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", "shareId", "receivedOn", amount, 'holder',
      reference, ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as r(id uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "shareId" uuid, "receivedOn" date,
      amount numeric, reference text, "entryId" bigint)`;
}

const recordOf = (row: ContributionLine & { readonly share: ShareOfPerson }) => ({
  id: row.id,
  arrangementId: row.arrangementId,
  shareId: row.share.shareId,
  receivedOn: row.receivedOn,
  amount: toText(row.amount),
  paidInto: 'holder',
  bankAccountId: null,
});

/** From the person's own account to what the holder has of it. */
function accountsOf(share: ShareOfPerson): [NewAccount, NewAccount] {
  const { arrangementId, beneficiaryId, source } = share;
  return [
    { class: `contribution/${source}`, subject: beneficiaryId, beneficiaryId },
    {
      class: `held/${share.kind}/${source}`,
      subject: share.shareId,
      arrangementId,
      beneficiaryId,
    },
  ];
}

const nameOf = (account: NewAccount): string => `${account.class}:${account.subject}`;

async function sharesOf(
  tx: Tx,
  lines: readonly ContributionLine[],
): Promise<Map<string, ShareOfPerson>> {
  const ids = [...new Set(lines.map((line) => line.arrangementId))];
  const rows = await tx.sql<ShareOfPerson[]>`
    select distinct on (s.arrangement_id) s.arrangement_id as "arrangementId",
      s.beneficiary_id as "beneficiaryId", s.id as "shareId", s.source, a.kind
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) w
    join arrangements a on a.id = w::uuid
    join shares s on s.arrangement_id = a.id and s.source in ('contribution', 'top_up')
    where exists (
      select from agreement_shares x join agreement_decisions d on d.agreement_id = x.agreement_id
      where x.share_id = s.id and x.weekly > 0 and coalesce(x.paid, 'net') = 'net')
    order by s.arrangement_id, s.source`;
  return new Map(rows.map((row) => [row.arrangementId, row]));
}

function refuseWithoutShare(
  lines: readonly ContributionLine[],
  shares: ReadonlyMap<string, ShareOfPerson>,
): void {
  const without = lines.filter((line) => !shares.has(line.arrangementId));
  if (without.length === 0) return;
  const detail =
    'Money is declared as the person’s own, and no contribution or top-up has been agreed there. ' +
    'Agree a version with one, or have the return corrected. Nothing was accepted.';
  throw new Problem('record-unknown', detail, {
    errors: without.slice(0, 1000).map((line) => ({
      where: `row ${line.row}`,
      message: `Arrangement ${line.arrangementId} has no contribution and no top-up.`,
    })),
  });
}
