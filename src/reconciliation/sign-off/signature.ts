import { originOf } from '../../ledger/seal-files.ts';
import type { SignOff } from './sign-off-store.ts';

/**
 * What is signed of a sign-off: which account and day, the digest of the statement of
 * reconciliation as CSV, and the two people. Its first line is none that a checkpoint of the
 * journal begins with, so that neither passes for the other. Null when no second person signed.
 */
export function signedText(authority: string, one: SignOff): string | null {
  if (one.approval === null) return null;
  const { by, at, entry } = one.approval;
  const lines = [
    `${originOf(authority)}/bank-sign-off`,
    `sign-off ${one.id}`,
    `bank account ${one.bankAccountId}`,
    `through ${one.throughOn}`,
    `sha256 ${one.sha256}`,
    `prepared by ${one.preparedBy} at ${one.preparedAt}, entry ${one.entry}`,
    `approved by ${by} at ${at}, entry ${entry}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The parts of a signed note that a reader compares: who signed, and the signature. */
export function signatureOf(note: string): { readonly key: string; readonly signature: string } {
  const [, name = '', encoded = ''] = /\n— ([^ ]+) ([^ ]+)\n$/.exec(note) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  return {
    key: `${name}+${bytes.toString('hex', 0, 4)}`,
    signature: bytes.toString('base64', 4),
  };
}
