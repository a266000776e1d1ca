import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage, UUID_FORM } from '../http/schemas.ts';
import { faultsOfDate } from '../ledger/rules.ts';
import { decideAlone } from '../database/lock.ts';
import { notFound, refuseFaults } from '../problem.ts';
import { reportFor } from '../reports/find.ts';
import { faultsOfGiven } from '../reports/parameters.ts';
import { refusedClearly } from '../reports/refused.ts';
import { ReportQuery } from '../reports/schemas.ts';
import { addCode } from './code-store.ts';
import { faultsOfCode } from './items.ts';
import { AgainSchema, CodeSchema, NewCodeSchema, SendingSchema, SentSchema } from './schemas.ts';
import { addSent, fingerprintOf, knownSoFar, listSent } from './sent-store.ts';

const READERS = ['finance_officer', 'approver', 'auditor', 'commissioner'] as const;

/** The codes of national returns as dated data, and proofs of what was sent off. */
export function nationalReturnRoutes(app: FastifyInstance, services: Services): void {
  codeRoute(app, services);
  sendRoute(app, services);
  sentRoutes(app, services);
}

function codeRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/national-return-codes',
    id: 'addNationalReturnCode',
    summary: 'Say what one of our words is called in a national return from a day on',
    description: `For a day that has a code already it is a correction: the next revision of it. The
      report \`return-codes\` lists those in force.`,
    tag: 'National returns',
    callers: ['administrator'],
    body: NewCodeSchema,
    answer: CodeSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, body }) => {
      refuseFaults('invalid-request', 'There is no such code to set.', faultsOfCode(body));
      await decideAlone(tx, `code of ${body.return} ${body.item} ${body.ours}`);
      return addCode(tx, body);
    },
  });
}

function sendRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/reports/:name/sent',
    id: 'recordSentReport',
    summary: 'Record that a report was sent off, with the hash of its file',
    description: `It is made of what was sealed by now, and can be made again from the same at any time:
      see \`/sent-reports/{id}/again\`.`,
    tag: 'National returns',
    callers: ['finance_officer', 'commissioner'],
    params: z.object({ name: z.string().max(60) }),
    body: SendingSchema,
    answer: SentSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, params, body, caller, clock }) => {
      const report = reportFor(params.name, caller.kind);
      const today = clock.today();
      const given = givenOf(body.given);
      refuseFaults('invalid-request', 'The report cannot be made so.', [
        ...faultsOfDate(body.asAt, today).map((fault) => ({ ...fault, where: 'body.asAt' })),
        ...faultsOfDate(body.sentOn, today).map(() => ({
          where: 'body.sentOn',
          message: 'A report was sent on a day up to today.',
        })),
        ...faultsOfGiven(report.parameters ?? [], given, body.asAt).map((fault) => ({
          ...fault,
          where: fault.where.replace('query.', 'body.given.'),
        })),
      ]);
      const { through, at: knownMoment } = await knownSoFar(tx);
      const making = { asAt: body.asAt, today, through, knownMoment, given };
      const made = await refusedClearly(fingerprintOf(tx, report, making), 'body.asAt');
      const id = await addSent(tx, {
        report: report.name,
        asAt: body.asAt.toString(),
        given,
        knownAt: knownMoment,
        throughEntry: through,
        ...made,
        sentTo: body.sentTo,
        sentOn: body.sentOn.toString(),
      });
      return (await listSent(tx, { id, limit: 1 }))[0];
    },
  });
}

function sentRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/sent-reports',
    id: 'listSentReports',
    summary: 'Which reports and returns were sent off, the latest first',
    tag: 'National returns',
    callers: READERS,
    query: pagingBy(UUID_FORM),
    answer: page(SentSchema),
    readOnly: true,
    handle: async ({ tx, query: { after, limit } }) =>
      toPage(await listSent(tx, { after, limit }), limit, (row) => row.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/sent-reports/:id/again',
    id: 'makeSentReportAgain',
    summary: 'Make a report that was sent off again, and say whether it is the same',
    description: `It is made as at the same day and from what was known then. What has no history, such as
      the setting of a person, is as it is now: where that was changed, the file is not the same.`,
    tag: 'National returns',
    callers: READERS,
    params: z.object({ id: Id }),
    answer: AgainSchema,
    readOnly: true,
    handle: async ({ tx, params, caller, clock }) => {
      const [sent] = await listSent(tx, { id: params.id, limit: 1 });
      if (sent === undefined) throw notFound();
      const report = reportFor(sent.report, caller.kind);
      const making = {
        asAt: Temporal.PlainDate.from(sent.asAt),
        today: clock.today(),
        through: sent.throughEntry,
        knownMoment: sent.knownAt,
        given: sent.given,
      };
      const again = await refusedClearly(fingerprintOf(tx, report, making), 'path.id');
      return { ...sent, againSha256: again.sha256, same: again.sha256 === sent.sha256 };
    },
  });
}

/** What a report was given, checked as in its address; throws every fault at once. */
function givenOf(given: Record<string, string>): Record<string, string> {
  const { success, error } = ReportQuery.safeParse(given);
  const faults = success
    ? []
    : error.issues.map((issue) => ({
        where: ['body.given', ...issue.path.map(String)].join('.'),
        message: issue.message,
      }));
  refuseFaults('invalid-request', 'The report cannot be made so.', faults);
  return given;
}
