import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorkingDay } from '../../src/calendar.ts';
import { RulesInForce, type Rule, type RuleUnit } from '../../src/law/rules.ts';
import { faultsOfMove, letterBy, reviewBy, transferBy } from '../../src/moves/rules.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

const rule = (name: string, value: string, unit: RuleUnit): Rule => ({
  id: name,
  name,
  sector: name === 'next_review' ? 'education' : null,
  effectiveOn: '2014-09-01',
  revision: 1,
  value,
  unit,
  meaning: name,
  source: 'test',
  confidence: 'local',
});

/** Today's law, or a version of one of its rules that a test makes up. */
const law = (transfer: [string, RuleUnit] = ['15', 'working_days']) =>
  new RulesInForce(day('2026-04-15'), [
    rule('transfer_of_plan', ...transfer),
    rule('letter_after_transfer', '6', 'weeks'),
    rule('review_after_transfer', '3', 'months'),
    rule('next_review', '12', 'months'),
  ]);

describe('the day by which a plan is transferred', () => {
  it.each([
    // Wednesday 14 October 2026: the 15th working day before is Wednesday 23 September.
    ['2026-10-14', '2026-06-01', '2026-10-14', 'case 9, known for months'],
    ['2026-10-14', '2026-09-23', '2026-10-14', 'exactly 15 working days before'],
    ['2026-10-14', '2026-09-24', '2026-10-14', '14 before: the 15th day is that of the move'],
    ['2026-10-14', '2026-09-25', '2026-10-15', '13 before'],
    ['2026-10-14', '2026-09-26', '2026-10-16', 'a Saturday: Monday is the first day'],
    ['2026-10-14', '2026-09-28', '2026-10-16', 'that Monday'],
    ['2026-10-14', '2026-10-13', '2026-11-02', 'the day before'],
    ['2026-10-14', '2026-10-14', '2026-11-03', 'on the day itself'],
    ['2026-10-14', '2026-11-20', '2026-12-10', 'five weeks after'],
    [
      '2026-10-14',
      '2026-12-14',
      '2027-01-06',
      'after: Christmas, Boxing and New Year days left out',
    ],
    ['2026-10-14', '2026-12-25', '2027-01-19', 'on Christmas Day: Tuesday 29 is the first'],
    // Friday 15 May 2026: Easter Monday and the early May holiday lie in the 15 days before.
    ['2026-05-15', '2026-04-23', '2026-05-15', 'exactly 15, over the early May holiday'],
    ['2026-05-15', '2026-04-24', '2026-05-15', '14 before, over the early May holiday'],
    ['2026-05-15', '2026-04-27', '2026-05-18', '13 before, over the early May holiday'],
    ['2026-04-07', '2026-03-13', '2026-04-07', 'exactly 15, over Easter'],
    ['2026-04-07', '2026-03-17', '2026-04-08', '13 before, over Easter'],
    // Saturday 17 October 2026: the 15th working day before is Monday 28 September.
    ['2026-10-17', '2026-09-28', '2026-10-17', 'a move on a Saturday, known in good time'],
    ['2026-10-17', '2026-09-29', '2026-10-19', 'a move on a Saturday, known a day too late'],
  ])('moved %s, learnt %s: by %s (%s)', (movedOn, learntOn, expected) => {
    expect(transferBy(day(movedOn), day(learntOn), law()).toString()).toBe(expected);
  });

  it('follows the rule in force', () => {
    const by = (days: string) =>
      transferBy(day('2026-10-14'), day('2026-10-01'), law([days, 'working_days'])).toString();
    expect([by('9'), by('10'), by('11')]).toEqual(['2026-10-14', '2026-10-14', '2026-10-15']);
  });

  it('does not count working days by a rule in other units', () => {
    const count = () => transferBy(day('2026-10-14'), day('2026-10-01'), law(['3', 'weeks']));
    expect(count).toThrow(/counted in working days, and was found in weeks/);
  });

  it('is never before the move, and a working day unless it is the day of the move', () => {
    const offset = fc.integer({ min: -200, max: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), offset, (from, shift) => {
        const movedOn = day('2023-01-01').add({ days: from });
        const by = transferBy(movedOn, movedOn.add({ days: shift }), law());
        expect(Temporal.PlainDate.compare(by, movedOn)).toBeGreaterThanOrEqual(0);
        expect(by.equals(movedOn) || isWorkingDay(by)).toBe(true);
      }),
    );
  });
});

describe('what follows the transfer', () => {
  it('is a letter within six weeks: case 9', () => {
    expect(letterBy(day('2026-10-14'), law()).toString()).toBe('2026-11-25');
  });

  it.each([
    ['2026-03-02', '2026-10-14', '2027-03-02', '12 months from the review is later'],
    ['2025-11-30', '2026-10-14', '2027-01-14', '3 months from the transfer is later'],
    ['2026-01-14', '2026-10-14', '2027-01-14', 'both the same'],
    ['2024-02-29', '2024-03-01', '2025-02-28', 'from 29 February'],
  ])('last reviewed %s, transferred %s: reviewed by %s (%s)', (last, transfer, expected) => {
    expect(reviewBy(day(last), day(transfer), law()).toString()).toBe(expected);
  });
});

describe('the dates of a move', () => {
  const budget = { startsOn: day('2026-04-01'), endsOn: day('2027-04-04') };
  const faults = (move: { direction?: 'in'; learntOn?: string; movedOn: string }) =>
    faultsOfMove(
      {
        direction: move.direction ?? 'out',
        learntOn: day(move.learntOn ?? '2026-04-15'),
        movedOn: day(move.movedOn),
      },
      budget,
      day('2026-04-15'),
    ).map((fault) => fault.where);

  it.each<[Parameters<typeof faults>[0], string[], string]>([
    [{ movedOn: '2026-04-01' }, [], 'the first day of the budget'],
    [{ movedOn: '2027-04-04' }, [], 'its last day'],
    [{ movedOn: '2026-03-31' }, ['body.movedOn'], 'the day before it starts'],
    [{ movedOn: '2027-04-05' }, ['body.movedOn'], 'the day after it ends'],
    [{ movedOn: '2026-10-14', learntOn: '2026-04-16' }, ['body.learntOn'], 'learnt tomorrow'],
    [
      { movedOn: '2026-03-31', learntOn: '2026-04-16' },
      ['body.learntOn', 'body.movedOn'],
      'both, told at once',
    ],
    [{ movedOn: '2026-03-31', direction: 'in' }, [], 'moved in before our budget starts'],
    [
      { movedOn: '2018-03-31', direction: 'in' },
      ['body.movedOn'],
      'moved in at a time of which no bank holidays are known',
    ],
  ])('%o: %o (%s)', (move, expected) => {
    expect(faults(move)).toEqual(expected);
  });
});
