import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { callers } from './access/callers.ts';
import { readLog } from './access/reads.ts';
import type { TokenChecker } from './access/tokens.ts';
import type { Clock } from './calendar.ts';
import type { Client } from './database/connections.ts';
import { addHealth } from './http/health.ts';
import { addReference } from './http/reference.ts';
import { handleErrors, refuseAddress } from './http/errors.ts';
import { readJsonStrictly } from './http/json-body.ts';
import { RequestLog } from './http/request-log.ts';
import type { Services } from './http/route.ts';
import { Problem } from './problem.ts';
import { userRoutes } from './access/user-routes.ts';
import { budgetRoutes } from './budgets/routes.ts';
import { contributionRoutes } from './contributions/routes.ts';
import { lawRoutes } from './law/routes.ts';
import { requestRoutes } from './requests/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { reviewRoutes } from './reviews/routes.ts';
import { diaryRoutes } from './diary/routes.ts';
import { moveRoutes } from './moves/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { scopeRoutes } from './scope/routes.ts';
import { sectionJRoutes } from './section-j/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { payeeRoutes } from './payees/routes.ts';
import { answerRoutes } from './payments/answers/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { exportRoutes } from './export/routes.ts';
import { publishedRoutes } from './published/routes.ts';
import { generalLedgerRoutes } from './general-ledger/routes.ts';
import { nationalReturnRoutes } from './national-returns/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { taskRoutes } from './tasks/routes.ts';
import { statementRoutes } from './statements/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { brokerRoutes } from './brokers/routes.ts';
import { returnRoutes } from './returns/routes.ts';
import { liabilityRoutes } from './liabilities/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { partnerRoutes } from './partners/routes.ts';
import { fundRoutes } from './funds/routes.ts';
import { yearEndRoutes } from './year-ends/routes.ts';
import { transferRoutes } from './transfers/routes.ts';
import { reconciliationRoutes } from './reconciliation/routes.ts';

export interface AppOptions {
  readonly client: Client;
  /**
   * Connections for writing down who was shown what. Whoever is sent something piece by piece holds
   * one of `client` meanwhile, so that all of those could wait for one more: without connections of
   * their own only as many may read at once as there are, less one.
   */
  readonly readings?: Client;
  readonly checker: TokenChecker;
  readonly clock: Clock;
  readonly sealNow: () => Promise<void>;
  readonly sealKeyText: (authority: string) => string;
  /** Signs a text as a note; left out where there is no key. */
  readonly signNote?: (authority: string, text: string) => string;
  /** Where audit bundles are made and kept. */
  readonly bundlesDir: string;
  readonly logger?: FastifyBaseLogger;
  /** The development issuer's routes, on the embedded default only. */
  readonly issuer?: FastifyPluginAsync;
  /** Requests a caller may make in a minute. */
  readonly requestsPerMinute?: number;
}

const BODY_LIMIT_BYTES = 1_048_576;
const REQUEST_TIMEOUT_MS = 120_000;

/** The whole service as one function: plugins and rooms, in order. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    logController: new RequestLog(),
    genReqId: () => randomUUID(),
    frameworkErrors: refuseAddress,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  readJsonStrictly(app);
  await app.register(helmet, { global: true });
  await app.register(rateLimit, {
    max: options.requestsPerMinute ?? 1200,
    timeWindow: '1 minute',
    // A caller is a token; without one, an address.
    keyGenerator: (request) => request.headers.authorization ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('too-many-requests', 'You have sent more requests than are taken in a minute.', {
        retryAfter: Math.ceil(ttl / 1000),
      }),
  });
  handleErrors(app);
  await addReference(app);
  addHealth(app, options.client);
  if (options.issuer !== undefined) await app.register(options.issuer);

  const services: Services = {
    client: options.client,
    callers: callers(options),
    clock: options.clock,
    noteRead: readLog(options.readings ?? options.client, options.clock),
    sealNow: options.sealNow,
    sealKeyText: options.sealKeyText,
    signNote: options.signNote ?? null,
    bundlesDir: options.bundlesDir,
  };
  for (const room of ROOMS) room(app, services);
  return app;
}

/** The rooms, in the order of the reference. */
const ROOMS: readonly ((app: FastifyInstance, services: Services) => void)[] = [
  userRoutes,
  peopleRoutes,
  requestRoutes,
  payeeRoutes,
  budgetRoutes,
  sectionJRoutes,
  documentRoutes,
  reviewRoutes,
  diaryRoutes,
  moveRoutes,
  importRoutes,
  scopeRoutes,
  lawRoutes,
  paymentRoutes,
  contributionRoutes,
  brokerRoutes,
  returnRoutes,
  liabilityRoutes,
  orderRoutes,
  transferRoutes,
  partnerRoutes,
  fundRoutes,
  yearEndRoutes,
  answerRoutes,
  taskRoutes,
  statementRoutes,
  reconciliationRoutes,
  ledgerRoutes,
  exportRoutes,
  generalLedgerRoutes,
  reportRoutes,
  auditRoutes,
  nationalReturnRoutes,
  publishedRoutes,
];
