import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage, UUID_FORM } from '../http/schemas.ts';

const UserSchema = z
  .object({
    id: Id,
    issuer: z.string(),
    subject: z.string().meta({ description: 'What the issuer calls the user.' }),
    firstSeenAt: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'User' });

/** Who has signed in so far: so that a limit is set for, and an entry read as, the right person. */
export function userRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/users',
    id: 'listUsers',
    summary: 'Who has signed in, or one of them by what the issuer calls them',
    description:
      'A user is known from the first request on. What they may do is in their token and not here.',
    tag: 'Access',
    callers: ['administrator', 'auditor'],
    query: pagingBy(UUID_FORM).extend({ subject: z.string().max(200).optional() }),
    answer: page(UserSchema),
    readOnly: true,
    handle: async ({ tx, query: { after, limit, subject } }) => {
      const rows = await tx.sql<z.output<typeof UserSchema>[]>`
        select id, issuer, subject, to_char(first_seen_at at time zone 'UTC',
          'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "firstSeenAt"
        from users
        where ${after === undefined ? tx.sql`true` : tx.sql`id > ${after}::uuid`}
          and ${subject === undefined ? tx.sql`true` : tx.sql`subject = ${subject}`}
        order by id limit ${limit + 1}`;
      return toPage(rows, limit, (row) => row.id);
    },
  });
}
