import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { chooseType } from '../http/accept.ts';
import { addRoute, type Services } from '../http/route.ts';
import { pagingBy, toPage } from '../http/schemas.ts';
import type { Tx } from '../database/transactions.ts';
import { refuseFaults } from '../problem.ts';
import {
  classesByName,
  codeVersions,
  codesOn,
  cursorOfCode,
  fundersById,
  setCodes,
} from './code-store.ts';
import { codesFile } from './code-file.ts';
import { faultsOfCodes } from './rules.ts';
import {
  CodeVersionsPage,
  CodesPage,
  CodesQuery,
  CodesSetSchema,
  NewCodesSchema,
} from './schemas.ts';

export const TAG = 'General ledger';
export const READERS = ['finance_officer', 'approver', 'auditor'] as const;

/** More than the classes of account and funders of any council make. */
const MOST_IN_FILE = 100_000;

/** The codes of the council's own general ledger. */
export function codeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/general-ledger/codes',
    id: 'setGeneralLedgerCodes',
    summary: "Name codes of the council's general ledger, from a day on",
    description: `A set at once, all or none. Of several for a class and a funder the one from the
      latest day that has come counts, and the funder's own before that of the class. A code from the
      same day is a later revision of it; nothing is overwritten, and feeds that were drawn up keep
      theirs. What has this code and name from that day already stays as it is.`,
    tag: TAG,
    callers: ['finance_officer'],
    body: NewCodesSchema,
    answer: CodesSetSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, body }) => set(tx, body),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/general-ledger/codes',
    id: 'listGeneralLedgerCodes',
    summary: 'The codes on a day, by class and funder, and those that are missing',
    description: 'With `Accept: text/csv`, all of them, to be filled in and loaded by `gl-codes`.',
    tag: TAG,
    callers: READERS,
    query: CodesQuery,
    answer: CodesPage,
    also: { 'text/csv': 'One class and funder a line: class, funder, code, name.' },
    readOnly: true,
    problems: ['not-acceptable'],
    handle: async ({ tx, query: { on: asked, ...query }, clock, request, reply }) => {
      const on = (asked ?? clock.today()).toString();
      reply.header('vary', 'Accept');
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      if (type === 'text/csv') {
        reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', `attachment; filename="general-ledger-codes-${on}.csv"`);
        return codesFile(await codesOn(tx, on, { named: query.named, limit: MOST_IN_FILE }));
      }
      return { on, ...toPage(await codesOn(tx, on, query), query.limit, cursorOfCode) };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/general-ledger/code-versions',
    id: 'listGeneralLedgerCodeVersions',
    summary: 'Every code as it was set, the last first',
    tag: TAG,
    callers: READERS,
    query: pagingBy(/^[1-9]\d{0,17}$/),
    answer: CodeVersionsPage,
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await codeVersions(tx, query), query.limit, (row) => row.entry),
  });
}

async function set(tx: Tx, { fromOn, codes }: z.output<typeof NewCodesSchema>) {
  const asked = codes.map((one) => ({ ...one, funderId: one.funderId ?? null }));
  const classes = await classesByName(tx);
  const faults = faultsOfCodes(asked, classes, await fundersById(tx));
  refuseFaults('invalid-request', 'The codes cannot be set. None of them was.', faults);
  const added = await setCodes(
    tx,
    fromOn.toString(),
    asked.map((one) => ({ ...one, classId: classes.get(one.class)!.id })),
  );
  return { fromOn: fromOn.toString(), set: added, unchanged: asked.length - added };
}
