import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { AUTHORITY } from '../support/template.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

let api: Api;
let auditor: ApiUser;
let finance: ApiUser;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi();
  auditor = await api.as('auditor');
  finance = await api.as('finance_officer');
  a = await openShare(api.db);
});

const rowsOf = async (name: string, query = ''): Promise<any[]> =>
  (await ok(auditor.get(`/reports/${name}?${query}`), 200)).rows;
const charge = (on: string, amount: string) =>
  anEntry('bank_charge', on, [[a.bank, a.charges, amount]]);

async function asSuperuser(statement: string): Promise<void> {
  const superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  await superuser.unsafe(statement);
  await superuser.end();
}

/** In order: each goes on with the book of the one before. */
describe('the auditor’s tests', () => {
  it('find the same amount twice on a day, and not once it is taken back', async () => {
    const ids = await postAll(api.db, [
      charge('2026-04-07', '12.34'),
      charge('2026-04-07', '12.34'),
      charge('2026-04-07', '12.35'),
      charge('2026-04-08', '12.34'),
    ]);
    const found = { effective_on: '2026-04-07', amount: '12.34', times: '2' };
    const rows = await rowsOf('possible-duplicates');
    expect(rows).toMatchObject([{ ...found, entries: `${ids[0]} ${ids[1]}` }]);
    expect(await rowsOf('possible-duplicates', 'from=2026-04-08')).toEqual([]);
  });

  it('find round sums of the rule, and no others', async () => {
    const [round] = await postAll(api.db, [
      charge('2026-04-09', '3000.00'),
      charge('2026-04-09', '3000.01'),
      charge('2026-04-09', '300.00'),
    ]);
    expect(await rowsOf('round-sums')).toMatchObject([{ entry: round, amount: '3000.00' }]);
  });

  it('find what was recorded at a weekend or out of hours, by London’s clock', async () => {
    const ids = await postAll(
      api.db,
      ['1.01', '1.02', '1.03', '1.04', '1.05'].map((amount) => charge('2026-04-10', amount)),
    );
    // In summer London is an hour ahead: 18:59 there is still in hours, 05:59 is before seven.
    const moments = [
      '2026-04-10T18:59:00Z',
      '2026-04-10T19:00:00Z',
      '2026-04-11T10:00:00Z',
      '2026-04-10T05:59:00Z',
      '2026-04-10T06:00:00Z',
    ];
    await asSuperuser(
      moments
        .map((at, n) => `update entries set recorded_at = '${at}' where id = ${ids[n]}`)
        .join(';'),
    );
    const rows = await rowsOf('out-of-hours', 'from=2026-04-10&to=2026-04-12');
    expect(
      rows.map(({ day, weekday, hour, why, entries, amount }) =>
        [day, weekday, hour, why, entries, amount].join(' '),
      ),
    ).toEqual([
      '2026-04-10 Friday 6 out_of_hours 1 1.04',
      '2026-04-10 Friday 20 out_of_hours 1 1.02',
      '2026-04-11 Saturday 11 weekend 1 1.03',
    ]);
  });

  it('count first digits, each amount of two accounts once, beside Benford’s law', async () => {
    const rows = await rowsOf('benford');
    const charges = rows.filter((row) => row.kind === 'bank_charge');
    const of = (digit: string) => charges.find((row) => row.digit === digit);
    // 12.34 12.35 1.01 1.02 1.03 1.04 1.05 begin with 1; 3000.00 3000.01 300.00 with 3: ten in all.
    expect(of('1')).toMatchObject({
      amounts: '7',
      share: '70.00',
      expected: '30.10',
      enough: 'no',
    });
    expect(of('3')).toMatchObject({ amounts: '3', share: '30.00', expected: '12.49' });
    expect(of('9')).toMatchObject({ amounts: '0', share: '0.00', expected: '4.58' });
  });

  it('say what has become known of a closed period, by whom and why', async () => {
    expect(await rowsOf('changed-since-close')).toEqual([]);
    await ok(finance.post('/period-closings', { closedThrough: '2026-03-31', reason: 'Year end' }));
    expect(await rowsOf('changed-since-close')).toEqual([]);
    const [late] = await postAll(api.db, [
      charge('2026-03-30', '7.77'),
      charge('2026-04-13', '8.88'),
    ]);
    const entry = await ok(finance.get(`/entries/${late}`), 200);
    const rows = await rowsOf('changed-since-close', 'closedThrough=2026-03-31');
    expect(rows).toMatchObject([
      {
        closed_through: '2026-03-31',
        entry: late,
        kind: 'bank_charge',
        meant_for: '2026-03-30',
        effective_on: '2026-04-01',
        by: entry.by,
        from_class: 'bank',
        to_class: 'charges',
        amount: '7.77',
      },
    ]);
    expect(await rowsOf('changed-since-close', 'closedThrough=2026-02-28')).toEqual([]);
    const of = async (from: string) =>
      (await rowsOf('changed-since-close', `closedThrough=2026-03-31&from=${from}`)).length;
    expect([await of('2025-04-01'), await of('2026-03-31')]).toEqual([1, 0]);
  });

  it('find a number of the journal that is gone', async () => {
    await asSuperuser(`
      insert into seals (number, entry_id, leaf)
      select n, id, sha256(id::text::bytea) from (
        select id, row_number() over (order by id) - 1 as n from entries) as numbered where n <> 3;
      insert into seal_batches (size, through_entry, root)
      select max(number) + 1, max(entry_id), sha256('') from seals`);
    const rows = await rowsOf('journal-gaps');
    const last = rows.find((row) => row.finding === 'numbered');
    expect(rows.filter((row) => row.finding !== 'numbered')).toEqual([
      { finding: 'missing', from_number: '3', to_number: '3', count: '1' },
    ]);
    expect([last.from_number, last.count]).toEqual(['0', last.to_number]);
    await postAll(api.db, [charge('2026-04-14', '9.99')]);
    const not = (await rowsOf('journal-gaps')).find((row) => row.finding === 'not_sealed');
    expect(not.count).toBe('1');
  });
});
