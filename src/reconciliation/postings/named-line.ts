import type { Tx } from '../../database/transactions.ts';
import { closedThrough } from '../../ledger/periods.ts';
import { money, toText, type Decimal } from '../../money.ts';
import { refuseFaults, type Fault } from '../../problem.ts';
import { listLines, type BankLine } from '../line-store.ts';
import { matchPairs } from '../matching/pair-store.ts';

/** A receipt that names the line of the bank it came in by, or is a part of. */
export interface OnLine {
  readonly lineId: string;
  readonly bankAccountId: string;
  readonly amount: Decimal;
  readonly receivedOn: Temporal.PlainDate;
}

/** The fault of a line that is not there. */
export const NO_SUCH_LINE: Fault = {
  where: 'body.bankLineId',
  message: 'There is no bank line of this number.',
};

/**
 * Why a line is not the receipt that names it; empty when it is. The receipt is on its account and
 * day, and no more than is open of it.
 *
 * @param closed the day through which the books are closed: what the bank booked by then may be
 *   recorded as received on a later day
 */
export function faultsOfNamedLine(
  line: Pick<BankLine, 'bankAccountId' | 'amount' | 'bookedOn' | 'open'>,
  { bankAccountId, amount, receivedOn }: OnLine,
  closed: string | null = null,
): Fault[] {
  const on = receivedOn.toString();
  const isLate = closed !== null && line.bookedOn <= closed && on > closed;
  const differs = (where: string, found: string, wanted: string): Fault[] =>
    found === wanted
      ? []
      : [{ where: `body.${where}`, message: `The line says ${found}, the receipt ${wanted}.` }];
  return [
    ...differs('bankAccountId', line.bankAccountId, bankAccountId),
    ...(money(line.amount).lt(amount) ? differs('amount', line.amount, toText(amount)) : []),
    ...(isLate ? [] : differs('receivedOn', line.bookedOn, on)),
    ...faultsOfOpen(line.open, amount),
  ];
}

function faultsOfOpen(open: string, amount: Decimal): Fault[] {
  if (!amount.gt(money(open))) return [];
  const message = money(open).isZero()
    ? 'The line is taken: nothing of it is open.'
    : `£${open} of the line is open, and the receipt is £${toText(amount)}.`;
  return [{ where: 'body.bankLineId', message }];
}

/** Throws for a line that is not there, or is not the receipt that names it. */
export async function refuseOtherLine(tx: Tx, receipt: OnLine): Promise<void> {
  const [line] = await listLines(tx, { id: receipt.lineId });
  if (line === undefined) {
    refuseFaults('record-unknown', NO_SUCH_LINE.message, [NO_SUCH_LINE]);
    return;
  }
  const faults = faultsOfNamedLine(line, receipt, await closedThrough(tx));
  refuseFaults('match-not-possible', 'The bank line is not this receipt.', faults);
}

/** Matches the entry of a receipt with the line that it came in by. @returns the match's id */
export async function takeLine(
  tx: Tx,
  receipt: Pick<OnLine, 'lineId' | 'amount'> & { readonly entryId: string },
): Promise<string> {
  const { lineId, amount, entryId } = receipt;
  const pair = { lineId, expected: `entry:${entryId}`, amount, kind: 'match' as const };
  const [id] = await matchPairs(tx, [pair], () => 'body');
  return id!;
}
