import { checkAmount, withSign } from './amounts.ts';
import { noteDate } from './days.ts';
import { shown, type Note } from './events.ts';
import { readAmount } from './mt940-line.ts';
import { shortDay } from './short-days.ts';

/** A balance: ":60F:", ":60M:", ":62F:" or ":62M:". */
export interface Mt940Balance {
  readonly amount: string;
  readonly currency: string;
  readonly on: string | null;
}

const BALANCE = /^\s*([CD])(\d{6})([A-Z]{3})\s?([\d.,]{1,40})\s*$/;

/**
 * Reads a balance, or says why it cannot be read and gives null. A balance without a comma is not
 * complete: the file may have been cut off inside it.
 */
export function readBalance(
  tag: string,
  lines: readonly string[],
  note: Note,
): Mt940Balance | null {
  const [first = ''] = lines;
  const found = BALANCE.exec(first) ?? BALANCE.exec(lines.join(''));
  const [, mark = '', day = '', currency = '', digits = ''] = found ?? [];
  if (found === null || !/[.,]/.test(digits)) {
    note(
      'error',
      'balance-unreadable',
      `Expected C or D, a date, a currency and an amount with a comma in :${tag}:; found ` +
        `"${shown(first)}". Nothing proves that the lines are complete; ask the bank.`,
    );
    return null;
  }
  const plain = readAmount(digits, note);
  if (plain === null) return null;
  const on = shortDay(day);
  if (on === null) noteDate('balance date', day, note);
  const amount = withSign(plain, mark === 'D');
  checkAmount(amount, currency, note);
  return { amount, currency, on };
}

/** A total of MT942: ":90D:" for money out, ":90C:" for money in. */
export interface Mt942Total {
  readonly count: number;
  readonly amount: string;
}

/** Reads a total; null when it cannot be read, which is for no one to act on. */
export function readTotal(text: string): Mt942Total | null {
  const found = /^\s*(\d{1,9})([A-Z]{3})([\d.,]{1,40})\s*$/.exec(text);
  const amount = found === null ? null : readAmount(found[3] ?? '', () => {});
  return amount === null ? null : { count: Number(found?.[1]), amount };
}
