import { beforeAll, describe, expect, it } from 'vitest';
import { changeSettings, copyingWhole } from '../../src/database/whole-tables.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

/** With these, reading by several processes costs nothing. */
const TEMPTING = {
  parallel_setup_cost: '0',
  parallel_tuple_cost: '0',
  min_parallel_table_scan_size: '0',
  max_parallel_workers_per_gather: '4',
};

const planOf = async ({ sql }: Tx): Promise<string> =>
  JSON.stringify(await sql`explain select relname from pg_class`.values());

describe('what copies whole tables', () => {
  it('reads them by one process from their first row, and leaves the settings as they were', async () => {
    await db.run(async (tx) => {
      await changeSettings(tx, TEMPTING);
      const settings = async (): Promise<unknown> =>
        (
          await tx.sql`select current_setting('synchronize_seqscans') as first,
          current_setting('max_parallel_workers_per_gather') as processes`
        )[0];
      const before = await settings();
      expect(await planOf(tx)).toContain('Gather');
      await copyingWhole(tx, async () => {
        expect(await planOf(tx)).not.toContain('Gather');
        expect(await settings()).toEqual({ first: 'off', processes: '0' });
      });
      expect(await settings()).toEqual(before);
      expect(before).toEqual({ first: 'on', processes: '4' });
    });
  });
});
