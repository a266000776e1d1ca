import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { entryOf, golden, statementOf } from '../support/camt-files.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

/** How much there is in the book, to see that nothing was kept. */
const counted = () =>
  api.db.run(async (tx) => {
    const [row] = await tx.sql`select (select count(*) from bank_files) as files,
      (select count(*) from bank_statements) as statements,
      (select count(*) from bank_lines) as lines`;
    return row;
  });

/** Expects a refusal that keeps nothing, and gives its body. */
async function refused(content: string | Buffer, status: number, type: string, more = '') {
  const before = await counted();
  const answer = await importFile(finance, content, { more });
  expect([answer.status, answer.body.type]).toEqual([status, `/problems/${type}`]);
  expect(await counted()).toEqual(before);
  return answer.body;
}

/** A list of one row. */
const csv = (row: string): string => `Date,Description,Amount\r\n${row}\r\n`;

describe('a file that cannot be used', () => {
  it('names every error of the file with its place, and keeps nothing', async () => {
    const { sortCode, accountNumber } = await aBankAccount(api.db);
    const wrong = entryOf({ amount: '<Amt Ccy="GBP">1,00</Amt>' });
    const content = statementOf(`${wrong}${wrong}${entryOf({ direction: '' })}`);
    const ours = content.replace('20201555555555', `${sortCode}${accountNumber}`);
    const { errors } = await refused(ours, 422, 'bank-file-unreadable');
    expect(errors).toHaveLength(3);
    for (const { where } of errors) expect(where).toMatch(/^line 1, column \d+$/);
  });

  it('refuses a truncated file', async () => {
    const { errors } = await refused(
      Buffer.from(golden('truncated.xml')),
      422,
      'bank-file-unreadable',
    );
    expect(errors[0].message).toContain('Fetch the file from the bank again');
  });

  it.each([
    ['parts of a penny', { amount: '<Amt Ccy="GBP">1.005</Amt>' }, 'decimals'],
    [
      'another currency',
      { amount: '<Amt Ccy="EUR">1.00</Amt>' },
      'Expected pounds (GBP); found EUR',
    ],
    ['too much', { amount: '<Amt Ccy="GBP">1000000000000.00</Amt>' }, 'at most 12 digits'],
    ['no booking date', { booked: '' }, 'Expected a booking date'],
  ])('refuses %s', async (_what, parts, words) => {
    const { sortCode, accountNumber } = await aBankAccount(api.db);
    const content = statementOf(entryOf(parts)).replace(
      '20201555555555',
      `${sortCode}${accountNumber}`,
    );
    const { errors } = await refused(content, 422, 'bank-file-unreadable');
    expect(errors.map((one: { message: string }) => one.message).join()).toContain(words);
  });

  it.each<[string, string | Buffer]>([
    ['an entity bomb', Buffer.from(golden('entity-bomb.xml'))],
    ['an amount of 20 digits', csv('13/04/2026,Shop,-12345678901234567890.00')],
    ['parts of a penny', csv('13/04/2026,Shop,-1.005')],
    ['a day that is not in the calendar', csv('31/02/2026,Shop,-1.00')],
    ['a day or a month', csv('04/05/2026,Shop,-1.00')],
    ['a text that never ends', csv('13/04/2026,"Shop,-1.00')],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['zero bytes', Buffer.alloc(5000)],
    ['another message', '<Document><CstmrCdtTrfInitn/></Document>'],
    ['a field that breaks off', ':20:A\n:25:20201555555555\n:60F:C260414GBP1,00\n:61:26041'],
    ['dollars', ':20:A\n:25:20201555555555\n:60F:C260414USD1,00\n:62F:C260414USD1,00\n-\n'],
  ])('refuses %s, and says where', async (_what, content) => {
    const { id } = await aBankAccount(api.db);
    const body = await refused(content, 422, 'bank-file-unreadable', `&bankAccount=${id}`);
    expect(body.errors.length).toBeGreaterThan(0);
    for (const { where, message } of body.errors) {
      expect(where).toMatch(/line|row|statement/);
      expect(message).toContain('Expected');
    }
  });

  it('keeps text that looks like a formula as text', async () => {
    const { id } = await aBankAccount(api.db);
    const content = csv(`13/04/2026,"=HYPERLINK(""http://x"",""${id}"")",-1.00`);
    const { status } = await importFile(finance, content, { more: `&bankAccount=${id}` });
    expect(status).toBe(201);
    const [line] = await api.db.run(
      (tx) => tx.sql`select text from bank_lines where bank_account_id = ${id}`,
    );
    expect(line!['text']).toBe(`=HYPERLINK("http://x","${id}")`);
  });

  it('refuses a statement that stands in the file twice', async () => {
    const account = await aBankAccount(api.db);
    const one = bankFile({ account, lines: [['2026-04-10', '-1.00']] });
    const statement = one.slice(one.indexOf('<Stmt>'), one.indexOf('</BkToCstmrStmt>'));
    const twice = one.replace('</BkToCstmrStmt>', `${statement}</BkToCstmrStmt>`);
    const { errors } = await refused(twice, 422, 'bank-file-unreadable');
    expect(errors[0]).toMatchObject({ where: 'statement 2' });
  });

  it('refuses an account that is not the authority’s, and says no more of it than its end', async () => {
    const account = { sortCode: '601111', accountNumber: '87654321' };
    const body = await refused(bankFile({ account }), 422, 'record-unknown');
    expect(body.errors[0].message).toContain('4321');
    expect(JSON.stringify(body)).not.toContain('7654321');
  });

  it('refuses the whole file for one account of several', async () => {
    const account = await aBankAccount(api.db);
    const one = bankFile({ account });
    const foreign = bankFile({ account: { sortCode: '601111', accountNumber: '87654321' } });
    const statement = foreign.slice(foreign.indexOf('<Stmt>'), foreign.indexOf('</BkToCstmrStmt>'));
    const both = one.replace('</BkToCstmrStmt>', `${statement}</BkToCstmrStmt>`);
    const body = await refused(both, 422, 'record-unknown');
    expect(body.errors).toHaveLength(1);
  });
});
