import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import { page, pagingBy, toPage } from '../http/schemas.ts';
import type { Tx } from '../database/transactions.ts';

const KindSchema = z
  .object({ name: z.string(), meaning: z.string(), byHand: z.boolean() })
  .meta({ id: 'EntryKind' });

const FlowSchema = z
  .object({ kind: z.string(), from: z.string(), to: z.string() })
  .meta({ id: 'Flow', description: 'A kind of entry may move money from one class to another.' });

interface Flow {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

/** The kind of entry and the two classes at which a page ended. */
const FLOW_FORM = /^[a-z_]{1,60}:[a-z_/]{1,60}:[a-z_/]{1,60}$/;
const FlowFilter = pagingBy(FLOW_FORM).extend({ kind: z.string().max(60).optional() });
/** More than there are: they are part of the chart of accounts, which migrations make. */
const MOST_KINDS = 200;

/** The chart of accounts to read: what kinds of entry there are, and what each may move. */
export function referenceRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/entry-kinds',
    id: 'listEntryKinds',
    summary: 'The kinds of entry',
    tag: 'Journal',
    callers: USER_KINDS,
    answer: page(KindSchema),
    readOnly: true,
    handle: async ({ tx }) => ({
      items: await tx.sql`
        select name, meaning, by_hand as "byHand" from entry_kinds order by id limit ${MOST_KINDS}`,
      next: null,
    }),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/flows',
    id: 'listFlows',
    summary: 'Which kind of entry may move money between which classes of account',
    description: 'Money never moves in any other way.',
    tag: 'Journal',
    callers: USER_KINDS,
    query: FlowFilter,
    answer: page(FlowSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(
        await listFlows(tx, query),
        query.limit,
        ({ kind, from, to }) => `${kind}:${from}:${to}`,
      ),
  });
}

async function listFlows(
  { sql }: Tx,
  { after, limit, kind }: z.output<typeof FlowFilter>,
): Promise<Flow[]> {
  const [afterKind, afterFrom, afterTo] = (after ?? '::').split(':') as [string, string, string];
  return sql<Flow[]>`
    select k.name as kind, f.name as from, t.name as to
    from flows w
    join entry_kinds k on k.id = w.kind
    join account_classes f on f.id = w.from_class
    join account_classes t on t.id = w.to_class
    where (k.name, f.name, t.name) > (${afterKind}, ${afterFrom}, ${afterTo})
      ${kind === undefined ? sql`` : sql`and k.name = ${kind}`}
    order by k.name, f.name, t.name limit ${limit + 1}`;
}
