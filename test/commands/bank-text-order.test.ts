import { expect, it } from 'vitest';
import { printImport } from '../../src/commands/bank/importing.ts';
import { facts, textTable } from '../../src/commands/bank/text-table.ts';

const TURNS = ['\u202e', '\u2066', '\u200f', '\u061c', '\u2028', '\u2029'];

it.each(TURNS)('what a bank wrote cannot turn the order of what is read: %j', (turn) => {
  const text = `pay ${turn}00.001`;
  const table = textTable([text], { Text: (row) => row }, (row) => [row]);
  expect(table).toBe(`Text\npay  00.001\n    pay  00.001\n`);
  expect(facts([['Text', text]])).toBe('Text: pay  00.001\n');
});

it.each(['\u001b[2J', '\u202e', '\n'])('nor can a warning of an import: %j', (turn) => {
  const said = printImport({
    file: { name: 'a.csv', format: 'csv' },
    statements: [],
    warnings: [{ where: 'line 2', message: `found ${turn}x` }],
  } as unknown as Parameters<typeof printImport>[0]);
  expect(said).toContain(`line 2: found ${turn.replace(/^./s, ' ')}x\n`);
});
