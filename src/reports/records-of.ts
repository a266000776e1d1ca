import type { Fragment, Tx } from '../database/transactions.ts';

/** Tables whose rows are records of one person and have numbers that stand in addresses. */
const TABLES = [
  'plans',
  'budgets',
  'arrangements',
  'budget_requests',
  'payees',
  'reviews',
  'documents',
  'agreements',
  'texts',
  'orders',
  'moves',
  'arrangement_transfers',
  'payment_holds',
  'tasks',
  'pay_run_items',
] as const;

/**
 * The numbers of everything that is about one person, their own first, as a query of (id): the
 * payments that are made to them and the returns of their account too.
 */
export const recordsOf = ({ sql }: Tx, person: string): Fragment => sql`
  select ${person}::text as id
  ${TABLES.map((table) => sql`union select id::text from ${sql(table)} where beneficiary_id = ${person}::uuid`)}
  union select credit_id::text from pay_run_items where beneficiary_id = ${person}::uuid
  union select r.id::text from holders_returns r join payees p on p.id = r.payee_id
    where p.beneficiary_id = ${person}::uuid
  union select return_id::text from return_lines where beneficiary_id = ${person}::uuid`;

/** The numbers of the accounts of one person, which are not as long, as a query of (id). */
export const accountsOf = ({ sql }: Tx, person: string): Fragment => sql`
  select id::text as id from accounts where beneficiary_id = ${person}::uuid`;
