import type { Clock } from '../calendar.ts';
import { financialYear } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { inTransaction, type Tx } from '../database/transactions.ts';
import type { UserKind } from '../access/kinds.ts';
import { serviceScope } from '../ledger/sealer.ts';
import { addBook, type Book } from './book.ts';
import { importStatements, matchMost } from './bank-files.ts';
import { changeSome } from './changes.ts';
import { holdReviews } from './reviews.ts';
import { holdOne } from './payment-holds.ts';
import { makeRuns } from './runs.ts';
import { addScope } from './scope.ts';
import { choices } from './random.ts';
import { recordSome } from './holders.ts';
import { rechargePartners } from './partners.ts';
import { sendReturns, setUpBrokers } from './returns.ts';
import { orderServices } from './services.ts';
import { addUsers } from './users.ts';

export { DEMONSTRATION_USERS, thingsToSee, type DemonstrationUser } from './users.ts';

export interface LoadOptions {
  readonly client: Client;
  readonly authority: string;
  readonly clock: Clock;
  /** Where the demonstration's users sign in. */
  readonly issuer: string;
  readonly onProgress: (message: string) => void;
}

/** Work in the name of one of the demonstration's users, on a day. */
export type As = <T>(
  kind: UserKind,
  work: (tx: Tx) => Promise<T>,
  today?: Temporal.PlainDate,
) => Promise<T>;

/** What the steps of loading share. */
export interface Loading {
  readonly as: As;
  readonly today: Temporal.PlainDate;
  readonly year: { from: Temporal.PlainDate; to: Temporal.PlainDate };
  readonly issuer: string;
  readonly onProgress: (message: string) => void;
}

/** Made once from this, so that the demonstration is the same on every machine. */
const SEED = 20_260_401;

/** Whose payments are held back: somebody with a direct payment and checked bank details. */
const HELD = 33;

/**
 * Fills an authority with about two hundred invented people over the financial year so far, by the
 * same functions that the routes use: budgets, pay runs, bank statements, spending. The last weeks
 * are left to reconcile.
 */
export async function loadDemonstration(options: LoadOptions): Promise<void> {
  const { client, authority, clock, issuer, onProgress } = options;
  const scope = serviceScope(authority, clock);
  const users = await inTransaction(client, scope, (tx) => addUsers(tx, issuer));
  const today = clock.today();
  const as: As = (kind, work, day = today) =>
    inTransaction(client, { ...scope, user: users[kind], kind, today: day }, work);
  const loading: Loading = { as, today, year: financialYear(today), issuer, onProgress };
  const choose = choices(SEED);

  onProgress('the services in scope and the published policy');
  await addScope(loading);
  onProgress('two hundred people with plans, budgets and arrangements');
  const book: Book = await addBook(loading, choose);
  onProgress('the pay runs of the financial year so far');
  const runs = await makeRuns(loading, book);
  await holdOne(loading, book.people[HELD]!);
  onProgress('reviews, and changes of terms after them');
  await holdReviews(loading);
  await changeSome(loading, book.people.slice(1));
  onProgress('what the holders spent');
  await recordSome(loading, choose);
  onProgress("the brokers' returns of the quarters that are over");
  await sendReturns(loading, await setUpBrokers(loading), choices(SEED + 1));
  onProgress('services ordered, invoices, and what the health body is recharged');
  await orderServices(loading);
  await rechargePartners(loading);
  onProgress("the bank's statements");
  await importStatements(loading, book, runs);
  await matchMost(loading, book);
}
