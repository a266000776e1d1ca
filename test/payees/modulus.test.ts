import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModulus } from '../../src/payees/modulus.ts';
import { readModulusTable } from '../../src/payees/modulus-file.ts';
import { CASES, SUBSTITUTIONS, WEIGHTS } from './modulus-cases.ts';

const table = readModulusTable(WEIGHTS, SUBSTITUTIONS);

describe('the modulus check', () => {
  it('has a table for its cases in order', () => {
    expect(table.faults).toEqual([]);
  });

  it.each(CASES)('%s: %s %s', (_what, sortCode, accountNumber, outcome) => {
    expect(checkModulus(table, sortCode, accountNumber)).toBe(outcome);
  });

  it.each([
    // By hand: 14 takes the eighth digit away only where it is 0, 1 or 9.
    ['14, an eighth digit of another kind', '180002', '00000192', 'fail'],
    ['14, that does not fit either way', '180002', '00000011', 'fail'],
    ['14, that fits as it is', '180002', '88837491', 'pass'],
    ['4, a remainder of one digit that is not gh', '134020', '63849230', 'fail'],
    ['3, c is neither and the double alternate does not fit', '827101', '28748343', 'fail'],
    ['7, where neither weights fit', '772798', '99345695', 'fail'],
    ['8, that does not fit', '086090', '06774745', 'fail'],
    ['10 and 11, where neither fits', '871427', '46238511', 'fail'],
    ['12 and 13, where neither fits', '070116', '34012584', 'fail'],
    ['2 and 9, where neither fits', '309070', '02355689', 'fail'],
    ['6, a is 4 but g and h differ', '200915', '41011167', 'fail'],
    ['6, g and h are the same but a is 3', '200915', '31011166', 'fail'],
  ])('refuses or lets pass %s: %s %s', (_what, sortCode, accountNumber, outcome) => {
    expect(checkModulus(table, sortCode, accountNumber)).toBe(outcome);
  });

  it('lets at most one digit pass in each place, by modulus 11 with no weight of 0', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{8}$/), fc.nat(7), (number, place) => {
        const fitting = Array.from({ length: 10 }, (_, digit) =>
          checkModulus(
            table,
            '107999',
            `${number.slice(0, place)}${digit}${number.slice(place + 1)}`,
          ),
        ).filter((outcome) => outcome === 'pass');
        expect(fitting.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    ['20-00-00', '12345678'],
    ['200000', '1234567'],
  ])('takes nothing but digits: %s %s', (sortCode, accountNumber) => {
    expect(() => checkModulus(table, sortCode, accountNumber)).toThrow(RangeError);
  });
});

const VECTORS = new URL('../../../shared/fixtures/uk-modulus/vectors.csv', import.meta.url);
const isPresent = existsSync(VECTORS);

describe(`the published vectors${isPresent ? '' : ' (not present)'}`, () => {
  it.skipIf(!isPresent)('are judged as published wherever the small table has their line', () => {
    const [, ...rows] = readFileSync(VECTORS, 'utf8').trim().split(/\r?\n/);
    const judged = rows
      .map((row) => row.split(','))
      .filter(([sortCode = '']) =>
        table.lines.some((one) => one.fromSortCode <= sortCode && sortCode <= one.toSortCode),
      );
    expect(judged.length).toBeGreaterThan(30);
    const wrong = judged.filter(([sortCode = '', accountNumber = '', valid]) => {
      const outcome = checkModulus(table, sortCode, accountNumber);
      return (outcome === 'fail') === (valid === 'true');
    });
    expect(wrong).toEqual([]);
  });
});
