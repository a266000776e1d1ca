import { describe, expect, it, test } from 'vitest';
import type { Rule, RuleUnit } from '../../src/law/rules.ts';
import {
  CONFIDENCE_IN_WORDS,
  faultsOfValue,
  placeOf,
  rulesFor,
  warningOf,
  type AskedVersion,
} from '../../src/law/versions.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const TODAY = day('2026-04-15');

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  name: 'notice_of_decrease',
  sector: null,
  effectiveOn: '2009-11-01',
  revision: 1,
  value: '28',
  unit: 'days',
  meaning: 'Notice.',
  source: 'Local.',
  confidence: 'local',
  ...more,
});

describe('the value of a version', () => {
  test.each<[string, RuleUnit, string, RuleUnit, string | null]>([
    ['notice_of_decrease', 'days', '42', 'days', null],
    ['notice_of_decrease', 'days', '1', 'days', null],
    ['notice_of_decrease', 'days', '3660', 'days', null],
    ['notice_of_decrease', 'days', '3661', 'days', 'body.value'],
    ['notice_of_decrease', 'days', '0', 'days', 'body.value'],
    ['notice_of_decrease', 'days', '042', 'days', 'body.value'],
    ['notice_of_decrease', 'days', '4.5', 'days', 'body.value'],
    ['notice_of_decrease', 'days', '-3', 'days', 'body.value'],
    ['notice_of_decrease', 'days', '6', 'weeks', 'body.unit'],
    ['transfer_of_plan', 'working_days', '20', 'working_days', null],
    ['transfer_of_plan', 'working_days', '20', 'days', 'body.unit'],
    ['transfer_of_plan', 'working_days', '251', 'working_days', 'body.value'],
    ['next_review', 'months', '120', 'months', null],
    ['next_review', 'months', '121', 'months', 'body.value'],
    ['adult_from', 'years', '18', 'years', null],
    ['adult_from', 'years', '101', 'years', 'body.value'],
    ['adult_from', 'years', 'end_of_compulsory_school_age', 'choice', 'body.unit'],
    ['late_consent', 'choice', 'by_days', 'choice', null],
    ['late_consent', 'choice', 'whole_period', 'choice', null],
    ['late_consent', 'choice', 'half', 'choice', 'body.value'],
    ['late_consent', 'choice', '3', 'days', 'body.unit'],
    ['own_consent_from', 'choice', 'end_of_compulsory_school_age', 'choice', null],
    ['own_consent_from', 'choice', '16', 'years', null],
    ['own_consent_from', 'years', 'end_of_compulsory_school_age', 'choice', null],
    ['own_consent_from', 'choice', 'whole_period', 'choice', 'body.value'],
    ['own_consent_from', 'years', '16', 'days', 'body.unit'],
    ['a_choice_of_nobody', 'choice', 'anything', 'choice', 'body.value'],
    ['dedicated_account', 'choice', 'not_required', 'choice', null],
    ['bacs_limit', 'pounds', '20000000.00', 'pounds', null],
    ['bacs_limit', 'pounds', '20000000', 'pounds', 'body.value'],
    ['bacs_limit', 'pounds', '-1.00', 'pounds', 'body.value'],
    ['bacs_limit', 'pounds', '20', 'days', 'body.unit'],
  ])('%s counted in %s: %s %s gives %s', (name, before, value, unit, where) => {
    const faults = faultsOfValue({ name, unit, value }, before);
    expect(faults.map((one) => one.where)).toEqual(where === null ? [] : [where]);
  });
});

describe('where a version goes', () => {
  const versions = [
    rule('first', { effectiveOn: '2009-11-01' }),
    rule('wrong', { effectiveOn: '2020-04-01', value: '21' }),
    rule('right', { effectiveOn: '2020-04-01', revision: 2 }),
    rule('coming', { effectiveOn: '2027-04-01' }),
    rule('own', { effectiveOn: '2022-04-01', sector: 'health' }),
  ];
  const asked = (effectiveOn: string, more: Partial<AskedVersion> = {}): AskedVersion => ({
    name: 'notice_of_decrease',
    sector: null,
    effectiveOn: day(effectiveOn),
    value: '42',
    unit: 'days',
    corrects: null,
    ...more,
  });

  test.each<[string, AskedVersion, unknown]>([
    ['a day to come', asked('2026-10-01'), ['version', 1]],
    ['after the one to come', asked('2028-04-01'), ['version', 1]],
    ['a past day after the one in force', asked('2026-01-01'), ['version', 1]],
    ['a day before the one in force', asked('2015-01-01'), ['fault', 'body.effectiveOn']],
    ['the day of another', asked('2027-04-01'), ['taken', 'coming']],
    ['the day of one corrected', asked('2020-04-01'), ['taken', 'right']],
    ['a correction', asked('2020-04-01', { corrects: 'right' }), ['version', 3]],
    ['the correction of the first', asked('2009-11-01', { corrects: 'first' }), ['version', 2]],
    ['one corrected meanwhile', asked('2020-04-01', { corrects: 'wrong' }), ['taken', 'right']],
    ['another day', asked('2020-04-02', { corrects: 'right' }), ['fault', 'body.corrects']],
    ['an unknown one', asked('2020-04-01', { corrects: 'none' }), ['fault', 'body.corrects']],
    ["another sector's", asked('2022-04-01', { corrects: 'own' }), ['fault', 'body.corrects']],
    ['a sector of its own', asked('2027-04-01', { sector: 'health' }), ['version', 1]],
    ["a sector's own day", asked('2022-04-01', { sector: 'health' }), ['taken', 'own']],
    ['a sector without its own', asked('2026-10-01', { sector: 'education' }), ['version', 1]],
    [
      'a sector without its own, before the one for all',
      asked('2015-01-01', { sector: 'education' }),
      ['fault', 'body.effectiveOn'],
    ],
  ])('%s', (_, one, expected) => {
    const place = placeOf(one, versions, TODAY);
    const found =
      place.as === 'version'
        ? place.revision
        : place.as === 'taken'
          ? place.by.id
          : place.fault.where;
    expect([place.as, found]).toEqual(expected);
  });
});

describe('rules of a day', () => {
  it('hold for a sector by its own version, or by the one for every sector', () => {
    const rules = [
      rule('all'),
      rule('own', { sector: 'health' }),
      rule('other', { name: 'adult_from', sector: 'social_care' }),
      rule('every', { name: 'diary_ahead' }),
    ];
    const ids = (sector: 'education' | 'health'): string[] =>
      rulesFor(rules, sector).map((one) => one.id);
    expect(ids('health')).toEqual(['own', 'every']);
    expect(ids('education')).toEqual(['all', 'every']);
  });

  it('say in words how sure we are of them', () => {
    const words = Object.values(CONFIDENCE_IN_WORDS);
    expect(new Set(words).size).toBe(5);
  });

  test.each([
    ['2026-04-14', true],
    ['2026-04-15', true],
    ['2026-04-16', false],
  ])('of %s warn: %s', (on, warns) => {
    expect(warningOf(day(on), TODAY) !== null).toBe(warns);
  });
});
