import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { ROLES } from '../../src/database/roles.ts';
import { readSealKey } from '../../src/ledger/seal-files.ts';
import { temporaryFolder } from '../support/cluster.ts';
import { freshDatabase } from '../support/database.ts';
import { AUDIENCE, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import {
  freePort,
  runLedger,
  runService,
  whyNotStarted,
  type Variables,
} from '../support/process.ts';
import { AUTHORITY, PASSWORD, urlFor } from '../support/template.ts';

const superuserUrl = inject('superuserUrl');
const superuser = connect(superuserUrl, { name: 'test', max: 1 });
const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const suffix = randomBytes(4).toString('hex');
const bypassing = `test_bypassing_${suffix}`;
const member = `test_member_${suffix}`;
const empty = `test_${suffix}`;
const db = await freshDatabase();

let issuer: TestIssuer;
let variables: Variables;

beforeAll(async () => {
  issuer = await startIssuer(await signingKey('one'));
  const SEAL_KEY_FILE = join(folder, 'seal.pem');
  readSealKey(SEAL_KEY_FILE, true);
  variables = {
    DATA_DIR: dataDir,
    DATABASE_URL: db.urls.service,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    SEAL_KEY_FILE,
    SEAL_DIR: join(folder, 'seals'),
    PORT: await freePort(),
  };
  await superuser.unsafe(`create role ${bypassing} login bypassrls password '${PASSWORD}'`);
  await superuser.unsafe(`create role ${member} login password '${PASSWORD}' noinherit`);
  await superuser.unsafe(`grant ${ROLES.owner} to ${member}`);
  await superuser.unsafe(`create database ${empty} owner ${ROLES.owner}`);
});

afterAll(async () => {
  await issuer.stop();
  await superuser.unsafe(`drop database ${empty} with (force)`);
  await superuser.unsafe(`drop role ${bypassing}`);
  await superuser.unsafe(`drop role ${member}`);
  await superuser.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The URL of the test's own database, as another role. */
function as(role: string): string {
  return urlFor(superuserUrl, new URL(db.urls.service).pathname.slice(1), role);
}

describe('with DATABASE_URL, the service refuses', () => {
  it.each([
    ['a superuser', () => db.urls.superuser, 'is a superuser'],
    ['the owner', () => db.urls.owner, 'owns the tables'],
    ['a role that may become the owner', () => as(member), 'owns the tables'],
    ['a role that bypasses row-level security', () => as(bypassing), 'bypasses row-level'],
    ['a role that nothing is granted to', () => as(ROLES.reader), 'not for this role'],
    [
      'a database that nobody has migrated',
      () => urlFor(superuserUrl, empty, ROLES.service),
      'The database holds no ledger yet. Run `npm run -s ledger -- migrate` first.',
    ],
    [
      'a database that does not answer',
      () => 'postgres://u:for-tests-only@127.0.0.1:1/ledger',
      'DATABASE_URL must name a database that can be used, but the one it names does not answer',
    ],
    ['a wrong password', () => db.urls.service.replace(PASSWORD, 'x'), 'refuses the user or the'],
  ])('%s', async (_what, url, sentence) => {
    const why = await whyNotStarted({ ...variables, DATABASE_URL: url() });
    expect(why).toContain(sentence);
    expect(why).not.toContain(PASSWORD);
  });

  it('to start as the owner, as a process, with a sentence and no more', async () => {
    const ended = await runService({ ...variables, DATABASE_URL: db.urls.owner }).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^The role "ledger_owner" owns the tables[^\n]*\n$/);
  });

  it('to start without an issuer', async () => {
    const sentence = 'OIDC_ISSUER must be set with DATABASE_URL, but is not.';
    expect(await whyNotStarted({ ...variables, OIDC_ISSUER: '' })).toContain(sentence);
  });

  it('a database that lacks a migration, or the policies of this version', async () => {
    const owner = connect(db.urls.owner, { name: 'test', max: 1 });
    try {
      for (const [name, sentence] of [
        ['0000_a_book_for_an_authority', `${AUTHORITY} lack the migration 0000`],
        ['access', `policies of ${AUTHORITY} are not this version's`],
      ]) {
        const rows = await owner<{ sha256: Buffer }[]>`
          delete from public.migrations where name = ${name!} returning *`;
        expect(await whyNotStarted(variables)).toContain(sentence);
        await owner`insert into public.migrations ${owner(rows)}`;
      }
    } finally {
      await owner.end();
    }
  });
});

it('with the service’s role it serves, and neither fills the book nor starts anything', async () => {
  const service = runService(variables);
  await service.prints('Ready at');
  const url = `http://127.0.0.1:${variables['PORT']}`;
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  const claims = { ledger_kind: 'auditor', ledger_authorities: [AUTHORITY], sub: 'ann' };
  const authorization = `Bearer ${await issuer.token(claims)}`;
  const answer = await fetch(`${url}/v1/${AUTHORITY}/beneficiaries`, {
    headers: { authorization },
  });
  expect(await answer.json()).toEqual({ items: [], next: null });
  const authorities = await db.service`select name from public.authorities`;
  expect(authorities.map(({ name }) => name)).toEqual([AUTHORITY]);
  expect(existsSync(dataDir)).toBe(false);

  service.child.kill('SIGTERM');
  const { code, stdout } = await service.ended;
  expect(code).toBe(0);
  // Nothing but the log, in JSON: no token, and nothing to paste.
  for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
});

it('somebody who has lost patience ends it at once with a second signal', async () => {
  const service = runService(variables);
  await service.prints('Ready at');
  const unfinished = request(`http://127.0.0.1:${variables['PORT']}/v1/x/y`, { method: 'POST' });
  unfinished.on('error', () => {});
  // It is answered, and still not finished: the connection stays.
  const answered = once(unfinished, 'response');
  unfinished.write('{');
  await answered;
  service.child.kill('SIGTERM');
  await delay(1500);
  expect(service.child.exitCode).toBeNull();
  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 1 });
});

describe('the commands', () => {
  const owned = (): Variables => ({
    DATABASE_URL: urlFor(superuserUrl, empty, ROLES.service),
    DATABASE_OWNER_URL: urlFor(superuserUrl, empty, ROLES.owner),
    DATABASE_READER_URL: urlFor(superuserUrl, empty, ROLES.reader),
  });

  it('`migrate` needs the owner, and roles that exist', async () => {
    const without = await runLedger(['migrate'], { ...owned(), DATABASE_OWNER_URL: '' });
    expect(without).toMatchObject({ code: 1, stdout: '' });
    expect(without.stderr).toBe('DATABASE_OWNER_URL must be set for this, but is not.\n');

    const nobody = { ...owned(), DATABASE_READER_URL: 'postgres://nobody:x@one:1,two:2/ledger' };
    const unknown = await runLedger(['migrate'], nobody);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('The database has no role "nobody".');
  });

  it('`migrate` twice at once, `authority create`, and `migrate` twice again', async () => {
    const twice = () =>
      Promise.all([runLedger(['migrate'], owned()), runLedger(['migrate'], owned())]);
    for (const ended of await twice()) expect(ended).toMatchObject({ code: 0 });

    const create = ['authority', 'create', 'northshire', '--title', 'Northshire Council'];
    const both = await Promise.all([runLedger(create, owned()), runLedger(create, owned())]);
    const made = both.find(({ code }) => code === 0);
    const refused = both.find(({ code }) => code === 1);
    expect(made?.stdout).toBe('The authority northshire is made.\n');
    expect(refused?.stderr).toBe('There is an authority called "northshire" already.\n');

    for (const ended of await twice()) {
      expect(ended).toEqual({ code: 0, stdout: 'Up to date: northshire.\n', stderr: '' });
    }
  });

  it('`seal` needs to be told where, and says what is sealed', async () => {
    const nowhere = await runLedger(['seal'], owned());
    expect(nowhere.stderr).toContain('SEAL_KEY_FILE must be set for this, but is not.');
    const sealed = await runLedger(['seal', '--json'], { ...variables, ...owned() });
    expect(sealed).toMatchObject({ code: 0 });
    expect(JSON.parse(sealed.stdout)).toEqual([
      { authority: 'northshire', entries: 0, root: null },
    ]);
  });

  it('`token` is refused: nobody would trust it', async () => {
    const ended = await runLedger(['token', '--kind', 'auditor'], variables);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('DATABASE_URL is set, so the service does not trust');
  });
});
