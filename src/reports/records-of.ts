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
 * payments that are made to them, the returns of their account, and what a provider invoiced or a
 * partner was charged for them too.
 */
export const recordsOf = ({ sql }: Tx, person: string): Fragment => sql`
  select ${person}::text as id
  ${TABLES.map((table) => sql`union select id::text from ${sql(table)} where beneficiary_id = ${person}::uuid`)}
  union select credit_id::text from pay_run_items where beneficiary_id = ${person}::uuid
  union select r.id::text from holders_returns r join payees p on p.id = r.payee_id
    where p.beneficiary_id = ${person}::uuid
  union select return_id::text from return_lines where beneficiary_id = ${person}::uuid
  union select invoice_id::text from invoice_lines where beneficiary_id = ${person}::uuid
  union select recharge_id::text from recharge_lines where beneficiary_id = ${person}::uuid`;

/** The numbers of the accounts of one person, which are not as long, as a query of (id). */
export const accountsOf = ({ sql }: Tx, person: string): Fragment => sql`
  select id::text as id from accounts where beneficiary_id = ${person}::uuid`;

/** Tables whose rows are about one person, each put on record by an entry of its own. */
export const TABLES_WITH_ENTRIES = [
  'agreement_refusals',
  'contribution_charges',
  'contribution_receipts',
  'contribution_undoings',
  'document_withdrawals',
  'documents',
  'exclusions',
  'funder_decisions',
  'hold_releases',
  'liability_movements',
  'moves',
  'order_freeings',
  'orders',
  'overdrawings',
  'payment_hold_endings',
  'payment_holds',
  'reconsideration_outcomes',
  'refunds',
  'review_outcomes',
  'reviews',
  'spending',
] as const;

/**
 * The entries that are about one person, as a query of (id): those that moved money of their
 * accounts, and those that put a decision about them on record. The accounts are looked up first, so
 * that of the transfers only theirs are read.
 */
export const entriesOf = (tx: Tx, person: string): Fragment => {
  const { sql } = tx;
  const theirs = sql`any(array(${accountsOf(tx, person)})::bigint[])`;
  return sql`
    select entry_id::text as id from transfers where from_account = ${theirs}
    union select entry_id::text from transfers where to_account = ${theirs}
    union select d.entry_id::text from agreement_decisions d
      join agreements g on g.id = d.agreement_id where g.beneficiary_id = ${person}::uuid
    union select d.entry_id::text from arrangement_transfer_decisions d
      join arrangement_transfers t on t.id = d.transfer_id where t.beneficiary_id = ${person}::uuid
    union select c.entry_id::text from budget_closures c
      join budgets b on b.id = c.budget_id where b.beneficiary_id = ${person}::uuid
    union select d.entry_id::text from return_decisions d
      join arrangements a on a.id = d.arrangement_id where a.beneficiary_id = ${person}::uuid
    ${TABLES_WITH_ENTRIES.map((table) => sql`union select entry_id::text from ${sql(table)} where beneficiary_id = ${person}::uuid`)}`;
};
