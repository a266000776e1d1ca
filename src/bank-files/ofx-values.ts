import { checkAmount, decimalsOf, plainAmount } from './amounts.ts';
import { dayText } from './days.ts';
import { shown, type Note } from './events.ts';

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;

const CONTROL = /\p{Cc}/u;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/**
 * A value as a person reads it: entities as their characters (an "&" that begins none stays, and
 * no others are known, whatever the file declares), line ends and other control characters as
 * spaces, nothing around it.
 */
export function valueText(text: string): string {
  const trimmed = text.trim();
  const plain = trimmed.includes('&') ? trimmed.replaceAll(ENTITY, characterOf) : trimmed;
  return CONTROL.test(plain) ? plain.replaceAll(/\p{Cc}\s*/gu, ' ').trim() : plain.trim();
}

function characterOf(entity: string, decimal?: string, hexadecimal?: string, name = ''): string {
  const named = NAMED.get(name.toLowerCase());
  if (named !== undefined) return named;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}

/**
 * The decimal mark is a point or a comma (OFX 1.6, 3.2.9.1), and some banks group thousands. With
 * one comma and three digits after it nobody knows which it is, and it is not read: null.
 */
export function amountWritten(text: string, currency: string | null): string | null {
  const isUnsure = /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text) && decimalsOf(currency) !== 3;
  if (isUnsure) return null;
  if (/^[+-]?\d+,\d*$/.test(text)) return plainAmount(text, ',');
  return plainAmount(text, '.') ?? plainAmount(text, ',');
}

/** Notes what the book cannot hold of an amount, and decimals that are too many but noughts. */
export function checkWritten(plain: string, currency: string | null, note: Note): void {
  checkAmount(plain, currency, note);
  const point = plain.indexOf('.');
  if (point === -1 || plain.length - point - 1 <= decimalsOf(currency)) return;
  const decimals = plain.slice(point + 1);
  const used = decimals.replace(/0+$/, '').length;
  if (used > decimalsOf(currency)) return;
  note(
    'warning',
    'amount-decimals',
    `Expected at most ${decimalsOf(currency)} decimals in ${shown(currency ?? 'an amount')}; ` +
      `found ${decimals.length}, of which the last are noughts. The amount was kept as it is.`,
  );
}

const DAY = /^(\d{4})(?:(\d\d)(\d\d)|([-/])(\d\d)\4(\d\d))(?=$|[\d\s.TZ[+-])/;

/**
 * The day of a date as the file writes it, year first: "20260402120000.000[-5:EST]" is 2 April,
 * wherever it is read, as a bank books by its own day. Null when it is not in the calendar.
 */
export function dayWritten(text: string): string | null {
  const found = DAY.exec(text);
  if (found === null) return null;
  const [, year, month, day, , otherMonth, otherDay] = found;
  return dayText(Number(year), Number(month ?? otherMonth), Number(day ?? otherDay));
}

/**
 * The account as the other formats name it: sort code and account number together where the file
 * has them as in Britain, else the account as it is.
 */
export function accountWritten(bank: string | null, account: string | null): string | null {
  const sortCode = bank?.replaceAll(/[\s-]/g, '') ?? '';
  const isBritish = /^\d{6}$/.test(sortCode) && /^\d{8}$/.test(account ?? '');
  return isBritish ? `${sortCode}${account}` : account;
}
