import { beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../support/refusal.ts';
import { ok } from '../support/book.ts';
import { APRIL, csvOf, returnBook, rowsOf, sendCsv, type Cells, type ReturnBook } from './book.ts';

let book: ReturnBook;

beforeAll(async () => {
  book = await returnBook();
});

const send = (rows: readonly Cells[]) =>
  sendCsv(book.broker, { pooledAccountId: book.account, ...APRIL }, csvOf(rows));

const NOTHING = { kind: 'account_opening', amount: '200.00' };
const NOT_SERVED =
  'This account holds no money of an arrangement with this identifier in the period.';

/** What is changed in the rows of the two people, and what is said of it. Row 2 is the first. */
const CASES: readonly [
  name: string,
  change: (rows: Cells[]) => Cells[],
  faults: [where: string, message: RegExp][],
][] = [
  [
    'an unknown kind',
    at(5, { kind: 'paid' }),
    [['row 7, kind', /Expected one of: account_opening/]],
  ],
  ['an amount with one decimal', at(5, { amount: '50.0' }), [['row 7, amount', /exactly two/]]],
  ['an amount with a comma', at(5, { amount: '1,050.00' }), [['row 7, amount', /no thousands/]]],
  ['an amount below zero', at(5, { amount: '-50.00' }), [['row 7, amount', /above zero/]]],
  ['a bank line of nothing', at(2, { amount: '0.00' }), [['row 4, amount', /0\.00 says nothing/]]],
  ['a day that is none', at(5, { on: '2026-04-31' }), [['row 7, on', /real day/]]],
  ['a day before the period', at(5, { on: '2026-03-31' }), [['row 7, on', /outside the period/]]],
  ['a day after the period', at(5, { on: '2026-05-01' }), [['row 7, on', /outside the period/]]],
  ['no category', at(6, { category: '' }), [['row 8, category', /not be empty/]]],
  ['a category that is none', at(6, { category: 'food' }), [['row 8, category', /is one of/]]],
  ['no description', at(6, { description: '' }), [['row 8, description', /not be empty/]]],
  [
    'a category where none belongs',
    at(5, { category: 'fees' }),
    [['row 7, category', /stays empty/]],
  ],
  [
    'a reference for an arrangement',
    at(5, { arrangement: 'P-1' }),
    [['row 7, arrangement', /identifier/]],
  ],
  ['another person', at(5, { person: 'X-1' }), [['row 7, person', /not the number/]]],
  [
    'a person who does not add up',
    at(9, { amount: '120.01' }),
    [
      [
        'row 11, amount',
        /100\.00 at the opening, 55\.98 in and 35\.98 out make 120\.00\. Found 120\.01/,
      ],
    ],
  ],
  [
    'a bank statement that does not add up',
    at(1, { amount: '241.00' }),
    [['row 3, amount', /make 240\.00\. Found 241\.00/]],
  ],
  [
    'no opening',
    without(4),
    [['row 6, arrangement', /row opening of this arrangement is missing/]],
  ],
  [
    'no closing',
    without(9),
    [['row 6, arrangement', /row closing of this arrangement is missing/]],
  ],
  ['an opening twice', (rows) => [...rows, rows[4]!], [['row 20, kind', /stands above already/]]],
  ['a header row twice', (rows) => [...rows, rows[0]!], [['row 20, kind', /stands above already/]]],
  ['no balance of the account', without(0), [['row 1, kind', /account_opening is missing/]]],
  [
    'no bank lines',
    (rows) => rows.filter((row) => row['kind'] !== 'bank').map(same('200.00', 'account_closing')),
    [['row 3, kind', /has the lines of the bank statement/]],
  ],
  [
    'spending without its evidence',
    at(6, { amount: '50.01' }),
    [
      ['row 8, evidence', /more than 50\.00 names its evidence/],
      ['row 11, amount', /make 93\.98/],
    ],
  ],
];

function at(n: number, cells: Cells) {
  return (rows: Cells[]): Cells[] => rows.map((row, i) => (i === n ? { ...row, ...cells } : row));
}
function without(n: number) {
  return (rows: Cells[]): Cells[] => rows.filter((_, i) => i !== n);
}
function same(amount: string, kind: string) {
  return (row: Cells): Cells => (row['kind'] === kind ? { ...row, amount } : row);
}

describe('a return is refused for', () => {
  it.each(CASES)('%s', async (_name, change, faults) => {
    const answer = await send(change(rowsOf(book.amina, book.ben)));
    expect(refusalOf(answer)).toEqual([422, 'return-faults', ...faults.map(([where]) => where)]);
    expect(answer.body.faults).toBe(faults.length);
    for (const [n, [, message]] of faults.entries()) {
      expect(answer.body.errors[n].message).toMatch(message);
    }
  });

  it.each<[string, Partial<Record<string, string>>, string[]]>([
    [
      'net pay above gross pay',
      { payroll_gross: '100.00', payroll_net: '100.01' },
      ['row 21, amount'],
    ],
    ['no gross pay', { payroll_net: '80.00' }, ['row 20, kind']],
    [
      'tax below zero',
      { payroll_gross: '9.00', payroll_net: '9.00', payroll_tax: '-0.01' },
      ['row 22, amount'],
    ],
  ])('%s', async (_name, payroll, faults) => {
    const { id: arrangement, person } = book.amina;
    const rows = Object.entries(payroll).map(([kind, amount]): Cells => {
      return { kind, arrangement, person, amount: amount!, employee: 'PA1' };
    });
    const answer = await send([...rowsOf(book.amina, book.ben), ...rows]);
    expect(refusalOf(answer)).toEqual([422, 'return-faults', ...faults]);
  });

  it('a person of another broker, a direct payment and nobody at all in the same words', async () => {
    const { amina, cara, dan } = book;
    const nobody = { id: '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47', person: cara.person };
    const answers = await Promise.all(
      [cara, dan, nobody].map((other) => send(rowsOf(amina, other))),
    );
    for (const { body } of answers) {
      expect(body.errors).toEqual(
        [14, 15, 16, 17, 18, 19].map((row) => ({
          where: `row ${row}, arrangement`,
          message: NOT_SERVED,
        })),
      );
    }
    expect(new Set(answers.map(({ text }) => text.replace(/"instance":"[^"]*"/, ''))).size).toBe(1);
  });

  it('everything at once, in order of rows', async () => {
    const rows = rowsOf(book.amina, book.ben);
    const bad = [at(2, { amount: 'x' }), at(6, { category: '' }), at(15, { amount: '1.00' })];
    const answer = await send(bad.reduce((changed, change) => change(changed), rows));
    expect(refusalOf(answer).slice(2)).toEqual([
      'row 4, amount',
      'row 8, category',
      'row 19, amount',
    ]);
  });

  it.each<[string, string, string]>([
    ['no text', ' ', 'row 1'],
    ['other columns', 'kind,when\r\nbank,2026-04-01', 'row 1'],
    ['semicolons', 'kind;on\r\n', 'row 1'],
    ['a row that is too short', `${csvOf([NOTHING])}\r\nbank,2026-04-01`, 'row 3'],
    ['a quote that is never closed', `${csvOf([NOTHING])}\r\n"bank`, 'row 3'],
  ])('a file with %s', async (_name, csv, where) => {
    const answer = await sendCsv(book.broker, { pooledAccountId: book.account, ...APRIL }, csv);
    expect(refusalOf(answer).slice(0, 2)).toEqual([422, 'return-faults']);
    expect(answer.body.errors.map((fault: any) => fault.where)).toContain(where);
  });

  it('JSON with an amount as a number, or a name that is no column', async () => {
    const { broker, account, amina } = book;
    const rows: Record<string, unknown>[] = rowsOf(amina);
    const changed = rows.map((row, n) => (n === 5 ? { ...row, amount: 50, colour: 'red' } : row));
    const answer = await broker.post('/returns', {
      pooledAccountId: account,
      ...APRIL,
      rows: changed,
    });
    expect(refusalOf(answer)).toEqual([422, 'return-faults', 'row 6', 'row 6, amount']);
    expect(answer.body.errors[1].message).toMatch(/JSON number/);
  });
});

describe('money of other authorities', () => {
  const other = (on: string, amount: string) => ({ kind: 'other_authorities', on, amount });

  it('is never below zero, so that it hides nothing that is missing of people', async () => {
    // 50.00 less is at the bank than the two people have.
    const rows = [
      ...rowsOf(book.amina, book.ben).map((row) =>
        row['kind'] === 'account_closing' ? { ...row, amount: '190.00' } : row,
      ),
      { kind: 'bank', on: '2026-04-29', amount: '-50.00' },
      other('2026-04-29', '-50.00'),
    ];
    const answer = await send(rows);
    expect(refusalOf(answer)).toEqual([422, 'return-faults', 'row 21, amount']);
    expect(answer.body.errors[0].message).toMatch(/holds of them: -50\.00 on 2026-04-29/);
  });

  it('goes out on the day that it comes in, and after', async () => {
    const rows = [
      ...rowsOf(book.amina, book.ben),
      other('2026-04-29', '-20.00'),
      other('2026-04-29', '50.00'),
      other('2026-04-30', '-30.00'),
    ];
    const query = { pooledAccountId: book.account, ...APRIL, dryRun: 'true' };
    expect((await sendCsv(book.broker, query, csvOf(rows))).status).toBe(200);
    const late = [
      ...rows.slice(0, -2),
      other('2026-04-30', '50.00'),
      other('2026-04-30', '-30.00'),
    ];
    expect(refusalOf(await send(late)).slice(2)).toEqual(['row 20, amount']);
  });
});

describe('a return of one person', () => {
  it('holds no money of other authorities', async () => {
    const { staff, dan } = book;
    const other = { kind: 'other_authorities', on: '2026-04-02', amount: '5.00' };
    const rows = [...rowsOf(dan), other];
    const answer = await staff.caseworker.post('/returns', {
      payeeId: dan.payeeId,
      ...APRIL,
      rows,
    });
    expect(refusalOf(answer)).toEqual([422, 'return-faults', 'row 11, kind']);
    expect(answer.body.errors[0].message).toMatch(/no money of other authorities/);
  });

  it('with a light touch needs no bank lines and no evidence', async () => {
    const { staff, dan } = book;
    const rows = rowsOf(dan)
      .filter((row) => row['kind'] !== 'bank')
      .map((row) => (row['kind'] === 'spending' ? { ...row, amount: '93.99' } : row))
      .map(same('50.00', 'closing'));
    const asked = { payeeId: dan.payeeId, ...APRIL, rows };
    const strict = await staff.caseworker.post('/returns', asked);
    expect(refusalOf(strict).slice(2)).toEqual(['row 2, kind', 'row 5, evidence']);
    await ok(
      staff.finance.post('/return-terms', {
        payeeId: dan.payeeId,
        effectiveOn: '2026-04-01',
        tier: 'light_touch',
        every: 'year',
      }),
    );
    expect((await ok(staff.caseworker.post('/returns', asked))).return.tier).toBe('light_touch');
  });
});
