import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/calendar.ts';
import { EVIDENCE_CHECKS } from '../../src/commands/evidence-checks.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { readSealKey } from '../../src/ledger/seal-files.ts';
import { eachBookSumsToZero } from '../../src/ledger/verify/books.ts';
import type { Check, Work } from '../../src/ledger/verify/check.ts';
import { transfersFitTheirEntries } from '../../src/ledger/verify/entries.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import { twoPeople } from '../../src/ledger/verify/four-eyes.ts';
import { guardedBalancesAreRight } from '../../src/ledger/verify/guarded.ts';
import {
  inTransitIsUnmatched,
  payRunsAreWhatWasApproved,
} from '../../src/ledger/verify/pay-runs.ts';
import { drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import { earliestValueDate } from '../../src/payments/rules.ts';
import { temporaryFolder } from '../support/cluster.ts';
import { AUDIENCE, signingKey, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { aBrokersAccount, aPayable } from '../support/payable.ts';
import { freePort, runService, type Running, type Variables } from '../support/process.ts';
import { AUTHORITY } from '../support/template.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * A pay run from its drawing up to its sending, while the service is killed again and again: where
 * it has written a part and waits, where all is written and nothing committed, at any moment, and
 * where the answer is lost. Whoever asked sends the same request with the same key once more.
 */
const folder = temporaryFolder();
let book: Council;
let issuer: TestIssuer;
let superuser: Client;
let variables: Variables;
let service: Running;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  book = await council();
  const payeeId = await aBrokersAccount(book, 'Northern Managed Accounts');
  const kinds = [{}, {}, { kind: 'third_party', payeeId }, { kind: 'third_party', payeeId }];
  for (const kind of kinds) await aPayable(book, kind);
  superuser = connect(book.api.db.urls.superuser, { name: 'test locks', max: 2 });
  issuer = await startIssuer(await signingKey('one'));
  const SEAL_KEY_FILE = join(folder, 'seal.pem');
  readSealKey(SEAL_KEY_FILE, true);
  variables = {
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: book.api.db.urls.service,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    SEAL_KEY_FILE,
    SEAL_DIR: join(folder, 'seals'),
    PORT: await freePort(),
  };
  for (const kind of ['finance_officer', 'approver']) tokens[kind] = await tokenOf(kind);
  service = await started();
});

afterAll(async () => {
  service?.child.kill('SIGKILL');
  await superuser?.end();
  await issuer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A token of somebody of a kind, signed by the issuer's key; it grants them to one person only. */
async function tokenOf(kind: string): Promise<string> {
  const { kid, alg = '' } = issuer.key;
  return new SignJWT({ ledger_kind: kind, ledger_authorities: [AUTHORITY] })
    .setProtectedHeader({ alg, kid: kid! })
    .setIssuer(issuer.issuer)
    .setAudience(AUDIENCE)
    .setSubject(kind)
    .setIssuedAt()
    .setExpirationTime('10 minutes')
    .sign(await importJWK(issuer.key, alg));
}

async function started(): Promise<Running> {
  const next = runService(variables);
  await next.prints('Ready at');
  return next;
}

async function killAndStart(): Promise<void> {
  service.child.kill('SIGKILL');
  await service.ended;
  service = await started();
}

interface Asked {
  readonly as: 'finance_officer' | 'approver';
  readonly url: string;
  readonly body?: object;
  readonly key: string;
}

interface Told {
  readonly status: number;
  readonly text: string;
  readonly replayed: boolean;
}

/** The answer to a request; undefined when the service died over it. */
async function ask({ as, url, body, key }: Asked): Promise<Told | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${variables['PORT']}/v1/${AUTHORITY}${url}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens[as]}`,
        'idempotency-key': key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const replayed = answer.headers.get('idempotent-replayed') === 'true';
    return { status: answer.status, text: await answer.text(), replayed };
  } catch {
    return undefined;
  }
}

/** Kills the service when a request waits to write to a table: all before is written by then. */
async function killAt(table: string, asked: Asked): Promise<void> {
  const locks = await superuser.reserve();
  try {
    await locks.unsafe(`begin; lock table ${AUTHORITY}.${table} in exclusive mode`).simple();
    const answer = ask(asked);
    const early = await Promise.race([answer, waitsFor(locks, table)]);
    expect(early?.text, `answered before it wrote to ${table}`).toBeUndefined();
    service.child.kill('SIGKILL');
    expect(await answer, `killed at ${table}`).toBeUndefined();
  } finally {
    await locks.unsafe('rollback').simple();
    locks.release();
  }
  await killAndStart();
}

async function waitsFor(sql: Pick<Client, 'unsafe'>, table: string): Promise<undefined> {
  for (let tries = 0; tries < 500; tries += 1) {
    const [waiting] = await sql.unsafe(
      `select from pg_locks where not granted and relation = '${AUTHORITY}.${table}'::regclass`,
    );
    if (waiting !== undefined) return undefined;
    await delay(10);
  }
  throw new Error(`Nobody waits to write to ${table}.`);
}

/**
 * Asks for one step while the service is killed over it, and then until it is done; where the
 * answer is to be lost, it is killed once more and asked again. @returns the answer
 */
async function through(
  asked: Asked,
  { at, after = [], lost = false }: { at: string[]; after?: number[]; lost?: boolean },
): Promise<Told> {
  for (const table of at) await killAt(table, asked);
  for (const ms of after) {
    const answer = ask(asked);
    await delay(ms);
    service.child.kill('SIGKILL');
    await answer;
    await killAndStart();
  }
  const done = await ask(asked);
  expect(done!.status, done!.text).toBeLessThan(300);
  if (!lost) return done!;
  await killAndStart();
  const again = await ask(asked);
  expect(again).toEqual({ ...done, replayed: true });
  return again!;
}

const valueOn = earliestValueDate(systemClock().today()).toString();
const rows = (statement: string): Promise<any[]> =>
  superuser.unsafe(`set search_path = ${AUTHORITY}; ${statement}`).then((sets: any) => sets[1]);

describe('a service that is killed at every step of a pay run', () => {
  it('completes the run when it is asked again', { timeout: 120_000 }, async () => {
    const { bankAccountId } = book;
    const drawn = await through(
      { as: 'finance_officer', url: '/pay-runs', body: { bankAccountId, valueOn }, key: 'draw' },
      { at: ['pay_run_item_shares', 'answers'], after: [60], lost: true },
    );
    const { id, items, credits } = JSON.parse(drawn.text);
    expect([items > 20, credits < items]).toEqual([true, true]);
    await through(
      { as: 'approver', url: `/pay-runs/${id}/approval`, key: 'approve' },
      { at: ['pay_run_approvals'] },
    );
    await through(
      { as: 'finance_officer', url: `/pay-runs/${id}/release`, key: 'release' },
      { at: ['payment_files', 'account_balances'], after: [40], lost: true },
    );
    const file = { format: 'pain_001_001_09' };
    const made = await through(
      { as: 'finance_officer', url: `/pay-runs/${id}/files`, body: file, key: 'file' },
      { at: ['payment_files'] },
    );
    const { sha256 } = JSON.parse(made.text);
    await through(
      {
        as: 'finance_officer',
        url: `/pay-runs/${id}/sending`,
        body: { ...file, sha256 },
        key: 'send',
      },
      { at: ['pay_run_sendings'], lost: true },
    );
  });

  it('has paid each payee once, by one run, one file and one entry', async () => {
    const runs = await rows(
      'select r.id, s.pay_run_id as sent from pay_runs r left join pay_run_sendings s on s.pay_run_id = r.id',
    );
    expect(runs).toEqual([{ id: expect.any(String), sent: runs[0].id }]);
    const paid = await rows(`
      select count(p.item_id)::int as times, count(*)::int as shares
      from instalments i join instalment_shares x on x.instalment_id = i.id
      left join pay_run_item_shares p on p.instalment_id = i.id and p.share_id = x.share_id
      where i.value_on <= '${valueOn}' group by i.id, x.share_id`);
    expect(paid.length).toBeGreaterThan(40);
    expect(new Set(paid.map((row) => `${row.times} of ${row.shares}`))).toEqual(
      new Set(['1 of 1']),
    );
    expect(await rows('select from undone_items')).toEqual([]);
    const files = await rows('select format from payment_files order by format');
    expect(files.map((row) => row.format)).toEqual(['bacs_standard_18', 'pain_001_001_09']);
    const [count] = await rows(`
      select (select count(*) from pay_run_items)::int as items, count(*)::int as entries
      from entries e join entry_kinds k on k.id = e.kind where k.name = 'payment'`);
    expect(count.entries).toBe(count.items);
  });

  it.each<Check>([
    payRunsAreWhatWasApproved,
    inTransitIsUnmatched,
    twoPeople,
    eachBookSumsToZero,
    drawnIsExplained,
    guardedBalancesAreRight,
    transfersFitTheirEntries,
    evidenceIsUnchanged,
  ])('$name', async (check) => {
    const work = { evidenceChecks: EVIDENCE_CHECKS, onProgress: () => {} };
    const found = await book.api.db.run((tx) => check.run({ ...work, tx } as unknown as Work));
    expect(found.named).toEqual([]);
  });
});
