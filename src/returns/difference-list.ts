import type { Tx, Fragment } from '../database/transactions.ts';
import { differencesNow, type WHAT_DIFFERS } from './difference-store.ts';

export const DIFFERENCE_STATES = ['open', 'explained', 'corrected', 'dropped'] as const;
export type DifferenceState = (typeof DIFFERENCE_STATES)[number];

export interface DifferenceRow {
  readonly id: string;
  readonly returnId: string;
  readonly arrangementId: string | null;
  readonly what: (typeof WHAT_DIFFERS)[number];
  readonly expected: string;
  readonly found: string;
  readonly difference: string;
  readonly ownerId: string;
  readonly dueOn: string;
  readonly state: DifferenceState;
  readonly overdue: boolean;
  readonly steps: readonly {
    readonly step: 'handed_over' | 'explained' | 'corrected';
    readonly ownerId: string | null;
    readonly note: string | null;
    readonly by: string;
    readonly at: string;
    readonly entry: string;
  }[];
}

export interface DifferencesBy {
  readonly id?: string | undefined;
  readonly owner?: string | undefined;
  readonly state?: DifferenceState | undefined;
  readonly what?: string | undefined;
  readonly returnId?: string | undefined;
  /** A day and an identifier, as `DAY_ID`. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly today: string;
}

/**
 * Differences, the soonest due first. One that is open is dropped when its return is sent back or
 * replaced: the next return is checked anew.
 */
export async function listDifferences(tx: Tx, by: DifferencesBy): Promise<DifferenceRow[]> {
  const { sql } = tx;
  const [day, id] = by.after?.split('_') ?? [];
  const only = (wanted: string | undefined, condition: Fragment): Fragment =>
    wanted === undefined ? sql`` : sql`and ${condition}`;
  return sql<DifferenceRow[]>`
    select d.id, d.return_id as "returnId", d.arrangement_id as "arrangementId", d.what,
      d.expected::text as expected, d.found::text as found,
      (d.found - d.expected)::text as difference, d.owner as "ownerId", d.due_on as "dueOn", d.state,
      d.state = 'open' and d.due_on < ${by.today}::date as overdue,
      coalesce((select jsonb_agg(jsonb_build_object('step', s.step, 'ownerId', s.owner_id,
        'note', s.note, 'by', s.by, 'at', to_json(s.at) #>> '{}', 'entry', s.entry_id::text)
        order by s.seq) from difference_steps s where s.difference_id = d.id), '[]') as steps
    from (${withState(tx)}) as d
    where true ${only(by.id, sql`d.id = ${by.id ?? null}`)}
      ${only(by.owner, sql`d.owner = ${by.owner ?? null}`)}
      ${only(by.state, sql`d.state = ${by.state ?? null}`)}
      ${only(by.what, sql`d.what = ${by.what ?? null}`)}
      ${only(by.returnId, sql`d.return_id = ${by.returnId ?? null}`)}
      ${id === undefined ? sql`` : sql`and (d.due_on, d.id) > (${day!}::date, ${id}::uuid)`}
    order by d.due_on, d.id limit ${by.limit + 1}`;
}

const withState = ({ sql }: Tx): Fragment => sql`
  select f.*, coalesce((select s.owner_id from difference_steps s
      where s.difference_id = f.id and s.owner_id is not null order by s.seq desc limit 1),
      f.owner_id) as owner,
    coalesce((select s.step from difference_steps s
        where s.difference_id = f.id and s.step <> 'handed_over' order by s.seq desc limit 1),
      case when exists (select from holders_returns n where n.replaces = f.return_id)
        or exists (select from return_decisions r where r.return_id = f.return_id
          and r.outcome = 'sent_back') then 'dropped' end, 'open') as state
  from return_differences f`;

/** What of a difference is still there when it is looked at again; undefined where it is gone. */
export async function stillDiffers(
  tx: Tx,
  one: Pick<DifferenceRow, 'returnId' | 'arrangementId' | 'what'>,
): Promise<{ expected: string; found: string } | undefined> {
  const [row] = await tx.sql<{ expected: string; found: string }[]>`
    select expected::numeric(14, 2)::text as expected, found::numeric(14, 2)::text as found
    from (${differencesNow(tx, one.returnId)}) as n
    where n.what = ${one.what} and n.arrangement_id is not distinct from ${one.arrangementId}::uuid`;
  return row;
}
