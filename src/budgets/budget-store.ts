import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { openAccounts } from '../ledger/accounts.ts';
import { post } from '../ledger/post.ts';

export interface NewBudget {
  readonly beneficiaryId: string;
  readonly planId: string;
  /** The request it answers; none where it was in place before this book. */
  readonly requestId?: string | null | undefined;
  readonly startsOn: string;
  readonly endsOn: string;
}

/** Adds budgets as a set. @returns their ids in the order given. */
export async function addBudgets(tx: Tx, budgets: readonly NewBudget[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(budgets)}::text::jsonb) as ("beneficiaryId" uuid, "planId" uuid,
          "requestId" uuid, "startsOn" date, "endsOn" date)) with ordinality
        as p(beneficiary_id, plan_id, request_id, starts_on, ends_on, n)
    ), added as (
      insert into budgets (id, beneficiary_id, plan_id, request_id, starts_on, ends_on, recorded_by)
      select id, beneficiary_id, plan_id, request_id, starts_on, ends_on, ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

export interface Budget {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly planId: string;
  readonly requestId: string | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly closedOn: string | null;
}

/** A budget the caller may see, or undefined. */
export async function budgetById(tx: Tx, id: string): Promise<Budget | undefined> {
  const [row] = await tx.sql<Budget[]>`
    select b.id, b.beneficiary_id as "beneficiaryId", b.plan_id as "planId",
      b.request_id as "requestId", b.starts_on as "startsOn", b.ends_on as "endsOn", c.closed_on as "closedOn"
    from budgets b left join budget_closures c on c.budget_id = b.id where b.id = ${id}`;
  return row;
}

/** Budgets of a person, or all of them, in order of id after one. */
export async function listBudgets(
  tx: Tx,
  by: { beneficiaryId?: string | undefined; after?: string | undefined; limit: number },
): Promise<Budget[]> {
  const { sql } = tx;
  const { beneficiaryId, after, limit } = by;
  return sql<Budget[]>`
    select b.id, b.beneficiary_id as "beneficiaryId", b.plan_id as "planId",
      b.request_id as "requestId", b.starts_on as "startsOn", b.ends_on as "endsOn", c.closed_on as "closedOn"
    from budgets b left join budget_closures c on c.budget_id = b.id
    where true ${beneficiaryId === undefined ? sql`` : sql`and b.beneficiary_id = ${beneficiaryId}`}
      ${after === undefined ? sql`` : sql`and b.id > ${after}`}
    order by b.id limit ${limit + 1}`;
}

/** Closes a budget, with a decision in the journal. */
export async function closeBudget(
  tx: Tx,
  id: string,
  closing: { closedOn: string; reason: string },
): Promise<void> {
  const key = `budget_closure:${id}`;
  const posted = await post(tx, [
    {
      key,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason: 'budget_closed',
      evidence: evidenceOf(['budget-closure-1', id, closing.closedOn, tx.scope.user]),
      transfers: [],
    },
  ]);
  await tx.sql`insert into budget_closures (budget_id, closed_on, reason, closed_by, entry_id)
    values (${id}, ${closing.closedOn}, ${closing.reason}, ${tx.scope.user}, ${posted.ids.get(key)!})`;
}

export interface NewFunder {
  /** Its identifier, where that must be the same on every machine. */
  readonly id?: string;
  readonly name: string;
  readonly sector: string;
}

/** Adds funders with the account of what each has agreed. @returns ids in the order given. */
export async function addFunders(tx: Tx, funders: readonly NewFunder[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string; sector: string }[]>`
    with input as materialized (
      select coalesce(p.known, gen_random_uuid()) as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(funders)}::text::jsonb) as (id uuid, name text, sector text))
        with ordinality as p(known, name, sector, n)
    ), added as (insert into funders (id, name, sector) select id, name, sector from input)
    select id, sector from input order by n`;
  await openAccounts(
    tx,
    rows.map((row) => ({ class: `agreed/${row.sector}`, subject: row.id })),
  );
  return rows.map((row) => row.id);
}
