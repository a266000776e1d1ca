import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller, Callers } from '../access/callers.ts';
import type { UserKind } from '../access/kinds.ts';
import type { NoteRead } from '../access/reads.ts';
import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { inTransaction, type Tx } from '../database/transactions.ts';
import { together } from '../database/together.ts';
import { PROBLEMS, Problem, type ProblemType } from '../problem.ts';
import { onceEach } from './idempotency.ts';
import { waitQuietly } from './quiet-connection.ts';
import { keyOf, readRequest } from './read-request.ts';
import { noteUser } from './request-log.ts';
import { schemaOf } from './route-schema.ts';

/** What every room needs to answer requests. */
export interface Services {
  readonly client: Client;
  readonly callers: Callers;
  readonly clock: Clock;
  /** Writes down who was shown what. */
  readonly noteRead: NoteRead;
  /** Asks the sealer to seal and sign now; used where somebody waits for a receipt. */
  readonly sealNow: () => Promise<void>;
  /** The public key of an authority's seals, in the form in which it is given out. */
  readonly sealKeyText: (authority: string) => string;
  /** Signs a text with an authority's key of seals, as a C2SP signed note; null without the key. */
  readonly signNote: ((authority: string, text: string) => string) | null;
  /** The folder in which audit bundles are made and kept. */
  readonly bundlesDir: string;
}

type Read<T> = T extends z.ZodType ? z.output<T> : undefined;

export interface Context<P, Q, B> {
  readonly tx: Tx;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly params: Read<P> & { authority: string };
  readonly query: Read<Q>;
  readonly body: Read<B>;
  /** The caller's key for this request; prefix posting keys with it. */
  readonly key: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface RouteFields<P, Q, B> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Under /v1/:authority. */
  readonly url: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** Who may call it. */
  readonly callers: readonly UserKind[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The answer; its zod schema both documents and checks it. */
  readonly answer: z.ZodType;
  readonly status?: 200 | 201;
  /** Other content types of the answer, by media type. */
  readonly also?: Readonly<Record<string, string>>;
  /** Moves money or decides about it: an Idempotency-Key is required. */
  readonly moves?: boolean;
  /** Reads one snapshot and writes nothing. */
  readonly readOnly?: boolean;
  /**
   * Opens no transaction, because the handler waits for something before it reads or reads more
   * than once. It opens its own, one after the other, and has no `tx`.
   */
  readonly ownTransactions?: boolean;
  /** Problem types of its own, beside those that every route may answer. */
  readonly problems?: readonly ProblemType[];
  readonly bodyLimit?: number;
  /** How long it may take, where that is longer than usual. */
  readonly handlerTimeoutMs?: number;
  /** The content type of the body when it is not JSON; the handler reads the request's stream. */
  readonly consumes?: string;
}

/** How a route answers: request by request, or those that one caller sends at once as a set. */
export type Handling<P, Q, B> =
  | { readonly handle: (context: Context<P, Q, B>) => Promise<unknown> }
  | { readonly handleSet: HandleSet<P, Q, B> };

/**
 * Gives the answers to requests that share their transaction, in their order. If one of them cannot
 * be done it throws, and is asked for the others again; see `together`.
 */
type HandleSet<P, Q, B> = (tx: Tx, set: readonly Context<P, Q, B>[]) => Promise<readonly unknown[]>;

export type RouteSpec<P, Q, B> = RouteFields<P, Q, B> & Handling<P, Q, B>;

/** Who each request comes from, found out before its body is read. */
const signedIn = new WeakMap<FastifyRequest, Caller>();

/** What each request asks to be shown, once all parts of it are read. */
const toBeShown = new WeakMap<
  object,
  { readonly caller: Caller; readonly params: unknown; readonly query: unknown }
>();

/**
 * When this is called it is sure that something is sent, and nothing has left yet, also where it is
 * sent piece by piece: what was refused or not found was shown to nobody.
 */
const noteWhatIsShown =
  (services: Services, id: string) =>
  async (request: object, reply: { readonly statusCode: number }): Promise<void> => {
    const asked = toBeShown.get(request);
    if (asked === undefined || reply.statusCode >= 400) return;
    await services.noteRead(asked.caller, id, asked);
  };

/**
 * Adds a route of one authority: states who may call it, checks all parts of the request at once,
 * opens one transaction in the caller's scope, and answers a repeated key with its first answer. Who
 * is shown something is written down before it is.
 */
export function addRoute<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(app: FastifyInstance, services: Services, spec: RouteSpec<P, Q, B>): void {
  const answer = answering(services, spec);
  app.route({
    method: spec.method,
    url: `/v1/:authority${spec.url}`,
    schema: schemaOf(spec),
    config: { callers: spec.callers },
    ...(spec.method === 'GET' ? { onSend: noteWhatIsShown(services, spec.id) } : {}),
    ...(spec.bodyLimit === undefined ? {} : { bodyLimit: spec.bodyLimit }),
    ...(spec.handlerTimeoutMs === undefined ? {} : { handlerTimeout: spec.handlerTimeoutMs }),
    // All parts are checked together below, so that every fault is answered at once.
    validatorCompiler: () => (value: unknown) => ({ value }),
    // Who may not call makes the service take in no body. The rate limit comes before, on request.
    preParsing: async (request, _reply, payload) => {
      const { authority } = request.params as { authority: string };
      const caller = await services.callers.callerOf(request, authority);
      noteUser(request, caller.user);
      if (!spec.callers.includes(caller.kind)) throw notAllowed(spec);
      signedIn.set(request, caller);
      if (spec.handlerTimeoutMs !== undefined) waitQuietly(request, spec.handlerTimeoutMs);
      return payload;
    },
    handler: async (request, reply) => {
      const caller = signedIn.get(request)!;
      const read = readRequest(spec, request);
      const key = keyOf(spec, request);
      const asked = { caller, clock: services.clock, key, request, reply, ...read } as Asked<
        P,
        Q,
        B
      >;
      if (spec.method === 'GET') toBeShown.set(request, asked);
      return answer(asked);
    },
  });
}

/** A request as it came, before there is a transaction for it. */
type Asked<P, Q, B> = Omit<Context<P, Q, B>, 'tx'>;

/** How requests are answered: each in a transaction of its own, or those of one caller together. */
function answering<P, Q, B>(
  { client }: Services,
  spec: RouteSpec<P, Q, B>,
): (asked: Asked<P, Q, B>) => Promise<unknown> {
  if ('handleSet' in spec) {
    const work = (tx: Tx, set: readonly Asked<P, Q, B>[]): Promise<readonly unknown[]> =>
      answerSet(tx, set, spec, spec.handleSet);
    const share = together(client, { work, keyOf: ({ key }) => key });
    return (asked) => share(asked.caller.scope, asked);
  }
  const { handle, readOnly = false } = spec;
  if (spec.ownTransactions === true) return (asked) => handle(withoutTransaction(asked));
  const handleSet: HandleSet<P, Q, B> = async (_tx, [one]) => [await handle(one!)];
  return async (asked) => {
    const work = (tx: Tx): Promise<readonly unknown[]> => answerSet(tx, [asked], spec, handleSet);
    const [answer] = await inTransaction(client, asked.caller.scope, work, { readOnly });
    return answer;
  };
}

async function answerSet<P, Q, B>(
  tx: Tx,
  set: readonly Asked<P, Q, B>[],
  spec: RouteFields<P, Q, B>,
  handleSet: HandleSet<P, Q, B>,
): Promise<readonly unknown[]> {
  const work = async (set: readonly Asked<P, Q, B>[]): Promise<readonly unknown[]> => {
    for (const { reply } of set) if (spec.status !== undefined) reply.code(spec.status);
    const contexts = set.map((one) => ({ tx, ...one }));
    const answers = await handleSet(tx, contexts);
    if (spec.readOnly !== true) for (const one of set) refuseIfTooLate(one.request, one.reply);
    return answers;
  };
  return spec.moves === true ? onceEach(tx, set, work) : work(set);
}

/** A request that was given up has been answered so: what it did must not stay. */
export function refuseIfTooLate(request: FastifyRequest, reply: FastifyReply): void {
  const mostMs = request.routeOptions.handlerTimeout ?? 0;
  if (reply.sent || (mostMs > 0 && reply.elapsedTime >= mostMs)) {
    throw new Problem('took-too-long', PROBLEMS['took-too-long'].meaning);
  }
}

/** A handler that said it opens its own transactions must not meet an undefined one later. */
function withoutTransaction<P, Q, B>(asked: Asked<P, Q, B>): Context<P, Q, B> {
  return {
    ...asked,
    get tx(): never {
      throw new Error('This route has no transaction of its own; open one with inTransaction.');
    },
  };
}

function notAllowed(spec: { callers: readonly UserKind[]; summary: string }): Problem {
  return new Problem('not-allowed', `"${spec.summary}" is not something your kind of user does.`, {
    allowed: spec.callers,
  });
}
