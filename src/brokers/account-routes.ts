import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrangementOf } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { checkModulus } from '../payees/modulus.ts';
import { tableInForce } from '../payees/modulus-store.ts';
import { Problem, refuseFaults } from '../problem.ts';
import {
  addPooledAccounts,
  brokerOfArrangement,
  placeArrangements,
  pooledAccountsBy,
} from './account-store.ts';
import { BROKER_READERS } from './broker-routes.ts';
import { brokerOf } from './find.ts';
import {
  NewPooledAccountSchema,
  PlacedSchema,
  PlacingSchema,
  PooledAccountSchema,
} from './schemas.ts';

const ById = z.object({ id: Id });

/** The bank accounts in which brokers hold people's money, and who is in which. */
export function accountRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/brokers/:id/pooled-accounts',
    id: 'addPooledAccount',
    summary: 'Add a bank account in which a broker holds many people’s money',
    description:
      "Arrangements that name no account are in the broker's first, so no later account was opened before it. An account number that fails the modulus check of the latest table in force is refused.",
    tag: 'Brokers',
    callers: ['administrator', 'finance_officer'],
    params: ById,
    body: NewPooledAccountSchema,
    answer: PooledAccountSchema,
    status: 201,
    moves: true,
    problems: ['already-exists', 'dates-out-of-order'],
    handle: async ({ tx, params: { id: brokerId }, body }) => {
      await decideAlone(tx, `pooled accounts of broker ${brokerId}`);
      await brokerOf(tx, brokerId);
      const { name, accountNumber } = body;
      const sortCode = body.sortCode.replaceAll('-', '');
      const openedOn = body.openedOn.toString();
      await refuseImpossible(tx, sortCode, accountNumber);
      if ((await pooledAccountsBy(tx, { sortCode, accountNumber })).length > 0) {
        throw new Problem('already-exists', 'There is a pooled account with these numbers.');
      }
      await refuseBeforeFirst(tx, brokerId, openedOn);
      const added = { brokerId, name, sortCode, accountNumber, openedOn };
      const [id] = await addPooledAccounts(tx, [added]);
      return (await pooledAccountsBy(tx, { id: id! }))[0];
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/brokers/:id/pooled-accounts',
    id: 'listPooledAccounts',
    summary: "A broker's pooled accounts, its first one first",
    tag: 'Brokers',
    callers: BROKER_READERS,
    params: ById,
    answer: page(PooledAccountSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await brokerOf(tx, params.id);
      return { items: await pooledAccountsBy(tx, { brokerId: params.id }), next: null };
    },
  });
  placingRoute(app, services);
}

function placingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/pooled-account',
    id: 'placeArrangement',
    summary: "Say in which of its broker's accounts the money of an arrangement is",
    description: 'From a day on. Until then, and without it, it is in the account opened first.',
    tag: 'Brokers',
    callers: ['finance_officer'],
    params: ById,
    body: PlacingSchema,
    answer: PlacedSchema,
    status: 201,
    moves: true,
    problems: ['already-exists', 'dates-out-of-order', 'record-unknown', 'state-does-not-allow'],
    handle: async ({ tx, params: { id: arrangementId }, body }) => {
      await decideAlone(tx, `arrangement ${arrangementId}`);
      const { beneficiaryId, kind } = await arrangementOf(tx, arrangementId);
      const fromOn = body.fromOn.toString();
      const of = await brokerOfArrangement(tx, arrangementId, fromOn);
      if (of === undefined) {
        const words = 'Only money that a broker holds is in a pooled account.';
        throw new Problem('state-does-not-allow', words, { state: kind });
      }
      const { pooledAccountId } = body;
      const [account] = await pooledAccountsBy(tx, { id: pooledAccountId });
      if (account?.brokerId !== of.brokerId) {
        const message = "The arrangement's broker has no such account.";
        refuseFaults('record-unknown', message, [{ where: 'body.pooledAccountId', message }]);
      }
      refuseEarlier(fromOn, account!.openedOn);
      if (of.placed) {
        const words = `In which account the money is from ${fromOn} was said already.`;
        throw new Problem('already-exists', words);
      }
      await placeArrangements(tx, [{ arrangementId, beneficiaryId, pooledAccountId, fromOn }]);
      return { arrangementId, pooledAccountId, fromOn };
    },
  });
}

function refuseEarlier(fromOn: string, openedOn: string): void {
  if (fromOn >= openedOn) return;
  const message = `The account was opened on ${openedOn}. Found ${fromOn}.`;
  refuseFaults('dates-out-of-order', message, [{ where: 'body.fromOn', message }]);
}

/** An account opened before the first one would take all money that names no account with it. */
async function refuseBeforeFirst(tx: Tx, brokerId: string, openedOn: string): Promise<void> {
  const [first] = await pooledAccountsBy(tx, { brokerId });
  if (first === undefined || openedOn >= first.openedOn) return;
  const message = `The broker's first account was opened on ${first.openedOn}, and a later one on that day or after it. Found ${openedOn}.`;
  refuseFaults('dates-out-of-order', message, [{ where: 'body.openedOn', message }]);
}

/** Refuses an account that cannot exist, by the latest modulus table in force, if there is one. */
async function refuseImpossible(tx: Tx, sortCode: string, accountNumber: string): Promise<void> {
  const table = await tableInForce(tx, tx.scope.today, sortCode);
  if (table === null || checkModulus(table, sortCode, accountNumber) !== 'fail') return;
  const message =
    'Expected an account number that can exist at this sort code; the check digits of the one ' +
    `found do not fit (modulus check, table ${table.version}). Compare both with the broker's bank ` +
    'statement, and send them again.';
  refuseFaults('invalid-request', 'There can be no such account.', [
    { where: 'body.accountNumber', message },
  ]);
}
