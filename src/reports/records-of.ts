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
] as const;

/** The numbers of everything that is about one person, their own first, as a query of (id). */
export const recordsOf = ({ sql }: Tx, person: string): Fragment => sql`
  select ${person}::text as id
  ${TABLES.map((table) => sql`union select id::text from ${sql(table)} where beneficiary_id = ${person}::uuid`)}`;
