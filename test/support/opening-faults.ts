import { expect } from 'vitest';
import type { Sector } from '../../src/ledger/accounts.ts';
import type { Known } from '../../src/imports/opening.ts';
import { readOpeningFile } from '../../src/imports/read-file.ts';
import { BROKER, STARTS_ON, exampleRows, fileOf, type Row } from './opening-file.ts';

const FUNDERS: readonly [string, Sector][] = [
  ['High needs block', 'education'],
  ['Integrated care board', 'health'],
  ["Children's social care", 'social_care'],
];
const KNOWN: Known = {
  funders: new Map(FUNDERS.map(([name, sector]) => [name, { id: name, sector }])),
  brokers: new Map([[BROKER, 'broker']]),
  references: new Set(['P-0001']),
};

/** Reads a file against a book with the example's funders and broker. */
export const readFile = (content: string | Buffer) =>
  readOpeningFile(Buffer.from(content), Temporal.PlainDate.from(STARTS_ON), async () => KNOWN);

/** The faults of a file: each place with its words. */
export async function faultsOf(content: string | Buffer): Promise<[string, string][]> {
  const { faults } = await readFile(content);
  expect(faults.total).toBe(faults.listed.length);
  return faults.listed.map(({ where, message }) => [where, message]);
}

/** The example with some cells changed, by the number of the line. */
export function changed(cells: Record<number, Partial<Row>>): string {
  return fileOf(exampleRows().map((row, n) => ({ ...row, ...cells[n + 2] })));
}

/** The same change in several lines. */
export const inLines = (lines: readonly number[], cells: Partial<Row>) =>
  Object.fromEntries(lines.map((line) => [line, cells]));

/** What a test changes, and the faults that it expects. */
export type Case = readonly [string, Record<number, Partial<Row>>, readonly [string, RegExp][]];

/** Faults as they are expected: the place, and words that match. */
export const wordsLike = (expected: readonly (readonly [string, RegExp])[]) =>
  expected.map(([where, words]) => [where, expect.stringMatching(words)]);
