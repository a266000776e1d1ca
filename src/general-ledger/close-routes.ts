import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Day } from '../http/schemas.ts';
import { closedThrough } from '../ledger/periods.ts';
import { faultsOfDate } from '../ledger/rules.ts';
import { refuseFaults } from '../problem.ts';
import { lookBeforeClose } from './close-check.ts';
import { READERS, TAG } from './code-routes.ts';
import { CloseCheckSchema } from './schemas.ts';

/** What is to be done before the books are closed. */
export function closeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/general-ledger/close-check',
    id: 'checkBeforeClose',
    summary: 'What is not done yet before the books are closed through a day',
    description: `Each with how many, how much, and where they are listed. It keeps nobody from closing:
      \`POST /period-closings\` closes the books. Through 31 March it has the accruals of the year too.`,
    tag: TAG,
    callers: READERS,
    query: z.object({ through: Day }),
    answer: CloseCheckSchema,
    readOnly: true,
    handle: async ({ tx, query: { through }, clock }) => {
      const faults = faultsOfDate(through, clock.today());
      refuseFaults(
        'invalid-request',
        'The books cannot be closed through that day.',
        faults.map((fault) => ({ ...fault, where: 'query.through' })),
      );
      const items = await lookBeforeClose(tx, through);
      return {
        through: through.toString(),
        closedThrough: await closedThrough(tx),
        open: items.filter((item) => !item.done).length,
        items,
      };
    },
  });
}
