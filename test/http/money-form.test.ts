import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Answer } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  staffOf,
  type Funders,
  type Person,
  type Staff,
  ok,
} from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

/** Money is text with two decimals. Anything else is a 422 that says so, with its place. */
let staff: Staff;
let funders: Funders;
let person: Person;
let url: string;
beforeAll(async () => {
  staff = await staffOf(await freshApi());
  funders = await addFunders(staff);
  person = await addPerson(staff);
  url = `/budgets/${await addBudget(staff, person)}/arrangements`;
});

/** Proposes an arrangement of an amount that is written into the JSON as it stands. */
const propose = (written: string): Promise<Answer> => {
  const body = JSON.stringify(caseOne(person, funders, { amount: 'HERE' }));
  return staff.caseworker.post(url, body.replace('"HERE"', written), {
    'content-type': 'application/json',
  });
};

describe('an amount', () => {
  it.each<[string, RegExp]>([
    ['10000', /in quotes with two decimals.*JSON number/],
    ['10000.00', /JSON number, which cannot hold pence exactly/],
    ['1e4', /JSON number/],
    ['-5.00', /JSON number/],
    ['"10000"', /exactly two decimals/],
    ['"10000.0"', /exactly two decimals/],
    ['"10000.001"', /parts of a penny/],
    ['"1e4"', /no exponent/],
    ['"1.00E+4"', /no exponent/],
    ['"10,000.00"', /no thousands comma/],
    ['"NaN"', /"not a number"/],
    ['"-Infinity"', /"not a number"/],
    ['NaN', /"not a number"/],
    ['-Infinity', /"not a number"/],
    ['"-0.01"', /above zero/],
    ['"0.00"', /above zero/],
    ['"-0.00"', /above zero/],
    ['"1234567890123.00"', /at most 12 digits before the point/],
    ['"£1.00"', /text with two decimals/],
    ['" 1.00"', /text with two decimals/],
    ['"1.00\\n"', /text with two decimals/],
    ['"١.٠٠"', /text with two decimals/],
    ['"0x10.00"', /text with two decimals/],
    ['""', /text with two decimals/],
    ['null', /text with two decimals/],
    ['true', /text with two decimals/],
    ['["1.00"]', /text with two decimals/],
    ['{"value":"1.00"}', /text with two decimals/],
  ])('written as %s is refused in its place', async (written, message) => {
    const answer = await propose(written);
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.amount']);
    expect(answer.body.errors[0].message).toMatch(message);
  });

  it('that is left out is required', async () => {
    const answer = await staff.caseworker.post(
      url,
      caseOne(person, funders, { amount: undefined }),
    );
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.amount']);
  });

  it('in a list is refused with its number in the list', async () => {
    const shares = [
      { funderId: funders.education, fixed: '1.00' },
      { funderId: funders.health, fixed: 9999 },
    ];
    const answer = await staff.caseworker.post(url, caseOne(person, funders, { shares }));
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.shares.1.fixed']);
  });

  it('of ten digits is taken, and one too many for the books is refused with the most there can be', async () => {
    const once = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };
    const most = { amount: '9999999999.99', schedule: once };
    const ids: string[] = [];
    for (const _ of [1, 2]) {
      const answer = await staff.caseworker.post(url, caseOne(person, funders, most));
      expect(answer.status).toBe(201);
      ids.push(answer.body.id);
    }
    for (const id of ids) {
      await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    }
    const more = { amount: '10000000000.00', schedule: once };
    const answer = await staff.caseworker.post(url, caseOne(person, funders, more));
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.amount']);
    expect(answer.text).toContain('9999999999.99');
  });

  it('named NaN inside a text is just a text', async () => {
    const more = { purpose: 'NaN, "Infinity" and \\ more' };
    const answer = await staff.caseworker.post(url, caseOne(person, funders, more));
    expect([answer.status, answer.body.purpose]).toEqual([201, more.purpose]);
  });
});
