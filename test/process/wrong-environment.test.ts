import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cluster.ts';
import { runService, whyNotStarted } from '../support/process.ts';

const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const text = join(folder, 'text.txt');
const missing = join(folder, 'seal.pem');
writeFileSync(text, 'not a key\n');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const external = {
  DATABASE_URL: 'postgres://ledger_service:s3cret@127.0.0.1:1/ledger',
  OIDC_ISSUER: 'https://login.example',
  OIDC_AUDIENCE: 'ledger',
  SEAL_KEY_FILE: missing,
  SEAL_DIR: join(folder, 'seals'),
};

describe('a process says all that is wrong in its environment, ends with 1 and starts nothing', () => {
  it.each([
    {
      name: 'without DATABASE_URL',
      env: {
        PORT: '99999',
        HOST: 'two words',
        LOG_LEVEL: 'loud',
        TODAY: '31/03/2026',
        OIDC_AUDIENCE: 'ledger',
        DATABASE_OWNER_URL: 'postgres://owner:s3cret@db/ledger',
        DATABASE_READER_URL: 'reader:s3cret@db',
      },
      sentences: [
        'The configuration cannot be used:',
        '- DATABASE_READER_URL must be a URL',
        '- LOG_LEVEL must be one of',
        '- TODAY must be a date like',
        '- PORT must be a whole number',
        '- HOST must be a host name',
        '- DATABASE_OWNER_URL must not be set without DATABASE_URL',
        '- DATABASE_READER_URL must not be set without DATABASE_URL',
        '- OIDC_ISSUER must be set with OIDC_AUDIENCE',
      ],
    },
    {
      name: 'with DATABASE_URL',
      env: { DATABASE_URL: 'mysql://u:s3cret@db', TODAY: '2026-03-31' },
      sentences: [
        'The configuration cannot be used:',
        '- DATABASE_URL must be a URL like',
        '- TODAY must not be set with DATABASE_URL',
        '- OIDC_ISSUER must be set with DATABASE_URL',
        '- OIDC_AUDIENCE must be set',
        '- SEAL_KEY_FILE must be set',
        '- SEAL_DIR must be set',
      ],
    },
    {
      name: 'where a folder is needed',
      env: { DATA_DIR: join(text, 'data'), PORT: '0' },
      sentences: ['DATA_DIR must be a folder that can be written to'],
    },
  ])('$name', async ({ env, sentences }) => {
    const ended = await runService({ DATA_DIR: dataDir, ...env }).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    const lines = ended.stderr.trimEnd().split('\n');
    expect(lines.map((line, i) => line.slice(0, sentences[i]?.length))).toEqual(sentences);
    expect(ended.stderr).not.toContain('s3cret');
    expect(existsSync(join(dataDir, 'postgresql'))).toBe(false);
  });
});

describe('a value that only the start finds wrong is named before anything is started', () => {
  const KEY = 'SEAL_KEY_FILE must be a file with an Ed25519 private key (PEM), but';

  it.each([
    ['HOST of another computer', { HOST: '192.0.2.1' }, 'HOST must be a name or address of this'],
    ['SEAL_DIR in a file', { SEAL_DIR: join(text, 'x') }, 'SEAL_DIR must be a folder that can be'],
    [
      'BUNDLES_DIR in a file',
      { BUNDLES_DIR: join(text, 'x') },
      'BUNDLES_DIR must be a folder that',
    ],
    ['SEAL_KEY_FILE without a key', { SEAL_KEY_FILE: text }, `${KEY} "${text}" holds something`],
    ['SEAL_KEY_FILE that is a folder', { SEAL_KEY_FILE: folder }, `${KEY} "${folder}" cannot be`],
    ['a missing SEAL_KEY_FILE with DATABASE_URL', external, `${KEY} "${missing}" cannot be read`],
  ])('%s', async (_what, env, sentence) => {
    expect(await whyNotStarted({ DATA_DIR: dataDir, PORT: '0', ...env })).toContain(sentence);
    expect(existsSync(join(dataDir, 'postgresql'))).toBe(false);
  });

  it('PORT of another program', async () => {
    const busy = createServer();
    await new Promise((listening) => busy.listen(0, '127.0.0.1', () => listening(null)));
    const { port } = busy.address() as AddressInfo;
    expect(await whyNotStarted({ DATA_DIR: dataDir, PORT: String(port) })).toBe(
      'PORT must be one that is free, but another program listens on it: ' +
        `${port} of 127.0.0.1.`,
    );
    expect(existsSync(join(dataDir, 'postgresql'))).toBe(false);
    busy.close();
  });
});
