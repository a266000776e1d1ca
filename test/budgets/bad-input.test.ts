import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { freshApi, type Api, type Answer } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

let api: Api;
let staff: Staff;
let funders: Funders;
let person: Person;
let budget: string;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-03-31')) });
  staff = await staffOf(api);
  funders = await addFunders(staff);
  person = await addPerson(staff);
  budget = await addBudget(staff, person);
});

const propose = (more: object, on = budget): Promise<Answer> =>
  staff.caseworker.post(`/budgets/${on}/arrangements`, caseOne(person, funders, more));
const shares = (...terms: object[]) => {
  const ids = [funders.education, funders.health, funders.social_care];
  return terms.map((term, n) => ({ funderId: ids[n], ...term }));
};
const schedule = (more: object) => ({
  schedule: { ...caseOne(person, funders).schedule, ...more },
});

const invalid = (...places: string[]) => [422, 'invalid-request', ...places];
const outOfOrder = (...places: string[]) => [422, 'dates-out-of-order', ...places];

describe('shares that do not make the whole', () => {
  it.each<[string, object[], RegExp]>([
    [
      'three times 33/100',
      [{ fraction: '33/100' }, { fraction: '33/100' }, { fraction: '33/100' }],
      /33\/100 \+ 33\/100 \+ 33\/100 do not make 1\. A third is 1\/3/,
    ],
    ['one half', [{ fraction: '1/2' }], /do not make 1/],
    ['more than one', [{ fraction: '2/3' }, { fraction: '2/3' }], /do not make 1/],
    [
      'fixed amounts that do not add up',
      [{ fixed: '6000.00' }, { fixed: '3999.99' }],
      /make 9999\.99, and 10000\.00 is agreed/,
    ],
    [
      'two rests',
      [{ fixed: '1.00' }, { rest: true }, { rest: true }],
      /one share can take the rest/,
    ],
    ['a fixed amount above the whole', [{ fixed: '10000.01' }], /make 10000\.01/],
    [
      'nothing left for the rest',
      [{ fixed: '10000.00' }, { rest: true }],
      /make 10000\.00 and leave nothing of 10000\.00/,
    ],
    ['fractions with fixed amounts', [{ fraction: '1/2' }, { fixed: '5000.00' }], /all shares/],
  ])('are refused: %s', async (_name, terms, message) => {
    const answer = await propose({ shares: shares(...terms) });
    expect(refusalOf(answer)).toEqual([422, 'shares-do-not-make-one', 'body.shares']);
    expect(answer.body.detail).toMatch(message);
  });

  it.each<[string, object[], string]>([
    ['stated twice', [{ fraction: '1/2', rest: true }, { fraction: '1/2' }], 'body.shares.0'],
    ['not stated', [{}], 'body.shares.0'],
    ['a percentage', [{ fraction: '60%' }], 'body.shares.0.fraction'],
    ['of nothing', [{ fraction: '0/5' }, { fraction: '1/1' }], 'body.shares.0.fraction'],
    ['divided by nothing', [{ fraction: '1/0' }], 'body.shares.0.fraction'],
    ['below nothing', [{ fraction: '-1/2' }, { fraction: '3/2' }], 'body.shares.0.fraction'],
  ])('are refused in their place when one is %s', async (_name, terms, place) => {
    const answer = await propose({ shares: shares(...terms) });
    expect(refusalOf(answer).slice(0, 3)).toEqual(invalid(place));
  });

  it('are refused when a funder comes twice, in small letters or capitals', async () => {
    const { education: id } = funders;
    const twice = [
      { funderId: id, fraction: '1/2' },
      { funderId: id.toUpperCase(), fraction: '1/2' },
    ];
    const answer = await propose({ shares: twice });
    expect(refusalOf(answer)).toEqual(invalid('body.shares.1.funderId'));
  });

  it('are refused when nobody knows the funder, and when there are none', async () => {
    const unknown = await propose({ shares: [{ funderId: randomUUID(), fraction: '1/1' }] });
    expect(refusalOf(unknown)).toEqual([422, 'record-unknown', 'body.shares.0.funderId']);
    expect(refusalOf(await propose({ shares: [] }))).toEqual(invalid('body.shares'));
  });
});

describe('a payee', () => {
  it('is one of the person’s own, or a broker, or none, by the kind of arrangement', async () => {
    const other = await addPerson(staff);
    const cases = [
      { payeeId: other.payeeId },
      { payeeId: undefined },
      { kind: 'third_party' },
      { kind: 'notional', ...schedule({ every: 'once', instalments: 1 }) },
    ];
    for (const one of cases) {
      expect(refusalOf(await propose(one))).toEqual(invalid('body.payeeId'));
    }
    expect(refusalOf(await propose({ payeeId: randomUUID() }))).toEqual([
      422,
      'record-unknown',
      'body.payeeId',
    ]);
  });
});

describe('the terms of an arrangement', () => {
  it.each<[string, () => object, string[]]>([
    ['start before the budget', () => ({ effectiveOn: '2026-03-31' }), ['body.effectiveOn']],
    ['start after the budget', () => ({ effectiveOn: '2027-04-05' }), ['body.effectiveOn']],
    [
      'pay a first period before the budget',
      () => schedule({ firstPeriodOn: '2026-03-31' }),
      ['body.schedule.firstPeriodOn'],
    ],
    [
      'pay a first period after the budget',
      () => schedule({ firstPeriodOn: '2027-04-05' }),
      ['body.schedule.firstPeriodOn'],
    ],
    ['repeat what is paid once', () => schedule({ every: 'once' }), ['body.schedule.instalments']],
    ['pay once what repeats', () => schedule({ instalments: 1 }), ['body.schedule.instalments']],
    ['pay less than a penny', () => ({ amount: '0.12' }), ['body.amount']],
    ['have a date that there is not', () => ({ effectiveOn: '2026-02-29' }), ['body.effectiveOn']],
    [
      'have a date the other way round',
      () => ({ effectiveOn: '06/04/2026' }),
      ['body.effectiveOn'],
    ],
  ])('are refused when they %s', async (_name, more, places) => {
    expect(refusalOf(await propose(more()))).toEqual(invalid(...places));
  });

  it('are refused with all of their faults at once', async () => {
    const answer = await propose({
      effectiveOn: '2026-03-31',
      amount: '0.01',
      ...schedule({ firstPeriodOn: '2029-01-01' }),
    });
    expect(refusalOf(answer)).toEqual(
      invalid(
        'body.effectiveOn',
        'body.schedule.firstPeriodOn',
        'body.schedule.firstPeriodOn',
        'body.amount',
      ),
    );
  });

  it('reach to the end of the years whose bank holidays are known, and no further', async () => {
    const long = await addBudget(staff, person, '2029-12-31');
    const weekly = (firstPeriodOn: string, every: string, instalments: number) =>
      propose(
        { effectiveOn: firstPeriodOn, ...schedule({ firstPeriodOn, every, instalments }) },
        long,
      );
    expect((await weekly('2026-04-06', 'week', 52)).status).toBe(201);
    expect((await weekly('2026-04-06', '2_weeks', 26)).status).toBe(201);
    expect((await weekly('2027-12-27', 'week', 52)).status).toBe(201);
    const tooLong = await weekly('2028-01-03', 'week', 53);
    expect(refusalOf(tooLong)).toEqual(invalid('body.schedule.firstPeriodOn'));
    expect(tooLong.body.errors[0].message).toMatch(
      /known for 2019 to 2028\. Found a schedule from 2028-01-03 to 2029-01-07/,
    );
  });
});

describe('a budget', () => {
  const add = (more: object) =>
    staff.caseworker.post('/budgets', {
      beneficiaryId: person.id,
      planId: person.planId,
      startsOn: '2026-04-01',
      endsOn: '2027-03-31',
      ...more,
    });

  it('is for a person and a plan that exist', async () => {
    expect(refusalOf(await add({ beneficiaryId: randomUUID() }))).toEqual([
      422,
      'person-unknown',
      'body.beneficiaryId',
    ]);
    const unknownPlan = [422, 'record-unknown', 'body.planId'];
    expect(refusalOf(await add({ planId: randomUUID() }))).toEqual(unknownPlan);
    const other = await addPerson(staff);
    expect(refusalOf(await add({ planId: other.planId }))).toEqual(unknownPlan);
  });

  it('has its dates in order, within the plan', async () => {
    expect(refusalOf(await add({ endsOn: '2026-03-31' }))).toEqual(outOfOrder('body.endsOn'));
    expect(refusalOf(await add({ startsOn: '2025-08-31' }))).toEqual(outOfOrder('body.startsOn'));
    expect(refusalOf(await add({ startsOn: '2025-08-31', endsOn: '2025-08-30' }))).toEqual(
      outOfOrder('body.endsOn', 'body.startsOn'),
    );
    expect((await add({ endsOn: '2026-04-01' })).status).toBe(201);
  });

  it('is not found, changed or added to by an identifier of nobody', async () => {
    const url = `/budgets/${randomUUID()}`;
    expect((await staff.caseworker.get(url)).status).toBe(404);
    expect((await propose({}, randomUUID())).status).toBe(404);
    const closure = { closedOn: '2026-04-01', reason: 'Moved away' };
    expect((await staff.caseworker.post(`${url}/closure`, closure)).status).toBe(404);
  });
});

describe('a closed budget', () => {
  it('takes no new arrangement, no agreement and no second closing', async () => {
    const closing = await addBudget(staff, person);
    const { id } = await ok(propose({}, closing));
    const close = (closedOn: string) =>
      staff.caseworker.post(`/budgets/${closing}/closure`, { closedOn, reason: 'Moved away' });
    expect(refusalOf(await close('2026-03-31'))).toEqual(outOfOrder('body.closedOn'));
    await ok(close('2026-04-01'), 200);
    const closed = [409, 'budget-closed'];
    expect(refusalOf(await close('2026-04-02'))).toEqual(closed);
    expect(refusalOf(await propose({}, closing))).toEqual(closed);
    expect(refusalOf(await staff.panel.post(`/arrangements/${id}/agreement`))).toEqual(closed);
    const { items } = await ok(staff.caseworker.get(`/arrangements/${id}/schedule`), 200);
    expect(items).toEqual([]);
  });
});

describe('an agreement', () => {
  it('is made once', async () => {
    const { id } = await ok(propose({}));
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    const again = await staff.panel.post(`/arrangements/${id}/agreement`);
    expect(refusalOf(again)).toEqual([409, 'state-does-not-allow']);
    expect(again.body.state).toBe('agreed');
  });
});
