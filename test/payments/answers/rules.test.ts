import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerLevel, AnswerLine, Said } from '../../../src/payments/answers/answer.ts';
import {
  outcomesOf,
  referenceNamed,
  runNamed,
  type MatchedLine,
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
    ['a file accepted', line(1, 'group', 'accepted'), whole(credit('a')), 'accepted'],
  ])('of %s', (_what, one, target, outcome) => {
    const { outcomes, returns } = outcomesOf([{ line: one, target }]);
    expect(outcomes.get(1)).toBe(outcome);
    const back = outcome === 'rejected' || outcome === 'returned';
    expect(returns.length > 0).toBe(back);
  });

  it('names a credit by its own line before that of its block, wherever they stand', () => {
    const [a, b] = [credit('a'), credit('b')];
    const { outcomes, returns } = outcomesOf([
      { line: line(1, 'payment', 'rejected', { code: 'DT01' }), target: whole(a, b) },
      { line: line(2, 'transaction', 'rejected', { code: 'AC04' }), target: { credit: b } },
      { line: line(3, 'transaction', 'rejected', { code: 'AC01' }), target: { credit: b } },
    ]);
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
    const { outcomes } = outcomesOf([
      { line: line(1, 'payment', 'rejected'), target: whole(a) },
      { line: line(2, 'transaction', 'rejected', { code: 'AC04' }), target: { credit: a } },
    ]);
    expect([outcomes.get(1), outcomes.get(2)]).toEqual(['rejected', 'rejected']);
  });

  it('brings a credit back at most once, and never one that was known or not released', () => {
    const credits = fc.uniqueArray(
      fc.record({ id: fc.nat(9).map(String), known: fc.boolean(), released: fc.constant(true) }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
    );
    const said = fc.constantFrom<Said>('accepted', 'rejected', 'returned', 'advised', 'pending');
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
          const { outcomes, returns } = outcomesOf(matched);
          const ids = returns.map((one) => one.creditId);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.filter((id) => made.find((one) => one.id === id)!.known)).toEqual([]);
          expect(outcomes.size).toBe(said.length);
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
