import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../../access/kinds.ts';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, toPage } from '../../http/schemas.ts';
import type { RulesInForce } from '../../law/rules.ts';
import { rulesOn } from '../../law/store.ts';
import { money } from '../../money.ts';
import { limitAlone, limitOf } from '../../payments/limit-store.ts';
import { Problem, notFound, refuseFaults } from '../../problem.ts';
import { listLines } from '../line-store.ts';
import { lineAlone, lineToPost } from './posting-store.ts';
import { faultsOfAsking, refuseOverLine, refuseOverOwn } from './write-off-rules.ts';
import {
  NewWriteOffSchema,
  WriteOffDecisionSchema,
  WriteOffQuery,
  WriteOffSchema,
} from './write-off-schemas.ts';
import {
  askWriteOff,
  decideWriteOff,
  listWriteOffs,
  writtenOffOf,
  type WriteOffRow,
} from './write-off-store.ts';

const READERS: readonly UserKind[] = ['finance_officer', 'approver', 'auditor'];
const ById = z.object({ id: Id });

/** What is open of a line and given up: one officer asks, a second one decides. */
export function writeOffRoutes(app: FastifyInstance, services: Services): void {
  askingRoute(app, services);
  decidingRoute(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/write-offs',
    id: 'listWriteOffs',
    summary: 'What was asked to be written off of lines of the bank, the last first',
    tag: 'Reconciliation',
    callers: READERS,
    query: WriteOffQuery,
    answer: page(WriteOffSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listWriteOffs(tx, query), query.limit, (row) => row.entry),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/write-offs/:id',
    id: 'getWriteOff',
    summary: 'One write-off',
    tag: 'Reconciliation',
    callers: READERS,
    params: ById,
    answer: WriteOffSchema,
    readOnly: true,
    handle: async ({ tx, params }) => writeOffOf(tx, params.id),
  });
}

function askingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/write-offs',
    id: 'askWriteOff',
    summary: 'Ask that what is open of a line of the bank is written off',
    description:
      'Nothing moves until a second person approves it. Of one line no more than the rule `line_write_off_limit` says, what waits and what was written off before counted together.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    body: NewWriteOffSchema,
    answer: WriteOffSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'match-not-possible', 'over-approval-limit', 'signed-off'],
    handle: async ({ tx, body }) => {
      await refuseUnknownLine(tx, body.lineId);
      await lineAlone(tx, body.lineId);
      const line = await lineToPost(tx, body.lineId);
      const { waiting, writtenOff } = await writtenOffOf(tx, line.id);
      const open = money(line.open);
      const amount = body.amount ?? open.minus(waiting);
      const faults = faultsOfAsking(amount, { open, waiting });
      refuseFaults('match-not-possible', 'So much of the line cannot be written off.', faults);
      const rules = await rulesOn(tx, tx.scope.today);
      refuseOverLine(waiting.plus(writtenOff).plus(amount), limitOfLine(rules));
      const id = await askWriteOff(tx, line, { ...body, amount, rules: rules.used() });
      return writeOffOf(tx, id);
    },
  });
}

function decidingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/write-offs/:id/decision',
    id: 'decideWriteOff',
    summary: 'Decide on a write-off as a second person',
    description:
      'Approved, it is posted on the booking day of the line and matched with it: the charges of the bank account bear it, or keep it. Within the limit of who approves it, where they have one. Refused, nothing moves.',
    tag: 'Reconciliation',
    callers: ['approver', 'finance_officer'],
    params: ById,
    body: WriteOffDecisionSchema,
    answer: WriteOffSchema,
    status: 201,
    moves: true,
    problems: [
      'needs-a-second-person',
      'state-does-not-allow',
      'over-approval-limit',
      'match-not-possible',
      'signed-off',
    ],
    handle: async ({ tx, params, body }) => {
      const { lineId } = await writeOffOf(tx, params.id);
      await lineAlone(tx, lineId);
      const one = await writeOffOf(tx, params.id);
      refuseUndecidable(tx, one);
      await decide(tx, one, body.approved);
      return writeOffOf(tx, params.id);
    },
  });
}

const limitOfLine = (rules: RulesInForce) => money(rules.rule('line_write_off_limit').value);

async function writeOffOf(tx: Tx, id: string): Promise<WriteOffRow> {
  const [row] = await listWriteOffs(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}

function refuseUndecidable(tx: Tx, { state, askedBy }: WriteOffRow): void {
  if (state !== 'asked') {
    const words = `The write-off was ${state} already. Undo its match, or ask again.`;
    throw new Problem('state-does-not-allow', words, { state });
  }
  if (askedBy === tx.scope.user) {
    throw new Problem('needs-a-second-person', 'You asked for this write-off yourself.');
  }
}

async function decide(tx: Tx, one: WriteOffRow, approved: boolean): Promise<void> {
  if (!approved) {
    const [line] = await listLines(tx, { id: one.lineId });
    return decideWriteOff(tx, line!, one, { approved, rules: [] });
  }
  await limitAlone(tx, tx.scope.user);
  const own = await limitOf(tx, tx.scope.user);
  const line = await lineToPost(tx, one.lineId);
  const { waiting, writtenOff } = await writtenOffOf(tx, one.lineId);
  const total = writtenOff.plus(money(one.amount));
  refuseOverOwn(total, own === undefined ? null : money(own.amount));
  const rules = await rulesOn(tx, tx.scope.today);
  refuseOverLine(waiting.plus(writtenOff), limitOfLine(rules));
  return decideWriteOff(tx, line, one, { approved, rules: rules.used() });
}

async function refuseUnknownLine(tx: Tx, lineId: string): Promise<void> {
  const found = await listLines(tx, { id: lineId });
  if (found.length > 0) return;
  const message = 'There is no bank line of this number.';
  refuseFaults('record-unknown', message, [{ where: 'body.lineId', message }]);
}
