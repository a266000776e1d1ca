import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { readJournal } from '../support/read-journal.ts';
import { refusalOf } from '../support/refusal.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  await book.sealNow();
});

describe('the export of the journal', () => {
  it('is a file of text, named by the program that reads it', async () => {
    const { headers, text } = await book.staff.auditor.get('/journal-export?format=beancount');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['content-disposition']).toBe(
      `attachment; filename="journal-${AUTHORITY}.beancount"`,
    );
    expect(text).toMatch(/^; The journal of testshire: every day, as known when the file was/);
    expect(text).toMatch(
      /\n; \d+ entries, \d+ transfers\.\n; The book control: \d+ accounts, which add up to 0\.00 GBP\.\n; The book money: \d+ accounts, which add up to 0\.00 GBP\.\n$/,
    );
  });

  it('is for those who answer for the books', async () => {
    for (const kind of ['auditor', 'finance_officer', 'approver'] as const) {
      const user = await book.api.as(kind);
      expect((await user.get('/journal-export?format=ledger')).status).toBe(200);
    }
    for (const kind of ['family', 'panel_member', 'caseworker', 'commissioner'] as const) {
      const user = await book.api.as(kind);
      expect((await user.get('/journal-export?format=ledger')).status).toBe(403);
    }
  });

  it.each([
    ['', 'query.format'],
    ['format=gnucash', 'query.format'],
    ['format=ledger&asAt=yesterday', 'query.asAt'],
    ['format=ledger&knownAt=2999-01-01T00:00:00Z', 'query.knownAt'],
  ])('with "%s" is refused', async (query, where) => {
    const refused = await book.staff.auditor.get(`/journal-export?${query}`);
    expect(refusalOf(refused)).toEqual([422, 'invalid-request', where]);
  });

  it('has days to come unless a last day is given', async () => {
    const { api, own, staff } = book;
    await postAll(api.db, [anEntry('treasury', '2026-12-01', [[own.treasury, own.bank, '7.00']])]);
    const last = async (query: string) => {
      const { text } = await staff.auditor.get(`/journal-export?format=hledger${query}`);
      const journal = readJournal(text);
      return [journal.entries.some(({ on }) => on === '2026-12-01'), journal.asserted.size > 5];
    };
    expect(await last('')).toEqual([true, true]);
    expect(await last('&asAt=2026-11-30')).toEqual([false, true]);
  });

  it('is the same for the same moment, byte for byte, whatever is posted and opened since', async () => {
    await book.sealNow();
    const knownAt = Temporal.Now.instant().toString();
    const read = async () =>
      (await book.staff.auditor.get(`/journal-export?format=ledger&knownAt=${knownAt}`)).text;
    const before = await read();
    const late = await openShare(book.api.db);
    await postAll(book.api.db, [
      anEntry('treasury', '2026-04-01', [[late.treasury, late.bank, '3.00']]),
      anEntry('agreed', '2026-03-01', [[late.agreed, late.available, '5.00']]),
    ]);
    await book.sealNow();
    expect(await read()).toBe(before);
    const { text } = await book.staff.auditor.get('/journal-export?format=ledger');
    expect(readJournal(text).entries.length).toBe(readJournal(before).entries.length + 2);
  });
});

describe('a client that hangs up', { retry: 1 }, () => {
  it('in the middle ends the transaction', async () => {
    const { api, own, staff } = book;
    const lines = Array.from({ length: 30_000 }, () => [own.treasury, own.bank, '1.00'] as const);
    await postAll(api.db, [anEntry('treasury', '2026-04-14', lines)]);
    await postAll(api.db, [anEntry('treasury', '2026-04-14', lines)]);
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = api.app.server.address() as AddressInfo;
    const asked = get(`http://127.0.0.1:${port}/v1/${AUTHORITY}/journal-export?format=hledger`, {
      headers: { authorization: `Bearer ${staff.auditor.token}` },
    });
    asked.on('error', () => {});
    await new Promise<void>((resolve) => {
      asked.on('response', (response) => {
        response.once('data', () => {
          response.pause();
          resolve();
        });
      });
    });
    const superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 1 });
    const busy = async (): Promise<number> =>
      (
        await superuser`select from pg_stat_activity where datname = current_database()
          and application_name = 'test service' and state <> 'idle'`
      ).length;
    expect(await busy()).toBeGreaterThan(0);
    asked.destroy();
    const by = Date.now() + 10_000;
    while ((await busy()) > 0 && Date.now() < by) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await busy()).toBe(0);
    await superuser.end();
    const { text } = await staff.auditor.get('/journal-export?format=hledger&asAt=2026-04-15');
    const journal = readJournal(text);
    expect(journal.entries.flatMap(({ postings }) => postings).length).toBeGreaterThan(120_000);
  });
});
