import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { noteRules } from '../law/store.ts';
import type { Rule } from '../law/rules.ts';

export type MoveKind = 'authority' | 'nhs_body';
export type Direction = 'out' | 'in';

/** A move to put on record, with the days that were counted from it. */
export interface NewMove {
  readonly beneficiaryId: string;
  readonly budgetId: string;
  readonly what: MoveKind;
  readonly direction: Direction;
  /** The other authority or NHS body. */
  readonly otherBody: string;
  readonly learntOn: string;
  readonly movedOn: string;
  readonly transferBy: string;
  readonly letterBy: string;
}

/** A move as it stands in the book. */
export interface Move extends NewMove {
  readonly id: string;
  readonly recordedBy: string;
}

/** The fields that the digest of a recorded move covers, in order. */
export function moveFields(move: Move): string[] {
  return [
    'move-1',
    move.id,
    move.beneficiaryId,
    move.budgetId,
    move.what,
    move.direction,
    move.otherBody,
    move.learntOn,
    move.movedOn,
    move.transferBy,
    move.letterBy,
    move.recordedBy,
  ];
}

/**
 * Puts moves on record as a set, each with its decision in the journal and the versions of the
 * rules by which its days were counted. @returns their ids in the order given.
 */
export async function addMoves(
  tx: Tx,
  moves: readonly NewMove[],
  rules: readonly Rule[],
): Promise<string[]> {
  const recorded = moves.map((move) => ({ ...move, id: randomUUID(), recordedBy: tx.scope.user }));
  const entryIds = await recordDecisions(
    tx,
    recorded.map((move) => ({
      key: `move:${move.id}`,
      reason: 'move_recorded',
      fields: moveFields(move),
    })),
  );
  await noteRules(tx, entryIds, rules);
  const rows = recorded.map((move, n) => ({ ...move, entryId: entryIds[n] }));
  await tx.sql`
    insert into moves (id, beneficiary_id, budget_id, what, direction, other_body, learnt_on,
      moved_on, transfer_by, letter_by, recorded_by, entry_id)
    select id, "beneficiaryId", "budgetId", what, direction, "otherBody", "learntOn", "movedOn",
      "transferBy", "letterBy", "recordedBy", "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as m(id uuid,
      "beneficiaryId" uuid, "budgetId" uuid, what text, direction text, "otherBody" text,
      "learntOn" date, "movedOn" date, "transferBy" date, "letterBy" date, "recordedBy" uuid,
      "entryId" bigint)`;
  return recorded.map((move) => move.id);
}

/** A move of the same kind on the same day that is on record already, or undefined. */
export async function sameMove(
  tx: Tx,
  { budgetId, what, movedOn }: Pick<NewMove, 'budgetId' | 'what' | 'movedOn'>,
): Promise<string | undefined> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from moves
    where budget_id = ${budgetId} and what = ${what} and moved_on = ${movedOn}::date`;
  return row?.id;
}

/** A move as it is listed. */
export interface ListedMove extends Move {
  /** Whether its letter is still to be written, or days after it are still to be paid for. */
  readonly open: boolean;
}

/** Moves that the caller may see: one, or newest first after one. */
export async function movesBy(
  tx: Tx,
  by:
    | { readonly id: string }
    | {
        readonly openOnly: boolean;
        readonly after: { readonly movedOn: string; readonly id: string } | undefined;
        readonly limit: number;
      },
): Promise<ListedMove[]> {
  const { sql } = tx;
  const only =
    'id' in by
      ? sql`m.id = ${by.id}`
      : sql`${by.openOnly ? isOpen(tx) : sql`true`} ${
          by.after === undefined
            ? sql``
            : sql`and (m.moved_on, m.id) < (${by.after.movedOn}::date, ${by.after.id}::uuid)`
        }`;
  return sql<ListedMove[]>`
    select m.id, m.beneficiary_id as "beneficiaryId", m.budget_id as "budgetId", m.what,
      m.direction, m.other_body as "otherBody", m.learnt_on as "learntOn",
      m.moved_on as "movedOn", m.transfer_by as "transferBy", m.letter_by as "letterBy",
      m.recorded_by as "recordedBy", ${isOpen(tx)} as open
    from moves m where ${only}
    order by m.moved_on desc, m.id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

/**
 * A move out is open while a day after it is still to be paid for by what leaves with it: the whole
 * budget with an authority, the health shares with an NHS body. What the end itself left to pay is
 * for days before it. Every move is open until the day of its letter has passed.
 */
function isOpen({ sql, scope }: Tx) {
  return sql`(m.letter_by >= ${scope.today.toString()}::date or (m.direction = 'out' and exists (
    select from arrangements a
    join instalments i on i.arrangement_id = a.id
    join agreements g on g.id = i.agreement_id
    where a.budget_id = m.budget_id and i.period_to >= m.moved_on
      and (g.without_notice is distinct from 'moved' or g.effective_on < m.moved_on)
      and not exists (select from replaced_instalments r where r.instalment_id = i.id)
      and not exists (select from pay_run_items p
        join pay_run_releases l on l.pay_run_id = p.pay_run_id where p.instalment_id = i.id)
      and (m.what = 'authority' or exists (select from instalment_shares x
        join shares s on s.id = x.share_id
        where x.instalment_id = i.id and s.source = 'health' and x.amount > 0)))))`;
}
