import { toText } from '../money.ts';
import type { ExportFacts, ExportTotals } from './journal-format.ts';

/** What a file says of itself, a line each. */
export function headLines({ authority, asAt, knownAt, knownThrough }: ExportFacts): string[] {
  const days = asAt === null ? 'every day' : `entries that took effect by ${asAt}`;
  const known =
    knownAt === null
      ? 'as known when the file was written'
      : `as known at ${knownAt}, through entry ${knownThrough ?? '0'}`;
  return [
    `The journal of ${authority}: ${days}, ${known}.`,
    'The code of an entry is its number, and what it is about is its kind. Keys are',
    'percent-encoded (RFC 3986), so that no sign in them means anything here.',
    'A transfer is two lines: less where the amount left, more where it came.',
    'The balances at the end are what the service says, for this program to check.',
  ];
}

/** What a file holds, a line each. */
export function endLines({ entries, transfers, books }: ExportTotals): string[] {
  return [
    `${entries} entries, ${transfers} transfers.`,
    ...[...books].map(
      ([book, { accounts, balance }]) =>
        `The book ${book}: ${accounts} accounts, which add up to ${toText(balance)} GBP.`,
    ),
  ];
}

/** The tags of an entry, in their order. */
export const TAGS = ['key', 'recorded', 'by', 'reverses', 'reason', 'relates'] as const;
