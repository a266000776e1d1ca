import { describe, expect, test } from 'vitest';
import { eventsOf, readFile } from '../support/bank-files.ts';

const MT940 = [
  ':20:STARTUMS',
  ':25:20201555555555',
  ':28C:1/1',
  ':60F:C260414GBP100,00',
  ':61:2604150415D12,50NTRFRUN-7',
  ':86:166?00CARD?20SVWZ+Ann at home?32Ann Example',
  ':61:2604150415C2,50NTRFRUN-8',
  ':86:to a@b.example',
  ':62F:C260415GBP90,00',
  '-',
  '',
];

describe('MT940 whose lines end in "@@"', () => {
  const usual = readFile(MT940.join('\r\n'));

  test.each([
    ['in one line', MT940.join('@@')],
    ['from the first character on', `@@${MT940.join('@@')}`],
    ['with an end of line behind', `${MT940.join('@@')}\r\n`],
  ])('is read as with line ends: %s', (_, text) => {
    const file = readFile(text);
    expect(usual.statements[0]).toMatchObject({ balances: true, lines: [{}, {}] });
    expect(file.statements).toEqual(usual.statements);
    expect(file.problems).toEqual([]);
    for (const size of [1, 3, 50]) expect(eventsOf(text, { size })).toEqual(eventsOf(text));
  });

  test('of any size is read the same, wherever its slices end', () => {
    const line = MT940.slice(4, 6).join('@@');
    const many = [...MT940.slice(0, 4), ...Array<string>(3000).fill(line), MT940.at(-3), '-'];
    for (const more of ['', 'x', 'xx']) {
      const file = readFile([`:20:START${more}`, ...many.slice(1)].join('@@'));
      expect(file.statements[0]?.lines).toHaveLength(3000);
      expect(new Set(file.statements[0]?.lines.map((one) => one.text))).toEqual(
        new Set(['CARD SVWZ+Ann at home']),
      );
    }
  });

  test('is not seen where line ends are there and a text has "@@:20:" in it', () => {
    const text = MT940.with(5, ':86:see @@:20:x').join('\n');
    expect(readFile(text).statements[0]?.lines[0]).toMatchObject({ text: 'see @@:20:x' });
  });

  test('says in which of its lines something is wrong', () => {
    const file = readFile(MT940.with(6, ':61:2604150415X2,50NTRFRUN-8').join('@@'));
    expect(file.problems).toMatchObject([{ code: 'line-unreadable', where: 'line 7' }]);
  });
});

const BAI2 = [
  '01,122099999,123456789,260430,0200,1,80,10,2/',
  '02,031001234,122099999,1,260430,2359,GBP,2/',
  '03,55555555,GBP,010,10000,,,015,8750,,/',
  '16,475,1250,Z,B1,C1,CARD AT A/B SHOP',
  '88,SECOND LINE/',
  '49,20000,4/',
  '98,20000,1,6/',
  '99,20000,1,8/',
];
/** The records with another length of a record in the first. */
const stating = (length: string): string[] => BAI2.with(0, BAI2[0]!.replace(',80,', `,${length},`));
const inBlocks = (length: number, records = BAI2): string =>
  records.map((record) => record.padEnd(length)).join('');

describe('BAI2 without line ends', () => {
  const usual = readFile(BAI2.join('\n'));

  test('is read as with them', () => {
    expect(usual.statements[0]).toMatchObject({
      opening: '100.00',
      closing: '87.50',
      balances: true,
      lines: [{ amount: '-12.50', text: 'CARD AT A/B SHOP SECOND LINE' }],
    });
  });

  test.each([
    ['in blocks of 80 characters', inBlocks(80), []],
    ['in blocks of which the last is not filled up', inBlocks(80).trimEnd(), []],
    ['in blocks of the length that it says', inBlocks(120, stating('120')), []],
    ['in blocks of 80 that it does not say', inBlocks(80, stating('')), []],
    ['one after the other', BAI2.join('').replace('SHOP88,', 'SHOP/88,'), []],
    ['one after the other with spaces', BAI2.join('  ').replace('SHOP ', 'SHOP/ '), []],
  ])('is read: %s', (_, text, problems) => {
    const file = readFile(text);
    expect(file.format).toBe('bai2');
    expect(file.statements).toEqual(usual.statements);
    expect(file.problems).toEqual(problems);
    for (const size of [1, 7, 79]) expect(eventsOf(text, { size })).toEqual(eventsOf(text));
  });

  test.each([80, 0])('of many records is read whole (%d)', (length) => {
    const lines = Array<string>(3000).fill('16,475,1,Z,B1,C1,CARD/');
    const records = [...BAI2.slice(0, 3), ...lines, ...BAI2.slice(5)];
    const file = readFile(length === 0 ? records.join('') : inBlocks(80, records));
    expect(file.statements[0]?.lines).toHaveLength(3000);
  });

  test('that is cut off says so', () => {
    for (const text of [inBlocks(80), BAI2.join('').replace('SHOP88,', 'SHOP/88,')]) {
      for (const length of [text.indexOf('16,') + 20, text.indexOf('49,') + 4]) {
        const file = readFile(text.slice(0, length));
        expect(file.problems.map((one) => one.code)).toContain('file-truncated');
      }
    }
  });
});
