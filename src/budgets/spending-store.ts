import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, type Posting } from '../ledger/post.ts';
import { money, sum, toText, type Decimal } from '../money.ts';
import { Problem } from '../problem.ts';
import { sharesOfSpending } from './rules.ts';

export interface NewSpending {
  readonly arrangementId: string;
  readonly spentOn: Temporal.PlainDate;
  readonly amount: Decimal;
  readonly category: string;
  readonly description: string;
}

interface ShareMoney {
  readonly held: string;
  readonly spent: string;
  readonly paidIn: Decimal;
  readonly spentSoFar: Decimal;
}

interface Holder {
  readonly beneficiaryId: string;
  readonly shares: readonly ShareMoney[];
}

/**
 * Records spending against the money a holder has, as a set in the order given: each amount is
 * shared by the money paid in per source, cumulatively. @returns the ids in the order given.
 */
export async function recordSpending(tx: Tx, list: readonly NewSpending[]): Promise<string[]> {
  const holders = await holdersOf(tx, [...new Set(list.map((one) => one.arrangementId))]);
  const rows = list.map((one) => ({ ...one, id: randomUUID() as string }));
  const postings: Posting[] = [];
  for (const [arrangementId, mine] of Map.groupBy(rows, (row) => row.arrangementId)) {
    const holder = holders.get(arrangementId);
    if (holder === undefined)
      throw noMoney(
        mine.map((row) => row.amount),
        money('0.00'),
      );
    postings.push(...postingsOf(holder, mine));
  }
  const posted = await post(tx, postings);
  const input = rows.map((row) => ({
    ...row,
    amount: toText(row.amount),
    beneficiaryId: holders.get(row.arrangementId)!.beneficiaryId,
    entryId: posted.ids.get(`spending:${row.id}`),
  }));
  await tx.sql`
    insert into spending (id, arrangement_id, beneficiary_id, spent_on, amount, category, description,
      recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", "spentOn", amount, category, description,
      ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as s(id uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "spentOn" date, amount numeric, category text,
      description text, "entryId" bigint)`;
  return rows.map((row) => row.id);
}

function postingsOf(holder: Holder, rows: readonly (NewSpending & { id: string })[]): Posting[] {
  const amounts = rows.map((row) => row.amount);
  const held = sum(holder.shares.map((share) => share.paidIn.minus(share.spentSoFar)));
  if (sum(amounts).gt(held)) throw noMoney(amounts, held);
  const parts = sharesOfSpending(
    amounts,
    holder.shares.map((share) => ({ paidIn: share.paidIn, spent: share.spentSoFar })),
  );
  return rows.map((row, n) => ({
    key: `spending:${row.id}`,
    kind: 'spending',
    effectiveOn: row.spentOn,
    reason: row.category,
    evidence: evidenceOf([
      'spending-1',
      row.id,
      row.arrangementId,
      toText(row.amount),
      row.category,
    ]),
    transfers: holder.shares.flatMap((share, i) =>
      parts[n]![i]!.gt(0) ? [{ from: share.held, to: share.spent, amount: parts[n]![i]! }] : [],
    ),
  }));
}

function noMoney(amounts: readonly Decimal[], held: Decimal): Problem {
  const asked = toText(sum(amounts));
  return new Problem(
    'not-covered',
    `The holder has ${toText(held)}, and spending of ${asked} was to be recorded.`,
    { shortfalls: [{ account: 'held', available: toText(held), asked }] },
  );
}

/** The money of arrangements by share: accounts, what was paid in, and what was spent of it. */
async function holdersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Holder>> {
  const rows = await tx.sql<
    {
      arrangementId: string;
      beneficiaryId: string;
      held: string;
      spent: string;
      balance: string;
      spentSoFar: string;
    }[]
  >`
    select s.arrangement_id as "arrangementId", s.beneficiary_id as "beneficiaryId",
      h.id as held, p.id as spent, b.balance,
      coalesce((select sum(t.amount) from transfers t where t.to_account = p.id), 0)
        - coalesce((select sum(t.amount) from transfers t where t.from_account = p.id), 0) as "spentSoFar"
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) w
    join arrangements a on a.id = w::uuid
    join shares s on s.arrangement_id = a.id
    join account_classes hc on hc.name = 'held/' || a.kind || '/' || s.source
    join accounts h on h.class = hc.id and h.subject = s.id
    join account_balances b on b.account_id = h.id
    join account_classes pc on pc.name = 'spent/' || a.kind || '/' || s.source
    join accounts p on p.class = pc.id and p.subject = s.id
    order by s.arrangement_id, s.position`;
  const byArrangement = Map.groupBy(rows, (row) => row.arrangementId);
  return new Map(
    [...byArrangement].map(([id, mine]) => [
      id,
      {
        beneficiaryId: mine[0]!.beneficiaryId,
        shares: mine.map((row) => ({
          held: row.held,
          spent: row.spent,
          spentSoFar: money(row.spentSoFar),
          paidIn: money(row.balance).plus(money(row.spentSoFar)),
        })),
      },
    ]),
  );
}

export interface SpendingRow {
  readonly id: string;
  readonly spentOn: string;
  readonly amount: string;
  readonly category: string;
  readonly description: string;
  readonly entry: string;
}

/** Spending of an arrangement, newest first, after a cursor of date and id. */
export async function listSpending(
  tx: Tx,
  by: { arrangementId: string; after?: string | undefined; limit: number },
): Promise<SpendingRow[]> {
  const { sql } = tx;
  const [day, id] = by.after?.split('_') ?? [];
  return sql<SpendingRow[]>`
    select id, spent_on as "spentOn", amount, category, description, entry_id as entry
    from spending where arrangement_id = ${by.arrangementId}
      ${id === undefined ? sql`` : sql`and (spent_on, id) < (${day!}::date, ${id}::uuid)`}
    order by spent_on desc, id desc limit ${by.limit + 1}`;
}
