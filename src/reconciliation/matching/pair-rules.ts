import { toText, type Decimal } from '../../money.ts';
import type { Fault } from '../../problem.ts';
import type { ExpectedToMatch, LineToMatch } from './line-state.ts';

/** What a person, or a proposal, wants to be matched of a line and an expected line. */
export interface Asked {
  /** What sort of match it is; see schema/matching.ts. A match if left out. */
  readonly kind?: 'match' | 'posting' | 'repeat' | undefined;
  /** All that is open, if left out; then the same must be open of both. */
  readonly amount?: Decimal | undefined;
  /** What no line will bring of the expected line: how much, and why, as a code. */
  readonly difference?: { readonly amount: Decimal; readonly reason: string } | undefined;
}

/** The amount that a match takes from both sides: what was asked for, or all of the line. */
export const amountOf = (line: LineToMatch, { amount }: Asked): Decimal => amount ?? line.open;

/**
 * Why a line and an expected line cannot be matched for an amount; empty when they can.
 * Where the places are "lineId", "expected", "amount" and "difference".
 */
export function whyNot(line: LineToMatch, expected: ExpectedToMatch, asked: Asked): Fault[] {
  const faults: Fault[] = [];
  const add = (where: string, message: string): void => void faults.push({ where, message });
  if (line.bankAccountId !== expected.bankAccountId) {
    add('expected', 'It is expected on another bank account than the line is on.');
  }
  if (line.amount.isNegative() !== expected.amount.isNegative()) {
    const came = line.amount.isNegative() ? 'went out' : 'came in';
    add('lineId', `Money ${came} by this line; what is expected goes the other way.`);
  }
  if ((expected.kind === 'repeat') !== (asked.kind === 'repeat')) {
    add('expected', 'A line that repeats another is set aside by deciding so, not by a match.');
  }
  if (line.open.isZero()) add('lineId', 'Nothing of the line is open: it is matched already.');
  if (!expected.open.gt('0')) {
    add('expected', 'Nothing of it is open: it is matched, or the bank rejected it.');
  }
  return faults.length > 0 ? faults : faultsOfAmounts(line, expected, asked);
}

function faultsOfAmounts(line: LineToMatch, expected: ExpectedToMatch, asked: Asked): Fault[] {
  const [ofLine, ofOther] = [`£${toText(line.open)}`, `£${toText(expected.open)}`];
  const both = `${ofLine} of the line is open and ${ofOther} of what is expected`;
  const { amount, difference } = asked;
  if (amount === undefined && difference === undefined && !line.open.eq(expected.open)) {
    return [{ where: 'amount', message: `${both}. Say which amount is to be matched.` }];
  }
  const taken = amountOf(line, asked);
  const faults: Fault[] = [];
  if (!taken.gt('0') || difference?.amount.gt('0') === false) {
    return [{ where: 'amount', message: 'Only amounts above zero are matched.' }];
  }
  if (taken.gt(line.open)) {
    faults.push({
      where: 'amount',
      message: `${ofLine} of the line is open; £${toText(taken)} was asked.`,
    });
  }
  if (taken.plus(difference?.amount ?? '0').gt(expected.open)) {
    const wanted = toText(taken.plus(difference?.amount ?? '0'));
    faults.push({
      where: difference === undefined ? 'amount' : 'difference',
      message: `${ofOther} of what is expected is open; £${wanted} was asked.`,
    });
  }
  if (difference !== undefined && expected.inTransit === null) {
    const message = 'It is in the ledger already, so a difference is put right there.';
    faults.push({ where: 'difference', message });
  }
  return faults;
}
