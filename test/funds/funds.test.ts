import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { once } from '../support/case-book.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreed } from '../support/terms.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * A pooled fund of education (6,000.00, 3/5 of the risk) and social care (3,000.00, 2/5) for
 * 2026/27, and case 1: 10,000.00, of which the first payment, 769.23, is made.
 */
let book: Council;
let fund: any;
const pooled = (more: object = {}) => ({
  name: 'Children pooled fund',
  kind: 'pooled',
  fromOn: '2026-04-01',
  toOn: '2027-03-31',
  host: 'Testshire Council',
  manager: 'Head of joint commissioning',
  agreement: 'S75-2026',
  members: [
    { funderId: book.funders.education, contribution: '6000.00', risk: '3/5' },
    { funderId: book.funders.social_care, contribution: '3000.00', risk: '2/5' },
  ],
  ...more,
});
const aligned = (more: object = {}) =>
  pooled({
    name: 'Aligned fund',
    kind: 'aligned',
    members: [{ funderId: book.funders.health, contribution: '1000.00' }],
    ...more,
  });
const add = (body: object) => book.staff.finance.post('/funds', body);
const on = (day: string, id = fund.id): Promise<any> =>
  ok(book.staff.auditor.get(`/funds/${id}?on=${day}`), 200);

beforeAll(async () => {
  book = await council();
  await aPayable(book);
  book.on('2026-03-24');
  await book.pay('2026-04-02');
  book.on('2026-04-30');
  fund = await ok(add(pooled()));
});

describe('a pooled fund', () => {
  it('is kept as it was set up', async () => {
    expect(fund).toMatchObject({
      name: 'Children pooled fund',
      members: [
        { sector: 'education', contribution: '6000.00', risk: '3/5' },
        { sector: 'social_care', contribution: '3000.00', risk: '2/5' },
      ],
    });
    const { items, next } = await ok(book.staff.approver.get('/funds'), 200);
    expect([items.find((one: any) => one.id === fund.id), next]).toEqual([fund, null]);
  });

  it('shares what is left to date by risk, and what will be short by its end', async () => {
    const { members, totals } = await on('2026-04-30');
    expect(members).toMatchObject([
      {
        due: '1500.00',
        spent: '461.54',
        agreed: '6000.00',
        forecast: '6000.00',
        toDate: { difference: '888.46', bears: '611.54', settles: '150.00' },
        wholeFund: { difference: '-600.00', bears: '6600.00', settles: '600.00' },
      },
      {
        due: '750.00',
        spent: '307.69',
        agreed: '4000.00',
        forecast: '4000.00',
        toDate: { difference: '592.31', bears: '157.69', settles: '-150.00' },
        wholeFund: { difference: '-400.00', bears: '3400.00', settles: '-600.00' },
      },
    ]);
    expect(totals).toMatchObject({
      contribution: '9000.00',
      due: '2250.00',
      spent: '769.23',
      agreed: '10000.00',
      forecast: '10000.00',
      toDate: { difference: '1480.77', under: '1480.77', over: '0.00', shared: true },
      wholeFund: { difference: '-1000.00', under: '0.00', over: '1000.00' },
    });
  });

  it.each([
    ['2026-03-31', '0.00', '0.00'],
    ['2026-04-01', '2250.00', '0.00'],
    ['2026-04-02', '2250.00', '769.23'],
    ['2026-07-01', '4500.00', '769.23'],
    ['2028-01-01', '9000.00', '769.23'],
  ])('has on %s %s due and %s spent', async (day, due, spent) => {
    const { totals, quarters } = await on(day);
    expect([totals.due, totals.spent]).toEqual([due, spent]);
    expect(quarters.map((one: any) => [one.due, one.spent])).toEqual([
      ['2250.00', spent],
      ['2250.00', '0.00'],
      ['2250.00', '0.00'],
      ['2250.00', '0.00'],
    ]);
  });

  it('is the same as CSV: quarters, to date, and the whole fund', async () => {
    const url = `/funds/${fund.id}?on=2026-04-30`;
    const { text, headers } = await book.staff.finance.get(url, { accept: 'text/csv' });
    expect(headers['content-type']).toContain('text/csv');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 4 * 3 + 3 + 3);
    expect([lines[0], lines[1], lines.at(-6), lines.at(-4), lines.at(-1)]).toEqual([
      'what,from,to,sector,funder,contribution,spent,difference,bears,settles',
      'quarter 1,2026-04-01,2026-06-30,education,High needs block,1500.00,461.54,,,',
      'to date,2026-04-01,2026-04-30,education,High needs block,1500.00,461.54,888.46,611.54,150.00',
      'to date,2026-04-01,2026-04-30,,,2250.00,769.23,1480.77,,',
      'whole fund,2026-04-01,2027-03-31,,,9000.00,10000.00,-1000.00,,',
    ]);
  });
});

describe('what is to come of a fund', () => {
  it('is of its own days: neither of the year before, nor of orders that stand after it', async () => {
    const { education } = book.funders;
    const next = aligned({
      name: 'Aligned next year',
      fromOn: '2028-04-01',
      toOn: '2029-03-31',
      members: [{ funderId: education, contribution: '400.00' }],
    });
    const { id } = await ok(add(next));
    const forecast = async (day: string, of: string) =>
      (await on(day, of)).members.find((one: any) => one.funderId === education).forecast;
    expect(await forecast('2026-04-30', id)).toBe('0.00');
    const before = await forecast('2028-01-01', fund.id);
    await orderOf(education);
    expect(await forecast('2026-04-30', fund.id)).toBe('6050.00');
    expect(await forecast('2028-01-01', fund.id)).toBe(before);
    expect(await forecast('2026-04-30', id)).toBe('0.00');
  });
});

/** Orders 50.00 of therapy under a notional arrangement that one funder pays for. */
async function orderOf(funderId: string): Promise<void> {
  const { staff } = book;
  const person = await addPerson(staff);
  const id = await agreed(staff, await addBudget(staff, person), {
    kind: 'notional',
    purpose: 'Therapy',
    amount: '80.00',
    effectiveOn: '2026-04-06',
    shares: [{ funderId, fraction: '1/1' }],
    schedule: once,
    reason: 'Panel of 2 March',
  });
  const provider = await ok(staff.finance.post('/providers', { name: 'Words Ltd' }));
  await ok(
    staff.caseworker.post(`/arrangements/${id}/orders`, {
      providerId: provider.id,
      service: 'Therapy',
      unit: 'session',
      quantity: '1',
      rate: '50.00',
      fromOn: '2026-04-06',
      toOn: '2027-04-04',
    }),
  );
}

describe('an aligned fund', () => {
  it('shares nothing, and is a fund of its own years', async () => {
    const body = aligned({
      name: 'Aligned later',
      fromOn: '2027-04-01',
      toOn: '2028-03-31',
      members: [
        { funderId: book.funders.education, contribution: '400.00' },
        { funderId: book.funders.health, contribution: '800.00' },
      ],
    });
    const { id } = await ok(add(body));
    const { members, totals } = await on('2027-10-01', id);
    expect(members).toMatchObject([
      { due: '300.00', spent: '0.00', toDate: { difference: '300.00', settles: '0.00' } },
      { due: '600.00', spent: '0.00', toDate: { difference: '600.00', settles: '0.00' } },
    ]);
    expect(totals.toDate).toMatchObject({ difference: '900.00', shared: false });
  });
});

describe('a fund is refused', () => {
  it.each([
    ['a funder in another fund', {}, [409, 'already-exists']],
    ['an unknown funder', { members: 'unknown' }, [422, 'record-unknown']],
    ['days out of order', { toOn: '2026-03-31' }, [422, 'dates-out-of-order', 'body.toOn']],
    ['no members', { members: [] }, [422, 'invalid-request', 'body.members']],
    ['an unknown kind', { kind: 'joint' }, [422, 'invalid-request', 'body.kind']],
  ])('with %s', async (_, more: any, refusal) => {
    const unknown = { funderId: crypto.randomUUID(), contribution: '1.00', risk: '1/1' };
    const body = pooled({
      name: 'Another',
      ...more,
      ...(more.members === 'unknown' ? { members: [unknown] } : {}),
    });
    expect(refusalOf(await add(body)).slice(0, refusal.length)).toEqual(refusal);
  });

  it('with every fault at once', async () => {
    const members = [
      { funderId: book.funders.health, contribution: '-1.00', risk: '2/1' },
      { funderId: 'x', contribution: '1.5' },
    ];
    expect(refusalOf(await add(pooled({ members })))).toEqual([
      422,
      'invalid-request',
      'body.members.0.contribution',
      'body.members.0.risk',
      'body.members.1.funderId',
      'body.members.1.contribution',
    ]);
  });

  it('on the last day of another, and not on the day after it', async () => {
    const health = (fromOn: string, toOn: string, name: string) =>
      add(aligned({ name, fromOn, toOn }));
    await ok(health('2024-04-01', '2025-03-31', 'First'));
    const over = await health('2025-03-31', '2026-03-31', 'Second');
    expect(refusalOf(over)).toEqual([409, 'already-exists', 'body.members.0.funderId']);
    await ok(health('2025-04-01', '2026-03-31', 'Second'));
  });

  it('for one of two that are asked for at once', async () => {
    const both = ['One', 'Two'].map((name) =>
      add(aligned({ name, fromOn: '2020-04-01', toOn: '2021-03-31' })),
    );
    const statuses = (await Promise.all(both)).map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  it('for whoever is no finance officer', async () => {
    expect(refusalOf(await book.staff.approver.post('/funds', pooled()))).toEqual([
      403,
      'not-allowed',
    ]);
    const { finance, caseworker } = book.staff;
    expect(refusalOf(await caseworker.get('/funds'))).toEqual([403, 'not-allowed']);
    const nobody = `/funds/${crypto.randomUUID()}`;
    expect(refusalOf(await finance.get(nobody))).toEqual([404, 'not-found']);
  });
});
