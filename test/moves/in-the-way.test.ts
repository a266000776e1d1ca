import { beforeAll, describe, expect, it } from 'vitest';
import { caseOne, ok } from '../support/book.ts';
import { addArrangement, addMover, moveOut, payAll, type Mover } from '../support/moving.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** What a move meets that was there before it: it is put on record all the same. */
let book: Council;
let arrears: Mover;
let proposed: Mover;
let decreased: Mover;
let several: Mover;
let closed: Mover;
let comes: Mover;
beforeAll(async () => {
  book = await council();
  const everyFour = { every: '4_weeks', firstPeriodOn: '2026-04-06', instalments: 13 };
  arrears = await addMover(book, { schedule: { ...everyFour, paid: 'in_arrears' } });
  proposed = await addMover(book);
  decreased = await addMover(book);
  several = await addMover(book);
  closed = await addMover(book);
  comes = await addMover(book);
  await payAll(book, 7);
  book.on('2026-10-01');
});

const { caseworker, panel, finance } = {
  caseworker: () => book.staff.caseworker,
  panel: () => book.staff.panel,
  finance: () => book.staff.finance,
};
const record = (budget: string, more: object = {}) =>
  ok(caseworker().post(`/budgets/${budget}/moves`, moveOut(more)));
const packed = (id: string) => ok(finance().get(`/moves/${id}/pack`), 200);

describe('a move', () => {
  it('leaves the days up to it owed where they are paid in arrears', async () => {
    const { follows } = await record(arrears.budget);
    expect(follows[0]).toMatchObject({
      paid: '4615.38',
      entitled: '5247.26',
      overpaid: '0.00',
      owed: '631.88',
    });
  });

  it('cannot propose an end over a proposal that is still to be decided', async () => {
    const { arrangement, budget } = proposed;
    await ok(
      caseworker().post(`/arrangements/${arrangement}/versions`, {
        follows: 1,
        effectiveOn: '2026-12-14',
        amount: '11000.00',
        reason: 'More hours',
      }),
    );
    const { follows, toBeChanged } = await record(budget);
    expect(follows).toMatchObject([{ arrangementId: arrangement, proposed: null }]);
    expect(toBeChanged).toEqual([
      { arrangementId: arrangement, why: expect.stringMatching(/Version 2 came first/) },
    ]);
  });

  it('takes notices that are open with it, without their reasons', async () => {
    const { arrangement, budget } = decreased;
    await ok(
      caseworker().post(`/arrangements/${arrangement}/versions`, {
        follows: 1,
        effectiveOn: '2026-12-14',
        amount: '9000.00',
        reason: 'Fewer hours',
        notice: { givenOn: '2026-09-30', reasons: 'The school now has its own tutor.' },
      }),
    );
    await ok(panel().post(`/arrangements/${arrangement}/agreement`), 200);
    const { id, follows } = await record(budget);
    expect(follows).toMatchObject([{ entitled: '5247.26', proposed: { version: 3 } }]);
    const { openNotices, arrangements } = await packed(id);
    expect(openNotices).toEqual([
      {
        arrangementId: arrangement,
        kind: 'decrease',
        givenOn: '2026-09-30',
        takesEffectOn: '2026-12-14',
        reconsideration: 'not_asked',
      },
    ]);
    expect(arrangements[0].version).toMatchObject({ number: 1, amount: '10000.00' });
  });

  it('ends every running arrangement, and leaves what has ended or was never agreed', async () => {
    const { arrangement, budget, person } = several;
    const second = await addArrangement(book, several, { effectiveOn: '2026-10-05' });
    const waiting = await ok(
      caseworker().post(`/budgets/${budget}/arrangements`, caseOne(person, book.funders)),
    );
    await ok(
      caseworker().post(`/arrangements/${second}/versions`, {
        follows: 1,
        effectiveOn: '2026-10-12',
        end: true,
        withoutNotice: 'asked_by_recipient',
        reason: 'Asked for',
      }),
    );
    await ok(panel().post(`/arrangements/${second}/agreement`), 200);
    const notional = await ok(
      caseworker().post(`/budgets/${budget}/arrangements`, {
        ...caseOne(person, book.funders),
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
    await ok(panel().post(`/arrangements/${notional.id}/agreement`), 200);
    const { id, follows, toBeChanged } = await record(budget);
    expect(follows.map((one: any) => [one.arrangementId, one.proposed.change])).toEqual([
      [arrangement, 'end'],
      [notional.id, 'end'],
    ]);
    expect(toBeChanged).toEqual([
      { arrangementId: waiting.id, why: expect.stringMatching(/proposed and not agreed/) },
    ]);
    const { arrangements } = await packed(id);
    expect(arrangements.map((one: any) => one.id)).toEqual([arrangement, second, notional.id]);
    // Nothing is paid out to the recipient of a notional arrangement.
    expect(arrangements[2]).toMatchObject({ paid: '0.00', entitled: '0.00', due: [] });
  });

  it('to us has its letter counted, and takes no lines of ours and ends nothing', async () => {
    const { arrangement, budget } = comes;
    const recorded = await record(budget, {
      direction: 'in',
      learntOn: '2026-09-28',
      movedOn: '2026-10-14',
    });
    expect(recorded).toMatchObject({
      transferBy: '2026-10-16',
      letterBy: '2026-11-27',
      reviewBy: '2027-01-16',
      follows: [],
      toBeChanged: [],
    });
    const { agreement } = await ok(caseworker().get(`/arrangements/${arrangement}`), 200);
    expect(agreement).toMatchObject({ version: 1, state: 'agreed' });
    expect(await packed(recorded.id)).toMatchObject({
      arrangements: [],
      documents: [],
      totals: { paid: '0.00', entitled: '0.00', overpaid: '0.00', owed: '0.00', held: '0.00' },
      liabilities: { recorded: [], statement: 'none recorded' },
      person: { reference: expect.stringMatching(/^B-/) },
    });
  });

  it('in a closed period is put on record; its end cannot be proposed from that day', async () => {
    const { arrangement, budget } = closed;
    const closing = { closedThrough: '2026-09-30', reason: 'half_year' };
    await ok(finance().post('/period-closings', closing));
    const { follows, toBeChanged } = await record(budget, { movedOn: '2026-09-16' });
    expect(follows).toMatchObject([{ entitledTo: '2026-09-15', proposed: null }]);
    expect(toBeChanged).toEqual([
      { arrangementId: arrangement, why: expect.stringMatching(/closed through 2026-09-30/) },
    ]);
  });
});
