import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../http/route.ts';
import { page, toPage } from '../http/schemas.ts';
import { refuseFaults } from '../problem.ts';
import { returnsDue } from './due-store.ts';
import { holderOf } from './holder-store.ts';
import { READERS } from './reading-routes.ts';
import { DueQuery, DueSchema, NewTermsSchema, TermsQuery, TermsSchema } from './schemas.ts';
import { addTerms, listTerms } from './terms-store.ts';

const TAG = 'Returns';

/** How often returns come in, and the diary of them. */
export function termsRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/return-terms',
    id: 'addReturnTerms',
    summary: 'Set how strictly and how often returns of an account come in, from a day on',
    description:
      'Standard returns have bank lines and evidence; those with a light touch need neither. By the ' +
      'month, the quarter or the year of the financial year. An account without terms is standard, ' +
      'and none of its returns is late.',
    tag: TAG,
    callers: ['finance_officer', 'caseworker'],
    body: NewTermsSchema,
    answer: TermsSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'already-exists'],
    handle: async ({ tx, body }) => {
      const { pooledAccountId, payeeId } = await holderOf(tx, body);
      const { effectiveOn, tier, every } = body;
      const terms = { pooledAccountId, payeeId, effectiveOn: effectiveOn.toString(), tier, every };
      const [id] = await addTerms(tx, [terms]);
      return (await listTerms(tx, { id: id! }))[0];
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/return-terms',
    id: 'listReturnTerms',
    summary: 'How strictly and how often returns come in, the latest terms first',
    tag: TAG,
    callers: READERS,
    query: TermsQuery,
    answer: page(TermsSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(
        await listTerms(tx, query),
        query.limit,
        ({ effectiveOn, id }) => `${effectiveOn}_${id}`,
      ),
  });
  dueRoute(app, services);
}

/** The periods to come are worked out one by one, so the diary looks no further ahead. */
const YEARS_AHEAD = 2;

function refuseFarAhead(on: string, last: string): void {
  if (on <= last) return;
  const message = `The diary goes to ${last}. Found ${on}.`;
  refuseFaults('dates-out-of-order', message, [{ where: 'query.on', message }]);
}

function dueRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/due',
    id: 'listReturnsDue',
    summary: 'The diary of returns: what is late, what is due, and what came in',
    description:
      'Every period up to the one that `on` is in (today unless given), in order of the day its ' +
      'return is due by the dated rules. A broker and a family see their own.',
    tag: TAG,
    callers: READERS,
    query: DueQuery,
    answer: page(DueSchema),
    readOnly: true,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, query, clock }) => {
      const on = (query.on ?? clock.today()).toString();
      refuseFarAhead(on, clock.today().add({ years: YEARS_AHEAD }).toString());
      return toPage(
        await returnsDue(tx, { ...query, on }),
        query.limit,
        ({ dueOn, pooledAccountId, payeeId, from }) =>
          `${dueOn}_${pooledAccountId ?? payeeId}_${from}`,
      );
    },
  });
}
