import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { inTransaction, type Tx } from '../database/transactions.ts';
import { describe } from '../http/errors.ts';
import { addRoute, type Services } from '../http/route.ts';
import { page, toPage } from '../http/schemas.ts';
import { Problem, notFound } from '../problem.ts';
import { listBundles } from './bundle-store.ts';
import { fileRoutes } from './file-routes.ts';
import { stateOfFolder, type StateOnDisk } from './kept-files.ts';
import { bundleMaker, type BundleMaker } from './making.ts';
import { BundleSchema, BundleStateSchema, BundlesQuery, ById, TAKERS } from './schemas.ts';

/** More than this is not a use of it. */
const MOST_UNDER_WAY = 5;

/** Audit bundles: the books to take away, as one signed file. */
export function auditRoutes(app: FastifyInstance, services: Services): void {
  const { client, clock, sealNow, signNote, bundlesDir } = services;
  const maker =
    signNote === null
      ? null
      : bundleMaker({
          client,
          clock,
          sealNow,
          signNote,
          bundlesDir,
          tell: (sentence) => app.log.info(sentence),
          onError: (error) =>
            app.log.error({ failure: describe(error) }, 'an audit bundle could not be made'),
        });
  app.addHook('onClose', async () => maker?.stop());
  askRoute(app, services, maker);
  lookRoutes(app, services, maker);
  fileRoutes(app, services);
}

function askRoute(app: FastifyInstance, services: Services, maker: BundleMaker | null): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/audit-bundles',
    id: 'askForAuditBundle',
    summary: 'Have an audit bundle made',
    description: `It is made in the background, of one snapshot of the books that is taken when its turn
      comes; \`GET\` of its address says how far it is. Its file is kept for a day. If the service is
      stopped while it makes it, it goes on when it starts again.`,
    tag: 'Audit',
    callers: TAKERS,
    answer: BundleStateSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ caller, reply, clock }) => {
      if (maker === null) throw withoutKey();
      if (maker.underWay >= MOST_UNDER_WAY) throw tooMany();
      const id = randomUUID();
      const today = clock.today().toString();
      const name = `audit-${caller.scope.authority}-${today}-${id.slice(0, 8)}.zip`;
      const { authority, user, kind } = caller.scope;
      const order = { id, name, authority, user, kind, askedAt: clock.now().toString() };
      onceAnswered(reply, () => maker.begin(order));
      return { id, state: 'waiting', rows: 0, of: 0, bytes: 0, bundle: null };
    },
  });
}

/** Begins once the request's transaction has ended well: what was refused must not be made. */
function onceAnswered(reply: FastifyReply, begin: () => void): void {
  let begun = false;
  const answered = (): void => {
    if (begun || reply.statusCode !== 201) return;
    begun = true;
    begin();
  };
  reply.raw.once('finish', answered);
  reply.raw.once('close', answered);
}

const withoutKey = (): Problem =>
  new Problem('state-does-not-allow', 'This service has no key to sign a bundle with.');

const tooMany = (): Problem =>
  new Problem(
    'state-does-not-allow',
    `${MOST_UNDER_WAY} bundles are being made already. Wait for one of them to be whole.`,
  );

function lookRoutes(app: FastifyInstance, services: Services, maker: BundleMaker | null): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/audit-bundles',
    id: 'listAuditBundles',
    summary: 'The audit bundles that were taken, the latest first',
    tag: 'Audit',
    callers: TAKERS,
    query: BundlesQuery,
    answer: page(BundleSchema),
    readOnly: true,
    handle: async ({ tx, query: { after, limit } }) =>
      toPage(
        await listBundles(tx, { after, limit }),
        limit,
        ({ takenAt, id }) => `${takenAt}_${id}`,
      ),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/audit-bundles/:id',
    id: 'getAuditBundle',
    summary: 'An audit bundle, or how far it is',
    tag: 'Audit',
    callers: TAKERS,
    params: ById,
    answer: BundleStateSchema,
    ownTransactions: true,
    handle: async ({ params: { id, authority }, caller }) => {
      // What is being made is looked at first and the record last: between them it may become whole.
      const making = maker?.find(id, authority);
      const before = making?.state;
      const kept = await stateOfFolder(services.bundlesDir, id, authority);
      const read = (tx: Tx) => listBundles(tx, { id });
      const [bundle = null] = await inTransaction(services.client, caller.scope, read, {
        readOnly: true,
      });
      const state = stateOf(before, kept, bundle !== null);
      const { rows = 0, of = 0, bytes = 0 } = making?.progress ?? {};
      return { id, state, rows, of, bytes: Number(bundle?.bytes ?? bytes), bundle };
    },
  });
}

/** @throws Problem if nobody knows of such a bundle */
function stateOf(making: string | undefined, kept: StateOnDisk, isTaken: boolean): string {
  if (making !== undefined && making !== 'whole') return making;
  // What another process makes has its record a moment before its end.
  if (kept === 'making' || kept === 'interrupted') return kept;
  if (isTaken) return kept;
  throw notFound();
}
