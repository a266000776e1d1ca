import type { Tx } from '../database/transactions.ts';

/** What tasks are about. */
export const TASK_KINDS = [
  'beneficiary_deceased',
  'bank_details_returned',
  'account_details_advised',
  'credit_expected',
  'file_rejected',
  'return_not_covered',
  'answer_unclear',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Whose work a task is. */
export const TASK_FOR = ['finance_officer', 'caseworker', 'approver'] as const;
export type TaskFor = (typeof TASK_FOR)[number];

export interface NewTask {
  readonly kind: TaskKind;
  readonly forKind: TaskFor;
  readonly beneficiaryId: string | null;
  readonly arrangementId: string | null;
  /** The id of the record that it is about; a kind of task is opened once for each. */
  readonly about: string;
  /** A date as text. */
  readonly dueOn: string;
}

/** Opens tasks, as a set; one that was opened for the same record before stays as it is. */
export async function openTasks(tx: Tx, tasks: readonly NewTask[]): Promise<void> {
  if (tasks.length === 0) return;
  await tx.sql`
    insert into tasks (kind, for_kind, beneficiary_id, arrangement_id, about, due_on, opened_by)
    select kind, "forKind", "beneficiaryId", "arrangementId", about, "dueOn", ${tx.scope.user}
    from jsonb_to_recordset(${JSON.stringify(tasks)}::text::jsonb) as t(kind text, "forKind" text,
      "beneficiaryId" uuid, "arrangementId" uuid, about uuid, "dueOn" date)
    on conflict (kind, about) do nothing`;
}

export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  readonly forKind: TaskFor;
  readonly state: 'open' | 'closed';
  readonly overdue: boolean;
  readonly beneficiaryId: string | null;
  readonly arrangementId: string | null;
  readonly about: string;
  readonly dueOn: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly closing: { closedBy: string; closedAt: string; note: string | null } | null;
}

export interface TasksAsked {
  readonly id?: string;
  readonly kind?: TaskKind | undefined;
  readonly forKind?: TaskFor | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly overdue?: boolean | undefined;
  /** `STATE_DAY_ID` of the last task of the page before, the state 0 for open. */
  readonly after?: string | undefined;
  readonly limit?: number;
}

/** The cursor of a list of tasks. */
export const TASK_CURSOR = /^[01]_\d{4}-\d\d-\d\d_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const cursorOf = ({ state, dueOn, id }: Task): string =>
  `${state === 'open' ? 0 : 1}_${dueOn}_${id}`;

/** Tasks, open ones first and by the day on which they are due; one more than asked for. */
export async function listTasks(tx: Tx, asked: TasksAsked): Promise<Task[]> {
  const { sql } = tx;
  const today = tx.scope.today.toString();
  const [closed, dueOn, id] = asked.after?.split('_') ?? [];
  const after =
    id === undefined
      ? sql``
      : sql`and ((c.task_id is not null)::int, t.due_on, t.id)
          > (${Number(closed)}::int, ${dueOn!}::date, ${id}::uuid)`;
  return sql<Task[]>`
    select t.id, t.kind, t.for_kind as "forKind", t.beneficiary_id as "beneficiaryId",
      t.arrangement_id as "arrangementId", t.about, t.due_on as "dueOn",
      t.opened_by as "openedBy", to_json(t.opened_at) #>> '{}' as "openedAt",
      case when c.task_id is null then 'open' else 'closed' end as state,
      c.task_id is null and t.due_on < ${today}::date as overdue,
      case when c.task_id is not null then jsonb_build_object('closedBy', c.closed_by,
        'closedAt', c.closed_at, 'note', x.text) end as closing
    from tasks t
    left join task_closings c on c.task_id = t.id
    left join texts x on x.id = c.note_id
    where true
      ${asked.id === undefined ? sql`` : sql`and t.id = ${asked.id}`}
      ${asked.kind === undefined ? sql`` : sql`and t.kind = ${asked.kind}`}
      ${asked.forKind === undefined ? sql`` : sql`and t.for_kind = ${asked.forKind}`}
      ${asked.state === undefined ? sql`` : sql`and (c.task_id is null) = ${asked.state === 'open'}`}
      ${
        asked.overdue === undefined
          ? sql``
          : sql`and (c.task_id is null and t.due_on < ${today}::date) = ${asked.overdue}`
      }
      ${after}
    order by (c.task_id is not null)::int, t.due_on, t.id
    limit ${asked.limit === undefined ? null : asked.limit + 1}`;
}

/** Records that tasks were seen to, as a set. */
export async function closeTasks(
  tx: Tx,
  closings: readonly { taskId: string; noteId: string | null }[],
): Promise<void> {
  await tx.sql`
    insert into task_closings (task_id, note_id, closed_by)
    select "taskId", "noteId", ${tx.scope.user}
    from jsonb_to_recordset(${JSON.stringify(closings)}::text::jsonb)
      as c("taskId" uuid, "noteId" uuid)`;
}
