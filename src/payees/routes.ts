import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line, page } from '../http/schemas.ts';
import { Problem, notFound } from '../problem.ts';
import { listBeneficiaries } from '../people/store.ts';
import {
  addBankDetails,
  addPayees,
  bankDetailsOf,
  checkBankDetails,
  payeeById,
  type BankDetails,
} from './store.ts';

const ById = z.object({ id: Id });
const METHODS = ['confirmation_of_payee', 'bank_letter', 'statement_seen', 'call_back'] as const;

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

const NewBankDetailsSchema = z
  .strictObject({
    sortCode: z
      .string()
      .regex(/^\d{2}-?\d{2}-?\d{2}$/, 'A sort code has six digits, e.g. 20-00-00.'),
    accountNumber: z.string().regex(/^\d{8}$/, 'An account number has eight digits.'),
    accountName: line(100),
  })
  .meta({ id: 'NewBankDetails' });

const BankDetailsSchema = z
  .object({
    id: Id,
    payeeId: Id,
    sortCode: z.string(),
    accountNumber: z.string(),
    accountName: z.string(),
    checked: z.boolean(),
    method: z.string().nullable(),
  })
  .meta({ id: 'BankDetails' });

/** Payees and their bank details, which a second person checks. */
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
}

function bankDetailsRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/payees/:id/bank-details',
    id: 'addBankDetails',
    summary: "Record a payee's bank details",
    description:
      'New details replace the old ones for payment only once a second person has checked them.',
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewBankDetailsSchema,
    answer: BankDetailsSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, params, body }) => {
      if ((await payeeById(tx, params.id)) === undefined) throw notFound();
      const sortCode = body.sortCode.replaceAll('-', '');
      const [id] = await addBankDetails(tx, [{ ...body, sortCode, payeeId: params.id }]);
      return shown((await bankDetailsOf(tx, { id: id! }))[0]!);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/payees/:id/bank-details',
    id: 'listBankDetails',
    summary: "A payee's bank details, newest first",
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer', 'approver', 'auditor'],
    params: ById,
    answer: page(BankDetailsSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      if ((await payeeById(tx, params.id)) === undefined) throw notFound();
      return { items: (await bankDetailsOf(tx, { payeeId: params.id })).map(shown), next: null };
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-details/:id/check',
    id: 'checkBankDetails',
    summary: 'Confirm bank details as a second person',
    tag: 'Payees',
    callers: ['finance_officer', 'approver'],
    params: ById,
    body: z.strictObject({ method: z.enum(METHODS) }),
    answer: BankDetailsSchema,
    moves: true,
    problems: ['needs-a-second-person', 'state-does-not-allow'],
    handle: async ({ tx, params, body, caller }) => {
      await decideAlone(tx, `bank details ${params.id}`);
      const [details] = await bankDetailsOf(tx, params);
      if (details === undefined) throw notFound();
      if (details.recordedBy === caller.user) {
        throw new Problem('needs-a-second-person', 'You recorded these details yourself.');
      }
      if (details.checkedBy !== null) {
        throw new Problem('state-does-not-allow', 'These details are checked already.', {
          state: 'checked',
        });
      }
      await checkBankDetails(tx, [{ id: params.id, method: body.method }]);
      return shown((await bankDetailsOf(tx, params))[0]!);
    },
  });
}

function shown(details: BankDetails) {
  return { ...details, checked: details.checkedBy !== null };
}

function refuse(): never {
  throw notFound();
}
