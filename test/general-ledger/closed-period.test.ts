import { beforeAll, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { ALL_CODES, drawUp, nameCodes } from '../support/general-ledger.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { anEntry, postAll } from '../support/shares.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  await nameCodes(book.staff, ALL_CODES(book.funders));
});

it('what comes late for a closed year goes into the next feed, on its first open day', async () => {
  const { api, own, staff } = book;
  await drawUp(staff, '2026-03-31');
  await ok(staff.finance.post('/period-closings', { closedThrough: '2026-03-31', reason: 'Year' }));
  const [late] = await postAll(api.db, [
    anEntry('bank_charge', '2026-03-20', [[own.bank, own.charges, '0.25']]),
  ]);
  const entry = await ok(staff.auditor.get(`/entries/${late}`), 200);
  expect(entry).toMatchObject({ effectiveOn: '2026-04-01', relatesOn: '2026-03-20' });
  // Nothing of the year itself is left to hand over.
  const again = await staff.finance.post('/general-ledger/feeds', { periodEnd: '2026-03-31' });
  expect(again.status).toBe(409);
  const check = await ok(staff.finance.get('/general-ledger/close-check?through=2026-03-31'), 200);
  expect(check.closedThrough).toBe('2026-03-31');
  expect(check.items.find((item: any) => item.what === 'feed_not_drawn_up').done).toBe(true);
  const next = await drawUp(staff, '2026-04-01');
  const { items } = await ok(staff.auditor.get(`/general-ledger/feeds/${next.number}`), 200);
  expect(items.map((one: any) => [one.code, one.debit, one.credit])).toEqual([
    ['B100', null, '0.25'],
    ['B910', '0.25', null],
  ]);
});
