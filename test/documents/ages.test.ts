import { describe, expect, it } from 'vitest';
import type { Sector } from '../../src/ledger/accounts.ts';
import { decidesFrom, stageOf, transitionDates } from '../../src/documents/rules.ts';
import { agesInForce } from '../support/documents.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const rules = agesInForce();

/** Section 2.9: born, 16th birthday, end of compulsory school age. */
const ROWS = [
  ['2010-06-26', '2026-06-26', '2026-06-26'],
  ['2010-07-14', '2026-07-14', '2026-06-26'],
  ['2010-08-31', '2026-08-31', '2026-06-26'],
  ['2010-09-01', '2026-09-01', '2027-06-25'],
  ['2010-09-20', '2026-09-20', '2027-06-25'],
  ['2007-09-23', '2023-09-23', '2024-06-28'],
] as const;

describe.each(ROWS)('born on %s', (born, sixteenth, ends) => {
  const bornOn = day(born);
  const stage = (sector: Sector, on: Temporal.PlainDate): string =>
    stageOf(bornOn, sector, on, rules);

  it('is a child in education until the end of compulsory school age, that day included', () => {
    expect(stage('education', day(ends))).toBe('child');
    expect(stage('education', day(ends).add({ days: 1 }))).toBe('young_person');
    expect(stage('education', bornOn.add({ years: 24 }))).toBe('young_person');
  });

  it.each(['health', 'social_care'] as const)('is a young person in %s from 16', (sector) => {
    expect(stage(sector, day(sixteenth).subtract({ days: 1 }))).toBe('child');
    expect(stage(sector, day(sixteenth))).toBe('young_person');
  });

  it('is an adult in social care from 18, and nowhere else', () => {
    const eighteenth = day(sixteenth).add({ years: 2 });
    expect(stage('social_care', eighteenth.subtract({ days: 1 }))).toBe('young_person');
    expect(stage('social_care', eighteenth)).toBe('adult');
    expect(stage('health', eighteenth)).toBe('young_person');
    expect(stage('education', eighteenth)).toBe('young_person');
  });
});

it('tells when each sector changes, in order', () => {
  const told = transitionDates(day('2010-07-14'), rules).map(({ on, sector, what, age }) => [
    on.toString(),
    sector,
    what,
    age,
  ]);
  expect(told).toEqual([
    ['2026-06-27', 'education', 'young_person_decides', 'end_of_compulsory_school_age'],
    ['2026-07-14', 'health', 'young_person_decides', 16],
    ['2026-07-14', 'social_care', 'young_person_decides', 16],
    ['2028-07-14', 'social_care', 'adult_law_applies', 18],
    ['2035-07-14', 'education', 'plan_may_end', 25],
  ]);
});

it('tells the sibling of September apart: the birthday comes first', () => {
  const told = transitionDates(day('2010-09-20'), rules).map(({ on, sector }) => [
    on.toString(),
    sector,
  ]);
  expect(told.slice(0, 3)).toEqual([
    ['2026-09-20', 'health'],
    ['2026-09-20', 'social_care'],
    ['2027-06-26', 'education'],
  ]);
});

describe('the ages are those of the dated rules', () => {
  it('changes with them', () => {
    const later = agesInForce({
      'own_consent_from/education': ['17', 'years'],
      'adult_from/social_care': ['21', 'years'],
    });
    expect(decidesFrom(day('2010-07-14'), 'education', later).toString()).toBe('2027-07-14');
    expect(stageOf(day('2010-07-14'), 'social_care', day('2030-01-01'), later)).toBe(
      'young_person',
    );
  });

  it('names the versions that it used', () => {
    const rules = agesInForce();
    stageOf(day('2010-07-14'), 'social_care', day('2030-01-01'), rules);
    expect(rules.used().map((rule) => rule.name)).toEqual(['adult_from', 'own_consent_from']);
  });

  it.each([
    ['whole_period', 'choice'],
    ['16', 'months'],
  ] as const)('cannot be %s in %s', (value, unit) => {
    const broken = agesInForce({ 'own_consent_from/health': [value, unit] });
    expect(() => stageOf(day('2010-07-14'), 'health', day('2030-01-01'), broken)).toThrow(
      /an age in years/,
    );
  });
});
