import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, UUID_FORM, page, pagingBy, toPage } from '../http/schemas.ts';
import { toText } from '../money.ts';
import { listBeneficiaries } from '../people/store.ts';
import { notFound } from '../problem.ts';
import { refuseAll } from './deciding.ts';
import { decisionRoutes } from './decision-routes.ts';
import { requestOf, wholeRequestOf } from './find.ts';
import { listRequests } from './read-store.ts';
import { countRefusals } from './refusals-store.ts';
import { addHoldingChoices, addIndicativeAmounts, addRequests } from './request-store.ts';
import { faultsOfChoice, faultsOfDay, faultsOfRequest } from './rules.ts';
import {
  HoldingChoiceSchema,
  IndicativeAmountSchema,
  NewHoldingChoiceSchema,
  NewIndicativeAmountSchema,
  NewRequestSchema,
  RefusalsSchema,
  RequestInShortSchema,
  RequestSchema,
  RequestState,
  Stage,
} from './schemas.ts';
import { showAmount, showChoice, showRequest } from './show.ts';

const ById = z.object({ id: Id });
const READERS: readonly UserKind[] = [
  'caseworker',
  'panel_member',
  'health_approver',
  'school_approver',
  'finance_officer',
  'approver',
  'commissioner',
  'family',
  'auditor',
];

/** Requests for a budget, and what each funder decides. */
export function requestRoutes(app: FastifyInstance, services: Services): void {
  newRequestRoute(app, services);
  readingRoutes(app, services);
  toldRoutes(app, services);
  decisionRoutes(app, services);
  refusalsRoute(app, services);
}

function newRequestRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/beneficiaries/:id/requests',
    id: 'addRequest',
    summary: "Record a family's request for a personal budget",
    description:
      'It can be made while a plan is drafted, reviewed or reassessed, and asks each funder named.',
    tag: 'Requests',
    callers: ['caseworker'],
    params: ById,
    body: NewRequestSchema,
    answer: RequestSchema,
    status: 201,
    problems: ['record-unknown', 'dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      await checkRequest(tx, params.id, body);
      const made = { ...body, beneficiaryId: params.id, madeOn: body.madeOn.toString() };
      const [id] = await addRequests(tx, [made]);
      return showRequest(await wholeRequestOf(tx, id!));
    },
  });
}

async function checkRequest(
  tx: Tx,
  beneficiaryId: string,
  body: z.output<typeof NewRequestSchema>,
): Promise<void> {
  const [person] = await listBeneficiaries(tx, { limit: 1, id: beneficiaryId });
  if (person === undefined) throw notFound();
  const [plan] = await tx.sql<{ startsOn: string; ceasedOn: string | null }[]>`
    select starts_on as "startsOn", ceased_on as "ceasedOn" from plans
    where id = ${body.planId} and beneficiary_id = ${beneficiaryId}`;
  const funders = await tx.sql<{ id: string }[]>`
    select id from funders where id::text in
      (select jsonb_array_elements_text(${JSON.stringify(body.funderIds)}::text::jsonb))`;
  const dayOf = (text: string | null): Temporal.PlainDate | null =>
    text === null ? null : Temporal.PlainDate.from(text);
  const faults = faultsOfRequest(body, {
    today: tx.scope.today,
    bornOn: dayOf(person.bornOn),
    plan: plan === undefined ? null : planDays(plan.startsOn, dayOf(plan.ceasedOn)),
    funderIds: new Set(funders.map(({ id }) => id)),
  });
  refuseAll(faults);
}

const planDays = (startsOn: string, ceasedOn: Temporal.PlainDate | null) => ({
  startsOn: Temporal.PlainDate.from(startsOn),
  ceasedOn,
});

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/requests',
    id: 'listRequests',
    summary: 'The requests you may see',
    description:
      'A partner sees those that its own funder is asked on, and of them its own part: `state` is of that.',
    tag: 'Requests',
    callers: READERS,
    query: pagingBy(UUID_FORM).extend({
      beneficiaryId: Id.optional(),
      state: RequestState.optional(),
      stage: Stage.optional(),
    }),
    answer: page(RequestInShortSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listRequests(tx, query), query.limit, (row) => row.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/requests/:id',
    id: 'getRequest',
    summary: 'One request with all that was told, chosen and decided',
    description:
      'What somebody wrote about a person is null for those who may not read it, e.g. a commissioner. A partner sees the part of its own funder.',
    tag: 'Requests',
    callers: READERS,
    params: ById,
    answer: RequestSchema,
    readOnly: true,
    handle: async ({ tx, params }) => showRequest(await wholeRequestOf(tx, params.id)),
  });
}

function toldRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/requests/:id/indicative-amounts',
    id: 'addIndicativeAmount',
    summary: 'Record an indicative amount that the family was told',
    description: 'A planning figure for one sector. A later one does not replace it.',
    tag: 'Requests',
    callers: ['caseworker'],
    params: ById,
    body: NewIndicativeAmountSchema,
    answer: IndicativeAmountSchema,
    status: 201,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      const { beneficiaryId, madeOn } = await requestOf(tx, params.id);
      const made = { on: Temporal.PlainDate.from(madeOn), what: 'The request was made' };
      refuseAll(faultsOfDay('body.toldOn', body.toldOn, tx.scope.today, made));
      const told = { ...body, toldOn: body.toldOn.toString(), amount: toText(body.amount) };
      const [id] = await addIndicativeAmounts(tx, [
        { requestId: params.id, beneficiaryId, ...told },
      ]);
      return showAmount({ id: id!, ...told });
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/requests/:id/holding-choice',
    id: 'addHoldingChoice',
    summary: 'Record which ways of holding the money were offered, and what the family chose',
    tag: 'Requests',
    callers: ['caseworker'],
    params: ById,
    body: NewHoldingChoiceSchema,
    answer: HoldingChoiceSchema,
    status: 201,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      const { beneficiaryId, madeOn } = await requestOf(tx, params.id);
      refuseAll(faultsOfChoice(body, Temporal.PlainDate.from(madeOn), tx.scope.today));
      const reasons = body.reasons ?? null;
      const choice = { ...body, chosenOn: body.chosenOn.toString(), reasons };
      const [id] = await addHoldingChoices(tx, [
        { requestId: params.id, beneficiaryId, ...choice },
      ]);
      return showChoice({ id: id!, ...choice });
    },
  });
}

function refusalsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/refusals',
    id: 'countRefusals',
    summary: 'Refusals counted by financial year, sector and ground',
    description:
      'Sums that could not be disaggregated are always shown, also at none: commissioners learn from them what families asked for and could not have. No small number is hidden here, and nobody is named.',
    tag: 'Requests',
    callers: ['commissioner', 'panel_member', 'auditor', 'finance_officer', 'caseworker'],
    answer: page(RefusalsSchema),
    readOnly: true,
    handle: async ({ tx }) => ({ items: await countRefusals(tx), next: null }),
  });
}
