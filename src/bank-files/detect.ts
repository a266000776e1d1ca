import { bai2 } from './bai2.ts';
import { camt } from './camt.ts';
import { headText } from './charset.ts';
import { csv } from './csv.ts';
import type { BankFileReader, Family, ReaderOptions } from './events.ts';
import { FileReading } from './file-reading.ts';
import { mt940 } from './mt940.ts';
import { ofx } from './ofx.ts';
import { qif } from './qif.ts';
import { otherKind } from './signs.ts';

/** How much of a file is looked at to find out its format. */
export const HEAD_BYTES = 16_384;

/** Every format, one line each. Of those that are equally sure of a file the first reads it. */
const FAMILIES: readonly Family[] = [camt, ofx, mt940, bai2, qif, csv];

/** The format of a file and how sure that is, from 0 to 1. */
export interface Detected {
  readonly family: Family | null;
  readonly confidence: number;
}

/** Finds out the format of a file by its first bytes, never by its name. */
export function detect(head: Uint8Array): Detected {
  if (otherKind(head) !== null) return { family: null, confidence: 0 };
  const text = headText(head.subarray(0, HEAD_BYTES));
  let best: Detected = { family: null, confidence: 0 };
  for (const family of FAMILIES) {
    const confidence = family.looksLike(text);
    if (confidence > best.confidence) best = { family, confidence };
  }
  return best;
}

/**
 * A reader for a file: of the format that is named ("camt", "camt.053", "mt942", "csv"), or, for
 * null, of the one that the file turns out to be.
 *
 * @throws Error for a name that is no format
 */
export function readerFor(format: string | null, options: ReaderOptions = {}): BankFileReader {
  const named = format === null ? null : familyOf(format);
  return new FileReading((head) => (named ?? detect(head).family)?.open(options) ?? null);
}

function familyOf(format: string): Family {
  const [name = ''] = format.toLowerCase().split('.');
  const family = FAMILIES.find((one) => one.name === name || one.aliases?.includes(name) === true);
  if (family !== undefined) return family;
  const names = FAMILIES.flatMap((one) => [one.name, ...(one.aliases ?? [])]);
  throw new Error(`--format must be one of: ${names.join(', ')}.`);
}
