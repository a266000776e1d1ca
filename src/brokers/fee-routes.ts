import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { toText } from '../money.ts';
import { Problem } from '../problem.ts';
import { BROKER_READERS } from './broker-routes.ts';
import { addFees, feesBy } from './fee-store.ts';
import { brokerOf } from './find.ts';
import { FeeSchema, NewFeeSchema } from './schemas.ts';

const ById = z.object({ id: Id });

/** What a broker takes for each person it serves. */
export function feeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/brokers/:id/fees',
    id: 'addBrokerFee',
    summary: 'Record what a broker takes for each person from a day on',
    description:
      'By the month, and for each public funder of an arrangement beyond the first. The latest that has begun counts.',
    tag: 'Brokers',
    callers: ['administrator', 'finance_officer'],
    params: ById,
    body: NewFeeSchema,
    answer: FeeSchema,
    status: 201,
    moves: true,
    problems: ['already-exists'],
    handle: async ({ tx, params: { id: brokerId }, body }) => {
      await decideAlone(tx, `fees of broker ${brokerId}`);
      await brokerOf(tx, brokerId);
      const effectiveOn = body.effectiveOn.toString();
      const known = await feesBy(tx, { brokerIds: [brokerId] });
      if (known.some((fee) => fee.effectiveOn === effectiveOn)) {
        const words = `There is a fee of this broker from ${effectiveOn} already.`;
        throw new Problem('already-exists', words);
      }
      const [perMonth, perExtraFunder] = [toText(body.perMonth), toText(body.perExtraFunder)];
      const [id] = await addFees(tx, [{ brokerId, effectiveOn, perMonth, perExtraFunder }]);
      return (await feesBy(tx, { brokerIds: [brokerId] })).find((fee) => fee.id === id);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/brokers/:id/fees',
    id: 'listBrokerFees',
    summary: 'What a broker took and takes for each person, the latest first',
    tag: 'Brokers',
    callers: BROKER_READERS,
    params: ById,
    answer: page(FeeSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await brokerOf(tx, params.id);
      return { items: await feesBy(tx, { brokerIds: [params.id] }), next: null };
    },
  });
}
