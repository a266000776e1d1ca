import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { money } from '../../src/money.ts';
import { COLUMNS, COLUMN_NAMES, KINDS_OF_ROW, type KindOfRow } from '../../src/returns/columns.ts';
import { MOST_FILES } from '../../src/returns/file-store.ts';
import { readReturn, totalsOf } from '../../src/returns/read-return.ts';
import { MOST_ROWS } from '../../src/returns/read-rows.ts';

const read = (path: string): Buffer =>
  readFileSync(resolve(import.meta.dirname, '../../docs', path));
const GUIDE = read('guides/returns.md').toString('utf8');
const EXAMPLE = read('examples/return.csv');
const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(', ');

it('the guide has every column, and every kind of row with the columns it fills in', () => {
  const [file] = GUIDE.split('### What is checked') as [string];
  const rows = file.split('\n').filter((line) => /^\| `[a-z_]+` \|/.test(line));
  expect(rows).toEqual([
    ...COLUMNS.map(({ name, form, example }) => `| \`${name}\` | ${form} | \`${example}\` |`),
    ...Object.entries<KindOfRow>(KINDS_OF_ROW).map(
      ([kind, { meaning, needs, may }]) =>
        `| \`${kind}\` | ${meaning} | ${names(needs)} | ${names(may)} |`,
    ),
  ]);
});

it('the guide says how much a return may be', () => {
  expect(GUIDE).toContain(`up to ${MOST_ROWS.toLocaleString('en-GB')} rows`);
  expect(GUIDE).toContain(`up to ${MOST_FILES} files`);
});

it('the example has the columns in order, and is a standard return without a fault', async () => {
  expect(EXAMPLE.toString().split('\r\n')[0]).toBe(COLUMN_NAMES.join(','));
  const period = {
    from: Temporal.PlainDate.from('2026-10-01'),
    to: Temporal.PlainDate.from('2026-10-31'),
  };
  const terms = { tier: 'standard', isPooled: false, evidenceAbove: money('50.00') } as const;
  const said = await readReturn({ csv: EXAMPLE }, period, terms, async (ids) => {
    return new Map(ids.map((id) => [id, { beneficiaryId: id, reference: 'P-1001' }]));
  });
  expect(totalsOf(said).peopleClosing.toFixed(2)).toBe('745.50');
  expect(said.payroll).toHaveLength(1);
});
