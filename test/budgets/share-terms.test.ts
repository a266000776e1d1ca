import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut, type ShareTerm } from '../../src/budgets/share-terms.ts';
import { Decimal, money, parseFraction, sum, toText } from '../../src/money.ts';

/** How shares are stated: fractions, capped fractions, fixed amounts, lines and the rest. */
const fraction = (text: string): ShareTerm => ({ fraction: parseFraction(text)! });
const capped = (text: string, upTo: string): ShareTerm => ({
  fraction: parseFraction(text)!,
  upTo: money(upTo),
});
const fixed = (amount: string): ShareTerm => ({ fixed: money(amount) });
const lines = (amount: string): ShareTerm => ({ lines: money(amount) });
const rest: ShareTerm = { rest: true };

describe('shares', () => {
  it.each<[string, string, ShareTerm[], string[]]>([
    [
      'by fraction',
      '100.01',
      [fraction('1/3'), fraction('1/3'), fraction('1/3')],
      ['33.34', '33.34', '33.33'],
    ],
    ['by fixed amounts', '100.00', [fixed('60.00'), rest], ['60.00', '40.00']],
    [
      'by lines',
      '100.00',
      [lines('64.50'), lines('0.00'), lines('35.50')],
      ['64.50', '0.00', '35.50'],
    ],
    ['capped, below the cap', '100.00', [capped('1/2', '60.00'), rest], ['50.00', '50.00']],
    ['capped, at the cap', '120.00', [capped('1/2', '60.00'), rest], ['60.00', '60.00']],
    ['capped, above the cap', '200.00', [capped('1/2', '60.00'), rest], ['60.00', '140.00']],
    [
      'two capped, one above its cap',
      '100.01',
      [capped('1/3', '33.00'), rest, capped('1/3', '50.00')],
      ['33.00', '33.68', '33.33'],
    ],
    ['a tie goes to the earlier share', '0.01', [rest, capped('1/2', '1.00')], ['0.01', '0.00']],
    [
      'capped beside a fixed amount',
      '100.00',
      [capped('1/2', '60.00'), fixed('20.00'), rest],
      ['50.00', '20.00', '30.00'],
    ],
    ['all of it, up to a cap', '100.00', [capped('1/1', '60.00'), rest], ['60.00', '40.00']],
    ['all of it, below the cap', '50.00', [capped('1/1', '60.00'), rest], ['50.00', '0.00']],
  ])('%s', (_, amount, terms, expected) => {
    const shared = shareOut(money(amount), terms);
    expect(shared.ok && shared.amounts.map(toText)).toEqual(expected);
    expect(shared.ok && shared.weights).toHaveLength(terms.length);
  });

  it.each<[string, ShareTerm[], string]>([
    ['fractions', [fraction('33/100'), fraction('33/100')], '33/100 + 33/100 do not make 1'],
    ['a fraction and a fixed amount', [fraction('1/2'), fixed('50.00')], 'Use fractions for all'],
    ['fixed amounts that make less', [fixed('60.00')], 'make 60.00, and 100.00 is agreed'],
    ['nothing for the rest', [fixed('100.00'), rest], 'leave nothing of 100.00'],
    ['two that take the rest', [rest, rest], 'At most one'],
    ['some by lines', [lines('60.00'), rest], '1 of 2 shares are by lines'],
    ['lines that make less', [lines('60.00'), lines('39.99')], 'make 99.99, and 100.00 is agreed'],
    ['no rest beside a cap', [capped('1/1', '60.00')], 'Found 0 shares that take the rest'],
    ['two rests beside a cap', [capped('1/2', '60.00'), rest, rest], 'Found 2 shares'],
    [
      'an uncapped fraction beside a cap',
      [capped('1/2', '9.00'), fraction('1/2'), rest],
      'Give each fraction a cap',
    ],
    [
      'capped fractions above one',
      [capped('2/3', '9.00'), capped('1/2', '9.00'), rest],
      '2/3 + 1/2 are more than 1',
    ],
    [
      'a rest below zero',
      [capped('1/2', '60.00'), fixed('50.01'), rest],
      'make 100.01, more than the 100.00',
    ],
  ])('refuses %s, and says what was found', (_, terms, message) => {
    const shared = shareOut(money('100.00'), terms);
    expect(shared.ok ? 'taken' : shared.message).toContain(message);
  });
});

const pence = (count: number): Decimal => new Decimal(count).div(100);
const cappedTerms: fc.Arbitrary<ShareTerm[]> = fc
  .array(
    fc.record({
      numerator: fc.integer({ min: 1, max: 99_999 }),
      upTo: fc.integer({ min: 0, max: 5_000_00 }).map(pence),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .chain((shares) =>
    fc
      .record({
        above: fc.integer({ min: 0, max: 99_999 }),
        at: fc.integer({ min: 0, max: shares.length }),
      })
      .map(({ above, at }) => {
        const denominator = shares.reduce((total, one) => total + one.numerator, above);
        const terms = shares.map(({ numerator, upTo }): ShareTerm => ({
          fraction: { numerator, denominator },
          upTo,
        }));
        return terms.toSpliced(at, 0, rest);
      }),
  );

describe('capped shares, over random terms', () => {
  it('make the amount, keep to their caps and fractions, and none is below zero', () => {
    const amounts = fc.oneof(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 100_000_00 }),
    );
    fc.assert(
      fc.property(amounts.map(pence), cappedTerms, (amount, terms) => {
        const shared = shareOut(amount, terms);
        if (!shared.ok) throw new Error(shared.message);
        expect(toText(sum(shared.amounts))).toBe(toText(amount));
        shared.amounts.forEach((part, n) => {
          expect(part.gte(0) && part.decimalPlaces() <= 2).toBe(true);
          const term = terms[n]!;
          const most = 'upTo' in term ? term.upTo : amount;
          const { numerator, denominator } =
            'fraction' in term ? term.fraction : { numerator: 1, denominator: 1 };
          const exact = amount.times(numerator).div(denominator);
          expect(part.lte(most) && part.minus(exact).lt('0.01')).toBe(true);
          const reached = part.eq(most) || exact.minus(part).lt('0.01') || 'rest' in term;
          expect(reached).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });
});
