import { describe, expect, it } from 'vitest';
import { readModulusTable } from '../../src/payees/modulus-file.ts';
import { SUBSTITUTIONS, WEIGHTS } from './modulus-cases.ts';

const GOOD = '089999 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1';
const whereOf = (weights: string, substitutions = '') =>
  readModulusTable(weights, substitutions).faults.map(({ where }) => where);

describe('the published files', () => {
  it('are read with their columns apart by spaces and any line ends', () => {
    const { lines, substitutions, faults } = readModulusTable(
      `\uFEFF${WEIGHTS.replaceAll('\n', '\r\n')}\r\n`,
      SUBSTITUTIONS,
    );
    expect(faults).toEqual([]);
    expect(lines).toHaveLength(WEIGHTS.trim().split('\n').length);
    expect(lines[1]).toEqual({
      line: 2,
      fromSortCode: '070116',
      toSortCode: '070116',
      method: 'MOD10',
      weights: [0, 3, 2, 4, 5, 8, 9, 4, 5, 6, 7, 8, 9, -1],
      exception: 13,
    });
    expect(lines[3]).toMatchObject({ method: 'MOD10', exception: null });
    expect([...substitutions]).toEqual([['938600', '938611']]);
  });

  it.each([
    ['a column too few', GOOD.slice(0, -2), '17 or 18 columns. Found 16.'],
    ['a column too many', `${GOOD} 1 1`, 'Found 19.'],
    ['a sort code of five digits', GOOD.replace('089999', '08999'), 'six digits'],
    ['a range that ends before it begins', GOOD.replace(' 089999', ' 089998'), 'before the first'],
    ['another method', GOOD.replace('MOD10', 'MOD12'), 'MOD10, MOD11 or DBLAL'],
    ['a weight that is no number', GOOD.replace(' 3 ', ' x '), 'whole number'],
    ['a weight with decimals', GOOD.replace(' 3 ', ' 3.5 '), 'whole number'],
    ['an exception that is unknown', `${GOOD} 15`, '1 to 14'],
    ['an exception of 0', `${GOOD} 0`, '1 to 14'],
  ])('are refused with %s', (_what, line, sentence) => {
    const { faults, lines } = readModulusTable(
      `${GOOD.replaceAll('089999', '010000')}\n${line}`,
      '',
    );
    expect(faults).toEqual([
      { where: 'weights, line 2', message: expect.stringContaining(sentence) },
    ]);
    expect(lines).toHaveLength(1);
  });

  it('are refused with every fault of every line, in order', () => {
    const broken = 'x y z 0 0 0 0 0 0 7 1 3 7 1 3 7 1 99';
    expect(whereOf(`${broken}\n\n${GOOD} 0`, '938600\n938600 938611\n938600 938612')).toEqual([
      'weights, line 1',
      'weights, line 1',
      'weights, line 1',
      'weights, line 3',
      'substitutions, line 1',
      'substitutions, line 3',
    ]);
  });

  it('are refused with no line of weights', () => {
    expect(whereOf(' \n')).toEqual(['weights, line 1']);
  });

  it('give a sort code two checks at most, in ranges that overlap too', () => {
    const wide = GOOD.replace('089999 089999', '080000 089999');
    expect(whereOf([GOOD, wide].join('\n'))).toEqual([]);
    expect(whereOf([GOOD, wide, GOOD].join('\n'))).toEqual(['weights, line 3']);
  });
});
