import type { Fault } from '../problem.ts';

/** A United Kingdom account as it is paid. */
export interface Account {
  /** Six digits. */
  readonly sortCode: string;
  /** Eight digits. */
  readonly accountNumber: string;
}

/** What somebody sent for an account: the sort code and account number, an IBAN, or all of them. */
export interface SentAccount {
  /** Six digits, with hyphens or without. */
  readonly sortCode?: string | undefined;
  readonly accountNumber?: string | undefined;
  readonly iban?: string | undefined;
}

/** The country, two check digits, four letters of the bank, the sort code and the account number. */
const BRITISH = /^GB\d{2}[A-Z]{4}(\d{6})(\d{8})$/;

/** The account that was sent, or all that is wrong with it; no fault repeats the numbers. */
export function readAccount(sent: SentAccount): Account | { readonly faults: readonly Fault[] } {
  const sortCode = sent.sortCode?.replaceAll('-', '');
  const { accountNumber, iban } = sent;
  if (iban !== undefined) return readIban(iban, { sortCode, accountNumber });
  if (sortCode !== undefined && accountNumber !== undefined) return { sortCode, accountNumber };
  const missing = Object.entries({ sortCode, accountNumber }).filter(
    ([, value]) => value === undefined,
  );
  const message = 'This is required where no `iban` is sent.';
  return { faults: missing.map(([name]) => ({ where: `body.${name}`, message })) };
}

function readIban(
  iban: string,
  others: Partial<Record<keyof Account, string | undefined>>,
): Account | { readonly faults: readonly Fault[] } {
  const compact = iban.replaceAll(' ', '').toUpperCase();
  const message = faultOfIban(compact);
  if (message !== null) return { faults: [{ where: 'body.iban', message }] };
  const [, sortCode = '', accountNumber = ''] = BRITISH.exec(compact)!;
  const account = { sortCode, accountNumber };
  const faults = (['sortCode', 'accountNumber'] as const)
    .filter((name) => others[name] !== undefined && others[name] !== account[name])
    .map((name) => ({
      where: `body.${name}`,
      message: 'This is not the one in `iban`. Send one of them, or both of the same account.',
    }));
  return faults.length > 0 ? { faults } : account;
}

/** What is wrong with an IBAN without spaces; null when nothing is. */
function faultOfIban(compact: string): string | null {
  if (/^[A-Z]{2}/.test(compact) && !compact.startsWith('GB')) {
    return 'Only accounts in the United Kingdom are paid: an IBAN that begins with GB.';
  }
  if (!BRITISH.test(compact)) {
    return `An IBAN here is GB, 2 digits, 4 letters and 14 digits: 22 characters. Found ${compact.length} characters, or others than these.`;
  }
  return remainder97(compact) === 1
    ? null
    : 'The check digits of this IBAN do not fit: a character is wrong. Copy it again.';
}

/** ISO 13616: the first four characters go to the end, and A to Z count as 10 to 35. */
function remainder97(compact: string): number {
  const turned = compact.slice(4) + compact.slice(0, 4);
  const digits = turned.replace(/[A-Z]/g, (letter) => String(Number.parseInt(letter, 36)));
  return Number(BigInt(digits) % 97n);
}
