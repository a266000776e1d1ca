import { beforeAll, describe, expect, it } from 'vitest';
import { bankLines } from '../support/bank-matching.ts';
import { ok } from '../support/book.ts';
import { postParts } from '../support/line-postings.ts';
import { aPayable } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Families were paid 769.23 on 2 April, and paid some of it back to the council's account. */
let book: Council;
let lines: string[];

const APRIL = { from: '2026-04-01', to: '2026-04-30' };
const PAID = '769.23';

beforeAll(async () => {
  book = await council();
  for (const name of ['100.00', '30.00', '69.23']) families.push(await aFamily(name));
  await book.pay('2026-04-02');
  book.on('2026-05-20');
  lines = await bankLines(book, [
    ['2026-04-08', '100.00', { reference: 'BACK' }],
    ['2026-04-09', '30.00', { reference: 'ANOTHER COUNCIL' }],
    ['2026-04-30', '69.23', { reference: 'BACK' }],
  ]);
}, 60_000);

interface Family {
  readonly payeeId: string;
  readonly arrangement: string;
  readonly person: string;
  readonly repays: string;
}
const families: Family[] = [];

async function aFamily(repays: string): Promise<Family> {
  const id = await aPayable(book);
  return book.api.db.run(async (tx) => {
    const [row] = await tx.sql<Omit<Family, 'repays'>[]>`
      select a.payee_id as "payeeId", a.id as arrangement, b.reference as person
      from arrangements a join beneficiaries b on b.id = a.beneficiary_id where a.id = ${id}`;
    return { ...row!, repays };
  });
}

/** Posts what a family paid back from a line. @returns the match */
async function repay({ arrangement, repays }: Family, line: string): Promise<string> {
  const part = { to: 'repayment', arrangementId: arrangement, amount: repays, split: 'by_held' };
  const { parts } = await ok(postParts(book.staff.finance, line, [part]));
  return parts[0].matchId;
}

/** Sends the return of April in, with what was paid back, if anything. @returns what differs */
async function differencesOf(
  { payeeId, arrangement, person }: Family,
  back: readonly (readonly [on: string, amount: string])[],
  closing: string,
): Promise<string[][]> {
  const each = { arrangement, person };
  const rows = [
    { kind: 'account_opening', amount: '0.00' },
    { kind: 'account_closing', amount: closing },
    { kind: 'bank', on: '2026-04-02', amount: PAID },
    ...back.map(([on, amount]) => ({ kind: 'bank', on, amount: `-${amount}` })),
    { kind: 'opening', ...each, amount: '0.00' },
    { kind: 'paid_in', on: '2026-04-02', ...each, amount: PAID },
    ...back.map(([on, amount]) => ({ kind: 'transferred_out', on, ...each, amount })),
    { kind: 'closing', ...each, amount: closing },
  ];
  const { finance } = book.staff;
  const { return: one } = await ok(finance.post('/returns', { payeeId, ...APRIL, rows }));
  const found = await ok(finance.get(`/differences?returnId=${one.id}`), 200);
  return found.items.map((row: any) => [row.what, row.expected, row.found]).toSorted();
}

/** What the template says was paid in and went out in April. */
async function templateOf({ payeeId }: Family): Promise<string[]> {
  const asked = `payeeId=${payeeId}&from=${APRIL.from}&to=${APRIL.to}`;
  const { text } = await book.staff.finance.get(`/returns/template?${asked}`);
  const rows = text.split('\r\n').filter((row: string) => /^(paid_in|transferred)/.test(row));
  return rows.map((row: string) => row.split(',').toSpliced(2, 2).join(',').replace(/,+$/, ''));
}

describe('money that was paid back to the council', () => {
  it('is declared as transferred out, and agrees with ledger and bank', async () => {
    const [family] = families;
    await repay(family!, lines[0]!);
    expect(await templateOf(family!)).toEqual([
      `paid_in,2026-04-02,${PAID}`,
      'transferred_out,2026-04-08,100.00',
    ]);
    expect(await differencesOf(family!, [['2026-04-08', '100.00']], '669.23')).toEqual([]);
  });

  it('is no repayment of a family once the match is undone, though the books were closed', async () => {
    const family = families[1]!;
    await ok(
      book.staff.finance.post('/period-closings', {
        closedThrough: '2026-04-09',
        reason: 'month_end',
      }),
    );
    const matchId = await repay(family, lines[1]!);
    expect(await templateOf(family)).toContain('transferred_out,2026-04-09,30.00');
    await ok(book.staff.finance.post(`/matches/${matchId}/undo`, { reason: 'wrong_payment' }));
    expect(await templateOf(family)).toEqual([`paid_in,2026-04-02,${PAID}`]);
    expect(await differencesOf(family, [], PAID)).toEqual([]);
  });

  it('differs where the holder does not say it', async () => {
    const family = families[2]!;
    await repay(family, lines[2]!);
    expect(await differencesOf(family, [], PAID)).toEqual([
      ['closing', '700.00', PAID],
      ['paid_in', '700.00', PAID],
    ]);
  });
});
