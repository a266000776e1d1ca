import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runLedger } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function saved(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const file = saved('export.txt', 'Day|Sum|Words\n03.04.2026|5,00|Shop\n');
const columns = { date: 'Day', amount: 'Sum', description: 'Words' };
const profile = { name: 'mine', headings: true, columns, dates: 'day-first', decimalMark: ',' };

describe('inspect --profile', () => {
  test('takes a file with a profile, and then the bank file is CSV', async () => {
    const json = `\uFEFF${JSON.stringify({ ...profile, moneyOut: 'positive' })}`;
    const { code, stdout } = await runLedger(
      ['inspect', file, '--profile', saved('mine.json', json)],
      {},
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'csv.mine',
      statements: [{ lines: [{ bookedOn: '2026-04-03', amount: '-5.00', text: 'Shop' }] }],
      problems: [],
    });
  });

  test.each([
    ['with faults', JSON.stringify({ ...profile, dates: 'x' }), /- dates: .*\n- moneyOut: /],
    ['that is no JSON', 'x', /as JSON/],
  ])('refuses a profile %s', async (name, json, words) => {
    const path = saved(`${name.replaceAll(' ', '-')}.json`, json);
    const { code, stderr, stdout } = await runLedger(['inspect', file, '--profile', path], {});
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\bat .*\.ts:\d/);
  });

  test('refuses a file that is not there, and a name that is none', async () => {
    const missing = await runLedger(['inspect', file, '--profile', join(folder, 'no.json')], {});
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('no.json') });
    const wrong = await runLedger(['inspect', file, '--format', 'csv', '--profile', 'nobank'], {});
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('one of: lloyds') });
  });
});
