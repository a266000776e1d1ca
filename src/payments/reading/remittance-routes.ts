import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrangementOf } from '../../budgets/find.ts';
import { inTransaction, type Scope, type Tx } from '../../database/transactions.ts';
import { chooseType } from '../../http/accept.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, pagingBy, toPage } from '../../http/schemas.ts';
import { listBeneficiaries } from '../../people/store.ts';
import { Problem, notFound } from '../../problem.ts';
import { netOf, remittanceLines } from './remittance-rules.ts';
import { PaymentMadeSchema, RemittanceSchema } from './remittance-schemas.ts';
import {
  destinationOf,
  missingOfShares,
  paymentById,
  paymentsMade,
  type PaymentMadeRow,
  type PaymentRow,
} from './remittance-store.ts';
import { remittanceText } from './remittance-text.ts';

const READERS = [
  'family',
  'broker',
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
] as const;

/** What each payment was for: for the family, its broker, and those who help them. */
export function remittanceRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/payments/:id/remittance',
    id: 'getRemittance',
    summary: 'What a payment is for, line by line',
    description:
      'The identifier is that of the item of a pay run. With `Accept: text/plain` as text to print. Of the account only its last three digits are shown.',
    tag: 'Payments',
    callers: READERS,
    params: z.object({ id: Id }),
    answer: RemittanceSchema,
    also: { 'text/plain': 'The same for reading.' },
    ownTransactions: true,
    problems: ['state-does-not-allow', 'not-acceptable'],
    handle: async ({ params, caller, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/plain']);
      const seen = await inTransaction(
        services.client,
        caller.scope,
        (tx) => remittanceSeen(tx, params.id),
        { readOnly: true },
      );
      const { statementReference, endsIn } = await inTransaction(
        services.client,
        inOwnName(caller.scope),
        (tx) => destinationOf(tx, params.id),
        { readOnly: true },
      );
      const remittance = { ...seen, statementReference, account: { endsIn } };
      if (type === 'application/json') return remittance;
      reply.type('text/plain; charset=utf-8');
      return remittanceText(RemittanceSchema.parse(remittance));
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/payments',
    id: 'listPaymentsMade',
    summary: 'Every payment that was made for an arrangement, newest first',
    tag: 'Payments',
    callers: READERS,
    params: z.object({ id: Id }),
    query: pagingBy(/^[1-9]\d{0,17}$/),
    answer: page(PaymentMadeSchema),
    readOnly: true,
    handle: async ({ tx, params, query, caller }) => {
      await arrangementOf(tx, params.id);
      const rows = await paymentsMade(tx, { arrangementId: params.id, ...query });
      const { items, next } = toPage(rows, query.limit, (row) => row.entry);
      return { items: items.map((row) => shown(row, caller.authority)), next };
    },
  });
}

/**
 * The family and the broker see no bank details, and no credit that holds other people's money. Of
 * a payment that they see, the service reads in its own name where it went.
 */
const inOwnName = (scope: Scope): Scope => ({ ...scope, kind: 'service' });

const stateOf = ({ undone, paidAgain }: Pick<PaymentRow, 'undone' | 'paidAgain'>) => {
  if (paidAgain !== null) return 'paid_again';
  return undone === 'rejected' || undone === 'bounced' ? undone : 'sent_on';
};

function shown(payment: PaymentMadeRow, authority: string) {
  const { entry: _, undone, ...row } = payment;
  const remittance = `/v1/${authority}/payments/${row.id}/remittance`;
  return { ...row, state: stateOf({ undone, ...row }), remittance };
}

/** All of a remittance that the caller sees by themselves. */
async function remittanceSeen(tx: Tx, id: string) {
  const payment = await paymentById(tx, id);
  if (payment === undefined) throw notFound();
  if (payment.valueOn === null) {
    throw new Problem(
      'state-does-not-allow',
      'The payment has not been released, so there is no remittance of it.',
      { state: payment.undone ?? 'in_a_run' },
    );
  }
  const [person] = await listBeneficiaries(tx, { limit: 1, id: payment.beneficiaryId });
  const missing = await missingOfShares(tx, payment);
  const shares = payment.shares.map((share) => ({
    ...share,
    missing: missing.get(share.id) ?? [],
  }));
  const { givenName, familyName, reference } = person!;
  return {
    id: payment.id,
    reference: payment.reference,
    state: stateOf(payment),
    paidAgain: payment.paidAgain,
    person: { reference, name: givenName === null ? null : `${givenName} ${familyName}` },
    arrangement: { id: payment.arrangementId, purpose: payment.purpose, kind: payment.kind },
    valueOn: payment.valueOn,
    period: payment.period,
    lines: remittanceLines({ ...payment, shares }),
    sectors: payment.shares
      .filter((share) => share.paid !== null)
      .map(({ source, paid }) => ({ source, amount: paid })),
    contribution: netOf({ ...payment, shares }),
    total: payment.amount,
  };
}
