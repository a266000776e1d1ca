import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Decimal,
  REMAINDERS,
  ZERO,
  instalments,
  instalmentsByWeeks,
  makesOne,
  money,
  parseFraction,
  penceOf,
  proRata,
  split,
  splitByWeights,
  splitByWholes,
  splitCumulatively,
  sum,
  toPence,
  toText,
  weightsOf,
  wholesOf,
  withoutMost,
  type Remainder,
} from '../src/money.ts';

const texts = (amounts: readonly Decimal[]): string[] => amounts.map(toText);
const fractions = (...list: string[]) => list.map((text) => parseFraction(text)!);
const pence = fc.integer({ min: 1, max: 100_000_000 }).map((n) => new Decimal(n).div(100));
const weights = fc
  .array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 })
  .map((list) => list.map((n) => new Decimal(n)));

describe('amounts', () => {
  it('refuses operators, which would compare text', () => {
    const [nine, ten] = [money('9'), money('10')];
    expect(() => (nine as unknown as number) > (ten as unknown as number)).toThrow(/operator/);
    expect(() => (nine as unknown as number) + 1).toThrow(/operator/);
    expect(String(nine)).toBe('9');
  });
  it('writes two decimals and never rounds on the way out', () => {
    expect(toText(money('-12.3'))).toBe('-12.30');
    expect(toText(money('-0'))).toBe('0.00');
    expect(() => toText(money('1.005'))).toThrow(RangeError);
  });
  it('rounds half up to pence (R1)', () => {
    expect(toText(toPence(money('1.005')))).toBe('1.01');
    expect(toText(toPence(money('-1.005')))).toBe('-1.01');
  });
});

describe('splits (R3)', () => {
  it.each([
    ['20000.00', ['1/3', '1/3', '1/3'], ['6666.67', '6666.67', '6666.66']],
    ['10000.00', ['1/3', '1/3', '1/3'], ['3333.34', '3333.33', '3333.33']],
    ['100.01', ['1/3', '1/3', '1/3'], ['33.34', '33.34', '33.33']],
    ['0.02', ['1/3', '1/3', '1/3'], ['0.01', '0.01', '0.00']],
    ['769.24', ['3/5', '2/5'], ['461.54', '307.70']],
    ['-137.36', ['3/5', '2/5'], ['-82.42', '-54.94']],
  ])('%s in %j is %j', (amount, parts, expected) => {
    expect(texts(split(money(amount), fractions(...parts)))).toEqual(expected);
  });
  it('always adds up, within a penny of exact', () => {
    fc.assert(
      fc.property(pence, weights, (amount, parts) => {
        const result = splitByWeights(amount, parts);
        expect(toText(sum(result))).toBe(toText(amount));
        const whole = sum(parts);
        result.forEach((part, i) => {
          const exact = amount.times(parts[i]!).div(whole);
          expect(part.minus(exact).abs().lt('0.01')).toBe(true);
        });
      }),
    );
  });
});

describe('whole numbers', () => {
  it('decide a tie exactly, with more digits than a Decimal keeps', () => {
    const many = 10n ** 60n;
    // Of 0.01 the last has more than half by one in a number of 61 digits.
    expect(texts(splitByWholes(money('0.01'), [many, many + 1n]))).toEqual(['0.00', '0.01']);
    expect(texts(splitByWholes(money('0.01'), [many, many]))).toEqual(['0.01', '0.00']);
    expect(() => splitByWholes(money('0.01'), [0n])).toThrow('above zero');
  });
  it('keep the proportions of weights', () => {
    expect(wholesOf(['0.5', '12', '3.125'].map(money))).toEqual([500n, 12_000n, 3_125n]);
    expect(wholesOf([])).toEqual([]);
  });
  it('are whole pence or an error', () => {
    expect(penceOf(money('-12.30'))).toBe(-1230n);
    expect(() => penceOf(money('0.005'))).toThrow('parts of a penny');
    expect(() => splitByWeights(money('0.005'), [money('1')])).toThrow('parts of a penny');
  });
  it('come off the largest parts first', () => {
    const parts = ['0.05', '0.10', '0.09'].map(money);
    expect(texts(withoutMost(parts, money('0.06')))).toEqual(['0.05', '0.06', '0.07']);
    expect(texts(withoutMost(parts, money('0.24')))).toEqual(['0.00', '0.00', '0.00']);
  });
});

describe('fractions', () => {
  it('must make exactly one', () => {
    expect(makesOne(fractions('1/3', '1/3', '1/3'))).toBe(true);
    expect(makesOne(fractions('33/100', '33/100', '33/100'))).toBe(false);
    expect(makesOne([])).toBe(false);
  });
  it.each(['0/5', '6/5', '1/0', '0.5', '1', '-1/2'])('%s is none', (text) => {
    expect(parseFraction(text)).toBeNull();
  });
});

describe('case 1: 10,000.00 in 13 instalments, 60/40', () => {
  const rows = instalments(money('10000.00'), 13);
  const parts = splitCumulatively(rows, weightsOf(fractions('3/5', '2/5')));
  it('pays 769.24 in period 7 and 769.23 in all others (R2)', () => {
    expect(texts(rows)).toEqual(
      Array.from({ length: 13 }, (_, n) => (n === 6 ? '769.24' : '769.23')),
    );
  });
  it('splits so that rows and columns are exact (R4)', () => {
    const education = parts.map((row) => toText(row[0]!));
    const social = parts.map((row) => toText(row[1]!));
    expect(education).toEqual([
      '461.54',
      '461.54',
      '461.53',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.53',
      '461.54',
      '461.54',
    ]);
    expect(social).toEqual([
      '307.69',
      '307.69',
      '307.70',
      '307.69',
      '307.69',
      '307.69',
      '307.70',
      '307.69',
      '307.69',
      '307.69',
      '307.70',
      '307.69',
      '307.69',
    ]);
    expect(toText(sum(parts.map((row) => row[0]!)))).toBe('6000.00');
    expect(toText(sum(parts.map((row) => row[1]!)))).toBe('4000.00');
  });
  it('avoids trap 1: each payment split alone gives 6,000.02 and 3,999.98', () => {
    const alone = rows.map((row) => toPence(row.times(3).div(5)));
    expect(toText(sum(alone))).toBe('6000.02');
  });
  it('avoids trap 2: each stream scheduled alone gives uneven rows', () => {
    const [education, social] = [
      instalments(money('6000.00'), 13),
      instalments(money('4000.00'), 13),
    ];
    expect(toText(education[2]!.plus(social[2]!))).toBe('769.24');
    expect(toText(sum(parts[2]!))).toBe('769.23');
  });
});

describe('cumulative splits (R4)', () => {
  it('reproduces the quarterly recharge of case 4', () => {
    const spend = ['4321.45', '5000.01', '4999.99', '5678.55'].map(money);
    const parts = splitCumulatively(spend, weightsOf(fractions('1/3', '1/3', '1/3')));
    expect(parts.map(texts)).toEqual([
      ['1440.49', '1440.48', '1440.48'],
      ['1666.67', '1666.67', '1666.67'],
      ['1666.66', '1666.67', '1666.66'],
      ['1892.85', '1892.85', '1892.85'],
    ]);
  });
  it('adds up by row, stays within two pennies by column and never steps back', () => {
    const small = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(small, weights, (list, parts) => {
        const rows = list.map((n) => new Decimal(n).div(100));
        const result = splitCumulatively(rows, parts);
        result.forEach((row, i) => {
          expect(toText(sum(row))).toBe(toText(rows[i]!));
          row.forEach((part) => expect(part.lt(0)).toBe(false));
        });
        const whole = sum(parts);
        parts.forEach((weight, column) => {
          const exact = sum(rows).times(weight).div(whole);
          const given = sum(result.map((row) => row[column]!));
          expect(given.minus(exact).abs().lt('0.03')).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });
  it('goes on from where an earlier split ended', () => {
    const parts = weightsOf(fractions('1/2', '1/2'));
    const [first] = splitCumulatively([money('17.99')], parts);
    const [second] = splitCumulatively([money('17.98')], parts, {
      total: money('17.99'),
      parts: first!,
    });
    expect(texts([first![0]!.plus(second![0]!), first![1]!.plus(second![1]!)])).toEqual([
      '17.99',
      '17.98',
    ]);
  });
});

describe('instalments', () => {
  const remainder = fc.constantFrom(...REMAINDERS);

  it('always add up, whichever of them has the pence that do not divide evenly', () => {
    fc.assert(
      fc.property(pence, fc.integer({ min: 1, max: 53 }), remainder, (total, count, where) => {
        expect(toText(sum(instalments(total, count, where)))).toBe(toText(total));
      }),
    );
  });

  it.each<[Remainder, string, string, string]>([
    ['cumulative', '769.23', '769.24', '769.23'],
    ['first', '769.24', '769.23', '769.23'],
    ['last', '769.23', '769.23', '769.24'],
  ])('of case 1, %s, are %s first, %s seventh and %s last', (where, first, seventh, last) => {
    const rows = texts(instalments(money('10000.00'), 13, where));
    expect([rows[0], rows[6], rows[12]]).toEqual([first, seventh, last]);
    expect(rows.filter((amount) => amount === '769.23')).toHaveLength(12);
  });

  it('put all of the pence that are left on one of them, and never take any off it', () => {
    expect(texts(instalments(money('100.05'), 11, 'first')).slice(0, 2)).toEqual(['9.15', '9.09']);
    expect(texts(instalments(money('100.05'), 11, 'last')).slice(-2)).toEqual(['9.09', '9.15']);
    expect(texts(instalmentsByWeeks(money('100.00'), [14, 12, 13], 'first'))).toEqual([
      '35.91',
      '30.76',
      '33.33',
    ]);
    const weeks = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(pence, weeks, fc.constantFrom('first', 'last'), (total, list, where) => {
        const all = list.reduce((count, one) => count + one, 0);
        const rows = instalmentsByWeeks(total, list, where);
        const bearer = where === 'first' ? 0 : list.length - 1;
        rows.forEach((row, n) => {
          const above = row.minus(total.times(list[n]!).div(all));
          expect(n === bearer ? above.gte(0) : above.lte(0) && above.gt('-0.01')).toBe(true);
        });
      }),
    );
  });
});

it('pro rata by days (R5)', () => {
  expect(toText(toPence(proRata(money('769.24'), 23, 28)))).toBe('631.88');
  expect(toText(sum([ZERO]))).toBe('0.00');
});
