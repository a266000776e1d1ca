import { beforeAll, expect, it } from 'vitest';
import { addVersions } from '../../src/law/store.ts';
import { ok } from '../support/book.ts';
import {
  APRIL,
  MAY,
  accept,
  decidedBook,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
} from '../returns/decided-book.ts';

let book: DecidedBook;
let amina: Held;

beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  await book.pay('2026-04-02');
  book.on('2026-06-15');
}, 120_000);

it('holiday accrues by the rule of the days on which it was earned', async () => {
  await book.api.db.run((tx) =>
    addVersions(tx, [
      {
        name: 'holiday_accrual',
        sector: null,
        effectiveOn: '2026-05-01',
        revision: 1,
        value: '13.00',
        unit: 'percent',
        meaning: 'Holiday pay.',
        source: 'Test.',
        confidence: 'local',
      },
    ]),
  );
  const payroll = { payroll_gross: '100.00', payroll_net: '90.00', holiday_accrued: '12.50' };
  const paid = ['paid_in', '2026-04-02', '769.23'] as const;
  const months = [
    { period: APRIL, of: amina, opening: '0.00', moves: [paid], payroll },
    { period: MAY, of: amina, opening: '769.23', moves: [], payroll },
  ];
  for (const { period, ...said } of months) {
    await ok(accept(book, await sent(book, rowsOf([said]), { period })));
  }
  const { holiday } = await ok(
    book.staff.finance.get(`/arrangements/${amina.id}/liabilities`),
    200,
  );
  expect(holiday).toEqual([
    { employee: 'PA1', gross: '200.00', declared: '25.00', byRule: '25.07' },
  ]);
});
