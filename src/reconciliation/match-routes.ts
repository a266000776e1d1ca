import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id } from '../http/schemas.ts';
import { toText } from '../money.ts';
import { notFound } from '../problem.ts';
import { listBankAccounts } from './bank-account-store.ts';
import { matchesOf } from './line-store.ts';
import { candidates } from './match-state.ts';
import { matchLines, undoMatch } from './match-store.ts';
import { positionOf } from './position-store.ts';
import { proposals, type LineToMatch, type Proposal, type RunToMatch } from './rules.ts';
import {
  MatchSchema,
  NewMatchSchema,
  OnBankAccount,
  PositionQuery,
  PositionSchema,
  ProposalsSchema,
  UndoSchema,
} from './schemas.ts';

const READERS: readonly UserKind[] = ['finance_officer', 'approver', 'auditor'];
const ById = z.object({ id: Id });

/** Which line of the bank belongs to which pay run, and where that leaves the account. */
export function matchRoutes(app: FastifyInstance, services: Services): void {
  proposalRoutes(app, services);
  addRoute(app, services, {
    method: 'POST',
    url: '/matches',
    id: 'addMatch',
    summary: 'Match a line of the bank to a pay run',
    description: "Posts the entry from the bank to what is in transit, on the line's booking date.",
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    body: NewMatchSchema,
    answer: MatchSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'match-not-possible'],
    handle: async ({ tx, body }) => {
      const [id] = await matchLines(tx, [body], () => 'body');
      return (await matchesOf(tx, { id: id! }))[0];
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/matches/:id/undo',
    id: 'undoMatch',
    summary: 'Undo a match',
    description: 'Adds a row and an entry the other way. The match itself stays to be seen.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    params: ById,
    body: UndoSchema,
    answer: MatchSchema,
    status: 201,
    moves: true,
    problems: ['match-not-possible', 'already-reversed'],
    handle: async ({ tx, params, body }) => {
      const id = await undoMatch(tx, params.id, body.reason);
      if (id === undefined) throw notFound();
      return (await matchesOf(tx, { id }))[0];
    },
  });
}

function proposalRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/match-proposals',
    id: 'listMatchProposals',
    summary: 'Lines and pay runs that fit each other',
    description:
      'With the evidence for each, and its rivals: whatever else fits the line or the pay run. ' +
      'Nothing is matched until somebody does so.',
    tag: 'Reconciliation',
    callers: READERS,
    query: OnBankAccount,
    answer: ProposalsSchema,
    readOnly: true,
    handle: async ({ tx, query }) => {
      await refuseUnknown(tx, query.bankAccount);
      return { items: proposals(await candidates(tx, query.bankAccount)).map(shown) };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-position',
    id: 'getBankPosition',
    summary: 'How a bank account in the ledger compares with the bank',
    tag: 'Reconciliation',
    callers: READERS,
    query: PositionQuery,
    answer: PositionSchema,
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      await refuseUnknown(tx, query.bankAccount);
      return positionOf(tx, query.bankAccount, query.asAt ?? clock.today());
    },
  });
}

async function refuseUnknown(tx: Tx, id: string): Promise<void> {
  if ((await listBankAccounts(tx, { id })).length === 0) throw notFound();
}

function shown({ line, run, rule, evidence, rivals, certain }: Proposal) {
  return {
    line: lineFacts(line),
    payRun: runFacts(run),
    amount: toText(line.left),
    rule,
    certain,
    evidence,
    rivals: { payRuns: rivals.runs.map(runFacts), lines: rivals.lines.map(lineFacts) },
  };
}

const lineFacts = ({ id, bookedOn, amount, reference, text }: LineToMatch) => ({
  id,
  bookedOn: bookedOn.toString(),
  amount: toText(amount),
  reference,
  text,
});

const runFacts = ({ id, serial, valueOn }: RunToMatch) => ({
  id,
  serial,
  valueOn: valueOn.toString(),
});
