import { beforeAll, describe, expect, it } from 'vitest';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { ok } from '../support/book.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** Case 5 of the worked cases: a contribution of a person of 19, through the API, to the penny. */
let book: CaseBook;
let early: string;
let bankAccountId: string;
beforeAll(async () => {
  book = await caseBook('2026-05-04');
  const { staff, person, api } = book;
  early = (
    await ok(
      staff.caseworker.post('/budgets', {
        beneficiaryId: person.id,
        planId: person.planId,
        startsOn: '2026-03-01',
        endsOn: '2027-04-04',
      }),
    )
  ).id;
  bankAccountId = (await aBankAccount(api.db)).id;
});

const arranged = (paid: 'net' | 'gross') =>
  agreed(
    book.staff,
    early,
    weeklyTerms(book.person, book.funders.social_care, '350.00', '2026-03-23', {
      contribution: { weekly: '42.37', paid },
      schedule: {
        every: '4_weeks',
        firstPeriodOn: '2026-03-23',
        instalments: 13,
        paid: 'in_arrears',
      },
      effectiveOn: '2026-04-01',
    }),
  );

const contributions = (id: string, on: string) =>
  ok(book.staff.finance.get(`/arrangements/${id}/contributions?on=${on}`), 200);

const came = (id: string, amount: string, receivedOn: string, more: object = {}) =>
  ok(
    book.staff.finance.post(`/arrangements/${id}/contributions`, {
      source: 'contribution',
      amount,
      receivedOn,
      reference: `SO ${receivedOn}`,
      paidInto: 'holder',
      ...more,
    }),
  );

async function changes(id: string, effectiveOn: string, paid: 'net' | 'gross'): Promise<void> {
  await ok(
    book.staff.caseworker.post(`/arrangements/${id}/versions`, {
      follows: 1,
      effectiveOn,
      reason: 'Benefits went up in April',
      contribution: { weekly: '51.12', paid },
      ...(paid === 'net'
        ? { notice: { givenOn: '2026-03-02', reasons: 'The contribution was assessed again' } }
        : {}),
    }),
  );
  await ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
}

describe('case 5: two weeks that the person misses', () => {
  it('are 84.74 of arrears, and the payments stay right', async () => {
    const id = await arranged('net');
    const before = await book.schedule(id);
    expect(before.map((row) => row.amount)).toEqual(Array(13).fill('1230.52'));
    await came(id, '42.37', '2026-03-27');
    await came(id, '42.37', '2026-04-03');
    const shown = await contributions(id, '2026-04-19');
    expect(shown).toMatchObject({
      due: '169.48',
      received: '84.74',
      arrears: '84.74',
      credit: '0.00',
    });
    expect(shown.contributions).toMatchObject([
      {
        paid: 'net',
        ageing: { to28: '84.74', to56: '0.00', over56: '0.00' },
        periods: [{ from: '2026-03-23', to: '2026-04-19', amount: '169.48', due: '169.48' }],
      },
    ]);
    expect(await book.schedule(id)).toEqual(before);
  });

  it('are none yet while only their own days have come', async () => {
    const id = await arranged('net');
    await came(id, '84.74', '2026-03-27');
    expect(await contributions(id, '2026-04-05')).toMatchObject({ due: '84.74', arrears: '0.00' });
    expect(await contributions(id, '2026-04-06')).toMatchObject({ due: '90.79', arrears: '6.05' });
    expect(await contributions(id, '2026-03-29')).toMatchObject({ due: '42.37', credit: '42.37' });
    expect(await contributions(id, '2026-03-22')).toMatchObject({ due: '0.00', received: '0.00' });
  });
});

describe('case 5: a change within the period', () => {
  it.each([
    ['2026-04-06', '186.98', '1213.02'],
    ['2026-04-09', '183.23', '1216.77'],
  ])('on %s makes %s due and pays %s', async (on, due, net) => {
    const id = await arranged('net');
    await changes(id, on, 'net');
    const shown = await contributions(id, '2026-04-19');
    expect(shown).toMatchObject({ due, arrears: due });
    const first = (await book.schedule(id)).find((row) => row.number === 1);
    expect(first.amount).toBe(net);
    // The days before the change are at the terms of their time.
    expect(await contributions(id, '2026-04-05')).toMatchObject({ due: '84.74' });
  });

  it('is charged gross by the difference, once', async () => {
    const id = await arranged('gross');
    const before = await book.schedule(id);
    const run = (upTo: string) => ok(book.staff.finance.post('/contribution-charges', { upTo }));
    expect(await run('2026-04-19')).toMatchObject({ charges: 1, total: '169.48' });
    await changes(id, '2026-04-09', 'gross');
    expect(await run('2026-04-19')).toMatchObject({ charges: 1, total: '13.75' });
    expect(await run('2026-04-19')).toMatchObject({ charges: 0, total: '0.00' });
    const { items } = await ok(
      book.staff.finance.get(`/contribution-charges?arrangementId=${id}`),
      200,
    );
    expect(items).toMatchObject([
      { number: 1, charge: 1, amount: '169.48', from: '2026-03-23', to: '2026-04-19' },
      { number: 1, charge: 2, amount: '13.75' },
    ]);
    await came(id, '183.23', '2026-04-30', { paidInto: 'authority', bankAccountId });
    expect(await contributions(id, '2026-04-19')).toMatchObject({ arrears: '183.23' });
    expect((await contributions(id, '2026-04-30')).contributions[0].periods[0]).toMatchObject({
      received: '183.23',
      outstanding: '0.00',
    });
    expect(await book.schedule(id)).toEqual(before);
  });
});
