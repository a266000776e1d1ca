import type { FastifyInstance } from 'fastify';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { notFound } from '../../problem.ts';
import { listBankAccounts } from '../bank-account-store.ts';
import { READERS } from '../matching/match-routes.ts';
import { positionOf } from '../position-store.ts';
import { PositionQuery, PositionSchema } from '../schemas.ts';

/** How a bank account in the ledger compares with the bank. */
export function positionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-position',
    id: 'getBankPosition',
    summary: 'How a bank account in the ledger compares with the bank',
    description:
      'The proof of the reconciliation at the end of a day: what the ledger has, less what is on no ' +
      'line of the bank, with what is on its lines only, is what the bank must have. What nothing ' +
      'explains is the difference.',
    tag: 'Reconciliation',
    callers: READERS,
    query: PositionQuery,
    answer: PositionSchema,
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      await refuseUnknownAccount(tx, query.bankAccount);
      return positionOf(tx, query.bankAccount, query.asAt ?? clock.today());
    },
  });
}

/** Throws "not-found" for a bank account that is not there. */
export async function refuseUnknownAccount(tx: Tx, id: string): Promise<void> {
  if ((await listBankAccounts(tx, { id })).length === 0) throw notFound();
}
