import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { changedMeanwhile, showVersion, versionChanged } from '../http/versions.ts';
import { notFound, refuseFaults } from '../problem.ts';
import { accessOf, addAccess, changeAccess } from './family-access.ts';
import { faultsOfAccess } from './rules.ts';
import { AccessChangeSchema, AccessSchema, NewAccessSchema } from './schemas.ts';
import { listBeneficiaries } from './store.ts';

const ById = z.object({ id: Id });
const OUT_OF_ORDER = 'The dates are out of order.';

/** Who of a family may see what, from when to when. */
export function familyAccessRoutes(app: FastifyInstance, services: Services): void {
  grantRoute(app, services);
  changeRoutes(app, services);
}

function grantRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/beneficiaries/:id/family-access',
    id: 'addFamilyAccess',
    summary: "Let a family member or nominee see a person's budget",
    tag: 'People',
    callers: ['caseworker'],
    params: ById,
    body: NewAccessSchema,
    answer: AccessSchema,
    status: 201,
    problems: ['dates-out-of-order', 'record-unknown'],
    handle: async ({ tx, params, body, caller }) => {
      refuseFaults('dates-out-of-order', OUT_OF_ORDER, faultsOfAccess(body.fromOn, body.toOn));
      await requirePerson(tx, params.id);
      await requireArrangement(tx, params.id, body.arrangementId);
      const [id] = await addAccess(tx, [
        {
          beneficiaryId: params.id,
          issuer: body.issuer ?? caller.issuer,
          subject: body.subject,
          relationship: body.relationship,
          fromOn: body.fromOn.toString(),
          toOn: body.toOn?.toString() ?? null,
          arrangementId: body.arrangementId ?? null,
          seesAddress: body.seesAddress,
        },
      ]);
      return (await accessOf(tx, { id: id! }))[0];
    },
  });
}

function changeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/beneficiaries/:id/family-access',
    id: 'listFamilyAccess',
    summary: 'Who of the family may see a person',
    tag: 'People',
    callers: ['caseworker', 'auditor'],
    params: ById,
    answer: page(AccessSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await requirePerson(tx, params.id);
      return { items: await accessOf(tx, { beneficiaryId: params.id }), next: null };
    },
  });
  addRoute(app, services, {
    method: 'PATCH',
    url: '/family-access/:id',
    id: 'changeFamilyAccess',
    summary: 'End or change an access',
    tag: 'People',
    callers: ['caseworker'],
    params: ById,
    body: AccessChangeSchema,
    answer: AccessSchema,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, params, body, request, reply }) => {
      const version = versionChanged(request);
      const [before] = await accessOf(tx, params);
      if (before === undefined) throw notFound();
      const faults = faultsOfAccess(Temporal.PlainDate.from(before.fromOn), body.toOn);
      refuseFaults('dates-out-of-order', OUT_OF_ORDER, faults);
      const toOn = body.toOn === undefined ? before.toOn : (body.toOn?.toString() ?? null);
      const seesAddress = body.seesAddress ?? before.seesAddress;
      if (!(await changeAccess(tx, params.id, version, { toOn, seesAddress })))
        throw changedMeanwhile();
      const [after] = await accessOf(tx, params);
      showVersion(reply, after!.version);
      return after;
    },
  });
}

async function requirePerson(tx: Tx, id: string): Promise<void> {
  if ((await listBeneficiaries(tx, { limit: 1, id })).length === 0) throw notFound();
}

/** An access may be limited to one arrangement, which must be the person's own. */
async function requireArrangement(tx: Tx, person: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const [known] = await tx.sql`
    select from arrangements where id = ${id} and beneficiary_id = ${person}`;
  if (known !== undefined) return;
  const message = 'No arrangement of this person has this identifier.';
  refuseFaults('record-unknown', message, [{ where: 'body.arrangementId', message }]);
}
