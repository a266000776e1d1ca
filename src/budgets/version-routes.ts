import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, Moment, Money, page } from '../http/schemas.ts';
import { readAsKnown } from '../ledger/known.ts';
import { toText } from '../money.ts';
import { notFound } from '../problem.ts';
import { versionsOf } from './arrangement-list.ts';
import { NewVersionSchema, VersionSchema, conventions } from './arrangement-schemas.ts';
import { itemsOf, sharesOf } from './body.ts';
import { EntitlementSchema } from './entitlement-schemas.ts';
import { entitlementOf, shownEntitlement } from './entitlement-store.ts';
import { arrangementOf } from './find.ts';
import { planVersions, proposeVersions, type Planned } from './version-plan.ts';
import type { ChangeAsked } from './version-rules.ts';
import { loadVersions } from './version-store.ts';
import { shownConventions } from './version-writer.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });
const PROBLEMS = [
  'version-conflict',
  'notice-too-short',
  'shares-do-not-make-one',
  'record-unknown',
  'state-does-not-allow',
  'budget-closed',
  'period-closed',
] as const;

const PreviewSchema = z
  .object({
    version: z.number().int(),
    change: z.string(),
    ...conventions,
    agreedBefore: Money,
    agreedTotal: Money,
    entitlement: EntitlementSchema,
  })
  .meta({ id: 'VersionPreview' });

/** Changes of an arrangement's terms: each a version of its own, proposed here and agreed later. */
export function versionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/versions',
    id: 'proposeVersion',
    summary: 'Propose a change of terms, or an end, from a day on',
    description:
      'What is left out stays as it is. Nothing is overwritten: from its day on the new version holds.',
    tag: 'Budgets',
    callers: ['caseworker'],
    params: ById,
    body: NewVersionSchema,
    answer: VersionSchema,
    status: 201,
    moves: true,
    problems: PROBLEMS,
    handle: async ({ tx, params, body }) => {
      await decideAlone(tx, `arrangement ${params.id}`);
      const planned = await changeOf(tx, params.id, body);
      const [id] = await proposeVersions(tx, [planned]);
      return (await versionsOf(tx, params.id)).find((version) => version.id === id);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/versions/preview',
    id: 'previewVersion',
    summary: 'What a change would come to, payment by payment; nothing is kept',
    tag: 'Budgets',
    callers: ['caseworker', 'panel_member', 'finance_officer', 'approver'],
    params: ById,
    body: NewVersionSchema,
    answer: PreviewSchema,
    problems: PROBLEMS,
    handle: async ({ tx, params, body }) => {
      const { arrangement, version, before } = await changeOf(tx, params.id, body);
      const worked = await entitlementOf(tx, arrangement, { also: version });
      return {
        version: version.terms.number,
        change: version.reckoned.change,
        ...shownConventions(version),
        agreedBefore: toText(before.agreedTotal),
        agreedTotal: toText(version.reckoned.agreedTotal),
        entitlement: await shownEntitlement(tx, arrangement, worked, version.newShares),
      };
    },
  });
  readingRoutes(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/versions',
    id: 'listVersions',
    summary: 'Every version of the terms, the first one first',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: page(VersionSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await arrangementOf(tx, params.id);
      return { items: await versionsOf(tx, params.id), next: null };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/entitlement',
    id: 'getEntitlement',
    summary: 'What is due period by period under all versions, and what is still to be paid',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    query: z.object({ knownAt: Moment.optional() }),
    answer: EntitlementSchema,
    ownTransactions: true,
    handle: async ({ params, query, caller }) => {
      const known = { moment: query.knownAt, where: 'query.knownAt' };
      return readAsKnown(services.client, caller.scope, known, async (tx, through) => {
        const arrangement = await versionedOf(tx, params.id);
        const worked = await entitlementOf(tx, arrangement, { knownThrough: through });
        return shownEntitlement(tx, arrangement, worked, []);
      });
    },
  });
}

async function versionedOf(tx: Tx, id: string) {
  const arrangement = (await loadVersions(tx, [id])).get(id);
  if (arrangement === undefined) throw notFound();
  return arrangement;
}

type Body = z.output<typeof NewVersionSchema>;

/** The change that a request asks for, worked out; throws what stands in its way. */
async function changeOf(tx: Tx, id: string, body: Body): Promise<Planned & { ok: true }> {
  const arrangement = await arrangementOf(tx, id);
  const shares = body.shares === undefined ? undefined : await sharesOf(tx, body.shares);
  const items =
    body.items === undefined
      ? undefined
      : await itemsOf(tx, body.items, {
          beneficiaryId: arrangement.beneficiaryId,
          kind: arrangement.kind,
          effectiveOn: body.effectiveOn,
          shares: shares ?? arrangement.shares,
        });
  const asked: ChangeAsked = { ...body, arrangementId: id, shares, items };
  const [planned] = await planVersions(tx, [asked]);
  if (planned === undefined) throw notFound();
  if (!planned.ok) throw planned.problem;
  return planned;
}
