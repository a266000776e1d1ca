import fastify from 'fastify';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { RequestLog } from '../../src/http/request-log.ts';
import { logLevelOf, makeLog } from '../../src/process/log.ts';

const external = {
  DATABASE_URL: 'postgres://service@db/ledger',
  OIDC_ISSUER: 'https://login.example',
  OIDC_AUDIENCE: 'ledger',
  SEAL_KEY_FILE: 'seal.pem',
  SEAL_DIR: 'seals',
};

it.each([
  ['somebody tries it in a terminal', {}, true, 'warn'],
  ['LOG_LEVEL counts in a terminal too', { LOG_LEVEL: 'info' }, true, 'info'],
  ['an empty LOG_LEVEL is none', { LOG_LEVEL: '' }, true, 'warn'],
  ['its output goes to a file or another program', {}, false, 'info'],
  ['with DATABASE_URL it is the same everywhere', external, true, 'info'],
])('the level of the log: %s', (_case, env, isTerminal, level) => {
  expect(logLevelOf(readConfig(env), env, isTerminal)).toBe(level);
});

it('nothing of a person is logged, whoever writes the line', async () => {
  let text = '';
  const log = makeLog('trace', { write: (line) => (text += line) });
  const app = fastify({ loggerInstance: log, logController: new RequestLog() });
  const detail = { message: 'Wilhelmina', detail: 'Key (name)=(Wilhelmina)', code: '23505' };
  app.get('/people/:name', async (request, reply) => {
    const err = Object.assign(new postgres.PostgresError(''), detail);
    request.log.error({ req: request, res: reply, err }, 'as fastify itself logs');
    throw err;
  });
  await app.inject('/people/Wilhelmina?born=2012-02-29');
  await app.inject('/Wilhelmina');
  await app.close();
  expect(text).toContain('"route":"/people/:name"');
  expect(text).toContain('"code":"23505"');
  expect(text).not.toMatch(/Wilhelmina|2012/);
});
