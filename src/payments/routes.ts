import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bacsInputDay } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { refuseNotDue } from './choose.ts';
import { decisionRoutes } from './decision-routes.ts';
import { fileRoutes, sendFile } from './file-routes.ts';
import { runOf } from './find.ts';
import { holdRoutes } from './hold-routes.ts';
import { paymentHoldRoutes } from './holding/routes.ts';
import { leftOut, type LeftOut } from './left-out.ts';
import { limitRoutes } from './limit-routes.ts';
import { progressBook, type ProgressBook } from './progress.ts';
import { progressRoutes, watched } from './progress-routes.ts';
import { earliestValueDate, faultsOfAskedRun, faultsOfPayDay, type AskedRun } from './rules.ts';
import { readingRoutes } from './reading/routes.ts';
import { runItems, runsBy } from './run-list.ts';
import { drawUp, type NewRun } from './run-store.ts';
import { ItemSchema, NewPayRunSchema, RunSchema } from './schemas.ts';
import { sendingRoutes } from './sending-routes.ts';

const OFFICE = ['finance_officer', 'approver', 'auditor'] as const;
const ById = z.object({ id: Id });

/** Pay runs: drawn up by one person, approved by another, released, and the file for the bank. */
export function paymentRoutes(app: FastifyInstance, services: Services): void {
  const progress = progressBook(() => services.clock.now());
  drawingUp(app, services, progress);
  reading(app, services);
  decisionRoutes(app, services, progress);
  limitRoutes(app, services);
  progressRoutes(app, services, progress);
  fileRoutes(app, services);
  sendingRoutes(app, services);
  holdRoutes(app, services);
  paymentHoldRoutes(app, services);
  readingRoutes(app, services);
}

function drawingUp(app: FastifyInstance, services: Services, progress: ProgressBook): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/pay-runs',
    id: 'drawUpPayRun',
    summary: 'Draw up a pay run of everything due by a value date, or of what is chosen of it',
    description:
      'Whatever is due and not in a run yet, if the payee has checked bank details and what its sector requires is on file. What is missing for one sector leaves only that share out. What is left out is listed with the reason, at most 200 of it. All leaves by Bacs on the value date; with `eachOnItsDay` each payment leaves on its own value date up to then, by one file. What cannot wait leaves by Faster Payments. See `/progress/{key}` for how far a large run is.',
    tag: 'Payments',
    callers: ['finance_officer'],
    body: NewPayRunSchema,
    answer: RunSchema,
    status: 201,
    moves: true,
    problems: ['nothing-due', 'not-a-working-day', 'record-unknown', 'bank-details-not-checked'],
    handle: async (asked) => {
      const { tx, body, clock, reply, caller } = asked;
      const { bankAccountId, instalmentIds } = body;
      const valueOn = body.valueOn.toString();
      refuseAsked(body, clock.today());
      await knownBankAccount(tx, bankAccountId);
      if (instalmentIds !== undefined) await refuseNotDue(tx, instalmentIds, valueOn);
      return watched(progress, asked, async (report) => {
        const run = newRun(bankAccountId, body, clock.today());
        const drawn = await drawUp(tx, run, report);
        const left = (await leftOut(tx, valueOn, run.eachOnItsDayFrom)).filter(
          (one) => instalmentIds?.includes(one.instalmentId) ?? true,
        );
        if (drawn.items === 0) throw nothingDue(valueOn, left);
        reply.header('location', `/v1/${caller.authority}/pay-runs/${drawn.id}`);
        return { ...(await runOf(tx, drawn.id)), left };
      });
    },
  });
}

function refuseAsked(run: AskedRun, today: Temporal.PlainDate): void {
  const faults = faultsOfAskedRun(run);
  refuseFaults('invalid-request', 'These do not go together in a pay run.', faults);
  const ofDay = faultsOfPayDay(run, today);
  refuseFaults('not-a-working-day', 'Nothing can be paid on that date.', ofDay);
}

function newRun(bankAccountId: string, run: AskedRun, today: Temporal.PlainDate): NewRun {
  const { way, urgentReason, instalmentIds, eachOnItsDay } = run;
  const valueOn = run.valueOn.toString();
  const inputOn = way === 'bacs' ? bacsInputDay(run.valueOn).toString() : valueOn;
  const eachOnItsDayFrom = eachOnItsDay ? earliestValueDate(today).toString() : undefined;
  return { bankAccountId, valueOn, inputOn, way, urgentReason, instalmentIds, eachOnItsDayFrom };
}

function nothingDue(valueOn: string, left: readonly LeftOut[]): Problem {
  const open = left.filter((one) => one.why !== 'budget-closed');
  if (open.length > 0 && open.every((one) => one.why === 'bank-details-not-checked')) {
    return new Problem(
      'bank-details-not-checked',
      `What is due by ${valueOn} cannot be paid: no payee has bank details that a second person has checked.`,
      { left },
    );
  }
  const detail =
    open.length === 0
      ? `Nothing is due by ${valueOn} that is not in a run already.`
      : `Nothing that is due by ${valueOn} can be paid. \`left\` says of each why.`;
  return new Problem('nothing-due', detail, { left });
}

async function knownBankAccount(tx: Tx, id: string): Promise<void> {
  const [known] = await tx.sql`select from bank_accounts where id = ${id}`;
  if (known !== undefined) return;
  throw new Problem('record-unknown', 'There is no such bank account.', {
    errors: [{ where: 'body.bankAccountId', message: 'No bank account has this identifier.' }],
  });
}

function reading(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs',
    id: 'listPayRuns',
    summary: 'Pay runs, newest first',
    tag: 'Payments',
    callers: OFFICE,
    query: pagingBy(/^[0-9A-Z]{6}$/),
    answer: page(RunSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await runsBy(tx, query), query.limit, (run) => run.serial),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id',
    id: 'getPayRun',
    summary: 'One pay run with its totals by sector and funder',
    tag: 'Payments',
    callers: OFFICE,
    params: ById,
    answer: RunSchema,
    readOnly: true,
    handle: async ({ tx, params }) => runOf(tx, params.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/items',
    id: 'listPayRunItems',
    summary: 'The payments of a run',
    tag: 'Payments',
    callers: OFFICE,
    params: ById,
    query: pagingBy(/^PB [0-9A-Z]{6} \d{6,8}$/),
    answer: page(ItemSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await runOf(tx, params.id);
      const rows = await runItems(tx, { payRunId: params.id, ...query });
      return toPage(rows, query.limit, (row) => row.reference);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/bacs-file',
    id: 'getBacsFile',
    summary: 'The Bacs Standard 18 file of a released run',
    description:
      'As it was made at release, byte for byte; its SHA-256 is in the X-Content-SHA256 header.',
    tag: 'Payments',
    callers: ['finance_officer', 'auditor'],
    params: ById,
    answer: z.string(),
    also: { 'text/plain': 'Bacs Standard 18, CRLF line ends.' },
    readOnly: true,
    problems: ['state-does-not-allow', 'payment-file-changed'],
    handle: async ({ tx, params, reply }) =>
      sendFile(tx, await runOf(tx, params.id), 'bacs_standard_18', reply),
  });
}
