import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { AUTHORITY } from '../support/template.ts';
import { testSealer } from '../support/sealing.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

const CSV = { accept: 'text/csv' };
const sealer = testSealer();
let api: Api;
let auditor: ApiUser;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi({ sealNow: sealer.sealNow });
  sealer.start(api.db);
  auditor = await api.as('auditor');
  a = await openShare(api.db);
  await postAll(api.db, [
    anEntry('agreed', '2026-04-01', [[a.agreed, a.available, '100.00']]),
    anEntry('treasury', '2026-04-02', [[a.treasury, a.bank, '30.50']]),
    anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '0.25']]),
  ]);
  await sealer.sealNow();
});

const balanceOf = (body: any, account: { id: string }): string | undefined =>
  body.items.find((one: { account: string }) => one.account === account.id)?.balance;

describe('all balances', () => {
  it('are those of today, with control totals by class and by book', async () => {
    const { status, body, headers } = await auditor.get('/balances');
    expect([status, headers['vary']]).toEqual([200, 'Accept']);
    expect(body).toMatchObject({ asAt: '2026-04-15', knownAt: null, knownThrough: null });
    expect(body.items).toHaveLength(5);
    expect(body.items).toContainEqual({
      account: a.bank.id,
      class: 'bank',
      subject: a.bank.name.split(':')[1],
      balance: '30.25',
    });
    expect(body.classes).toContainEqual({
      class: 'agreed/education',
      book: 'control',
      accounts: 1,
      balance: '-100.00',
    });
    expect(body.books).toEqual([
      { book: 'control', accounts: 2, balance: '0.00' },
      { book: 'money', accounts: 3, balance: '0.00' },
    ]);
  });

  it('are as at a date', async () => {
    const { body } = await auditor.get('/balances?asAt=2026-04-02');
    expect(balanceOf(body, a.bank)).toBe('30.50');
    const none = await auditor.get('/balances?asAt=2026-03-31');
    expect(none.body).toMatchObject({
      items: [],
      classes: [],
      books: [{ balance: '0.00' }, { balance: '0.00' }],
    });
  });

  it.each([
    ['asAt=2026-04-16', 'query.asAt'],
    ['asAt=0001-01-01', 'query.asAt'],
    ['knownAt=2999-01-01T00:00:00Z', 'query.knownAt'],
    ['knownAt=2026-04-01', 'query.knownAt'],
    ['excel=yes', 'query.excel'],
  ])('%s is refused', async (query, where) => {
    const { status, body } = await auditor.get(`/balances?${query}`);
    expect([status, body.errors[0].where]).toEqual([422, where]);
  });

  it('are for those who see every account', async () => {
    for (const kind of ['family', 'panel_member', 'caseworker', 'administrator'] as const) {
      expect((await (await api.as(kind)).get('/balances')).status).toBe(403);
    }
  });
});

describe('as CSV', () => {
  it('has a heading, two decimals, quoted identifiers and lines that end in CR LF', async () => {
    const { status, text, headers } = await auditor.get('/balances', CSV);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(headers['content-disposition']).toContain('balances-2026-04-15.csv');
    expect(text).toMatch(/^account,class,subject,balance\r\n/);
    expect(text).toContain(`\r\n"${a.bank.id}",bank,"${a.bank.name.split(':')[1]}",30.25\r\n`);
    const read: Record<string, string>[] = parse(text, { columns: true });
    const { body } = await auditor.get('/balances');
    expect(read).toEqual(body.items);
  });

  it('begins with a byte order mark for Excel only', async () => {
    expect((await auditor.get('/balances?excel=1', CSV)).text.codePointAt(0)).toBe(0xfeff);
    expect((await auditor.get('/balances', CSV)).text.codePointAt(0)).toBe('a'.codePointAt(0));
  });

  it('has its heading when nothing is there, and no other form is to be had', async () => {
    const empty = await auditor.get('/balances?asAt=2026-03-31', CSV);
    expect(empty.text).toBe('account,class,subject,balance\r\n');
    expect((await auditor.get('/balances', { accept: 'application/pdf' })).status).toBe(406);
  });
});

describe('what was known', () => {
  it('is the same, byte for byte, after back-dated postings', async () => {
    const knownAt = Temporal.Now.instant().toString();
    const url = `/balances?asAt=2026-04-12&knownAt=${knownAt}`;
    const read = async () => [(await auditor.get(url)).text, (await auditor.get(url, CSV)).text];
    const before = await read();
    await postAll(api.db, [
      anEntry('treasury', '2026-04-03', [[a.treasury, a.bank, '1.00']]),
      anEntry('agreed', '2026-02-01', [[a.agreed, a.available, '9.00']]),
    ]);
    expect(await read()).toEqual(before);
    for (let round = 0; round < 4; round += 1) await sealer.sealNow();
    expect(await read()).toEqual(before);
    const now = await auditor.get('/balances?asAt=2026-04-12');
    expect(balanceOf(now.body, a.bank)).toBe('31.25');
    const sealed = await auditor.get(`/balances?knownAt=${Temporal.Now.instant().toString()}`);
    expect(balanceOf(sealed.body, a.available)).toBe('109.00');
    expect(Number(sealed.body.knownThrough)).toBeGreaterThan(0);
  });

  it('waits for a batch that is being sealed at that moment', async () => {
    const b = await openShare(api.db);
    await postAll(api.db, [anEntry('treasury', '2026-04-03', [[b.treasury, b.bank, '2.00']])]);
    const sealing = connect(api.db.urls.service, { name: 'test sealing', max: 1 });
    const done = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const holding = sealing.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(hashtext('seal'), hashtext(${AUTHORITY}))`;
      begun.resolve();
      await done.promise;
    });
    await begun.promise;
    let answered = false;
    const answer = auditor
      .get(`/balances?knownAt=${Temporal.Now.instant().toString()}`)
      .then((value) => {
        answered = true;
        return value;
      });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(false);
    done.resolve();
    await holding;
    expect((await answer).status).toBe(200);
    await sealing.end();
  });
});
