import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, readDatabaseConfig } from '../src/config.ts';

const external = {
  DATABASE_URL: 'postgres://ledger_service:secret@db.example/ledger',
  OIDC_ISSUER: 'https://login.example/council',
  OIDC_AUDIENCE: 'ledger',
  SEAL_KEY_FILE: '/etc/ledger/seal.pem',
  SEAL_DIR: '/var/ledger/seals',
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('without variables', () => {
  const embedded = {
    mode: 'embedded',
    dataDir: '.data',
    today: null,
    logLevel: 'info',
    sealKeyFile: '.data/keys/seal.pem',
    sealDir: '.data/seals',
  };

  it('the service keeps all in .data and listens on this computer only', () => {
    const service = { port: 3000, host: '127.0.0.1', oidc: null, bundlesDir: '.data/bundles' };
    expect(readConfig({})).toEqual({ ...embedded, ...service });
  });

  it('a command uses the same database', () => {
    expect(readDatabaseConfig({})).toEqual(embedded);
  });

  it('an empty one counts as not set', () => {
    const names = ['PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'OIDC_ISSUER', 'TODAY', 'LOG_LEVEL'];
    const empty = Object.fromEntries(names.map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});

describe('with DATABASE_URL', () => {
  it('the service uses that database, and DATA_DIR for nothing', () => {
    expect(readConfig({ ...external, DATA_DIR: '/srv/ledger' })).toEqual({
      mode: 'external',
      databaseUrl: external.DATABASE_URL,
      logLevel: 'info',
      port: 3000,
      host: '127.0.0.1',
      bundlesDir: tmpdir(),
      oidc: { issuer: external.OIDC_ISSUER, audience: 'ledger' },
      sealKeyFile: '/etc/ledger/seal.pem',
      sealDir: '/var/ledger/seals',
    });
  });

  it('other roles have URLs of their own', () => {
    const DATABASE_OWNER_URL = 'postgresql://owner:secret@one,two:5433/ledger';
    const DATABASE_READER_URL = 'postgres://reader@db.example/ledger';
    expect(readConfig({ ...external, DATABASE_OWNER_URL, DATABASE_READER_URL })).toMatchObject({
      ownerUrl: DATABASE_OWNER_URL,
      readerUrl: DATABASE_READER_URL,
    });
  });

  it('a command needs nothing else, and does not mind the service’s own variables', () => {
    const { DATABASE_URL } = external;
    const read = readDatabaseConfig({ DATABASE_URL, PORT: 'x', OIDC_ISSUER: 'x' });
    expect(read).toEqual({
      mode: 'external',
      databaseUrl: DATABASE_URL,
      logLevel: 'info',
      sealKeyFile: null,
      sealDir: null,
    });
  });

  it('a command is told where the seals are, if that is said', () => {
    const { sealKeyFile, sealDir } = readDatabaseConfig(external);
    expect({ sealKeyFile, sealDir }).toEqual({
      sealKeyFile: '/etc/ledger/seal.pem',
      sealDir: '/var/ledger/seals',
    });
  });
});

describe('a right value', () => {
  it.each([
    { env: { PORT: '0' }, part: { port: 0 } },
    { env: { PORT: '65535' }, part: { port: 65535 } },
    { env: { HOST: '0.0.0.0' }, part: { host: '0.0.0.0' } },
    { env: { HOST: '::1' }, part: { host: '::1' } },
    { env: { HOST: 'ledger.council.example' }, part: { host: 'ledger.council.example' } },
    { env: { LOG_LEVEL: 'silent' }, part: { logLevel: 'silent' } },
    { env: { TODAY: '2028-02-29' }, part: { today: Temporal.PlainDate.from('2028-02-29') } },
    { env: { DATA_DIR: '/srv/l' }, part: { dataDir: '/srv/l', sealDir: '/srv/l/seals' } },
    { env: { DATA_DIR: '/srv/l' }, part: { bundlesDir: '/srv/l/bundles' } },
    { env: { BUNDLES_DIR: '/srv/b' }, part: { bundlesDir: '/srv/b' } },
    { env: { DATA_DIR: '/srv/l' }, part: { sealKeyFile: '/srv/l/keys/seal.pem' } },
    {
      env: { SEAL_KEY_FILE: 'a.pem', SEAL_DIR: 'b' },
      part: { sealKeyFile: 'a.pem', sealDir: 'b' },
    },
  ])('$env gives $part', ({ env, part }) => {
    expect(readConfig(env)).toMatchObject(part);
  });

  it.each([
    'https://login.example/',
    'http://localhost:4000',
    'http://127.0.0.1',
    'http://[::1]:9',
  ])('the issuer %s is kept as it is written', (issuer) => {
    const read = readConfig({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'ledger' });
    expect(read.oidc).toEqual({ issuer, audience: 'ledger' });
  });
});

const PORT = 'PORT must be a whole number from 0 to 65535, but is';
const HOST = 'HOST must be a host name or an IP address, but is';
const LEVEL = 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, but is';
const DATE = 'TODAY must be a date like 2026-04-06, but is';
const ISSUER =
  'OIDC_ISSUER must be an https URL (or, for localhost, http) ' +
  'without a user, a query or a fragment, but is';
const URL_EXPECTED = 'must be a URL like postgres://user:password@host/database, but is';
const HIDDEN = 'not (the value is not shown: it may hold a password).';
const oidc = { OIDC_AUDIENCE: 'ledger' };

describe('a wrong value', () => {
  it.each([
    { env: { PORT: '65536' }, problem: `${PORT} "65536".` },
    { env: { PORT: '-1' }, problem: `${PORT} "-1".` },
    { env: { PORT: '80.5' }, problem: `${PORT} "80.5".` },
    { env: { PORT: '1e3' }, problem: `${PORT} "1e3".` },
    { env: { PORT: ' 80' }, problem: `${PORT} " 80".` },
    { env: { PORT: 'http' }, problem: `${PORT} "http".` },
    { env: { HOST: 'http://localhost' }, problem: `${HOST} "http://localhost".` },
    { env: { HOST: '256.0.0.1' }, problem: `${HOST} "256.0.0.1".` },
    { env: { HOST: 'a b' }, problem: `${HOST} "a b".` },
    { env: { HOST: 'postgres://me:secret@db/x' }, problem: `${HOST} "postgres://…".` },
    { env: { LOG_LEVEL: 'verbose' }, problem: `${LEVEL} "verbose".` },
    { env: { LOG_LEVEL: 'INFO' }, problem: `${LEVEL} "INFO".` },
    { env: { TODAY: '2026-02-29' }, problem: `${DATE} "2026-02-29".` },
    { env: { TODAY: '6/4/2026' }, problem: `${DATE} "6/4/2026".` },
    { env: { TODAY: '2026-04-06T00:00' }, problem: `${DATE} "2026-04-06T00:00".` },
    { env: { TODAY: '20260406' }, problem: `${DATE} "20260406".` },
    { env: { ...oidc, OIDC_ISSUER: 'login' }, problem: `${ISSUER} "login".` },
    { env: { ...oidc, OIDC_ISSUER: 'http://a.example' }, problem: `${ISSUER} "http://a.example".` },
    { env: { ...oidc, OIDC_ISSUER: 'ftp://localhost' }, problem: `${ISSUER} "ftp://localhost".` },
    { env: { ...oidc, OIDC_ISSUER: 'https://a?b=secret' }, problem: `${ISSUER} "https://…".` },
    { env: { ...oidc, OIDC_ISSUER: 'https://a#secret' }, problem: `${ISSUER} "https://…".` },
    { env: { ...oidc, OIDC_ISSUER: 'https://u:secret@a' }, problem: `${ISSUER} "https://…".` },
    {
      env: { OIDC_ISSUER: 'https://login.example' },
      problem: 'OIDC_AUDIENCE must be set with OIDC_ISSUER, but is not.',
    },
    {
      env: { OIDC_AUDIENCE: 'ledger' },
      problem: 'OIDC_ISSUER must be set with OIDC_AUDIENCE, but is not.',
    },
    {
      env: { DATABASE_OWNER_URL: 'postgres://o:secret@db/ledger' },
      problem: 'DATABASE_OWNER_URL must not be set without DATABASE_URL, but is.',
    },
    {
      env: { DATABASE_READER_URL: 'postgres://r:secret@db/ledger' },
      problem: 'DATABASE_READER_URL must not be set without DATABASE_URL, but is.',
    },
    {
      env: { ...external, DATABASE_URL: 'mysql://u:secret@db/ledger' },
      problem: `DATABASE_URL ${URL_EXPECTED} a mysql:// URL.`,
    },
    {
      env: { ...external, DATABASE_URL: 'host=db password=secret' },
      problem: `DATABASE_URL ${URL_EXPECTED} ${HIDDEN}`,
    },
    {
      env: { ...external, DATABASE_OWNER_URL: 'postgres://' },
      problem: `DATABASE_OWNER_URL ${URL_EXPECTED} only postgres://.`,
    },
    {
      env: { ...external, DATABASE_READER_URL: 'u:secret@db' },
      problem: `DATABASE_READER_URL ${URL_EXPECTED} ${HIDDEN}`,
    },
    {
      env: { ...external, TODAY: '2026-04-06' },
      problem:
        'TODAY must not be set with DATABASE_URL, because real money needs the real date, ' +
        'but is "2026-04-06".',
    },
    ...(['OIDC_ISSUER', 'OIDC_AUDIENCE', 'SEAL_KEY_FILE', 'SEAL_DIR'] as const).map((name) => ({
      env: { ...external, [name]: undefined },
      problem: `${name} must be set with DATABASE_URL, but is not.`,
    })),
  ])('$problem', ({ env, problem }) => {
    expect(problemsOf(() => readConfig(env))).toEqual([problem]);
  });

  it('of a database stops a command too', () => {
    const wrong = { ...external, DATABASE_URL: 'mysql://db', TODAY: '2026-04-06', LOG_LEVEL: 'x' };
    expect(problemsOf(() => readDatabaseConfig(wrong))).toEqual([
      `DATABASE_URL ${URL_EXPECTED} a mysql:// URL.`,
      `${LEVEL} "x".`,
      expect.stringContaining('TODAY must not be set'),
    ]);
  });

  it('is listed with all the others, a line each', () => {
    const wrong = { PORT: 'x', HOST: ' ', TODAY: 'now', LOG_LEVEL: 'loud', OIDC_AUDIENCE: 'l' };
    expect(() => readConfig(wrong)).toThrow(
      new ConfigError([
        `${LEVEL} "loud".`,
        `${DATE} "now".`,
        `${PORT} "x".`,
        `${HOST} " ".`,
        'OIDC_ISSUER must be set with OIDC_AUDIENCE, but is not.',
      ]),
    );
    const message = 'The configuration cannot be used:\n- One.\n- Two.';
    expect(new ConfigError(['One.', 'Two.']).message).toBe(message);
  });
});

it('no password is ever shown, whichever variable a URL was put into', () => {
  const names = ['PORT', 'HOST', 'LOG_LEVEL', 'TODAY', 'OIDC_ISSUER', 'DATABASE_URL'];
  const rest = fc.string({
    unit: fc.constantFrom('a', '?', '#', '@', '/', ':', '&'),
    maxLength: 4,
  });
  const password = fc.tuple(rest, rest).map(([before, after]) => `${before}s3cr3t${after}`);
  const schemes = fc.constantFrom('postgres://', 'mysql://', 'https://', '');
  fc.assert(
    fc.property(fc.constantFrom(...names), schemes, password, (name, scheme, password) => {
      const env = { [name]: `${scheme}user:${password}@db/ledger?password=${password}` };
      expect(problemsOf(() => readConfig(env)).join()).not.toContain('s3cr3t');
    }),
  );
});
