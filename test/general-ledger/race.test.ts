import { beforeAll, expect, it } from 'vitest';
import { GENERAL_LEDGER_PROOFS } from '../../src/ledger/verify/general-ledger.ts';
import { ALL_CODES, nameCodes } from '../support/general-ledger.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { runCheck } from '../support/look-broken.ts';
import { severalPeople } from '../support/several-people.ts';
import { anEntry, postAll } from '../support/shares.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  await nameCodes(book.staff, ALL_CODES(book.funders));
});

it('of officers who draw up a feed at once, one does, and the others find nothing left', async () => {
  const officers = await severalPeople(book.api, 'finance_officer');
  const answers = await Promise.all(
    officers.map((one) => one.post('/general-ledger/feeds', { periodEnd: '2026-04-14' })),
  );
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([201, ...officers.slice(1).map(() => 409)]);
  for (const { body } of answers.filter(({ status }) => status === 409)) {
    expect(body.detail).toContain('Nothing has moved by 2026-04-14 that is not in feed 1');
  }
  const { body } = await book.staff.auditor.get('/general-ledger/feeds');
  expect(body.items).toHaveLength(1);
});

it('of officers who set the same code at once, each sets a revision of its own', async () => {
  const officers = await severalPeople(book.api, 'finance_officer');
  const answers = await Promise.all(
    officers.map((one, n) =>
      one.post('/general-ledger/codes', {
        fromOn: '2026-05-01',
        codes: [{ class: 'vat', code: `V${n}`, name: 'VAT' }],
      }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const { body } = await book.staff.auditor.get('/general-ledger/code-versions');
  const revisions = body.items.filter((one: any) => one.class === 'vat');
  expect(revisions.map((one: any) => one.revision)).toEqual(
    officers.map((_, n) => officers.length - n),
  );
});

it('what is posted while feeds are drawn up is in one of them, once', async () => {
  const { api, own, staff, sealNow } = book;
  const treasury = (n: number) =>
    anEntry('treasury', '2026-04-10', [[own.treasury, own.bank, `${n}.01`]]);
  const draw = () => staff.finance.post('/general-ledger/feeds', { periodEnd: '2026-04-14' });
  const posting = Array.from({ length: 40 }, (_, n) => postAll(api.db, [treasury(n + 1)]));
  const drawing = Array.from({ length: 6 }, async (_, n) => {
    await posting[n * 6];
    return draw();
  });
  await Promise.all([...posting, ...drawing]);
  await draw();
  await sealNow();
  const { items } = (await staff.auditor.get('/general-ledger/feeds?limit=200')).body;
  expect(items.length).toBeGreaterThan(2);
  const check = await staff.finance.get('/general-ledger/close-check?through=2026-04-14');
  const open = check.body.items.find((one: any) => one.what === 'feed_not_drawn_up');
  expect(open).toMatchObject({ done: true, count: 0 });
  const found = await api.db.run((tx) => runCheck(GENERAL_LEDGER_PROOFS[0]!, tx));
  expect(found).toMatchObject({ found: 0, named: [] });
});
