import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { money, toText } from '../money.ts';
import { Problem, notFound, refuseFaults, type Fault } from '../problem.ts';
import { listBankAccounts } from '../reconciliation/bank-account-store.ts';
import { partnerAlone, partnerOf } from './find.ts';
import { listLines, type BankLine } from '../reconciliation/line-store.ts';
import {
  NO_SUCH_LINE,
  faultsOfNamedLine,
  takeLine,
} from '../reconciliation/postings/named-line.ts';
import {
  ALREADY_RECORDED,
  addReceipts,
  isNamed,
  listReceipts,
  sameReceipts,
  type NewReceipt,
  type ReceiptRow,
} from './receipt-store.ts';
import { settlingOf, type Settling } from './rules.ts';
import {
  NewPartnerReceiptSchema,
  NewSettlementsSchema,
  PartnerReceiptFoundSchema,
  PartnerReceiptSchema,
} from './schemas.ts';
import { openRecharges, settle, settlementsOf } from './settlement-store.ts';
import type { PartnerRow } from './store.ts';

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
    problems: [
      'record-unknown',
      'dates-out-of-order',
      'match-not-possible',
      'already-exists',
      'signed-off',
    ],
    handle: async ({ tx, params, body, clock }) => {
      const partner = await partnerAlone(tx, params.id);
      if (Temporal.PlainDate.compare(body.receivedOn, clock.today()) > 0) {
        const message = `The money cannot have come after today, ${clock.today().toString()}.`;
        refuseFaults('dates-out-of-order', message, [{ where: 'body.receivedOn', message }]);
      }
      await refuseUnknown(tx, body);
      await refuseSame(tx, partner.id, body);
      const settles = await settlesOf(tx, partner.id, { left: body.amount, ...body });
      const id = await receive(tx, partner, body);
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

/**
 * Records a receipt, and matches it with the line that it names. A line that an earlier receipt named
 * and lost again is matched all the same; the receipt that named it first keeps its number.
 */
async function receive(tx: Tx, partner: PartnerRow, body: NewReceipt): Promise<string> {
  const { bankLineId: lineId, amount } = body;
  const named = lineId !== undefined && !(await isNamed(tx, lineId));
  const [made] = await addReceipts(tx, [
    { ...body, partner, bankLineId: named ? lineId : undefined },
  ]);
  if (lineId !== undefined) await takeLine(tx, { lineId, amount, entryId: made!.entryId });
  return made!.id;
}

/** What the receipt pays: what was asked for, if all of it is open; the oldest first otherwise. */
async function settlesOf(
  tx: Tx,
  partnerId: string,
  asked: { readonly left: Settling['amount']; readonly settles?: readonly Settling[] | undefined },
): Promise<readonly Settling[]> {
  const { settles, unknown, faults } = settlingOf(asked, await openRecharges(tx, partnerId));
  refuseFaults('record-unknown', 'A recharge is not known, or nothing of it is open.', unknown);
  refuseFaults('match-not-possible', 'The receipt cannot pay this.', faults);
  return settles;
}

async function refuseUnknown(tx: Tx, body: NewReceipt): Promise<void> {
  const [account] = await listBankAccounts(tx, { id: body.bankAccountId });
  const line = body.bankLineId === undefined ? null : await lineOf(tx, body.bankLineId);
  const unknown: Fault[] = [
    ...(account === undefined
      ? [{ where: 'body.bankAccountId', message: 'There is no bank account of this identifier.' }]
      : []),
    ...(line === undefined ? [NO_SUCH_LINE] : []),
  ];
  refuseFaults('record-unknown', 'The bank account or its line is not known.', unknown);
  if (line === null || line === undefined) return;
  const faults = faultsOfNamedLine(line, { ...body, lineId: line.id });
  const [wanted, found] = [toText(body.amount), line.amount];
  const less = { where: 'body.amount', message: `The line says ${found}, the receipt ${wanted}.` };
  const isLess = body.amount.lt(money(found));
  refuseFaults('match-not-possible', 'The bank line is not this receipt.', [
    ...(isLess ? [less] : []),
    ...faults,
  ]);
}

async function lineOf(tx: Tx, id: string): Promise<BankLine | undefined> {
  return (await listLines(tx, { id }))[0];
}

async function refuseSame(tx: Tx, partnerId: string, body: NewReceipt): Promise<void> {
  const [same] = await sameReceipts(tx, [{ partnerId, ...body }]);
  if (same === undefined) return;
  throw new Problem('already-exists', ALREADY_RECORDED, { receipt: same.id });
}

async function receiptOf(tx: Tx, id: string): Promise<ReceiptRow> {
  const [receipt] = await listReceipts(tx, { id });
  if (receipt === undefined) throw notFound();
  return receipt;
}

async function shown(tx: Tx, id: string) {
  return { ...(await receiptOf(tx, id)), settlements: await settlementsOf(tx, id) };
}
