import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/recharge-due.ts';
import { rechargeLinesOf } from '../../src/partners/recharge-lines.ts';
import { ok } from '../support/book.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';
import { lastEntry, readReport } from '../support/read-report.ts';

/**
 * 300.00 and 600.00 are spent and recharged to the health partner by a third, 100.00 and 200.00; it
 * has paid 150.00 of that; 99.00 more is spent and not yet recharged. 30.00 was spent before its
 * share is recharged.
 */
let book: PartnerBook;
let before: string;
beforeAll(async () => {
  book = await partnerBook();
  const arrangement = await notional(book, '9000.00', thirds(book.funders));
  const partner = book.funders.health;
  await spend(book.api.db, arrangement, { on: '2026-04-07', amount: '30.00' });
  await addPartner(book, partner, { sinceOn: '2026-04-08' });
  for (const [on, amount] of [
    ['2026-04-10', '300.00'],
    ['2026-05-10', '600.00'],
  ] as const) {
    await spend(book.api.db, arrangement, { on, amount });
    book.setToday(on);
    await recharge(book, partner, on);
  }
  book.setToday('2026-07-10');
  await ok(
    book.staff.finance.post(`/partners/${partner}/receipts`, {
      receivedOn: '2026-06-01',
      amount: '150.00',
      reference: 'ICB 1',
      bankAccountId: book.bank.id,
    }),
  );
  before = await lastEntry(book.api.db);
  await spend(book.api.db, arrangement, { on: '2026-06-10', amount: '99.00' });
});

const read = async (asAt: string, through?: string) => {
  const asked = through === undefined ? { asAt } : { asAt, through };
  return (await readReport(book.api.db, report, asked))[0];
};

describe('what partners are due to pay', () => {
  it('is their share of what was spent, recharged, paid and open', async () => {
    expect(await read('2026-07-10')).toMatchObject({
      sector: 'health',
      funder: 'Integrated care board',
      organisation: 'NHS Kent and Medway ICB',
      since: '2026-04-08',
      spent: '999.00',
      share: '333.00',
      paid_itself: '0.00',
      recharged: '300.00',
      not_yet_recharged: '33.00',
      received: '150.00',
      open: '150.00',
      on_account: '0.00',
      overdue: '150.00',
      oldest_issued: '2026-05-10',
    });
  });

  it('counts a recharge from its last day and money from the day it came', async () => {
    expect(await read('2026-05-09')).toMatchObject({
      spent: '300.00',
      recharged: '100.00',
      received: '0.00',
      open: '100.00',
      oldest_issued: '2026-04-10',
    });
    const overdue = (await read('2026-05-09'))!['oldest_due']! < '2026-05-09' ? '100.00' : '0.00';
    expect(await read('2026-05-09')).toMatchObject({ overdue });
  });

  it('leaves out what was not known', async () => {
    expect(await read('2026-07-10', before)).toMatchObject({ spent: '900.00', share: '300.00' });
    expect(await read('2026-07-10', '1')).toBeUndefined();
  });

  it('has still to recharge what the next recharge would be', async () => {
    const span = { funderId: book.funders.health, sinceOn: '2026-04-08', to: '2026-07-10' };
    const [next] = await book.api.db.run(
      (tx) => tx.sql<{ amount: string }[]>`
        select sum(amount) as amount from (${rechargeLinesOf(tx, span)}) as l`,
    );
    expect(next!.amount).toBe('33.00');
  });

  it('ties to the accounts of partners, and commissioners may read it', async () => {
    const trial = await ok(book.staff.auditor.get('/reports/trial-balance'), 200);
    const owed = trial.rows.find((row: any) => row.class === 'partner/health');
    const commissioner = await book.api.as('commissioner');
    const { rows } = await ok(commissioner.get('/reports/recharge-due'), 200);
    expect(rows[0].open).toBe(owed.balance);
  });
});
