import type { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { closedThrough } from '../ledger/periods.ts';
import { payeeById } from '../payees/store.ts';
import { Problem, refuseFaults, type ProblemType } from '../problem.ts';
import type { NewArrangementSchema } from './arrangement-schemas.ts';
import type { NewArrangement } from './arrangement-store.ts';
import { itemsOf, sharesOf } from './body.ts';
import type { Budget } from './budget-store.ts';
import { openBudget } from './find.ts';
import { MOST, faultsOfOwnMoney, faultsOfTerms, type Terms } from './rules.ts';
import { amountOfWeekly, faultsOfWeekly } from './weekly.ts';

type Body = z.output<typeof NewArrangementSchema>;

/**
 * The arrangement that a request asks for in a budget, to be proposed or only looked at; throws all
 * that stands in its way but shares that do not make the whole.
 */
export async function newArrangementOf(
  tx: Tx,
  budgetId: string,
  body: Body,
): Promise<NewArrangement> {
  const budget = await openBudget(tx, budgetId);
  const terms = termsOf(body);
  await checkTerms(tx, budget, body, terms);
  const shares = await sharesOf(tx, body.shares);
  const items = await itemsOf(tx, body.items ?? [], {
    beneficiaryId: budget.beneficiaryId,
    kind: body.kind,
    effectiveOn: body.effectiveOn,
    shares,
  });
  const brokerId = await brokerOf(tx, body, budget.beneficiaryId);
  return {
    budgetId: budget.id,
    beneficiaryId: budget.beneficiaryId,
    kind: body.kind,
    purpose: body.purpose,
    payeeId: body.payeeId ?? null,
    brokerId,
    shares,
    terms,
    items,
    weekly: body.weekly ?? null,
    contribution: body.contribution ?? null,
    topUp: body.topUp ?? null,
    sameHousehold: body.sameHousehold ?? false,
    reason: body.reason,
  };
}

/** The terms of a request; an amount by the week is made into that of the whole schedule. */
function termsOf(body: Body): Terms {
  const grid = { ...body.schedule, weeksInYear: body.weeksInYear };
  // Of an amount by the week that makes none there is a fault, and no other is to hide behind it.
  const amount = body.amount ?? amountOfWeekly(grid, body.weekly!) ?? MOST;
  return { ...grid, amount, effectiveOn: body.effectiveOn };
}

async function checkTerms(tx: Tx, budget: Budget, body: Body, terms: Terms): Promise<void> {
  const span = {
    startsOn: Temporal.PlainDate.from(budget.startsOn),
    endsOn: Temporal.PlainDate.from(budget.endsOn),
  };
  const faults = faultsOfTerms(terms, span, body.kind);
  faults.push(...faultsOfOwnMoney(body, { kind: body.kind, every: terms.every }));
  faults.push(...faultsOfWeekly(body, terms));
  refuseFaults('invalid-request', 'The terms are not as expected.', faults);
  const through = await closedThrough(tx);
  if (through === null || body.effectiveOn.toString() > through) return;
  const firstOpen = Temporal.PlainDate.from(through).add({ days: 1 }).toString();
  const message = `The books are closed through ${through}. Make the arrangement effective from ${firstOpen}, and add what is due for the days before to its amount.`;
  throw new Problem('period-closed', message, {
    firstOpen,
    errors: [{ where: 'body.effectiveOn', message }],
  });
}

/** The broker of a third-party arrangement's payee; null for other kinds. */
async function brokerOf(tx: Tx, body: Body, beneficiaryId: string): Promise<string | null> {
  const where = 'body.payeeId';
  const refuse = (type: ProblemType, message: string): never => {
    throw new Problem(type, message, { errors: [{ where, message }] });
  };
  const wrong = (message: string): never => refuse('invalid-request', message);
  if (body.kind === 'notional') {
    return body.payeeId === undefined ? null : wrong('A notional arrangement pays nobody.');
  }
  if (body.payeeId === undefined) return wrong('Say who is paid.');
  const payee = await payeeById(tx, body.payeeId);
  if (payee === undefined) return refuse('record-unknown', 'No payee has this identifier.');
  if (body.kind === 'third_party') {
    return payee.brokerId ?? wrong('A third-party arrangement is paid to a broker.');
  }
  return payee.beneficiaryId === beneficiaryId
    ? null
    : wrong('The payee is not one of this person.');
}
