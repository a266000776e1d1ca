import type { BankAccount } from '../bank-account-store.ts';
import { accountNumberOf } from './statement-rules.ts';

/** The account that a statement is of, or a sentence that says why it is none. */
export type Found = { readonly account: BankAccount } | { readonly fault: string };

/**
 * Finds the account of a statement: the one that the file names, or, where it names none, the one
 * that was chosen. A file that names another account than the chosen one is refused, so that no
 * line comes on a wrong account. Of an account that is not known here only the end is said.
 *
 * @param written the account as the bank wrote it: an IBAN, sort code and number, a part of the
 *   number such as "****5555", a name, or null
 */
export function ownAccountOf(
  written: string | null,
  accounts: readonly BankAccount[],
  chosen: BankAccount | null,
): Found {
  const number = accountNumberOf(written);
  if (number !== null) {
    const named = accounts.find(
      (one) => one.sortCode === number.sortCode && one.accountNumber === number.accountNumber,
    );
    if (named === undefined) return { fault: notOurs(written) };
    if (chosen === null || chosen.id === named.id) return { account: named };
    return { fault: another(chosen, written) };
  }
  if (chosen === null) return { fault: written === null ? NONE : notOurs(written) };
  const digits = digitsOf(written);
  const isOther = digits !== null && !`${chosen.sortCode}${chosen.accountNumber}`.endsWith(digits);
  return isOther || isForeign(written) ? { fault: another(chosen, written) } : { account: chosen };
}

const NONE =
  'Expected the account in the file; found none. Say with `bankAccount` which one it is of.';

function notOurs(written: string | null): string {
  return `Expected a bank account of the authority; found one that ends in "${ending(written)}".`;
}

function another(chosen: BankAccount, written: string | null): string {
  return (
    `Expected the account that ends in "${ending(chosen.accountNumber)}", as was said; found one ` +
    `that ends in "${ending(written)}".`
  );
}

/** The digits of a number that may be masked at its front; null for a name. */
function digitsOf(written: string | null): string | null {
  const [, digits] = /^[*xX•.]*(\d{3,})$/.exec((written ?? '').replaceAll(/[\s-]/g, '')) ?? [];
  return digits ?? null;
}

/** An IBAN that is none of a British bank. */
function isForeign(written: string | null): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test((written ?? '').replaceAll(/\s/g, '').toUpperCase());
}

const ending = (written: string | null): string => (written ?? '').trim().slice(-4);
