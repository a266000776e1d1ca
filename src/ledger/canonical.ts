/** One line of an entry: an amount moved from one account to another. */
export interface SealedTransfer {
  /** The number of the line within its entry. */
  readonly line: number;
  /** Account names, such as `held/direct/education:` and a UUID. */
  readonly from: string;
  readonly to: string;
  /** Pounds with two decimals, such as `12.30`. */
  readonly amount: string;
}

/** A journal entry as it is sealed: all the facts that {@link entryBytes} fixes. */
export interface SealedEntry {
  readonly id: string;
  /** The key under which the entry was posted, so that it is posted once. */
  readonly key: string;
  readonly kind: string;
  /** Dates are `2026-04-01`. */
  readonly effectiveOn: string;
  readonly relatesOn: string | null;
  /** UTC with six decimals, `2026-04-02T08:15:30.123456Z`. */
  readonly recordedAt: string;
  /** The id of the user who posted it. */
  readonly by: string;
  readonly reason: string | null;
  /** The id of the entry that this one reverses. */
  readonly reverses: string | null;
  /** The SHA-256 of the evidence, in lower-case hex. */
  readonly evidence: string | null;
  readonly transfers: readonly SealedTransfer[];
}

/** The name of the format, which is the first field. */
const FORMAT = 'ledger-entry-1';

/** The length written for an absent field; no text is so long (as a signed integer it is -1). */
const ABSENT = 0xff_ff_ff_ff;

/**
 * The canonical bytes of one entry, from which its leaf hash is made. They are a list of fields, one
 * after another with nothing between. A field is its length in bytes, as an unsigned 4-byte
 * big-endian integer, then that many bytes of UTF-8, not normalised. An absent (null) field is the
 * length 0xFFFFFFFF and no bytes; an empty one is the length 0.
 *
 * The fields, in order:
 * 1. `ledger-entry-1`, the name of this format
 * 2. id
 * 3. key
 * 4. kind
 * 5. effectiveOn
 * 6. relatesOn, or absent
 * 7. recordedAt
 * 8. by
 * 9. reason, or absent
 * 10. reverses, or absent
 * 11. evidence, or absent
 * 12. the number of transfers, in decimal digits without leading zeros (`0`, `2`, `10`)
 *
 * and then for each transfer, in the order of `transfers`: line (decimal digits, likewise), from,
 * to, amount. A field of the text `t` is in SQL
 * `int4send(coalesce(octet_length(convert_to(t, 'UTF8')), -1)) || coalesce(convert_to(t, 'UTF8'), '')`
 * and the leaf hash of the joined fields is `sha256('\x00'::bytea || fields)`.
 *
 * Two different entries never have the same bytes, because the fields can be read back one by one.
 * Throws a RangeError if a line is not a whole number from 0, or a text has half a surrogate pair,
 * which UTF-8 cannot write.
 */
export function entryBytes(entry: SealedEntry): Uint8Array {
  const fields = [
    FORMAT,
    entry.id,
    entry.key,
    entry.kind,
    entry.effectiveOn,
    entry.relatesOn,
    entry.recordedAt,
    entry.by,
    entry.reason,
    entry.reverses,
    entry.evidence,
    digits(entry.transfers.length),
    ...entry.transfers.flatMap(({ line, from, to, amount }) => [digits(line), from, to, amount]),
  ];
  return Buffer.concat(fields.flatMap(fieldBytes));
}

/** The length of a field, and its text. */
function fieldBytes(field: string | null): Uint8Array[] {
  if (field === null) return [lengthBytes(ABSENT)];
  if (!field.isWellFormed()) {
    throw new RangeError(
      'Expected text that UTF-8 can write, and found half of a surrogate pair; correct the text.',
    );
  }
  const text = Buffer.from(field, 'utf8');
  return [lengthBytes(text.length), text];
}

function lengthBytes(length: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

function digits(count: number): string {
  if (Number.isSafeInteger(count) && count >= 0) return String(count);
  throw new RangeError(
    `Expected a line that is a whole number from 0, and found ${count}; number the lines.`,
  );
}
