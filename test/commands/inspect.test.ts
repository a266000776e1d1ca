import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inspect, inspectionJson } from '../../src/bank-files/inspection.ts';
import { balanceOf, entryOf, golden, statementOf } from '../support/camt-files.ts';
import { runLedger } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function saved(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const balances = balanceOf('OPBD', '15.00') + balanceOf('CLBD', '5.00');
const small = statementOf(balances + entryOf({}) + entryOf({ amount: '<Amt Ccy="GBP">5</Amt>' }));

describe('inspect', () => {
  test('prints a bank file as one JSON object, without a database', async () => {
    const path = saved('small.xml', small);
    const { code, stdout, stderr } = await runLedger(['inspect', path], {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const line = {
      bookedOn: '2026-04-30',
      valueOn: null,
      amount: '-5.00',
      status: 'booked',
      reference: null,
      counterparty: null,
      text: null,
      details: [],
    };
    const statement = {
      account: '20201555555555',
      currency: 'GBP',
      from: '2026-04-30',
      to: '2026-04-30',
      opening: '15.00',
      closing: '5.00',
      balances: true,
      lines: [line, { ...line, amount: '-5' }],
    };
    expect(JSON.parse(stdout)).toEqual({
      file: path,
      sha256: createHash('sha256').update(small).digest('hex'),
      format: 'camt.053.001.08',
      statements: [statement],
      problems: [],
    });
    expect(Object.keys(JSON.parse(stdout).statements[0])).toEqual(Object.keys(statement));
  });

  test('of a file that breaks off prints what there is, with the problem', async () => {
    const path = saved('truncated.xml', golden('truncated.xml'));
    const { code, stdout } = await runLedger(['inspect', path, '--format', 'camt.053'], {});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      statements: [
        { opening: '6.00', balances: null, lines: [{ reference: 'C1' }, { reference: 'C2' }] },
      ],
      problems: [{ severity: 'error', code: 'file-truncated', where: 'line 34, column 9' }],
    });
  });

  test.each([
    ['empty.xml', '', 'nothing-to-read'],
    ['letter.txt', 'Dear Sir\n', 'format-unknown'],
    ['order.xml', '<Document><CstmrCdtTrfInitn/></Document>', 'format-unknown'],
  ])('of %s says that there is nothing and exits with 1', async (name, content, code) => {
    const ended = await runLedger(['inspect', saved(name, content)], {});
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      format: null,
      statements: [],
      problems: [{ severity: 'error', code }],
    });
  });

  test.each([
    [['inspect', join(folder, 'none.xml')], 'there is none. Check the path.'],
    [['inspect', folder], 'found something else'],
    [['inspect', saved('other.xml', small), '--format', 'xlsx'], '--format must be one of: camt'],
  ])('%j ends with a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runLedger(args, {});
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });
});

test('a file that is changed between its two readings is not passed off as one', async () => {
  const options = { format: null };
  const path = saved('changing.xml', small);
  const found = await inspect(path, options);
  saved('changing.xml', small.replace('5</Amt>', '6</Amt>'));
  const reading = Array.fromAsync(inspectionJson(path, found, options));
  await expect(reading).rejects.toThrow('was changed while it was read');
});

test('more problems than anyone reads are counted', async () => {
  const bad = entryOf({ amount: '<Amt Ccy="GBP">x</Amt>' });
  const path = saved('bad.xml', statementOf(balances + bad.repeat(10_005)));
  const { problems } = await inspect(path, { format: null });
  expect(problems).toHaveLength(10_001);
  expect(problems.at(-1)?.message).toContain('5 more were left out');
});
