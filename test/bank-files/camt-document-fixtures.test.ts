import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { collectCamt053 } from '../support/camt053.ts';
import { pieces } from '../support/camt-files.ts';

/** Banks' samples and other projects' test files, which are no part of this project. */
const folder = new URL('../../../shared/fixtures/', import.meta.url);
const present = existsSync(folder);
const files = present
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.toLowerCase().endsWith('.xml'))
      .map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }))
  : [];
const contain = (bytes: Buffer, text: string): boolean => bytes.toString('latin1').includes(text);
const statements = files.filter(({ bytes }) => contain(bytes, '<BkToCstmrStmt'));
const others = files.filter(({ bytes }) => !contain(bytes, '<BkToCstmrStmt'));

describe.skipIf(!present)(`statements of others (${present ? 'present' : 'not present'})`, () => {
  test('there are some', () => {
    expect(statements.length).toBeGreaterThan(5);
    expect(others.length).toBeGreaterThan(5);
  });

  test.each(statements)('$name: every line, without an error', async ({ bytes }) => {
    const file = await collectCamt053(pieces(bytes, 1000));
    const text = bytes.toString('latin1');
    const count = (start: string): number => text.split(start).length - 1;
    const lines = file.statements.flatMap((one) => one.lines);
    expect(lines).toHaveLength(count('<Ntry>'));
    expect(lines.flatMap((line) => line.details)).toHaveLength(count('<TxDtls>'));
    expect(file.statements).toHaveLength(count('<Stmt>'));
    expect(file.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(lines.every((line) => line.amount !== null && line.bookedOn !== null)).toBe(true);
    expect(file.statements.every((one) => one.account !== null && one.currency !== null)).toBe(
      true,
    );
  });

  test.each(others)('$name: refused as another message', async ({ bytes }) => {
    const file = await collectCamt053([bytes]);
    expect(file.statements).toEqual([]);
    expect(file.problems).toMatchObject([{ severity: 'error', code: 'wrong-message' }]);
  });
});
