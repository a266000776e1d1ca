import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownGrowth } from '../../src/reports/growth-rules.ts';
import type { Row } from '../../src/reports/report.ts';

/**
 * The lines of the same budgets stand in scope growth twice, by service and by section of the plan.
 * People may be in several groups of each; the money of both comes to the same; and whoever has
 * nothing itemised is in both. Here somebody who knows all that puts the two side by side.
 */
const BELOW = 3;
const NONE = 'not itemised';
const UNNAMED = 'no service named';
const SECTIONS = ['F', 'G'];

/** Where a person has a line: a section of the plan and a service; or nothing itemised. */
type Place = readonly [section: string, service: string];
/** Where one person has lines. */
type Person = readonly Place[];

/** The groups of the report with some services, in its order. */
const groupsWith = (services: readonly string[]): (readonly [of: string, group: string])[] => [
  ['all', 'all'],
  ...[...services, NONE].map((name) => ['service', name] as const),
  ...[...SECTIONS, NONE].map((name) => ['section', name] as const),
];

/** Where there can be lines: any service in any section, unless only some are known to be. */
const anywhere = (services: readonly string[]): Place[] =>
  SECTIONS.flatMap((section) => services.map((service) => [section, service] as const));

/** Everybody that there can be, with lines in at most so many of the places. */
function kindsWith(lines: readonly Place[], most = 99): Person[] {
  const places: Place[] = [...lines, [NONE, NONE]];
  return Array.from({ length: 2 ** places.length - 1 }, (_, n) =>
    places.filter((_place, bit) => ((n + 1) >> bit) % 2 === 1),
  ).filter((person) => person.length <= most);
}

const isIn = (person: Person, [of, group]: readonly [string, string]): boolean =>
  of === 'all' ||
  person.some(([section, service]) => group === (of === 'section' ? section : service));

/** All tables of so many people by the groups that each kind of them is in, each table once. */
function tablesOf(size: number, kinds: readonly (readonly number[])[]): number[][] {
  let found: number[][] = [kinds[0]!.map(() => 0)];
  for (let n = 0; n < size; n += 1) {
    const next = new Map<string, number[]>();
    for (const counts of found) {
      for (const kind of kinds) {
        const one = counts.map((count, place) => count + kind[place]!);
        next.set(one.join(), one);
      }
    }
    found = [...next.values()];
  }
  return found;
}

/** Which rows are hidden in the report of a day with so many people in each group. */
function hiddenOf(
  groups: readonly (readonly [string, string])[],
  counts: readonly number[],
): boolean[] {
  const rows = ['2026-04-15', '2025-04-15'].flatMap((as_at) =>
    groups.map(([breakdown, group], n): Row => ({
      as_at,
      breakdown,
      group,
      people: String(counts[n]),
      plans: breakdown === 'all' ? '900' : null,
      percent: '1.00',
      agreed: '1.00',
      spent: null,
    })),
  );
  return shownGrowth(rows, BELOW).map((row) => row['people'] === 'c');
}

/** Groups of so many people, of whom it does not matter which is which. */
function* peopleOf(size: number, kinds: readonly Person[], from = 0): Generator<Person[]> {
  if (size === 0) yield [];
  else {
    for (let kind = from; kind < kinds.length; kind += 1) {
      for (const others of peopleOf(size - 1, kinds, kind)) yield [kinds[kind]!, ...others];
    }
  }
}

describe('the lines of budgets by service and by section, side by side', () => {
  const [A, AB] = [
    ['A', UNNAMED],
    ['A', 'B', UNNAMED],
  ];
  const ONLY: readonly (readonly [what: string, services: readonly string[], lines: Place[]])[] = [
    ['one service, of any section', A, anywhere(A)],
    ['two services, of any section', AB, anywhere(AB)],
    [
      'services of one section each, as whoever knows them knows',
      AB,
      [
        ['F', 'A'],
        ['F', UNNAMED],
        ['G', 'B'],
        ['G', UNNAMED],
      ],
    ],
    [
      'a service of one section, and what names none in the other',
      A,
      [
        ['F', 'A'],
        ['G', UNNAMED],
      ],
    ],
    [
      'a section of one service, and one of two',
      AB,
      [
        ['F', 'A'],
        ['G', 'A'],
        ['G', 'B'],
      ],
    ],
  ];

  it.each(ONLY)('tell nobody a small number of people: %s', (_what, services, lines) => {
    const groups = groupsWith(services);
    const kinds = new Map(
      kindsWith(lines)
        .map((person) => groups.map((group) => (isIn(person, group) ? 1 : 0)))
        .map((row) => [row.join(), row]),
    );
    const possible = new Map<string, Set<number>>();
    const shown: string[] = [];
    for (const size of kinds.size > 12 ? [1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 6, 7]) {
      for (const counts of tablesOf(size, [...kinds.values()])) {
        const hidden = hiddenOf(groups, counts);
        const published = counts.map((count, n) => (hidden[n]! ? 'c' : count)).join();
        for (const [n, count] of counts.entries()) {
          if (!hidden[n]! && count > 0 && count < BELOW) shown.push(published);
          if (!hidden[n]!) continue;
          const cell = `${published}: ${groups[n]!.join(' ')}`;
          possible.set(cell, (possible.get(cell) ?? new Set()).add(count));
        }
      }
    }
    const told = [...possible].filter(
      ([, [only, ...others]]) => others.length === 0 && only! > 0 && only! < BELOW,
    );
    expect(possible.size).toBeGreaterThan(50);
    expect(shown).toEqual([]);
    expect(told).toEqual([]);
  });

  it.each(ONLY)('tell nobody the money of a few: %s', (_what, services, lines) => {
    const groups = groupsWith(services);
    const kinds = kindsWith(lines, 2);
    let compared = 0;
    const told: number[][] = [];
    for (const people of (kinds.length > 20 ? [3, 4] : [3, 4, 5]).flatMap((size) => [
      ...peopleOf(size, kinds),
    ])) {
      const counts = groups.map((group) => people.filter((one) => isIn(one, group)).length);
      const hidden = hiddenOf(groups, counts);
      const ofServices = groups.filter(
        ([of, group], n) => of === 'service' && group !== NONE && hidden[n]!,
      );
      const sections = groups.filter(([of], n) => of === 'section' && hidden[n]!);
      const itemised = people.filter((one) => one.some(([section]) => section !== NONE)).length;
      if (ofServices.length === 0 || itemised < BELOW) continue;
      compared += 1;
      // Whoever knows what all lines come to, from elsewhere, takes off the services that are shown.
      const few = people.filter((one) => ofServices.some((group) => isIn(one, group))).length;
      if (few > 0 && few < BELOW) told.push(counts);
      // What a section comes to could be less than all, and its services some of those hidden.
      if (sections.length < SECTIONS.length + 1) told.push(counts);
    }
    expect(compared).toBeGreaterThan(20);
    expect(told).toEqual([]);
  });

  it('with each service that is hidden for itself hide one that is not small', () => {
    const counts = fc.array(fc.oneof(fc.nat(7), fc.nat(40)), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(counts, fc.nat(20), (services, notItemised) => {
        const groups = [
          ['all', 'all'] as const,
          ...services.map((_, n) => ['service', `service ${n}`] as const),
          ['service', NONE] as const,
        ];
        const [, ...hidden] = hiddenOf(groups, [900, ...services, notItemised]);
        if (hidden.every((one) => one) || !hidden.some((one) => one)) return;
        const covers = services.filter((count, n) => hidden[n]! && count >= BELOW);
        expect(covers.length).toBeGreaterThan(0);
      }),
    );
  });
});
