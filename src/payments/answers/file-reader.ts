import { setImmediate } from 'node:timers/promises';
import { Finding, type AnswerContent, type AnswerFormat } from './answer.ts';
import { readCsvForm } from './csv-form.ts';
import { AnswerXmlReader } from './xml-reader.ts';

/** Bytes that the XML reader takes at a time, and after how many others get their turn. */
const SLICE_BYTES = 65_536;
const TURN_BYTES = 262_144;

/** What a file can begin with before its first character: byte order marks and white space. */
const BEFORE = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00, 0x20, 0x09, 0x0a, 0x0d]);

/**
 * Reads a file that the bank or Bacs gave back: a payment status report (pain.002), returned
 * credits (ARUCS) or wrong-account advice (AWACS), the last two also as CSV. Never throws for bad
 * input: with any error nothing of the file may be used.
 *
 * @param said the format, where the caller names it
 */
export async function readBankAnswer(
  content: Uint8Array,
  said?: AnswerFormat,
): Promise<AnswerContent> {
  const finding = new Finding();
  if (!looksLikeXml(content)) {
    readCsvForm(finding, content, said);
    return finding;
  }
  const reader = new AnswerXmlReader(finding, said);
  for (let start = 0; start < content.length && !reader.stopped; start += SLICE_BYTES) {
    reader.write(content.subarray(start, start + SLICE_BYTES));
    if (start % TURN_BYTES === 0) await setImmediate();
  }
  if (!reader.stopped) reader.end();
  return finding;
}

function looksLikeXml(content: Uint8Array): boolean {
  const at = content.findIndex((byte) => !BEFORE.has(byte));
  return at < 0 || content[at] === 0x3c;
}
