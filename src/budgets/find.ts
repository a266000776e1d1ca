import type { Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import { arrangementsBy, type ArrangementRow } from './arrangement-list.ts';
import { budgetById, type Budget } from './budget-store.ts';

/** A budget the caller may see, or not found. */
export async function budgetOf(tx: Tx, id: string): Promise<Budget> {
  const budget = await budgetById(tx, id);
  if (budget === undefined) throw notFound();
  return budget;
}

/** A budget that still takes arrangements and payments. */
export async function openBudget(tx: Tx, id: string): Promise<Budget> {
  const budget = await budgetOf(tx, id);
  if (budget.closedOn !== null) {
    throw new Problem('budget-closed', `The budget was closed on ${budget.closedOn}.`);
  }
  return budget;
}

/** An arrangement the caller may see, or not found. */
export async function arrangementOf(tx: Tx, id: string): Promise<ArrangementRow> {
  const [row] = await arrangementsBy(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}
