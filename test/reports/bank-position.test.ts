import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../src/reports/report.ts';
import { reverse } from '../../src/ledger/reverse.ts';
import { positionOf } from '../../src/reconciliation/position-store.ts';
import { report } from '../../reports/bank-position.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { columnsOf, lastEntry, readReport } from '../support/read-report.ts';
import { aBankAccount } from '../support/released-run.ts';
import {
  anAccountToSign,
  fill,
  ownEntry,
  signersOf,
  signOff,
  statement,
  type AccountToSign,
} from '../support/sign-offs.ts';

/**
 * An account that is signed off to 10 April: 1,000.00 less a run of 300.00 and a charge of 12.00,
 * with 25.00 that the bank has not shown and a run of 50.00 in transit; one with 40.00 that nobody
 * knows, a line of 7.00 that is open, and own money that was taken back; and one where nothing was.
 */
let api: Api;
let signed: AccountToSign;
let other: Awaited<ReturnType<typeof aBankAccount>>;
let empty: Awaited<ReturnType<typeof aBankAccount>>;
let before: string;
beforeAll(async () => {
  api = await freshApi();
  const signers = await signersOf(api);
  signed = await anAccountToSign(api, signers);
  other = await aBankAccount(api.db);
  empty = await aBankAccount(api.db);
  await fill(api.db, other.id, '500.00', '2026-04-01');
  const lines = await statement(signers.finance, other, {
    from: '2026-04-01',
    to: '2026-04-08',
    opening: '500.00',
    lines: [
      ['2026-04-07', '40.00'],
      ['2026-04-08', '7.00'],
    ],
  });
  before = await lastEntry(api.db);
  const parts = [{ to: 'suspense', amount: '40.00' }];
  await ok(signers.finance.post(`/bank-lines/${lines[0]!}/postings`, { parts }));
  const entry = await fill(api.db, other.id, '9.00', '2026-04-09');
  const effectiveOn = Temporal.PlainDate.from('2026-04-11');
  const wrong = { key: randomUUID(), reason: 'wrong_amount', effectiveOn };
  await api.db.run((tx) => reverse(tx, entry, wrong));
  await ownEntry(api.db, other.id, {
    kind: 'bank_charge',
    on: '2026-04-12',
    amount: '1.50',
    from: 'bank',
    to: 'charges',
  });
  await signOff(signers, signed.id, '2026-04-10');
});

const read = (asAt: string, through?: string) =>
  readReport(api.db, report, through === undefined ? { asAt } : { asAt, through });

async function rowOf(name: string, asAt: string, through?: string): Promise<Row> {
  return (await read(asAt, through)).find((row) => row['account'] === name)!;
}

describe('the position of every bank account', () => {
  it('explains the ledger and the bank, and names the last day that is signed for', async () => {
    expect(await rowOf(signed.account.name, '2026-04-15')).toEqual({
      account: signed.account.name,
      ledger: '713.00',
      in_transit: '50.00',
      suspense: '0.00',
      charges: '12.00',
      not_on_statement: '1',
      not_on_statement_sum: '25.00',
      open_lines: '0',
      open_lines_sum: '0.00',
      expected: '688.00',
      statement_on: '2026-04-10',
      statement: '688.00',
      lines_since: '0.00',
      difference: '0.00',
      signed_off: '2026-04-10',
    });
  });

  it('shows what nobody knows yet, what is open, and what only the ledger has', async () => {
    const found = await rowOf(other.name, '2026-04-15');
    expect(found).toMatchObject({
      ledger: '538.50',
      suspense: '40.00',
      charges: '1.50',
      not_on_statement: '1',
      not_on_statement_sum: '-1.50',
      open_lines: '1',
      open_lines_sum: '7.00',
      expected: '547.00',
      statement: '547.00',
      difference: '0.00',
      signed_off: null,
    });
    // Own money that was taken back on the 11th was only in the ledger on the days before.
    const ninth = await rowOf(other.name, '2026-04-09');
    expect(ninth).toMatchObject({ ledger: '549.00', not_on_statement_sum: '9.00' });
  });

  it('has no difference where there is no statement to compare with', async () => {
    expect(await rowOf(empty.name, '2026-04-15')).toMatchObject({
      ledger: '0.00',
      statement: null,
      difference: null,
    });
  });

  it('leaves out what was not known', async () => {
    expect(await rowOf(other.name, '2026-04-15', before)).toMatchObject({
      ledger: '500.00',
      suspense: '0.00',
      open_lines: '2',
      open_lines_sum: '47.00',
      difference: '0.00',
    });
    const unsigned = await rowOf(signed.account.name, '2026-04-15', before);
    expect(unsigned['signed_off']).toBeNull();
  });

  it('is that of each account by itself, on every day', async () => {
    const third = await anAccountToSign(api, await signersOf(api));
    const finance = await api.as('finance_officer');
    await ok(finance.post(`/matches/${third.match}/undo`, { reason: 'wrong_line' }));
    const accounts = await api.db.run(
      (tx) => tx.sql<{ id: string; name: string }[]>`select id, name from bank_accounts`,
    );
    expect(accounts.length).toBe(4);
    for (const day of ['04-01', '04-07', '04-08', '04-09', '04-10', '04-11', '04-12', '04-15']) {
      const rows = await read(`2026-${day}`);
      for (const { id, name } of accounts) {
        const row = rows.find((one) => one['account'] === name)!;
        const at = Temporal.PlainDate.from(`2026-${day}`);
        const position = await api.db.run((tx) => positionOf(tx, id, at));
        expect({ day, row }).toEqual({
          day,
          row: {
            account: name,
            ledger: position.ledger,
            in_transit: position.inTransit,
            suspense: row['suspense'],
            charges: row['charges'],
            not_on_statement: String(position.notOnStatement.count),
            not_on_statement_sum: position.notOnStatement.sum,
            open_lines: String(position.openLines.count),
            open_lines_sum: position.openLines.sum,
            expected: position.expected,
            statement_on: position.statement?.to ?? null,
            statement: position.statement?.closing ?? null,
            lines_since: position.linesSince.sum,
            difference: position.difference,
            signed_off: row['signed_off'],
          },
        });
      }
    }
  });

  it('is for the office, and not for commissioners', async () => {
    const auditor = await api.as('auditor');
    const { rows } = await ok(auditor.get('/reports/bank-position?asAt=2026-04-08'), 200);
    expect(columnsOf(rows, 'account').flat()).toContain(signed.account.name);
    const commissioner = await api.as('commissioner');
    expect((await commissioner.get('/reports/bank-position')).status).toBe(404);
  });
});
