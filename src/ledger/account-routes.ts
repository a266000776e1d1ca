import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../http/route.ts';
import { page, toPage } from '../http/schemas.ts';
import type { UserKind } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { ZERO, toText } from '../money.ts';
import { notFound, refuseFaults } from '../problem.ts';
import { accountById, listAccounts, type Account } from './account-list.ts';
import { balancesOf } from './balances.ts';
import { readAsKnown } from './known.ts';
import { faultsOfDate, faultsOfPeriod } from './rules.ts';
import {
  AccountFilter,
  AccountSchema,
  ByAccount,
  StatementQuery,
  StatementSchema,
} from './schemas.ts';
import { statementOf } from './statement.ts';

/** Who reads accounts and entries; row-level security says which of them. */
export const READERS: readonly UserKind[] = [
  'finance_officer',
  'approver',
  'auditor',
  'commissioner',
  'caseworker',
  'panel_member',
  'broker',
  'family',
];

/** Accounts and their statements. */
export function accountRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/accounts',
    id: 'listAccounts',
    summary: 'List the accounts you may see',
    description: 'In order of their number. With `asAt`, each with its balance at that date.',
    tag: 'Journal',
    callers: READERS,
    query: AccountFilter,
    answer: page(AccountSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const { asAt } = query;
      if (asAt !== undefined) {
        refuseFaults(
          'invalid-request',
          'The date is still to come.',
          faultsOfDate(asAt, clock.today()),
        );
      }
      const { items, next } = toPage(await listAccounts(tx, query), query.limit, (row) => row.id);
      return { items: asAt === undefined ? items : await withBalances(tx, items, asAt), next };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/accounts/:id/statement',
    id: 'getAccountStatement',
    summary: "An account's statement for a period",
    description: `Opening balance + money in - money out = closing balance, for the whole period on
      every page. A page goes on after the \`next\` of the page before. An account that is not yours
      to see is named by its class.`,
    tag: 'Journal',
    callers: READERS,
    params: ByAccount,
    query: StatementQuery,
    answer: StatementSchema,
    ownTransactions: true,
    problems: ['dates-out-of-order'],
    handle: async ({ caller, params, query }) => {
      const { from, to, asKnownAt: moment, after, limit } = query;
      refuseFaults('dates-out-of-order', 'The period is not in order.', faultsOfPeriod(query));
      const known = { moment, where: 'query.asKnownAt' };
      return readAsKnown(services.client, caller.scope, known, async (tx, knownThrough) => {
        const account = await accountById(tx, params.id);
        if (account === null) throw notFound();
        const asked = { account: account.id, from, to, knownThrough, after, limit };
        return {
          account: account.id,
          name: account.name,
          from: from.toString(),
          to: to.toString(),
          knownThrough,
          ...(await statementOf(tx, asked)),
        };
      });
    },
  });
}

async function withBalances(
  tx: Tx,
  accounts: readonly Account[],
  asAt: Temporal.PlainDate,
): Promise<(Account & { balance: string })[]> {
  const ids = accounts.map((account) => account.id);
  const balances = await balancesOf(tx, ids, { asAt, knownThrough: null });
  return accounts.map((account) => ({
    ...account,
    balance: toText(balances.get(account.id) ?? ZERO),
  }));
}
