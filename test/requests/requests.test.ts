import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { addPerson, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreement, asking, refusal, request, requestBody, type Asking } from './asked.ts';

let book: Asking;
beforeAll(async () => {
  book = await asking(await freshApi());
});

const record = (more: object) =>
  book.staff.caseworker.post(`/beneficiaries/${book.person.id}/requests`, requestBody(book, more));

describe('a request', () => {
  it('is recorded with its funders and read again as a whole', async () => {
    const made = await request(book);
    const { person, funders, staff } = book;
    expect(made).toEqual({
      id: expect.any(String),
      beneficiaryId: person.id,
      planId: person.planId,
      madeOn: '2026-01-12',
      madeBy: 'parent',
      stage: 'review',
      wants: 'direct_payment',
      wishes: 'A tutor who comes to us.\nSwimming on Saturdays.',
      state: 'open',
      indicativeAmounts: [],
      holdingChoices: [],
      funders: [
        {
          funderId: funders.education,
          funder: 'High needs block',
          sector: 'education',
          state: 'to_decide',
          decisions: [],
        },
        {
          funderId: funders.health,
          funder: 'Integrated care board',
          sector: 'health',
          state: 'to_decide',
          decisions: [],
        },
      ],
    });
    expect(await ok(staff.caseworker.get(`/requests/${made.id}`), 200)).toEqual(made);
  });

  it.each([
    ['before the first plan starts', { stage: 'drafting', madeOn: '2025-06-01' }],
    ['on the day the plan starts', { stage: 'review', madeOn: '2025-09-01' }],
    ['today', { stage: 'reassessment', madeOn: '2026-04-15' }],
  ])('can be made %s', async (_when, more) => {
    expect((await record(more)).status).toBe(201);
  });

  it.each([
    ['in the future', { madeOn: '2026-04-16' }],
    ['before the person was born', { madeOn: '2012-04-30', stage: 'drafting' }],
    ['in the review of a plan that has not started', { madeOn: '2025-08-31' }],
    ['in the reassessment of one', { madeOn: '2025-08-31', stage: 'reassessment' }],
  ])('is not made %s', async (_when, more) => {
    expect(refusalOf(await record(more))).toEqual([422, 'dates-out-of-order', 'body.madeOn']);
  });

  it('is not made about a plan that has ceased', async () => {
    const { id, planId } = await addPerson(book.staff);
    await book.api.db.run(
      (tx) => tx.sql`update plans set ceased_on = '2026-01-31'
      where id = ${planId}`,
    );
    const send = (madeOn: string) =>
      book.staff.caseworker.post(
        `/beneficiaries/${id}/requests`,
        requestBody(book, { planId, madeOn }),
      );
    expect((await send('2026-01-31')).status).toBe(201);
    expect(refusalOf(await send('2026-02-01'))).toEqual([422, 'dates-out-of-order', 'body.madeOn']);
  });

  it("names a plan of the person's own, and funders that there are", async () => {
    const other = await addPerson(book.staff);
    expect(refusalOf(await record({ planId: other.planId }))).toEqual([
      422,
      'record-unknown',
      'body.planId',
    ]);
    const { education, health } = book.funders;
    expect(refusalOf(await record({ funderIds: [education, randomUUID()] }))).toEqual([
      422,
      'record-unknown',
      'body.funderIds.1',
    ]);
    expect(refusalOf(await record({ funderIds: [health, education, health] }))).toEqual([
      422,
      'invalid-request',
      'body.funderIds.2',
    ]);
  });

  it('is answered with all its faults at once, of whatever kind', async () => {
    const { education } = book.funders;
    const answer = await record({
      planId: randomUUID(),
      madeOn: '2026-05-01',
      funderIds: [education, education.toUpperCase(), randomUUID()],
    });
    expect(refusalOf(answer)).toEqual([
      422,
      'invalid-request',
      'body.madeOn',
      'body.planId',
      'body.funderIds.1',
      'body.funderIds.2',
    ]);
  });

  it('is not found for a person that there is not', async () => {
    const url = `/beneficiaries/${randomUUID()}/requests`;
    const answer = await book.staff.caseworker.post(url, requestBody(book));
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
  });
});

describe('requests', () => {
  it('are listed by person, state and stage, page by page', async () => {
    const own = { ...book, person: await addPerson(book.staff) };
    const { education, health } = book.funders;
    const { panel, caseworker } = book.staff;
    const made = [];
    for (const stage of ['drafting', 'review', 'review']) made.push(await request(own, { stage }));
    const [open, agreed, part] = made.map((one) => one.id);
    const decide = (id: string, body: object) => ok(panel.post(`/requests/${id}/decisions`, body));
    await decide(agreed, agreement(education));
    await decide(agreed, agreement(health));
    await decide(part, agreement(education));
    await decide(part, refusal(health));

    const list = async (query: string) => {
      const url = `/requests?beneficiaryId=${own.person.id}${query}`;
      const { items, next } = await ok(caseworker.get(url), 200);
      return { ids: items.map((one: { id: string }) => one.id), items, next };
    };
    const all = await list('');
    expect(all.ids).toHaveLength(3);
    expect(new Set(all.ids)).toEqual(new Set([open, agreed, part]));
    expect((await list('&state=open')).ids).toEqual([open]);
    expect((await list('&state=agreed')).ids).toEqual([agreed]);
    expect((await list('&state=part_agreed')).ids).toEqual([part]);
    expect((await list('&state=refused')).ids).toEqual([]);
    expect((await list('&stage=drafting')).ids).toEqual([open]);
    expect((await list('&stage=drafting&state=agreed')).ids).toEqual([]);
    const first = await list('&limit=2');
    const rest = await list(`&limit=2&after=${first.next}`);
    expect([...first.ids, ...rest.ids]).toEqual(all.ids);
    expect(rest.next).toBeNull();
    const { items } = await list('&state=part_agreed');
    expect(items[0].funders).toEqual([
      { funderId: education, funder: 'High needs block', sector: 'education', state: 'agreed' },
      { funderId: health, funder: 'Integrated care board', sector: 'health', state: 'refused' },
    ]);
    expect(JSON.stringify(all.items)).not.toContain('tutor');
  });
});
