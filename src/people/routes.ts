import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Tx } from '../database/transactions.ts';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { changedMeanwhile, showVersion, versionChanged } from '../http/versions.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { familyAccessRoutes } from './access-routes.ts';
import { faultsOfPlan } from './rules.ts';
import {
  BeneficiaryChangeSchema,
  BeneficiarySchema,
  NewBeneficiarySchema,
  NewPlanSchema,
  PlanSchema,
} from './schemas.ts';
import {
  addBeneficiaries,
  addPlans,
  changeBeneficiary,
  listBeneficiaries,
  plansOf,
} from './store.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });

/** People: who has a plan, and who of their family may see it. */
export function peopleRoutes(app: FastifyInstance, services: Services): void {
  beneficiaryRoutes(app, services);
  planRoutes(app, services);
  familyAccessRoutes(app, services);
}

function beneficiaryRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/beneficiaries',
    id: 'addBeneficiary',
    summary: 'Register a child or young person',
    tag: 'People',
    callers: ['caseworker'],
    body: NewBeneficiarySchema,
    answer: BeneficiarySchema,
    status: 201,
    problems: ['already-exists'],
    handle: async ({ tx, body, reply }) => {
      const [known] = await tx.sql`select from beneficiaries where reference = ${body.reference}`;
      if (known !== undefined) {
        throw new Problem('already-exists', 'Somebody with this reference is registered already.');
      }
      const ids = await addBeneficiaries(tx, [{ ...body, bornOn: body.bornOn.toString() }]);
      return show(tx, ids.get(body.reference)!, reply);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/beneficiaries',
    id: 'listBeneficiaries',
    summary: 'List the people you may see',
    description: 'In order of their reference. A commissioner sees no names.',
    tag: 'People',
    callers: EVERYONE,
    query: pagingBy(/^[^\p{Cc}\p{Cs}]{1,40}$/u),
    answer: page(BeneficiarySchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listBeneficiaries(tx, query), query.limit, (row) => row.reference),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/beneficiaries/:id',
    id: 'getBeneficiary',
    summary: 'One person',
    tag: 'People',
    callers: EVERYONE,
    params: ById,
    answer: BeneficiarySchema,
    readOnly: true,
    handle: async ({ tx, params, reply }) => show(tx, params.id, reply),
  });
  addRoute(app, services, {
    method: 'PATCH',
    url: '/beneficiaries/:id',
    id: 'changeBeneficiary',
    summary: "Correct a person's record",
    tag: 'People',
    callers: ['caseworker'],
    params: ById,
    body: BeneficiaryChangeSchema,
    answer: BeneficiarySchema,
    handle: async ({ tx, params, body, request, reply }) => {
      const version = versionChanged(request);
      await show(tx, params.id, reply);
      const change = { ...body, bornOn: body.bornOn?.toString() };
      if (!(await changeBeneficiary(tx, params.id, version, change as never)))
        throw changedMeanwhile();
      return show(tx, params.id, reply);
    },
  });
}

function planRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/beneficiaries/:id/plans',
    id: 'addPlan',
    summary: 'Record an Education, Health and Care plan with its provision',
    tag: 'People',
    callers: ['caseworker'],
    params: ById,
    body: NewPlanSchema,
    answer: PlanSchema,
    status: 201,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, params, body, reply }) => {
      const person = await show(tx, params.id, reply);
      const bornOn = person.bornOn === null ? null : Temporal.PlainDate.from(person.bornOn);
      refuseFaults(
        'dates-out-of-order',
        "The plan's dates are out of order.",
        faultsOfPlan(body, bornOn),
      );
      const [id] = await addPlans(tx, [
        {
          beneficiaryId: params.id,
          startsOn: body.startsOn.toString(),
          reviewBy: body.reviewBy.toString(),
          provision: body.provision,
        },
      ]);
      return (await plansOf(tx, params.id)).find((plan) => plan.id === id);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/beneficiaries/:id/plans',
    id: 'listPlans',
    summary: "A person's plans",
    tag: 'People',
    callers: EVERYONE,
    params: ById,
    answer: page(PlanSchema),
    readOnly: true,
    handle: async ({ tx, params, reply }) => {
      await show(tx, params.id, reply);
      return { items: await plansOf(tx, params.id), next: null };
    },
  });
}

async function show(tx: Tx, id: string, reply: FastifyReply) {
  const [person] = await listBeneficiaries(tx, { limit: 1, id });
  if (person === undefined) throw notFound();
  showVersion(reply, person.version);
  return person;
}
