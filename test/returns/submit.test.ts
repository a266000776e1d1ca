import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { APRIL, MAY, csvOf, returnBook, rowsOf, sendCsv, type ReturnBook } from './book.ts';

let book: ReturnBook;

beforeAll(async () => {
  book = await returnBook();
});

describe('a return that is sent in', () => {
  it('is kept as it came, with what it comes to', async () => {
    const { broker, account, amina, ben } = book;
    const csv = csvOf(rowsOf(amina, ben));
    const query = { pooledAccountId: account, ...APRIL, name: 'april.csv' };
    const checked = await ok(sendCsv(broker, { ...query, dryRun: 'true' }, csv), 200);
    expect(checked.return).toBeNull();
    expect((await ok(broker.get('/returns'), 200)).items).toEqual([]);

    const { return: kept, totals } = await ok(sendCsv(broker, query, csv));
    expect(totals).toEqual(checked.totals);
    expect(totals).toMatchObject({
      peopleClosing: '240.00',
      bank: '40.00',
      spending: '47.98',
      fees: '23.98',
      refunds: '11.96',
      otherAuthorities: '0.00',
    });
    expect(kept).toMatchObject({ state: 'submitted', lines: 12, people: 2, tier: 'standard' });

    const read = await ok(broker.get(`/returns/${kept.id}?limit=1`), 200);
    expect(read.totals).toEqual(totals);
    expect(read.items).toHaveLength(1);
    const all = await ok(broker.get(`/returns/${kept.id}`), 200);
    expect(all.items.map((one: any) => one.reference).sort()).toEqual(
      [amina.person, ben.person].sort(),
    );
    expect(all.items[0]).toMatchObject({
      opening: '100.00',
      paidIn: '50.00',
      spending: '23.99',
      fees: '11.99',
      refunds: '5.98',
      closing: '120.00',
      state: 'submitted',
    });
    const lines = await ok(broker.get(`/returns/${kept.id}/lines?limit=3`), 200);
    expect(lines.items.map((one: any) => one.row)).toEqual([4, 5, 7]);
    const rest = await ok(broker.get(`/returns/${kept.id}/lines?after=${lines.next}`), 200);
    expect(rest.items[0].description).toBe('Tutor, "four" hours');
    const file = await broker.get(`/returns/${kept.id}/file`);
    expect(file.text).toBe(csv);
    expect(file.headers['content-disposition']).toContain('attachment; filename="april.csv"');
  });

  it('as JSON says the same', async () => {
    const { staff, account, amina, ben } = book;
    const rows = rowsOf(amina, ben).map((row) =>
      'on' in row ? { ...row, on: row.on.replace('-04-', '-05-') } : row,
    );
    const { return: kept, totals } = await ok(
      staff.finance.post('/returns', { pooledAccountId: account, ...MAY, rows }),
    );
    expect(totals.peopleClosing).toBe('240.00');
    expect(kept.fileName).toBeNull();
    expect(refusalOf(await staff.finance.get(`/returns/${kept.id}/file`))).toEqual([
      404,
      'not-found',
    ]);
  });

  it('is refused a second time, and where the periods overlap', async () => {
    const { broker, account, amina, ben } = book;
    const again = csvOf(rowsOf(amina, ben));
    const query = { pooledAccountId: account, ...APRIL };
    const twice = await sendCsv(broker, query, again);
    expect([refusalOf(twice), twice.body.detail]).toEqual([
      [409, 'already-exists'],
      'Exactly this return of the account and period was sent in before.',
    ]);
    const other = await sendCsv(broker, query, csvOf(rowsOf(amina)));
    expect(refusalOf(other)).toEqual([409, 'already-exists']);
    expect(other.body.detail).toBe(
      'A return of the account for 2026-04-01 to 2026-04-30 stands already.',
    );
  });

  it('is refused before its period is over, or with a period the wrong way round', async () => {
    const { broker, account, amina } = book;
    const csv = csvOf(rowsOf(amina));
    const send = (from: string, to: string) =>
      sendCsv(broker, { pooledAccountId: account, from, to }, csv);
    const wrong = [422, 'dates-out-of-order', 'body.to'];
    expect(refusalOf(await send('2026-06-01', '2026-06-30'))).toEqual(wrong);
    expect(refusalOf(await send('2026-06-10', '2026-06-09'))).toEqual(wrong);
  });

  it('of an account of somebody else is refused as of one that is not there', async () => {
    const { broker, family, elsewhere, account, amina, dan } = book;
    const csv = csvOf(rowsOf(amina));
    const unknown = (field: string) => [422, 'record-unknown', `body.${field}`];
    const send = async (user: typeof broker, holder: Record<string, string>) =>
      refusalOf(await sendCsv(user, { ...holder, ...APRIL }, csv));
    expect(await send(elsewhere.broker, { pooledAccountId: account })).toEqual(
      unknown('pooledAccountId'),
    );
    expect(await send(family, { pooledAccountId: account })).toEqual(unknown('pooledAccountId'));
    expect(await send(broker, { payeeId: dan.payeeId })).toEqual(unknown('payeeId'));
    expect(refusalOf(await sendCsv(broker, APRIL, csv))[1]).toBe('invalid-request');
    expect((await elsewhere.broker.get('/returns')).body.items).toEqual([]);
  });
});
