import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenRows, type Breakdown } from '../../src/reports/small-numbers.ts';

type Counts = readonly number[];

const addingUp = (...counts: number[]): Breakdown => ({
  addsUp: true,
  groups: counts.map((count) => [count]),
});
const overlapping = (...counts: number[]): Breakdown => ({
  addsUp: false,
  groups: counts.map((count) => [count]),
});
const sum = (counts: Counts): number => counts.reduce((all, one) => all + one, 0);
const hiddenOf = (whole: number, breakdown: Breakdown, below = 5) => {
  const { whole: all, groups } = hiddenRows([whole], [breakdown], below);
  return all ? 'all' : [...groups[0]!].sort((a, b) => a - b);
};

describe('small numbers', () => {
  it.each([
    ['nothing is hidden where no count is small', 17, addingUp(5, 12, 0), []],
    [
      'with a small one goes the next, so that no difference gives it',
      30,
      addingUp(8, 3, 9, 10),
      [1, 2],
    ],
    ['after the last comes the first', 30, addingUp(18, 9, 3), [0, 2]],
    ['nobody is no company', 30, addingUp(8, 3, 0, 19), [1, 3]],
    ['two small ones that come to a small sum need a third', 30, addingUp(2, 2, 26), [0, 1, 2]],
    ['two small ones that come to enough do not', 30, addingUp(2, 4, 24), [0, 1]],
    ['two that can only be the most there is need a third', 40, addingUp(4, 16, 4, 16), [0, 1, 2]],
    ['groups that overlap need one that is not small', 30, overlapping(2, 3, 28), [0, 1, 2]],
    ['where that is every group but the empty, they go too', 30, addingUp(3, 27, 0), [0, 1, 2]],
    ['a whole that is small hides all', 4, addingUp(4, 0), 'all'],
    ['and so does one that everybody could be told from', 5, addingUp(1, 1, 1, 1, 1), 'all'],
    ['zero is shown', 0, addingUp(0, 0), []],
  ] as const)('%s', (_what, whole, breakdown, hidden) => {
    expect(hiddenOf(whole, breakdown)).toEqual(hidden);
  });
  it('a row is hidden for any of its counts, and then with all of them', () => {
    const groups = [
      [0, 3],
      [6, 20],
      [7, 30],
    ];
    const found = hiddenRows([13, 53], [{ addsUp: true, groups }], 5);
    expect([...found.groups[0]!]).toEqual([0, 1]);
  });
});

/** All rows of so many counts that come to a sum, or that overlap and may come to more. */
function* tables(rows: number, whole: number, addsUp: boolean): Generator<Counts> {
  function* from(before: Counts): Generator<Counts> {
    if (before.length < rows) {
      const most = addsUp ? whole - sum(before) : whole;
      for (let next = 0; next <= most; next += 1) yield* from([...before, next]);
    } else if (addsUp ? sum(before) === whole : sum(before) >= whole) yield before;
  }
  yield* from([]);
}

/** What is published of a table: the counts that are shown, and where the others are. */
function published(whole: Counts, groups: readonly Counts[], addsUp: boolean, below: number) {
  const hidden = hiddenRows(whole, [{ addsUp, groups }], below);
  const shown = groups.map((counts, place) => (hidden.groups[0]!.has(place) ? 'c' : counts.join()));
  return { text: `${hidden.whole ? 'c' : whole.join()}: ${shown.join(' ')}`, hidden };
}

/** Counts that somebody who knows the rules can tell, of all tables that there can be. */
function* toldFrom(
  all: Iterable<{ whole: Counts; groups: readonly Counts[] }>,
  addsUp: boolean,
  below: number,
): Generator<string> {
  const possible = new Map<string, Set<number>>();
  for (const { whole, groups } of all) {
    const { text, hidden } = published(whole, groups, addsUp, below);
    const cells: [string, Counts][] = hidden.whole ? [['whole', whole]] : [];
    for (const place of hidden.groups[0]!) cells.push([String(place), groups[place]!]);
    for (const [place, counts] of cells) {
      for (const [kind, count] of counts.entries()) {
        const cell = `${text}, row ${place}, count ${kind}`;
        possible.set(cell, (possible.get(cell) ?? new Set()).add(count));
      }
    }
  }
  for (const [cell, values] of possible) {
    const [only] = values;
    if (values.size === 1 && only! > 0 && only! < below) yield `${cell} is ${only}`;
  }
}

describe('somebody who knows the rules, all that is shown, and what adds up', () => {
  const sizes = [2, 3, 4, 5].flatMap((rows) => [3, 4, 5].map((below) => [rows, below] as const));
  it.each(sizes)('cannot tell a hidden one of %i groups that add up, below %i', (rows, below) => {
    const all = Array.from({ length: rows < 5 ? 20 : 14 }, (_, whole) =>
      Array.from(tables(rows, whole, true)),
    ).flat();
    const given = all.map((counts) => ({
      whole: [sum(counts)],
      groups: counts.map((one) => [one]),
    }));
    expect([...toldFrom(given, true, below)].slice(0, 5)).toEqual([]);
  });
  it.each([
    [2, 3],
    [2, 5],
    [3, 3],
    [3, 5],
  ])('cannot tell a hidden one of %i groups that overlap, below %i', (rows, below) => {
    const given = Array.from({ length: rows < 3 ? 16 : 11 }, (_, whole) =>
      [...tables(rows, whole, false)].map((counts) => ({
        whole: [whole],
        groups: counts.map((one) => [one]),
      })),
    ).flat();
    expect([...toldFrom(given, false, below)].slice(0, 5)).toEqual([]);
  });
  it('cannot tell one of two counts either, such as people by their plans', () => {
    const given = Array.from({ length: 10 }, (_, plans) =>
      [...tables(3, plans, true)].flatMap((each) =>
        [...pairsBelow(each)].map((people) => ({
          whole: [sum(people), plans],
          groups: each.map((one, n) => [people[n]!, one]),
        })),
      ),
    ).flat();
    expect([...toldFrom(given, true, 3)].slice(0, 5)).toEqual([]);
  });
});

/** People of each group: any number up to its plans. */
function* pairsBelow(plans: Counts, before: Counts = []): Generator<Counts> {
  if (before.length === plans.length) yield before;
  else {
    for (let people = 0; people <= plans[before.length]!; people += 1) {
      yield* pairsBelow(plans, [...before, people]);
    }
  }
}

describe('what is hidden of any table', () => {
  const counts = fc.array(fc.oneof(fc.nat(8), fc.nat(200)), { minLength: 1, maxLength: 12 });
  it('has every small count, at least two rows, and no small sum', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 3, max: 10 }), (each, below) => {
        const { whole, groups } = hiddenRows([sum(each)], [addingUp(...each)], below);
        const hidden = [...groups[0]!].map((place) => each[place]!);
        expect(each.filter((one, n) => one > 0 && one < below && !groups[0]!.has(n))).toEqual([]);
        if (whole || hidden.length === 0) return;
        expect(hidden.length).toBeGreaterThan(1);
        expect(sum(hidden)).toBeGreaterThanOrEqual(below);
      }),
    );
  });
  it('of groups that overlap has one that is not small, whose money stands for the others', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 3, max: 10 }), (each, below) => {
        const { whole, groups } = hiddenRows([sum(each)], [overlapping(...each)], below);
        const hidden = [...groups[0]!].map((place) => each[place]!);
        if (whole || hidden.length === 0 || hidden.length === each.length) return;
        expect(hidden.some((one) => one >= below)).toBe(true);
      }),
    );
  });
});
