import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { money, toText } from '../money.ts';
import { Problem, notFound, refuseFaults, type Fault } from '../problem.ts';
import { listBankAccounts } from '../reconciliation/bank-account-store.ts';
import { partnerAlone, partnerOf } from './find.ts';
import {
  addReceipt,
  bankLine,
  listReceipts,
  type NewReceipt,
  type ReceiptRow,
} from './receipt-store.ts';
import { faultsOfSettling, settleOldestFirst, type Settling } from './rules.ts';
import {
  NewPartnerReceiptSchema,
  NewSettlementsSchema,
  PartnerReceiptFoundSchema,
  PartnerReceiptSchema,
} from './schemas.ts';
import { openRecharges, settle, settlementsOf } from './settlement-store.ts';

const ById = z.object({ id: Id });
const CURSOR = /^\d{4}-\d{2}-\d{2}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Money that comes from partners, and which recharges it pays. */
export function partnerReceiptRoutes(app: FastifyInstance, services: Services): void {
  receivingRoute(app, services);
  settlingRoute(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/partners/:id/receipts',
    id: 'listPartnerReceipts',
    summary: 'What a partner paid, newest first',
    tag: 'Partners',
    callers: [
      'finance_officer',
      'approver',
      'auditor',
      'commissioner',
      'health_approver',
      'school_approver',
    ],
    params: ById,
    query: pagingBy(CURSOR),
    answer: page(PartnerReceiptSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id } = await partnerOf(tx, params.id);
      const rows = await listReceipts(tx, { partnerId: id, ...query });
      return toPage(rows, query.limit, (row) => `${row.receivedOn}_${row.id}`);
    },
  });
}

function receivingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/partners/:id/receipts',
    id: 'recordPartnerReceipt',
    summary: 'Record money that came from a partner',
    description:
      'It pays the oldest recharges first, or what `settles` says; what is left over stays on account. With the line of the bank statement it came in by, that line is taken, once.',
    tag: 'Partners',
    callers: ['finance_officer'],
    params: ById,
    body: NewPartnerReceiptSchema,
    answer: PartnerReceiptFoundSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'dates-out-of-order', 'match-not-possible', 'already-exists'],
    handle: async ({ tx, params, body, clock }) => {
      const partner = await partnerAlone(tx, params.id);
      if (Temporal.PlainDate.compare(body.receivedOn, clock.today()) > 0) {
        const message = `The money cannot have come after today, ${clock.today().toString()}.`;
        refuseFaults('dates-out-of-order', message, [{ where: 'body.receivedOn', message }]);
      }
      await refuseUnknown(tx, body);
      await refuseSame(tx, partner.id, body);
      const settles = await settlesOf(tx, partner.id, { left: body.amount, ...body });
      const id = await addReceipt(tx, partner, body);
      await settle(tx, { id, partnerId: partner.id, amount: toText(body.amount) }, settles);
      return shown(tx, id);
    },
  });
}

function settlingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/receipts/:id/settlements',
    id: 'settleRecharges',
    summary: 'Let what is left of a receipt pay recharges',
    description: 'The oldest first, or what `settles` says.',
    tag: 'Partners',
    callers: ['finance_officer'],
    params: ById,
    body: NewSettlementsSchema,
    answer: PartnerReceiptFoundSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'match-not-possible', 'nothing-due'],
    handle: async ({ tx, params, body }) => {
      const { partnerId } = await receiptOf(tx, params.id);
      await partnerAlone(tx, partnerId);
      const receipt = await receiptOf(tx, params.id);
      const left = money(receipt.onAccount);
      const settles = await settlesOf(tx, partnerId, { left, settles: body.settles });
      if (settles.length === 0) {
        const words = 'Nothing of the receipt is left, or no recharge of the partner is open.';
        throw new Problem('nothing-due', words, { onAccount: receipt.onAccount });
      }
      await settle(tx, receipt, settles);
      return shown(tx, params.id);
    },
  });
}

/** What the receipt pays: what was asked for, if all of it is open; the oldest first otherwise. */
async function settlesOf(
  tx: Tx,
  partnerId: string,
  asked: { readonly left: Settling['amount']; readonly settles?: readonly Settling[] | undefined },
): Promise<readonly Settling[]> {
  const open = await openRecharges(tx, partnerId);
  if (asked.settles === undefined) return settleOldestFirst(asked.left, open);
  const { unknown, faults } = faultsOfSettling(asked.settles, { open, left: asked.left });
  refuseFaults('record-unknown', 'A recharge is not known, or nothing of it is open.', unknown);
  refuseFaults('match-not-possible', 'The receipt cannot pay this.', faults);
  return asked.settles;
}

async function refuseUnknown(tx: Tx, body: NewReceipt): Promise<void> {
  const [account] = await listBankAccounts(tx, { id: body.bankAccountId });
  const line = body.bankLineId === undefined ? null : await bankLine(tx, body.bankLineId);
  const unknown: Fault[] = [
    ...(account === undefined
      ? [{ where: 'body.bankAccountId', message: 'There is no bank account of this identifier.' }]
      : []),
    ...(line === undefined
      ? [{ where: 'body.bankLineId', message: 'There is no bank line of this number.' }]
      : []),
  ];
  refuseFaults('record-unknown', 'The bank account or its line is not known.', unknown);
  if (line === null || line === undefined) return;
  const differs = (where: string, found: string, wanted: string): Fault[] =>
    found === wanted
      ? []
      : [{ where: `body.${where}`, message: `The line says ${found}, the receipt ${wanted}.` }];
  refuseFaults('match-not-possible', 'The bank line is not this receipt.', [
    ...differs('bankAccountId', line.bankAccountId, body.bankAccountId),
    ...differs('amount', line.amount, toText(body.amount)),
    ...differs('receivedOn', line.bookedOn, body.receivedOn.toString()),
    ...(line.taken
      ? [{ where: 'body.bankLineId', message: 'The line is taken by a receipt or a match.' }]
      : []),
  ]);
}

async function refuseSame(tx: Tx, partnerId: string, body: NewReceipt): Promise<void> {
  const [same] = await tx.sql<{ id: string }[]>`
    select id from partner_receipts where funder_id = ${partnerId}
      and received_on = ${body.receivedOn.toString()} and reference = ${body.reference}`;
  if (same === undefined) return;
  throw new Problem(
    'already-exists',
    'A receipt of this day and reference is recorded already. If more money came, give it the reference that tells the two apart.',
    { receipt: same.id },
  );
}

async function receiptOf(tx: Tx, id: string): Promise<ReceiptRow> {
  const [receipt] = await listReceipts(tx, { id });
  if (receipt === undefined) throw notFound();
  return receipt;
}

async function shown(tx: Tx, id: string) {
  return { ...(await receiptOf(tx, id)), settlements: await settlementsOf(tx, id) };
}
