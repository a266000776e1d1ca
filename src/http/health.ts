import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Client } from '../database/connections.ts';

/** Whether the service lives, whether it can work, and its figures for Prometheus. */
export function addHealth(app: FastifyInstance, client: Client): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'ledger_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'ledger_failures_total',
    help: 'Requests answered with a status of 500 or above.',
    registers: [registry],
  });
  const database = new Gauge({
    name: 'ledger_database_up',
    help: 'Whether the database answered when last asked.',
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    if (reply.statusCode >= 500) failures.inc();
  });
  const quiet = {
    schema: { hide: true },
    config: { rateLimit: false as const },
    logLevel: 'warn' as const,
  };
  app.get('/health/live', quiet, async () => ({ status: 'ok' }));
  app.get('/health/ready', quiet, async (_request, reply) => {
    const up = await client`select 1`.then(
      () => true,
      () => false,
    );
    database.set(up ? 1 : 0);
    return reply.code(up ? 200 : 503).send({ status: up ? 'ok' : 'the database does not answer' });
  });
  app.get('/metrics', quiet, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
