import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedText } from '../../src/payments/pain001-text.ts';

describe('text for ISO 20022', () => {
  it.each([
    ['Zoë Müller', 'Zoe Muller'],
    ['José Núñez', 'Jose Nunez'],
    ['O’Neil & Sons', "O'Neil + Sons"],
    ['Straße', 'Strasse'],
    ['Łukasz Wałęsa', 'Lukasz Walesa'],
    ['Þóra Guðrún Ærø', 'THora Gudrun AEro'],
    ['Nguyễn Thị Đặng', 'Nguyen Thi Dang'],
    ['ﬁrst ½', 'first 1/2'],
    ['a_b – c', 'a-b - c'],
    ['£5; "x" [y]', "GBP5, 'x' (y)"],
    ['  two \t\r\n spaces  ', 'two spaces'],
    ["A/B-C?D:E(F).G,H'I+J", "A/B-C?D:E(F).G,H'I+J"],
    ['', ''],
  ])('writes %j as %j', (text, expected) => {
    expect(carriedText(text)).toEqual({ text: expected, refused: [] });
  });

  it.each([
    ['王小', [1, 2]],
    ['a😀b<', [2, 4]],
    ['Иван', [1, 2, 3, 4]],
    ['a\u0000b', [2]],
    ['a=b@c*', [2, 4, 6]],
    ['\uD800', [1]],
  ])('refuses the characters of %j at %j', (text, refused) => {
    expect(carriedText(text).refused).toEqual(refused);
  });

  it('has only characters of the set, stays as it is, and loses none without telling', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = carriedText(text);
        expect(once.text).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/);
        expect(carriedText(once.text)).toEqual({ text: once.text, refused: [] });
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (character) => {
        const { text, refused } = carriedText(`x${character}x`);
        fc.pre(refused.length === 0 && !/^[\u0300-\u036f]+$/.test(character.normalize('NFKD')));
        expect(text.length).toBeGreaterThan(2);
      }),
      { numRuns: 2000 },
    );
  });
});
