import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { money } from '../src/money.ts';
import {
  amountInWords,
  dayInWords,
  heading,
  inPounds,
  item,
  listed,
  paragraphs,
  wrap,
} from '../src/plain-text.ts';

describe('plain text', () => {
  test.each([
    ['a line of exactly 80 columns', `${'a'.repeat(39)} ${'b'.repeat(40)}`, 1],
    ['one column more', `${'a'.repeat(40)} ${'b'.repeat(40)}`, 2],
    ['nothing', '', 1],
  ])('wraps %s', (_, text, lines) => {
    expect(wrap(text).split('\n')).toHaveLength(lines);
  });

  it('keeps every word and stays within 80 columns, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), fc.nat(8), (text, indent) => {
        const wrapped = wrap(text, '- ', ' '.repeat(indent));
        const letters = (one: string): number =>
          [...new Intl.Segmenter('en-GB').segment(one)].length;
        for (const line of wrapped.split('\n')) expect(letters(line)).toBeLessThanOrEqual(80);
        const bare = (one: string): string => one.replaceAll(/\s/gu, '');
        expect(bare(wrapped)).toBe(bare(`- ${text}`));
      }),
    );
  });

  it('underlines a heading, indents a list, and keeps paragraphs apart', () => {
    expect(heading('Who is eligible')).toBe('Who is eligible\n---------------');
    expect(item(`${'word '.repeat(15)}end more`)).toBe(`- ${'word '.repeat(15)}end\n  more`);
    expect(paragraphs('One.\nTwo.\n\n\nThree.')).toBe('One.\n\nTwo.\n\nThree.');
  });

  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('lists %j as "%s"', (words, text) => {
    expect(listed(words)).toBe(text);
  });

  test.each([
    ['0.00', '0.00'],
    ['999.99', '999.99'],
    ['1000.00', '1,000.00'],
    ['1234567.89', '1,234,567.89'],
    ['-12345.60', '-12,345.60'],
    ['-100.00', '-100.00'],
  ])('shows %s as %s', (amount, shown) => {
    expect(amountInWords(money(amount))).toBe(shown);
  });

  test.each([
    ['0.00', '£0.00'],
    ['769.23', '£769.23'],
    ['-0.01', '-£0.01'],
    ['-1440.48', '-£1,440.48'],
  ])('shows %s in pounds as %s', (amount, shown) => {
    expect(inPounds(amount)).toBe(shown);
  });

  test.each([
    ['2026-04-06', '6 April 2026'],
    ['2026-12-31', '31 December 2026'],
  ])('shows %s as %s', (day, shown) => {
    expect(dayInWords(day)).toBe(shown);
  });
});
