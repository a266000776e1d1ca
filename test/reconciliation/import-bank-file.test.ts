import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { golden, statementOf, entryOf, balanceOf } from '../support/camt-files.ts';
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
  expect([answer.status, answer.body.type], answer.text).toEqual([status, `/problems/${type}`]);
  expect(await counted()).toEqual(before);
  return answer.body;
}

describe('importing a bank file', () => {
  it('takes every booked line and says what it did', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({
      account,
      opening: '1000.00',
      lines: [
        ['2026-04-10', '-400.00', { reference: 'RUN1', text: 'Pay run', counterparty: null }],
        ['2026-04-11', '25.50', { reference: 'R2', counterparty: 'A Payer' }],
      ],
    });
    const { status, body, text } = await importFile(finance, content, { name: 'april.xml' });
    expect(status, text).toBe(201);
    expect(body).toEqual({
      file: {
        id: expect.any(String),
        name: 'april.xml',
        format: 'camt.053.001.08',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      statements: [
        {
          id: expect.any(String),
          account: account.id,
          from: '2026-04-01',
          to: '2026-04-30',
          opening: '1000.00',
          closing: '625.50',
          balances: true,
          lines: 2,
          added: 2,
          knownAlready: 0,
        },
      ],
      warnings: [],
    });
    const [kept] = await api.db.run((tx) => tx.sql`select content from bank_files
      where id = ${body.file.id}`);
    expect(kept!['content'].toString('utf8')).toBe(content);
  });

  it.each(['text/xml; charset=utf-8', 'application/octet-stream'])('takes %s', async (type) => {
    const account = await aBankAccount(api.db);
    const answer = await importFile(finance, Buffer.from(bankFile({ account })), { type });
    expect(answer.status, answer.text).toBe(201);
  });

  it('does not take JSON, nothing, or a file without a name', async () => {
    const json = await finance.post('/bank-files?name=a.xml', { a: 1 });
    expect([json.status, json.body.type]).toEqual([415, '/problems/content-type-unknown']);
    const empty = await importFile(finance, Buffer.alloc(0));
    expect([empty.status, empty.body.type]).toEqual([422, '/problems/invalid-request']);
    const nameless = await finance.post('/bank-files', '<a/>', { 'content-type': 'text/xml' });
    expect([nameless.status, nameless.body.errors[0].where]).toEqual([422, 'query.name']);
  });

  it('takes 25 MB and no more', async () => {
    const large = await importFile(finance, Buffer.alloc(25 * 1024 * 1024 + 1, 32));
    expect([large.status, large.body.type]).toEqual([413, '/problems/too-large']);
    const most = await importFile(finance, Buffer.alloc(25 * 1024 * 1024, 32));
    expect([most.status, most.body.type]).toEqual([422, '/problems/bank-file-unreadable']);
  });

  it('is the work of a finance officer who is signed in, and needs a key', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account });
    expect((await importFile(await api.as('approver'), content)).status).toBe(403);
    const nobody = await api.app.inject({
      method: 'POST',
      url: '/v1/testshire/bank-files?name=a.xml',
      headers: { 'content-type': 'application/xml' },
      payload: Buffer.alloc(25 * 1024 * 1024 + 1, 32),
    });
    expect(nobody.statusCode).toBe(401);
    const headers = { 'idempotency-key': '' };
    const keyless = await importFile(finance, content, { headers });
    expect([keyless.status, keyless.body.type]).toEqual([400, '/problems/key-required']);
  });

  it('answers a repeated request as the first, and refuses the file under another key', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account, lines: [['2026-04-10', '-1.00']] });
    const headers = { 'idempotency-key': randomUUID() };
    const first = await importFile(finance, content, { headers });
    const again = await importFile(finance, content, { headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    const body = await refused(content, 409, 'bank-file-known');
    expect(body.file).toBe(first.body.file.id);
  });

  it('keeps the file once when it comes twice at the same moment', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account, lines: [['2026-04-10', '-1.00']] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => importFile(finance, content)));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });
});

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
    ['another currency', { amount: '<Amt Ccy="EUR">1.00</Amt>' }, 'Expected pounds (GBP); found EUR'],
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

describe('what is left out is said', () => {
  it('leaves out lines that are not booked and lines of nothing, with a warning', async () => {
    const { sortCode, accountNumber } = await aBankAccount(api.db);
    const content = statementOf(
      [
        balanceOf('OPBD', '0.00'),
        balanceOf('CLBD', '-5.00'),
        entryOf({}),
        entryOf({ status: '<Sts>PDNG</Sts>' }),
        entryOf({ amount: '<Amt Ccy="GBP">0.00</Amt>' }),
      ].join(''),
    ).replace('20201555555555', `GB33BUKB${sortCode}${accountNumber}`);
    const { status, body, text } = await importFile(finance, content);
    expect(status, text).toBe(201);
    expect(body.statements[0]).toMatchObject({ lines: 1, added: 1, balances: true });
    expect(body.warnings.map((one: { message: string }) => one.message)).toEqual([
      '1 line was left out: announced, not booked.',
      '1 line was left out: an amount of 0.00.',
    ]);
  });

  it('imports a statement that does not add up, and says so', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account, opening: '10.00', lines: [['2026-04-10', '-1.00']] });
    const wrong = content.replace('>9.00<', '>8.00<');
    const { status, body } = await importFile(finance, wrong);
    expect(status).toBe(201);
    expect(body.statements[0]).toMatchObject({ closing: '8.00', balances: false });
    expect(body.warnings[0].message).toContain('a difference of -1.00');
  });
});
