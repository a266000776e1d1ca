import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { arrangementsBy } from '../budgets/arrangement-list.ts';
import { budgetOf } from '../budgets/find.ts';
import type { Tx } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id } from '../http/schemas.ts';
import { listBeneficiaries } from '../people/store.ts';
import { arrangementOf, totalsOf, versionsShown, type ArrangementWithTerms } from './contents.ts';
import { sectionJText } from './rules.ts';
import { SectionJSchema, type SectionJ } from './schemas.ts';
import { aroundOf, planOf } from './store.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
/** They see the arrangements that they are party to, or were given. */
const LIMITED = ['family', 'broker', 'health_approver', 'school_approver'];

/** Section J of a plan: the personal budget as the law wants it written down. */
export function sectionJRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/budgets/:id/section-j',
    id: 'getSectionJ',
    summary: 'Section J of the plan, from the budget as it is on a day',
    description:
      'What a personal budget is for, how it is held, shared and paid, how far it is flexible, its conditions and its reviews (SEND Regulations 2014, reg. 12(1)(j)). Today unless a day is given, within the days of the budget. `draft=true` shows proposed versions, marked as such. `Accept: text/plain` gives it to print.',
    tag: 'Budgets',
    callers: EVERYONE,
    params: z.object({ id: Id }),
    query: z.object({
      asAt: Day.optional(),
      draft: z
        .enum(['true', 'false'])
        .default('false')
        .transform((text) => text === 'true'),
    }),
    answer: SectionJSchema,
    also: { 'text/plain': 'Section J to print.' },
    readOnly: true,
    problems: ['not-acceptable'],
    handle: async ({ tx, params, query, clock, caller, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/plain']);
      const sectionJ = await sectionJOf(tx, params.id, {
        asAt: query.asAt ?? null,
        today: clock.today(),
        draft: query.draft,
        listsAll: !LIMITED.includes(caller.kind),
      });
      if (type === 'application/json') return sectionJ;
      reply.type('text/plain; charset=utf-8');
      return sectionJText(sectionJ);
    },
  });
}

interface Asked {
  readonly asAt: Temporal.PlainDate | null;
  readonly today: Temporal.PlainDate;
  readonly draft: boolean;
  readonly listsAll: boolean;
}

async function sectionJOf(tx: Tx, budgetId: string, asked: Asked): Promise<SectionJ> {
  const budget = await budgetOf(tx, budgetId);
  const { draft, listsAll } = asked;
  const asAt = asked.asAt ?? within(asked.today, budget);
  const { provision, ...plan } = await planOf(tx, budget.planId);
  const [person] = await listBeneficiaries(tx, { limit: 1, id: budget.beneficiaryId });
  const shown = over(budget, asAt) ? [] : await shownOf(tx, budgetId, asAt.toString(), draft);
  const around = await aroundOf(tx, shown, asAt);
  const arrangements = shown.map((one) => arrangementOf(one, around.get(one.id)!, provision));
  const { givenName, familyName, reference } = person!;
  return {
    budgetId,
    asAt: asAt.toString(),
    draft,
    listsAll,
    person: { reference, name: givenName === null ? null : `${givenName} ${familyName}` },
    plan,
    budget: { startsOn: budget.startsOn, endsOn: budget.endsOn, closedOn: budget.closedOn },
    arrangements,
    totals: totalsOf(arrangements),
  };
}

async function shownOf(
  tx: Tx,
  budgetId: string,
  asAt: string,
  draft: boolean,
): Promise<ArrangementWithTerms[]> {
  const agreed = await arrangementsBy(tx, { budgetId, on: asAt, knownThrough: null });
  const latest = await arrangementsBy(tx, { budgetId });
  return versionsShown(agreed as ArrangementWithTerms[], latest as ArrangementWithTerms[], {
    asAt,
    draft,
  });
}

type Span = {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly closedOn: string | null;
};

/** Today, or the nearest day of the budget. */
function within(today: Temporal.PlainDate, { startsOn, endsOn }: Span): Temporal.PlainDate {
  const day = today.toString();
  if (day < startsOn) return Temporal.PlainDate.from(startsOn);
  return day > endsOn ? Temporal.PlainDate.from(endsOn) : today;
}

/** Whether the budget has run out or was closed before a day. */
function over({ endsOn, closedOn }: Span, day: Temporal.PlainDate): boolean {
  const on = day.toString();
  return on > endsOn || (closedOn !== null && on > closedOn);
}
