import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { logLevelOf } from '../../src/process/log.ts';

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
