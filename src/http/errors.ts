import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import postgres from 'postgres';
import { LedgerRefusal } from '../ledger/refusals.ts';
import { PROBLEMS, Problem, problemBody, type ProblemType } from '../problem.ts';

/** Fastify's own refusals, by code or status. */
const FASTIFY: Readonly<Record<string, ProblemType>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type-unknown',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_HANDLER_TIMEOUT: 'took-too-long',
  '400': 'malformed-json',
  '413': 'too-large',
  '415': 'content-type-unknown',
  '429': 'too-many-requests',
};

/** Turns everything that is thrown into problem+json, in one place. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    const { status } = PROBLEMS[problem.type];
    // The cause of a failure goes to the log as code and constraint; its message may hold values.
    if (status >= 500) request.log.error({ failure: describe(error) }, 'request failed');
    send(reply, request, problem);
  });
  app.setNotFoundHandler(
    { preHandler: app.rateLimit() },
    (request: FastifyRequest, reply: FastifyReply) => {
      send(reply, request, new Problem('not-found', 'There is nothing at this address.'));
    },
  );
}

/** An address that cannot be read at all is refused before there is a route: nothing is there. */
export function refuseAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  send(reply, request, new Problem('not-found', 'There is nothing at this address.'));
}

function send(reply: FastifyReply, request: FastifyRequest, problem: Problem): void {
  const { status } = PROBLEMS[problem.type];
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const { retryAfter } = problem.extras;
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
  reply
    .code(status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(problem, request.id));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof LedgerRefusal) return ofLedger(error);
  if (error instanceof postgres.PostgresError) return ofDatabase(error);
  const { code = '', statusCode = 0 } = error as { code?: string; statusCode?: number };
  const known = FASTIFY[code] ?? FASTIFY[String(statusCode)];
  if (known !== undefined) return new Problem(known, PROBLEMS[known].meaning);
  return new Problem('internal-error', 'The service failed. Nothing of the request was kept.');
}

/** What the rules let through and the database refused: never a 500 for what somebody sent. */
function ofDatabase(error: postgres.PostgresError): Problem {
  if (error.code.startsWith('22')) {
    return new Problem(
      'invalid-request',
      'A value is out of range or not of the form it must have.',
    );
  }
  if (error.code === '23505') {
    return new Problem(
      'already-exists',
      'Somebody else has just done this, or it is there already.',
    );
  }
  if (error.code === '40001' || error.code === '40P01') {
    return new Problem('took-too-long', 'Too many were doing the same at once.');
  }
  if (error.constraint_name === 'account_balances_not_below_zero') {
    return new Problem('not-covered', 'An account would fall below zero.');
  }
  return new Problem('internal-error', 'The service failed. Nothing of the request was kept.');
}

function ofLedger({ refusal }: LedgerRefusal): Problem {
  switch (refusal.type) {
    case 'not-covered': {
      const words = refusal.shortfalls.map(
        ({ account, available, asked, on }) =>
          `${account}: ${available} is there, ${asked} more is asked${on === undefined ? '' : ` on ${on}`}`,
      );
      return new Problem('not-covered', `${words.join('; ')}.`, { shortfalls: refusal.shortfalls });
    }
    case 'key-reused':
      return new Problem('key-reused', 'What was asked has been posted before with other content.');
    case 'flow-not-allowed':
      return new Problem(
        'flow-not-allowed',
        `An entry of the kind "${refusal.kind}" may not move money from ${refusal.from} to ${refusal.to}.`,
      );
    case 'account-unknown':
      return new Problem('account-unknown', `No open account: ${refusal.accounts.join(', ')}.`);
    case 'already-reversed':
      return new Problem('already-reversed', `Entry ${refusal.entry} is reversed already.`);
    case 'entry-unknown':
    default:
      return new Problem('not-found', 'There is no such entry, or it is not yours to see.');
  }
}

/** What of an error may be logged: never a database message, which can hold a person's data. */
export function describe(error: unknown): Record<string, unknown> {
  if (error instanceof postgres.PostgresError) {
    const { code, constraint_name: constraint, table_name: table, routine } = error;
    return { code, constraint, table, routine };
  }
  if (error instanceof Error) return { name: error.name, stack: error.stack };
  return { name: typeof error };
}
