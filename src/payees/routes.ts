import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line } from '../http/schemas.ts';
import { Problem, notFound } from '../problem.ts';
import { listBeneficiaries } from '../people/store.ts';
import { bankDetailsRoutes } from './bank-details-routes.ts';
import { cardRoutes } from './card-routes.ts';
import { modulusRoutes } from './modulus-routes.ts';
import { addPayees, payeeById } from './store.ts';

const ById = z.object({ id: Id });

const NewPayeeSchema = z
  .strictObject({
    beneficiaryId: Id,
    relationship: z.enum([
      'young_person',
      'parent',
      'nominee',
      'representative',
      'authorised_person',
    ]),
    name: line(100),
  })
  .meta({ id: 'NewPayee' });

const PayeeSchema = z
  .object({
    id: Id,
    beneficiaryId: Id.nullable(),
    brokerId: Id.nullable(),
    relationship: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Payee' });

/** Payees, their bank details and cards, and the tables by which accounts are checked. */
export function payeeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/payees',
    id: 'addPayee',
    summary: 'Name who is paid for a person',
    tag: 'Payees',
    callers: ['caseworker'],
    body: NewPayeeSchema,
    answer: PayeeSchema,
    status: 201,
    problems: ['person-unknown'],
    handle: async ({ tx, body }) => {
      const [person] = await listBeneficiaries(tx, { limit: 1, id: body.beneficiaryId });
      if (person === undefined) {
        throw new Problem('person-unknown', 'There is no such person.', {
          errors: [{ where: 'body.beneficiaryId', message: 'No person has this identifier.' }],
        });
      }
      const [id] = await addPayees(tx, [{ ...body, brokerId: null }]);
      return payeeById(tx, id!);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/payees/:id',
    id: 'getPayee',
    summary: 'One payee',
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer', 'approver', 'auditor', 'family', 'broker'],
    params: ById,
    answer: PayeeSchema,
    readOnly: true,
    handle: async ({ tx, params }) => (await payeeById(tx, params.id)) ?? refuse(),
  });
  bankDetailsRoutes(app, services);
  cardRoutes(app, services);
  modulusRoutes(app, services);
}

function refuse(): never {
  throw notFound();
}
