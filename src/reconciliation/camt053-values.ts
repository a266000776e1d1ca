import type { Decimal } from '../money.ts';
import { textOf, type XmlNode } from './xml-tree.ts';

/** Something wrong with one part of a statement; the caller adds which part and where. */
export type Note = (severity: 'error' | 'warning', code: string, message: string) => void;

/** An amount as the file gives it, with its currency and direction (CRDT or DBIT). */
export interface CamtAmount {
  readonly text: string;
  readonly currency: string | null;
}

/** ISO 20022 ActiveOrHistoricCurrencyAndAmount: at most 18 digits in all. */
const MOST_DIGITS = 18;

/** An amount is never negative: its sign is in CdtDbtInd. "+5", "5." and ".5" are XML decimals. */
const AMOUNT = /^\+?(?:\d+\.?\d*|\.\d+)$/;

const DAY = /^\d{4}-\d{2}-\d{2}(?:[TZ+-]|$)/;

/** ISO 4217 minor units other than two. */
const MINOR_UNITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** How many decimals a currency has (ISO 4217); two when the currency is not known. */
export function decimalsOf(currency: string | null): number {
  return MINOR_UNITS.get(currency ?? '') ?? 2;
}

/** Something from the file as a message shows it: not more than its beginning. */
export function shown(text: string | null | undefined): string {
  return (text ?? '').slice(0, 40);
}

/** An amount for a message, with all its decimals and at least those of the currency. */
export function inWords(amount: Decimal, currency: string | null): string {
  return amount.toFixed(Math.max(amount.decimalPlaces(), decimalsOf(currency)));
}

/** An Amt element, or undefined when there is none. */
export function amountOf(node: XmlNode | undefined): CamtAmount | undefined {
  if (node === undefined) return undefined;
  return { text: node.text, currency: node.attributes['Ccy'] ?? null };
}

/**
 * The amount with its sign, debits negative, every digit as the file has it: "-12.50".
 * Null, with a note, when it cannot be read: without a direction an amount means nothing.
 * Decimals the currency does not have are noted and kept; noughts at the end are harmless.
 */
export function signedAmount(
  amount: CamtAmount | undefined,
  direction: string | null,
  note: Note,
): string | null {
  const text = plainAmount(amount?.text ?? '');
  if (text === null) {
    note(
      'error',
      'amount-unreadable',
      `Expected an amount like 1234.50 without sign, comma or spaces; found ` +
        `"${shown(amount?.text)}". Ask the bank for a corrected file.`,
    );
    return null;
  }
  if (direction !== 'CRDT' && direction !== 'DBIT') {
    note(
      'error',
      'direction-unreadable',
      `Expected CRDT (money in) or DBIT (money out) in CdtDbtInd; found ` +
        `"${shown(direction)}". Ask the bank for a corrected file.`,
    );
    return null;
  }
  return checkedDigits(text, amount?.currency ?? null, note)
    ? withSign(text, direction === 'DBIT')
    : null;
}

/** Whether an amount has no more digits than ISO 20022 allows. Notes those and odd decimals. */
function checkedDigits(text: string, currency: string | null, note: Note): boolean {
  const digits = text.includes('.') ? text.length - 1 : text.length;
  if (digits > MOST_DIGITS) {
    note(
      'error',
      'amount-too-long',
      `Expected an amount of up to ${MOST_DIGITS} digits; found ${digits}. Ask the bank for a ` +
        `corrected file.`,
    );
    return false;
  }
  const decimals = usedDecimals(text);
  if (decimals > decimalsOf(currency)) {
    note(
      'error',
      'amount-decimals',
      `Expected at most ${decimalsOf(currency)} decimals in ${shown(currency)}; ` +
        `found ${decimals}. The amount was not rounded; ask the bank which amount is meant.`,
    );
  }
  return true;
}

function plainAmount(text: string): string | null {
  if (!AMOUNT.test(text)) return null;
  let plain = text.startsWith('+') ? text.slice(1) : text;
  if (plain.startsWith('.')) plain = `0${plain}`;
  return plain.endsWith('.') ? plain.slice(0, -1) : plain;
}

/** Nothing at all has no sign: a debit of 0.00 is "0.00". */
function withSign(text: string, debit: boolean): string {
  return debit && /[1-9]/.test(text) ? `-${text}` : text;
}

function usedDecimals(text: string): number {
  const point = text.indexOf('.');
  if (point < 0) return 0;
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return Math.max(0, end - 1 - point);
}

/**
 * The day at an element that holds Dt or DtTm, as "yyyy-mm-dd", or null when there is none.
 * Of a date with a time the day is taken as written: the bank's own day, not the day in London
 * of that instant. A day that is not in the calendar is noted and gives null.
 */
export function dayOf(node: XmlNode | undefined, what: string, note: Note): string | null {
  const text = textOf(node, 'Dt') ?? textOf(node, 'DtTm');
  return text === null ? null : readDay(text, what, note);
}

/** The day a date or a date and time begins with. See dayOf. */
export function readDay(text: string, what: string, note: Note): string | null {
  if (DAY.test(text) && isInCalendar(text)) return text.slice(0, 10);
  note(
    'warning',
    'date-unreadable',
    `Expected a ${what} like 2026-04-01; found "${shown(text)}". It was left empty.`,
  );
  return null;
}

function isInCalendar(text: string): boolean {
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  return day <= Temporal.PlainYearMonth.from(text.slice(0, 7)).daysInMonth;
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

/**
 * One line of text: line breaks made into spaces. Null for none and for NOTPROVIDED, the word
 * ISO 20022 has for a reference that was not given.
 */
export function wordsOf(node: XmlNode | undefined, name: string): string | null {
  return words(textOf(node, name));
}

/** See wordsOf. */
export function words(text: string | null): string | null {
  if (text === null || text === '' || text === 'NOTPROVIDED') return null;
  return text.includes('\n') || text.includes('\t') ? text.replace(/\s+/g, ' ') : text;
}
