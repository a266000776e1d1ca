import type { Clock } from '../../src/calendar.ts';
import { connect } from '../../src/database/connections.ts';
import { loadDemonstration } from '../../src/demonstration/load.ts';
import { freshApi, type Api } from './api.ts';
import { ok } from './book.ts';
import { addScenes } from './report-scenes.ts';
import { CSV, budgetRows, budgetsFile, planRows, plansFile } from './published-files.ts';

/** The day on which the fixed book is read. */
export const BOOK_DAY = Temporal.PlainDate.from('2026-11-20');

const EVERY_MOMENT = `
  do $$ declare c record; begin
    for c in select table_name, column_name from information_schema.columns
      join information_schema.tables using (table_schema, table_name)
      where table_schema = current_schema() and table_type = 'BASE TABLE'
        and data_type = 'timestamp with time zone'
    loop
      execute format('update %I set %I = $1', c.table_name, c.column_name)
        using timestamptz '2026-04-01T09:00:00Z';
    end loop;
  end $$`;

const SOME_READINGS = `
  insert into reads (read_at, user_id, kind, operation, subject)
  select timestamptz '2026-11-10T09:30:00Z' + n * interval '1 minute', u.id, 'caseworker',
    'getBeneficiary', b.id::text
  from (select id, row_number() over (order by reference) as n from beneficiaries
    order by reference limit 5) as b,
    (select id from users order by subject limit 1) as u`;

/**
 * The book that the golden files of the reports are made from: that of the demonstration, two
 * hundred people over a financial year so far, and scenes of what it has nothing of. Only what the
 * clock of the machine wrote is not fixed, so every row is given the same moment, and every entry
 * one that follows from its number.
 */
export async function reportBook(): Promise<Api> {
  let today = BOOK_DAY;
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };
  const api = await freshApi({ clock });
  await loadDemonstration({
    client: api.db.service,
    authority: api.db.authority,
    clock,
    issuer: api.issuer,
    onProgress: () => {},
  });
  await importPublished(api);
  const momentsOfScenes = await addScenes(api, (day) => {
    today = Temporal.PlainDate.from(day);
  });
  today = BOOK_DAY;
  const superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
  await superuser.unsafe(`set search_path = ${api.db.authority}`);
  await superuser.unsafe(EVERY_MOMENT);
  await superuser.unsafe(momentsOfScenes);
  await superuser.unsafe(SOME_READINGS);
  await superuser.unsafe(`
    update entries set recorded_at = effective_on + time '10:00' + (id % 3600) * interval '1 second'`);
  await superuser.unsafe('analyze');
  await superuser.end();
  return api;
}

/** Made-up tables of the department, so that there is something to stand beside. */
async function importPublished(api: Api): Promise<void> {
  const commissioner = await api.as('commissioner');
  const files = [
    budgetsFile(...budgetRows('202425'), ...budgetRows('202526', '17,3,1,4,6,2')),
    plansFile(...planRows('202425'), ...planRows('202526', '410')),
  ];
  for (const [n, file] of files.entries()) {
    await ok(commissioner.post(`/published-files?name=${n}.csv`, file, CSV), 200);
  }
}
