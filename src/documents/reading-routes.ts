import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { parseDate } from '../calendar.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id, Paging, page, toPage } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { documentsBy } from './document-store.ts';
import { exclusionsOf } from './exclusion-store.ts';
import { rulesKnownOn, subjectOf } from './find.ts';
import { holdsBy } from './hold-store.ts';
import { requiredOn } from './missing.ts';
import { DocumentSchema, ExclusionSchema, HoldSchema, RequirementsSchema } from './schemas.ts';
import { bySector, shownDocument } from './shown.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
/** Those who see the age of the person and who is paid, on which it depends what is required. */
const WHO_SEE_ENOUGH = EVERYONE.filter(
  (kind) => !['commissioner', 'health_approver', 'school_approver'].includes(kind),
);
const ById = z.object({ id: Id });
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const DAY = '\\d{4}-\\d{2}-\\d{2}';
const USE_NEXT = 'Use the `next` of the page before.';
/** Paging whose cursor begins with a day, which must be one that there is. */
const pagingByDay = (...rest: string[]) =>
  Paging.extend({
    after: z
      .string()
      .regex(new RegExp(`^${[DAY, ...rest].join('_')}$`), USE_NEXT)
      .refine((text) => parseDate(text.slice(0, 10)) !== null, USE_NEXT)
      .optional(),
  });
const BY_DAY = pagingByDay(UUID);

/** Reads a cursor of a list that is in the order of days. */
function placeOf(after: string | undefined): { fromOn: string; id: string } | undefined {
  const [fromOn, id] = after?.split('_') ?? [];
  return fromOn === undefined || id === undefined ? undefined : { fromOn, id };
}

const byDay = (row: { fromOn: string; id: string }): string => `${row.fromOn}_${row.id}`;

/** What is on file, what is excluded, what is required, and what is on hold. */
export function readingRoutes(app: FastifyInstance, services: Services): void {
  listRoutes(app, services);
  requirementsRoute(app, services);
  holdsRoute(app, services);
}

function listRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/documents',
    id: 'listDocuments',
    summary: 'The documents on file for an arrangement, and where each stands on a day',
    tag: 'Documents',
    callers: EVERYONE,
    params: ById,
    query: BY_DAY.extend({ on: Day.optional().meta({ description: 'Today, unless given.' }) }),
    answer: page(DocumentSchema),
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      const { id: arrangementId } = await subjectOf(tx, params.id);
      const { limit } = query;
      const rows = await documentsBy(tx, { arrangementId, after: placeOf(query.after), limit });
      const { items, next } = toPage(rows, limit, byDay);
      const on = query.on ?? clock.today();
      return { items: items.map((row) => shownDocument(row, on)), next };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/exclusions',
    id: 'listExclusions',
    summary: 'Who may not be paid by an arrangement, and what it may not be used for',
    tag: 'Documents',
    callers: EVERYONE,
    params: ById,
    query: BY_DAY,
    answer: page(ExclusionSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id: arrangementId } = await subjectOf(tx, params.id);
      const { limit } = query;
      const rows = await exclusionsOf(tx, { arrangementId, after: placeOf(query.after), limit });
      return toPage(rows, limit, byDay);
    },
  });
}

function requirementsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/requirements',
    id: 'requirementsOfArrangement',
    summary: 'What each sector requires on a day, what is on file, and what is missing',
    description:
      "It depends on the stage of life that the person has reached in the sector, on capacity, and on who is paid. While something is missing, that sector's share is on hold and the others are paid.",
    tag: 'Documents',
    callers: WHO_SEE_ENOUGH,
    params: ById,
    query: z.object({ on: Day.optional().meta({ description: 'Today, unless given.' }) }),
    answer: RequirementsSchema,
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      const { id: arrangementId } = await subjectOf(tx, params.id);
      const day = query.on ?? clock.today();
      const rows = await requiredOn(tx, { arrangementId, day }, await rulesKnownOn(tx, day));
      return { arrangementId, on: day.toString(), sectors: bySector(rows) };
    },
  });
}

function holdsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/holds',
    id: 'listHolds',
    summary: 'Shares of instalments that would not leave, and what is missing',
    description:
      'Those with a value date up to a day that are in no pay run, and lack something on the first day of their period.',
    tag: 'Documents',
    callers: ['caseworker', 'finance_officer', 'approver', 'auditor'],
    query: pagingByDay(UUID, UUID).extend({
      by: Day.optional().meta({ description: 'As far as the diary looks ahead, unless given.' }),
    }),
    answer: page(HoldSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const today = clock.today();
      const rules = await rulesOn(tx, today);
      const by = query.by ?? rules.after(today, 'diary_ahead');
      const [valueOn, instalmentId, shareId] = query.after?.split('_') ?? [];
      const after =
        query.after === undefined
          ? undefined
          : { valueOn: valueOn!, instalmentId: instalmentId!, shareId: shareId! };
      const rows = await holdsBy(tx, { valueOn: by.toString(), after, limit: query.limit }, rules);
      return toPage(rows, query.limit, (row) =>
        [row.valueOn, row.instalmentId, row.shareId].join('_'),
      );
    },
  });
}
