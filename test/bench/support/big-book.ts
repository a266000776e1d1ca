import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/calendar.ts';
import { connect, type Client } from '../../../src/database/connections.ts';
import { startEmbedded } from '../../../src/database/embedded.ts';
import { createAuthority } from '../../../src/database/migrate.ts';
import { ROLES, setUpRoles, type DatabaseUrls } from '../../../src/database/roles.ts';
import { inTransaction } from '../../../src/database/transactions.ts';
import { makeNextCheckpoint } from '../../../src/ledger/checkpoints.ts';
import { serviceScope } from '../../../src/ledger/sealer.ts';
import type { BenchOptions } from '../measurement.ts';
import { AUTHORITY } from './scratch.ts';

/** 36 months, a hundred entries of two transfers for each arrangement, eight accounts each. */
const SIZES = { full: 50_000, quick: 1500 } as const;
const MONTHS = 36;

export interface BigBook {
  readonly dataDir: string;
  readonly urls: DatabaseUrls;
  readonly today: Temporal.PlainDate;
  close(): Promise<void>;
}

/**
 * Opens the large book, and loads it first where it is not there whole: 10 million transfers in
 * full. It is kept between runs. Its entries are numbered as sealed up to the last one, but their
 * leaves are not made: nothing that is measured reads them.
 */
export async function openBigBook({ folder, quick, onProgress }: BenchOptions): Promise<BigBook> {
  const arrangements = quick ? SIZES.quick : SIZES.full;
  const dataDir = join(folder, quick ? 'book-quick' : 'book');
  mkdirSync(dataDir, { recursive: true });
  const embedded = await startEmbedded({ dataDir, onProgress });
  try {
    const urls = await setUpRoles(embedded.superuserUrl, join(dataDir, 'roles.json'));
    const today = systemClock().today();
    if (!(await isLoaded(urls))) {
      await load({ urls, superuserUrl: embedded.superuserUrl, arrangements, today, onProgress });
    }
    return { dataDir, urls, today, close: () => embedded.stop() };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** The mark that the loading came to its end: the last thing it writes. */
const LOADED = 'the large book is loaded';

async function isLoaded(urls: DatabaseUrls): Promise<boolean> {
  const owner = connect(urls.owner, { name: 'bench', max: 1 });
  try {
    const [row] = await owner<{ mark: string | null }[]>`
      select obj_description(to_regclass(${`${AUTHORITY}.transfers`}), 'pg_class') as mark`;
    return row?.mark === LOADED;
  } finally {
    await owner.end({ timeout: 5 });
  }
}

interface Loading {
  readonly urls: DatabaseUrls;
  readonly superuserUrl: string;
  readonly arrangements: number;
  readonly today: Temporal.PlainDate;
  readonly onProgress: (sentence: string) => void;
}

async function load({
  urls,
  superuserUrl,
  arrangements,
  today,
  onProgress,
}: Loading): Promise<void> {
  const owner = connect(urls.owner, { name: 'bench', max: 1 });
  const [there] = await owner`select to_regclass('public.authorities') as known`;
  if (there?.['known'] !== null) {
    await owner.unsafe(`drop schema if exists ${AUTHORITY} cascade`);
    await owner`delete from public.migrations where authority = ${AUTHORITY}`;
    await owner`delete from public.authorities where name = ${AUTHORITY}`;
  }
  await createAuthority(owner, ROLES, { name: AUTHORITY, title: 'Benchmark' }, () => {});
  const admin = new URL(superuserUrl);
  admin.pathname = new URL(urls.owner).pathname;
  const superuser = connect(admin.toString(), { name: 'bench', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}; set session_replication_role = replica;
    set synchronous_commit = off; set maintenance_work_mem = '1GB'; set work_mem = '256MB'`);
  const first = today.with({ day: 1 }).subtract({ months: MONTHS });
  await fill(superuser, arrangements, first, onProgress);
  await superuser.end({ timeout: 5 });
  await makeCheckpoints(urls, onProgress);
  await owner.unsafe(`comment on table ${AUTHORITY}.transfers is '${LOADED}'`);
  await owner.end({ timeout: 5 });
}

/**
 * For arrangement a: accounts 8a+1 to 8a+8 (available, committed, drawn, held, ...), entries
 * 100a+1 to 100a+100. Entries are numbered by their date, as if posted day by day.
 */
async function fill(
  sql: Client,
  arrangements: number,
  first: Temporal.PlainDate,
  onProgress: (sentence: string) => void,
): Promise<void> {
  const n = arrangements;
  onProgress(`${8 * n} accounts`);
  await sql.unsafe(`
    insert into accounts (id, class, subject, arrangement_id, beneficiary_id)
    select 8 * (a - 1) + k.n, c.id, md5('s' || a)::uuid, md5('a' || a)::uuid, md5('p' || a)::uuid
    from generate_series(1, ${n}) a
    cross join (values (1, 'available'), (2, 'committed'), (3, 'drawn'),
      (4, 'held'), (5, 'to_return'), (6, 'recoverable'), (7, 'written_off'), (8, 'spent')) k(n, name)
    join account_classes c on c.name = k.name || '/direct/education';
    insert into accounts (id, class, subject)
    select ${8 * n} + 1, id, md5('run')::uuid from account_classes where name = 'in_transit';
    select setval('accounts_id_seq', ${8 * n + 1});`);
  // A third of the entries are payments of two transfers, two thirds spending of two lines.
  const entry = `(e - 1) * ${n} + a`;
  const day = `(date '${first.toString()}' + ((e - 1) * ${MONTHS * 30} / 100))`;
  const isPayment = '(e % 3 = 1)';
  onProgress(`${100 * n} entries`);
  await sql.unsafe(`
    insert into entries (id, key, kind, effective_on, by, content)
    select ${entry}, 'e' || (${entry}), k.id, ${day}, '00000000-0000-0000-0000-000000000000',
      '\\x00'::bytea
    from generate_series(1, 100) e, generate_series(1, ${n}) a,
      (select id from entry_kinds where name = 'payment') p,
      (select id from entry_kinds where name = 'spending') s
    cross join lateral (select case when ${isPayment} then p.id else s.id end as id) k
    order by e, a;
    select setval('entries_id_seq', ${100 * n});`);
  onProgress(`${200 * n} transfers`);
  await sql.unsafe(`
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
      to_account, amount)
    select ${entry}, l, case when ${isPayment} then p.id else s.id end, ${day}, f.class, t.class,
      f.id, t.id, case when ${isPayment} then 100.00 else 20.00 end
    from generate_series(1, 100) e
    cross join generate_series(1, ${n}) a
    cross join generate_series(1, 2) l
    cross join (select id from entry_kinds where name = 'payment') p
    cross join (select id from entry_kinds where name = 'spending') s
    cross join lateral (select case when not ${isPayment} then 4 when l = 1 then 2 end as n) fk
    cross join lateral (select case when not ${isPayment} then 8 when l = 1 then 3 else 4 end as n) tk
    join accounts f on f.id = coalesce(8 * (a - 1) + fk.n, ${8 * n} + 1)
    join accounts t on t.id = 8 * (a - 1) + tk.n
    order by e, a, l`);
  await sql.unsafe(`
    insert into account_balances (account_id, balance, last_effective_on, may_go_below)
    select a.id, 0, current_date, true from accounts a join account_classes c on c.id = a.class
    where c.guarded;
    insert into seals (number, entry_id, leaf) values (0, ${100 * n}, sha256('\\x00'));
    insert into seal_batches (size, through_entry, root) values (1, ${100 * n}, sha256('\\x00'));`);
  onProgress('statistics');
  await sql.unsafe('vacuum analyze entries, transfers, accounts, account_balances');
}

async function makeCheckpoints(
  urls: DatabaseUrls,
  onProgress: (sentence: string) => void,
): Promise<void> {
  const service = connect(urls.service, { name: 'bench', max: 1 });
  const scope = serviceScope(AUTHORITY, systemClock());
  for (;;) {
    const month = await inTransaction(service, scope, makeNextCheckpoint);
    if (month === null) break;
    onProgress(`balances at ${month}`);
  }
  await service.end({ timeout: 5 });
  const owner = connect(urls.owner, { name: 'bench', max: 1 });
  await owner.unsafe(`vacuum analyze ${AUTHORITY}.checkpoint_balances`);
  await owner.end({ timeout: 5 });
}
