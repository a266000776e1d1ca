import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { FinancialYear } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { csvPieces } from '../http/csv.ts';
import { answerInPieces } from '../http/pieces.ts';
import { addRoute, type Services } from '../http/route.ts';
import { toPage } from '../http/schemas.ts';
import { readAsKnown } from '../ledger/known.ts';
import { carriedOrders, type OrdersAsAt } from './order-store.ts';
import { carriedBatches } from './payment-store.ts';
import {
  ACCRUAL_COLUMNS,
  REVERSAL_COLUMNS,
  Totals,
  csvLines,
  reversals,
  shownItem,
  type CarriedItem,
} from './report.ts';
import { yearFrom } from './rules.ts';
import {
  AccrualsQuery,
  AccrualsSchema,
  ByYear,
  ReversalsQuery,
  ReversalsSchema,
} from './schemas.ts';

const READERS = ['finance_officer', 'approver', 'auditor'] as const;
const TYPES = ['application/json', 'text/csv'] as const;
const CSV = 'text/csv; charset=utf-8; header=present';

/** What belongs to another financial year than the one it is paid in. */
export function yearEndRoutes(app: FastifyInstance, services: Services): void {
  accrualsRoute(app, services);
  reversalsRoute(app, services);
}

function accrualsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/year-ends/:year/accruals',
    id: 'listAccruals',
    summary: 'What is carried over 31 March: prepayments and accruals, by days and by funder',
    description: `Payments that are released with days after the year's end; payments for days up to
      it that are not released by then; what was delivered under notional arrangements and is not
      accepted. A period over the year's end counts by calendar days. The totals come with the first
      page. With \`Accept: text/csv\`, all lines as CSV, one for each share.`,
    tag: 'Year ends',
    callers: READERS,
    params: ByYear,
    query: AccrualsQuery,
    answer: AccrualsSchema,
    also: { 'text/csv': 'One share of a payment or an order a line.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ caller, params, query, request, reply }) => {
      const type = chooseType(request.headers.accept, TYPES);
      const year = yearFrom(params.year);
      const known = { moment: query.knownAt, where: 'query.knownAt' };
      return readAsKnown(services.client, caller.scope, known, async (tx, knownThrough) => {
        const at = asAt(year, query.knownAt, knownThrough);
        reply.header('vary', 'Accept');
        if (type === 'application/json') return accrualsPage(tx, year, at, query);
        const name = `accruals-${year.name.replace('/', '-')}.csv`;
        reply.header('content-disposition', `attachment; filename="${name}"`);
        const excel = query.excel === '1';
        return answerInPieces(reply, CSV, (stop) =>
          csvPieces(ACCRUAL_COLUMNS, allLines(tx, at, stop), { excel }),
        );
      });
    },
  });
}

function reversalsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/year-ends/:year/reversals',
    id: 'listReversals',
    summary: "What is taken into the year's books, and reversed on the next year's first day",
    description: `By funder: a prepayment is taken off the spending of the year that ends, an accrual
      is added to it, and both are reversed on 1 April. With \`Accept: text/csv\`, CSV.`,
    tag: 'Year ends',
    callers: READERS,
    params: ByYear,
    query: ReversalsQuery,
    answer: ReversalsSchema,
    also: { 'text/csv': 'One funder and one figure a line.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ caller, params, query, request, reply }) => {
      const type = chooseType(request.headers.accept, TYPES);
      const year = yearFrom(params.year);
      const known = { moment: query.knownAt, where: 'query.knownAt' };
      const totals = await readAsKnown(services.client, caller.scope, known, (tx, knownThrough) =>
        totalsOf(tx, asAt(year, query.knownAt, knownThrough)),
      );
      const items = reversals(totals.funders(), year);
      reply.header('vary', 'Accept');
      if (type === 'application/json') return { ...shownYear(year, query.knownAt), items };
      const name = `reversals-${year.to.add({ days: 1 }).toString()}.csv`;
      reply.type(CSV).header('content-disposition', `attachment; filename="${name}"`);
      let text = '';
      const pieces = csvPieces(REVERSAL_COLUMNS, once(items), { excel: query.excel === '1' });
      for await (const piece of pieces) text += piece;
      return text;
    },
  });
}

const asAt = (
  year: FinancialYear,
  knownAt: Temporal.Instant | undefined,
  knownThrough: string | null,
): OrdersAsAt => ({ on: year.to.toString(), knownAt: knownAt?.toString() ?? null, knownThrough });

const shownYear = (year: FinancialYear, knownAt: Temporal.Instant | undefined) => ({
  year: year.name,
  from: year.from.toString(),
  to: year.to.toString(),
  knownAt: knownAt?.toString() ?? null,
});

/** A page: payments first, then orders, each by identifier. Only the first adds everything up. */
async function accrualsPage(
  tx: Tx,
  year: FinancialYear,
  at: OrdersAsAt,
  { after, limit, knownAt }: z.output<typeof AccrualsQuery>,
) {
  const totals = after === undefined ? new Totals() : null;
  const items: CarriedItem[] = [];
  const all = totals === null ? itemsAfter(tx, at, after!, limit + 1) : allItems(tx, at);
  for await (const batch of all) {
    totals?.add(batch);
    items.push(...batch.slice(0, limit + 1 - items.length));
  }
  return {
    ...shownYear(year, knownAt),
    totals: totals?.shown() ?? null,
    ...toPage(items.map(shownItem), limit, (item) => `${item.what}:${item.id}`),
  };
}

/** So many items at most after a cursor. */
async function* itemsAfter(
  tx: Tx,
  at: OrdersAsAt,
  cursor: string,
  most: number,
): AsyncGenerator<CarriedItem[]> {
  const [what, id] = cursor.split(':');
  let left = most;
  if (what === 'payment') {
    for await (const items of carriedBatches(tx, at, { after: id, limit: most })) {
      left -= items.length;
      yield items;
    }
  }
  if (left > 0)
    yield carriedOrders(tx, at, { after: what === 'order' ? id : undefined, limit: left });
}

async function totalsOf(tx: Tx, at: OrdersAsAt): Promise<Totals> {
  const totals = new Totals();
  for await (const items of allItems(tx, at)) totals.add(items);
  return totals;
}

async function* allItems(
  tx: Tx,
  at: OrdersAsAt,
  stop?: AbortSignal,
): AsyncGenerator<CarriedItem[]> {
  for await (const items of carriedBatches(tx, at)) {
    stop?.throwIfAborted();
    yield items;
  }
  yield carriedOrders(tx, at);
}

async function* allLines(tx: Tx, at: OrdersAsAt, stop: AbortSignal) {
  for await (const items of allItems(tx, at, stop)) yield items.flatMap(csvLines);
}

async function* once<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}
