import { calendarCovers, isWorkingDay } from '../calendar.ts';
import { Decimal, toText } from '../money.ts';

/** What the formats of payment files have in common: accounts, amounts and days that can be paid. */

/** A bank account: sort code of 6 digits, account number of 8 digits, its holder's name. */
export interface BankAccount {
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly name: string;
}

/**
 * The most that Bacs carries in one payment, in pounds. Source: Bacs service user limits, as
 * published by banks to their customers (reconciliation of file formats, section 1.6).
 */
export const MOST_BY_BACS = new Decimal('20000000.00');

/** Says how long a wrong number is, never what it is. */
export function* numberFaults({ sortCode, accountNumber }: BankAccount): Generator<string> {
  if (!/^\d{6}$/.test(sortCode)) {
    yield `The sort code must be 6 digits; found ${sortCode.length} characters.`;
  }
  if (!/^\d{8}$/.test(accountNumber)) {
    yield `The account number must be 8 digits; found ${accountNumber.length} characters.`;
  }
}

/** An amount must be above zero, in whole pence, and no more than one payment can carry. */
export function* amountFaults(amount: Decimal, most: Decimal): Generator<string> {
  if (!amount.isFinite()) yield 'The amount is not a number.';
  else if (!amount.gt(0)) yield `The amount must be above 0.00; found ${amount.toString()}.`;
  else if (amount.decimalPlaces() > 2) yield 'The amount has parts of a penny. Round it by rule.';
  else if (amount.gt(most)) {
    yield (
      `One payment carries at most ${toText(most)}; found ${toText(amount)}. ` +
        'Pay it another way.'
    );
  }
}

/** What a day is called in a file, and whether banks work on it, as far as is known. */
export function* dayFaults(what: string, day: Temporal.PlainDate): Generator<string> {
  if (!calendarCovers(day)) {
    yield `The ${what} ${day.toString()} is outside the bank holiday calendar.`;
  } else if (!isWorkingDay(day)) {
    yield `The ${what} must be a working day; ${day.toString()} is not.`;
  }
}
