import { readFileSync } from 'node:fs';

/** The Bacs files laid out by hand, of one day and of several, and ways to spoil them. */
const golden = (name: string): string =>
  readFileSync(new URL(`../golden/${name}.txt`, import.meta.url), 'utf8');
export const GOLDEN = golden('bacs-standard-18');
export const MULTI = golden('bacs-standard-18-multi');

/** Their lines without their CRLF. */
const linesOf = (text: string): string[] => text.split('\r\n').slice(0, -1);
export const LINES: readonly string[] = linesOf(GOLDEN);
export const MULTI_LINES: readonly string[] = linesOf(MULTI);

/** Lines as a file, each with its CRLF. */
export function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

/** A golden file with text put over a line from a position on, both counted from 1. */
export function over(
  line: number,
  position: number,
  text: string,
  lines: readonly string[] = LINES,
): string {
  const found = lines[line - 1] ?? '';
  const before = found.slice(0, position - 1);
  return asText(lines.with(line - 1, before + text + found.slice(before.length + text.length)));
}
