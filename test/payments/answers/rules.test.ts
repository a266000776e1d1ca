import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money.ts';
import type { AnswerLevel, AnswerLine, Said } from '../../../src/payments/answers/answer.ts';
import {
  NO_REASON,
  outcomesOf,
  referenceNamed,
  runNamed,
  type MatchedLine,
  type MoneyKnown,
  type SentCredit,
  type Target,
} from '../../../src/payments/answers/rules.ts';

const credit = (id: string, more: Partial<SentCredit> = {}): SentCredit => ({
  id,
  payRunId: 'run',
  amount: '769.23',
  released: true,
  known: false,
  ...more,
});

const line = (number: number, level: AnswerLevel, said: Said, more: object = {}): AnswerLine => ({
  line: number,
  where: '1:1',
  level,
  said,
  code: null,
  messageId: null,
  blockId: null,
  reference: null,
  amount: null,
  currency: null,
  account: null,
  processedOn: null,
  newDetails: null,
  ...more,
});

/** Nothing was settled or taken, and these reasons mean that no money left. */
const KNOWN: MoneyKnown = {
  clear: new Set([NO_REASON, 'AC01', 'AC04', 'DT01']),
  settled: new Set(),
  left: new Map(),
};

const whole = (...credits: SentCredit[]): Target => ({
  payRunId: 'run',
  released: credits[0]?.released ?? true,
  credits,
});

describe('the outcome of a line', () => {
  it.each<[what: string, AnswerLine, Target | null, string]>([
    ['a payment accepted', line(1, 'transaction', 'accepted'), { credit: credit('a') }, 'accepted'],
    ['one still looked at', line(1, 'transaction', 'pending'), { credit: credit('a') }, 'pending'],
    ['one rejected', line(1, 'transaction', 'rejected'), { credit: credit('a') }, 'rejected'],
    ['one that comes back', line(1, 'return', 'returned'), { credit: credit('a') }, 'returned'],
    ['an advice', line(1, 'advice', 'advised'), { credit: credit('a') }, 'advised'],
    ['one that nobody knows', line(1, 'return', 'returned'), null, 'unknown'],
    [
      'one that was known',
      line(1, 'return', 'returned'),
      { credit: credit('a', { known: true }) },
      'already_known',
    ],
    [
      'one that was never released',
      line(1, 'transaction', 'rejected'),
      { credit: credit('a', { released: false }) },
      'not_released',
    ],
    [
      'another amount',
      line(1, 'return', 'returned', { amount: '769.24' }),
      { credit: credit('a') },
      'amount_differs',
    ],
    [
      'the same amount in other words',
      line(1, 'return', 'returned', { amount: '769.23', currency: 'GBP' }),
      { credit: credit('a') },
      'returned',
    ],
    [
      'other money',
      line(1, 'transaction', 'rejected', { currency: 'EUR' }),
      { credit: credit('a') },
      'amount_differs',
    ],
    ['a file rejected', line(1, 'group', 'rejected'), whole(credit('a'), credit('b')), 'rejected'],
    [
      'a file rejected again',
      line(1, 'group', 'rejected'),
      whole(credit('a', { known: true })),
      'already_known',
    ],
    [
      'a file never released',
      line(1, 'group', 'rejected'),
      whole(credit('a', { released: false })),
      'not_released',
    ],
    [
      'one rejected as a duplicate',
      line(1, 'transaction', 'rejected', { code: 'AM05' }),
      { credit: credit('a') },
      'unclear',
    ],
    [
      'a file that is one',
      line(1, 'group', 'rejected', { code: 'DU01' }),
      whole(credit('a')),
      'unclear',
    ],
    ['one settled', line(1, 'transaction', 'settled'), { credit: credit('a') }, 'settled'],
    ['a file accepted', line(1, 'group', 'accepted'), whole(credit('a')), 'accepted'],
  ])('of %s', (_what, one, target, outcome) => {
    const { outcomes, returns } = outcomesOf([{ line: one, target }], KNOWN);
    expect(outcomes.get(1)).toBe(outcome);
    const back = outcome === 'rejected' || outcome === 'returned';
    expect(returns.length > 0).toBe(back);
  });

  it('names a credit by its own line before that of its block, wherever they stand', () => {
    const [a, b] = [credit('a'), credit('b')];
    const { outcomes, returns } = outcomesOf(
      [
        { line: line(1, 'payment', 'rejected', { code: 'DT01' }), target: whole(a, b) },
        { line: line(2, 'transaction', 'rejected', { code: 'AC04' }), target: { credit: b } },
        { line: line(3, 'transaction', 'rejected', { code: 'AC01' }), target: { credit: b } },
      ],
      KNOWN,
    );
    expect([...outcomes].toSorted(([a], [b]) => a - b)).toEqual([
      [1, 'rejected'],
      [2, 'rejected'],
      [3, 'already_known'],
    ]);
    expect(returns.map(({ creditId, code, named }) => [creditId, code, named])).toEqual([
      ['b', 'AC04', true],
      ['a', 'DT01', false],
    ]);
  });

  it('says that a block was rejected of which every payment was named by itself', () => {
    const a = credit('a');
    const { outcomes } = outcomesOf(
      [
        { line: line(1, 'payment', 'rejected'), target: whole(a) },
        { line: line(2, 'transaction', 'rejected', { code: 'AC04' }), target: { credit: a } },
      ],
      KNOWN,
    );
    expect([outcomes.get(1), outcomes.get(2)]).toEqual(['rejected', 'rejected']);
  });

  it('leaves alone what was settled, named as unclear, or more than is left', () => {
    const [a, b, c] = [credit('a'), credit('b'), credit('c')];
    const cases = [
      { ...KNOWN, settled: new Set(['a']) },
      { ...KNOWN, left: new Map([['run', money('2307.68')]]) },
    ];
    const file = { line: line(1, 'group', 'rejected'), target: whole(a, b, c) };
    for (const known of cases) {
      const { outcomes, returns, unclear } = outcomesOf([file], known);
      expect([outcomes.get(1), returns, unclear.length]).toEqual(['unclear', [], 3]);
    }
    const named = {
      line: line(2, 'transaction', 'rejected', { code: 'AM05' }),
      target: { credit: b },
    };
    const { returns, unclear } = outcomesOf([file, named], KNOWN);
    expect(returns.map(({ creditId }) => creditId)).toEqual(['a', 'c']);
    expect(unclear).toMatchObject([{ creditId: 'b', code: 'AM05', named: true }]);
    const enough = { ...KNOWN, left: new Map([['run', money('2307.69')]]) };
    expect(outcomesOf([file], enough).returns).toHaveLength(3);
  });

  it('brings a credit back at most once, and never one that was known or not released', () => {
    const credits = fc.uniqueArray(
      fc.record({ id: fc.nat(9).map(String), known: fc.boolean(), released: fc.constant(true) }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
    );
    const said = fc.constantFrom<Said>('accepted', 'rejected', 'returned', 'advised', 'settled');
    const level = fc.constantFrom<AnswerLevel>('group', 'payment', 'transaction', 'return');
    fc.assert(
      fc.property(
        credits,
        fc.array(fc.record({ said, level, nth: fc.nat(7) }), { maxLength: 20 }),
        (made, said) => {
          const all = made.map((one) => credit(one.id, one));
          const matched = said.map((one, n): MatchedLine => {
            const isWhole = one.level === 'group' || one.level === 'payment';
            const target = isWhole ? whole(...all) : { credit: all[one.nth % all.length]! };
            return { line: line(n + 1, one.level, one.said), target };
          });
          const { outcomes, returns, unclear } = outcomesOf(matched, KNOWN);
          const ids = returns.map((one) => one.creditId);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.filter((id) => made.find((one) => one.id === id)!.known)).toEqual([]);
          expect(outcomes.size).toBe(said.length);
          // What the bank has settled was not rejected, whatever else the file says of it.
          const settled = matched.flatMap(({ line: { said }, target }) =>
            said !== 'settled' || target === null
              ? []
              : 'credit' in target
                ? [target.credit.id]
                : target.credits.map(({ id }) => id),
          );
          const rejected = returns.filter(({ how }) => how === 'rejected');
          expect(rejected.filter(({ creditId }) => settled.includes(creditId))).toEqual([]);
          expect(unclear.filter(({ creditId }) => ids.includes(creditId))).toEqual([]);
          // Whoever is told that something came back finds it, and by that line.
          for (const one of returns) {
            expect(['rejected', 'returned']).toContain(outcomes.get(one.line));
          }
        },
      ),
    );
  });
});

describe('what a bank names', () => {
  it.each([
    ['TESTSHIRE-00001A', { serial: '00001A', block: null }],
    ['testshire-000001', { serial: '000001', block: null }],
    ['TESTSHIRE-000001-2', { serial: '000001', block: 2 }],
    ['OTHERSHIRE-000001', null],
    ['TESTSHIRE-00001', null],
    ['TESTSHIRE-000001-2-3', null],
    ['', null],
    [null, null],
  ])('%s is the run %j', (identifier, run) => {
    expect(runNamed('testshire', identifier)).toEqual(run);
  });

  it.each([
    ['PB 000001 000002', 'PB 000001 000002'],
    [' PB 000001 C000002 ', 'PB 000001 C000002'],
    ['PB000001000002', 'PB 000001 000002'],
    ['pb 00001a c000002', 'PB 00001A C000002'],
    ['PB 000001 00002', null],
    ['RENT', null],
    [null, null],
  ])('%s is our reference %s', (given, reference) => {
    expect(referenceNamed(given)?.reference ?? null).toBe(reference);
  });
});
