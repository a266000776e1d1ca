import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, onTestFinished } from 'vitest';
import type { Clock } from '../../src/calendar.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { ROLES } from '../../src/database/roles.ts';
import { inTransaction, type Scope, type Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { LedgerRefusal } from '../../src/ledger/refusals.ts';
import { startSealer } from '../../src/ledger/sealer.ts';
import { verifyBook, type VerifyOptions, type VerifyReport } from '../../src/ledger/verify/book.ts';
import { freshApi, type Api } from './api.ts';
import { addBudget, addFunders, addPerson, caseOne, ok, staffOf, type Staff } from './book.ts';
import { importLines, postMatch } from './matching.ts';
import { aBankAccount } from './released-run.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from './shares.ts';
import { AUTHORITY, urlFor } from './template.ts';
import { putOnFile } from './documents.ts';

/** The sealer's today: far ahead, so that every month of the book gets its checkpoint. */
const FAR_AHEAD = Temporal.PlainDate.from('2027-08-10');

/** A copy of the book, to be broken in a test, and dropped after it. Everything in it holds. */
export interface Copy {
  /** A superuser whom no foreign key holds back, in the authority's schema. */
  readonly superuser: Client;
  readonly service: Client;
  readonly sealDir: string;
  /** Work in the service's own scope. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  verify(options?: Partial<VerifyOptions>): Promise<VerifyReport>;
  sealAgain(): Promise<void>;
}

export interface VerifiedBook {
  /** The accounts of the authority's own bank account, with charges and a reversal posted. */
  readonly own: ShareAccounts;
  /** The accounts of a second bank account. */
  readonly other: ShareAccounts;
  readonly payRunId: string;
  copy(): Promise<Copy>;
}

/**
 * A book with one of everything: two people with a direct and a notional arrangement each, a pay
 * run that was released and matched, undone and matched again, spending, a reversal, a cross-charge, a
 * closed period, a refused posting, late postings, three batches of seals and the record outside. The last entries are
 * not sealed.
 */
export async function verifiedBook(): Promise<VerifiedBook> {
  let today = Temporal.PlainDate.from('2026-03-31');
  const api = await freshApi({ clock: { now: () => Temporal.Now.instant(), today: () => today } });
  const sealDir = mkdtempSync(join(tmpdir(), 'ledger-seals-'));
  afterAll(() => rmSync(sealDir, { recursive: true, force: true }));
  const key = generateKeyPairSync('ed25519').privateKey;
  const seal = sealerOf(api.db.service, sealDir, key);
  const staff = await staffOf(api);
  const own = await openShare(api.db);
  const other = await openShare(api.db);
  await postAll(api.db, [
    anEntry('treasury', '2026-02-10', [[own.treasury, own.bank, '5000.00']]),
    anEntry('bank_charge', '2026-02-11', [[own.bank, own.charges, '0.35']]),
    anEntry('bank_charge', '2026-02-11', [[other.bank, other.charges, '0.45']]),
  ]);
  await ok(staff.finance.post('/period-closings', { closedThrough: '2026-02-28', reason: 'Year' }));
  const arrangements = await agreeArrangements(staff);
  await seal();
  await leaveGap(api, own);
  const account = await aBankAccount(api.db);
  const payRunId = await payOnce(staff, account.id);
  today = Temporal.PlainDate.from('2026-04-15');
  await matchAndSpend(api, staff, { account, payRunId, arrangement: arrangements[0]! });
  await seal();
  await postLate(api, staff, own, arrangements);
  await seal();
  await postAll(api.db, [
    anEntry('bank_charge', '2026-03-20', [[own.bank, own.charges, '0.15']]),
    anEntry('decision', '2026-04-15', []),
  ]);
  // A copy is made of a database that nobody is connected to.
  await api.db.service.end();
  const source = new URL(api.db.urls.superuser).pathname.slice(1);
  return { own, other, payRunId, copy: () => copyOf(source, sealDir, key) };
}

async function agreeArrangements(staff: Staff): Promise<string[]> {
  const funders = await addFunders(staff);
  const made: string[] = [];
  for (const kind of ['direct', 'notional', 'direct', 'notional']) {
    const person = await addPerson(staff);
    const budget = await addBudget(staff, person);
    const once = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };
    const more = kind === 'notional' ? { kind, payeeId: undefined, schedule: once } : {};
    const sent = caseOne(person, funders, more);
    const { id } = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, sent));
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await putOnFile(staff, id);
    made.push(id);
  }
  return made;
}

/** A posting that is refused has drawn its entry's id, which no entry ever gets. */
async function leaveGap(api: Api, { available, committed }: ShareAccounts): Promise<void> {
  const refused = postAll(api.db, [
    anEntry('scheduled', '2026-03-31', [[available, committed, '1.00']]),
  ]);
  await expect(refused).rejects.toThrow(LedgerRefusal);
}

async function payOnce(staff: Staff, bankAccountId: string): Promise<string> {
  const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' }));
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
  return run.id;
}

async function matchAndSpend(
  api: Api,
  staff: Staff,
  facts: {
    account: Awaited<ReturnType<typeof aBankAccount>>;
    payRunId: string;
    arrangement: string;
  },
): Promise<void> {
  const { account, payRunId, arrangement } = facts;
  const [first, second] = await importLines(api.db, account, [
    ['2026-04-02', '-1000.00'],
    ['2026-04-07', '-538.46'],
  ]);
  const match = (lineId: string | undefined, amount: string) =>
    ok(postMatch(staff.finance, { lineId, payRunId, amount }));
  const { id } = await match(first, '1000.00');
  await ok(staff.finance.post(`/matches/${id}/undo`, { reason: 'wrong_payment' }));
  await match(first, '900.00');
  await match(second, '538.46');
  await ok(
    staff.finance.post(`/arrangements/${arrangement}/spending`, {
      spentOn: '2026-04-10',
      amount: '100.01',
      category: 'support',
      description: 'Tutor',
    }),
  );
}

/** Entries for months that have a checkpoint already, a reversal, and a cross-charge. */
async function postLate(
  api: Api,
  staff: Staff,
  own: ShareAccounts,
  arrangements: readonly string[],
): Promise<void> {
  const [charge] = await postAll(api.db, [
    anEntry('bank_charge', '2026-02-12', [[own.bank, own.charges, '0.25']]),
    anEntry('unidentified', '2026-03-03', [[own.suspense, own.bank, '12.00']]),
  ]);
  await ok(staff.finance.post(`/entries/${charge}/reversal`, { reason: 'entered_in_error' }));
  const [education, socialCare] = await sharesOf(api, arrangements[0]!);
  await postAll(api.db, [
    anEntry('cross_charge', '2026-04-14', [
      [education!.held, socialCare!.held, '1.00'],
      [education!.drawn, socialCare!.drawn, '1.00'],
    ]),
  ]);
}

async function sharesOf(api: Api, arrangementId: string) {
  const rows = await api.db.run(
    (tx) => tx.sql<{ kind: string; id: string; name: string }[]>`
      select c.kind, a.id, c.name || ':' || a.subject as name
      from shares s join accounts a on a.subject = s.id join account_classes c on c.id = a.class
      where s.arrangement_id = ${arrangementId} and c.kind in ('held', 'drawn')
      order by s.position, c.kind`,
  );
  const pairs = [rows.slice(0, 2), rows.slice(2)];
  return pairs.map(([drawn, held]) => ({ drawn: drawn!, held: held! }));
}

/** Seals when it is called, each time a minute later, so that each head has a file. */
function sealerOf(client: Client, dir: string, key: KeyObject): () => Promise<void> {
  let minutes = 0;
  const start = Temporal.Now.instant();
  const clock: Clock = { now: () => start.add({ minutes }), today: () => FAR_AHEAD };
  const options = { client, dir, key, clock, everyMs: 3_600_000 };
  return async () => {
    minutes += 1;
    const sealer = startSealer({
      ...options,
      authorities: async () => [AUTHORITY],
      onError: (error) => {
        throw error;
      },
    });
    // A round makes the checkpoint of one month.
    for (let month = 0; month < 20; month += 1) await sealer.sealNow();
    await sealer.stop();
  };
}

async function copyOf(source: string, sealedIn: string, key: KeyObject): Promise<Copy> {
  const superuserUrl = inject('superuserUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const main = connect(superuserUrl, { name: 'test copy', max: 1 });
  await main.unsafe(`create database ${name} template ${source} owner ${ROLES.owner}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  const superuser = connect(url.toString(), { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}; set session_replication_role = replica`);
  const service = connect(urlFor(superuserUrl, name, ROLES.service), { name: 'copy', max: 3 });
  const sealDir = mkdtempSync(join(tmpdir(), 'ledger-seals-'));
  cpSync(sealedIn, sealDir, { recursive: true });
  onTestFinished(async () => {
    rmSync(sealDir, { recursive: true, force: true });
    await service.end();
    await superuser.end();
    await main.unsafe(`drop database ${name} with (force)`);
    await main.end();
  });
  const scope: Scope = {
    authority: AUTHORITY,
    user: WHOLE_AUTHORITY,
    kind: 'service',
    today: FAR_AHEAD,
  };
  return {
    superuser,
    service,
    sealDir,
    run: (work) => inTransaction(service, scope, work),
    verify: (options = {}) => verifyBook(service, scope, { sealDir, ...options }),
    sealAgain: sealerOf(service, sealDir, key),
  };
}
