import { describe, expect, it } from 'vitest';
import {
  changed,
  faultsOf,
  inLines,
  readFile,
  wordsLike,
  type Case,
} from '../support/opening-faults.ts';
import { EXAMPLE, exampleRows, fileOf } from '../support/opening-file.ts';

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
          account_use: 'only_direct_payments',
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
    expect(found).toEqual(wordsLike(expected));
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
        ['line 1', /Column 34 has a name/],
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
      file(header, ...lines, ','.repeat(34)),
      [['line 10', /empty: take it out/]],
    ],
    [
      'a cell too many',
      file(header, ...lines.slice(2), `${lines[0]!},x`),
      [['line 8', /Expected 35 cells; found 36/]],
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
    expect(await faultsOf(content)).toEqual(wordsLike(expected));
  });

  it('with a mark of its encoding, or its columns in another order, is the same file', async () => {
    const plain = await readFile(EXAMPLE);
    const reversed = exampleRows().map((row) =>
      Object.fromEntries(Object.entries(row).toReversed()),
    );
    for (const content of [`\uFEFF${EXAMPLE}`, fileOf(reversed)]) {
      const { people, faults } = await readFile(content);
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
    const { faults } = await readFile(fileOf(many));
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
