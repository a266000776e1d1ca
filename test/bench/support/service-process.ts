import { tmpdir } from 'node:os';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { developmentIssuer } from '../../../src/access/development-issuer.ts';
import { buildApp } from '../../../src/app.ts';
import { systemClock } from '../../../src/calendar.ts';
import { openBook } from '../../../src/database/open.ts';
import { makeLog } from '../../../src/process/log.ts';
import type { ServiceOrder } from './service.ts';

/**
 * The service as `npm start` runs it: the whole application with its log, its number of database
 * connections and its checks of tokens. Only the limit of requests a minute is lifted, because one
 * caller sends what thousands would.
 */
const { databaseUrl, authority, keysDir } = JSON.parse(process.argv[2] ?? '') as ServiceOrder;

const book = await openBook(
  { mode: 'external', databaseUrl, logLevel: 'info', sealKeyFile: null, sealDir: null },
  { onProgress: () => {} },
);
const issuer = await developmentIssuer({
  keysDir,
  issuerUrl: 'http://127.0.0.1/development-issuer',
  audience: 'ledger',
});
const app = await buildApp({
  client: book.service,
  checker: issuer.checker,
  clock: systemClock(),
  sealNow: async () => {},
  sealKeyText: () => '',
  bundlesDir: tmpdir(),
  logger: makeLog('info'),
  requestsPerMinute: 1_000_000_000,
});
await app.listen({ port: 0, host: '127.0.0.1' });
const user = { sub: 'finance', kind: 'finance_officer', authorities: [authority] } as const;
process.send?.({
  port: (app.server.address() as AddressInfo).port,
  token: await issuer.sign(user),
});
await once(process, 'message');
await app.close();
await book.close();
process.disconnect?.();
