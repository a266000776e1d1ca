import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { inspect, inspectionJson } from '../../src/bank-files/inspection.ts';
import { balanceOf, entryOf, golden, message, statementOf } from '../support/camt-files.ts';
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

/** A pipe of which nobody writes into the other end. */
function pipe(): string {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

/** A file that is there and cannot be read: by its permissions, or by its disk for a superuser. */
function unreadable(): string {
  if (process.getuid?.() === 0 && existsSync('/proc/self/mem')) return '/proc/self/mem';
  const path = saved(`private-${Math.random()}.xml`, small);
  chmodSync(path, 0);
  return path;
}

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
    ['small.xml.gz', gzipSync(small), 'format-unknown'],
    ['statement.pdf', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', 'format-unknown'],
    ['blank.csv', '\r\n\r\n', 'nothing-to-read'],
    ['noughts.ofx', new Uint8Array(70_000), 'format-unknown'],
  ])('of %s says that there is nothing and exits with 1', async (name, content, code) => {
    const ended = await runLedger(['inspect', saved(name, content)], {});
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      format: null,
      statements: [],
      problems: [{ severity: 'error', code }],
    });
  });

  test('of a message without a statement says so and exits with 1', async () => {
    const { code, stdout, stderr } = await runLedger(['inspect', saved('no.xml', message(''))], {});
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'camt.053.001.08',
      statements: [],
      problems: [{ severity: 'error', code: 'nothing-to-read' }],
    });
  });

  test.each([
    [['inspect', join(folder, 'none.xml')], 'there is none. Check the path.'],
    [['inspect', folder], 'found something else'],
    [['inspect', '/dev/null'], 'found something else'],
    [['inspect', pipe()], 'found something else'],
    [['inspect', unreadable()], 'Check its permissions and its disk.'],
    [['inspect', saved('a.xml', small), saved('b.xml', small)], 'or say --summary'],
    [['inspect', saved('c.csv', 'a,b\n'), '--profile', 'my-bank'], '--profile must be'],
    [['inspect', saved('d.csv', 'a,b\n'), '--profile', saved('p.json', '{')], 'found other text'],
    [['inspect', saved('other.xml', small), '--format', 'xlsx'], '--format must be one of: camt'],
  ])('%j ends with a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runLedger(args, {});
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });
});

describe('inspect --summary', () => {
  test('prints a row of figures for each file, also for those that cannot be read', async () => {
    const paths = [
      saved('one.xml', small),
      saved('letter.txt', 'Dear Sir\n'),
      folder,
      unreadable(),
      saved('rows.csv', 'Date,Description,Amount,Balance\n13/04/2026,A | B,-5.00,10.00\n'),
    ];
    const { code, stdout, stderr } = await runLedger(['inspect', '--summary', ...paths], {});
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [head = '', rule = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^\| File +\| Format +\| Statements \| Booked/);
    expect(rule).toMatch(/^[|-]+$/);
    const cells = rows.map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(2, -1),
    );
    expect(cells).toEqual([
      ['camt.053.001.08', '1', '2', '0', '-10.00 GBP', '15.00', '5.00', 'yes', '–'],
      ['none', '0', '0', '0', '–', '–', '–', '–', 'error format-unknown'],
      ['none', '0', '0', '0', '–', '–', '–', '–', expect.stringContaining('something else')],
      ['none', '0', '0', '0', '–', '–', '–', '–', expect.stringContaining('can be read')],
      ['csv.first-direct', '1', '1', '0', '-5.00 GBP', '15.00', '10.00', 'yes', '–'],
    ]);
  });

  test('of files with statements ends with 0, and keeps currencies apart', async () => {
    const other = balances.replaceAll('GBP', 'EUR') + entryOf({}).replaceAll('GBP', 'EUR');
    const two = statementOf(other).replace('<Ccy>GBP', '<Ccy>EUR');
    const path = saved('two.xml', small + two);
    const { code, stdout } = await runLedger(['inspect', '--summary', path], {});
    expect(code).toBe(0);
    expect(stdout).toContain('| -10.00 GBP, -5.00 EUR |');
    expect(stdout).toContain('| yes, no  |');
    expect(stdout).toContain('warning documents-joined, warning does-not-balance');
  });

  test('of a format that is none is refused', async () => {
    const { code, stderr } = await runLedger(
      ['inspect', '--summary', '--format', 'xlsx', saved('one.xml', small)],
      {},
    );
    expect(code).toBe(1);
    expect(stderr).toContain('--format must be one of');
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
