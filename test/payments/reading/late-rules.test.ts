import { describe, expect, it } from 'vitest';
import { Lateness, causeInWords } from '../../../src/payments/reading/late-rules.ts';

describe('how late a payment is', () => {
  it.each([
    ['2026-04-02', '2026-04-03', 1, 0],
    ['2026-04-02', '2026-04-07', 5, 1],
    ['2026-06-29', '2026-07-10', 11, 9],
    ['2026-12-24', '2027-01-04', 11, 4],
  ])('due %s and paid %s: %i days, of which %i working', (due, paid, days, workingDays) => {
    const lateness = new Lateness();
    expect(lateness.between(due, paid)).toEqual({ days, workingDays });
    expect(lateness.between(due, paid)).toEqual({ days, workingDays });
  });

  it('has no count of working days where the bank holidays are not known', () => {
    expect(new Lateness().between('2015-04-02', '2015-04-07')).toEqual({
      days: 5,
      workingDays: null,
    });
  });
});

describe('why it was late, in words', () => {
  it.each([
    [
      {
        why: 'on_hold_for_a_document' as const,
        code: null,
        missing: [
          { document: 'consent', givenBy: 'parent' },
          { document: 'other_recipient', givenBy: null },
        ],
      },
      'On hold for the consent by a parent and a recipient whom the sector can pay.',
    ],
    [
      { why: 'held_by_officer' as const, code: 'return_missing', missing: [] },
      'Held by an officer: return missing.',
    ],
    [{ why: 'bounced' as const, code: 'B', missing: [] }, 'It came back, code B.'],
    [{ why: 'rejected' as const, code: null, missing: [] }, 'The bank rejected it.'],
  ])('%o', (found, words) => {
    expect(causeInWords(found)).toBe(words);
  });
});
