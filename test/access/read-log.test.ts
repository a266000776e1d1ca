import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addPerson, ok, staffOf, type Person, type Staff } from '../support/book.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let staff: Staff;
let person: Person;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  person = await addPerson(staff);
});

const subjects = async (): Promise<string[]> => {
  const rows = await api.db.run(
    (tx) => tx.sql<{ subject: string }[]>`
      select subject from reads where operation = 'getBeneficiary' order by id`,
  );
  return rows.map((row) => row.subject);
};

describe('the log of who saw what', () => {
  it('has the number as the books have it, however it was written in the address', async () => {
    await ok(staff.caseworker.get(`/beneficiaries/${person.id.toUpperCase()}`), 200);
    expect(await subjects()).toEqual([person.id]);
  });

  it('is written while a period is being closed, so that nobody waits to read', async () => {
    const before = (await subjects()).length;
    const superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
    const done = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const closing = superuser.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(hashtext('period closing'), hashtext(${AUTHORITY}))`;
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    const read = staff.caseworker.get(`/beneficiaries/${person.id}`).then(() => 'read');
    const first = await Promise.race([read, waited(3000)]);
    done.resolve();
    await closing;
    await superuser.end();
    await read;
    expect(first).toBe('read');
    expect(await subjects()).toHaveLength(before + 1);
  });
});

const waited = (ms: number): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve('waited'), ms));
