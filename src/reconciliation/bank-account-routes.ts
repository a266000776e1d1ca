import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../http/route.ts';
import { page } from '../http/schemas.ts';
import { Problem } from '../problem.ts';
import { addBankAccounts, listBankAccounts } from './bank-account-store.ts';
import { BankAccountSchema, NewBankAccountSchema } from './schemas.ts';

/** The authority's own bank accounts. */
export function bankAccountRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-accounts',
    id: 'addBankAccount',
    summary: 'Add a bank account of the authority',
    description: 'Opens its accounts in the ledger: bank, treasury, suspense and charges.',
    tag: 'Reconciliation',
    callers: ['administrator', 'finance_officer'],
    body: NewBankAccountSchema,
    answer: BankAccountSchema,
    status: 201,
    problems: ['already-exists'],
    handle: async ({ tx, body }) => {
      const sortCode = body.sortCode.replaceAll('-', '');
      const { accountNumber } = body;
      const known = await listBankAccounts(tx, { sortCode, accountNumber });
      if (known.length > 0) {
        throw new Problem('already-exists', 'A bank account with these numbers exists already.');
      }
      const [id] = await addBankAccounts(tx, [{ ...body, sortCode }]);
      return (await listBankAccounts(tx, { id: id! }))[0];
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-accounts',
    id: 'listBankAccounts',
    summary: 'The bank accounts of the authority',
    description: 'All of them, in order of their names.',
    tag: 'Reconciliation',
    callers: ['administrator', 'finance_officer', 'approver', 'auditor'],
    answer: page(BankAccountSchema),
    readOnly: true,
    handle: async ({ tx }) => ({ items: await listBankAccounts(tx), next: null }),
  });
}
