import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, sum, toText, type Decimal } from '../../../src/money.ts';
import {
  ReasonTotals,
  partsOf,
  type Compared,
  type ComparedItem,
} from '../../../src/payments/reading/comparison-rules.ts';

const item = (more: Partial<ComparedItem> = {}): ComparedItem => ({
  number: 1,
  version: 1,
  amount: '769.23',
  whole: more.amount ?? '769.23',
  differences: '0.00',
  differsFor: [],
  leftBehind: [],
  extra: null,
  otherwise: 'other_cycle',
  ...more,
});

const why = (now: ComparedItem[], before: ComparedItem[], gone: Compared['gone'] = null) =>
  partsOf({ now, before, gone }).map((part) => [part.reason, toText(part.amount)]);

const JUNE = { from: '2026-06-01', to: '2026-06-28' };

describe('what an arrangement has more or less than in the last run', () => {
  it.each<[string, ComparedItem[], ComparedItem[], Compared['gone'], string[][]]>([
    ['the same', [item({ number: 2 })], [item()], null, [['same', '0.00']]],
    ['an odd penny', [item({ amount: '769.24' })], [item()], null, [['schedule', '0.01']]],
    [
      'new terms, and a difference that they make for a period paid before (case 7)',
      [
        item({
          number: 7,
          version: 2,
          amount: '994.29',
          differences: '34.29',
          differsFor: [JUNE],
        }),
      ],
      [item({ number: 6, amount: '768.00' })],
      null,
      [
        ['terms_changed', '192.00'],
        ['earlier_periods', '34.29'],
      ],
    ],
    [
      'a share that stays behind (case 8)',
      [item({ amount: '307.69', whole: '769.23', leftBehind: ['education'] })],
      [item()],
      null,
      [['some_shares_only', '-461.54']],
    ],
    [
      'that share, which follows while the next payment is not due',
      [item({ amount: '461.54', whole: '769.23', extra: 'share_followed' })],
      [item({ amount: '307.69', whole: '769.23', leftBehind: ['education'] })],
      'not_due',
      [
        ['share_followed', '461.54'],
        ['not_due', '-307.69'],
      ],
    ],
    [
      'one paid again beside the next one',
      [item({ extra: 'paid_again' }), item({ number: 2 })],
      [item()],
      null,
      [
        ['same', '0.00'],
        ['paid_again', '769.23'],
      ],
    ],
    ['one held', [], [item()], 'held_by_officer', [['held_by_officer', '-769.23']]],
    [
      'one that had come back and was paid by the last run',
      [item({ number: 3 })],
      [item({ number: 1, extra: 'paid_again' }), item({ number: 2 })],
      null,
      [
        ['same', '0.00'],
        ['not_due', '-769.23'],
      ],
    ],
    [
      'a week more',
      [item({ number: 3, amount: '50.00' }), item({ number: 4, amount: '60.00' })],
      [item({ number: 2, amount: '50.00' })],
      null,
      [
        ['schedule', '10.00'],
        ['other_cycle', '50.00'],
      ],
    ],
    ['the first', [item({ otherwise: 'first_payment' })], [], null, [['first_payment', '769.23']]],
  ])('%s', (_, now, before, gone, parts) => {
    expect(why(now, before, gone)).toEqual(parts);
  });

  it('says in words for which period a difference is, and whose share stays behind', () => {
    const now = [
      item({
        amount: '300.00',
        whole: '803.52',
        differences: '34.29',
        differsFor: [JUNE],
        leftBehind: ['social_care', 'education'],
      }),
    ];
    expect(partsOf({ now, before: [item()], gone: null }).map((part) => part.words)).toEqual([
      'A difference for 2026-06-01 to 2026-06-28 is paid now.',
      'Of social care and education nothing leaves now.',
    ]);
  });
});

const pence = (most: number) =>
  fc.integer({ min: 1, max: most }).map((n) => toText(money('0.01').times(n)));
const EXTRAS = [null, null, null, 'paid_again', 'share_followed', 'held_before', 'due_before'];

const anItem = fc
  .record({
    number: fc.integer({ min: 1, max: 5 }),
    version: fc.integer({ min: 1, max: 2 }),
    own: pence(3000),
    difference: fc.integer({ min: -1000, max: 1000 }),
    behind: fc.integer({ min: 0, max: 2 }),
    extra: fc.constantFrom(...EXTRAS),
  })
  .map(({ own, difference, behind, extra, ...rest }): ComparedItem => {
    const differences = difference % 2 === 0 ? money('0.00') : money('0.01').times(difference);
    const whole = money(own).plus(differences);
    return {
      ...rest,
      amount: toText(whole.minus(behind)),
      whole: toText(whole),
      differences: toText(differences),
      differsFor: differences.isZero() ? [] : [JUNE],
      leftBehind: behind === 0 ? [] : ['education'],
      extra: extra as ComparedItem['extra'],
      otherwise: 'other_cycle',
    };
  });
const aRun = fc.array(anItem, { maxLength: 4 });
const total = (items: readonly ComparedItem[]): Decimal =>
  sum(items.map((one) => money(one.amount)));

describe('the reasons of two runs, whatever is in them', () => {
  const arrangements = fc.array(
    fc.record({ now: aRun, before: aRun, gone: fc.constantFrom(null, 'ended', 'on_hold') }),
    { maxLength: 20 },
  );

  it('make the difference to the penny, each once an arrangement', () => {
    fc.assert(
      fc.property(arrangements, (list) => {
        const totals = new ReasonTotals();
        for (const one of list as Compared[]) {
          const parts = partsOf(one);
          expect(new Set(parts.map((part) => part.reason)).size).toBe(parts.length);
          expect(toText(sum(parts.map((part) => part.amount)))).toBe(
            toText(total(one.now).minus(total(one.before))),
          );
          totals.add(parts);
        }
        const difference = sum(
          (list as Compared[]).map((one) => total(one.now).minus(total(one.before))),
        );
        const found = totals.explaining(difference);
        expect(toText(sum(found.map((one) => money(one.amount))))).toBe(toText(difference));
      }),
    );
  });

  it('are refused where they do not make what the runs differ by', () => {
    const totals = new ReasonTotals();
    totals.add(partsOf({ now: [item()], before: [], gone: null }));
    expect(() => totals.explaining(money('769.24'))).toThrow('differ by 769.24');
  });
});
