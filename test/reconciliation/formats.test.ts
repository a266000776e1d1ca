import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { IN_FORMATS, asStatement, type BankDay } from '../support/day-in-formats.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const DAY: Omit<BankDay, 'account'> = {
  day: '2026-04-13',
  opening: '1000.00',
  lines: [
    { amount: '-400.00', reference: 'RUN00017', name: 'Payees of a run', text: 'Weekly run 17' },
    { amount: '25.50', reference: 'FP880412', name: 'A Payer', text: 'Repaid by post' },
    { amount: '-5.00', reference: 'CH000001', name: 'The Bank', text: 'Sent abroad' },
    { amount: '-5.00', reference: 'CH000002', name: 'The Bank', text: 'Copy of a cheque' },
  ],
};

const send = (content: string, type: string, account: { id: string }) =>
  finance.post(`/bank-files?name=day&bankAccount=${account.id}`, content, { 'content-type': type });

const linesOf = (account: { id: string }) =>
  api.db.run(
    (tx) => tx.sql<{ amount: string; on: string }[]>`
      select amount, booked_on as on from bank_lines where bank_account_id = ${account.id}
      order by amount`,
  );

const ALL = [
  { amount: '-400.00', on: DAY.day },
  { amount: '-5.00', on: DAY.day },
  { amount: '-5.00', on: DAY.day },
  { amount: '25.50', on: DAY.day },
];

describe('every format that is read is imported', () => {
  it.each(IN_FORMATS)('%s as %s', async (format, type, write) => {
    const account = await aBankAccount(api.db);
    const body = await ok(send(write({ ...DAY, account }), type, account));
    expect(body.file.format).toMatch(format);
    expect(body.statements).toHaveLength(1);
    expect(body.statements[0]).toMatchObject({ account: account.id, lines: 4, added: 4 });
    expect(await linesOf(account)).toEqual(ALL);
    const { statements } = await ok(finance.get(`/bank-files/${body.file.id}`), 200);
    const isWithinTheDay = /camt\.05[24]|mt942|qif/.test(body.file.format);
    expect(statements[0].wholeDays).toBe(!isWithinTheDay);
  });
});

describe('a day that is known as camt.053 adds nothing', () => {
  it.each(IN_FORMATS.slice(1))('as %s', async (_format, type, write) => {
    const account = await aBankAccount(api.db);
    const day = { ...DAY, account };
    await ok(send(asStatement(day), 'application/xml', account));
    const body = await ok(send(write(day), type, account));
    expect(body.statements[0]).toMatchObject({ lines: 4, added: 0, knownAlready: 4 });
    expect(await linesOf(account)).toEqual(ALL);
  });

  it.each(IN_FORMATS.slice(1))('nor as camt.053 after %s', async (_format, type, write) => {
    const account = await aBankAccount(api.db);
    const day = { ...DAY, account };
    await ok(send(write(day), type, account));
    const body = await ok(send(asStatement(day), 'application/xml', account));
    expect(body.statements[0]).toMatchObject({ lines: 4, added: 0, knownAlready: 4 });
  });
});

describe('what is said beside a file', () => {
  const [, type, write] = IN_FORMATS.at(-1)!;
  const account = async () => aBankAccount(api.db);
  const post = (query: string, content: string) =>
    finance.post(`/bank-files?name=a.csv&${query}`, content, { 'content-type': type });

  it('may be a profile that an officer has written, which is kept', async () => {
    const own = await account();
    const profile = JSON.stringify({
      name: 'our-bank',
      headings: true,
      columns: { date: 'When', amount: 'Sum', description: 'What' },
      dates: 'day-first',
      moneyOut: 'negative',
    });
    const content = 'When,Sum,What\r\n01/04/2026,-5.00,Paid to a shop\r\n';
    const query = `bankAccount=${own.id}&profile=${encodeURIComponent(profile)}`;
    const body = await ok(post(query, content));
    expect(body.file.format).toBe('csv.our-bank');
    const kept = await ok(finance.get(`/bank-files/${body.file.id}`), 200);
    expect(kept.profile).toBe(profile);
  });

  it.each([
    ['format=word', 'query.format', 'must be one of'],
    ['profile=nobank', 'query.profile', 'or one of'],
    ['profile=%7B%22name%22%3A1%7D', 'query.profile', 'faults'],
    ['bankAccount=1', 'query.bankAccount', 'UUID'],
    ['gap=ignore', 'query.gap', 'accept'],
  ])('is checked: %s', async (query, where, words) => {
    const { status, body } = await post(query, 'x');
    expect([status, body.type]).toEqual([422, '/problems/invalid-request']);
    expect(body.errors[0].where).toBe(where);
    expect(body.errors[0].message).toContain(words);
  });

  it('is refused where the file is of another account, of which only the end is said', async () => {
    const [named, chosen] = [await account(), await account()];
    const { status, body } = await post(
      `bankAccount=${chosen.id}`,
      write({ ...DAY, account: named }),
    );
    expect([status, body.type]).toEqual([422, '/problems/record-unknown']);
    expect(body.errors[0].message).toContain(`ends in "${named.accountNumber.slice(-4)}"`);
    expect(JSON.stringify(body)).not.toContain(named.accountNumber);
  });

  it('must be there for a file that names no account', async () => {
    const { status, body } = await post('format=qif', '!Type:Bank\nD13/04/2026\nT-1.00\n^\n');
    expect([status, body.type]).toEqual([422, '/problems/record-unknown']);
    expect(body.errors[0].message).toContain('bankAccount');
  });

  it('is refused for an account that is not there', async () => {
    const { status, body } = await post(
      'bankAccount=5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47',
      write({ ...DAY, account: await account() }),
    );
    expect([status, body.type]).toEqual([422, '/problems/record-unknown']);
    expect(body.errors[0].where).toBe('query.bankAccount');
  });
});
