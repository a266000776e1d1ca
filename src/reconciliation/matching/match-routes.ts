import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../../access/kinds.ts';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, pagingBy, toPage } from '../../http/schemas.ts';
import { noteRules } from '../../law/store.ts';
import { money } from '../../money.ts';
import { notFound } from '../../problem.ts';
import { listBankAccounts } from '../bank-account-store.ts';
import { refuseLargeDifferences } from './differences.ts';
import { listExpected } from './expected-list.ts';
import { listMatches, type Match } from './match-list.ts';
import { matchPairs, type NewPair } from './pair-store.ts';
import {
  ExpectedLineSchema,
  MatchSchema,
  MatchesSchema,
  NewMatchesSchema,
  UndoSchema,
} from './schemas.ts';
import { undoMatch } from './undo-store.ts';

export const READERS: readonly UserKind[] = ['finance_officer', 'approver', 'auditor'];
const ById = z.object({ id: Id });
const CURSOR = /^\d{4}-\d\d-\d\dT[\d:.]+Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const EXPECTED_CURSOR = /^\d{4}-\d\d-\d\d_[a-z0-9_:-]{1,90}$/;

/** Lines of the bank that belong to what was sent or received, by hand; and taking that back. */
export function matchRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/matches',
    id: 'addMatches',
    summary: 'Match lines of the bank with what is expected',
    description:
      'All pairs or none. What is in transit is posted to the bank on the booking day of its line; what the ledger has on the bank account already is put on record.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    body: NewMatchesSchema,
    answer: MatchesSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'match-not-possible', 'signed-off'],
    handle: async ({ tx, body }) => {
      const place = (n: number): string => `body.pairs.${n}`;
      const rules = await refuseLargeDifferences(tx, body.pairs, place);
      const ids = await matchPairs(tx, together(body.pairs), place);
      const items = await inOrder(tx, ids);
      await noteRules(tx, differing(items), rules);
      return { items };
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/matches/:id/undo',
    id: 'undoMatch',
    summary: 'Undo a match',
    description:
      'Adds a row and an entry the other way. The match itself stays to be seen. What was posted from the line is reversed; what another record posted stays, and awaits its line.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    params: ById,
    body: UndoSchema,
    answer: MatchSchema,
    status: 201,
    moves: true,
    problems: ['match-not-possible', 'already-reversed', 'signed-off', 'not-covered'],
    handle: async ({ tx, params, body }) => {
      const id = await undoMatch(tx, params.id, body.reason);
      if (id === undefined) throw notFound();
      return (await listMatches(tx, { ids: [id] }))[0];
    },
  });
  readingRoutes(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/matches',
    id: 'listMatches',
    summary: 'Matches of a bank account, the last first',
    description: 'Those that were undone, and what undid them, among them.',
    tag: 'Reconciliation',
    callers: READERS,
    query: pagingBy(CURSOR).extend({ bankAccount: Id }),
    answer: page(MatchSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, ...paging } = query;
      await refuseUnknown(tx, bankAccountId);
      const rows = await listMatches(tx, { bankAccountId, ...paging });
      return toPage(rows, query.limit, ({ at, id }) => `${at}_${id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/matches/:id',
    id: 'getMatch',
    summary: 'One match',
    tag: 'Reconciliation',
    callers: READERS,
    params: ById,
    answer: MatchSchema,
    readOnly: true,
    handle: async ({ tx, params }) => {
      const [match] = await listMatches(tx, { ids: [params.id] });
      if (match === undefined) throw notFound();
      return match;
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/expected-lines',
    id: 'listExpectedLines',
    summary: 'What is expected on the statements of a bank account and has not come',
    description:
      'What pay runs and payments sent, what comes back, and what the ledger has on the bank account already; in order of its day.',
    tag: 'Reconciliation',
    callers: READERS,
    query: pagingBy(EXPECTED_CURSOR).extend({ bankAccount: Id }),
    answer: page(ExpectedLineSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, ...paging } = query;
      await refuseUnknown(tx, bankAccountId);
      const rows = await listExpected(tx, { bankAccountId, ...paging });
      return toPage(rows, query.limit, ({ valueOn, name }) => `${valueOn}_${name}`);
    },
  });
}

/** Throws for a bank account that is not there. */
export async function refuseUnknown(tx: Tx, id: string): Promise<void> {
  if ((await listBankAccounts(tx, { id })).length === 0) throw notFound();
}

/** Pairs that share a line, or what is expected, belong together. */
function together(pairs: readonly NewPair[]): NewPair[] {
  const times = (pick: (pair: NewPair) => string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const pair of pairs) counts.set(pick(pair), (counts.get(pick(pair)) ?? 0) + 1);
    return counts;
  };
  const [ofLine, ofExpected] = [times((pair) => pair.lineId), times((pair) => pair.expected)];
  const groups = new Map<string, string>();
  return pairs.map((pair) => {
    const shared =
      ofLine.get(pair.lineId)! > 1
        ? `line ${pair.lineId}`
        : ofExpected.get(pair.expected)! > 1
          ? pair.expected
          : null;
    if (shared === null) return pair;
    if (!groups.has(shared)) groups.set(shared, randomUUID());
    return { ...pair, together: groups.get(shared) };
  });
}

/** The entries of those in which something is borne. */
const differing = (matches: readonly Match[]): string[] =>
  matches.flatMap(({ difference, entryId }) => (money(difference).isZero() ? [] : [entryId]));

async function inOrder(tx: Tx, ids: readonly string[]): Promise<Match[]> {
  const found = new Map((await listMatches(tx, { ids })).map((match) => [match.id, match]));
  return ids.map((id) => found.get(id)!);
}
