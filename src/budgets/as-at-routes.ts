import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, DayText, Id, Moment, Money, Sector } from '../http/schemas.ts';
import { readAsKnown } from '../ledger/known.ts';
import { ZERO, money, sum, toText } from '../money.ts';
import { arrangementsBy, type ArrangementRow } from './arrangement-list.ts';
import { ArrangementSchema } from './arrangement-schemas.ts';
import { budgetOf } from './find.ts';
import { BudgetSchema } from './schemas.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');

const AsAtSchema = z
  .object({
    budget: BudgetSchema,
    on: DayText,
    knownAt: z.string().nullable(),
    agreed: Money.meta({ description: 'What the funders agree in all, contributions apart.' }),
    bySector: z.array(z.object({ sector: Sector, amount: Money })),
    byFunder: z.array(
      z.object({ funderId: Id, funder: z.string(), sector: Sector, amount: Money }),
    ),
    contributions: Money,
    topUps: Money,
    arrangements: z.array(ArrangementSchema),
  })
  .meta({ id: 'BudgetAsAt' });

/** A budget as at any date, as known at any moment. */
export function asAtRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/budgets/:id/as-at',
    id: 'getBudgetAsAt',
    summary: 'A budget as at a date, as known at a moment',
    description:
      'Each arrangement with the version in force on the day, of those agreed by the moment. Asked again it answers the same for ever.',
    tag: 'Budgets',
    callers: EVERYONE,
    params: z.object({ id: Id }),
    query: z.object({ on: Day.optional(), knownAt: Moment.optional() }),
    answer: AsAtSchema,
    ownTransactions: true,
    handle: async ({ params, query, caller, clock }) => {
      const on = (query.on ?? clock.today()).toString();
      const known = { moment: query.knownAt, where: 'query.knownAt' };
      return readAsKnown(services.client, caller.scope, known, async (tx, through) => ({
        ...(await asAt(tx, params.id, on, through)),
        knownAt: query.knownAt?.toString() ?? null,
      }));
    },
  });
}

async function asAt(tx: Tx, budgetId: string, on: string, knownThrough: string | null) {
  const budget = await budgetOf(tx, budgetId);
  const arrangements = await arrangementsBy(tx, { budgetId, on, knownThrough });
  const shares = arrangements.flatMap((one) => one.shares);
  const ours = shares.filter((share) => share.funderId !== null);
  const own = (source: string) => amountOf(shares.filter((share) => share.source === source));
  const sectors = Map.groupBy(ours, (share) => share.source);
  const funders = Map.groupBy(ours, (share) => share.funderId!);
  return {
    budget,
    on,
    agreed: toText(sum(arrangements.map((one) => money(one.agreement.agreedTotal)))),
    bySector: [...sectors]
      .map(([sector, mine]) => ({ sector, amount: amountOf(mine) }))
      .sort((a, b) => (a.sector < b.sector ? -1 : 1)),
    byFunder: [...funders].map(([funderId, mine]) => ({
      funderId,
      funder: mine[0]!.funder,
      sector: mine[0]!.source,
      amount: amountOf(mine),
    })),
    contributions: own('contribution'),
    topUps: own('top_up'),
    arrangements,
  };
}

function amountOf(shares: ArrangementRow['shares']): string {
  return toText(shares.reduce((total, share) => total.plus(money(share.amount)), ZERO));
}
