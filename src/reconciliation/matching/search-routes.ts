import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, pagingBy, toPage } from '../../http/schemas.ts';
import { notFound } from '../../problem.ts';
import { accept } from './acceptance.ts';
import { evidenceOf, type ExpectedFacts } from './evidence.ts';
import { expectedToMatch } from './line-state.ts';
import { READERS, refuseUnknown } from './match-routes.ts';
import { listProposals, type ProposalRow } from './proposal-store.ts';
import { RULES } from './rule-store.ts';
import { addMatchRun, listMatchRuns, type MatchRun } from './run-store.ts';
import {
  AcceptanceSchema,
  AcceptedSchema,
  MatchRunSchema,
  NewMatchRunSchema,
  ProposalSchema,
} from './search-schemas.ts';

const ById = z.object({ id: Id });
const CURSOR = /^\d{4}-\d\d-\d\dT[\d:.]+Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Of a proposal of many, the days and names of so many are looked up for its evidence. */
const MOST_FACTS = 20;

/** Searches for matches, what they propose, and accepting that. */
export function searchRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/match-runs',
    id: 'addMatchRun',
    summary: 'Search for matches of a bank account',
    description:
      'Looks at every line and every expected line with something open, rule by rule, and keeps what is proposed, in place of the proposals of the search before. Nothing is matched.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    body: NewMatchRunSchema,
    answer: MatchRunSchema,
    status: 201,
    moves: true,
    problems: [],
    handle: async ({ tx, body }) => {
      await refuseUnknown(tx, body.bankAccountId);
      return runOf(tx, await addMatchRun(tx, body.bankAccountId));
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/match-runs/:id/acceptances',
    id: 'acceptProposals',
    summary: 'Accept proposals of a search',
    description:
      'Searches again and matches what was ticked and is proposed still, with the same lines, amounts and rivals. What changed meanwhile is left, and named. `all` accepts what is without a rival, by rules that name something; a proposal with a rival is accepted by its number only.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    params: ById,
    body: AcceptanceSchema,
    answer: AcceptedSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'match-not-possible', 'changed-meanwhile', 'signed-off'],
    handle: async ({ tx, params, body }) => accept(tx, await runOf(tx, params.id), body),
  });
  readingRoutes(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/match-runs',
    id: 'listMatchRuns',
    summary: 'Searches for matches of a bank account, the last first',
    tag: 'Reconciliation',
    callers: READERS,
    query: pagingBy(CURSOR).extend({ bankAccount: Id }),
    answer: page(MatchRunSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, ...paging } = query;
      await refuseUnknown(tx, bankAccountId);
      const rows = await listMatchRuns(tx, { bankAccountId, ...paging });
      return toPage(rows, query.limit, ({ madeAt, id }) => `${madeAt}_${id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/match-runs/:id',
    id: 'getMatchRun',
    summary: 'One search for matches',
    tag: 'Reconciliation',
    callers: READERS,
    params: ById,
    answer: MatchRunSchema,
    readOnly: true,
    handle: async ({ tx, params }) => runOf(tx, params.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/match-runs/:id/proposals',
    id: 'listMatchProposals',
    summary: 'What a search proposes, with its evidence and its rivals',
    description: 'Only the last search of a bank account has its proposals.',
    tag: 'Reconciliation',
    callers: READERS,
    params: ById,
    query: pagingBy(/^[1-9]\d{0,8}$/).extend({
      rivals: z.enum(['none', 'some']).optional(),
      rule: z.enum(RULES).optional(),
    }),
    answer: page(ProposalSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id: runId } = await runOf(tx, params.id);
      const rows = await listProposals(tx, { runId, ...query });
      const facts = await factsOf(tx, rows);
      const shown = toPage(rows, query.limit, (row) => String(row.number));
      return { ...shown, items: shown.items.map((row) => proposal(row, facts)) };
    },
  });
}

async function runOf(tx: Tx, id: string): Promise<MatchRun> {
  const [run] = await listMatchRuns(tx, { id });
  if (run === undefined) throw notFound();
  return run;
}

async function factsOf(tx: Tx, rows: readonly ProposalRow[]): Promise<ExpectedFacts> {
  const names = rows.flatMap((row) => row.expected.slice(0, MOST_FACTS));
  return expectedToMatch(tx, [...new Set(names)]);
}

function proposal(row: ProposalRow, facts: ExpectedFacts) {
  const { rivals, rivalLines, rivalExpected, alike, alikeExpected, days: _days, ...shown } = row;
  return {
    ...shown,
    evidence: evidenceOf(row, facts),
    rivals: { count: rivals, lines: rivalLines, expected: rivalExpected },
    alike: { count: alike, expected: alikeExpected },
  };
}
