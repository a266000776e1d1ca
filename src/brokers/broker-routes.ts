import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { addPayees, payeeById } from '../payees/store.ts';
import { brokerOf, brokersBy } from './find.ts';
import { faultsOfSpan } from './rules.ts';
import { BrokerSchema, NewBrokerSchema } from './schemas.ts';
import { addBrokers } from './store.ts';

const ById = z.object({ id: Id });

/** Who may read what is agreed with brokers: the office, administrators, and each broker its own. */
export const BROKER_READERS: readonly UserKind[] = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
  'administrator',
  'broker',
];

/** Brokers themselves: each added with its first agreement. */
export function brokerRecordRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/brokers',
    id: 'addBroker',
    summary: 'Add a broker with its first agreement',
    description:
      'While an agreement is in force the authority lets the broker in: it sees its own people, and nobody else.',
    tag: 'Brokers',
    callers: ['administrator'],
    body: NewBrokerSchema,
    answer: BrokerSchema,
    status: 201,
    moves: true,
    problems: ['already-exists', 'dates-out-of-order'],
    handle: async ({ tx, body }) => {
      const { id = randomUUID(), name, agreement } = body;
      const span = { fromOn: agreement.fromOn, toOn: agreement.toOn ?? null };
      const faults = faultsOfSpan(span, 'body.agreement');
      refuseFaults('dates-out-of-order', 'The days of the agreement are out of order.', faults);
      await refuseKnown(tx, id, name);
      const terms = {
        kind: agreement.kind,
        reference: agreement.reference,
        fromOn: span.fromOn.toString(),
        toOn: span.toOn?.toString() ?? null,
      };
      await addBrokers(tx, [name], [id], [terms]);
      return brokerOf(tx, id);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/brokers',
    id: 'listBrokers',
    summary: 'The brokers that you may see, with their agreements',
    description: 'In order of their names. A broker finds itself, while it is let in.',
    tag: 'Brokers',
    callers: BROKER_READERS,
    query: pagingBy(/^[^\p{Cc}\p{Cs}]{1,100}_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u),
    answer: page(BrokerSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await brokersBy(tx, query), query.limit, (row) => `${row.name}_${row.id}`),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/brokers/:id',
    id: 'getBroker',
    summary: 'One broker, with its agreements and its fee of today',
    tag: 'Brokers',
    callers: BROKER_READERS,
    params: ById,
    answer: BrokerSchema,
    readOnly: true,
    handle: async ({ tx, params }) => brokerOf(tx, params.id),
  });
  payeeRoute(app, services);
}

function payeeRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/brokers/:id/payees',
    id: 'addBrokerPayee',
    summary: 'Name a broker as a payee, so that third-party arrangements can be paid to it',
    tag: 'Brokers',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: z.strictObject({ name: line(100) }).meta({ id: 'NewBrokerPayee' }),
    answer: z.object({
      id: Id,
      beneficiaryId: Id.nullable(),
      brokerId: Id.nullable(),
      relationship: z.string(),
      name: z.string(),
    }),
    status: 201,
    moves: true,
    handle: async ({ tx, params, body }) => {
      const { id: brokerId } = await brokerOf(tx, params.id);
      const payee = { beneficiaryId: null, brokerId, relationship: 'broker', name: body.name };
      const [id] = await addPayees(tx, [payee]);
      return payeeById(tx, id!);
    },
  });
}

async function refuseKnown(tx: Tx, id: string, name: string): Promise<void> {
  const [known] = await tx.sql<{ sameName: boolean }[]>`
    select name = ${name} as "sameName" from brokers where id = ${id} or name = ${name} limit 1`;
  if (known === undefined) return;
  throw new Problem(
    'already-exists',
    known.sameName ? 'There is a broker of this name already.' : 'This broker is there already.',
  );
}
