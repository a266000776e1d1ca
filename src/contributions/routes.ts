import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { arrangementOf } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { closedThrough } from '../ledger/periods.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id } from '../http/schemas.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { listBankAccounts } from '../reconciliation/bank-account-store.ts';
import { chargeRoutes } from './charge-routes.ts';
import { refuseMatched } from '../reconciliation/postings/matched-entries.ts';
import { refuseOtherLine, takeLine } from '../reconciliation/postings/named-line.ts';
import {
  addReceipts,
  agreedWays,
  alreadyRecorded,
  listReceipts,
  sameReceipts,
  undoReceipt,
  type NewReceipt,
  type ReceiptRow,
} from './receipt-store.ts';
import { faultsOfPaidInto, faultsOfReceivedOn } from './rules.ts';
import { ContributionsSchema, NewReceiptSchema, ReceiptSchema, UndoingSchema } from './schemas.ts';
import { contributionsOf } from './standing-store.ts';

const ById = z.object({ id: Id });
const READERS: readonly UserKind[] = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
];

/** What people contribute and families top up: due, received, and in arrears. */
export function contributionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/contributions',
    id: 'getContributions',
    summary: 'What is due, received and in arrears of a contribution',
    description:
      "As at a day, today unless it is given: counted by the days of each period that has begun. Arrears are the person's: the payments stay as they are. A family's top-up is shown apart.",
    tag: 'Contributions',
    callers: [...READERS, 'family'],
    params: ById,
    query: z.object({ on: Day.optional() }),
    answer: ContributionsSchema,
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      await arrangementOf(tx, params.id);
      return contributionsOf(tx, params.id, query.on ?? clock.today());
    },
  });
  receivingRoute(app, services);
  undoingRoute(app, services);
  chargeRoutes(app, services);
}

function receivingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/contributions',
    id: 'recordContribution',
    summary: 'Record a contribution or a top-up that came',
    description:
      "A net contribution and a top-up come into the holder's account, a gross contribution to the authority. With the line of the bank statement that it came in by, it is matched to that line.",
    tag: 'Contributions',
    callers: ['finance_officer'],
    params: ById,
    body: NewReceiptSchema,
    answer: ReceiptSchema,
    status: 201,
    moves: true,
    problems: [
      'record-unknown',
      'dates-out-of-order',
      'period-closed',
      'already-exists',
      'match-not-possible',
      'signed-off',
    ],
    handle: async ({ tx, params, body, clock }) => {
      const arrangement = await arrangementOf(tx, params.id);
      const faults = faultsOfReceivedOn(body.receivedOn, clock.today());
      refuseFaults('dates-out-of-order', 'The day cannot be right.', faults);
      const shareId = await shareOf(tx, params.id, body);
      const { beneficiaryId, kind } = arrangement;
      const receipt = { ...body, arrangementId: params.id, beneficiaryId, kind, shareId };
      await refuseUnknownAccount(tx, body.bankAccountId);
      await refuseClosed(tx, body.receivedOn);
      await refuseSame(tx, receipt);
      const { bankAccountId, bankLineId: lineId, amount, receivedOn } = body;
      const named = lineId === undefined ? null : { lineId, bankAccountId: bankAccountId!, amount };
      if (named !== null) await refuseOtherLine(tx, { ...named, receivedOn });
      const [made] = await addReceipts(tx, [receipt]);
      if (named !== null) await takeLine(tx, { ...named, entryId: made!.entryId });
      return shown(tx, made!.id);
    },
  });
}

function undoingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/contributions/:id/undoing',
    id: 'undoContribution',
    summary: 'Undo a receipt that was recorded by mistake',
    description:
      'Posts its entry the other way round, on the day of the receipt. The receipt stays to be seen. One that is matched to a line of the bank did come: undo the match first.',
    tag: 'Contributions',
    callers: ['finance_officer'],
    params: ById,
    body: UndoingSchema,
    answer: ReceiptSchema,
    status: 201,
    moves: true,
    problems: ['already-reversed', 'not-reversible', 'not-covered'],
    handle: async ({ tx, params, body }) => {
      await decideAlone(tx, `contribution receipt ${params.id}`);
      const receipt = await shown(tx, params.id);
      await refuseMatched(tx, receipt.entry);
      await undoReceipt(tx, receipt, body.reason);
      return shown(tx, params.id);
    },
  });
}

async function shown(tx: Tx, id: string): Promise<ReceiptRow> {
  const [row] = await listReceipts(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}

/** The share that a receipt is of; refuses what no version has agreed, or pays elsewhere. */
async function shareOf(
  tx: Tx,
  arrangementId: string,
  body: Pick<NewReceipt, 'source' | 'paidInto'>,
): Promise<string> {
  const [agreed] = await agreedWays(tx, [{ arrangementId, source: body.source }]);
  if (agreed === undefined) {
    const what = body.source === 'top_up' ? 'top-up' : 'contribution';
    const message = `No ${what} of this arrangement has been agreed. Agree a version with one first.`;
    throw new Problem('record-unknown', message, { errors: [{ where: 'body.source', message }] });
  }
  refuseFaults(
    'invalid-request',
    'The money did not come where it belongs.',
    faultsOfPaidInto(body, agreed.ways),
  );
  return agreed.shareId;
}

async function refuseUnknownAccount(tx: Tx, id: string | undefined): Promise<void> {
  if (id === undefined || (await listBankAccounts(tx, { id })).length > 0) return;
  const message = 'There is no bank account of this identifier.';
  refuseFaults('record-unknown', message, [{ where: 'body.bankAccountId', message }]);
}

async function refuseClosed(tx: Tx, receivedOn: Temporal.PlainDate): Promise<void> {
  const through = await closedThrough(tx);
  if (through === null) return;
  const closed = Temporal.PlainDate.from(through);
  if (Temporal.PlainDate.compare(receivedOn, closed) > 0) return;
  const open = closed.add({ days: 1 }).toString();
  throw new Problem(
    'period-closed',
    `The books are closed through ${through}, and the money came on ${receivedOn.toString()}. ` +
      `Record it as received on ${open}, the first open day, with the day it came in its reference.`,
  );
}

async function refuseSame(tx: Tx, receipt: NewReceipt): Promise<void> {
  const [same] = await sameReceipts(tx, [receipt]);
  if (same === undefined) return;
  throw new Problem('already-exists', alreadyRecorded(same), { receipt: same.id });
}
