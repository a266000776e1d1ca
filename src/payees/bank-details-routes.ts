import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { endDetailsHolds } from '../payments/answers/details-checked.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { Problem, notFound, refuseFaults, type Fault } from '../problem.ts';
import {
  BankDetailsSchema,
  METHODS,
  NewBankDetailsSchema,
  NewConfirmationSchema,
} from './bank-details-schemas.ts';
import { addConfirmations } from './confirmation-store.ts';
import { readAccount, type Account, type SentAccount } from './iban.ts';
import { checkModulus } from './modulus.ts';
import { tableInForce } from './modulus-store.ts';
import { coolingOffUntil, faultsOfAsking, faultsOfUse, requireConfirmation } from './rules.ts';
import {
  addBankDetails,
  bankDetailsOf,
  checkBankDetails,
  payeeById,
  type BankDetails,
  type NewBankDetails,
} from './store.ts';

const ById = z.object({ id: Id });

/** Bank details: recorded by one person, asked about at the bank, checked by a second person. */
export function bankDetailsRoutes(app: FastifyInstance, services: Services): void {
  recordingRoute(app, services);
  listRoute(app, services);
  confirmationRoute(app, services);
  checkRoute(app, services);
}

function recordingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/payees/:id/bank-details',
    id: 'addBankDetails',
    summary: "Record a payee's bank details",
    description:
      'New details replace the old ones for payment only once a second person has checked them. An account number that fails the modulus check of the latest table in force is refused.',
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewBankDetailsSchema,
    answer: BankDetailsSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, params, body }) => {
      const payee = await payeeById(tx, params.id);
      if (payee === undefined) throw notFound();
      const account = accountOf(body, faultsOfUse(body.accountUse, payee));
      const where = body.accountNumber === undefined ? 'body.iban' : 'body.accountNumber';
      const modulus = await modulusOf(tx, account, where);
      const { accountName, accountUse } = body;
      const details = { ...account, accountName, accountUse, payeeId: params.id, modulus };
      const [id] = await addBankDetails(tx, [details]);
      return shownById(tx, id!);
    },
  });
}

function listRoute(app: FastifyInstance, services: Services): void {
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
      return {
        items: await shown(tx, await bankDetailsOf(tx, { payeeId: params.id })),
        next: null,
      };
    },
  });
}

function confirmationRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-details/:id/confirmation',
    id: 'confirmPayee',
    summary: "Record what the payee's bank answered to the confirmation of payee",
    description:
      "Whether the name is that of the account, with the day of asking and the bank's code. Each answer is kept; the latest counts.",
    tag: 'Payees',
    callers: ['finance_officer', 'caseworker'],
    params: ById,
    body: NewConfirmationSchema,
    answer: BankDetailsSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, params, body, clock }) => {
      await decideAlone(tx, `bank details ${params.id}`);
      const [details] = await bankDetailsOf(tx, params);
      if (details === undefined) throw notFound();
      const faults = faultsOfAsking(body.askedOn, clock.today());
      refuseFaults('invalid-request', 'The day of asking is not as expected.', faults);
      const { outcome, askedOn, code = null } = body;
      const bankDetailsId = details.id;
      await addConfirmations(tx, [{ bankDetailsId, outcome, code, askedOn: askedOn.toString() }]);
      return shownById(tx, params.id);
    },
  });
}

function checkRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-details/:id/check',
    id: 'checkBankDetails',
    summary: 'Confirm bank details as a second person',
    description:
      'By confirmation of payee only where the latest recorded answer of the bank is a match or a close match.',
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
      requireConfirmation(body.method, details.confirmation);
      await checkBankDetails(tx, [{ id: params.id, method: body.method }]);
      // What came back because of the details before these is due again.
      await endDetailsHolds(tx, details.payeeId);
      return shownById(tx, params.id);
    },
  });
}

/**
 * The account as it was sent, with what else is wrong beside it.
 *
 * @throws Problem `invalid-request` with all that is wrong
 */
function accountOf(sent: SentAccount, others: readonly Fault[]): Account {
  const read = readAccount(sent);
  const faults = [...('faults' in read ? read.faults : []), ...others];
  refuseFaults('invalid-request', 'The account is not as expected.', faults);
  if ('faults' in read) throw new RangeError('An account that is not read has a fault.');
  return read;
}

/**
 * What the modulus check says of an account, by the latest table in force; null where there is none.
 *
 * @throws Problem `invalid-request` for an account that cannot exist
 */
async function modulusOf(
  tx: Tx,
  { sortCode, accountNumber }: Account,
  where: string,
): Promise<NonNullable<NewBankDetails['modulus']> | null> {
  const table = await tableInForce(tx, tx.scope.today, sortCode);
  if (table === null) return null;
  const outcome = checkModulus(table, sortCode, accountNumber);
  if (outcome !== 'fail') return { outcome, tableId: table.id };
  const message =
    'Expected an account number that can exist at this sort code; the check digits of the one ' +
    `found do not fit (modulus check, table ${table.version}). Compare both with the payee's bank ` +
    'card or statement, and send them again.';
  throw new Problem('invalid-request', 'There can be no such account.', {
    errors: [{ where, message }],
  });
}

async function shownById(tx: Tx, id: string) {
  const [details] = await shown(tx, await bankDetailsOf(tx, { id }));
  return details;
}

/** Bank details as they are answered. */
async function shown(tx: Tx, list: readonly BankDetails[]) {
  const rules = await rulesOn(tx, tx.scope.today);
  return list.map((details) => ({
    ...details,
    checked: details.checkedBy !== null,
    coolingOffUntil: coolingOffUntil(details, rules),
  }));
}
