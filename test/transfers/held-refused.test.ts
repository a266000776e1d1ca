import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  arranged,
  end,
  held,
  heldOn,
  movingBook,
  restOfYear,
  spend,
  standing,
  wrongWith,
  type MovingBook,
} from './moving-money.ts';

/** What stands in the way of moving what is held, and who may decide it. */
let book: MovingBook;
let broker: string;
beforeAll(async () => {
  book = await movingBook();
  broker = await arranged(book, book.budget, restOfYear(book, book.broker));
});

const propose = (body: object, from = book.direct) =>
  book.staff.caseworker.post(`/arrangements/${from}/transfers`, body);
const decide = (id: string, body: object = { outcome: 'agreed' }) =>
  book.staff.approver.post(`/transfers/${id}/decision`, body);

describe('a transfer of what is held is refused', () => {
  it('where the two are not two of one person that hold money', async () => {
    const other = await addPerson(book.staff);
    const theirs = await arranged(
      book,
      await addBudget(book.staff, other),
      caseOne(other, book.funders),
    );
    const notional = await arranged(
      book,
      book.budget,
      caseOne(book.person, book.funders, {
        kind: 'notional',
        payeeId: undefined,
        schedule: {
          every: 'once',
          firstPeriodOn: '2026-04-06',
          instalments: 1,
          paid: 'in_advance',
        },
      }),
    );
    const to = [422, 'invalid-request', 'body.toArrangementId'];
    expect(refusalOf(await propose(held(theirs)))).toEqual(to);
    expect(refusalOf(await propose(held(notional)))).toEqual(to);
    expect(refusalOf(await propose(held(broker), notional))).toEqual(to);
    expect(refusalOf(await propose(held(book.direct, { cause: 'correction' })))).toEqual(to);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(refusalOf(await propose(held(nobody)))).toEqual([
      422,
      'record-unknown',
      'body.toArrangementId',
    ]);
    expect(refusalOf(await propose(held(broker), nobody))).toEqual([404, 'not-found']);
  });

  it('on a day to come, before the other begins, or for a cause that it is not', async () => {
    const faults = async (more: object) => refusalOf(await propose(held(broker, more)));
    const where = (field: string) => [422, 'invalid-request', `body.${field}`];
    expect(await faults({ effectiveOn: '2026-06-03' })).toEqual(where('effectiveOn'));
    expect(await faults({ effectiveOn: '2026-05-31' })).toEqual(where('effectiveOn'));
    expect(await faults({ cause: 'other_broker' })).toEqual(where('cause'));
    expect(await faults({ cause: 'underspend' })).toEqual(where('cause'));
    expect(await faults({ amount: '1.00' })).toEqual(where('amount'));
    expect(await faults({ all: undefined })).toEqual(where('amount'));
  });

  it('for more than is held, naming both figures', async () => {
    const answer = await propose(held(broker, { all: undefined, amount: '1238.47' }));
    expect(refusalOf(answer)).toEqual([409, 'not-covered']);
    expect(answer.body.shortfalls).toEqual([
      { account: 'held', available: '1238.46', asked: '1238.47' },
    ]);
  });

  it('where a share would have no counterpart, naming it', async () => {
    const alone = await arranged(
      book,
      book.budget,
      restOfYear(book, book.broker, {
        shares: [{ funderId: book.funders.education, fraction: '1/1' }],
      }),
    );
    const answer = await propose(held(alone));
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.toArrangementId']);
    expect(answer.body.detail).toContain("no agreed share of Children's social care");
  });

  it('where the other is not agreed yet', async () => {
    const terms = restOfYear(book, book.broker);
    const url = `/budgets/${book.budget}/arrangements`;
    const { id } = await ok(book.staff.caseworker.post(url, terms));
    expect(refusalOf(await propose(held(id)))).toEqual([409, 'state-does-not-allow']);
  });

  it('to one that has ended, save as a correction', async () => {
    const over = await arranged(book, book.budget, restOfYear(book, book.broker));
    await end(book, over, '2026-06-02');
    const on = { effectiveOn: '2026-06-02', all: undefined, amount: '1.00' };
    expect(refusalOf(await propose(held(over, on)))).toEqual([
      422,
      'invalid-request',
      'body.toArrangementId',
    ]);
    const made = await ok(propose(held(over, { ...on, cause: 'correction' })));
    await ok(decide(made.id, { outcome: 'refused' }), 200);
  });
});

describe('the decision on a transfer', () => {
  it('is for a second person, once, and is worked out anew', async () => {
    const { id } = await ok(propose(held(broker, { reasons: 'The mother is ill.' })));
    expect(refusalOf(await propose(held(broker)))).toEqual([409, 'already-exists']);
    const same = await book.api.as('approver', { sub: 'caseworker' });
    const outcome = { outcome: 'agreed' };
    expect(refusalOf(await same.post(`/transfers/${id}/decision`, outcome))).toEqual([
      403,
      'needs-a-second-person',
    ]);
    expect(refusalOf(await decide(id, { outcome: 'refused', reasons: 'No.' }))).toEqual([
      422,
      'invalid-request',
      'body.reasons',
    ]);
    const open = await ok(book.staff.approver.get('/transfers?state=open'), 200);
    expect(open.items.map((one: any) => one.id)).toEqual([id]);
    expect((await ok(book.staff.approver.get(`/transfers/${id}`), 200)).obstacle).toBeNull();
    await spend(book, book.direct, '2026-06-01', '0.01');
    const shown = await ok(book.staff.approver.get(`/transfers/${id}`), 200);
    expect(shown.obstacle).toContain('1238.45 is held; 1238.46 was to move');
    expect(refusalOf(await decide(id))).toEqual([409, 'not-covered']);
    expect(await ok(decide(id, { outcome: 'refused' }), 200)).toMatchObject({
      state: 'refused',
      shares: [],
      reasons: 'The mother is ill.',
    });
    expect(refusalOf(await decide(id))).toEqual([409, 'state-does-not-allow']);
    expect(await heldOn(book, broker, '2026-06-30')).toEqual({});
  });

  it('posts once, also where two decide at the same time', async () => {
    const { id } = await ok(propose(held(broker, { all: undefined, amount: '100.00' })));
    const other = await book.api.as('approver', { sub: 'another approver' });
    const answers = await Promise.all([
      decide(id),
      other.post(`/transfers/${id}/decision`, { outcome: 'agreed' }),
    ]);
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await heldOn(book, broker, '2026-06-30')).toEqual({
      education: '60.00',
      social_care: '40.00',
    });
  });

  it('moves what came later too only as far as it is held on the day and ever after', async () => {
    const { id } = await ok(propose(held(broker, { all: true, effectiveOn: '2026-06-01' })));
    await ok(decide(id), 200);
    expect(await standing(book, book.direct, 'held', '2026-06-30')).toEqual({});
    expect(await wrongWith(book)).toEqual([]);
  });
});

describe('who sees a transfer', () => {
  it('is the office and those of either side; each side names only what it may see', async () => {
    const brokerId = await book.api.db.run(async (tx) => {
      const [row] = await tx.sql<{ id: string }[]>`
        select broker_id as id from payees where id = ${book.broker}`;
      return row!.id;
    });
    const own = await book.api.as('broker', { broker: brokerId });
    const { items } = await ok(own.get(`/arrangements/${broker}/transfers`), 200);
    expect(items).toHaveLength(3);
    expect(items[2]).toMatchObject({
      state: 'agreed',
      reasons: null,
      from: { kind: null, purpose: null },
      to: { kind: 'third_party' },
      shares: [{ source: 'education' }, { source: 'social_care' }],
    });
    const seen = await ok(own.get(`/arrangements/${broker}/statement?to=2026-06-30`), 200);
    expect(seen.lines.at(-1).what).toBe('Moved to here from another arrangement');
    expect((await own.get(`/arrangements/${book.direct}/transfers`)).status).toBe(404);
    const stranger = await book.api.as('family', { sub: 'stranger' });
    expect((await stranger.get(`/arrangements/${broker}/transfers`)).status).toBe(404);
  });
});
