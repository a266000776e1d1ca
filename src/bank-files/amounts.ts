import type { Note } from './events.ts';
import { shown } from './events.ts';

/** The book holds amounts of up to this many digits before the point. */
const MOST_WHOLE_DIGITS = 12;

/** Longer ones are no amounts, and exact sums of them would not be possible. */
const MOST_DIGITS = 36;

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

const POINT = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?$/;
const COMMA = /^([+-]?)(\d+|\d{1,3}(?:\.\d{3})+)?(?:,(\d*))?$/;

/**
 * An amount as plain text: "1,234.50" is "1234.50", "10,50" with a comma before the decimals is
 * "10.50", "-5." is "-5", ".5" is "0.5", "+5" is "5"; all other digits stay as they are. Null when
 * it is none: a currency sign, spaces, an exponent, thousands that are not in threes, or more than
 * 36 digits.
 */
export function plainAmount(text: string, decimalMark: '.' | ','): string | null {
  if (text.length > 2 * MOST_DIGITS) return null;
  const found = (decimalMark === '.' ? POINT : COMMA).exec(text);
  if (found === null) return null;
  const [, sign, whole = '', decimals = ''] = found;
  const digits = whole.replaceAll(/[.,]/g, '');
  if (digits + decimals === '' || digits.length + decimals.length > MOST_DIGITS) return null;
  const plain = `${digits === '' ? '0' : digits}${decimals === '' ? '' : `.${decimals}`}`;
  return withSign(plain, sign === '-');
}

/** A plain amount without sign as money out or in. Nothing at all has no sign: "0.00". */
export function withSign(plain: string, out: boolean): string {
  return out && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

/** A plain amount the other way round. */
export function turned(plain: string): string {
  return plain.startsWith('-') ? plain.slice(1) : withSign(plain, true);
}

/**
 * Notes what the book cannot hold of a plain amount: more than 12 digits before the point, and
 * decimals that the currency does not have. The amount stays as it is.
 */
export function checkAmount(plain: string, currency: string | null, note: Note): void {
  checkLength(plain, note);
  checkDecimals(plain, currency, note);
}

/** See checkAmount. */
export function checkLength(plain: string, note: Note): void {
  if (plain.length <= MOST_WHOLE_DIGITS) return;
  const [whole = ''] = plain.replace('-', '').split('.');
  const digits = whole.replace(/^0+/, '').length;
  if (digits <= MOST_WHOLE_DIGITS) return;
  note(
    'error',
    'amount-too-long',
    `Expected an amount of at most ${MOST_WHOLE_DIGITS} digits before the point; found ${digits}. ` +
      `It was kept as it is; ask the bank whether it is meant.`,
  );
}

/** See checkAmount. Noughts at the end are harmless. */
export function checkDecimals(plain: string, currency: string | null, note: Note): void {
  const point = plain.indexOf('.');
  if (point === -1 || plain.length - point - 1 <= decimalsOf(currency)) return;
  const used = plain.slice(point + 1).replace(/0+$/, '').length;
  if (used <= decimalsOf(currency)) return;
  note(
    'error',
    'amount-decimals',
    `Expected at most ${decimalsOf(currency)} decimals in ${shown(currency ?? 'an amount')}; ` +
      `found ${used}. The amount was not rounded; ask the bank which amount is meant.`,
  );
}

/** Notes that an amount cannot be read; its line cannot be given. */
export function noteUnreadable(text: string | null | undefined, note: Note): void {
  note(
    'error',
    'amount-unreadable',
    `Expected an amount like 1234.50; found "${shown(text)}". The line was left out; ask the ` +
      `bank for a corrected file.`,
  );
}
