import { plainAmount, withSign } from './amounts.ts';
import { noteDate } from './days.ts';
import { shown, type BankFileLine, type Note } from './events.ts';
import { shortDay } from './short-days.ts';

/** What a field ":61:" says. */
export interface Mt940Line {
  readonly valueOn: string | null;
  /** Month and day of the entry ("1231"); null when it is that of the value. */
  readonly entry: string | null;
  readonly amount: string;
  readonly status: BankFileLine['status'];
  /** The reference for the owner of the account. */
  readonly reference: string | null;
  readonly bankReference: string | null;
  readonly supplement: readonly string[];
  /** Whether anything follows the amount, so that it is complete. */
  readonly complete: boolean;
}

/**
 * Value date, entry date (blank at some banks), mark, third letter of the currency, amount. Of the
 * marks RC and RD take back a credit and a debit, EC and ED (MT942) are expected and not booked.
 */
const LINE =
  /^(\d{6})\s{0,4}(\d{4})?\s{0,4}(RC|RD|EC|ED|C|D)([A-Z])?\s?([\d.,]{1,40})(?!\s*[\d.,])(.*)$/s;

/** Marks of money that goes out. */
const OUT = new Set(['D', 'RC', 'ED']);

/** Reads a field ":61:", or says why it cannot be read and gives null. */
export function readLine(lines: readonly string[], note: Note): Mt940Line | null {
  const [first = '', second = ''] = lines;
  // Some banks break the line before the amount.
  const isBroken = !LINE.test(first) && second !== '';
  const found = LINE.exec(isBroken ? first.trimEnd() + second : first);
  if (found === null) {
    note(
      'error',
      'line-unreadable',
      `Expected a date, C or D and an amount in :61:; found "${shown(first)}". The line was left ` +
        `out; ask the bank for a corrected file.`,
    );
    return null;
  }
  const [, value = '', entry, mark = '', , digits = '', rest = ''] = found;
  const amount = readAmount(digits, note);
  if (amount === null) return null;
  const valueOn = shortDay(value);
  if (valueOn === null) noteDate('value date', value, note);
  const { reference, bankReference, more } = readReferences(rest);
  return {
    valueOn,
    entry: entry ?? null,
    amount: withSign(amount, OUT.has(mark)),
    status: mark.startsWith('E') ? 'pending' : 'booked',
    reference,
    bankReference,
    supplement: [...more, ...lines.slice(isBroken ? 2 : 1)],
    complete: /^[A-Z][A-Z0-9 ]{3}/.test(rest),
  };
}

/**
 * An amount with a comma before its decimals, without the noughts that fill it up at the front. A
 * point instead of the comma is taken, with a warning, where it cannot be one of thousands.
 */
export function readAmount(text: string, note: Note): string | null {
  const isPoint = /^\d+\.\d{1,2}$/.test(text);
  const isOdd = !isPoint && text.includes('.') && !text.includes(',');
  const plain = isOdd ? null : plainAmount(text, isPoint ? '.' : ',');
  if (plain === null) {
    note(
      'error',
      'amount-unreadable',
      `Expected an amount like 1234,50; found "${shown(text)}". It was left out; ask the bank for ` +
        `a corrected file.`,
    );
    return null;
  }
  if (isPoint) {
    note(
      'warning',
      'decimal-mark',
      `Expected a comma before the decimals; found "${shown(text)}", which was read as it stands. ` +
        `Compare it with the bank.`,
    );
  }
  return plain.replace(/^0+(?=\d)/, '');
}

/** Type of transaction (four letters), reference, "//" and the bank's reference. */
function readReferences(rest: string): Pick<Mt940Line, 'reference' | 'bankReference'> & {
  readonly more: readonly string[];
} {
  const text = rest.replace(/^[A-Z][A-Z0-9 ]{3}/, '');
  const at = text.indexOf('//');
  const own = at === -1 ? text : text.slice(0, at);
  // Sixteen places are filled up with spaces where a name follows on the same line.
  const isPadded = own.length > 16 && /\s/.test(own);
  const more = isPadded ? own.slice(16).trim() : '';
  return {
    reference: referenceOf(isPadded ? own.slice(0, 16) : own),
    bankReference: referenceOf(at === -1 ? '' : text.slice(at + 2)),
    more: more === '' ? [] : [more],
  };
}

/** A reference, unless it says that there is none, or that it is in the text. */
function referenceOf(text: string): string | null {
  const found = text.trim();
  return /^(?:NONREF|KREF\+|NOTPROVIDED)?$/.test(found) ? null : found;
}
