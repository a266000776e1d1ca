import { beforeAll, describe, expect, it } from 'vitest';
import { recordReturns } from '../../src/payments/answers/return-store.ts';
import { ok } from '../support/book.ts';
import {
  aStatement,
  anAccountWith,
  anExpectedRun,
  anOffice,
  exceptionsOf,
  expectNames,
  matchWith,
  ownMoney,
  undoMatch,
  type Office,
} from '../support/exceptions.ts';
import { aPayable } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** What was to be on a statement by now: an exception from the day after it was, until it is. */
let office: Office;
beforeAll(async () => {
  office = await anOffice();
});

describe('a payment that is on no statement', () => {
  it('is an exception after three working days, until its line is matched', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, []);
    expect(lines).toEqual([]);
    const run = await anExpectedRun(db, bankAccountId, '500.00', '2026-04-10');
    const name = `unmatched_payment:${run.name}`;
    office.on('2026-04-15');
    await expectNames(finance, bankAccountId, []);
    office.on('2026-04-16');
    const [found] = await expectNames(finance, bankAccountId, [name]);
    expect(found).toMatchObject({
      kind: 'unmatched_payment',
      direction: 'out',
      amount: '500.00',
      expectedAmount: '500.00',
      foundAmount: null,
      difference: null,
      since: '2026-04-15',
      ageDays: 1,
      dueOn: '2026-04-29',
      about: { lineId: null, expected: run.name },
    });
    expect(found.says).toBe(
      `Expected: £500.00 out for ${run.name}, on a statement by 2026-04-15. Found: no line for it. Import the statement if one is missing, or ask the bank whether it left.`,
    );
    const statement = { bankAccountId, lines: [['2026-04-13', '-500.00']] as const };
    const [line] = (await aStatement(db, statement)).lines;
    const match = await matchWith(finance, line!, run.name);
    await expectNames(finance, bankAccountId, []);
    await undoMatch(finance, match);
    await expectNames(finance, bankAccountId, [name, `unidentified_payment:${line}`]);
    office.on('2026-04-15');
  });

  it('is not counted twice when a line names it with another amount', async () => {
    const { db, finance } = office;
    const { bankAccountId } = await anAccountWith(db, []);
    const run = await anExpectedRun(db, bankAccountId, '500.00', '2026-04-02');
    await expectNames(finance, bankAccountId, [`unmatched_payment:${run.name}`]);
    const lines = [['2026-04-13', '-499.00', [run.serial]]] as const;
    const { lines: added } = await aStatement(db, {
      bankAccountId,
      lines: lines.map(([on, amount, words]) => [on, amount, [...words]] as const),
    });
    const found = await exceptionsOf(finance, bankAccountId);
    expect(found.map((one) => one.name)).toEqual([`amount_differs:${added[0]}`]);
  });

  it('is what the ledger paid out of the bank account by other entries too', async () => {
    const { db, finance } = office;
    const { bankAccountId } = await anAccountWith(db, [['2026-04-08', '-70.00']]);
    const entry = await ownMoney(db, bankAccountId, '-70.00', '2026-04-08');
    office.on('2026-04-15');
    const { lines } = await aStatement(db, { bankAccountId });
    expect(lines).toEqual([]);
    const found = await exceptionsOf(finance, bankAccountId, '&kind=unmatched_payment');
    expect(found.map((one) => [one.name, one.since])).toEqual([
      [`unmatched_payment:entry:${entry}`, '2026-04-13'],
    ]);
  });
});

describe('a receipt in the ledger that is on no statement', () => {
  it('is an exception after three working days, until its line is matched', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [['2026-04-08', '70.00']]);
    const entry = await ownMoney(db, bankAccountId, '70.00', '2026-04-08');
    const [missing, line] = [
      `expected_receipt_missing:entry:${entry}`,
      `unidentified_receipt:${lines[0]}`,
    ];
    office.on('2026-04-13');
    await expectNames(finance, bankAccountId, [line]);
    office.on('2026-04-14');
    const [found] = await expectNames(finance, bankAccountId, [missing, line]);
    expect(found).toMatchObject({ direction: 'in', amount: '70.00', since: '2026-04-13' });
    await matchWith(finance, lines[0]!, `entry:${entry}`);
    await expectNames(finance, bankAccountId, []);
    office.on('2026-04-15');
  });
});

describe('payments of a run', () => {
  let book: Council;
  let credits: { id: string; amount: string }[];
  let run: string;
  beforeAll(async () => {
    book = await council();
    await aPayable(book);
    await aPayable(book);
    run = (await book.pay('2026-04-02')).id;
    credits = await book.api.db.run(
      (tx) => tx.sql<{ id: string; amount: string }[]>`
        select id, amount from pay_run_credits where pay_run_id = ${run} order by reference`,
    );
    book.on('2026-04-15');
  });
  const names = (expected: string[]) =>
    expectNames(book.staff.finance, book.bankAccountId, expected);

  it('are missing as a whole, or one by one where the bank books them so', async () => {
    const { bankAccountId, staff, api } = book;
    await names([`unmatched_payment:pay_run:${run}`]);
    const lines = credits.map(({ amount }) => ['2026-04-02', `-${amount}`] as const);
    const added = await aStatement(api.db, { bankAccountId, lines });
    const [first, second] = added.lines as [string, string];
    const match = await matchWith(staff.finance, first, `payment:${credits[0]!.id}`);
    await names([`unmatched_payment:payment:${credits[1]!.id}`, `unidentified_payment:${second}`]);
    const other = await matchWith(staff.finance, second, `payment:${credits[1]!.id}`);
    await names([]);
    await undoMatch(staff.finance, other);
    await undoMatch(staff.finance, match);
    await names([
      `unmatched_payment:pay_run:${run}`,
      ...added.lines.map((line) => `unidentified_payment:${line}`),
    ]);
    await matchWith(staff.finance, first, `pay_run:${run}`, credits[0]!.amount);
    await matchWith(staff.finance, second, `pay_run:${run}`, credits[1]!.amount);
    expect(await exceptionsOf(staff.finance, bankAccountId)).toEqual([]);
  });

  it('that come back are missing from the day after the bank said they would be there', async () => {
    const { bankAccountId, staff, api } = book;
    const [credit] = credits as [{ id: string; amount: string }];
    await api.db.run((tx) =>
      recordReturns(
        tx,
        [
          {
            creditId: credit.id,
            payRunId: run,
            amount: credit.amount,
            how: 'returned',
            code: 'AC04',
            named: true,
            line: 1,
          },
        ] as never,
        { advisedOn: Temporal.PlainDate.from('2026-04-07'), answerId: null, sha256: null },
      ),
    );
    const [back] = await api.db.run(
      (tx) => tx.sql<{ on: string }[]>`select expected_on as on from returned_credits`,
    );
    const expectedOn = Temporal.PlainDate.from(back!.on);
    const name = `returned_credit:returned_credit:${credit.id}`;
    book.on(expectedOn.toString());
    await names([]);
    book.on(expectedOn.add({ days: 1 }).toString());
    const [found] = await names([name]);
    expect(found).toMatchObject({ direction: 'in', amount: credit.amount, since: back!.on });
    expect(found.says).toContain('Ask the bank where the money is.');
    const lines = [[back!.on, credit.amount]] as const;
    const [line] = (await aStatement(api.db, { bankAccountId, lines })).lines;
    await matchWith(staff.finance, line!, `returned_credit:${credit.id}`);
    await names([]);
    await ok(staff.finance.get(`/exceptions/${name}`), 404);
  });
});
