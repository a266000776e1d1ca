import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** What a family sees of its own money: what is due, and what came in its statement. */
let book: CaseBook;
let id: string;
let family: ApiUser;
let stranger: ApiUser;
beforeAll(async () => {
  book = await caseBook('2026-06-15');
  const { staff, funders } = book;
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  id = await agreed(
    staff,
    budget,
    weeklyTerms(person, funders.social_care, '350.00', '2026-04-06', {
      contribution: { weekly: '40.00', paid: 'net' },
      topUp: { weekly: '5.00' },
    }),
  );
  const other = await addPerson(staff);
  const grant = async (beneficiaryId: string, subject: string): Promise<ApiUser> => {
    await ok(
      staff.caseworker.post(`/beneficiaries/${beneficiaryId}/family-access`, {
        subject,
        relationship: 'parent',
        fromOn: '2026-01-01',
        seesAddress: true,
      }),
    );
    return book.api.as('family', { sub: subject });
  };
  family = await grant(person.id, 'mother');
  stranger = await grant(other.id, 'stranger');
});

const came = (source: string, receivedOn: string, amount: string) =>
  ok(
    book.staff.finance.post(`/arrangements/${id}/contributions`, {
      source,
      receivedOn,
      amount,
      reference: 'SO EXAMPLE',
      paidInto: 'holder',
    }),
  );
const statement = (headers: Record<string, string> = {}) =>
  family.get(`/arrangements/${id}/statement?from=2026-04-06&to=2026-06-15`, headers);

describe('a family', () => {
  it('sees what is due and what came, and nobody else does', async () => {
    await came('contribution', '2026-05-01', '160.00');
    await came('top_up', '2026-05-02', '20.00');
    const undone = await came('contribution', '2026-05-03', '1.00');
    const reason = { reason: 'entered_in_error' };
    await ok(book.staff.finance.post(`/contributions/${undone.id}/undoing`, reason));
    const seen = await ok(family.get(`/arrangements/${id}/contributions?on=2026-05-31`), 200);
    const shown = await ok(
      book.staff.finance.get(`/arrangements/${id}/contributions?on=2026-05-31`),
      200,
    );
    expect(seen).toEqual(shown);
    expect(seen).toMatchObject({ due: '320.00', received: '160.00', arrears: '160.00' });
    expect((await stranger.get(`/arrangements/${id}/contributions`)).status).toBe(404);
  });

  it('has it in the statement, in plain words, apart from the funders’ money', async () => {
    const { body, status } = await statement();
    expect(status).toBe(200);
    expect(body.lines.map((line: any) => [line.on, line.what, line.moneyIn, line.left])).toEqual([
      [
        '2026-05-01',
        'Paid in: your contribution (on your bank statement as SO EXAMPLE)',
        '160.00',
        '160.00',
      ],
      [
        '2026-05-02',
        'Paid in: your top-up (on your bank statement as SO EXAMPLE)',
        '20.00',
        '180.00',
      ],
      [
        '2026-05-03',
        'Paid in: your contribution (on your bank statement as SO EXAMPLE)',
        '1.00',
        '181.00',
      ],
      [
        '2026-05-03',
        'Taken back: Paid in: your contribution (on your bank statement as SO EXAMPLE)',
        '0.00',
        '180.00',
      ],
    ]);
    expect(body).toMatchObject({ moneyIn: '181.00', closing: '180.00' });
    expect(body.shares.slice(1)).toMatchObject([
      { source: 'contribution', funder: 'You', closing: '160.00' },
      { source: 'top_up', funder: 'Your family', closing: '20.00' },
    ]);
  });

  it('has it in the columns of the CSV file', async () => {
    const { text } = await statement({ accept: 'text/csv' });
    const [head, first, second] = text.split('\r\n');
    expect(head).toBe(
      'date,what,money_in,money_out,left,education,health,social_care,contribution,top_up,entry',
    );
    expect(first).toMatch(/^2026-05-01,.*,160\.00,0\.00,160\.00,,,,160\.00,,/);
    expect(second).toMatch(/^2026-05-02,.*,20\.00,0\.00,180\.00,,,,,20\.00,/);
  });

  it('sees that what it paid to the authority was taken back', async () => {
    const { staff, funders } = book;
    const person = await addPerson(staff);
    const budget = await addBudget(staff, person);
    const terms = weeklyTerms(person, funders.social_care, '350.00', '2026-04-06', {
      contribution: { weekly: '40.00', paid: 'gross' },
    });
    const gross = await agreed(staff, budget, terms);
    const access = { subject: 'father', relationship: 'parent', fromOn: '2026-01-01' };
    const url = `/beneficiaries/${person.id}/family-access`;
    await ok(staff.caseworker.post(url, { ...access, seesAddress: true }));
    const father = await book.api.as('family', { sub: 'father' });
    const { id: bankAccountId } = await aBankAccount(book.api.db);
    const paid = { source: 'contribution', receivedOn: '2026-05-01', amount: '160.00' };
    const receipt = await ok(
      staff.finance.post(`/arrangements/${gross}/contributions`, {
        ...paid,
        reference: 'SO EXAMPLE',
        paidInto: 'authority',
        bankAccountId,
      }),
    );
    const received = async () =>
      (await ok(father.get(`/arrangements/${gross}/contributions?on=2026-05-31`), 200)).received;
    expect(await received()).toBe('160.00');
    const undoing = { reason: 'entered_in_error' };
    await ok(staff.finance.post(`/contributions/${receipt.id}/undoing`, undoing));
    expect(await received()).toBe('0.00');
  });
});
