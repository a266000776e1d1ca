import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../src/bank-files/events.ts';
import { LineSplitter, type TextLine } from '../../src/bank-files/text-lines.ts';

function linesOf(...pieces: string[]): TextLine[] {
  const splitter = new LineSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}
const texts = (lines: readonly TextLine[]): string[] => lines.map((line) => line.text);

describe('lines', () => {
  test.each([
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb', ['a', 'b']],
    ['a\rb\r', ['a', 'b']],
    ['a\r\rb\n\n', ['a', '', 'b', '']],
    ['\r\n\n', ['', '']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(texts(linesOf(text))).toEqual(expected);
  });

  test('are the same however the text arrives, and are numbered from 1', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', ','), maxLength: 30 });
    fc.assert(
      fc.property(text, (text) => {
        const whole = linesOf(text);
        expect(linesOf(...Array.from(text))).toEqual(whole);
        expect(texts(whole)).toEqual(
          text
            .replace(/(?:\r\n|\r|\n)$/, '')
            .split(/\r\n|\r|\n/)
            .filter((_, __, all) => text !== '' || all.length > 1),
        );
        expect(whole.map((line) => line.number)).toEqual(whole.map((_, n) => n + 1));
      }),
    );
  });

  test('that are too long are cut, and say so', () => {
    const long = 'x'.repeat(LONGEST_LINE);
    expect(linesOf(`${long}\na`).map((line) => line.cut)).toEqual([false, false]);
    const [cut, next] = linesOf(long, 'xx', 'x\na');
    expect(cut).toEqual({ number: 1, text: long, cut: true });
    expect(next).toEqual({ number: 2, text: 'a', cut: false });
  });
});
