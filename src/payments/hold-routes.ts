import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, Sector, line } from '../http/schemas.ts';
import type { RulesInForce } from '../law/rules.ts';
import { rulesOn } from '../law/store.ts';
import { money, toText } from '../money.ts';
import { Problem, notFound } from '../problem.ts';
import { letGo, type Cover } from './hold-rules.ts';
import { heldInstalment, missingByDay, releaseHold, type HeldInstalment } from './hold-store.ts';
import { HoldReleaseSchema } from './schemas.ts';

const BodySchema = z
  .strictObject({
    sector: Sector,
    cover: z.enum(['whole_period', 'by_days']).optional().meta({
      description:
        'Whether the documents are taken to cover the whole period, or are paid by the days they cover. By default what the rule late_consent says.',
    }),
    reasons: line(1000),
  })
  .meta({ id: 'NewHoldRelease' });
type Body = z.output<typeof BodySchema>;

/** What was on hold for want of a document is let go by decision. */
export function holdRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/instalments/:id/hold-release',
    id: 'releaseHold',
    summary: "Let go of a sector's share that was on hold when its period began",
    description:
      'Once everything the sector requires is on file for a later day of the period. The share is paid by the next pay run; what is not covered is freed again.',
    tag: 'Payments',
    callers: ['approver', 'panel_member'],
    params: z.object({ id: Id }),
    body: BodySchema,
    answer: HoldReleaseSchema,
    moves: true,
    problems: ['still-on-hold', 'state-does-not-allow', 'budget-closed', 'record-unknown'],
    handle: async ({ tx, params, body }) => decide(tx, params.id, body),
  });
}

async function decide(tx: Tx, id: string, body: Body) {
  // Nobody draws up a run or agrees a new version meanwhile.
  await decideAlone(tx, 'schedules');
  const { sector } = body;
  const held = await heldInstalment(tx, { id, sector });
  if (held === undefined) throw notFound();
  refuseUnlessUnpaid(held);
  const rules = await rulesOn(tx, tx.scope.today);
  const coveredFrom = await firstCoveredDay(tx, held, rules);
  const cover = body.cover ?? (rules.rule('late_consent', sector).value as Cover);
  const parts = letGo(
    held.shares.map((share) => money(share.amount)),
    cover,
    {
      from: Temporal.PlainDate.from(held.periodFrom),
      to: Temporal.PlainDate.from(held.periodTo),
      coveredFrom,
    },
  );
  if (parts.some((part) => part.paid.isZero())) {
    throw new Problem(
      'state-does-not-allow',
      'By the days that are covered a share comes to less than a penny. Cover the whole period.',
      { state: 'less_than_a_penny' },
    );
  }
  const entry = await releaseHold(tx, { held, sector, cover, reasons: body.reasons, parts }, rules);
  return {
    instalmentId: held.id,
    arrangementId: held.arrangementId,
    sector,
    cover,
    coveredFrom: coveredFrom.toString(),
    shares: held.shares.map((share, n) => ({
      id: share.id,
      amount: toText(parts[n]!.paid),
      freed: toText(parts[n]!.freed),
    })),
    entry,
  };
}

const WHY: Readonly<Record<Exclude<HeldInstalment['state'], 'unpaid'>, string>> = {
  replaced: 'A later version of the agreement replaced this instalment.',
  paid_before: 'This instalment was paid before the book began.',
  in_a_run: "The sector's share is in a pay run already. Only what is left behind can be let go.",
  let_go: 'This hold was let go before; the next pay run pays what was decided.',
};

function refuseUnlessUnpaid({ state, shares, budgetClosed }: HeldInstalment): void {
  if (shares.length === 0) {
    throw new Problem('record-unknown', 'That sector pays nothing of this instalment.', {
      errors: [{ where: 'body.sector', message: 'No share of the instalment is of this sector.' }],
    });
  }
  if (state !== 'unpaid') throw new Problem('state-does-not-allow', WHY[state], { state });
  if (budgetClosed) {
    throw new Problem('budget-closed', 'The budget was closed by the value date.');
  }
}

/** The first day of the period, after its first, on which everything required is on file. */
async function firstCoveredDay(
  tx: Tx,
  held: HeldInstalment,
  rules: RulesInForce,
): Promise<Temporal.PlainDate> {
  const missing = await missingByDay(tx, held, rules);
  const to = Temporal.PlainDate.from(held.periodTo);
  let day = Temporal.PlainDate.from(held.periodFrom);
  if (!missing.has(day.toString())) {
    throw new Problem(
      'state-does-not-allow',
      "The share is not on hold: everything was on file on the period's first day. The next pay run pays it.",
      { state: 'not_on_hold' },
    );
  }
  while (missing.has(day.toString())) {
    if (day.equals(to)) {
      throw new Problem(
        'still-on-hold',
        `Something the sector requires is missing on every day up to ${to.toString()}.`,
        { missing: missing.get(to.toString()) },
      );
    }
    day = day.add({ days: 1 });
  }
  return day;
}
