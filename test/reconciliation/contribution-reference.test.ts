import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '../support/bank-scene.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { postParts } from '../support/line-postings.ts';
import { importLines } from '../support/matching.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** What a statement calls a contribution may be longer than a receipt's name, and of any letters. */
let book: CaseBook;
beforeAll(async () => {
  book = await caseBook('2026-07-10');
});

describe('the reference of a contribution that a line brought', () => {
  it('is cut between letters, never within one', async () => {
    const { finance } = book.staff;
    const person = await addPerson(book.staff);
    const weekly = { contribution: { weekly: '40.00', paid: 'gross' } };
    const { social_care } = book.funders;
    const terms = weeklyTerms(person, social_care, '350.00', '2026-04-06', weekly);
    const arrangementId = await agreed(book.staff, await addBudget(book.staff, person), terms);
    const account = await aBankAccount(book.api.db);
    const reference = 'For April \u{1f382}'.padEnd(34, '.') + '\u{1f382}\u{1f382} and thanks';
    const [line] = await importLines(book.api.db, account, [['2026-04-20', '40.00']]);
    const superuser = await asSuperuser(book.api.db);
    await superuser`update bank_lines set reference = ${reference} where id = ${line!}`;
    await superuser.end();
    const part = { to: 'contribution', source: 'contribution', arrangementId, amount: '40.00' };
    const { parts } = await ok(postParts(finance, line, [part]));
    const { receipts } = await ok(finance.get(`/arrangements/${arrangementId}/contributions`), 200);
    expect(receipts[0].id).toBe(parts[0].receiptId);
    expect(receipts[0].reference).toBe(reference.slice(0, 34));
  });
});
