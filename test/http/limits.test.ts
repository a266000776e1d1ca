import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { Callers } from '../../src/access/callers.ts';
import { serviceScope } from '../../src/ledger/sealer.ts';
import { handleErrors } from '../../src/http/errors.ts';
import { addRoute, type Services } from '../../src/http/route.ts';
import { freshApi } from '../support/api.ts';
import { clock, freshDatabase } from '../support/database.ts';

/** The rate limit and the time limit are answered as problems, and what ran out of time is undone. */
const apps: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

describe('the rate limit', () => {
  it('is a 429 problem that says when to come back, for each caller apart', async () => {
    const api = await freshApi({ requestsPerMinute: 3 });
    const caseworker = await api.as('caseworker');
    for (const _ of [1, 2, 3]) expect((await caseworker.get('/funders')).status).toBe(200);
    const answer = await caseworker.get('/funders');
    expect([answer.status, answer.body.type]).toEqual([429, '/problems/too-many-requests']);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await (await api.as('auditor')).get('/funders')).status).toBe(200);
  });

  it('holds for who has no token, and for what is not there', async () => {
    const api = await freshApi({ requestsPerMinute: 2 });
    const statusOf = async (url: string) => (await api.app.inject({ url })).statusCode;
    expect(await statusOf('/v1/testshire/funders')).toBe(401);
    expect(await statusOf('/nothing')).toBe(404);
    expect(await statusOf('/v1/testshire/funders')).toBe(429);
    expect(await statusOf('/nothing')).toBe(429);
    for (const _ of [1, 2, 3]) expect(await statusOf('/health/live')).toBe(200);
  });
});

/** One route of ours that takes its time, on a real database, with little time to take. */
async function slowApp(handlerTimeout: number, takesMs: number) {
  const db = await freshDatabase();
  const app = fastify({ handlerTimeout });
  apps.push(app);
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(serializerCompiler);
  await app.register(rateLimit, { max: 1000 });
  handleErrors(app);
  const scope = serviceScope(db.authority, clock);
  const caller = { user: scope.user, issuer: 'i', kind: 'finance_officer' as const, scope };
  const callers: Callers = { callerOf: async () => ({ ...caller, authority: db.authority }) };
  const services = { client: db.service, callers, clock } as Services;
  const done = Promise.withResolvers<void>();
  addRoute(app, services, {
    method: 'POST',
    url: '/slow',
    id: 'slow',
    summary: 'Takes its time',
    tag: 'Test',
    callers: ['finance_officer'],
    answer: z.object({ ok: z.boolean() }),
    handle: async ({ tx }) => {
      await tx.sql`insert into brokers (name) values ('Late')`;
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      setTimeout(done.resolve, 50);
      return { ok: true };
    },
  });
  const late = () => db.run((tx) => tx.sql`select from brokers where name = 'Late'`);
  return { app, finished: done.promise, late };
}

describe('the time limit', () => {
  const send = (app: FastifyInstance) =>
    app.inject({ method: 'POST', url: '/v1/testshire/slow', payload: {} });

  it('is a 503 problem, and nothing of the request stays', async () => {
    const { app, finished, late } = await slowApp(100, 400);
    const answer = await send(app);
    expect([answer.statusCode, answer.json().type]).toEqual([503, '/problems/took-too-long']);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    await finished;
    expect(await late()).toHaveLength(0);
  });

  it('is the same over a real connection', async () => {
    const { app, finished, late } = await slowApp(100, 400);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/testshire/slow`, { method: 'POST', body: '{}', headers });
    expect(answer.status).toBe(503);
    await finished;
    expect(await late()).toHaveLength(0);
  });

  it('leaves alone what is done in time', async () => {
    const { app, late } = await slowApp(10_000, 1);
    expect((await send(app)).statusCode).toBe(200);
    expect(await late()).toHaveLength(1);
  });

  it('is set for requests, handlers and connections of the service', async () => {
    const { app } = await freshApi();
    const { bodyLimit, connectionTimeout } = app.initialConfig;
    const { requestTimeout } = app.server;
    expect([bodyLimit, requestTimeout, connectionTimeout]).toEqual([1_048_576, 120_000, 120_000]);
  });
});
