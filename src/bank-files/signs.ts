/**
 * What a file of each format looks like at its beginning. Each gives how sure it is, from 0 to 1.
 * Names of files say nothing: banks give them as they like.
 */

const CAMT_MESSAGE = /<(?:[\w.-]{1,40}:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)(?:V\d\d)?[\s>/]/;

/** camt.052, .053 and .054; little sure of any other XML, which its reader can say the name of. */
export function signOfCamt(head: string): number {
  if (!/^\s*</.test(head) || /<html|<!doctype html|<OFX/i.test(head)) return 0;
  if (CAMT_MESSAGE.test(head)) return 1;
  return /camt\.05[234]\./.test(head) ? 0.9 : 0.2;
}

/** MT940 and MT942, with or without the envelope of SWIFT or lines of the bank before it. */
export function signOfMt940(head: string): number {
  if (/\{2:O94[02]/.test(head)) return 1;
  const tags =
    head.match(/(?:^|@@):(?:20|25P?|28C?|60[FM]|61|62[FM]|64|65|86|13D?|34F|90[CD]):/gm) ?? [];
  if (tags.length === 0) return 0;
  return tags.length > 1 ? 0.95 : 0.8;
}

/** OFX 1 by its header, OFX 2 by its instruction, and either without them. */
export function signOfOfx(head: string): number {
  return /^\s*OFXHEADER\s*:/i.test(head) || /<\?OFX\s/i.test(head) || /<OFX>/i.test(head) ? 1 : 0;
}

export function signOfQif(head: string): number {
  if (/^!(?:Type|Account|Option|Clear)\b/im.test(head.slice(0, 2000))) return 0.95;
  const looks = /^D\d[^\n\r]{3,20}[\n\r]/m.test(head) && /^\^\s*$/m.test(head);
  return looks && /^[TU]-?[\d,.]+\s*$/m.test(head) ? 0.7 : 0;
}

export function signOfBai2(head: string): number {
  // Without its first record it has still the form of one: a code of two digits, and "/" at the end.
  if (!/^\s*01,/.test(head)) return /^\s*\d\d,[^\n\r]*\/\s*(?:[\n\r]|$)/.test(head) ? 0.55 : 0;
  return /[\n\r/]\s*(?:02|03),/.test(head) ? 1 : 0.6;
}

/** Rows with the same mark between their fields. The least sure: anything else comes first. */
export function signOfCsv(head: string): number {
  if (/^\s*[<{[]/.test(head) || head.includes('\0')) return 0;
  const rows = head.split(/[\r\n]+/, 30).filter((row) => row.trim() !== '');
  const most = Math.max(
    0,
    ...[',', ';', '\t'].map((mark) => rows.filter((row) => row.includes(mark)).length),
  );
  if (most === 0) return 0;
  return most >= rows.length / 2 ? 0.5 : 0.3;
}

const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^504b0304/, 'a compressed file (zip) or a spreadsheet (xlsx); unpack it, or save it as CSV'],
  [/^1f8b/, 'a compressed file (gzip); unpack it'],
  [/^25504446/, 'a PDF; ask the bank for the statement as data'],
  [/^d0cf11e0/, 'an old spreadsheet (xls); save it as CSV'],
  [/^(?:ffd8ff|89504e47)/, 'a picture; ask the bank for the statement as data'],
];

/** What a file of no format that is read here is, in words with what to do; null if unknown. */
export function otherKind(head: Uint8Array): string | null {
  const start = Buffer.from(head.subarray(0, 4)).toString('hex');
  const known = OTHERS.find(([sign]) => sign.test(start))?.[1];
  if (known !== undefined) return known;
  const isPage = /<!doctype html|<html/i.test(
    Buffer.from(head.subarray(0, 500)).toString('latin1'),
  );
  return isPage ? 'a web page; sign in at the bank and fetch the file again' : null;
}
