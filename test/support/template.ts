import type { TestProject } from 'vitest/node';
import { connect } from '../../src/database/connections.ts';
import { createAuthority } from '../../src/database/migrate.ts';
import { ROLES } from '../../src/database/roles.ts';

/** Made once a run: the three roles, and a database with one empty authority to copy from. */
export const TEMPLATE = 'ledger_template';
export const AUTHORITY = 'testshire';
export const PASSWORD = 'for-tests-only';

/** The URL of a database of the run's cluster, as one of its roles. */
export function urlFor(superuserUrl: string, database: string, role: string): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  url.username = role;
  url.password = PASSWORD;
  return url.toString();
}

export default async function setUp(project: TestProject): Promise<void> {
  const superuserUrl = project.getProvidedContext().superuserUrl;
  const superuser = connect(superuserUrl, { name: 'test template', max: 1 });
  for (const role of Object.values(ROLES)) {
    await superuser.unsafe(`create role ${role} login password '${PASSWORD}'`);
  }
  await superuser.unsafe(`create database ${TEMPLATE} owner ${ROLES.owner}`);
  await superuser.end();
  const owner = connect(urlFor(superuserUrl, TEMPLATE, ROLES.owner), { name: 'template', max: 2 });
  await createAuthority(owner, ROLES, { name: AUTHORITY, title: 'Testshire' }, () => {});
  await owner.end();
}
