import { beforeAll, describe, expect, it } from 'vitest';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { anExpectedRun } from '../support/exceptions.ts';
import { anOfficeInJune, june as dayOf, type June } from '../support/june.ts';
import { aBankAccount } from '../support/released-run.ts';
import { fill, ownEntry, prepare, reopen, statement } from '../support/sign-offs.ts';

/** What counts from the day on which it was recorded, whatever day it is of. */
let june: June;
beforeAll(async () => {
  june = await anOfficeInJune();
});

describe('what was posted from a line', () => {
  it('was expected from no statement before it was posted', async () => {
    const { office, on, counted } = june;
    const account = await aBankAccount(office.db);
    const lines: [string, string][] = [[dayOf(3), '-12.00']];
    const facts = { from: dayOf(2), to: dayOf(4), opening: '100.00', lines };
    const [line] = await on(13, () => statement(office.finance, account, facts));
    await on(16, () =>
      ok(
        office.finance.post(`/bank-lines/${line!}/postings`, {
          parts: [{ to: 'charge', amount: '12.00' }],
        }),
      ),
    );
    expect(await counted(account.name, 13)).toEqual(['unidentified_payment 1 12.00 1']);
    expect(await counted(account.name, 16)).toEqual([]);
  });
});

describe('a line that was suspected to repeat another', () => {
  it('was so from when both were there', async () => {
    const { office, on, counted } = june;
    const account = await aBankAccount(office.db);
    const day = (n: number, text: string) => ({
      from: dayOf(n),
      to: dayOf(n),
      opening: '0.00',
      lines: [[dayOf(n), '-6.00', { text }]] as [string, string, object][],
    });
    const [first] = await on(10, () => statement(office.finance, account, day(10, 'One')));
    await on(12, async () => {
      const file = bankFile({ account, ...day(12, 'Two') });
      await ok(importFile(office.finance, file, { more: '&gap=accept' }));
      await office.db.run(
        ({ sql }) => sql`
          insert into likely_repeats (line_id, of_line_id)
          select ${first!}, id from bank_lines
          where bank_account_id = ${account.id} and id <> ${first!}`,
      );
    });
    expect(await counted(account.name, 10)).toEqual(['unidentified_payment 1 6.00 1']);
    expect(await counted(account.name, 12, 11)).toEqual(['unidentified_payment 1 6.00 1']);
    expect(await counted(account.name, 12)).toEqual([
      'duplicate 1 6.00 1',
      'gap 1 6.00 1',
      'unidentified_payment 1 6.00 1',
    ]);
  });
});

describe('a statement that was missed', () => {
  it('was missed once the account had paid, until one came that was known', async () => {
    const { office, on, rowsOf } = june;
    const account = await aBankAccount(office.db);
    const facts = { from: dayOf(2), to: dayOf(6), opening: '0.00' };
    // Five weeks after the first payment, which is of 1 May, are over on 5 June.
    await on(9, () => anExpectedRun(office.db, account.id, '90.00', '2025-05-01'));
    await on(13, () => statement(office.finance, account, facts));
    const missed = async (asAt: number, known?: number) =>
      (await rowsOf(account.name, asAt, known))
        .filter((row) => row.kind === 'missing_statement')
        .map((row) => row.oldest);
    expect(await missed(6, 11)).toEqual([]);
    expect(await missed(10, 11)).toEqual([dayOf(5)]);
    expect(await missed(10)).toEqual([]);
  });

  it('was missed as long as the next had not begun', async () => {
    const { office, on, rowsOf } = june;
    const account = await aBankAccount(office.db);
    const april = { from: '2025-04-01', to: '2025-04-30', opening: '0.00' };
    await on(9, () => statement(office.finance, account, april));
    await on(13, () =>
      statement(office.finance, account, { from: dayOf(12), to: dayOf(13), opening: '0.00' }),
    );
    const kinds = async (asAt: number) => (await rowsOf(account.name, asAt)).map((row) => row.kind);
    expect(await kinds(10)).toEqual(['missing_statement']);
    expect(await kinds(12)).toEqual([]);
  });
});

describe('a sign-off whose ledger was changed', () => {
  it('is one while it was changed, as far as it was known and until it was opened again', async () => {
    const { db, finance, api } = june.office;
    const { on, rowsOf } = june;
    const account = await aBankAccount(db);
    const second = await api.as('finance_officer', { sub: 'second' });
    const money = (amount: string, [from, to]: [string, string]) =>
      ownEntry(db, account.id, { kind: 'treasury', on: dayOf(3), amount, from, to });
    const lines: [string, string][] = [[dayOf(3), '2.00']];
    const facts = { from: dayOf(2), to: dayOf(4), opening: '1000.00', lines };
    const [line] = await on(4, () => statement(finance, account, facts));
    const signOff = await on(5, async () => {
      await fill(db, account.id, '1000.00', dayOf(2));
      const parts = [{ to: 'interest', amount: '2.00' }];
      await ok(finance.post(`/bank-lines/${line!}/postings`, { parts }));
      const prepared = await ok(prepare(finance, account.id, dayOf(4)));
      return ok(second.post(`/sign-offs/${prepared.id}/approval`));
    });
    await on(9, () => money('7.00', ['treasury', 'bank']));
    await on(11, () => money('7.00', ['bank', 'treasury']));
    await on(13, () => money('1.00', ['treasury', 'bank']));
    await on(16, () => ok(reopen(june.office.approver, signOff.id)));
    const changed = async (asAt: number, known?: number) =>
      (await rowsOf(account.name, asAt, known))
        .filter((row) => row.kind === 'signed_off_changed')
        .map((row) => `${row.amount} ${row.oldest}`);
    // The line was open on the day before the sign-off, which was to that day.
    expect(await june.counted(account.name, 4)).toEqual(['unidentified_receipt 1 2.00 1']);
    expect(await june.counted(account.name, 5)).toEqual([]);
    expect(await changed(6)).toEqual([]);
    expect(await changed(9)).toEqual([`7.00 ${dayOf(9)}`]);
    expect(await changed(10)).toEqual([`7.00 ${dayOf(9)}`]);
    expect(await changed(10, 6)).toEqual([]);
    expect(await changed(12)).toEqual([]);
    expect(await changed(13)).toEqual([`1.00 ${dayOf(9)}`]);
    expect(await changed(17)).toEqual([]);
    expect(await changed(17, 13)).toEqual([`1.00 ${dayOf(9)}`]);
  });
});
