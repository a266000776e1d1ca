import { readFileSync } from 'node:fs';

/** The Bacs file laid out by hand, and ways to spoil it. */
export const GOLDEN = readFileSync(
  new URL('../golden/bacs-standard-18.txt', import.meta.url),
  'utf8',
);

/** Its lines without their CRLF. */
export const LINES: readonly string[] = GOLDEN.split('\r\n').slice(0, -1);

/** Lines as a file, each with its CRLF. */
export function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

/** The golden file with text put over a line from a position on, both counted from 1. */
export function over(line: number, position: number, text: string): string {
  const found = LINES[line - 1] ?? '';
  const before = found.slice(0, position - 1);
  return asText(LINES.with(line - 1, before + text + found.slice(before.length + text.length)));
}
