import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { shownGrowth } from '../../src/reports/growth-rules.ts';
import type { Row } from '../../src/reports/report.ts';

const BELOW = 5;
const FIGURES = ['people', 'plans', 'percent', 'agreed', 'spent'] as const;

/** A group of people, with what was agreed for each of them, in whole pounds. */
interface Group {
  readonly people: number;
  readonly more: number;
  readonly each: number;
}

/** The rows of a day on which everybody is in one group by age, and in one by sector. */
function dayOf(day: string, groups: readonly Group[]): Row[] {
  const rowOf = (breakdown: string, group: string, parts: readonly Group[]): Row => {
    const people = parts.reduce((all, one) => all + one.people, 0);
    const plans = parts.reduce((all, one) => all + one.people + one.more, 0);
    const agreed = sum(parts.map((one) => money(`${one.people * one.each}.00`)));
    return {
      as_at: day,
      breakdown,
      group,
      people: String(people),
      plans: breakdown === 'sector' ? null : String(plans),
      percent: plans === 0 ? null : ((100 * people) / plans).toFixed(2),
      agreed: toText(agreed),
      spent: toText(agreed),
    };
  };
  return [
    rowOf('all', 'all', groups),
    ...groups.map((group, n) => rowOf('sector', String(n), [group])),
    ...groups.map((group, n) => rowOf('age', String(n), [group])),
  ];
}

const group: fc.Arbitrary<Group> = fc.record({
  people: fc.oneof(fc.nat(7), fc.nat(60)),
  more: fc.oneof(fc.constant(0), fc.nat(60)),
  each: fc.integer({ min: 1, max: 900 }),
});
const twoDays = fc.integer({ min: 2, max: 7 }).chain((size) => {
  const groups = fc.array(group, { minLength: size, maxLength: size });
  return fc.tuple(groups, groups);
});

const isSmall = (count: string | null): boolean => Number(count) > 0 && Number(count) < BELOW;

describe('scope growth as it is shown', () => {
  it('hides a small number with all the figures of its row, and every change from or to it', () => {
    fc.assert(
      fc.property(twoDays, ([now, before]) => {
        const rows = [...dayOf('2026-04-15', now), ...dayOf('2025-04-15', before)];
        const shown = shownGrowth(rows, BELOW);
        expect(shown).toHaveLength(rows.length / 2);
        const earlier = shownGrowth(
          [...dayOf('2025-04-15', before), ...dayOf('2024-04-15', before)],
          BELOW,
        );
        for (const [n, row] of shown.entries()) {
          const real = rows[n]!;
          const isHidden = row['people'] === 'c';
          const mustBe = isSmall(real['people']!) || isSmall(real['plans']!);
          expect(isHidden || !mustBe).toBe(true);
          const expected = FIGURES.map((name) => {
            if (!isHidden) return real[name]!;
            return real[name] === null && name !== 'percent' ? null : 'c';
          });
          expect(FIGURES.map((name) => row[name])).toEqual(expected);
          const wasHidden = earlier[n]!['people'] === 'c';
          expect(row['agreed_change'] === 'c').toBe(isHidden || wasHidden);
          expect(row['people_change'] === 'c').toBe(isHidden || wasHidden);
        }
      }),
    );
  });
  it('gives nobody the money of fewer people than are shown, by any difference of what is', () => {
    fc.assert(
      fc.property(twoDays, ([now, before]) => {
        const rows = [...dayOf('2026-04-15', now), ...dayOf('2025-04-15', before)];
        const shown = shownGrowth(rows, BELOW);
        if (shown[0]!['agreed'] === 'c') return;
        for (const breakdown of ['sector', 'age']) {
          const hidden = rows.filter(
            (row, n) => row['breakdown'] === breakdown && shown[n]?.['agreed'] === 'c',
          );
          // All less what is shown is the money of all that are hidden together.
          const people = hidden.reduce((all, row) => all + Number(row['people']), 0);
          expect(hidden.length).not.toBe(1);
          expect(people === 0 || people >= BELOW).toBe(true);
        }
      }),
    );
  });
  it('hides everything where the whole is small', () => {
    const few = [{ people: 3, more: 40, each: 10 }];
    const rows = [...dayOf('2026-04-15', few), ...dayOf('2025-04-15', few)];
    const [all] = shownGrowth(rows, BELOW);
    expect(FIGURES.map((name) => all![name])).toEqual(['c', 'c', 'c', 'c', 'c']);
  });
});
