import { beforeAll, describe, expect, it } from 'vitest';
import { closeBudget } from '../../src/budgets/budget-store.ts';
import { decideAlone } from '../../src/database/lock.ts';
import type { Answer } from '../support/api.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { addMover, moveOut, type Mover } from '../support/moving.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Today is 31 March 2026; the budget runs from 1 April 2026 to 4 April 2027. */
let book: Council;
let mover: Mover;
beforeAll(async () => {
  book = await council();
  mover = await addMover(book);
});

const post = (body: object, budget = mover.budget) =>
  book.staff.caseworker.post(`/budgets/${budget}/moves`, body);
const userOf = async (budget: string): Promise<string> => {
  const [row] = await book.api.db.run(
    (tx) => tx.sql<{ by: string }[]>`select recorded_by as by from budgets where id = ${budget}`,
  );
  return row!.by;
};
const known = { learntOn: '2026-03-02' };

describe('a move that cannot be', () => {
  it.each([
    ['learnt tomorrow', { learntOn: '2026-04-01' }, ['body.learntOn']],
    ['before the budget starts', { ...known, movedOn: '2026-03-31' }, ['body.movedOn']],
    ['after the budget ends', { ...known, movedOn: '2027-04-05' }, ['body.movedOn']],
    [
      'learnt tomorrow, and after the budget ends',
      { learntOn: '2026-04-01', movedOn: '2027-04-05' },
      ['body.learntOn', 'body.movedOn'],
    ],
  ])('%s is refused', async (_what, more, places) => {
    expect(refusalOf(await post(moveOut(more)))).toEqual([422, 'dates-out-of-order', ...places]);
  });

  it.each([
    ['no such day', { movedOn: '2026-02-30' }, 'body.movedOn'],
    ['another kind of move', { what: 'school' }, 'body.what'],
    ['no other body', { otherBody: ' ' }, 'body.otherBody'],
  ])('%s is refused', async (_what, more, place) => {
    expect(refusalOf(await post(moveOut({ ...known, ...more })))).toEqual([
      422,
      'invalid-request',
      place,
    ]);
  });

  it('has nothing of it kept', async () => {
    expect((await ok(book.staff.auditor.get('/moves?state=all'), 200)).items).toEqual([]);
  });

  it('is of a budget that is not there, or is closed', async () => {
    const body = moveOut(known);
    const nowhere = '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47';
    expect(refusalOf(await post(body, nowhere))).toEqual([404, 'not-found']);
    const closed = await addBudget(book.staff, await addPerson(book.staff));
    const closure = { closedOn: '2026-04-01', reason: 'Not needed' };
    await ok(book.staff.caseworker.post(`/budgets/${closed}/closure`, closure), 200);
    expect(refusalOf(await post(body, closed))).toEqual([409, 'budget-closed']);
  });
});

describe('a second move', () => {
  it('of the same kind on the same day is there already; of another kind or day it is not', async () => {
    const first = await ok(post(moveOut({ ...known, direction: 'in' })));
    const again = await post(moveOut({ ...known, otherBody: 'Another Council' }));
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
    expect(again.body.move).toBe(first.id);
    await ok(post(moveOut({ ...known, direction: 'in', what: 'nhs_body' })));
    await ok(post(moveOut({ ...known, direction: 'in', movedOn: '2026-10-15' })));
  });

  it('by two people at once is recorded once', async () => {
    const { budget } = await addMover(book);
    const other = await book.api.as('caseworker', { sub: 'another caseworker' });
    const body = moveOut(known);
    const answers = await Promise.all([
      post(body, budget),
      other.post(`/budgets/${budget}/moves`, body),
    ]);
    expect(new Set(answers.map((one) => one.status))).toEqual(new Set([201, 409]));
  });

  it('waits for whoever decides about the same budget, and finds what they decided', async () => {
    const { budget } = await addMover(book);
    const closing = { closedOn: '2026-04-01', reason: 'Not needed' };
    const caseworker = { kind: 'caseworker', user: await userOf(mover.budget) };
    let asked: Promise<Answer> | undefined;
    await book.api.db.run(async (tx) => {
      await decideAlone(tx, `budget ${budget}`);
      asked = post(moveOut(known), budget);
      const answered = asked.then(() => 'answered');
      const waited = new Promise((resolve) => setTimeout(() => resolve('waited'), 500));
      expect(await Promise.race([answered, waited])).toBe('waited');
      await closeBudget(tx, budget, closing);
    }, caseworker);
    expect(refusalOf(await asked!)).toEqual([409, 'budget-closed']);
  });

  it('waits for whoever decides about one of the arrangements', async () => {
    const { budget, arrangement } = await addMover(book);
    let asked: Promise<Answer> | undefined;
    await book.api.db.run(async (tx) => {
      await decideAlone(tx, `arrangement ${arrangement}`);
      asked = post(moveOut(known), budget);
      const answered = asked.then(() => 'answered');
      const waited = new Promise((resolve) => setTimeout(() => resolve('waited'), 500));
      expect(await Promise.race([answered, waited])).toBe('waited');
    });
    expect((await asked!).status).toBe(201);
  });

  it('with the same key is the first one', async () => {
    const { budget, arrangement } = await addMover(book);
    const key = { 'idempotency-key': 'the-move' };
    const url = `/budgets/${budget}/moves`;
    const first = await ok(book.staff.caseworker.post(url, moveOut(known), key));
    expect(await ok(book.staff.caseworker.post(url, moveOut(known), key))).toEqual(first);
    const { items } = await ok(
      book.staff.auditor.get(`/arrangements/${arrangement}/versions`),
      200,
    );
    expect(items).toHaveLength(2);
  });
});

describe('moves', () => {
  it('are recorded by caseworkers only', async () => {
    for (const kind of ['panel_member', 'finance_officer', 'approver', 'broker'] as const) {
      const user = await book.api.as(kind, { broker: book.funders.health });
      const answer = await user.post(`/budgets/${mover.budget}/moves`, moveOut(known));
      expect([kind, answer.status]).toEqual([kind, 403]);
    }
  });

  it('are packed for the office and for nobody else', async () => {
    const { id } = await ok(post(moveOut({ ...known, movedOn: '2026-10-16' })));
    const statuses = async (kinds: readonly any[]) => {
      const users = await Promise.all(
        kinds.map((kind) =>
          book.api.as(kind, { broker: book.funders.health, funder: book.funders.health }),
        ),
      );
      const answers = await Promise.all(users.map((user) => user.get(`/moves/${id}/pack`)));
      return answers.map((answer) => answer.status);
    };
    const office = ['caseworker', 'finance_officer', 'approver', 'auditor'];
    expect(await statuses(office)).toEqual([200, 200, 200, 200]);
    const others = ['broker', 'family', 'health_approver', 'school_approver', 'commissioner'];
    expect(await statuses([...others, 'panel_member', 'administrator'])).toEqual(
      Array.from({ length: 7 }, () => 403),
    );
    const nowhere = '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47';
    expect((await book.staff.auditor.get(`/moves/${nowhere}/pack`)).status).toBe(404);
    expect((await book.staff.auditor.get(`/moves/${nowhere}`)).status).toBe(404);
  });
});
