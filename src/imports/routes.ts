import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { closedThrough } from '../ledger/periods.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, UUID_FORM, page, pagingBy, toPage } from '../http/schemas.ts';
import { findAccounts } from '../ledger/accounts.ts';
import { Problem, refuseFaults } from '../problem.ts';
import {
  checkFile,
  contentOf,
  importOf,
  importsBy,
  storeImport,
  totalsOfImport,
  type BookImport,
} from './import-store.ts';
import { loadFile } from './load-store.ts';
import { faultsOfStart, whyNotLoaded } from './rules.ts';
import {
  BookImportSchema,
  BookImportWithTotalsSchema,
  CheckedFileSchema,
  FileBody,
  FileQuery,
  LoadSchema,
} from './schemas.ts';
import { template } from './template.ts';
import { upliftRoutes } from './uplift-routes.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const ById = z.object({ id: Id });
const TAG = 'Going live';

/** Going live, and changes of many arrangements at once. */
export function importRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a CSV file.
  void app.register(async (part) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    storeRoute(part, services);
  });
  readingRoutes(app, services);
  loadRoute(app, services);
  upliftRoutes(app, services);
}

function storeRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/imports',
    id: 'storeImport',
    summary: 'Check a file of budgets and balances to start with, and keep it',
    description:
      'A CSV file of up to 20 MB and 10,000 lines, one line for each share of an arrangement; see ' +
      'the guide "Going live". Every fault is answered with its line and column. A dry run answers ' +
      'what would be loaded and keeps nothing. Nothing is in the book until a second person loads it.',
    tag: TAG,
    callers: ['finance_officer'],
    query: FileQuery,
    body: FileBody,
    consumes: 'text/csv',
    bodyLimit: MOST_BYTES,
    answer: CheckedFileSchema,
    problems: ['import-faults', 'already-exists'],
    handle: async ({ tx, query, body: content, clock }) => {
      const { name, startsOn } = query;
      const faults = faultsOfStart(startsOn, clock.today());
      refuseFaults('invalid-request', 'The start date is not as expected.', faults);
      const file = await checkFile(tx, { content, startsOn });
      if (query.dryRun === 'true') return { import: null, totals: file.totals };
      const id = await storeImport(tx, { name, content, startsOn }, file);
      return { import: await importOf(tx, id), totals: file.totals };
    },
  });
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/imports/template',
    id: 'getImportTemplate',
    summary: 'The template of the file: its column names and one example',
    tag: TAG,
    callers: ['finance_officer', 'approver', 'administrator'],
    answer: z.string(),
    also: { 'text/csv': 'UTF-8, CRLF line ends.' },
    readOnly: true,
    handle: async ({ reply }) => {
      reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', 'attachment; filename="going-live.csv"');
      return template();
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/imports',
    id: 'listImports',
    summary: 'The files that were kept, newest first',
    tag: TAG,
    callers: ['finance_officer', 'approver', 'auditor'],
    query: pagingBy(UUID_FORM),
    answer: page(BookImportSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await importsBy(tx, query), query.limit, (one) => one.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/imports/:id',
    id: 'getImport',
    summary: 'One file that was kept, with what it comes to',
    tag: TAG,
    callers: ['finance_officer', 'approver', 'auditor'],
    params: ById,
    answer: BookImportWithTotalsSchema,
    readOnly: true,
    handle: async ({ tx, params }) => {
      const one = await importOf(tx, params.id);
      return { ...one, totals: await totalsOfImport(tx, one) };
    },
  });
}

function loadRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/imports/:id/load',
    id: 'loadImport',
    summary: 'Load a kept file into the book as a second person',
    description:
      'The file is checked again against the book as it is now. All of it is loaded, or nothing: ' +
      'people, plans, payees, budgets, arrangements with their agreement, and the balances of the ' +
      'start date. Payments before that date are not made again.',
    tag: TAG,
    callers: ['approver'],
    params: ById,
    body: LoadSchema,
    answer: BookImportSchema,
    moves: true,
    problems: [
      'import-faults',
      'needs-a-second-person',
      'state-does-not-allow',
      'period-closed',
      'record-unknown',
    ],
    handle: async ({ tx, params, body, caller, clock }) => {
      // One load after the other: two files may have the same people.
      await decideAlone(tx, 'book imports');
      const one = await importOf(tx, params.id);
      refuseState(one);
      if (one.recordedBy === caller.user) {
        throw new Problem('needs-a-second-person', 'You sent this file yourself.');
      }
      const startsOn = Temporal.PlainDate.from(one.startsOn);
      await refuseDay(tx, startsOn, clock.today());
      const treasury = await treasuryOf(tx, body.bankAccountId);
      const content = await contentOf(tx, one.id);
      const { people } = await checkFile(tx, { content, startsOn });
      await loadFile(tx, one, people, treasury);
      return importOf(tx, one.id);
    },
  });
}

function refuseState({ state, entry }: BookImport): void {
  if (state === 'stored') return;
  const detail = `The file is loaded already, by entry ${entry}.`;
  throw new Problem('state-does-not-allow', detail, { state });
}

async function refuseDay(
  tx: Tx,
  startsOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Promise<void> {
  const through = await closedThrough(tx);
  const why = whyNotLoaded({
    startsOn,
    today,
    closedThrough: through === null ? null : Temporal.PlainDate.from(through),
  });
  if (why !== null) throw new Problem(why.type, why.message, { state: 'stored' });
}

/** The account of the authority's own money behind a bank account. */
async function treasuryOf(tx: Tx, bankAccountId: string): Promise<string> {
  const name = `treasury:${bankAccountId}`;
  const treasury = (await findAccounts(tx, [name])).get(name);
  if (treasury !== undefined) return treasury;
  throw new Problem('record-unknown', 'There is no such bank account.', {
    errors: [{ where: 'body.bankAccountId', message: 'No bank account has this identifier.' }],
  });
}
