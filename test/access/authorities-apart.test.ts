import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../schema/access.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { createAuthority } from '../../src/database/migrate.ts';
import { ROLES } from '../../src/database/roles.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

/** Two authorities in one database: neither sees the other, wherever the search path points. */
let db: TestDatabase;
let reader: Client;
let owner: Client;
/** Tables of the second authority that hold rows, which somebody could see. */
let filled: string[];
beforeAll(async () => {
  db = await freshDatabase();
  reader = connect(db.urls.reader, { name: 'test reader', max: 2 });
  owner = connect(db.urls.owner, { name: 'test owner', max: 2 });
  await createAuthority(owner, ROLES, { name: 'othershire', title: 'Othershire' }, () => {});
  await owner.unsafe(`insert into othershire.users (issuer, subject) values ('i', 's');
    insert into othershire.beneficiaries (reference, sex, ethnicity, placement, postcode_district,
      recorded_by) select 'O-1', 'male', 'WBRI', 'School', 'ME14', id from othershire.users limit 1;
    insert into othershire.funders (name, sector) values ('High needs', 'education')`);
  const counts = await Promise.all(
    Object.keys(ACCESS).map(async (table) => {
      const rows = await owner.unsafe(`select from othershire.${table} limit 1`);
      return rows.length > 0 ? [table] : [];
    }),
  );
  filled = counts.flat();
});
afterAll(async () => {
  await reader.end();
  await owner.end();
});

const KINDS = ['service', 'caseworker', 'administrator', 'commissioner', 'family'];

/** The tables in which a role sees a row of Othershire, with these settings. */
async function seen(client: Client, settings: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of filled) {
    const rows = await client.begin(async (sql) => {
      await sql.unsafe(`set local search_path = "othershire"; ${settings}`).simple();
      return sql.unsafe(`select from ${table}`);
    });
    if (rows.length > 0) found.push(table);
  }
  return found;
}

describe('another authority', () => {
  it('has rows to be seen, and its own users see them', async () => {
    expect(filled).toEqual(expect.arrayContaining(['users', 'beneficiaries', 'funders', 'flows']));
    const own = `set local ledger.authority = 'othershire'; set local ledger.kind = 'service'`;
    expect(await seen(db.service, own)).toEqual(filled);
    expect(await seen(reader, own)).toEqual(filled);
  });

  it.each(KINDS)(
    'is not seen by a %s of this one, though search_path points there',
    async (kind) => {
      const settings = `set local ledger.authority = 'testshire'; set local ledger.kind = '${kind}'`;
      expect(await seen(db.service, settings)).toEqual([]);
      expect(await seen(reader, settings)).toEqual([]);
    },
  );

  it('is not seen with settings that are empty, or with none at all', async () => {
    for (const client of [db.service, reader]) {
      expect(await seen(client, '')).toEqual([]);
      expect(await seen(client, `set local ledger.kind = 'service'`)).toEqual([]);
      const empty = `set local ledger.authority = ''; set local ledger.kind = ''`;
      expect(await seen(client, empty)).toEqual([]);
    }
  });

  it('takes no row from this one', async () => {
    const insert = db.service.begin(async (sql) => {
      await sql
        .unsafe(`set local search_path = "othershire"; set local ledger.authority = 'testshire';
          set local ledger.kind = 'service'`)
        .simple();
      await sql`insert into brokers (name) values ('West')`;
    });
    await expect(insert).rejects.toMatchObject({ code: '42501' });
    const update = await db.service.begin(async (sql) => {
      await sql
        .unsafe(`set local search_path = "othershire"; set local ledger.authority = 'testshire';
          set local ledger.kind = 'service'`)
        .simple();
      return sql`update beneficiaries set placement = 'College'`;
    });
    expect(update.count).toBe(0);
  });

  it('is not reached by a connection that nobody set up', async () => {
    await expect(db.service`select from users`).rejects.toMatchObject({ code: '42P01' });
    expect(await db.service`select from othershire.users`).toHaveLength(0);
    expect(await reader`select from testshire.flows`).toHaveLength(0);
  });
});
