import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type ApiUser } from '../support/api.ts';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreement, asked, asking, outcome, refusal, request, type Asking } from './asked.ts';

/** Who reads which requests: row-level security, seen through the API. */
let book: Asking;
/** Of the person, to the education and the health funder; all of it has happened. */
let own: string;
/** Of the same person, to the social care funder only. */
let care: string;
/** Of somebody else, to the health funder. */
let others: string;
beforeAll(async () => {
  book = await asking(await freshApi());
  own = (await request(book)).id;
  care = (await request(book, { funderIds: [book.funders.social_care] })).id;
  const other = { ...book, person: await addPerson(book.staff) };
  others = (await request(other, { funderIds: [book.funders.health] })).id;
  await everythingHappens();
});

async function everythingHappens(): Promise<void> {
  const { staff, funders, nhs, school } = book;
  const url = `/requests/${own}`;
  await ok(
    staff.caseworker.post(`${url}/holding-choice`, {
      offered: ['direct'],
      chosen: ['direct'],
      chosenOn: '2026-01-20',
      chosenBy: 'parent',
      reasons: 'Nothing else was offered.',
    }),
  );
  await ok(school.post(`${url}/decisions`, agreement(funders.education)));
  const { id } = await ok(nhs.post(`${url}/decisions`, refusal(funders.health)));
  const review = await ok(staff.caseworker.post(`/decisions/${id}/review`, asked()));
  await ok(staff.panel.post(`/decision-reviews/${review.id}/outcome`, outcome()));
}

const seenBy = async (user: ApiUser): Promise<string[]> => {
  const { items } = await ok(user.get('/requests'), 200);
  return items.map((one: { id: string }) => one.id);
};
const sorted = (...ids: string[]): string[] => ids.toSorted();

/** Everything that somebody wrote about the person in the first request. */
const WRITTEN = [
  'A tutor who comes to us.\nSwimming on Saturdays.',
  'Nothing else was offered.',
  'It meets the need in section F.',
  'The therapy is part of a block contract.',
  'Others were given it.',
  'The contract can be split after all.',
];

/** The texts of a request as answered, in the order above. */
function writtenIn(whole: any): unknown[] {
  const [education, health] = whole.funders;
  const [refused] = health.decisions;
  return [
    whole.wishes,
    whole.holdingChoices[0].reasons,
    education.decisions[0].reasons,
    refused.reasons,
    refused.review.representations,
    refused.review.outcome.reasons,
  ];
}

describe('the office', () => {
  it.each(['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor'] as const)(
    'reads all requests with what was written: %s',
    async (kind) => {
      const user = await book.api.as(kind);
      expect(await seenBy(user)).toEqual(sorted(own, care, others));
      expect(writtenIn(await ok(user.get(`/requests/${own}`), 200))).toEqual(WRITTEN);
    },
  );
});

describe('a commissioner', () => {
  it('reads what was asked and decided, and nothing that was written about people', async () => {
    const user = await book.api.as('commissioner');
    expect(await seenBy(user)).toEqual(sorted(own, care, others));
    const answer = await user.get(`/requests/${own}`);
    const whole = await ok(Promise.resolve(answer), 200);
    expect(writtenIn(whole)).toEqual(WRITTEN.map(() => null));
    expect(whole.funders[1].decisions[0]).toMatchObject({
      ground: 'not_disaggregable_services',
      reviewBy: '2026-03-02',
      review: { outcome: { outcome: 'overturned' } },
    });
    for (const words of WRITTEN) expect(answer.text).not.toContain(words.split('\n')[0]);
  });
});

const TABLES = [
  'texts',
  'budget_requests',
  'request_funders',
  'indicative_amounts',
  'holding_choices',
  'funder_decisions',
  'decision_reviews',
  'review_outcomes',
];

describe('a family', () => {
  const grant = async (sub: string, more: object): Promise<ApiUser> => {
    await ok(
      book.staff.caseworker.post(`/beneficiaries/${book.person.id}/family-access`, {
        subject: sub,
        relationship: 'parent',
        fromOn: '2026-01-01',
        seesAddress: true,
        ...more,
      }),
    );
    return book.api.as('family', { sub });
  };

  it('reads its own requests as a whole', async () => {
    const user = await grant('mother', {});
    expect(await seenBy(user)).toEqual(sorted(own, care));
    expect(writtenIn(await ok(user.get(`/requests/${own}`), 200))).toEqual(WRITTEN);
    expect(refusalOf(await user.get(`/requests/${others}`))).toEqual([404, 'not-found']);
  });

  it('sees no row of a request in the database, of a parent with one arrangement', async () => {
    const budget = await addBudget(book.staff, book.person);
    const proposed = caseOne(book.person, book.funders);
    const url = `/budgets/${budget}/arrangements`;
    const { id: arrangementId } = await ok(book.staff.caseworker.post(url, proposed));
    const count = async (subject: string, more: object): Promise<number[]> => {
      const { userId: user } = await ok(
        book.staff.caseworker.post(`/beneficiaries/${book.person.id}/family-access`, {
          subject,
          relationship: 'parent',
          fromOn: '2026-01-01',
          seesAddress: true,
          ...more,
        }),
      );
      return book.api.db.run(
        async (tx) => {
          const counts: number[] = [];
          for (const table of TABLES) {
            const [row] = await tx.sql<{ n: number }[]>`
              select count(*)::int as n from ${tx.sql(table)}`;
            counts.push(row!.n);
          }
          return counts;
        },
        { kind: 'family', user },
      );
    };
    expect(await count('limited', { arrangementId })).toEqual(TABLES.map(() => 0));
    expect(await count('unlimited', {})).toEqual([7, 2, 3, 0, 1, 2, 1, 1]);
  });

  it('reads none while its access is limited to one arrangement, or has ended', async () => {
    const budget = await addBudget(book.staff, book.person);
    const proposed = caseOne(book.person, book.funders);
    const url = `/budgets/${budget}/arrangements`;
    const { id: arrangementId } = await ok(book.staff.caseworker.post(url, proposed));
    const users = [
      await grant('father', { arrangementId }),
      await grant('former', { toOn: '2026-04-14' }),
      await book.api.as('family', { sub: 'stranger' }),
    ];
    for (const user of users) {
      expect(await seenBy(user)).toEqual([]);
      expect(refusalOf(await user.get(`/requests/${own}`))).toEqual([404, 'not-found']);
    }
  });
});

describe("a partner's approver", () => {
  it('reads the requests that its own funder is asked on, and no others', async () => {
    expect(await seenBy(book.nhs)).toEqual(sorted(own, others));
    expect(await seenBy(book.school)).toEqual([own]);
    expect(refusalOf(await book.school.get(`/requests/${others}`))).toEqual([404, 'not-found']);
    // The same person's, but of another funder.
    expect(refusalOf(await book.nhs.get(`/requests/${care}`))).toEqual([404, 'not-found']);
    const whole = await ok(book.nhs.get(`/requests/${own}`), 200);
    const mine = whole.funders.find((one: any) => one.funderId === book.funders.health);
    expect(mine).toMatchObject({ state: 'to_decide', decisions: [{ number: 1 }] });
    expect(whole.wishes).toBe(WRITTEN[0]);
  });

  it('sees its own part of a request, and where that stands', async () => {
    const health = await ok(book.nhs.get(`/requests/${own}`), 200);
    const education = await ok(book.school.get(`/requests/${own}`), 200);
    expect([health.state, education.state]).toEqual(['open', 'agreed']);
    expect(health.funders.map((one: any) => one.sector)).toEqual(['health']);
    expect(education.funders.map((one: any) => one.sector)).toEqual(['education']);
    expect(education.funders[0].decisions[0].reasons).toBe(WRITTEN[2]);
  });

  it('reads none of a funder that is not asked at all', async () => {
    const { id } = await ok(
      book.staff.finance.post('/funders', { name: 'Another care board', sector: 'health' }),
    );
    const user = await book.api.as('health_approver', { sub: 'elsewhere', funder: id });
    expect(await seenBy(user)).toEqual([]);
    expect(refusalOf(await user.get(`/requests/${own}`))).toEqual([404, 'not-found']);
  });
});

describe('whoever has nothing to do with requests', () => {
  it.each(['broker', 'administrator'] as const)('may not ask: %s', async (kind) => {
    const user = await book.api.as(kind, { broker: book.funders.health });
    expect(refusalOf(await user.get('/requests'))).toEqual([403, 'not-allowed']);
    expect(refusalOf(await user.get(`/requests/${own}`))).toEqual([403, 'not-allowed']);
  });
});
