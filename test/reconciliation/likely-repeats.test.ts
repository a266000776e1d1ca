import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import {
  asCsv,
  asReport,
  asStatement,
  type BankDay,
  type DayLine,
} from '../support/day-in-formats.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;

const line = (amount: string, reference: string, text: string, name = 'Someone'): DayLine => ({
  amount,
  reference,
  name,
  text,
});
const dayOf = (account: Account, lines: readonly DayLine[]): BankDay => ({
  account,
  day: '2026-04-13',
  opening: '500.00',
  lines,
});

/** Sends a file and gives its statement and its warnings. */
async function send(content: string, type = 'application/xml') {
  const headers = { 'content-type': type };
  const body = await ok(finance.post('/bank-files?name=a', content, headers));
  const { lines, added, likelyRepeats } = body.statements[0];
  const warnings = body.warnings.map((one: { message: string }) => one.message);
  return { counts: [lines, added, likelyRepeats], warnings };
}

const kept = (account: Account) =>
  api.db.run(
    (tx) => tx.sql<{ text: string; of: string | null }[]>`
      select l.text, k.text as of from bank_lines l
      left join likely_repeats r on r.line_id = l.id left join bank_lines k on k.id = r.of_line_id
      where l.bank_account_id = ${account.id} order by l.id`,
  );

describe('reports within the day and the statement after it', () => {
  const first = line('-50.00', 'FP000001', 'Week one');
  const second = line('-50.00', 'FP000002', 'Week one');
  const third = line('-50.00', 'FP000003', 'Week one');

  it('add each payment once', async () => {
    const account = await aBankAccount(api.db);
    expect((await send(asReport(dayOf(account, [first])))).counts).toEqual([1, 1, 0]);
    expect((await send(asReport(dayOf(account, [first, second])))).counts).toEqual([2, 1, 0]);
    const whole = await send(asStatement(dayOf(account, [first, second, third])));
    expect(whole.counts).toEqual([3, 1, 0]);
    expect(whole.warnings).toEqual([]);
    expect(await kept(account)).toHaveLength(3);
  });

  it('know a payment that is worded otherwise at the end of the day', async () => {
    const account = await aBankAccount(api.db);
    await send(asReport(dayOf(account, [line('-50.00', 'FP000001', 'Advised')])));
    const whole = await send(asStatement(dayOf(account, [line('-50.00', 'FP000001', 'Booked')])));
    expect(whole.counts).toEqual([1, 0, 0]);
  });

  it('keep two that are equal two, when the second comes with the first', async () => {
    const account = await aBankAccount(api.db);
    await send(asReport(dayOf(account, [first])));
    expect((await send(asStatement(dayOf(account, [first, first])))).counts).toEqual([2, 1, 0]);
  });

  it('ask a person where a line may be a known one, and drop nothing', async () => {
    const account = await aBankAccount(api.db);
    await send(asReport(dayOf(account, [line('-50.00', 'ABC', 'Advice of cheque', 'Ann')])));
    const whole = await send(
      asStatement(dayOf(account, [line('-50.00', 'DEF', 'Presented today', 'Bert')])),
    );
    expect(whole.counts).toEqual([1, 1, 1]);
    expect(await kept(account)).toEqual([
      { text: 'Advice of cheque', of: null },
      { text: 'Presented today', of: 'Advice of cheque' },
    ]);
  });
});

describe('two statements of one whole day', () => {
  const lines = [
    line('-50.00', 'R1', 'One'),
    line('-50.00', 'R2', 'Two'),
    line('7.00', 'R3', 'In'),
  ];

  it('have the same lines where they have as many, in whatever words', async () => {
    const account = await aBankAccount(api.db);
    await send(asStatement(dayOf(account, lines)));
    const other = lines.map((one, n) => ({
      ...one,
      reference: `Z${n}`,
      text: `Other ${n}`,
      name: 'Z',
    }));
    const again = await send(asCsv(dayOf(account, other)), 'text/csv');
    expect(again.counts).toEqual([3, 0, 0]);
    expect(again.warnings.filter((one: string) => one.startsWith('On 2026'))).toEqual([]);
  });

  it('say so where they have not, and lose none', async () => {
    const account = await aBankAccount(api.db);
    await send(asStatement(dayOf(account, lines)));
    const more = [...lines, line('-50.00', 'R4', 'Four')];
    const again = await send(asStatement(dayOf(account, more)));
    expect(again.counts).toEqual([4, 1, 0]);
    expect(again.warnings).toEqual([
      'On 2026-04-13 this statement and those before it should have the same lines; found ' +
        "3 of -50.00 here and 2 before. Look at the day on the bank's own page.",
    ]);
  });

  it('say so too where the later one has fewer', async () => {
    const account = await aBankAccount(api.db);
    await send(asStatement(dayOf(account, lines)));
    const again = await send(asStatement(dayOf(account, lines.slice(1))));
    expect(again.counts).toEqual([2, 0, 0]);
    expect(again.warnings[0]).toContain('1 of -50.00 here and 2 before');
  });

  it('say so too where the later one has none', async () => {
    const account = await aBankAccount(api.db);
    await send(asStatement(dayOf(account, lines)));
    const again = await send(asStatement(dayOf(account, [])));
    expect(again.warnings[0]).toContain('On 2026-04-13');
    expect(again.warnings[0]).toContain('0 of -50.00 here and 2 before');
  });
});
