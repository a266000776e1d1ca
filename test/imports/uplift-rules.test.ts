import { describe, expect, it } from 'vitest';
import type { StoredVersion, Versioned } from '../../src/budgets/version-store.ts';
import { raise, whyLeftOut } from '../../src/imports/uplift-rules.ts';
import { Decimal, money, toText } from '../../src/money.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const grid = (every: Versioned['grid']['every'], instalments: number): Versioned['grid'] => ({
  every,
  instalments,
  firstPeriodOn: day('2026-04-06'),
  paid: 'in_advance',
});
const factor = (text: string) => ({ factor: new Decimal(text) });
const perWeek = (text: string) => ({ perWeek: money(text) });

describe('what an arrangement is raised to', () => {
  it.each([
    [
      'its amount by a factor',
      '13000.00',
      null,
      grid('4_weeks', 13),
      factor('1.035'),
      { amount: '13455.00' },
    ],
    [
      'to the penny, half a penny up',
      '100.50',
      null,
      grid('month', 12),
      factor('1.01'),
      { amount: '101.51' },
    ],
    [
      'to the penny, less than half down',
      '100.40',
      null,
      grid('month', 12),
      factor('1.01'),
      { amount: '101.40' },
    ],
    [
      'what it is by the week, where that is stated',
      '6500.00',
      '125.00',
      grid('week', 52),
      factor('1.0333'),
      { weekly: '129.16' },
    ],
    [
      'so much a week more',
      '6500.00',
      '125.00',
      grid('week', 52),
      perWeek('5.00'),
      { weekly: '130.00' },
    ],
    [
      'so much for each week of its periods',
      '13000.00',
      null,
      grid('4_weeks', 13),
      perWeek('5.00'),
      { amount: '13260.00' },
    ],
    [
      'so much for each week of a fortnight',
      '2600.00',
      null,
      grid('2_weeks', 26),
      perWeek('1.01'),
      { amount: '2652.52' },
    ],
    [
      'not by the week, where it is by the month',
      '1200.00',
      null,
      grid('month', 12),
      perWeek('5.00'),
      null,
    ],
    [
      'not by the week, where it is paid once',
      '1200.00',
      null,
      grid('once', 1),
      perWeek('5.00'),
      null,
    ],
  ] as const)('%s', (_name, amount, weekly, schedule, rise, expected) => {
    const before = { amount: money(amount), weekly: weekly === null ? null : money(weekly) };
    const found = raise(before, schedule, rise);
    const shown =
      found === null
        ? null
        : Object.fromEntries(Object.entries(found).map(([key, value]) => [key, toText(value)]));
    expect(shown).toEqual(expected);
  });
});

type Version = Pick<StoredVersion, 'number' | 'state' | 'effectiveOn' | 'ends'>;
const version = (number: number, more: Partial<Version> = {}): Version => ({
  number,
  state: 'agreed',
  effectiveOn: day('2026-04-06'),
  ends: false,
  ...more,
});

const withVersions = (versions: Version[], more: Partial<Versioned> = {}) =>
  ({
    budgetClosed: false,
    budgetStartsOn: day('2026-04-01'),
    budgetEndsOn: day('2027-03-31'),
    versions,
    ...more,
  }) as Versioned;

describe('why one is left out', () => {
  it.each<[string, Versioned, string | undefined]>([
    ['agreed', withVersions([version(1)]), undefined],
    [
      'agreed, a later one refused',
      withVersions([version(1), version(2, { state: 'refused' })]),
      undefined,
    ],
    [
      'agreed from a later day only, so that the first holds before',
      withVersions([version(1, { effectiveOn: day('2026-09-01') })]),
      undefined,
    ],
    [
      'a change on the same day',
      withVersions([version(1), version(2, { effectiveOn: day('2026-08-01') })]),
      undefined,
    ],
    ['never agreed', withVersions([version(1, { state: 'refused' })]), 'not-agreed'],
    ['proposed', withVersions([version(1, { state: 'proposed' })]), 'proposal-open'],
    [
      'a change proposed',
      withVersions([version(1), version(2, { state: 'proposed' })]),
      'proposal-open',
    ],
    ['ended', withVersions([version(1), version(2, { ends: true })]), 'ended'],
    [
      'a change from a later day',
      withVersions([version(1), version(2, { effectiveOn: day('2026-08-02') })]),
      'later-version',
    ],
    ['a closed budget', withVersions([version(1)], { budgetClosed: true }), 'budget-closed'],
    [
      'a budget that is over',
      withVersions([version(1)], { budgetEndsOn: day('2026-07-31') }),
      'ends-before',
    ],
    [
      'a budget on its last day',
      withVersions([version(1)], { budgetEndsOn: day('2026-08-01') }),
      undefined,
    ],
    [
      'a budget yet to begin',
      withVersions([version(1)], { budgetStartsOn: day('2026-08-02') }),
      'begins-after',
    ],
  ])('%s', (_name, one, why) => {
    expect(whyLeftOut(one, day('2026-08-01'))?.why).toBe(why);
  });
});
