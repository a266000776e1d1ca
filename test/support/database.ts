import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { ROLES } from '../../src/database/roles.ts';
import { inTransaction, type Scope, type Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { AUTHORITY, TEMPLATE, urlFor } from './template.ts';

export interface TestDatabase {
  readonly urls: { owner: string; service: string; reader: string; superuser: string };
  readonly service: Client;
  readonly authority: string;
  /** Work in the service's own scope, or another. */
  run<T>(work: (tx: Tx) => Promise<T>, scope?: Partial<Scope>): Promise<T>;
}

export const TODAY = Temporal.PlainDate.from('2026-04-15');
export const clock = fixedClock(TODAY);

/** A database of its own for a test file, copied from the template and dropped at the end. */
export async function freshDatabase(): Promise<TestDatabase> {
  const superuserUrl = inject('superuserUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const superuser = connect(superuserUrl, { name: 'test', max: 1 });
  await superuser.unsafe(`create database ${name} template ${TEMPLATE} owner ${ROLES.owner}`);
  const url = (role: string): string => urlFor(superuserUrl, name, role);
  const service = connect(url(ROLES.service), { name: 'test service', max: 70 });
  afterAll(async () => {
    await service.end({ timeout: 5 });
    await superuser.unsafe(`drop database ${name} with (force)`);
    await superuser.end();
  });
  const own: Scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today: TODAY };
  const inDatabase = new URL(superuserUrl);
  inDatabase.pathname = `/${name}`;
  return {
    urls: {
      owner: url(ROLES.owner),
      service: url(ROLES.service),
      reader: url(ROLES.reader),
      superuser: inDatabase.toString(),
    },
    service,
    authority: AUTHORITY,
    run: (work, scope = {}) => inTransaction(service, { ...own, ...scope }, work),
  };
}
