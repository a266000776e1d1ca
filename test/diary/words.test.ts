import { describe, expect, it } from 'vitest';
import { wordsOf, type Detail, type Kind } from '../../src/diary/rules.ts';

const move = (direction: string, moves: string): Detail => ({
  direction,
  moves,
  body: 'Othershire',
});
const WORDS: readonly (readonly [Kind, Detail, string])[] = [
  ['review_due', { basis: 'next_review_adult' }, 'The next review of social care is due.'],
  ['review_due', { basis: 'plan_review' }, "The review of social care is due with the plan's."],
  [
    'document_ends',
    { document: 'setting_agreement', givenBy: 'setting' },
    'The agreement of the setting for social care, given by the setting, ends.',
  ],
  ['notice_takes_effect', { notice: 'stop', undecided: false }, 'A stop takes effect.'],
  [
    'notice_takes_effect',
    { notice: 'stop', undecided: true },
    'A stop takes effect; its reconsideration is not decided.',
  ],
  ['transfer_by', move('in', 'authority'), 'By this day Othershire transfers the plan to us.'],
  [
    'transfer_by',
    move('out', 'nhs_body'),
    'Transfer responsibility for health to Othershire by this day.',
  ],
  [
    'letter_by',
    move('in', 'authority'),
    'Write to the family by this day: the plan has come from Othershire.',
  ],
];

describe('the words of the diary', () => {
  it.each(WORDS)('%s %o', (kind, detail, words) => {
    expect(wordsOf({ kind, sector: 'social_care', detail }, [])).toBe(words);
  });
});
