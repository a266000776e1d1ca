import { money, toText } from '../../money.ts';
import type { Fault } from '../../problem.ts';
import type { Total } from '../position-store.ts';

/** A statement of the account, as far as what is missing between them can be told by it. */
export interface Span {
  readonly from: string | null;
  readonly to: string | null;
  readonly opening: string | null;
  readonly closing: string | null;
}

/** All that decides whether an account can be signed off to a day. Days and amounts are text. */
export interface Readiness {
  readonly throughOn: string;
  readonly today: string;
  /** The last other sign-off of the account that stands. */
  readonly last: { readonly throughOn: string; readonly state: string } | null;
  /** Whether a statement of whole days, with its closing balance, ends on the day. */
  readonly endsOnDay: boolean;
  /** The statements of the days to be signed off, and the one that was signed off last. */
  readonly spans: readonly Span[];
  readonly openLines: Total;
  readonly inSuspense: Total;
  readonly repeatsUndecided: number;
  readonly writeOffsUndecided: number;
  readonly difference: string | null;
}

/** Why an account cannot be signed off to a day: a sentence for each reason; none when it can. */
export function whyNotReconciled(one: Readiness): Fault[] {
  return [...faultsOfDay(one), ...missingStatements(one.spans), ...faultsOfLines(one)];
}

function faultsOfDay({ throughOn, today, last, endsOnDay }: Readiness): Fault[] {
  const faults: Fault[] = [];
  const add = (message: string): void => void faults.push({ where: 'body.throughOn', message });
  if (throughOn > today) add(`${throughOn} is still to come.`);
  if (!endsOnDay) add(`No statement of whole days with a closing balance ends on ${throughOn}.`);
  if (last !== null && last.throughOn >= throughOn) {
    add(`The account is signed off, or prepared to be, to ${last.throughOn} already.`);
  } else if (last?.state === 'prepared') {
    add(`The sign-off to ${last.throughOn} awaits its second person, or is to be reopened.`);
  }
  return faults;
}

/**
 * Where a statement is missing: each must open with what the one before it closed with. One that
 * begins among days that others have, or that lacks a balance, says nothing.
 */
export function missingStatements(spans: readonly Span[]): Fault[] {
  const inOrder = spans
    .filter((one) => one.from !== null && one.to !== null)
    .toSorted((a, b) => compare(a.from!, b.from!) || compare(a.to!, b.to!));
  const faults: Fault[] = [];
  let through = '';
  for (const { from, to, opening } of inOrder) {
    const before = inOrder.filter((one) => one.to === through).map((one) => one.closing);
    const known = before.filter((one) => one !== null);
    const follows = from! > through && known.length > 0 && opening !== null;
    if (follows && !known.includes(opening)) {
      const message = `The statement from ${from!} opens with £${opening}; the one before closed with £${known[0]!} on ${through}. One is missing.`;
      faults.push({ where: 'statements', message });
    }
    if (to! > through) through = to!;
  }
  return faults;
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

function faultsOfLines(one: Readiness): Fault[] {
  const faults: Fault[] = [];
  const add = (where: string, message: string): void => void faults.push({ where, message });
  const { openLines, inSuspense, repeatsUndecided, writeOffsUndecided, difference } = one;
  if (openLines.count > 0) {
    add('openLines', `Lines with something open: ${openLines.count}, £${openLines.sum} in all.`);
  }
  if (inSuspense.count > 0) {
    add('inSuspense', `Lines in suspense: ${inSuspense.count}, £${inSuspense.sum} in all.`);
  }
  if (repeatsUndecided > 0) {
    add('repeats', `Lines that may be repeated, which nobody decided on: ${repeatsUndecided}.`);
  }
  if (writeOffsUndecided > 0) {
    add('writeOffs', `Write-offs that await a second person: ${writeOffsUndecided}.`);
  }
  if (difference !== null && !money(difference).isZero()) {
    const more = money(difference).isNegative() ? 'less' : 'more';
    const amount = toText(money(difference).abs());
    add('difference', `The bank has £${amount} ${more} than the ledger and its lines explain.`);
  }
  return faults;
}
