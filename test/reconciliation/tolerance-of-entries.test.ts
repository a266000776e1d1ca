import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { postParts } from '../support/line-postings.ts';
import { importLines } from '../support/matching.ts';
import { addPartner, partnerBook, type PartnerBook } from '../support/partner-book.ts';
import { aBankAccount } from '../support/released-run.ts';
import { acceptOf, searchFor } from '../support/search.ts';

/** Of what is in the ledger already no difference is borne, so none is proposed. */
let book: PartnerBook;
beforeAll(async () => {
  book = await partnerBook();
  await addPartner(book, book.funders.health);
  book.setToday('2026-07-10');
});

describe('a line that brings a little less than a receipt that is recorded', () => {
  it('is not proposed with a difference that nobody can accept', async () => {
    const { finance } = book.staff;
    const account = await aBankAccount(book.api.db);
    const [line] = await importLines(book.api.db, account, [['2026-04-20', '25.00']]);
    const partnerId = book.funders.health;
    const part = { to: 'partner', partnerId, amount: '25.00', reference: 'ICB70001' };
    const { parts } = await ok(postParts(finance, line, [part]));
    await ok(finance.post(`/matches/${parts[0].matchId}/undo`, { reason: 'not_for_this' }));
    await importLines(book.api.db, account, [['2026-04-20', '24.60', { reference: 'ICB70001' }]]);
    const { run, proposals } = await searchFor(finance, account.id);
    expect(proposals.filter(({ difference }) => difference !== '0.00')).toEqual([]);
    await ok(
      acceptOf(
        finance,
        run.id,
        proposals.map(({ number }) => number),
      ),
    );
  });
});
