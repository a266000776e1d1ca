import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bacsText } from '../../src/payments/bacs-text.ts';

const ALLOWED = /^(?:[A-Z0-9.&/-]+(?: [A-Z0-9.&/-]+)*)?$/;

describe('text for Bacs', () => {
  it.each([
    ['Zoë', 'ZOE'],
    ['José Núñez', 'JOSE NUNEZ'],
    ["O'Neil", 'ONEIL'],
    ['O’Neil', 'ONEIL'],
    ['O‘Neil`s', 'ONEILS'],
    ['Straße', 'STRASSE'],
    ['Łukasz Wałęsa', 'LUKASZ WALESA'],
    ['Søren Ærø', 'SOREN AERO'],
    ['Þóra Guðrún', 'THORA GUDRUN'],
    ['Œuvre', 'OEUVRE'],
    ['Đặng Thị', 'DANG THI'],
    ['ﬁrst', 'FIRST'],
    ['A & B/C-D.E', 'A & B/C-D.E'],
    ['Smith (Mum), Anne', 'SMITH MUM ANNE'],
    ['a_b', 'A B'],
    ['  two   spaces  ', 'TWO SPACES'],
    ['line\r\nbreak\ttab', 'LINE BREAK TAB'],
    ['£100', '100'],
    ['王小明', ''],
    ['😀', ''],
    ["''", ''],
    ['', ''],
    ['Abcdefghijklmnopqrstuv', 'ABCDEFGHIJKLMNOPQR'],
    ['Abcdefghijklmnopq rstuv', 'ABCDEFGHIJKLMNOPQ'],
  ])('writes %j as %j', (text, expected) => {
    expect(bacsText(text)).toBe(expected);
  });

  it('may be shorter than 18 characters', () => {
    expect(bacsText('Zoë Müller', 6)).toBe('ZOE MU');
    expect(bacsText('Zoë Müller', 4)).toBe('ZOE');
  });

  it('has only characters that Bacs carries, no more than fit, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, max) => {
        const once = bacsText(text, max);
        expect(once).toMatch(ALLOWED);
        expect(once.length).toBeLessThanOrEqual(max);
        expect(bacsText(once, max)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});
