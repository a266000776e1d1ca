import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { developmentIssuer, type DevelopmentUser } from '../../src/access/development-issuer.ts';
import type { UserKind } from '../../src/access/kinds.ts';
import { buildApp } from '../../src/app.ts';
import { fixedClock, type Clock } from '../../src/calendar.ts';
import type { Client } from '../../src/database/connections.ts';
import { AUTHORITY } from './template.ts';
import { TODAY, freshDatabase, type TestDatabase } from './database.ts';

export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly text: string;
  readonly headers: Record<string, string | string[] | number | undefined>;
}

export interface ApiUser {
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  /** Posts with a new Idempotency-Key unless one is given. */
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  readonly token: string;
}

export interface Api {
  readonly app: FastifyInstance;
  readonly db: TestDatabase;
  readonly issuer: string;
  /** A user of a kind; the same subject is the same person. URLs are under /v1/testshire. */
  as(
    kind: UserKind,
    options?: { sub?: string; broker?: string; funder?: string },
  ): Promise<ApiUser>;
  /** The token of a user of another authority only. */
  elsewhere(kind: UserKind): Promise<string>;
}

export const ISSUER = 'http://localhost:3000/development-issuer';
export const AUDIENCE = 'ledger';

/** The real application on a database of its own, called through `inject`. */
export async function freshApi(
  options: {
    clock?: Clock;
    sealNow?: () => Promise<void>;
    sealKeyText?: (authority: string) => string;
    signNote?: (authority: string, text: string) => string;
    bundlesDir?: string;
    requestsPerMinute?: number;
    /** The connections of the service, where a test is about how many there are. */
    connections?: (urls: TestDatabase['urls']) => { client: Client; readings: Client };
  } = {},
): Promise<Api> {
  const db = await freshDatabase();
  const keysDir = mkdtempSync(join(tmpdir(), 'ledger-keys-'));
  const issuer = await developmentIssuer({ keysDir, issuerUrl: ISSUER, audience: AUDIENCE });
  const app = await buildApp({
    client: db.service,
    ...options.connections?.(db.urls),
    checker: issuer.checker,
    clock: options.clock ?? fixedClock(TODAY),
    sealNow: options.sealNow ?? (async () => {}),
    sealKeyText: options.sealKeyText ?? (() => 'not sealed in this test'),
    ...(options.signNote === undefined ? {} : { signNote: options.signNote }),
    bundlesDir: options.bundlesDir ?? join(keysDir, 'bundles'),
    requestsPerMinute: options.requestsPerMinute ?? 1_000_000,
    logger: pino({ level: 'error' }),
  });
  await app.ready();
  afterAll(async () => {
    await app.close();
    rmSync(keysDir, { recursive: true, force: true });
  });
  return {
    app,
    db,
    issuer: ISSUER,
    async as(kind, { sub = kind, broker, funder } = {}) {
      const user = { sub, kind, authorities: [AUTHORITY], broker, funder } as DevelopmentUser;
      const token = await issuer.sign(user);
      return userOf(app, token);
    },
    elsewhere: (kind) => {
      const [broker, funder] = [randomUUID(), randomUUID()];
      return issuer.sign({ sub: kind, kind, authorities: ['othershire'], broker, funder });
    },
  };
}

function userOf(app: FastifyInstance, token: string): ApiUser {
  const send = async (
    method: InjectOptions['method'],
    url: string,
    payload: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const raw = typeof payload === 'string' || Buffer.isBuffer(payload);
    const answer = await app.inject({
      method: method!,
      url: `/v1/${AUTHORITY}${url}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(payload === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload: raw ? payload : JSON.stringify(payload) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : undefined,
      text: answer.payload,
      headers: answer.headers,
    };
  };
  return {
    token,
    get: (url, headers = {}) => send('GET', url, undefined, headers),
    post: (url, body, headers = {}) =>
      send('POST', url, body, { 'idempotency-key': randomUUID(), ...headers }),
    patch: (url, body, headers = {}) => send('PATCH', url, body, headers),
  };
}
