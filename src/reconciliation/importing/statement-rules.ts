import { createHash } from 'node:crypto';

/** The account number and sort code that a bank writes into a statement. */
export interface AccountNumber {
  readonly sortCode: string;
  readonly accountNumber: string;
}

/** A British IBAN, or the sort code and the account number in one, both with or without spaces. */
const BRITISH = /^(?:GB\d{2}[A-Z]{4})?(\d{6})(\d{8})$/;

/** Reads the account of a statement; null when it is none of a British bank. */
export function accountNumberOf(written: string | null): AccountNumber | null {
  const found = BRITISH.exec((written ?? '').replace(/[\s-]/g, '').toUpperCase());
  return found === null ? null : { sortCode: found[1]!, accountNumber: found[2]! };
}

/** What makes a line of a statement the line it is. */
export interface LineFacts {
  readonly bookedOn: string;
  readonly amount: string;
  readonly reference: string | null;
  readonly text: string | null;
  readonly counterparty: string | null;
}

/**
 * What a line of an account is known by again, in hex: SHA-256 over its account, booking date,
 * amount, reference, text and counterparty. Case, spaces and the form of accents do not count,
 * because banks change them from one file to the next.
 */
export function fingerprintOf({ sortCode, accountNumber }: AccountNumber, line: LineFacts): string {
  const { bookedOn, amount, reference, text, counterparty } = line;
  const words = [reference, text, counterparty].map(
    (one) => one?.normalize('NFKC').replace(/\s+/g, ' ').trim().toUpperCase() ?? null,
  );
  // As JSON, no text can pass for two: the parts stay apart whatever is in them.
  const facts = JSON.stringify([sortCode, accountNumber, bookedOn, amount, ...words]);
  return createHash('sha256').update(facts).digest('hex');
}

/** Numbers equal keys in their order: the second of two that are equal is 2. */
export function occurrences(keys: readonly string[]): number[] {
  const counts = new Map<string, number>();
  return keys.map((key) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  });
}

/** A statement of an account: its days, ISO text, and its balances. Null: the bank left it out. */
export interface Span {
  readonly from: string | null;
  readonly to: string | null;
  readonly opening: string | null;
  readonly closing: string | null;
}

/**
 * Where a statement of an account is missing: a new statement must open with the balance that the
 * one before it closed with, and close with the one that the next opens with. A statement that
 * overlaps others, or has no days, says nothing about gaps.
 *
 * @returns sentences with both figures
 */
export function gapsOf(known: readonly Span[], added: readonly Span[]): string[] {
  return added.flatMap((span, index) => {
    const { from, to } = span;
    if (from === null || to === null) return [];
    const others = [...known, ...added.toSpliced(index, 1)];
    const overlaps = others.some(
      (o) => o.from !== null && o.to !== null && o.from <= to && o.to >= from,
    );
    if (overlaps) return [];
    return [gapBefore(span, from, others), gapAfter(span, to, known)].filter((gap) => gap !== null);
  });
}

function gapBefore({ opening }: Span, from: string, others: readonly Span[]): string | null {
  const before = others.filter((one) => one.to !== null && one.to < from);
  const last = before.reduce((latest, one) => (one.to! > latest ? one.to! : latest), '');
  const closings = before.filter((one) => one.to === last).map((one) => one.closing);
  if (opening === null || closings.every((one) => one === null)) return null;
  if (closings.includes(opening)) return null;
  return (
    `The statement from ${from} opens with ${pounds(opening)}; the one before closed with ` +
    `${pounds(closings.find((one) => one !== null)!)} on ${last}.`
  );
}

function gapAfter({ closing }: Span, to: string, known: readonly Span[]): string | null {
  const after = known.filter((one) => one.from !== null && one.from > to);
  const first = after.reduce((least, one) => (one.from! < least ? one.from! : least), '9999');
  const openings = after.filter((one) => one.from === first).map((one) => one.opening);
  if (closing === null || openings.every((one) => one === null)) return null;
  if (openings.includes(closing)) return null;
  return (
    `The statement to ${to} closes with ${pounds(closing)}; the one after it opened with ` +
    `${pounds(openings.find((one) => one !== null)!)} on ${first}.`
  );
}

function pounds(amount: string): string {
  return amount.startsWith('-') ? `-£${amount.slice(1)}` : `£${amount}`;
}
