import { describe, expect, test } from 'vitest';
import { detect, readerFor } from '../../src/bank-files/detect.ts';
import { FileReading } from '../../src/bank-files/file-reading.ts';
import {
  eventsOf,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  readFile,
} from '../support/bank-files.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const familyOf = (text: string): string | null => detect(bytesOf(text)).family?.name ?? null;

describe('the format', () => {
  test.each([
    ['<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">', 'camt'],
    ['<?xml version="1.0"?>\n<n:Document><n:BkToCstmrAcctRptV01>', 'camt'],
    ['\n\n<?xml version="1.0"?><Document><CstmrPmtStsRpt/></Document>', 'camt'],
    [':20:STARTUMS\r\n:25:12345678/1020304050\r\n:60F:C260401EUR1,00', 'mt940'],
    ['{1:F01BANKGB2LXXXX0000000000}{2:O940BANKGB2LXXXXN}{4:\n:20:1', 'mt940'],
    ['{1:F01BANKGB2LXXXX0000000000}{2:O942BANKGB2LXXXXN}{4:\n:20:1', 'mt940'],
    ['ABNANL2A\n940\nABNANL2A\n:20:ABN AMRO\n:25:517852257', 'mt940'],
    ['OFXHEADER:100\nDATA:OFXSGML\nCHARSET:1252\n\n<OFX>', 'ofx'],
    ['<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?><OFX/>', 'ofx'],
    ['\n\n<OFX>\n<BANKMSGSRSV1>', 'ofx'],
    ['!Type:Bank\nD01/04/2026\nT-5.00\n^\n', 'qif'],
    ['!Account\nNCurrent\nTBank\n^\n!Type:Bank\n', 'qif'],
    [
      '01,122099999,123456789,260401,0200,1,65,,2/\n02,031001234,122099999,1,260401,2359,,2/',
      'bai2',
    ],
    ['Date,Description,Amount,Balance\n01/04/2026,Shop,-5.00,10.00\n', 'csv'],
    ['Account Name:;Current\n\n"Date";"Paid out"\n"01 Apr 2026";"£5.00"\n', 'csv'],
    ['{"lines": [1, 2]}', null],
    ['Dear Sir\nplease find attached\n', null],
    ['<!doctype html><html><body>a, b</body></html>', null],
  ])('of %j is %s', (head, family) => {
    expect(familyOf(head)).toBe(family);
  });

  test('is found in every character set', () => {
    const head = 'Date,Amount\n01/04/2026,5.00\n';
    expect(detect(Buffer.from(`\uFEFF${head}`, 'utf16le')).family?.name).toBe('csv');
  });

  test.each([
    ['a zip', 'PK\u0003\u0004,,,', 'zip'],
    ['a PDF', '%PDF-1.7\na,b,c\n', 'PDF'],
    ['a web page', '<html>a,b</html>', 'web page'],
    ['a letter', 'Dear Sir\n', 'none of them'],
  ])('%s is none, and it is said what it is', (_, text, words) => {
    const file = readFile(Buffer.from(text, 'latin1'));
    expect(file).toMatchObject({ format: null, statements: [] });
    expect(file.problems).toMatchObject([{ severity: 'error', code: 'format-unknown' }]);
    expect(file.problems[0]?.message).toContain(words);
  });

  test.each(['', ' \r\n\t', '\uFEFF', '\0\0\0\0\0\0'])(
    'of nothing (%j) is nothing to read',
    (text) => {
      for (const format of [undefined, 'camt']) {
        const file = readFile(text, format === undefined ? {} : { format });
        expect(file.problems).toMatchObject([{ severity: 'error', code: 'nothing-to-read' }]);
      }
    },
  );

  test('can be asked for by the name of any version, and by no other', () => {
    for (const name of [
      'camt',
      'camt.053',
      'CAMT.053.001.08',
      'mt940',
      'mt942',
      'ofx.1.0.2',
      'csv.lloyds',
    ]) {
      expect(readerFor(name).stopped).toBe(false);
    }
    expect(() => readerFor('xlsx')).toThrow('--format must be one of: camt');
  });
});

describe('a file', () => {
  const text = `<Document><BkToCstmrStmt><Stmt>${'<Ntry><Amt Ccy="GBP">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry>\n'.repeat(3000)}`;

  test('gives the same events in pieces of any size', () => {
    const whole = eventsOf(text);
    expect(whole.filter((event) => event.type === 'line')).toHaveLength(3000);
    for (const size of [1, 7, 65_535, 65_536, 65_537])
      expect(eventsOf(text, { size })).toEqual(whole);
  });

  test('in which a reader finds nothing at all is nothing to read', () => {
    const silent = { stopped: false, read: () => [], end: () => [] };
    const reading = new FileReading(() => silent);
    expect(reading.read(bytesOf('text'))).toEqual([]);
    expect(reading.end()).toMatchObject([{ problem: { code: 'nothing-to-read' } }]);
  });

  test('that is wrong is not read any further', () => {
    const reader = readerFor(null);
    expect(reader.read(new Uint8Array(70_000).fill(0x2e))).toHaveLength(1);
    expect(reader.stopped).toBe(true);
    expect(reader.read(bytesOf(text))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });
});

describe.skipIf(!fixturesPresent)(`files of others (${fixturesWords})`, () => {
  test.each([
    [/^(genkgo-camt|iso20022js)\/.*xml$/, 'camt'],
    [/^(ofxparse|actual)\/.*ofx$/, 'ofx'],
    [/^actual\/.*qif$/, 'qif'],
    [/^moov-bai2\//, 'bai2'],
    [/^mt940js\//, 'mt940'],
    [/^wolph-mt940\/(?!self-provided__invalid)/, 'mt940'],
    [/^council-spend-oxford\//, 'csv'],
  ])('%s are known by their content', (path, family) => {
    const files = fixturesLike(path);
    expect(files.length).toBeGreaterThan(0);
    const found = files.map(({ name, bytes }) => [name, detect(bytes).family?.name]);
    expect(found).toEqual(files.map(({ name }) => [name, family]));
  });
});
