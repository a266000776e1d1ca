import type { FastifyReply, FastifyRequest } from 'fastify';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { DatabaseConfig, Environment, LogLevel } from '../config.ts';
import { describe } from '../http/errors.ts';
import { routeOf } from '../http/request-log.ts';

/**
 * The service's log: a line of JSON each on stdout. What fastify writes by itself passes through
 * the same serializers, so that no address, header or message with a person's data gets out.
 */
export function makeLog(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ sync: false }),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: describe,
        req: (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) }),
        res: (reply: FastifyReply) => ({ status: reply.statusCode }),
      },
    },
    destination,
  );
}

/**
 * The level to log at. Somebody who tries the service in a terminal wants to read what it prints
 * at the start, so there only warnings are logged unless LOG_LEVEL says otherwise.
 */
export function logLevelOf(
  config: DatabaseConfig,
  env: Environment,
  isTerminal: boolean,
): LogLevel {
  const chosen = (env['LOG_LEVEL'] ?? '') !== '';
  return config.mode === 'embedded' && isTerminal && !chosen ? 'warn' : config.logLevel;
}
