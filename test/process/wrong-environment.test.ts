import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { temporaryFolder } from '../support/cluster.ts';
import { freePort, runService, type Variables } from '../support/process.ts';

const folder = temporaryFolder();
const text = join(folder, 'text.txt');
const busy = createServer();

beforeAll(async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(text, 'not a key\n');
  await new Promise((listening) => busy.listen(0, '127.0.0.1', () => listening(null)));
});

afterAll(() => {
  busy.close();
  rmSync(folder, { recursive: true, force: true });
});

const external = {
  DATABASE_URL: 'postgres://ledger_service:s3cret@127.0.0.1:1/ledger',
  OIDC_ISSUER: 'https://login.example',
  OIDC_AUDIENCE: 'ledger',
  SEAL_KEY_FILE: join(folder, 'seal.pem'),
  SEAL_DIR: join(folder, 'seals'),
};
const taken = (): string => String((busy.address() as AddressInfo).port);

interface Case {
  readonly name: string;
  readonly wrong: () => Variables;
  /** How the sentences begin, in order. */
  readonly sentences: readonly string[];
}

describe.concurrent('a wrong value stops the start with a sentence that names it', () => {
  it.for<Case>([
    {
      name: 'several at once',
      wrong: () => ({
        PORT: '99999',
        HOST: 'two words',
        LOG_LEVEL: 'loud',
        TODAY: '31/03/2026',
        OIDC_AUDIENCE: 'ledger',
        DATABASE_OWNER_URL: 'postgres://owner:s3cret@db/ledger',
        DATABASE_READER_URL: 'reader:s3cret@db',
      }),
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
      name: 'DATABASE_URL without what real money needs, or another kind of database',
      wrong: () => ({ DATABASE_URL: 'mysql://u:s3cret@db', TODAY: '2026-03-31' }),
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
      name: 'HOST of another computer',
      wrong: () => ({ HOST: '192.0.2.1', PORT: '0' }),
      sentences: ['HOST must be a name or address of this computer'],
    },
    {
      name: 'PORT of another program',
      wrong: () => ({ PORT: taken() }),
      sentences: ['PORT must be one that is free, but another program listens on it'],
    },
    {
      name: 'DATA_DIR in a file',
      wrong: () => ({ DATA_DIR: join(text, 'data') }),
      sentences: ['DATA_DIR must be a folder that can be written to'],
    },
    {
      name: 'SEAL_DIR in a file',
      wrong: () => ({ SEAL_DIR: join(text, 'seals') }),
      sentences: ['SEAL_DIR must be a folder that can be written to'],
    },
    {
      name: 'SEAL_KEY_FILE without a key in it',
      wrong: () => ({ SEAL_KEY_FILE: text }),
      sentences: ['SEAL_KEY_FILE must be a file with an Ed25519 private key'],
    },
    {
      name: 'SEAL_KEY_FILE that is not there, which is made for the embedded database only',
      wrong: () => external,
      sentences: ['SEAL_KEY_FILE must be a file with an Ed25519 private key'],
    },
  ])('$name', async ({ wrong, sentences }, { expect }) => {
    const PORT = await freePort();
    const env = { DATA_DIR: join(folder, 'data'), PORT, ...wrong() };
    const ended = await runService(env).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    const lines = ended.stderr.trimEnd().split('\n');
    expect(lines).toEqual(
      sentences.map((start) => expect.stringMatching(`^${RegExp.escape(start)}`)),
    );
    expect(ended.stderr).not.toContain('s3cret');
    expect(existsSync(join(folder, 'data', 'postgresql'))).toBe(false);
  });
});
