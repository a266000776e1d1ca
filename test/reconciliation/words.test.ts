import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/reconciliation/importing/words.ts';

describe('what a payment may be known by in a line', () => {
  it.each<[string, Parameters<typeof wordsOf>[0], string[]]>([
    ['nothing', { reference: null, text: null }, []],
    [
      'words of 4 characters and more, in capitals',
      { reference: null, text: 'Pay run to Ann' },
      [],
    ],
    [
      'a text is split at anything but letters and digits',
      { reference: null, text: 'weekly-pay: RUN00017/b' },
      ['RUN00017', 'WEEKLY'],
    ],
    [
      'a reference is a whole, and its neighbours joined',
      { reference: 'PB-2026/17', text: null },
      ['2026', '202617', 'PB2026', 'PB202617'],
    ],
    [
      'two and three neighbours, not those further apart',
      { reference: 'AA BB CC DD', text: null },
      ['AABB', 'AABBCC', 'AABBCCDD', 'BBCC', 'BBCCDD', 'CCDD'],
    ],
    [
      'each once',
      { reference: 'RUN17', text: 'run17 RUN17', details: [{ reference: 'Run17', text: null }] },
      ['RUN17'],
    ],
    [
      'those of its details',
      { reference: null, text: null, details: [{ reference: 'E2E 99', text: 'Chair' }] },
      ['CHAIR', 'E2E99'],
    ],
    ['letters with accents, in one form', { reference: null, text: 'Zoe\u0308 Zoë' }, []],
    [
      'letters of other languages',
      { reference: null, text: 'müller straße' },
      ['MÜLLER', 'STRASSE'],
    ],
    ['at most 40 characters', { reference: null, text: 'A'.repeat(99) }, ['A'.repeat(40)]],
  ])('%s', (_what, line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it('is at most 40 words, those of the line before those of its details', () => {
    const details = Array.from({ length: 100 }, (_, n) => ({
      reference: `A${1000 + n}`,
      text: null,
    }));
    const words = wordsOf({ reference: 'ZZZZ9', text: 'Last words', details });
    expect(words).toHaveLength(40);
    expect(words).toEqual(expect.arrayContaining(['ZZZZ9', 'LAST', 'WORDS', 'A1000']));
  });

  it('is in order, each once, of 4 to 40 characters, whatever is written', () => {
    const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }));
    fc.assert(
      fc.property(text, text, (reference, other) => {
        const words = wordsOf({ reference, text: other });
        expect(words).toEqual([...new Set(words)].sort((a, b) => (a < b ? -1 : 1)));
        expect(words.length).toBeLessThanOrEqual(40);
        for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}]{1,40}$/u);
        for (const word of words) expect(word.length).toBeGreaterThanOrEqual(4);
      }),
    );
  });
});
