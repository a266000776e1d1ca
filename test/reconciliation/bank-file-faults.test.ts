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
async function refused(content: string | Buffer, status: number, type: string) {
  const before = await counted();
  const answer = await importFile(finance, content);
  expect([answer.status, answer.body.type]).toEqual([status, `/problems/${type}`]);
  expect(await counted()).toEqual(before);
  return answer.body;
}

describe('a file that cannot be used', () => {
  it('names every error of the file with its place, and keeps nothing', async () => {
    const { sortCode, accountNumber } = await aBankAccount(api.db);
    const wrong = entryOf({ amount: '<Amt Ccy="GBP">1,00</Amt>' });
    const content = statementOf(`${wrong}${wrong}${entryOf({ direction: '' })}`);
    const ours = content.replace('20201555555555', `${sortCode}${accountNumber}`);
    const { errors } = await refused(ours, 422, 'bank-file-unreadable');
    expect(errors).toHaveLength(3);
    for (const { where } of errors) expect(where).toMatch(/^1:\d+$/);
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
