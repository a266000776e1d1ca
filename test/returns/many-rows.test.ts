import { beforeAll, expect, it } from 'vitest';
import { MOST_ROWS } from '../../src/returns/read-rows.ts';
import { ok } from '../support/book.ts';
import { APRIL, csvOf, returnBook, sendCsv, type Cells, type ReturnBook } from './book.ts';

let book: ReturnBook;

beforeAll(async () => {
  book = await returnBook();
});

/** A return of so many rows: one person's spending and the bank's lines of it, a penny each. */
function rowsOfSize(count: number): Cells[] {
  const { id: arrangement, person } = book.amina;
  const each = (count - 4) / 2;
  const left = `${1000 - each / 100}`;
  const closing = left.includes('.') ? left.padEnd(left.indexOf('.') + 3, '0') : `${left}.00`;
  return [
    { kind: 'account_opening', amount: '1000.00' },
    { kind: 'account_closing', amount: closing },
    { kind: 'opening', arrangement, person, amount: '1000.00' },
    { kind: 'closing', arrangement, person, amount: closing },
    ...Array.from({ length: each }, () => [
      { kind: 'bank', on: '2026-04-20', amount: '-0.01' },
      {
        kind: 'spending',
        on: '2026-04-20',
        arrangement,
        person,
        amount: '0.01',
        category: 'support',
        description: 'A minute of tutoring',
      },
    ]).flat(),
  ];
}

it('one bad row among 50,000 is found, every fault is counted, and nothing is kept', async () => {
  const { broker, account } = book;
  const query = { pooledAccountId: account, ...APRIL };
  const rows = rowsOfSize(MOST_ROWS);
  const bad = rows.map((row, n) => (n === 40_001 ? { ...row, category: '' } : row));
  const one = await sendCsv(broker, query, csvOf(bad));
  expect(one.body).toMatchObject({ faults: 1, errors: [{ where: 'row 40003, category' }] });
  const all = await sendCsv(broker, query, csvOf(rows.map((row) => ({ ...row, on: 'soon' }))));
  expect(all.body.faults).toBe(MOST_ROWS);
  expect(all.body.errors).toHaveLength(1000);
  expect(all.body.detail).toBe(
    '50000 things are wrong with the return. 1000 of them are listed. Nothing was kept.',
  );
  const more = await sendCsv(broker, query, csvOf([...rows, rows[4]!]));
  expect(more.body.errors.at(-1)).toMatchObject({ where: `row ${MOST_ROWS + 2}` });
  expect((await ok(broker.get('/returns'), 200)).items).toEqual([]);
}, 120_000);

it('50,000 rows are checked and kept', async () => {
  const { broker, account } = book;
  const csv = csvOf(rowsOfSize(MOST_ROWS));
  const started = performance.now();
  const { return: kept } = await ok(sendCsv(broker, { pooledAccountId: account, ...APRIL }, csv));
  const seconds = (performance.now() - started) / 1000;
  expect(kept.lines).toBe(MOST_ROWS - 4);
  expect(seconds).toBeLessThan(60);
}, 120_000);
