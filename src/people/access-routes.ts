import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { changedMeanwhile, showVersion, versionChanged } from '../http/versions.ts';
import { notFound, refuseFaults } from '../problem.ts';
import { accessOf, addAccess, changeAccess } from './family-access.ts';
import { faultsOfAccess } from './rules.ts';
import { AccessChangeSchema, AccessSchema, NewAccessSchema } from './schemas.ts';
import { listBeneficiaries } from './store.ts';

const ById = z.object({ id: Id });

/** Who of a family may see what, from when to when. */
export function familyAccessRoutes(app: FastifyInstance, services: Services): void {
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
    problems: ['dates-out-of-order'],
    handle: async ({ tx, params, body, caller }) => {
      refuseFaults('dates-out-of-order', 'The dates are out of order.', faultsOfAccess(body));
      const [person] = await listBeneficiaries(tx, { limit: 1, id: params.id });
      if (person === undefined) throw notFound();
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
    handle: async ({ tx, params }) => ({
      items: await accessOf(tx, { beneficiaryId: params.id }),
      next: null,
    }),
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
    handle: async ({ tx, params, body, request, reply }) => {
      const version = versionChanged(request);
      const [before] = await accessOf(tx, params);
      if (before === undefined) throw notFound();
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
