import { connect } from '../../src/database/connections.ts';
import type { TestDatabase } from './database.ts';

/** Noon of a day, in UTC. */
export const noonOf = (day: string): string => `${day}T12:00:00Z`;
/** A moment of a day by which all that was written on it is there. */
export const eveningOf = (day: string): string => `${day}T22:00:00Z`;

/**
 * Does work as if it were done on a day: every moment that the database wrote down meanwhile is put
 * to that day, from noon on and in the same order. A release has the date of the book already, and is
 * put to its noon.
 */
export async function writtenOn<T>(
  db: TestDatabase,
  day: string,
  work: () => Promise<T>,
): Promise<T> {
  const superuser = connect(db.urls.superuser, { name: 'test', max: 1 });
  try {
    await superuser.unsafe(`set search_path = ${db.authority}`);
    const [start] = await superuser<{ at: string }[]>`select clock_timestamp()::text as at`;
    const result = await work();
    await superuser.unsafe(moved(start!.at, day));
    await superuser`
      update pay_run_releases set released_at = ${noonOf(day)}::timestamptz
      where (released_at at time zone 'Europe/London')::date = ${day}::date`;
    return result;
  } finally {
    await superuser.end();
  }
}

const moved = (start: string, day: string): string => `
  do $$ declare c record; begin
    for c in select table_name, column_name from information_schema.columns
      join information_schema.tables using (table_schema, table_name)
      where table_schema = current_schema() and table_type = 'BASE TABLE'
        and data_type = 'timestamp with time zone'
    loop
      execute format('update %1$I set %2$I = %3$L::timestamptz + (%2$I - %4$L::timestamptz)
        where %2$I >= %4$L::timestamptz', c.table_name, c.column_name, '${noonOf(day)}', '${start}');
    end loop;
  end $$`;
