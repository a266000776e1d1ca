import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id, Sector, UUID_FORM, page, pagingBy, toPage } from '../http/schemas.ts';
import { changedMeanwhile, showVersion, versionChanged } from '../http/versions.ts';
import { toText } from '../money.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { policyRoutes } from './policy-routes.ts';
import { faultsOfService, growthDays, growthOf, inOrder, type ScopeService } from './rules.ts';
import { GrowthSchema, NewServiceSchema, ServiceChangeSchema, ServiceSchema } from './schemas.ts';
import { addServices, changeService, servicesBy, type NewService } from './store.ts';

const ById = z.object({ id: Id });

/** The services in scope, and the published policy. */
export function scopeRoutes(app: FastifyInstance, services: Services): void {
  readingRoutes(app, services);
  addingRoute(app, services);
  changingRoute(app, services);
  policyRoutes(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/scope',
    id: 'listScope',
    summary: 'The services that personal budgets can cover on a day',
    description:
      'By sector: the kinds of arrangement offered, from when, to when, and what funding was freed for them (Code of Practice, 3.38 and 3.39). Today unless a day is given.',
    tag: 'Scope and policy',
    callers: USER_KINDS,
    query: pagingBy(UUID_FORM).extend({ on: Day.optional(), sector: Sector.optional() }),
    answer: page(ServiceSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const rows = await servicesBy(tx, { ...query, on: query.on ?? clock.today() });
      return toPage(rows, query.limit, (row) => row.id);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/scope/growth',
    id: 'getScopeGrowth',
    summary: 'How the scope grew, year on year',
    description:
      'The services in scope and the funding freed for them on each 1 April and today, by sector and in all, with the difference from the day before it in the list.',
    tag: 'Scope and policy',
    callers: USER_KINDS,
    answer: GrowthSchema,
    readOnly: true,
    handle: async ({ tx, clock }) => {
      const all = await servicesBy(tx, {});
      return { points: growthOf(all, growthDays(all, clock.today())) };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/scope/:id',
    id: 'getScopeService',
    summary: 'One service of the register',
    tag: 'Scope and policy',
    callers: USER_KINDS,
    params: ById,
    answer: ServiceSchema,
    readOnly: true,
    handle: async ({ tx, params, reply }) => show(tx, params.id, reply),
  });
}

function addingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/scope',
    id: 'addScopeService',
    summary: 'Bring a service into scope',
    tag: 'Scope and policy',
    callers: ['commissioner'],
    body: NewServiceSchema,
    answer: ServiceSchema,
    status: 201,
    problems: ['already-exists', 'dates-out-of-order'],
    handle: async ({ tx, body, reply }) => {
      const service: NewService = {
        name: body.name,
        sector: body.sector,
        kinds: inOrder(body.kinds),
        fromOn: body.fromOn.toString(),
        toOn: body.toOn?.toString() ?? null,
        fundingFreed: body.fundingFreed === undefined ? null : toText(body.fundingFreed),
        freedFrom: body.freedFrom ?? null,
      };
      await refuseIfFaulty(tx, service);
      const [id] = await addServices(tx, [service]);
      return show(tx, id!, reply);
    },
  });
}

function changingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'PATCH',
    url: '/scope/:id',
    id: 'changeScopeService',
    summary: 'End a service, or correct what is offered of it',
    description:
      'A change holds for the whole span. Where other kinds are offered from a day on, end the service the day before and add it anew.',
    tag: 'Scope and policy',
    callers: ['commissioner'],
    params: ById,
    body: ServiceChangeSchema,
    answer: ServiceSchema,
    problems: ['already-exists', 'dates-out-of-order'],
    handle: async ({ tx, params, body, request, reply }) => {
      const version = versionChanged(request);
      const before = await show(tx, params.id, reply);
      const to = changed({ ...before, version }, body);
      await refuseIfFaulty(tx, to, params.id);
      if (!(await changeService(tx, to))) throw changedMeanwhile();
      return show(tx, params.id, reply);
    },
  });
}

/** A service as it is after a change; what the change does not name stays. */
function changed(
  before: ScopeService,
  { toOn, kinds, fundingFreed, freedFrom }: z.output<typeof ServiceChangeSchema>,
): ScopeService {
  return {
    ...before,
    ...(toOn === undefined ? {} : { toOn: toOn?.toString() ?? null }),
    ...(kinds === undefined ? {} : { kinds: inOrder(kinds) }),
    ...(fundingFreed === undefined
      ? {}
      : { fundingFreed: fundingFreed === null ? null : toText(fundingFreed) }),
    ...(freedFrom === undefined ? {} : { freedFrom }),
  };
}

/** Refuses a service that has faults or that overlaps another span of the same name and sector. */
async function refuseIfFaulty(tx: Tx, service: NewService, id?: string): Promise<void> {
  await decideAlone(tx, `scope ${service.sector} ${service.name.toLowerCase()}`);
  const namesakes = await servicesBy(tx, { name: service.name, sector: service.sector });
  const others = namesakes.filter((one) => one.id !== id);
  const { dates, freed, overlaps } = faultsOfService(service, others);
  refuseFaults('invalid-request', 'The funding freed is not complete.', freed);
  refuseFaults('dates-out-of-order', 'The dates are out of order.', dates);
  if (overlaps) {
    throw new Problem(
      'already-exists',
      'The register has a service of this name and sector on some of these days. End that one first, or choose other days.',
      {
        errors: [
          {
            where: id === undefined ? 'body.fromOn' : 'body.toOn',
            message: 'Two spans of the same service do not overlap.',
          },
        ],
      },
    );
  }
}

async function show(tx: Tx, id: string, reply: FastifyReply): Promise<ScopeService> {
  const [service] = await servicesBy(tx, { id });
  if (service === undefined) throw notFound();
  showVersion(reply, service.version);
  return service;
}
