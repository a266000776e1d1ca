import { londonDate, parseDate } from '../../calendar.ts';
import { MONEY_PATTERN, money, toText } from '../../money.ts';
import type { Account } from './answer.ts';

/** ISO 20022 Max35Text; Bacs references have up to 18 characters. */
const LONGEST = 35;

/** A short text of the file in one line, without control characters; null when there is none. */
export function shortText(text: string | null | undefined): string | null {
  const clean = (text ?? '').replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  return clean === '' ? null : clean.slice(0, LONGEST);
}

/** A text of the file as a message shows it: letters, digits and little else, and not much of it. */
export function shown(text: string | null | undefined): string {
  return (text ?? '').replaceAll(/[^\w.:-]/g, '?').slice(0, 30);
}

/**
 * An amount as the book holds it. Banks write noughts after the pence, and Bacs reports may have
 * commas between thousands. Null for what is no amount above zero of whole pence.
 */
export function amountOf(text: string): string | null {
  const plain = text.trim().replaceAll(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  if (!/^\+?\d{1,18}(?:\.\d{1,8})?$/.test(plain)) return null;
  const exact = money(plain);
  if (exact.decimalPlaces() > 2 || !exact.gt(0)) return null;
  return MONEY_PATTERN.test(toText(exact)) ? toText(exact) : null;
}

/** Six digits, however they are grouped: "20-00-00". Null for anything else. */
export function sortCodeOf(text: string | null | undefined): string | null {
  const digits = (text ?? '').replaceAll(/[- ]/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** Eight digits. Null for anything else. */
export function accountNumberOf(text: string | null | undefined): string | null {
  const digits = (text ?? '').replaceAll(' ', '');
  return /^\d{8}$/.test(digits) ? digits : null;
}

/** An account, when both of its numbers can be read. */
export function accountOf(
  sortCode: string | null | undefined,
  accountNumber: string | null | undefined,
): Account | null {
  const sort = sortCodeOf(sortCode);
  const number = accountNumberOf(accountNumber);
  return sort === null || number === null ? null : { sortCode: sort, accountNumber: number };
}

/**
 * The day of a date or a time in a file: in London where the time has a zone, else as written.
 * Null for what is none.
 */
export function dayOf(text: string | null | undefined): string | null {
  const given = (text ?? '').trim();
  if (given === '') return null;
  if (/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(given)) {
    try {
      return londonDate(Temporal.Instant.from(given)).toString();
    } catch {
      return null;
    }
  }
  return parseDate(given.slice(0, 10))?.toString() ?? null;
}
