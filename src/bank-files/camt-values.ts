import { checkDecimals, plainAmount, withSign } from './amounts.ts';
import { shown, type Note } from './events.ts';
import { textOf, type XmlNode } from './xml-tree.ts';

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

/** An Amt element, or undefined when there is none. */
export function amountOf(node: XmlNode | undefined): CamtAmount | undefined {
  if (node === undefined) return undefined;
  return { text: node.text, currency: node.attributes['Ccy'] ?? null };
}

/**
 * The amount with its sign, debits negative, every digit as the file has it: "-12.50".
 * Null, with a note, when it cannot be read: without a direction an amount means nothing.
 * Decimals the currency does not have, and more digits than ISO 20022 allows, are noted and kept.
 */
export function signedAmount(
  amount: CamtAmount | undefined,
  direction: string | null,
  note: Note,
): string | null {
  const text = amount?.text ?? '';
  const plain = AMOUNT.test(text) ? plainAmount(text, '.') : null;
  if (plain === null) {
    note(
      'error',
      'amount-unreadable',
      `Expected an amount like 1234.50 without sign, comma or spaces; found "${shown(text)}". ` +
        `Ask the bank for a corrected file.`,
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
  if (digitsOf(plain) > MOST_DIGITS) {
    note(
      'error',
      'amount-too-long',
      `Expected an amount of up to ${MOST_DIGITS} digits; found ${digitsOf(plain)}. Ask the bank ` +
        `for a corrected file.`,
    );
  } else {
    checkDecimals(plain, amount?.currency ?? null, note);
  }
  return withSign(plain, direction === 'DBIT');
}

/** An amount that can be worked with: one of more digits than ISO 20022 allows cannot. */
export function usable(amount: string | null): string | null {
  return amount === null || digitsOf(amount) > MOST_DIGITS ? null : amount;
}

function digitsOf(plain: string): number {
  return plain.replace(/[-.]/g, '').length;
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
