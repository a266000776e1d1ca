import { describe, expect, it } from 'vitest';
import { withRivals, type FoundSum } from '../../src/reconciliation/matching/sum-rivals.ts';

/** Sums that take the same contest each other, and every one of them is kept. */
const sumOf = (lineIds: string[], expected: string[], more: Partial<FoundSum> = {}): FoundSum => ({
  result: 'unique',
  lineN: '1',
  lineIds,
  expected,
  amounts: [],
  days: 0,
  others: [],
  ...more,
});

const contested = (found: FoundSum[]) =>
  withRivals(found).map(({ rivals, otherLines, others }) => [rivals, otherLines, others]);

describe('sums that a rule found', () => {
  it('have no rivals where each takes its own', () => {
    expect(contested([sumOf(['1'], ['a', 'b']), sumOf(['2'], ['c', 'd'])])).toEqual([
      [0, [], []],
      [0, [], []],
    ]);
  });

  it('are rivals where they share an expected line, or a line', () => {
    expect(contested([sumOf(['1'], ['a', 'b']), sumOf(['2'], ['b', 'c'])])).toEqual([
      [1, ['2'], ['c']],
      [1, ['1'], ['a']],
    ]);
    expect(contested([sumOf(['1', '2'], ['a']), sumOf(['1', '2'], ['b'])])).toEqual([
      [1, [], ['b']],
      [1, [], ['a']],
    ]);
  });

  it('are contested by what may be a sum of the same, and not by what was given up', () => {
    const several = sumOf(['2'], ['c', 'd'], { result: 'several', others: ['b', 'e'] });
    expect(contested([sumOf(['1'], ['a', 'b']), several])).toEqual([
      [1, ['2'], ['c', 'd']],
      [2, [], ['b', 'e']],
    ]);
    const gaveUp = sumOf(['1'], ['a'], { result: 'gave_up' });
    expect(contested([sumOf(['1'], ['a', 'b']), gaveUp])[0]).toEqual([0, [], []]);
  });
});
