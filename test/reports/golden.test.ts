import { existsSync, readFileSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { REPORTS } from '../../src/reports/list.ts';
import type { UserKind } from '../../src/access/kinds.ts';
import type { Api } from '../support/api.ts';
import { reportBook } from '../support/report-book.ts';

const FOLDER = new URL('../golden/reports/', import.meta.url);
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const MOMENT = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

let api: Api;
beforeAll(async () => {
  api = await reportBook();
  // Who has come before stands in the report of roles, so the same come in every run.
  for (const kind of ['administrator', 'approver', 'auditor', 'commissioner', 'finance_officer']) {
    await (await api.as(kind as UserKind)).get('/reports');
  }
}, 180_000);

/** What is not the same on every machine is made so; then the lines are put in an order. */
function fixed(csv: string): string {
  const [heading = '', ...lines] = csv.split('\r\n').filter((line) => line !== '');
  const known = lines.map((line) => line.replace(UUID, '<number>').replace(MOMENT, '<moment>'));
  return [heading, ...known.sort(), ''].join('\n');
}

describe.each(REPORTS.map((report) => [report.name, report] as const))('%s', (name, report) => {
  const query = new URLSearchParams(report.example ?? {}).toString();
  const read = async (accept: string) => {
    const kind: UserKind = report.callers?.[0] ?? 'auditor';
    const user = await api.as(kind);
    return user.get(`/reports/${name}?${query}`, { accept });
  };

  it('is the same on the fixed book as it was', async () => {
    const { status, text } = await read('text/csv');
    expect(text.slice(0, 500)).not.toContain('"type"');
    expect(status).toBe(200);
    const file = new URL(`${name}.csv`, FOLDER);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, fixed(text));
    }
    expect(existsSync(file), `there is no ${name}.csv; UPDATE_GOLDEN=1 makes it`).toBe(true);
    expect(fixed(text)).toBe(readFileSync(file, 'utf8'));
  });

  it('says the same as JSON and as CSV, to the penny', async () => {
    const { rows } = (await read('application/json')).body;
    const { text } = await read('text/csv');
    const parsed: Record<string, string>[] = parse(text, { columns: true });
    const texts = report.columns.filter(({ type }) => type === 'text').map((one) => one.name);
    const plain = (row: Record<string, string | null>) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([column]) => !texts.includes(column))
          .map(([column, value]) => [column, value ?? '']),
      );
    const order = (list: object[]) => list.map((row) => JSON.stringify(row)).sort();
    expect(order(rows.map(plain))).toEqual(order(parsed.map(plain)));
  });
});

describe('the golden files', () => {
  it('are those of the reports there are', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace(/\.csv$/, ''));
    expect(files.sort()).toEqual(REPORTS.map(({ name }) => name).sort());
  });
});
