import type { BankFileLine, LineEvent } from '../../bank-files/events.ts';
import { MONEY_PATTERN, money, toText } from '../../money.ts';
import type { AccountNumber } from './statement-rules.ts';
import { fingerprintOf } from './statement-rules.ts';
import { wordsOf } from './words.ts';

/** A line as it is staged and written: dates ISO text, money out negative. */
export interface StagedLine {
  /** In hex; first, so that it can be read off the line's text. */
  readonly fingerprint: string;
  /** The id of the statement. */
  readonly statement: string;
  readonly account: string;
  /** Its place among the lines of the statement, from 1. */
  readonly position: number;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  readonly amount: string;
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
  readonly words: readonly string[];
  readonly details?: readonly StagedDetail[];
}

/** One of the payments that a line is the total of. */
export interface StagedDetail {
  readonly number: number;
  readonly amount: string | null;
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

/** Where a line belongs. */
export interface LinePlace {
  readonly statement: string;
  readonly account: AccountNumber & { readonly id: string };
  readonly position: number;
}

/** As most banks write it, so that it need not be worked out. */
const AS_KEPT = /^-?(?:0|[1-9]\d{0,11})\.\d\d$/;

/** An amount as the book holds it: pounds and pence, at most 12 digits of pounds; else null. */
export function amountAsKept(amount: string): string | null {
  if (AS_KEPT.test(amount) && amount !== '-0.00') return amount;
  const exact = money(amount);
  if (exact.decimalPlaces() > 2) return null;
  const text = toText(exact);
  return MONEY_PATTERN.test(text) ? text : null;
}

/** A booked line as it is kept. Its amount is as the book holds it, and not nothing. */
export function stagedLine(
  { line, alsoKnownBy = [] }: Pick<LineEvent, 'line' | 'alsoKnownBy'>,
  { amount, bookedOn }: { readonly amount: string; readonly bookedOn: string },
  { statement, account, position }: LinePlace,
): StagedLine {
  const reference = kept(line.reference);
  const counterparty = kept(line.counterparty);
  const text = kept(withKnownBy(line.text, alsoKnownBy));
  const names = alsoKnownBy.map((name) => ({ reference: name, text: null }));
  const words = wordsOf({ reference, text, details: [...names, ...line.details] });
  const { valueOn, details } = line;
  return {
    fingerprint: fingerprintOf(account, { bookedOn, amount, reference, text, counterparty }),
    statement,
    account: account.id,
    position,
    bookedOn,
    valueOn,
    amount,
    reference,
    counterparty,
    text,
    words,
    // A single payment is the line itself.
    ...(details.length < 2 ? {} : { details: details.map(stagedDetail) }),
  };
}

function stagedDetail(detail: BankFileLine['details'][number], index: number): StagedDetail {
  const { amount, reference, counterparty, text } = detail;
  return {
    number: index + 1,
    // What a detail says is for people to read; only the line's own amount counts.
    amount: amount === null ? null : amountAsKept(amount),
    reference: kept(reference),
    counterparty: kept(counterparty),
    text: kept(text),
  };
}

/** The text with the batch and the sender's reference, where a pay run's serial may stand. */
function withKnownBy(text: string | null, alsoKnownBy: readonly string[]): string | null {
  if (alsoKnownBy.length === 0) return text;
  const parts = text === null ? alsoKnownBy : [text, ...alsoKnownBy];
  const said = parts.filter(
    (part, n) => !parts.slice(0, n).some((before) => before.includes(part)),
  );
  return said.join(' ');
}

/** Text that the database holds: without zero bytes, and with whole characters only. */
function kept(text: string | null): string | null {
  if (text === null) return null;
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}
