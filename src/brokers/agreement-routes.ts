import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id } from '../http/schemas.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { agreementsBy, endAgreements, type Agreement } from './agreement-store.ts';
import { brokerOf } from './find.ts';
import { faultsOfEnding, faultsOfSpan, overlaps, type Span } from './rules.ts';
import { AgreementSchema, EndingSchema, NewAgreementSchema } from './schemas.ts';
import { addAgreements } from './store.ts';

const ById = z.object({ id: Id });

/** What is agreed with a broker, and how it ends: one agreement at a time. */
export function agreementRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/brokers/:id/agreements',
    id: 'addBrokerAgreement',
    summary: 'Record a further agreement with a broker',
    description: 'No two agreements with a broker have a day in common.',
    tag: 'Brokers',
    callers: ['administrator'],
    params: ById,
    body: NewAgreementSchema,
    answer: AgreementSchema,
    status: 201,
    moves: true,
    problems: ['already-exists', 'dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      await decideAlone(tx, `agreements of broker ${params.id}`);
      const { agreements } = await brokerOf(tx, params.id);
      const span = { fromOn: body.fromOn, toOn: body.toOn ?? null };
      const faults = faultsOfSpan(span, 'body');
      refuseFaults('dates-out-of-order', 'The days of the agreement are out of order.', faults);
      const other = agreements.find((one) => overlaps(span, spanOf(one)));
      if (other !== undefined) throw overlapping(other);
      const { kind, reference } = body;
      const fromOn = span.fromOn.toString();
      const toOn = span.toOn?.toString() ?? null;
      const added = { brokerId: params.id, kind, reference, fromOn, toOn };
      const [id] = await addAgreements(tx, [added]);
      return (await agreementsBy(tx, { id: id! }))[0];
    },
  });
  endingRoute(app, services);
}

function endingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/broker-agreements/:id/ending',
    id: 'endBrokerAgreement',
    summary: 'End an agreement with a broker before its time',
    description:
      'The broker may look until `accessUntil`, so that it can send its last return; after that it sees nothing of this authority.',
    tag: 'Brokers',
    callers: ['administrator'],
    params: ById,
    body: EndingSchema,
    answer: AgreementSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      const brokerId = (await agreementsBy(tx, params))[0]?.brokerId;
      if (brokerId === undefined) throw notFound();
      await decideAlone(tx, `agreements of broker ${brokerId}`);
      const [agreement] = await agreementsBy(tx, params);
      if (agreement!.ended !== null) {
        const words = `This agreement was ended on ${agreement!.ended.endedOn} already.`;
        throw new Problem('state-does-not-allow', words, { state: 'ended' });
      }
      const { endedOn, accessUntil = endedOn, reason } = body;
      const faults = faultsOfEnding(spanOf(agreement!), { endedOn, accessUntil });
      refuseFaults('dates-out-of-order', 'The agreement cannot end like that.', faults);
      const days = { endedOn: endedOn.toString(), accessUntil: accessUntil.toString() };
      await endAgreements(tx, [{ agreementId: params.id, reason, ...days }]);
      return (await agreementsBy(tx, params))[0];
    },
  });
}

/** The days on which an agreement was, or is to be, in force. */
function spanOf({ fromOn, toOn, ended }: Agreement): Span {
  const last = ended?.endedOn ?? toOn;
  return {
    fromOn: Temporal.PlainDate.from(fromOn),
    toOn: last === null ? null : Temporal.PlainDate.from(last),
  };
}

function overlapping(other: Agreement): Problem {
  const last = other.ended?.endedOn ?? other.toOn;
  const until = last === null ? 'on' : `until ${last}`;
  return new Problem(
    'already-exists',
    `The agreement that begins on ${other.fromOn} runs ${until}, and no two overlap. End it first.`,
    { agreement: other.id },
  );
}
