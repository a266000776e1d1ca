import { describe, expect, test } from 'vitest';
import { readFile, type ReadFile } from '../support/bank-files.ts';
import { BANK_CSV } from '../support/bank-csv.ts';

const codesOf = (file: ReadFile): string[] => file.problems.map((one) => one.code);
const daysOf = (file: ReadFile): (string | null)[] =>
  file.statements.flatMap((one) => one.lines.map((line) => line.bookedOn));
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

describe.each(Object.entries(BANK_CSV))('the CSV of %s', (name, one) => {
  const rows = one.text.trimEnd().split('\n');
  const head = rows.slice(0, one.head);
  const body = rows.slice(one.head);
  const file = readFile(one.text);
  const joined = (some: readonly string[], end = '\n'): string =>
    some.map((row) => row + end).join('');

  test('is read as the bank means it', () => {
    expect(file.format).toBe(`csv.${one.bank}`);
    expect(codesOf(file)).toEqual(one.problems);
    expect(file.statements).toHaveLength(1);
    expect(file.statements[0]).toMatchObject({
      account: one.account,
      currency: 'GBP',
      opening: one.opening,
      closing: one.closing,
      balances: one.hasBalance ? true : null,
    });
    const lines = file.statements[0]?.lines ?? [];
    expect(lines.map((line) => [line.bookedOn, line.amount, line.text])).toEqual(one.lines);
    expect(lines.every((line) => line.status === 'booked')).toBe(true);
  });

  test('has the period of its lines where its balance proves them', () => {
    const days = one.lines.map(([day]) => day).toSorted();
    const period = one.hasBalance ? [days[0], days.at(-1)] : [null, null];
    expect([file.statements[0]?.from, file.statements[0]?.to]).toEqual(period);
  });

  test('is the same by its name', () => {
    const named = readFile(one.text, { profile: name });
    expect(named.statements).toEqual(file.statements);
    expect(codesOf(named)).toEqual([]);
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${one.text}`)],
    ['UTF-16LE with a mark', Buffer.from(`\uFEFF${one.text}`, 'utf16le')],
    ['UTF-16BE with a mark', swapped(Buffer.from(`\uFEFF${one.text}`, 'utf16le'))],
    ['UTF-16LE without a mark', Buffer.from(one.text, 'utf16le')],
    ['line ends of Windows', Buffer.from(joined(rows, '\r\n'))],
    ['line ends of an old Mac', Buffer.from(joined(rows, '\r'))],
  ])('in %s is the same', (_, bytes) => {
    const other = readFile(bytes);
    expect(other.statements).toEqual(file.statements);
    expect(codesOf(other)).toEqual(one.problems);
  });

  test('in Windows-1252 has the same amounts and letters, and says that it was guessed', () => {
    const text = one.text.replaceAll('🍽', '');
    const other = readFile(Buffer.from(text, 'latin1'));
    expect(other.statements).toEqual(readFile(text).statements);
    const hasOther = /[^\0-\u007F]/.test(text);
    expect(codesOf(other).includes('encoding-guessed')).toBe(hasOther);
  });

  test('the other way round has the same balances', () => {
    const turned = readFile(joined([...head, ...body.toReversed()]));
    const { opening, closing, balances, from, to } = file.statements[0]!;
    expect(turned.statements).toMatchObject([{ opening, closing, balances, from, to }]);
    expect(turned.statements[0]?.lines).toEqual(file.statements[0]?.lines.toReversed());
  });

  test('without one of its rows shows the gap where there is a balance', () => {
    const codes = codesOf(readFile(joined([...head, ...body.toSpliced(1, 1)])));
    expect(codes.includes('balance-gap')).toBe(one.hasBalance);
  });

  test('with days up to 12 only is day first by its own headings, else nothing is guessed', () => {
    const early = body.map((row, n) =>
      row.replace(/\d\d(\/04\/2026)/, `0${n + 1}$1`).replace(/\d\d( Apr 2026)/, `0${n + 1}$1`),
    );
    const other = readFile(joined([...head, ...early]));
    const isSure = one.isOwn;
    expect(codesOf(other).includes('date-ambiguous')).toBe(!isSure);
    const days = early.map((_, n) => (isSure || n === 3 ? `2026-04-0${n + 1}` : null));
    expect(daysOf(other)).toEqual(days);
    const named = readFile(joined([...head, ...early]), { profile: name });
    expect(daysOf(named)).toEqual(early.map((_, n) => `2026-04-0${n + 1}`));
    expect(codesOf(named)).not.toContain('date-ambiguous');
  });

  test('of nothing but headings is a statement without lines', () => {
    const empty = readFile(joined(head), { format: 'csv', profile: name });
    const isNone = one.head === 0;
    expect(empty.statements.map((found) => found.lines)).toEqual(isNone ? [] : [[]]);
    expect(codesOf(empty)).toEqual(isNone ? ['nothing-to-read'] : []);
  });

  test('with a row of totals at its end says that it was left out', () => {
    const other = readFile(`${one.text}${one.footer}\n`);
    expect(other.statements).toEqual(file.statements);
    expect(codesOf(other)).toEqual([...one.problems, 'row-left-out']);
  });
});

describe('rows that are not booked yet', () => {
  test('of a prepaid card are pending, and the balance is proved without them', () => {
    const { text, head } = BANK_CSV['prepaid']!;
    const rows = text.trimEnd().split('\n');
    const pending = '****7701,30/04/2026,Petrol,,£60.00,,Pending';
    const declined = '****7701,30/04/2026,Casino,,£500.00,,Declined';
    const file = readFile(
      [...rows.slice(0, head + 2), pending, declined, ...rows.slice(head + 2)].join('\n'),
    );
    const lines = file.statements[0]?.lines ?? [];
    expect(lines.map((line) => [line.amount, line.status])).toEqual([
      ['2100.00', 'booked'],
      ['-20.00', 'booked'],
      ['-60.00', 'pending'],
      ['-1080.00', 'booked'],
    ]);
    expect(file.statements[0]).toMatchObject({
      balances: true,
      from: '2026-04-01',
      to: '2026-04-30',
    });
    expect(codesOf(file)).toEqual(['row-left-out']);
  });

  test('of a bank that writes the word in the place of the date are pending, without a day', () => {
    const { text } = BANK_CSV['first-direct']!;
    const file = readFile(`${text}Pending,PETROL,-60.00,\n`);
    expect(file.statements[0]?.lines.at(-1)).toMatchObject({
      bookedOn: null,
      amount: '-60.00',
      status: 'pending',
    });
    expect(file.statements[0]).toMatchObject({ closing: '3075.50', balances: true });
  });

  test('of Starling with a column of the status', () => {
    const { text } = BANK_CSV['starling']!;
    const rows = text.trimEnd().split('\n');
    const file = readFile(
      [
        `${rows[0]},Status`,
        ...rows.slice(1).map((row) => `${row},SETTLED`),
        '30/04/2026,Shop,X,CARD,-1.00,,GENERAL,,PENDING',
      ].join('\n') + '\n',
    );
    expect(file.format).toBe('csv.starling');
    expect(file.statements[0]?.lines.at(-1)).toMatchObject({ status: 'pending' });
    expect(file.statements[0]).toMatchObject({ closing: '2000.00', balances: true });
  });
});
