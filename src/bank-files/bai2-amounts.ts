import { decimalsOf, turned, withSign } from './amounts.ts';
import { shown, type Note } from './events.ts';

/** Longer ones are no amounts. */
const MOST_DIGITS = 36;

/**
 * An amount of BAI2: digits without a point, of which the last ones are the decimals of the
 * currency ("+4350000" is "43500.00" in pounds, and 4350000 in yen). Null when it is none. A point
 * is against the format; the amount is then what it says.
 */
export function impliedAmount(text: string, currency: string | null): string | null {
  const found = /^([+-]?)(\d+)(?:\.(\d{1,4}))?$/.exec(text);
  if (found === null || text.length > MOST_DIGITS) return null;
  const [, sign, digits = '', decimals] = found;
  const places = decimals === undefined ? decimalsOf(currency) : 0;
  const padded = digits.padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  const rest = decimals ?? padded.slice(padded.length - places);
  return withSign(rest === '' ? whole : `${whole}.${rest}`, sign === '-');
}

/** What the amount counts in the control totals: its digits. Nothing counts as nought. */
export function controlNumber(text: string): bigint {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text) || text.length > MOST_DIGITS) return 0n;
  return BigInt(text.replace('+', '').replace('.', ''));
}

/**
 * Whether the money of a type of line goes out; null when the type does not say it. 100 to 399 are
 * credits, 400 to 699 debits, 700 to 759 and 760 to 799 those of loans, 920 to 959 and 960 to 999
 * those of the bank's own (BAI2, appendix A).
 */
export function goesOut(type: string): boolean | null {
  const number = /^\d{3}$/.test(type) ? Number(type) : 0;
  if (number >= 100 && number < 400) return false;
  if (number >= 400 && number < 700) return true;
  if (number >= 700 && number < 800) return number >= 760;
  return number >= 920 ? number >= 960 : null;
}

/** The amount of a line, money out negative. */
export function directed(plain: string, out: boolean): string {
  return out ? turned(plain) : plain;
}

/** Notes an amount of a record that cannot be read. */
export function noteAmount(text: string, note: Note): void {
  note(
    'error',
    'amount-unreadable',
    `Expected an amount in digits without a point, like 123450; found "${shown(text)}". It was ` +
      `left out; ask the bank for a corrected file.`,
  );
}

/** Notes an amount that has a point, which the format does not have. */
export function notePoint(text: string, note: Note): void {
  if (!text.includes('.')) return;
  note(
    'warning',
    'decimal-mark',
    `Expected an amount in digits without a point; found "${shown(text)}", which was read as it ` +
      `stands. Compare it with the bank.`,
  );
}
