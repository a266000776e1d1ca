import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { decideAlone } from '../../database/lock.ts';
import { CLOSING_LOCK, type Tx } from '../../database/transactions.ts';
import { Problem, notFound, refuseFaults, type Fault } from '../../problem.ts';
import { bankAccountLock } from '../matching/pair-store.ts';
import { positionOf, type Position } from '../position-store.ts';
import { readinessOf } from './readiness-store.ts';
import { whyNotReconciled } from './rules.ts';
import {
  addApproval,
  addReopening,
  addSignOff,
  lastLive,
  listSignOffs,
  type NewSignOff,
  type SignOff,
} from './sign-off-store.ts';
import { digestOf } from './statement-csv.ts';
import { reconciliationOf, type StatementOf } from './statement-store.ts';

/** What may not differ between what is prepared and what is signed. */
const PROVEN = ['ledger', 'notOnStatement', 'statement', 'inTransit', 'lines', 'sha256'] as const;

/** Prepares the sign-off of a bank account to a day, or throws all that stands in the way. @returns its id */
export async function prepareSignOff(
  tx: Tx,
  bankAccountId: string,
  throughOn: Temporal.PlainDate,
): Promise<string> {
  await aloneWith(tx, bankAccountId);
  const position = await positionOf(tx, bankAccountId, throughOn);
  const faults = await whyNot(tx, position, await lastLive(tx, bankAccountId));
  const detail = `The account cannot be signed off to ${throughOn.toString()}.`;
  refuseFaults('not-reconciled', detail, faults);
  const of = {
    id: randomUUID() as string,
    bankAccountId,
    throughOn: throughOn.toString(),
    statementId: position.statement!.id,
    preparedBy: tx.scope.user,
    preparedAt: await momentNow(tx),
  };
  await addSignOff(tx, await proofOf(tx, of));
  return of.id;
}

/** Signs what another person prepared, if all of it is as it was. */
export async function approveSignOff(tx: Tx, id: string): Promise<void> {
  await aloneWith(tx, (await signOffOf(tx, id)).bankAccountId);
  const one = await signOffOf(tx, id);
  if (one.state !== 'prepared') throw notInState(one);
  if (one.preparedBy === tx.scope.user) {
    throw new Problem('needs-a-second-person', 'You prepared this sign-off.');
  }
  const position = await positionOf(tx, one.bankAccountId, Temporal.PlainDate.from(one.throughOn));
  const [, previous] = await listSignOffs(tx, {
    bankAccountId: one.bankAccountId,
    live: true,
    limit: 1,
  });
  const faults = await whyNot(tx, position, previous ?? null);
  const now = await proofOf(tx, one);
  faults.push(...PROVEN.filter((part) => now[part] !== one[part]).map((part) => changed(part)));
  const detail = 'The books are not what was prepared. Have it reopened, and prepare it again.';
  refuseFaults('changed-meanwhile', detail, faults);
  await addApproval(tx, one);
}

const changed = (part: (typeof PROVEN)[number]): Fault => ({
  where: part,
  message: 'It is not what was prepared.',
});

/** Opens a sign-off again, or says that what was prepared is not to be signed. */
export async function reopenSignOff(
  tx: Tx,
  id: string,
  why: { reason: string; note: string },
): Promise<void> {
  await aloneWith(tx, (await signOffOf(tx, id)).bankAccountId);
  const one = await signOffOf(tx, id);
  if (one.state === 'reopened') throw notInState(one);
  const last = await lastLive(tx, one.bankAccountId);
  if (last !== null && last.id !== id) {
    const detail = `The account is signed off, or prepared to be, to ${last.throughOn}: reopen that first.`;
    throw new Problem('state-does-not-allow', detail, { state: one.state, later: last.id });
  }
  await addReopening(tx, one, why);
}

/**
 * Whether the ledger says the same now as when it was prepared: nothing was posted since that takes
 * effect in its days, and nothing in them was changed.
 */
export async function holds(tx: Tx, one: SignOff): Promise<boolean> {
  const [now, then] = [
    await reconciliationOf(tx, one, null),
    await reconciliationOf(tx, one, one.entry),
  ];
  return (await digestOf(now)) === one.sha256 && (await digestOf(then)) === one.sha256;
}

/** One sign-off, or the problem "not-found". */
export async function signOffOf(tx: Tx, id: string): Promise<SignOff> {
  const [found] = await listSignOffs(tx, { id });
  if (found === undefined) throw notFound();
  return found;
}

const notInState = ({ state }: SignOff): Problem =>
  new Problem('state-does-not-allow', `The sign-off is ${state}.`, { state });

/**
 * Waits for all who may be posting, and then for all who match lines of the account; others wait
 * until this is decided. So an entry is in what was known at a sign-off just when its number is
 * lower, for ever. The first lock keeps whoever holds the second from waiting for this.
 */
async function aloneWith(tx: Tx, bankAccountId: string): Promise<void> {
  const { sql, scope } = tx;
  await sql.unsafe(`set local lock_timeout = '${LONGEST_WAIT}'`);
  await sql`
    select pg_advisory_xact_lock(hashtext(${CLOSING_LOCK}), hashtext(${scope.authority}))`.catch(
    (error: unknown) => {
      throw error instanceof postgres.PostgresError && error.code === NOT_LOCKED
        ? new Problem('took-too-long', 'A file, or something else that is long, is being written.')
        : error;
    },
  );
  await sql.unsafe('set local lock_timeout to default');
  await decideAlone(tx, bankAccountLock(bankAccountId));
}

/**
 * All who begin to write wait behind whoever waits for them, and an import may take minutes: so
 * nobody waits for it.
 */
const LONGEST_WAIT = '5s';
const NOT_LOCKED = '55P03';

async function whyNot(tx: Tx, position: Position, last: SignOff | null): Promise<Fault[]> {
  return whyNotReconciled(await readinessOf(tx, position, last));
}

/** The figures of a sign-off as the books are now. */
async function proofOf(tx: Tx, of: StatementOf): Promise<NewSignOff> {
  const { id, bankAccountId, throughOn, statementId, preparedAt } = of;
  const proof = await reconciliationOf(tx, of, null);
  return {
    id,
    bankAccountId,
    throughOn,
    statementId,
    preparedAt,
    ledger: proof.ledger,
    notOnStatement: proof.notOnStatement.sum,
    statement: proof.statement.closing,
    inTransit: proof.inTransit.sum,
    lines: proof.lines.count,
    sha256: await digestOf(proof),
  };
}

/** By the database's clock, as moments of record are; not of when the transaction began. */
async function momentNow({ sql }: Tx): Promise<string> {
  const [row] = await sql<{ now: string }[]>`
    select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`;
  return row!.now;
}
