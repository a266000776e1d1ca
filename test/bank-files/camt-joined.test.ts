import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentSplitter } from '../../src/bank-files/camt-joined.ts';
import { eventsOf, readFile, type ReadFile } from '../support/bank-files.ts';
import { balanceOf, entryOf, golden, statementOf } from '../support/camt-files.ts';

const DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n';
const balances = balanceOf('OPBD', '15.00') + balanceOf('CLBD', '10.00');
const one = statementOf(balances + entryOf({}));
const two = statementOf(balances.replaceAll('2026', '2027') + entryOf({}));

const codesOf = (file: ReadFile): string[] => file.problems.map((problem) => problem.code);

describe('camt messages that were joined in one file', () => {
  test.each([
    ['each with its declaration', `${DECLARED}${one}\n${DECLARED}${two}\n`],
    ['with nothing between', one + two],
    ['the first without a declaration', `${one}\r\n\r\n${DECLARED}${two}`],
    ['each with a mark of its order of bytes', `\uFEFF${DECLARED}${one}\uFEFF${DECLARED}${two}`],
    ['after a comment', `<!-- a <Document> --><?pi </Document> ?>${one}\n${DECLARED}${two}`],
  ])('are all read: %s', (_, text) => {
    const file = readFile(text);
    expect(file.format).toBe('camt.053.001.08');
    expect(file.statements.map((found) => [found.to, found.balances, found.lines.length])).toEqual([
      ['2026-04-30', true, 1],
      ['2027-04-30', true, 1],
    ]);
    expect(codesOf(file)).toEqual(['documents-joined']);
    for (const size of [1, 7, 100]) expect(eventsOf(text, { size })).toEqual(eventsOf(text));
  });

  test('say where in the file something is wrong', () => {
    const bad = two.replace('>5.00<', '>x<').replace('<Stmt>', '\n<Stmt>');
    const file = readFile(`${DECLARED}${one}\r\n${bad}`);
    const column = bad.split('\n')[1]!.indexOf('<Ntry>') + 1;
    expect(file.problems.map((problem) => [problem.code, problem.where])).toEqual([
      ['documents-joined', 'line 3, column 1'],
      ['amount-unreadable', `line 4, column ${column}`],
    ]);
    const inLine = readFile(one + two.replace('>5.00<', '>x<'));
    expect(inLine.problems[1]?.where).toBe(
      `line 1, column ${one.length + two.indexOf('<Ntry>') + 1}`,
    );
  });

  test('are read on after one that is broken', () => {
    const file = readFile(`${one.replace('<Ntry>', '<Ntry>&')}\n${DECLARED}${two}`);
    expect(file.statements.map((found) => [found.lines.length, found.balances])).toEqual([
      [0, null],
      [1, true],
    ]);
    expect(codesOf(file)).toEqual(['xml-broken', 'documents-joined']);
  });

  test('of two versions are said to be', () => {
    const other = two.replace('.001.08', '.001.02');
    expect(codesOf(readFile(one + other))).toEqual(['documents-joined', 'format-changes']);
  });

  test('of other prefixes are all read', () => {
    const prefixed = one
      .replaceAll(/<(\/?)(Document|BkToCstmrStmt)/g, '<$1n:$2')
      .replace('xmlns=', 'xmlns:n=');
    const file = readFile(`${one}${prefixed}${two}`);
    expect(file.statements).toHaveLength(3);
    expect(codesOf(file)).toEqual(['documents-joined']);
  });

  test('inside an envelope are one document', () => {
    const file = readFile(`<Envelope>${one}\n${two}</Envelope>`);
    expect(file.statements).toHaveLength(2);
    expect(codesOf(file)).toEqual([]);
  });

  test('are not looked for inside a text', () => {
    const text = statementOf(
      balances +
        entryOf({ more: '<AddtlNtryInf><![CDATA[</Document >x</Document>]]></AddtlNtryInf>' }),
    );
    const file = readFile(text);
    expect(file.statements[0]?.lines).toMatchObject([{ text: '</Document >x</Document>' }]);
    expect(codesOf(file)).toEqual([]);
  });
});

test('a file that says it is UTF-8 and is not loses no letter', () => {
  const text = statementOf(balances + entryOf({ more: '<AddtlNtryInf>CAF\u00C9</AddtlNtryInf>' }));
  const file = readFile(Buffer.from(DECLARED + text, 'latin1'));
  expect(file.statements[0]?.lines).toMatchObject([{ text: 'CAFÉ' }]);
  expect(codesOf(file)).toEqual(['encoding-differs']);
});

test('a file that says another character set and is UTF-8 loses no letter', () => {
  const text = statementOf(balances + entryOf({ more: '<AddtlNtryInf>CAFÉ</AddtlNtryInf>' }));
  const file = readFile(DECLARED.replace('UTF-8', 'ISO-8859-1') + text);
  expect(file.statements[0]?.lines).toMatchObject([{ text: 'CAFÉ' }]);
  expect(codesOf(file)).toEqual(['encoding-differs']);
});

test('files in UTF-16 are read, and joined ones too', () => {
  expect(readFile(golden('utf-16be.xml')).statements.length).toBeGreaterThan(0);
  const file = readFile(Buffer.from(`\uFEFF${one}\n${two}`, 'utf16le'));
  expect(file.statements).toHaveLength(2);
});

test('the splitter gives back every character, whatever comes', () => {
  const parts = fc.constantFrom(
    '<?xml version="1.0"?>',
    '<A>',
    '</A>',
    '</A',
    ' ',
    '\n',
    '>',
    '<',
    '<!--',
    '-->',
    '<B/>',
    'x',
    '\uFEFF',
  );
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 25 }),
      fc.integer({ min: 1, max: 9 }),
      (list, size) => {
        const text = list.join('');
        const documents = (size: number): string[] => {
          const splitter = new DocumentSplitter();
          const found = [''];
          const add = (pieces: readonly string[]): void => {
            for (const [n, piece] of pieces.entries()) {
              if (n > 0) found.push('');
              found.push((found.pop() ?? '') + piece);
            }
          };
          for (let at = 0; at < text.length; at += size)
            add(splitter.push(text.slice(at, at + size)));
          add(splitter.end());
          return found;
        };
        // Only a mark of the order of bytes between two documents is made a space.
        const plain = (text: string): string => text.replaceAll('\uFEFF', ' ');
        expect(plain(documents(size).join(''))).toBe(plain(text));
        expect(documents(size)).toEqual(documents(1000));
      },
    ),
    { numRuns: 500, seed: 6 },
  );
});
