import { createHash } from 'node:crypto';

/**
 * The digest of what decided something, for the entry that records the decision: SHA-256 over the
 * salt and length-prefixed fields. Personal data takes a salt, which is kept beside it and goes
 * with it: without the salt the digest says nothing about anyone.
 */
export function evidenceOf(
  fields: readonly (string | null)[],
  salt: Uint8Array = new Uint8Array(),
): Uint8Array {
  const hash = createHash('sha256').update(salt);
  for (const field of fields) {
    const text = Buffer.from(field ?? '', 'utf8');
    const length = Buffer.alloc(4);
    length.writeInt32BE(field === null ? -1 : text.length);
    hash.update(length).update(text);
  }
  return hash.digest();
}
