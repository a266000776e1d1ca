import { describe, expect, it } from 'vitest';
import type { Sector } from '../../src/ledger/accounts.ts';
import type { Known } from '../../src/imports/opening.ts';
import { readOpeningFile } from '../../src/imports/read-file.ts';
import {
  BROKER,
  EXAMPLE,
  STARTS_ON,
  exampleRows,
  fileOf,
  type Row,
} from '../support/opening-file.ts';

const FUNDERS: readonly [string, Sector][] = [
  ['High needs block', 'education'],
  ['Integrated care board', 'health'],
  ["Children's social care", 'social_care'],
];
const KNOWN: Known = {
  funders: new Map(FUNDERS.map(([name, sector]) => [name, { id: name, sector }])),
  brokers: new Map([[BROKER, 'broker']]),
  references: new Set(['P-0001']),
};

const read = (content: string | Buffer) =>
  readOpeningFile(Buffer.from(content), Temporal.PlainDate.from(STARTS_ON), async () => KNOWN);

/** The faults of a file: each place with its words. */
async function faultsOf(content: string | Buffer): Promise<[string, string][]> {
  const { faults } = await read(content);
  expect(faults.total).toBe(faults.listed.length);
  return faults.listed.map(({ where, message }) => [where, message]);
}

/** The example with some cells changed, by the number of the line. */
function changed(cells: Record<number, Partial<Row>>): string {
  return fileOf(exampleRows().map((row, n) => ({ ...row, ...cells[n + 2] })));
}

/** The same change in several lines. */
const inLines = (lines: readonly number[], cells: Partial<Row>) =>
  Object.fromEntries(lines.map((line) => [line, cells]));

it('finds nothing wrong with the example', async () => {
  expect(await faultsOf(EXAMPLE)).toEqual([]);
});

type Case = readonly [string, Record<number, Partial<Row>>, readonly [string, RegExp][]];

describe('a cell', () => {
  it.each<Case>([
    ['empty', { 2: { given_name: ' ' } }, [['line 2, given_name', /must not be empty/]]],
    ['empty in a list', { 4: { kind: '' } }, [['line 4, kind', /must not be empty/]]],
    ['too long', { 4: { purpose: 'x'.repeat(201) } }, [['line 4, purpose', /At most 200/]]],
    ['a line end in a text', { 4: { purpose: 'a\nb' } }, [['line 4, purpose', /One line/]]],
    [
      'a day of another country',
      { 4: { effective_on: '06/04/2026' } },
      [['line 4, effective_on', /year first: 2026-04-06/]],
    ],
    [
      'a day that does not exist',
      { 4: { effective_on: '2026-02-30' } },
      [['line 4, effective_on', /real day/]],
    ],
    ['a sex not in the list', { 9: { sex: 'F' } }, [['line 9, sex', /"female"\|"male"/]]],
    [
      'an ethnicity in words',
      inLines([8, 9], { ethnicity: 'Indian' }),
      [
        ['line 8, ethnicity', /four capital letters/],
        ['line 9, ethnicity', /four/],
      ],
    ],
    [
      'a whole postcode',
      inLines([8, 9], { postcode_district: 'ZE1 0AA' }),
      [
        ['line 8, postcode_district', /first half/],
        ['line 9, postcode_district', /first half/],
      ],
    ],
    [
      'a thousands comma',
      { 4: { amount: '2,400.00' } },
      [['line 4, amount', /no thousands comma/]],
    ],
    ['a currency sign', { 4: { amount: '£2400.00' } }, [['line 4, amount', /two decimals/]]],
    ['parts of a penny', { 4: { amount: '2400.001' } }, [['line 4, amount', /parts of a penny/]]],
    ['no decimals', { 4: { amount: '2400' } }, [['line 4, amount', /exactly two decimals/]]],
    ['an exponent', { 4: { amount: '2.4E3' } }, [['line 4, amount', /no exponent/]]],
    ['an amount of nothing', { 4: { amount: '0.00' } }, [['line 4, amount', /above zero/]]],
    ['a balance below zero', { 4: { held: '-1.00' } }, [['line 4, held', /not below zero/]]],
    ['a share in per cent', { 4: { share: '100%' } }, [['line 4, share', /fraction \(3\/5\)/]]],
    [
      'a share that a spreadsheet made a date',
      { 4: { share: '01-Jan' } },
      [['line 4, share', /takes 3\/5 for one/]],
    ],
    ['a share above one', { 4: { share: '5/3' } }, [['line 4, share', /at most 1/]]],
    ['a share of nothing', { 4: { share: '0.00' } }, [['line 4, share', /above zero/]]],
    [
      'an account number without its zero',
      inLines([2, 3], { account_number: '1234567' }),
      [
        ['line 2, account_number', /zeros off the front/],
        ['line 3, account_number', /eight/],
      ],
    ],
    ['a short sort code', { 2: { sort_code: '20000' } }, [['line 2, sort_code', /six digits/]]],
    ['too many payments', { 4: { instalments: '54' } }, [['line 4, instalments', /1 to 53/]]],
    ['payments in words', { 4: { instalments: 'one' } }, [['line 4, instalments', /in digits/]]],
    ['a schedule by school terms', { 4: { every: 'term' } }, [['line 4, every', /"4_weeks"/]]],
  ])('%s', async (_name, cells, expected) => {
    expect(await faultsOf(changed(cells))).toEqual(
      expected.map(([where, words]) => [where, expect.stringMatching(words)]),
    );
  });
});

describe('a line', () => {
  it.each<Case>([
    [
      'a direct payment without an account',
      inLines([2, 3], { sort_code: '' }),
      [
        ['line 2, sort_code', /A direct payment needs this/],
        ['line 3, sort_code', /needs/],
      ],
    ],
    [
      'a direct payment with a broker',
      inLines([2, 3], { broker: BROKER }),
      [
        ['line 2, broker', /leave this empty/],
        ['line 3, broker', /empty/],
      ],
    ],
    [
      'a third party without a broker',
      inLines([6, 7], { broker: '' }),
      [
        ['line 6, broker', /needs this/],
        ['line 7, broker', /needs/],
      ],
    ],
    [
      'a notional arrangement that pays somebody',
      { 4: { payee_name: 'A School' } },
      [['line 4, payee_name', /notional arrangement has none/]],
    ],
    [
      'a notional arrangement that paid',
      { 4: { paid_to_date: '2400.00' } },
      [['line 4, paid_to_date', /still to be ordered/]],
    ],
    [
      'more held than paid',
      { 2: { held: '4800.01' } },
      [['line 2, held', /Found 4800\.01 held and 4800\.00 paid/]],
    ],
  ])('%s', async (_name, cells, expected) => {
    const found = await faultsOf(changed(cells));
    expect(found).toEqual(expected.map(([where, words]) => [where, expect.stringMatching(words)]));
  });
});

describe('lines together', () => {
  it.each<Case>([
    [
      'another name for the same person',
      { 4: { family_name: 'Fernsyde' } },
      [['line 4, family_name', /same as in line 2, .* same person/]],
    ],
    [
      'other terms for the same arrangement',
      { 6: { purpose: 'Helper' } },
      [['line 6, purpose', /same as in line 5, .* same arrangement/]],
    ],
    [
      'somebody the book has already',
      inLines([8, 9], { reference: 'P-0001' }),
      [['line 8, reference', /in the book already/]],
    ],
    [
      'a review before the plan',
      inLines([8, 9], { plan_review_by: '2026-01-12' }),
      [['line 8, plan_review_by', /follows the plan's start/]],
    ],
    [
      'a plan before birth',
      inLines([8, 9], { born_on: '2026-02-14' }),
      [['line 8, plan_starts_on', /after the person is born/]],
    ],
    [
      'a budget that ends before it starts',
      { 4: { budget_ends_on: '2026-03-31' } },
      [['line 4, budget_ends_on', /ends on or after/]],
    ],
    [
      'a budget before the plan',
      inLines([8, 9], { budget_starts_on: '2026-01-11' }),
      [['line 8, budget_starts_on', /The plan starts on 2026-01-12/]],
    ],
    [
      'two budgets that overlap',
      { 4: { budget_ends_on: '2027-03-31' } },
      [['line 2, budget_starts_on', /same dates for one budget/]],
    ],
    [
      'terms outside the budget',
      { 4: { effective_on: '2026-03-31' } },
      [['line 4, effective_on', /Found 2026-03-31/]],
    ],
    [
      'a first period outside the budget',
      { 4: { first_period_on: '2027-05-01' } },
      [['line 4, first_period_on', /within the budget/]],
    ],
    [
      'one payment that is repeated',
      inLines([5, 6, 7], { instalments: '1' }),
      [['line 5, instalments', /paid "once"/]],
    ],
    [
      'a notional arrangement with a schedule',
      { 4: { every: 'month', instalments: '12' } },
      [['line 4, every', /its schedule is "once"/]],
    ],
    ['a funder nobody knows', { 4: { funder: 'ICB' } }, [['line 4, funder', /No funder/]]],
    [
      'a broker nobody knows',
      inLines([5, 6, 7], { broker: 'Nobody' }),
      [['line 5, broker', /No broker/]],
    ],
    ['a funder twice', { 3: { funder: 'High needs block' } }, [['line 3, funder', /one share/]]],
    [
      'shares that do not make one',
      { 3: { share: '1/5' } },
      [['line 2, share', /3\/5 \+ 1\/5 do not make 1/]],
    ],
    [
      'fixed shares that do not make the amount',
      { 9: { share: '999.99' } },
      [['line 8, share', /make 1499\.99, and 1500\.00/]],
    ],
    [
      'two accounts of one payee',
      {
        4: {
          kind: 'direct',
          payee_relationship: 'parent',
          payee_name: 'Alder Fernside',
          sort_code: '20-00-00',
          account_number: '11111111',
          account_name: 'A Fernside',
          paid_to_date: '2400.00',
        },
      },
      [['line 4, account_number', /account of line 2, .* same payee/]],
    ],
    [
      'less paid than the schedule has',
      { 3: { paid_to_date: '3100.00' } },
      [
        [
          'line 2, paid_to_date',
          /Expected 8000\.00 in all: the 8 payments of the schedule before 2026-11-02\. Found 7900\.00/,
        ],
      ],
    ],
    [
      'the total paid, shared otherwise',
      { 2: { paid_to_date: '4800.01' }, 3: { paid_to_date: '3199.99' } },
      [
        [
          'line 2, paid_to_date',
          /Expected 4800\.00: this share of the 8 payments.* Found 4800\.01/,
        ],
        ['line 3, paid_to_date', /Expected 3200\.00.* Found 3199\.99/],
      ],
    ],
    [
      'a payment that is still to come',
      inLines([8, 9], { first_period_on: '2026-11-02' }),
      [['line 8, paid_to_date', /Expected 0\.00 in all: the 0 payments.* Found 1500\.00/]],
    ],
  ])('%s', async (_name, cells, expected) => {
    const found = await faultsOf(changed(cells));
    expect(found).toEqual(expected.map(([where, words]) => [where, expect.stringMatching(words)]));
  });

  it('more shares than an arrangement has', async () => {
    const row = exampleRows()[2]!;
    const lines = Array.from({ length: 11 }, (_, n) => ({
      ...row,
      share: '1/11',
      funder: `F${n}`,
    }));
    expect(await faultsOf(fileOf(lines))).toContainEqual([
      'line 12',
      'An arrangement has at most 10 shares. Found 11.',
    ]);
  });
});

describe('a file', () => {
  const [header, ...lines] = EXAMPLE.trimEnd().split('\r\n') as [string, ...string[]];
  const file = (...parts: string[]): string => parts.join('\r\n');
  it.each<[string, string | Buffer, [string, RegExp][]]>([
    ['nothing', Buffer.alloc(0), [['line 1', /found no text/]]],
    ['no lines', header, [['line 1', /found none/]]],
    ['another separator', header.replaceAll(',', ';'), [['line 1', /Expected commas/]]],
    [
      'an unknown column and a missing one',
      file(header.replace('paid_to_date', 'paid_so_far'), ...lines),
      [
        ['line 1', /Column 33 has a name/],
        ['line 1, paid_to_date', /missing/],
      ],
    ],
    [
      'a column twice',
      file(`${header},held`, ...lines.map((line) => `${line},0.00`)),
      [['line 1, held', /twice/]],
    ],
    [
      'a line of commas',
      file(header, ...lines, ','.repeat(33)),
      [['line 10', /empty: take it out/]],
    ],
    [
      'a cell too many',
      file(header, ...lines.slice(2), `${lines[0]!},x`),
      [['line 8', /Expected 34 cells; found 35/]],
    ],
    [
      'a stray quote',
      file(header, ...lines.slice(2), lines[0]!.replace('Rowan', 'Ro"wan')),
      [['line 8', /quote stands inside/]],
    ],
    [
      'a quote that is never closed',
      file(header, ...lines, '"P-1004,x'),
      [['line 10', /never closed/]],
    ],
    [
      'Windows-1252',
      Buffer.from(EXAMPLE.replace('Rowan', 'Zoë'), 'latin1'),
      [['line 2', /0xEB at position \d+ .* reads as "ë".*"CSV UTF-8"/]],
    ],
  ])('%s', async (_name, content, expected) => {
    expect(await faultsOf(content)).toEqual(
      expected.map(([where, words]) => [where, expect.stringMatching(words)]),
    );
  });

  it('with a mark of its encoding, or its columns in another order, is the same file', async () => {
    const plain = await read(EXAMPLE);
    const reversed = exampleRows().map((row) =>
      Object.fromEntries(Object.entries(row).toReversed()),
    );
    for (const content of [`\uFEFF${EXAMPLE}`, fileOf(reversed)]) {
      const { people, faults } = await read(content);
      expect(faults.total).toBe(0);
      expect(people).toEqual(plain.people);
    }
  });

  it('lists a thousand faults at most, in order of their lines, and counts all', async () => {
    const rows = exampleRows();
    const many = Array.from({ length: 600 }, (_, n) => ({
      ...rows[2]!,
      reference: `P-${n}`,
      amount: n < 590 ? '1' : '1.00',
      kind: 'direkt',
    }));
    const { faults } = await read(fileOf(many));
    expect(faults.total).toBe(1190);
    expect(faults.listed).toHaveLength(1000);
    expect(faults.listed.slice(0, 2).map((one) => one.where)).toEqual([
      'line 2, kind',
      'line 2, amount',
    ]);
    expect(() => faults.refuse()).toThrow(
      '1190 things are wrong with the file. 1000 of them are listed.',
    );
  });

  it('is put off by no bad line of one arrangement from judging the others', async () => {
    const found = await faultsOf(changed({ 2: { amount: '1' }, 6: { share: '1/4' } }));
    expect(found.map(([where]) => where)).toEqual(['line 2, amount', 'line 5, share']);
  });
});
