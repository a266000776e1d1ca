import { isUtf8 } from 'node:buffer';
/** What is wrong with the bytes of a file, and on which line. */
export interface BadText {
  readonly line: number;
  readonly message: string;
}

const LF = 0x0a;
/**
 * The text of a file in UTF-8, without the mark that Excel puts before it; or what is wrong with
 * its bytes, with the place of the first bad one.
 */
export function textOf(content: Uint8Array): string | BadText {
  const utf16 = (content[0] === 0xff && content[1] === 0xfe) || content.indexOf(0) >= 0;
  if (utf16) return { line: lineAt(content, content.indexOf(0)), message: NUL };
  if (isUtf8(content)) return new TextDecoder('utf-8').decode(content);
  const at = firstBadByte(content);
  const hex = content[at]!.toString(16).toUpperCase().padStart(2, '0');
  const letter = new TextDecoder('windows-1252').decode(content.subarray(at, at + 1));
  return {
    line: lineAt(content, at),
    message:
      `Expected text in UTF-8; found the byte 0x${hex} at position ${at + 1} of the file, which ` +
      `Windows-1252 reads as "${letter}". ` +
      'In the spreadsheet, save the file as "CSV UTF-8".',
  };
}

const NUL =
  'Expected text in UTF-8; found a zero byte, as files in UTF-16 have. In the spreadsheet, save ' +
  'the file as "CSV UTF-8", not as "Unicode text".';

function lineAt(content: Uint8Array, position: number): number {
  let line = 1;
  for (let at = content.indexOf(LF); at >= 0 && at < position; at = content.indexOf(LF, at + 1)) {
    line += 1;
  }
  return line;
}

/** The first byte that begins no character of UTF-8, in content that is not all UTF-8. */
function firstBadByte(content: Uint8Array): number {
  let at = 0;
  for (;;) {
    // Whole lines are checked at once; only the first bad one is walked through.
    const end = content.indexOf(LF, at);
    const line = content.subarray(at, end < 0 ? content.length : end + 1);
    if (!isUtf8(line)) break;
    at += line.length;
  }
  for (;;) {
    const length = lengthOf(content[at]!);
    if (length === 0 || !isUtf8(content.subarray(at, at + length))) return at;
    at += length;
  }
}

/** How many bytes a character has that begins with a byte; 0 where none does. */
function lengthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
}
