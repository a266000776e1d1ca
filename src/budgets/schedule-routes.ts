import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { financialYear } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, Kind, Money, page, pagingBy, toPage } from '../http/schemas.ts';
import { toText } from '../money.ts';
import { NewArrangementSchema, WarningSchema, conventions } from './arrangement-schemas.ts';
import { firstVersion, type NewArrangement } from './arrangement-store.ts';
import { EntitlementSchema, FinancialYearSchema } from './entitlement-schemas.ts';
import { entitlementOf, scheduledYears, shownEntitlement } from './entitlement-store.ts';
import { shownYear } from './financial-years.ts';
import { arrangementOf } from './find.ts';
import { sufficiency } from './items.ts';
import { newArrangementOf } from './new-arrangement.ts';
import { scheduleRows } from './schedule-store.ts';
import { InstalmentSchema } from './schemas.ts';
import { shownConventions } from './version-writer.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });

const PreviewSchema = z
  .object({
    kind: Kind,
    ...conventions,
    agreedTotal: Money.meta({ description: 'What the funders would agree in all.' }),
    warnings: z.array(WarningSchema),
    entitlement: EntitlementSchema,
  })
  .meta({ id: 'ArrangementPreview' });

/** The schedule of an arrangement: before anything is agreed, as agreed, and by financial year. */
export function scheduleRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/budgets/:id/arrangements/preview',
    id: 'previewArrangement',
    summary: 'What an arrangement would come to, payment by payment; nothing is kept',
    description:
      'Takes what a proposal takes, and refuses what it refuses. Shows every payment with its dates and parts, and every financial year with what is due, paid and carried over its end.',
    tag: 'Budgets',
    callers: ['caseworker', 'panel_member', 'finance_officer', 'approver'],
    params: ById,
    body: NewArrangementSchema,
    answer: PreviewSchema,
    problems: ['budget-closed', 'shares-do-not-make-one', 'record-unknown', 'period-closed'],
    handle: async ({ tx, params, body }) =>
      previewOf(tx, await newArrangementOf(tx, params.id, body)),
  });
  agreedRoutes(app, services);
}

async function previewOf(tx: Tx, asked: NewArrangement) {
  const version = firstVersion(randomUUID(), asked);
  const { arrangementId, kind, grid, terms, reckoned } = version;
  const nothingYet = { arrangementId, kind, grid, versions: [] };
  const worked = await entitlementOf(tx, nothingYet, { also: version });
  const short = sufficiency(terms.amount, terms.items);
  return {
    kind,
    ...shownConventions(version),
    agreedTotal: toText(reckoned.agreedTotal),
    warnings: short === null ? [] : [short],
    entitlement: await shownEntitlement(tx, nothingYet, worked, version.newShares),
  };
}

function agreedRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/schedule',
    id: 'getSchedule',
    summary: 'The agreed schedule: periods, dates, amounts and shares',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    query: pagingBy(/^\d{1,4}$/),
    answer: page(InstalmentSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await arrangementOf(tx, params.id);
      const rows = (await scheduleRows(tx, params.id)).map((row) => ({
        ...row,
        paidIn: yearOf(row.valueOn),
        submittedIn: yearOf(row.inputOn),
      }));
      // By place, for a number may be left out, or come later than its value date.
      const places = new Map(rows.map((row, n) => [row.id, String(n + 1)]));
      const start = Number(query.after ?? 0);
      return toPage(rows.slice(start), query.limit, (row) => places.get(row.id)!);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/schedule/financial-years',
    id: 'getScheduleByFinancialYear',
    summary: 'The agreed schedule by financial year: due, paid, and carried over 31 March',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: page(FinancialYearSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await arrangementOf(tx, params.id);
      return { items: (await scheduledYears(tx, params.id)).map(shownYear), next: null };
    },
  });
}

const yearOf = (day: string): string => financialYear(Temporal.PlainDate.from(day)).name;
