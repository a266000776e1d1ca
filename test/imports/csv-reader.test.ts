import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/imports/csv-reader.ts';
import { textOf } from '../../src/imports/csv-text.ts';

/** Records in short: the line, and the cells or the words of the fault. */
const read = (text: string) =>
  [...readCsv(text)].map((one) => [one.line, 'fault' in one ? one.fault : one.cells]);

const UNCLOSED = 'A quote opens in this line and is never closed.';
const STRAY =
  'A quote stands inside a cell: put the whole cell in quotes, and double those inside.';
const AFTER = 'After the quote that closes a cell comes a comma or the end of the line.';

describe('a CSV file, by RFC 4180', () => {
  it.each<[string, string, unknown[]]>([
    [
      'lines that end in CR LF',
      'a,b\r\n1,2\r\n',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'lines that end in LF',
      'a,b\n1,2\n',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'no end of the last line',
      'a,b\n1,2',
      [
        [1, ['a', 'b']],
        [2, ['1', '2']],
      ],
    ],
    [
      'empty cells',
      ',\n"",',
      [
        [1, ['', '']],
        [2, ['', '']],
      ],
    ],
    ['a comma and doubled quotes in quotes', '"1,5","say ""hi"""\n', [[1, ['1,5', 'say "hi"']]]],
    ['spaces, which belong to the cell', ' a , b\n', [[1, [' a ', ' b']]]],
    [
      'a line end in quotes: later lines keep their numbers',
      'a\r\n"x\r\ny"\r\nb\n"p\nq"\nc',
      [
        [1, ['a']],
        [2, ['x\r\ny']],
        [4, ['b']],
        [5, ['p\nq']],
        [7, ['c']],
      ],
    ],
    [
      'an empty line, which is a record',
      'a\n\nb\n',
      [
        [1, ['a']],
        [2, ['']],
        [3, ['b']],
      ],
    ],
    ['nothing', '', []],
    [
      'a quote that is never closed',
      'a\nb,"c\nd\n',
      [
        [1, ['a']],
        [2, UNCLOSED],
      ],
    ],
    ['a doubled quote at the end', '"a""', [[1, UNCLOSED]]],
    [
      'a quote inside a cell, and on',
      'a"b,c\nd\n',
      [
        [1, STRAY],
        [2, ['d']],
      ],
    ],
    [
      'text after a closing quote, and on',
      '"a"b,c\nd',
      [
        [1, AFTER],
        [2, ['d']],
      ],
    ],
    [
      'a CR alone',
      'a\rb\nc',
      [
        [1, 'A line ends in CR LF or LF. Found a CR alone.'],
        [2, ['c']],
      ],
    ],
    [
      'a fault after a line end in quotes',
      '"a\nb"c\nd',
      [
        [1, AFTER],
        [3, ['d']],
      ],
    ],
  ])('%s', (_name, text, records) => {
    expect(read(text)).toEqual(records);
  });

  it('reads what is written, as csv-parse does', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r\n', ' ', '=', ';'),
    });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, fc.constantFrom('windows', 'unix'), (cells, ends) => {
        const text = stringify(cells, { record_delimiter: ends, quoted: true });
        const found = [...readCsv(text)].map((one) => 'cells' in one && one.cells);
        expect(found).toEqual(cells);
        const relaxed = { relax_column_count: true, record_delimiter: ['\r\n', '\n'] };
        expect(found).toEqual(parse(text, relaxed));
      }),
    );
  });

  it('reads a cell of a million characters and a million quotes', () => {
    const cell = '"'.repeat(1_000_000);
    expect(read(`"${cell}${cell}",b`)).toEqual([[1, [cell, 'b']]]);
  });
});

describe('the bytes of a file', () => {
  it.each<[string, Buffer, unknown]>([
    ['UTF-8', Buffer.from('Zoë,“x”,👍'), 'Zoë,“x”,👍'],
    ['UTF-8 with the mark that Excel puts before it', Buffer.from('\uFEFFa,b'), 'a,b'],
    [
      'Windows-1252',
      Buffer.concat([Buffer.from('a,é\nZo'), Buffer.from([0xeb, 0x2c, 0x0a])]),
      {
        line: 2,
        message: expect.stringMatching(/byte 0xEB at position 8 .* reads as "ë"\..*"CSV UTF-8"/),
      },
    ],
    [
      "Windows-1252's own apostrophe",
      Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0x92]),
      { line: 3, message: expect.stringMatching(/0x92 at position 5 .* "’"/) },
    ],
    [
      'a bad byte after characters of two, three and four bytes',
      Buffer.concat([Buffer.from('a\né“👍'), Buffer.from([0xe9])]),
      { line: 2, message: expect.stringMatching(/0xE9 at position 12 /) },
    ],
    [
      'a character cut short',
      Buffer.from('a\né').subarray(0, 3),
      { line: 2, message: expect.stringMatching(/0xC3 at position 3/) },
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFFa,b', 'utf16le'),
      { line: 1, message: expect.stringMatching(/UTF-16/) },
    ],
    [
      'a zero byte',
      Buffer.from('a\nb\0c'),
      { line: 2, message: expect.stringMatching(/zero byte/) },
    ],
  ])('%s', (_name, content, found) => {
    expect(textOf(content)).toEqual(found);
  });
});
