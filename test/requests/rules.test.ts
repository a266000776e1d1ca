import { describe, expect, it } from 'vitest';
import { RulesInForce, type Rule } from '../../src/law/rules.ts';
import {
  faultsOfAsking,
  faultsOfChoice,
  faultsOfDay,
  faultsOfDecision,
  isInTime,
  lastDayToAsk,
  warningsOfOffer,
} from '../../src/requests/rules.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const TODAY = day('2026-04-15');

const rule = (value: string, unit: Rule['unit'], sector: Rule['sector'] = null): Rule => ({
  id: `${value} ${unit} ${sector ?? 'all'}`,
  name: 'review_of_refusal_asked_within',
  sector,
  effectiveOn: '2014-09-01',
  revision: 1,
  value,
  unit,
  meaning: '',
  source: '',
  confidence: 'local',
});

describe('the last day to ask for a review', () => {
  it.each([
    ['28', 'days', '2026-02-02', '2026-03-02'],
    ['28', 'days', '2024-02-02', '2024-03-01'],
    ['0', 'days', '2026-02-02', '2026-02-02'],
    ['4', 'weeks', '2026-02-02', '2026-03-02'],
    ['1', 'months', '2026-01-31', '2026-02-28'],
    ['1', 'years', '2024-02-29', '2025-02-28'],
    // Over Good Friday and Easter Monday 2026.
    ['1', 'working_days', '2026-04-02', '2026-04-07'],
    ['20', 'working_days', '2026-03-10', '2026-04-09'],
  ] as const)('is %s %s after %s: %s', (value, unit, told, last) => {
    const rules = new RulesInForce(day(told), [rule(value, unit)]);
    expect(lastDayToAsk(rules, day(told), 'health')?.toString()).toBe(last);
    expect(rules.used()).toHaveLength(1);
  });

  it("is by the sector's own rule before the one for all", () => {
    const rules = new RulesInForce(TODAY, [rule('28', 'days'), rule('14', 'days', 'health')]);
    expect(lastDayToAsk(rules, TODAY, 'health')?.toString()).toBe('2026-04-29');
    expect(lastDayToAsk(rules, TODAY, 'education')?.toString()).toBe('2026-05-13');
    expect(
      rules
        .used()
        .map((one) => one.value)
        .toSorted(),
    ).toEqual(['14', '28']);
  });

  it('is null where the rules hold none, or it cannot be counted', () => {
    expect(lastDayToAsk(new RulesInForce(TODAY, []), TODAY, 'health')).toBeNull();
    const long = new RulesInForce(TODAY, [rule('9999', 'working_days')]);
    expect(lastDayToAsk(long, TODAY, 'health')).toBeNull();
    const choice = new RulesInForce(TODAY, [rule('soon', 'choice')]);
    expect(lastDayToAsk(choice, TODAY, 'health')).toBeNull();
  });
});

describe('a day on which something happened', () => {
  const earlier = { on: day('2026-01-12'), what: 'The request was made' };
  it.each([
    ['2026-01-11', ['The request was made on 2026-01-12. Found 2026-01-11.']],
    ['2026-01-12', []],
    ['2026-04-15', []],
    [
      '2026-04-16',
      ['What has not happened yet is not recorded: today is 2026-04-15. Found 2026-04-16.'],
    ],
  ])('%s', (text, messages) => {
    const faults = faultsOfDay('body.toldOn', day(text), TODAY, earlier);
    expect(faults.map((fault) => fault.message)).toEqual(messages);
  });
});

describe('a decision', () => {
  const known = { madeOn: day('2026-01-12'), overturnedOn: null, today: TODAY };
  const toldOn = day('2026-02-02');
  const placesOf = (decision: Parameters<typeof faultsOfDecision>[0], more: object = {}) =>
    faultsOfDecision(decision, { ...known, ...more }).map((fault) => fault.where);
  it.each([
    [{ outcome: 'agreed', amount: 1 }, []],
    [{ outcome: 'refused', ground: 'other' }, []],
    [{ outcome: 'agreed' }, ['body.amount']],
    [{ outcome: 'refused' }, ['body.ground']],
    [{ outcome: 'agreed', ground: 'other' }, ['body.amount', 'body.ground']],
    [{ outcome: 'refused', amount: 1 }, ['body.amount', 'body.ground']],
    [{ outcome: 'agreed', amount: 1, ground: 'other' }, ['body.ground']],
    [{ outcome: 'refused', amount: 1, ground: 'other' }, ['body.amount']],
  ] as const)('%j', (decision, places) => {
    expect(placesOf({ ...decision, toldOn })).toEqual(places);
  });

  it('that comes again follows the day on which the first was overturned', () => {
    const again = { outcome: 'agreed', amount: 1, toldOn } as const;
    expect(placesOf(again, { overturnedOn: day('2026-02-03') })).toEqual(['body.toldOn']);
    expect(placesOf(again, { overturnedOn: toldOn })).toEqual([]);
  });
});

describe('asking for a review', () => {
  const decision = { toldOn: day('2026-02-02'), reviewBy: day('2026-03-02') };
  it.each([
    ['2026-02-01', true, 1, true],
    ['2026-02-02', false, 0, true],
    ['2026-03-02', false, 0, true],
    ['2026-03-03', false, 1, false],
    ['2026-03-03', true, 0, false],
    ['2026-04-16', true, 1, false],
  ])('on %s, taking it late: %s', (on, takeLate, faults, inTime) => {
    const askedOn = day(on);
    expect(faultsOfAsking({ askedOn, takeLate }, decision, TODAY)).toHaveLength(faults);
    expect(isInTime(askedOn, decision.reviewBy)).toBe(inTime);
  });
});

describe('a choice', () => {
  it('is of what was offered, and an offer of one way is warned about', () => {
    const madeOn = day('2026-01-12');
    const choice = { offered: ['direct'], chosen: ['direct', 'notional'], chosenOn: madeOn };
    const faults = faultsOfChoice(choice, madeOn, TODAY);
    expect(faults.map(({ where, message }) => [where, message])).toEqual([
      ['body.chosen.1', 'Only what was offered can be chosen: direct. Found notional.'],
    ]);
    expect(warningsOfOffer(['direct'])).toHaveLength(1);
    expect(warningsOfOffer(['direct', 'notional'])).toEqual([]);
  });
});
