import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';

/** Who a request turned out to come from. Only the log needs this, so it does not ride along. */
const users = new WeakMap<FastifyRequest, string>();

/** Notes the user's identifier, a number that stands for no name, for the request's line. */
export function noteUser(request: FastifyRequest, user: string): void {
  users.set(request, user);
}

/**
 * One line a request, without personal data: the pattern of the route instead of the address,
 * which can hold anybody's identifier or search, and nothing of headers and bodies.
 */
export class RequestLog extends fastify.LogController {
  constructor() {
    super({ requestIdLogLabel: 'request' });
  }

  override incomingRequest(): void {}

  /** The default line holds the whole address. */
  override routeNotFound(): void {}

  /** The default lines of failures hold the error's message, which can quote what was sent. */
  override defaultErrorLog(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
    reply.log.error({ err: error }, 'request failed');
  }

  override writeHeadError(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
    reply.log.warn({ err: error }, 'answer could not begin');
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const line = {
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      user: users.get(request),
    };
    if (error === null || error === undefined) reply.log.info(line, 'request');
    else reply.log.error({ ...line, err: error }, 'request cut off');
  }
}

/** The pattern of the route; a request that no route takes has none. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none';
}
