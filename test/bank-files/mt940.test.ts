import { describe, expect, test } from 'vitest';
import { readFile, type ReadFile } from '../support/bank-files.ts';

const HEAD = ':20:STARTUMS\n:25:20201555555555\n:28C:1/1\n:60F:C260414GBP100,00\n';

/** A statement of a balance of 100.00 with these fields and a closing balance. */
function statement(fields: string, closing: string, on = '260415'): ReadFile {
  return readFile(`${HEAD}${fields}\n:62F:C${on}GBP${closing}\n-\n`);
}

const codesOf = (file: ReadFile): string[] => file.problems.map((one) => one.code);
const linesOf = (file: ReadFile) => file.statements.flatMap((one) => one.lines);

test('a statement is read whole', () => {
  const fields =
    ':61:2604150416D12,5NTRFRUN-7//BANK9\nExtra words\n' +
    ':86:177?00UEBERWEISUNG?20EREF+E2E-1?21SVWZ+Direct payment week 1?32Ann E?33xample';
  const file = statement(fields, '87,5');
  expect(file).toEqual({
    format: 'mt940',
    problems: [],
    statements: [
      {
        account: '20201555555555',
        currency: 'GBP',
        from: '2026-04-14',
        to: '2026-04-15',
        opening: '100.00',
        closing: '87.5',
        balances: true,
        lines: [
          {
            bookedOn: '2026-04-16',
            valueOn: '2026-04-15',
            amount: '-12.5',
            status: 'booked',
            reference: 'RUN-7',
            counterparty: 'Ann E xample',
            text: 'Extra words UEBERWEISUNG EREF+E2E-1 SVWZ+Direct payment week 1',
            details: [],
          },
        ],
      },
    ],
  });
});

describe('a line', () => {
  test.each([
    ['C5,NTRFX', '5', 'booked'],
    ['D5,NTRFX', '-5', 'booked'],
    ['RC5,01NTRFX', '-5.01', 'booked'],
    ['RD5,NTRFX', '5', 'booked'],
    ['CR5,NTRFX', '5', 'booked'],
    ['DR5,NTRFX', '-5', 'booked'],
    ['RCR5,NTRFX', '-5', 'booked'],
    ['DD000000005,10NTRFX', '-5.10', 'booked'],
    ['EC5,NTRFX', '5', 'pending'],
    ['ED5,NTRFX', '-5', 'pending'],
    ['D1.234,5NTRFX', '-1234.5', 'booked'],
    ['D0,00NTRFX', '0.00', 'booked'],
    ['C5,S   X', '5', 'booked'],
  ])('marked %s is %s and %s', (text, amount, status) => {
    const file = statement(`:61:260415${text}`, '100,00');
    expect(linesOf(file)).toMatchObject([{ amount, status, reference: 'X' }]);
  });

  test.each([
    ['of the year before', '2601021231C2,00NTRF', '260102', '2025-12-31'],
    ['of the year after', '2512310101C2,00NTRF', '251231', '2026-01-01'],
    ['of a leap day', '2402280229C2,00NTRF', '240301', '2024-02-29'],
    ['without an entry date', '260415C2,00NTRF', '260415', '2026-04-15'],
    ['with spaces for an entry date', '260415    C2,00NTRF', '260415', '2026-04-15'],
    ['of another year than its value', '2412310102C2,00NTRF', '260103', '2026-01-02'],
    ['of 30 February', '2604150230C2,00NTRF', '260415', null],
  ])('%s is booked on its day', (_, text, on, bookedOn) => {
    const file = statement(`:61:${text}`, '102,00', on);
    expect(linesOf(file)).toMatchObject([{ bookedOn, amount: '2.00' }]);
    expect(codesOf(file)).toEqual(bookedOn === null ? ['date-unreadable'] : []);
    expect(file.statements[0]?.balances).toBe(true);
  });

  test('with a value on 30 February has none, and a word', () => {
    const file = statement(':61:2602300301D6,00N024NONREF', '94,00', '260301');
    expect(linesOf(file)).toMatchObject([{ valueOn: null, bookedOn: '2026-03-01' }]);
    expect(codesOf(file)).toEqual(['date-unreadable']);
  });

  test('without an amount is left out, and nothing is proved', () => {
    const file = statement(':61:260415DNTRFX\n:61:260415D1.234NTRFX\n:61:nothing', '100,00');
    expect(linesOf(file)).toEqual([]);
    expect(codesOf(file)).toEqual(['line-unreadable', 'amount-unreadable', 'line-unreadable']);
    expect(file.statements[0]?.balances).toBe(null);
  });

  test('of more decimals or digits than the book has is kept with an error', () => {
    const file = statement(':61:260415D1,005NTRFX\n:61:260415C1234567890123,00NTRFX', '100,00');
    expect(linesOf(file).map((line) => line.amount)).toEqual(['-1.005', '1234567890123.00']);
    expect(codesOf(file)).toEqual(['amount-decimals', 'amount-too-long', 'does-not-balance']);
  });

  test.each([
    ['REF//BANK', 'REF'],
    ['NONREF//BANK', 'BANK'],
    ['NONREF', null],
    ['0121470966      A Name', '0121470966'],
    ['NL81ASNB9999999999', 'NL81ASNB9999999999'],
  ])('with %s has the reference %s', (text, reference) => {
    expect(linesOf(statement(`:61:260415C2,00NTRF${text}`, '102,00'))).toMatchObject([
      { reference },
    ]);
  });

  test.each([
    ['166?00CREDIT?20EREF+X1?21SVWZ+Rent', 'CREDIT EREF+X1 SVWZ+Rent', 'X1', null],
    ['000>10099>20RENT>21 APRIL>32A B', 'RENT APRIL', null, 'A B'],
    ['>20Fee 3.32>32GROUP\nStreet 3', 'Fee 3.32', null, 'GROUP Street 3'],
    ['166?20What?is?33', 'What?is', null, null],
    ['/EREF/E-5//NAME/Ann/REMI/Week 1/', '/EREF/E-5//NAME/Ann/REMI/Week 1/', 'E-5', 'Ann'],
    ['/CNTP/NL1/INGBNL2A/Bob/Town//REMI/x', '/CNTP/NL1/INGBNL2A/Bob/Town//REMI/x', null, 'Bob'],
    ['One\n\n:12:30 two\n:86:three', 'One :12:30 two three', null, null],
    ['A text\n-\n:86:and more', 'A text and more', null, null],
  ])('about %j says it', (about, text, reference, counterparty) => {
    const file = statement(`:61:260415C2,00NTRFNONREF\n:86:${about}`, '102,00');
    expect(linesOf(file)).toMatchObject([{ text, reference, counterparty }]);
    expect(file.problems).toEqual([]);
  });

  test('with a text longer than six lines of 65 has all of it', () => {
    const about = Array.from({ length: 40 }, (_, n) => `${n}`.padStart(65, 'x')).join('\n');
    const [line] = linesOf(statement(`:61:260415C2,00NTRF\n:86:${about}`, '102,00'));
    expect(line?.text).toBe(about.replaceAll('\n', ''));
  });

  test('with fields of no message of SWIFT has their words', () => {
    const file = statement(':61:260415C2,00NTRF\n:NS:15Insurance Ltd\n16branch', '102,00');
    expect(linesOf(file)).toMatchObject([{ text: 'Insurance Ltd branch' }]);
  });
});

describe('a file', () => {
  const envelope = (text: string): string => `{1:F01X}{2:O940X}{3:}{4:\n${text}-}{5:}\n`;
  const one = `${HEAD}:61:260415C2,00NTRFA\n:62F:C260415GBP102,00\n`;

  test('in envelopes, with words of the bank between, has all its statements', () => {
    const file = readFile(
      `${envelope(one)}${envelope(one)}BANKNL2A\n940\n:940:\n${one}\n${one}-XXX`,
    );
    expect(file.statements.map((statement) => statement.balances)).toEqual(Array(4).fill(true));
    expect(file.problems).toEqual([]);
  });

  test('of pages proves each of them', () => {
    const second = one
      .replace('60F:C260414GBP100', '60M:C260415GBP102')
      .replace('102,00\n', '104,00\n');
    const file = readFile(one.replace('62F', '62M') + second.replace('GBP104,00', 'GBP102,00'));
    expect(file.statements).toMatchObject([
      { opening: '100.00', closing: '102.00', balances: true },
      { opening: '102.00', closing: '102.00', balances: false },
    ]);
    expect(file.problems).toMatchObject([
      { code: 'does-not-balance', message: expect.stringContaining('a difference of -2.00') },
    ]);
  });

  test('of one account with its currency behind the IBAN has the IBAN', () => {
    const file = readFile(one.replace('20201555555555', 'GB82WEST12345698765432GBP'));
    expect(file.statements).toMatchObject([{ account: 'GB82WEST12345698765432' }]);
  });

  test('broken inside a tag is put together', () => {
    const file = readFile(':61:2604150415CR\n30,00N062NONREF\n:\n86:166?00CREDIT?20Test');
    expect(linesOf(file)).toMatchObject([{ amount: '30.00', text: 'CREDIT Test' }]);
    expect(codesOf(file)).toEqual(['account-missing', 'balance-missing']);
  });

  test.each([':20:ONLY', ':86:text\n-', ':60F:C260414GBP1,00', ':25:123', ':62F:C260414GBP1,00'])(
    'of %j only says that there is nothing to read',
    (text) => {
      const file = readFile(text, { format: 'mt940' });
      expect(file.statements).toEqual([]);
      expect(codesOf(file)).toContain('nothing-to-read');
    },
  );

  test('that breaks off says so', () => {
    const file = readFile(`${HEAD}:61:260415C2,00NTRFA\n:61:260415C3,0`);
    expect(linesOf(file).map((line) => line.amount)).toEqual(['2.00']);
    expect(codesOf(file)).toContain('file-truncated');
    expect(file.statements[0]?.balances).toBe(null);
  });

  test('with a balance that cannot be read proves nothing', () => {
    const file = readFile(one.replace(':62F:C260415GBP102,00', ':62F:C260415GBP10'));
    expect(codesOf(file)).toEqual(['balance-unreadable']);
    expect(file.statements).toMatchObject([{ closing: null, balances: null }]);
  });

  test('of more lines than are held is dated by its opening, and proved by its closing', () => {
    const lines = ':61:2604151231C1,00NTRFA\n'.repeat(5001);
    const near = statement(lines.trimEnd(), '5101,00', '260415');
    expect(linesOf(near)).toHaveLength(5001);
    expect(new Set(linesOf(near).map((line) => line.bookedOn))).toEqual(new Set(['2025-12-31']));
    expect(codesOf(near)).toEqual([]);
    expect(codesOf(statement(lines.trimEnd(), '5101,00', '261215'))).toEqual(['year-differs']);
  });
});

describe('a report of the day (MT942)', () => {
  const report = (totals: string): string =>
    ':20:R1\n:25:123\n:28C:1/1\n:34F:GBP0,\n:13D:2601021815+0100\n' +
    `:61:2601021231C2,00NTRFA\n:86:Text\n:61:260102ED5,00NTRFB\n${totals}-\n`;

  test('has lines of the right year, and no balances', () => {
    const file = readFile(report(':90D:0GBP0,00\n:90C:1GBP2,00\n'));
    expect(file).toMatchObject({
      format: 'mt942',
      problems: [],
      statements: [{ currency: 'GBP', to: '2026-01-02', opening: null, balances: null }],
    });
    expect(linesOf(file)).toMatchObject([
      { bookedOn: '2025-12-31', amount: '2.00', status: 'booked' },
      { bookedOn: '2026-01-02', amount: '-5.00', status: 'pending' },
    ]);
  });

  test('whose totals count other lines says so', () => {
    expect(codesOf(readFile(report(':90C:2GBP2,00\n')))).toEqual(['totals-differ']);
    expect(codesOf(readFile(report(':90D:1GBP5,01\n')))).toEqual(['totals-differ']);
  });
});

test.each(['D1 2,50', 'D1\u00002,50', 'D12,5 0', 'D12,50 .'])(
  'two halves of an amount are none: %j',
  (amount) => {
    const file = statement(`:61:2604150415${amount}NTRFX`, '87,50');
    expect(linesOf(file)).toEqual([]);
    expect(codesOf(file)).toContain('line-unreadable');
  },
);
