import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/aged-exceptions.ts';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  anAccountWith,
  anExpectedRun,
  anOffice,
  matchWith,
  type Office,
} from '../support/exceptions.ts';
import { columnsOf, readReport } from '../support/read-report.ts';
import { writtenOn } from '../support/written-on.ts';

/**
 * On Thursday 30 April 2026: receipts of 10.00 and 25.00 of 2 and 28 April that nobody knows, a
 * payment of 7.00 of 13 April that nobody knows, and a run of 300.00 of 2 April on no statement;
 * another run of 40.00 is matched, on 8 April.
 */
let office: Office;
let name: string;
beforeAll(async () => {
  office = await anOffice();
  const { db, finance } = office;
  const { bankAccountId, lines } = await anAccountWith(db, [
    ['2026-04-02', '10.00'],
    ['2026-04-08', '-40.00'],
    ['2026-04-13', '-7.00'],
    ['2026-04-28', '25.00'],
  ]);
  await writtenOn(db, '2026-04-02', () => anExpectedRun(db, bankAccountId, '300.00'));
  await writtenOn(db, '2026-04-08', async () => {
    const matched = await anExpectedRun(db, bankAccountId, '40.00');
    await matchWith(finance, lines[1]!, matched.name);
  });
  office.on('2026-04-30');
  const [account] = await db.run(
    (tx) => tx.sql<{ name: string }[]>`select name from bank_accounts where id = ${bankAccountId}`,
  );
  name = account!.name;
});

const read = (asAt: string) => readReport(office.db, report, { asAt });

describe('aged exceptions', () => {
  it('are counted and added up by kind and age in working days', async () => {
    const rows = await read('2026-04-30');
    const columns = ['account', 'kind', 'working_days', 'exceptions', 'amount', 'oldest'];
    // 2 April is 18 working days before, without Good Friday and Easter Monday; 13 April is 13.
    expect(columnsOf(rows, ...columns)).toEqual([
      [name, 'unidentified_payment', '11 to 20', '1', '7.00', '2026-04-13'],
      [name, 'unidentified_receipt', '0 to 5', '1', '25.00', '2026-04-28'],
      [name, 'unidentified_receipt', '11 to 20', '1', '10.00', '2026-04-02'],
      [name, 'unmatched_payment', '11 to 20', '1', '300.00', expect.any(String)],
    ]);
  });

  it('are those of the list of exceptions, with what is overdue and whose they are', async () => {
    const rows = await read('2026-04-30');
    const { items } = await ok(office.finance.get('/exceptions/summary'), 200);
    const total = (kind: string, column: string) =>
      toText(sum(rows.filter((row) => row['kind'] === kind).map((row) => money(row[column]!))));
    expect(items.length).toBe(3);
    for (const one of items) {
      expect(total(one.kind, 'amount')).toBe(one.sum);
      expect(Number(total(one.kind, 'exceptions'))).toBe(one.count);
      expect(Number(total(one.kind, 'overdue'))).toBe(one.overdue);
    }
    expect(columnsOf(rows, 'without_owner')).toEqual([['1'], ['1'], ['1'], ['1']]);
    const [late] = rows.filter((row) => row['oldest'] === '2026-04-02');
    expect(late).toMatchObject({ overdue: '1', overdue_amount: '10.00' });
  });

  it('have their age on the day of the report', async () => {
    expect(columnsOf(await read('2026-04-08'), 'kind', 'working_days', 'overdue')).toEqual([
      ['unidentified_receipt', '0 to 5', '0'],
    ]);
    expect(columnsOf(await read('2026-04-15'), 'kind', 'working_days')).toEqual([
      ['unidentified_payment', '0 to 5'],
      ['unidentified_receipt', '6 to 10'],
      ['unmatched_payment', '0 to 5'],
    ]);
  });
});
