import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { balanceOf, entryOf, statementOf } from '../support/camt-files.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

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
    const body = await ok(importFile(finance, content, { name: 'april.xml' }));
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
          likelyRepeats: 0,
        },
      ],
      warnings: [],
    });
  });

  it.each(['text/xml; charset=utf-8', 'application/octet-stream'])('takes %s', async (type) => {
    const account = await aBankAccount(api.db);
    const body = await ok(importFile(finance, Buffer.from(bankFile({ account })), { type }));
    expect(body.statements).toHaveLength(1);
  });

  it('does not take JSON, nothing, or a file without a name', async () => {
    const json = await finance.post('/bank-files?name=a.xml', { a: 1 });
    expect([json.status, json.body.type]).toEqual([415, '/problems/content-type-unknown']);
    const empty = await importFile(finance, Buffer.alloc(0));
    expect([empty.status, empty.body.type]).toEqual([422, '/problems/invalid-request']);
    const nameless = await finance.post('/bank-files', '<a/>', { 'content-type': 'text/xml' });
    expect([nameless.status, nameless.body.errors[0].where]).toEqual([422, 'query.name']);
  });

  it('takes 512 MB and no more', async () => {
    const headers = { 'content-length': String(512 * 1024 * 1024 + 1) };
    const large = await importFile(finance, Buffer.alloc(10, 32), { headers });
    expect([large.status, large.body.type]).toEqual([413, '/problems/too-large']);
  });

  it('is the work of a finance officer who is signed in, and needs a key', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account });
    expect((await importFile(await api.as('approver'), content)).status).toBe(403);
    const nobody = await api.app.inject({
      method: 'POST',
      url: '/v1/testshire/bank-files?name=a.xml',
      headers: { 'content-type': 'application/xml' },
      payload: Buffer.alloc(1024, 32),
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
    const known = await importFile(finance, content);
    expect([known.status, known.body.type]).toEqual([409, '/problems/bank-file-known']);
    expect(known.body.file).toBe(first.body.file.id);
  });

  it('keeps the file once when it comes twice at the same moment', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account, lines: [['2026-04-10', '-1.00']] });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => importFile(finance, content)),
    );
    const types = Map.groupBy(answers, (answer) => answer.body.type);
    expect(types.get(undefined)).toHaveLength(1);
    expect(types.get('/problems/bank-file-known')).toHaveLength(7);
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
    const body = await ok(importFile(finance, content));
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
