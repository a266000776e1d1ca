import { it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { statementOf } from '../../src/ledger/statement.ts';
import { freshDatabase } from '../support/database.ts';
import { testSealer } from '../support/sealing.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';
import { familyWithShare } from '../support/family.ts';
import { freshApi } from '../support/api.ts';
const sealer = testSealer();
it('probe', async () => {
  const api = await freshApi({ sealNow: sealer.sealNow });
  const db = api.db;
  sealer.start(db);
  const small = await openShare(db); const big = await openShare(db);
  const su = connect(db.urls.superuser, { name: 'x', max: 1 });
  await su`set search_path = testshire`;
  const [k] = await su`select id from entry_kinds where name='treasury'`;
  const [t] = await su`select id from account_classes where name='treasury'`;
  const [b] = await su`select id from account_classes where name='bank'`;
  console.time('load');
  const make = async (n: number, tre: string | null, bank: string | null, from: string, days: number) => {
    await su.unsafe(`with e as (insert into entries (key, kind, effective_on, by, content)
      select 'k' || gen_random_uuid(), ${k!.id}, date '${from}' + (g % ${days})::int, '00000000-0000-0000-0000-000000000000', '\\x00'
      from generate_series(1, ${n}) g returning id, effective_on)
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account, to_account, amount)
      select id, 1, ${k!.id}, effective_on, ${t!.id}, ${b!.id}, ${tre ?? '(select min(id) from accounts where class=' + t!.id + ') + 0'}, ${bank ?? `(select id from accounts where class=${b!.id} and id > 100 order by id limit 1)`}, 1.00 from e`);
  };
  const other = await openShare(db);
  await make(300000, other.treasury.id, other.bank.id, '2024-01-01', 780);
  await make(20000, big.treasury.id, big.bank.id, '2023-04-01', 1060);
  await make(100, small.treasury.id, small.bank.id, '2024-04-01', 700);
  await make(40, small.treasury.id, small.bank.id, '2026-03-01', 31);
  await make(40, big.treasury.id, big.bank.id, '2026-03-01', 31);
  await su.unsafe('insert into accounts (class, subject, arrangement_id, beneficiary_id) select ' + b!.id + ', gen_random_uuid(), gen_random_uuid(), gen_random_uuid() from generate_series(1,200000)');
  console.timeEnd('load');
  console.time('seal');
  for (let i = 0; i < 40; i++) await sealer.sealNow();
  console.timeEnd('seal');
  await su.unsafe('analyze');
  console.log(await su`select count(*), max(month_end) from balance_checkpoints`);
  const { family, own } = await familyWithShare(api);
  await postAll(db, [anEntry('payment', '2026-03-02', [[other.in_transit, own.held, '50.00']])]);
  const fin = await api.as('finance_officer');
  for (let i = 0; i < 12; i++) for (const [n, a] of Object.entries({ small, big })) {
    const t0 = performance.now();
    const r = await fin.get(`/accounts/${a.bank.id}/statement?from=2026-03-01&to=2026-03-31`);
    console.log(n, (performance.now() - t0).toFixed(1), r.body.lines.length, r.body.opening);
  }
  for (let i = 0; i < 3; i++) {
    const t0 = performance.now();
    const r = await family.get(`/accounts/${own.held.id}/statement?from=2026-03-01&to=2026-03-31`);
    console.log('family', (performance.now() - t0).toFixed(1), r.status, r.body.lines.length);
    const t1 = performance.now();
    const r2 = await family.get(`/accounts`);
    console.log('family accounts', (performance.now() - t1).toFixed(1), r2.status, r2.body.items.length);
    const t2 = performance.now();
    const r3 = await family.get(`/entries/${r.body.lines[0].entry}`);
    console.log('family entry', (performance.now() - t2).toFixed(1), r3.status, r3.text.length);
  }

  const fam = async (label: string) => { for (let i = 0; i < 4; i++) {
    const t0 = performance.now();
    const r = await family.get(`/accounts/${own.held.id}/statement?from=2026-03-01&to=2026-03-31`);
    const t1 = performance.now();
    const r2 = await family.get(`/entries/${r.body.lines[0].entry}`);
    const t2 = performance.now();
    const r3 = await family.get(`/entries/${r.body.lines[0].entry}/receipt`);
    console.log(label, (t1 - t0).toFixed(1), (t2-t1).toFixed(1), (performance.now()-t2).toFixed(1), r.status, r2.status, r3.status);
  } };
  await fam('before');
  await su.end();
}, 600000);
