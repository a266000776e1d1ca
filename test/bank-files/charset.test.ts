import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CharsetDecoder, headText } from '../../src/bank-files/charset.ts';

interface Decoded {
  readonly text: string;
  readonly notes: readonly string[];
}

function decoded(bytes: Uint8Array, size = Math.max(1, bytes.length)): Decoded {
  const notes: string[] = [];
  const decoder = new CharsetDecoder((code) => notes.push(code));
  let text = '';
  for (let start = 0; start < bytes.length; start += size) {
    text += decoder.push(bytes.subarray(start, start + size));
  }
  return { text: text + decoder.end(), notes };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf16le'));
const swapped = (bytes: Uint8Array): Uint8Array => Uint8Array.from(Buffer.from(bytes).swap16());

const words = '£12.50 Zoë – café €3 😀';
const long = `${'x'.repeat(1500)}${words}`;

describe('the character set', () => {
  test.each([
    ['UTF-8', utf8(words)],
    ['UTF-8 with a mark', utf8(`\uFEFF${words}`)],
    ['UTF-16LE with a mark', utf16(`\uFEFF${words}`)],
    ['UTF-16BE with a mark', swapped(utf16(`\uFEFF${words}`))],
  ])('%s is read', (_, bytes) => {
    expect(decoded(bytes)).toEqual({ text: words, notes: [] });
  });

  test('UTF-16 without a mark is seen by its zero bytes', () => {
    expect(decoded(utf16(`Date,${words}`))).toEqual({ text: `Date,${words}`, notes: [] });
    expect(decoded(swapped(utf16(`Date,${words}`)))).toEqual({ text: `Date,${words}`, notes: [] });
  });

  test('that nothing names is UTF-8, and bytes that are not are Windows-1252, with a word', () => {
    expect(decoded(latin('\u00A312.50 caf\u00E9 \u0096 \u00803'))).toEqual({
      text: '£12.50 café – €3',
      notes: ['encoding-guessed'],
    });
  });

  test('both in one file are both read', () => {
    const both = Buffer.concat([utf8('Zoë 😀'), latin(' caf\u00E9 \u00A3'), utf8(' Zoë')]);
    expect(decoded(both)).toEqual({ text: 'Zoë 😀 café £ Zoë', notes: ['encoding-guessed'] });
  });

  test.each([
    ['<?xml version="1.0" encoding="ISO-8859-1"?>', '\u0096', '–'],
    ["<?xml version='1.0' encoding='windows-1252'?>", '\u0080', '€'],
    ['OFXHEADER:100\nENCODING:USASCII\nCHARSET:1252\n\n', '\u0080', '€'],
    ['OFXHEADER:100\nENCODING:USASCII\nCHARSET:8859-1\n\n', '\u00E9', 'é'],
    ['OFXHEADER:100\nENCODING:USASCII\nCHARSET:ISO-8859-15\n\n', '\u00A4', '€'],
  ])('that %j names is taken', (head, byte, character) => {
    expect(decoded(latin(head + byte))).toEqual({ text: head + character, notes: [] });
  });

  test.each([
    ['OFXHEADER:100\nENCODING:USASCII\nCHARSET:1252\n\n', 'é £'],
    ['OFXHEADER:100\nENCODING:USASCII\nCHARSET:8859-1\n\n', '– 😀'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?>', 'Łódź'],
    ['<?xml version="1.0" encoding="utf-16"?>', 'Zoë'],
  ])('that %j names, where the bytes are UTF-8, is not believed, with a word', (head, words) => {
    for (const size of [1, 2, 3, 5000]) {
      for (const before of ['', 'x'.repeat(1500)]) {
        const text = head + before + words;
        expect(decoded(utf8(text), size)).toEqual({ text, notes: ['encoding-differs'] });
      }
    }
  });

  test.each([
    ['<?xml version="1.0" encoding="UTF-8"?>', latin('caf\u00E9 \u0096'), 'café –'],
    ['\uFEFF', latin('caf\u00E9'), 'café'],
    ['OFXHEADER:100\nENCODING:UTF-8\n\n', latin('\u00A35'), '£5'],
  ])(
    'UTF-8 that %j names, where the bytes are Windows-1252, is not believed',
    (head, bytes, text) => {
      const file = Buffer.concat([utf8(head), bytes]);
      expect(decoded(file)).toEqual({
        text: head.replace('\uFEFF', '') + text,
        notes: ['encoding-differs'],
      });
    },
  );

  test('Windows-1252 that is named stays so where a pair of its bytes could be UTF-8', () => {
    const head = 'OFXHEADER:100\nCHARSET:1252\n\n';
    const bytes = latin(`${head}CAF\u00C9\u0094 \u00E9t\u00E9 \u00A3`);
    expect(decoded(bytes)).toEqual({ text: `${head}CAFÉ” été £`, notes: [] });
  });

  test('that is named and does not have some of the bytes loses them with a word', () => {
    const half = Uint8Array.from([...utf16('\uFEFFAB'), 0x00, 0xd8, ...utf16('C')]);
    expect(decoded(half)).toEqual({ text: 'AB\uFFFDC', notes: ['characters-lost'] });
  });

  test('UTF-8 that an OFX header names is taken', () => {
    const head = 'OFXHEADER:100\nENCODING:UTF-8\nCHARSET:NONE\n\n';
    expect(decoded(utf8(head + words))).toEqual({ text: head + words, notes: [] });
  });

  test('that nobody knows is named, and the file is read', () => {
    const head = '<?xml version="1.0" encoding="EBCDIC-X"?>';
    expect(decoded(utf8(head + words))).toEqual({
      text: head + words,
      notes: ['encoding-unknown'],
    });
  });

  test.each([
    ['cut off', [0x41, 0xe2, 0x82], 'Aâ‚'],
    ['too long', [0xc0, 0xaf], 'À¯'],
    ['half a pair', [0xed, 0xa0, 0x80], 'í\u00A0€'],
    ['beyond the last', [0xf4, 0x90, 0x80, 0x80], 'ô\u0090€€'],
  ])('characters that are %s are no UTF-8', (_, bytes, text) => {
    expect(decoded(Uint8Array.from(bytes))).toEqual({ text, notes: ['encoding-guessed'] });
  });
});

test('any text in UTF-8 is read exactly, in pieces of any size', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (text, size) => {
      fc.pre(!text.startsWith('\uFEFF') && !/[\0]/.test(text.slice(0, 4)));
      expect(decoded(utf8(text), size)).toEqual({ text, notes: [] });
    }),
  );
});

test('any bytes give the same text in pieces of any size', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .array(fc.constantFrom(0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x41, 0xc3, 0xa9), { maxLength: 40 })
      .map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 5 }), fc.boolean(), (bytes, size, isLong) => {
      const all = isLong ? Uint8Array.from([...utf8(long), ...bytes]) : bytes;
      expect(decoded(all, size)).toEqual(decoded(all));
    }),
  );
});

test('the head of a file is text without its mark', () => {
  expect(headText(utf16('\uFEFFDate,Amount'))).toBe('Date,Amount');
});
