import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../access/callers.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { DayText, Id, page, pagingBy, prose, toPage } from '../http/schemas.ts';
import { addTexts } from '../people/texts.ts';
import { Problem, notFound } from '../problem.ts';
import {
  TASK_CURSOR,
  TASK_FOR,
  TASK_KINDS,
  closeTasks,
  cursorOf,
  listTasks,
  type Task,
} from './store.ts';

export const TaskSchema = z
  .object({
    id: Id,
    kind: z.enum(TASK_KINDS),
    forKind: z.enum(TASK_FOR).meta({ description: 'Whose work it is.' }),
    state: z.enum(['open', 'closed']),
    overdue: z.boolean(),
    beneficiaryId: Id.nullable(),
    arrangementId: Id.nullable(),
    about: Id.meta({
      description: 'The record that it is about: a credit, a pay run, or what the bank answered.',
    }),
    dueOn: DayText,
    openedBy: Id,
    openedAt: z.string().meta({ format: 'date-time' }),
    closing: z
      .object({
        closedBy: Id,
        closedAt: z.string().meta({ format: 'date-time' }),
        note: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Task' });

const ById = z.object({ id: Id });

const Query = pagingBy(TASK_CURSOR).extend({
  kind: z.enum(TASK_KINDS).optional(),
  for: z.enum(TASK_FOR).optional(),
  state: z.enum(['open', 'closed']).optional(),
  overdue: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
});

const ClosingSchema = z
  .strictObject({
    note: prose(2000).optional().meta({
      description: 'What was done. Required of a task about a person, and kept with that person.',
    }),
  })
  .meta({ id: 'TaskClosing' });

const READERS = ['finance_officer', 'caseworker', 'approver', 'auditor'] as const;

/** What somebody has to see to, by a day. */
export function taskRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/tasks',
    id: 'listTasks',
    summary: 'What somebody has to see to',
    description: 'Open tasks first, in the order of the days by which they are due.',
    tag: 'Tasks',
    callers: [...READERS],
    query: Query,
    answer: page(TaskSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { for: forKind, ...asked } = query;
      return toPage(await listTasks(tx, { ...asked, forKind }), query.limit, cursorOf);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/tasks/:id',
    id: 'getTask',
    summary: 'One task, and how it ended',
    tag: 'Tasks',
    callers: [...READERS],
    params: ById,
    answer: TaskSchema,
    readOnly: true,
    handle: async ({ tx, params }) => taskOf(tx, params.id),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/tasks/:id/closing',
    id: 'closeTask',
    summary: 'Say that a task was seen to',
    description:
      'Whether money that is expected came (`credit_expected`) is for a finance officer to say.',
    tag: 'Tasks',
    callers: ['finance_officer', 'caseworker', 'approver'],
    params: ById,
    body: ClosingSchema,
    answer: TaskSchema,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body, caller }) => {
      await decideAlone(tx, `task ${params.id}`);
      const task = await taskOf(tx, params.id);
      refuseCloser(task, caller);
      await close(tx, task, body.note);
      return taskOf(tx, params.id);
    },
  });
}

async function taskOf(tx: Tx, id: string): Promise<Task> {
  const [task] = await listTasks(tx, { id });
  if (task === undefined) throw notFound();
  return task;
}

/** Who awaits money no more has looked at the bank's statement. */
function refuseCloser({ kind }: Task, caller: Caller): void {
  if (kind !== 'credit_expected' || caller.kind === 'finance_officer') return;
  throw new Problem('not-allowed', 'Only a finance officer says whether money has come.', {
    allowed: ['finance_officer'],
  });
}

async function close(tx: Tx, task: Task, note: string | undefined): Promise<void> {
  if (task.state === 'closed') {
    throw new Problem('state-does-not-allow', 'The task was closed before.', { state: 'closed' });
  }
  const { id: taskId, beneficiaryId } = task;
  refuseNote(beneficiaryId, note);
  if (beneficiaryId === null || note === undefined)
    return closeTasks(tx, [{ taskId, noteId: null }]);
  const [kept] = await addTexts(tx, [{ beneficiaryId, text: note }]);
  await closeTasks(tx, [{ taskId, noteId: kept!.id }]);
}

/** What was done about a person is said; of anything else nothing is kept. */
function refuseNote(beneficiaryId: string | null, note: string | undefined): void {
  if ((beneficiaryId === null) === (note === undefined)) return;
  const message =
    beneficiaryId === null
      ? 'The task is about no one person, so no note is kept with it. Leave it out.'
      : 'Say what was done: the task is about a person.';
  throw new Problem('invalid-request', message, { errors: [{ where: 'body.note', message }] });
}
