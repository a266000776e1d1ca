import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, caseOne, ok } from '../../support/book.ts';
import { putOnFile } from '../../support/documents.ts';
import { refusalOf } from '../../support/refusal.ts';
import { add } from '../../support/sums.ts';
import { agreed, weeklyTerms } from '../../support/terms.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../../support/turning-sixteen.ts';

/** Pay runs of one council, each against the last: case 8, case 7, holds, and what ends. */
let book: Council;
let mother: string;
let other: string;
let first: any;
let second: any;
beforeAll(async () => {
  book = await council();
  mother = await paidToTheMother(book);
  other = await anArrangement();
  first = await book.pay('2026-04-02');
  book.on('2026-04-27');
  second = await book.pay('2026-05-01');
});

async function anArrangement(terms?: (person: any) => object): Promise<string> {
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const id = await agreed(
    book.staff,
    budget,
    terms === undefined ? caseOne(person, book.funders) : terms(person),
  );
  await putOnFile(book.staff, id);
  return id;
}

const compare = (run: { id: string }, query = ''): Promise<any> =>
  ok(book.staff.finance.get(`/pay-runs/${run.id}/comparison${query}`), 200);
const itemsFor = async (run: { id: string }, query = ''): Promise<any[]> =>
  (await ok(book.staff.finance.get(`/pay-runs/${run.id}/comparison/items${query}`), 200)).items;
/** The reasons in short; they must make the difference. */
const reasonsOf = (comparison: any): unknown[] => {
  expect(add(comparison.reasons)).toBe(comparison.difference);
  return comparison.reasons.map((one: any) => [one.reason, one.arrangements, one.amount]);
};

describe('a run against the last one', () => {
  it('is compared with nothing when it is the first', async () => {
    const found = await compare(first);
    expect(found).toMatchObject({ with: null, difference: '1538.46', run: { items: 2 } });
    expect(reasonsOf(found)).toEqual([['first_payment', 2, '1538.46']]);
  });

  it('shows both by sector, funder and kind, and what is the same', async () => {
    const found = await compare(second);
    expect(found.with).toMatchObject({ id: first.id, total: '1538.46', items: 2 });
    expect(found.sectors).toEqual([
      { sector: 'education', now: '923.08', before: '923.08', difference: '0.00' },
      { sector: 'social_care', now: '615.38', before: '615.38', difference: '0.00' },
    ]);
    expect(found.funders).toContainEqual({
      sector: 'education',
      funder: 'High needs block',
      now: '923.08',
      before: '923.08',
      difference: '0.00',
    });
    expect(found.kinds).toEqual([
      { kind: 'direct', now: '1538.46', before: '1538.46', difference: '0.00' },
    ]);
    expect(reasonsOf(found)).toEqual([['same', 2, '0.00']]);
  });

  it('names a share that stays behind, a first payment, and terms that changed', async () => {
    await ok(
      book.staff.caseworker.post(`/arrangements/${other}/versions`, {
        reason: 'Review',
        follows: 1,
        effectiveOn: '2026-05-18',
        amount: '12000.00',
      }),
    );
    await ok(book.staff.panel.post(`/arrangements/${other}/agreement`), 200);
    book.on('2026-05-28');
    const third = await book.pay('2026-06-01');
    const changed = await itemsFor(third, '?reason=terms_changed');
    expect(changed.map((one) => [one.arrangementId, one.before])).toEqual([[other, '769.23']]);
    const late = await itemsFor(third, '?reason=earlier_periods');
    expect(late[0].parts.at(-1).words).toMatch(
      /^A difference for 2026-05-04 to 2026-05-31 is paid/,
    );
    book.on('2026-06-22');
    const young = await anArrangement((person) =>
      weeklyTerms(person, book.funders.social_care, '100.00', '2026-06-29', {
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-06-29',
          instalments: 2,
          paid: 'in_advance',
        },
      }),
    );
    const fourth = await book.pay('2026-06-29');
    const found = await compare(fourth);
    const behind = await itemsFor(fourth, '?reason=some_shares_only');
    expect(behind).toMatchObject([
      {
        arrangementId: mother,
        now: '307.69',
        before: '769.23',
        parts: [
          {
            reason: 'some_shares_only',
            amount: '-461.54',
            words: 'Of education nothing leaves now.',
          },
        ],
      },
    ]);
    expect(reasonsOf(found).map((one: any) => one[0])).toEqual([
      'earlier_periods',
      'some_shares_only',
      'first_payment',
    ]);
    expect(await itemsFor(fourth, '?reason=first_payment')).toMatchObject([
      { arrangementId: young, now: '400.00', before: '0.00' },
    ]);
  });

  it('names what follows, what is held, and what is not due this time', async () => {
    book.on('2026-07-08');
    await putDocuments(book, mother, documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON));
    const { id } = await instalmentOf(book, mother, 4);
    const body = { sector: 'education', reasons: 'The consent came in late' };
    await ok(book.staff.approver.post(`/instalments/${id}/hold-release`, body), 200);
    const fifth = await book.pay('2026-07-13');
    const found = await compare(fifth);
    expect(reasonsOf(found).map((one: any) => [one[0], one[1]])).toEqual([
      ['share_followed', 1],
      ['not_due', 3],
    ]);
    book.on('2026-07-20');
    await ok(
      book.staff.caseworker.post(`/arrangements/${other}/holds`, {
        fromOn: '2026-07-20',
        reason: 'return_missing',
        acts: 'family',
        reasons: 'The return for the first quarter is missing',
      }),
    );
    const sixth = await book.pay('2026-07-27');
    const last = await ok(book.staff.finance.get('/pay-runs?limit=3'), 200);
    const fourth = last.items.at(-1);
    const both = await compare(sixth, `?with=${fourth.id}`);
    expect(reasonsOf(both)).toContainEqual(['held_by_officer', 1, expect.stringMatching(/^-/)]);
    expect(await itemsFor(sixth, `?with=${fourth.id}&reason=held_by_officer`)).toMatchObject([
      { arrangementId: other, now: '0.00', parts: [{ words: 'An officer holds it.' }] },
    ]);
    book.on('2026-08-19');
    const eighth = await book.pay('2026-08-24');
    expect(reasonsOf(await compare(eighth)).map((one: any) => one[0])).toContain('ended');
  });

  it('is paged by arrangement', async () => {
    const page = await ok(
      book.staff.auditor.get(`/pay-runs/${second.id}/comparison/items?limit=1`),
      200,
    );
    const rest = await ok(
      book.staff.auditor.get(`/pay-runs/${second.id}/comparison/items?limit=1&after=${page.next}`),
      200,
    );
    expect([...page.items, ...rest.items].map((one) => one.arrangementId)).toEqual(
      [mother, other].toSorted(),
    );
    expect(rest.next).toBeNull();
  });

  it('refuses a run that is not there, or the same', async () => {
    const url = `/pay-runs/${second.id}/comparison?with=`;
    for (const id of [second.id, mother]) {
      const answer = await book.staff.finance.get(`${url}${id}`);
      expect(refusalOf(answer)).toEqual([422, 'record-unknown', 'query.with']);
    }
    const family = await (await book.api.as('family')).get(`${url}${first.id}`);
    expect(refusalOf(family)).toEqual([403, 'not-allowed']);
  });
});
