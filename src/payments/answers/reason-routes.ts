import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Day, DayText, Id, line } from '../../http/schemas.ts';
import { Problem, refuseFaults } from '../../problem.ts';

const facts = {
  scheme: z.enum(['pain_002', 'arucs', 'awacs']),
  code: z
    .string()
    .regex(/^[A-Z0-9]{1,4}$/, 'A code is one to four capitals or digits.')
    .meta({ examples: ['AC04'] }),
  meaning: line(200),
  follows: z.enum(['pay_again', 'correct_details', 'stop_payments', 'ask']).meta({
    description:
      'Whether the payment is simply due again, waits for other bank details, stops all payments for the person, or is only asked about.',
  }),
  source: line(300),
  confidence: z.enum(['verified', 'secondary', 'analogous', 'memory', 'local']),
};

const ReasonSchema = z.object({ id: Id, ...facts, effectiveOn: DayText }).meta({
  id: 'ReturnReason',
});
const NewReasonSchema = z.strictObject({ ...facts, effectiveOn: Day }).meta({
  id: 'NewReturnReason',
});

/** What each reason of a bank means and what follows from it, by the day from which it holds. */
export function reasonRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/return-reasons',
    id: 'listReturnReasons',
    summary: 'What the reasons of banks mean, and what follows from each',
    description: 'Every version. Of each code the latest whose day has come holds.',
    tag: 'Payments',
    callers: ['administrator', 'finance_officer', 'approver', 'auditor'],
    answer: z.object({ items: z.array(ReasonSchema) }),
    readOnly: true,
    handle: async ({ tx }) => ({ items: await reasons(tx) }),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/return-reasons',
    id: 'addReturnReason',
    summary: 'Add a reason of banks, or what follows from it from a later day on',
    description:
      'Nothing is overwritten, and what was answered before stays as it was: a version begins today or later.',
    tag: 'Payments',
    callers: ['administrator'],
    body: NewReasonSchema,
    answer: ReasonSchema,
    status: 201,
    moves: true,
    problems: ['already-exists'],
    handle: async ({ tx, body, clock }) => {
      const today = clock.today();
      refuseFaults(
        'invalid-request',
        'The reason cannot be added.',
        Temporal.PlainDate.compare(body.effectiveOn, today) < 0
          ? [
              {
                where: 'body.effectiveOn',
                message: `Expected ${today.toString()} or later. Found ${body.effectiveOn.toString()}.`,
              },
            ]
          : [],
      );
      const [added] = await reasons(tx, await addReason(tx, body));
      return added;
    },
  });
}

/** All reasons in order, or one. There are some dozens. */
function reasons(tx: Tx, id?: string): Promise<z.output<typeof ReasonSchema>[]> {
  return tx.sql`
    select id, scheme, code, effective_on as "effectiveOn", meaning, follows, source, confidence
    from return_reasons where ${id === undefined ? tx.sql`true` : tx.sql`id = ${id}`}
    order by scheme, code, effective_on limit 2000`;
}

async function addReason(tx: Tx, body: z.output<typeof NewReasonSchema>): Promise<string> {
  const { scheme, code, meaning, follows, source, confidence } = body;
  const [added] = await tx.sql<{ id: string }[]>`
    insert into return_reasons (scheme, code, effective_on, meaning, follows, source, confidence,
      recorded_by)
    values (${scheme}, ${code}, ${body.effectiveOn.toString()}, ${meaning}, ${follows}, ${source},
      ${confidence}, ${tx.scope.user})
    on conflict (scheme, code, effective_on) do nothing returning id`;
  if (added !== undefined) return added.id;
  throw new Problem('already-exists', 'There is a version of this reason for that day.');
}
