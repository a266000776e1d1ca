import { takeStep } from '../../src/returns/difference-steps.ts';
import { openDifferences } from '../../src/returns/difference-store.ts';
import type { PooledBook } from './pooled-book.ts';
import { plus, type Movement, type PooledModel, type Sent } from './pooled-model.ts';
import type { Plant } from './pooled-steps.ts';

/** Pence as pounds with two decimals, as amounts are written. */
export function toMoney(pence: bigint): string {
  const digits = String(pence < 0n ? -pence : pence).padStart(3, '0');
  return `${pence < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export const toPence = (amount: string): bigint => BigInt(amount.replace('.', ''));

interface Period {
  readonly from: string;
  readonly to: string;
}
type Row = Readonly<Record<string, string>>;

/** The rows of a return as the broker writes it, right or wrong, and what they declare. */
export function rowsOfReturn(
  book: PooledBook,
  model: PooledModel,
  period: Period,
  { plant, which }: { readonly plant: Plant; readonly which: number },
): { rows: Row[]; declared: Movement[]; planted: Sent['planted'] } {
  const before = plus(period.from, -1);
  const opening = sum(model.bankUntil(before));
  const truth = model.bankUntil(period.to).filter(({ on }) => on >= period.from);
  const { bank, planted } = statement(truth, period, { plant, which });
  const told = toTell(model, period);
  const spent = told.filter(({ kind }) => kind === 'spending' || kind === 'fee');
  const hidden = plant === 'undeclared' ? spent[which % spent.length] : undefined;
  const declared = told.filter((one) => one !== hidden);
  // The very same return is not taken in twice, so each says which one it is.
  const description = `Return ${model.returns.length + 1}`;
  return {
    rows: [
      { kind: 'account_opening', amount: toMoney(opening) },
      { kind: 'account_closing', amount: toMoney(opening + sum(bank)) },
      { kind: 'other_authorities_opening', amount: toMoney(model.apartUntil('other', before)) },
      { kind: 'interest_opening', amount: toMoney(model.apartUntil('interest', before)) },
      ...bank.map(({ on, pence }) => ({ kind: 'bank', on, amount: toMoney(pence), description })),
      ...apartRows(model, period),
      ...peopleRows(book, model, period, declared),
    ],
    declared: declared.filter(({ kind }) => kind !== 'paid_in'),
    planted,
  };
}

type Line = { readonly on: string; readonly pence: bigint };
const sum = (list: readonly { readonly pence: bigint }[]): bigint =>
  list.reduce((all, { pence }) => all + pence, 0n);

/** The lines of the statement, one of them wrong or missing where that is planted. */
function statement(
  truth: readonly Line[],
  { from }: Period,
  { plant, which }: { readonly plant: Plant; readonly which: number },
): { bank: readonly Line[]; planted: Sent['planted'] } {
  if (plant === 'missing_line' && truth.length > 1) {
    const gone = truth[which % truth.length]!;
    const bank = truth.filter((line) => line !== gone);
    return { bank, planted: [{ on: gone.on, pence: -gone.pence }] };
  }
  if (plant !== 'wrong_line') return { bank: truth, planted: [] };
  const wrong = { on: from, pence: BigInt((which % 5000) - 2500) || 1n };
  return { bank: [...truth, wrong], planted: [wrong] };
}

/** What a return has to tell of: payments, and what is neither in the books nor in another return. */
function toTell(model: PooledModel, { from, to }: Period): Movement[] {
  return model.movements.filter(
    (one) =>
      model.isOfPool(one.arrangement) &&
      one.atBank &&
      one.on >= from &&
      one.on <= to &&
      (one.kind === 'paid_in' || one.bookedOn === null),
  );
}

const apartRows = (model: PooledModel, { from, to }: Period): Row[] =>
  model.apart
    .filter(({ on }) => on >= from && on <= to)
    .map(({ what, on, pence }) => ({
      kind: what === 'other' ? 'other_authorities' : 'interest',
      on,
      amount: toMoney(pence),
    }));

function peopleRows(
  { pool }: PooledBook,
  model: PooledModel,
  { from }: Period,
  declared: readonly Movement[],
): Row[] {
  const lines = Map.groupBy(declared, (one) => one.arrangement);
  return pool.flatMap(({ id: arrangement, reference: person }, n): Row[] => {
    const mine = lines.get(arrangement) ?? [];
    // At least one person is in every return.
    if (mine.length === 0 && n > 0) return [];
    const each = { arrangement, person };
    const opening = sum(
      model.movements.filter((one) => one.arrangement === arrangement && one.on < from),
    );
    return [
      { kind: 'opening', ...each, amount: toMoney(opening) },
      ...mine.map(({ kind, on, pence }) => ({
        kind,
        on,
        ...each,
        amount: toMoney(pence < 0n ? -pence : pence),
        ...(kind === 'spending' || kind === 'refund' ? BOUGHT : {}),
      })),
      { kind: 'closing', ...each, amount: toMoney(opening + sum(mine)) },
    ];
  });
}

const BOUGHT = { category: 'support', description: 'Tutor', evidence: 'bill.pdf' };

/** Has somebody say of every open difference of a return why it is there. */
export async function differencesExplained({ api }: PooledBook, returnId: string): Promise<void> {
  await api.db.run(async (tx) => {
    // What has come to differ since it was sent in is opened by a query.
    await openDifferences(tx, returnId);
    const open = await tx.sql<{ id: string }[]>`
      select id from return_differences f where return_id = ${returnId} and not exists (
        select from difference_steps s where s.difference_id = f.id)`;
    const why = { step: 'explained', ownerId: null, note: 'Recorded by the council.' } as const;
    for (const { id } of open) await takeStep(tx, id, why);
  });
}
