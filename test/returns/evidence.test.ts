import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RETURN_CHECKS } from '../../src/commands/evidence/returns.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Finding, Work } from '../../src/ledger/verify/check.ts';
import { ok } from '../support/book.ts';
import { APRIL, csvOf, returnBook, rowsOf, sendCsv, type ReturnBook } from './book.ts';

let book: ReturnBook;
let superuser: Client;

/** Two returns, one of them as JSON with payroll; a file; and terms. */
beforeAll(async () => {
  book = await returnBook();
  const { api, staff, broker, account, amina, ben, dan } = book;
  const query = { pooledAccountId: account, ...APRIL };
  const { return: one } = await ok(sendCsv(broker, query, csvOf(rowsOf(amina, ben))));
  const payroll = { arrangement: dan.id, person: dan.person, employee: 'PA1', amount: '80.00' };
  const rows = [
    ...rowsOf(dan),
    ...['payroll_gross', 'payroll_net'].map((kind) => ({ kind, ...payroll })),
  ];
  await ok(staff.finance.post('/returns', { payeeId: dan.payeeId, ...APRIL, rows }));
  const url = `/returns/${one.id}/files?name=invoice.pdf`;
  await ok(broker.post(url, '%PDF-1', { 'content-type': 'application/pdf' }));
  const terms = { effectiveOn: '2026-04-01', tier: 'standard', every: 'month' };
  await ok(staff.finance.post('/return-terms', { pooledAccountId: account, ...terms }));
  superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
  await superuser.unsafe(`set search_path = ${api.db.authority}`);
  await superuser.unsafe('set session_replication_role = replica');
});

afterAll(async () => superuser.end());

const findings = (): Promise<Finding[]> =>
  book.api.db.run(async (tx) => {
    const found: Finding[] = [];
    const work = { tx, evidenceChecks: [], onProgress: () => {} } as unknown as Work;
    for (const check of RETURN_CHECKS.slice(0, 3)) found.push(await check(work));
    return found;
  });

describe('the evidence of returns', () => {
  it('is what the journal has', async () => {
    const found = await findings();
    expect(found.map(({ figure }) => figure)).toEqual([
      '2 × return of a holder',
      '1 × file of evidence',
      '1 × set of return terms',
    ]);
    expect(found.flatMap(({ named }) => named)).toEqual([]);
  });

  it.each<[table: string, column: string, changed: string, what: string, where?: string]>([
    ['holders_returns', 'opening', 'opening + 1', 'return of a holder'],
    ['holders_returns', 'content', "'x'", 'return of a holder', 'content is not null'],
    ['holders_returns', 'sha256', "'x'", 'return of a holder', 'content is null'],
    ['holders_returns', 'lines', 'lines + 1', 'return of a holder'],
    ['return_people', 'closing', 'closing + 1', 'return of a holder'],
    ['return_lines', 'amount', 'amount + 0.01', 'return of a holder'],
    ['return_lines', 'on_day', 'on_day + 1', 'return of a holder'],
    ['return_lines', 'description', "description || '!'", 'return of a holder'],
    ['return_lines', 'category', "'travel'", 'return of a holder', 'category is not null'],
    ['payroll_summaries', 'net', 'net - 1', 'return of a holder'],
    ['return_files', 'content', "'%PDF-2'", 'file of evidence'],
    ['return_files', 'name', "'other.pdf'", 'file of evidence'],
    ['return_terms', 'tier', "'light_touch'", 'set of return terms'],
  ])('shows a changed %s.%s', async (table, column, changed, what, where = 'true') => {
    await superuser.unsafe(`create table kept as select * from ${table}`);
    const [row] = await superuser.unsafe(`select * from ${table} where ${where} limit 1`);
    const same = Object.keys(row!).filter((name) =>
      ['id', 'return_id', 'arrangement_id', 'employee'].includes(name),
    );
    const keys = same
      .map((name) => (row![name] === null ? `${name} is null` : `${name} = '${row![name]}'`))
      .join(' and ');
    await superuser.unsafe(`update ${table} set ${column} = ${changed} where ${keys}`);
    const found = await findings();
    await superuser.unsafe(`delete from ${table}`);
    await superuser.unsafe(`insert into ${table} select * from kept`);
    await superuser.unsafe('drop table kept');
    expect(found.flatMap(({ named }) => named)).toEqual([
      expect.stringMatching(new RegExp(`^entry \\d+: the ${what} is not what was decided$`)),
    ]);
    expect((await findings()).flatMap(({ named }) => named)).toEqual([]);
  });
});
