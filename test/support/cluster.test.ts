import postgres from 'postgres';
import { afterAll, expect, inject, it } from 'vitest';

const sql = postgres(inject('superuserUrl'), { max: 1 });
afterAll(() => sql.end());

it('gives every test a superuser on the PostgreSQL that was asked for', async () => {
  const [row] = await sql`
    select current_setting('server_version_num')::int / 10000 as version,
      current_setting('is_superuser') as superuser, current_setting('fsync') as fsync,
      current_setting('max_connections') as connections,
      current_setting('server_encoding') as encoding, upper('é') as upper`;
  expect(row?.['version'] === 18).toBe(process.env['TEST_POSTGRES'] === undefined);
  expect(row).toMatchObject({
    superuser: 'on',
    fsync: 'off',
    connections: '200',
    encoding: 'UTF8',
    upper: 'É',
  });
});
