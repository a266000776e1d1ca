import { beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../../src/law/rules.ts';
import type { Sector } from '../../src/ledger/accounts.ts';
import { reviewRules } from '../../src/reviews/due-store.ts';
import { reviewDue, rulesAt } from '../../src/reviews/rules.ts';
import { freshDatabase } from '../support/database.ts';

let rules: Rule[];
beforeAll(async () => {
  const db = await freshDatabase();
  rules = await db.run(reviewRules);
});

const day = (text: string | null) => (text === null ? null : Temporal.PlainDate.from(text));

interface Case {
  readonly sector: Sector;
  readonly bornOn?: string | null;
  readonly paid?: string;
  readonly held?: string;
  readonly plan?: string;
  readonly versions?: readonly Rule[];
}

const due = ({ sector, bornOn = '2012-05-01', paid, held, plan, versions = rules }: Case) =>
  reviewDue(
    {
      sector,
      bornOn: day(bornOn),
      firstPaidOn: day(paid ?? null),
      lastHeldOn: day(held ?? null),
      planReviewBy: day(plan ?? null),
    },
    (on) => rulesAt(versions, on),
  );

/** A later version of a rule, as an administrator adds one. */
const changed = (name: string, sector: Sector, effectiveOn: string, value: string): Rule[] => {
  const before = rules.find((rule) => rule.name === name && rule.sector === sector)!;
  return [{ ...before, id: `${name} later`, effectiveOn, value }, ...rules];
};

const ADULT = '2008-01-10';
const CASES: readonly (readonly [string, Case, string | null])[] = [
  [
    'education, first: within 3 months',
    { sector: 'education', paid: '2026-04-02' },
    '2026-07-02 first_review',
  ],
  [
    'education, first: with the plan, where that is earlier',
    { sector: 'education', paid: '2026-04-02', plan: '2026-06-01' },
    '2026-06-01 plan_review',
  ],
  [
    'education, first: before the plan',
    { sector: 'education', paid: '2026-04-02', plan: '2026-09-01' },
    '2026-07-02 first_review',
  ],
  [
    'education, on the same day as the plan',
    { sector: 'education', paid: '2026-04-02', plan: '2026-07-02' },
    '2026-07-02 first_review',
  ],
  [
    'education, next: with the plan',
    { sector: 'education', paid: '2026-04-02', held: '2026-06-20', plan: '2026-09-01' },
    '2026-09-01 plan_review',
  ],
  [
    'education, next: within 12 months where the plan was reviewed',
    { sector: 'education', paid: '2026-04-02', held: '2026-09-01' },
    '2027-09-01 next_review',
  ],
  [
    'education, nothing paid: with the plan',
    { sector: 'education', plan: '2026-09-01' },
    '2026-09-01 plan_review',
  ],
  ['education, nothing paid and no plan', { sector: 'education' }, null],
  [
    'health, first: within 3 months',
    { sector: 'health', paid: '2026-11-30' },
    '2027-02-28 first_review',
  ],
  [
    'health, next: within 12 months',
    { sector: 'health', paid: '2026-04-02', held: '2028-02-29' },
    '2029-02-28 next_review',
  ],
  ['health, nothing paid', { sector: 'health', plan: '2026-09-01' }, null],
  [
    'health, not with the plan',
    { sector: 'health', paid: '2026-04-02', plan: '2026-05-01' },
    '2026-07-02 first_review',
  ],
  [
    'social care, child, first: within 12 months',
    { sector: 'social_care', paid: '2026-04-02' },
    '2027-04-02 first_review',
  ],
  [
    'social care, child, next: within 12 months',
    { sector: 'social_care', paid: '2026-04-02', held: '2026-06-01' },
    '2027-06-01 next_review',
  ],
  [
    'social care, adult, first: within 6 months',
    { sector: 'social_care', paid: '2026-04-02', bornOn: ADULT },
    '2026-10-02 first_review_adult',
  ],
  [
    'social care, adult, next: within 12 months',
    { sector: 'social_care', paid: '2026-04-02', held: '2026-09-01', bornOn: ADULT },
    '2027-09-01 next_review_adult',
  ],
  [
    'social care, the day before the 18th birthday',
    { sector: 'social_care', paid: '2026-01-09', bornOn: ADULT },
    '2027-01-09 first_review',
  ],
  [
    'social care, on the 18th birthday',
    { sector: 'social_care', paid: '2026-01-10', bornOn: ADULT },
    '2026-07-10 first_review_adult',
  ],
  [
    'social care, nobody knows the age',
    { sector: 'social_care', paid: '2026-01-10', bornOn: null },
    '2027-01-10 first_review',
  ],
  ['social care, nothing paid', { sector: 'social_care' }, null],
];

describe('when a review is due', () => {
  it.each(CASES)('%s', (_what, facts, expected) => {
    const found = due(facts);
    expect(found === null ? null : `${found.dueOn.toString()} ${found.basis}`).toBe(expected);
  });

  it('counts by the rules in force on the day from which it counts', () => {
    const versions = changed('first_review', 'health', '2026-04-01', '2');
    expect(due({ sector: 'health', paid: '2026-03-31', versions })!.dueOn.toString()).toBe(
      '2026-06-30',
    );
    expect(due({ sector: 'health', paid: '2026-04-01', versions })!.dueOn.toString()).toBe(
      '2026-06-01',
    );
  });

  it('takes the highest revision of a day', () => {
    const versions = changed('first_review', 'health', '2013-08-01', '1').map((rule) =>
      rule.id === 'first_review later' ? { ...rule, revision: 2 } : rule,
    );
    expect(due({ sector: 'health', paid: '2026-04-01', versions })!.dueOn.toString()).toBe(
      '2026-05-01',
    );
  });

  it('names the source of the rule and every version it looked at', () => {
    const found = due({ sector: 'social_care', paid: '2026-04-02', bornOn: ADULT })!;
    expect(found.rule).toMatchObject({ source: 'SI 2014/2871, reg. 7.', confidence: 'verified' });
    expect(found.used.map((rule) => rule.name)).toEqual(['adult_from', 'first_review_adult']);
    const both = due({ sector: 'education', paid: '2026-04-02', plan: '2026-06-01' })!;
    expect(both.used.map((rule) => rule.name).toSorted()).toEqual(['first_review', 'next_review']);
  });
});
