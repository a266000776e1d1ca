import { randomUUID } from 'node:crypto';
import type { Tx, Fragment } from '../database/transactions.ts';
import { letGoBelowZero } from '../ledger/below-zero.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';

export const CAUSES = ['payment_late', 'emergency', 'wages_due', 'correction'] as const;
export const STATES = ['in_force', 'overdue', 'to_be_ended', 'ended'] as const;

/** An exception to allow: by how much an arrangement's money may go below zero, and on which days. */
export interface NewOverdrawing {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly cause: (typeof CAUSES)[number];
  readonly most: string;
  readonly fromOn: string;
  readonly untilOn: string;
  /** In words; kept apart from the journal. */
  readonly reasons: string;
}

/** The fields that the digest of an overdrawing covers, in order; they take the reasons' salt. */
export const overdrawingFields = (
  one: Omit<NewOverdrawing, 'beneficiaryId'> & { id: string; allowedBy: string },
): string[] => [
  'overdrawing-1',
  one.id,
  one.arrangementId,
  one.cause,
  one.most,
  one.fromOn,
  one.untilOn,
  one.allowedBy,
  one.reasons,
];

/** The fields that the digest of an overdrawing's ending covers, in order. */
export const overdrawingEndingFields = (one: { id: string; endedBy: string }): string[] => [
  'overdrawing-ending-1',
  one.id,
  one.endedBy,
];

/**
 * Allows overdrawings, as a set, at most one an arrangement: from here on the guard lets what is
 * held under them go below zero. @returns their ids in the order given
 */
export async function allowOverdrawings(
  tx: Tx,
  list: readonly NewOverdrawing[],
): Promise<string[]> {
  const allowedBy = tx.scope.user;
  const texts = await addTexts(
    tx,
    list.map(({ beneficiaryId, reasons }) => ({ beneficiaryId, text: reasons })),
  );
  const rows = list.map((one) => ({ ...one, id: randomUUID() as string }));
  const entries = await recordDecisions(
    tx,
    rows.map((row, n) => ({
      key: `overdrawing:${row.id}`,
      reason: `overdrawing_${row.cause}`,
      fields: overdrawingFields({ ...row, allowedBy }),
      salt: texts[n]!.salt,
    })),
  );
  const input = rows.map((row, n) => ({ ...row, reasonsId: texts[n]!.id, entryId: entries[n] }));
  await tx.sql`
    insert into overdrawings (id, arrangement_id, beneficiary_id, cause, most, from_on, until_on,
      reasons_id, allowed_by, entry_id)
    select id, "arrangementId", "beneficiaryId", cause, most, "fromOn", "untilOn", "reasonsId",
      ${allowedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as o(id uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, cause text, most numeric, "fromOn" date,
      "untilOn" date, "reasonsId" uuid, "entryId" bigint)`;
  await letGoBelowZero(
    tx,
    rows.map((row) => row.arrangementId),
    true,
  );
  return rows.map((row) => row.id);
}

/** Ends overdrawings whose money is back, as a set: the guard holds again. */
export async function endOverdrawings(
  tx: Tx,
  list: readonly { readonly id: string; readonly arrangementId: string }[],
): Promise<void> {
  const endedBy = tx.scope.user;
  const entries = await recordDecisions(
    tx,
    list.map(({ id }) => ({
      key: `overdrawing_ending:${id}`,
      reason: 'overdrawing_ended',
      fields: overdrawingEndingFields({ id, endedBy }),
    })),
  );
  const input = list.map(({ id }, n) => ({ id, entryId: entries[n] }));
  await tx.sql`
    insert into overdrawing_endings (overdrawing_id, ended_by, entry_id)
    select id, ${endedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as e(id uuid, "entryId" bigint)`;
  await letGoBelowZero(
    tx,
    list.map((one) => one.arrangementId),
    false,
  );
}

export interface Overdrawing extends NewOverdrawing {
  readonly id: string;
  readonly state: (typeof STATES)[number];
  /** By how much shares are below zero now, all of them together. */
  readonly belowZero: string;
  readonly allowedBy: string;
  readonly allowedAt: string;
  readonly endedBy: string | null;
  readonly endedAt: string | null;
  readonly entry: string;
}

type Which =
  | { readonly id: string }
  | { readonly arrangementId: string }
  | {
      readonly state?: Overdrawing['state'] | undefined;
      readonly after?: string | undefined;
      readonly limit: number;
    };

const MOST = 200;

/** Overdrawings, the last that was allowed first: one, of an arrangement, or of all in a state. */
export async function overdrawingsBy(tx: Tx, by: Which): Promise<Overdrawing[]> {
  const { sql } = tx;
  const which =
    'id' in by
      ? sql`o.id = ${by.id}`
      : 'arrangementId' in by
        ? sql`o.arrangement_id = ${by.arrangementId}`
        : by.after === undefined
          ? sql`true`
          : sql`o.entry_id < ${by.after}::bigint`;
  const state = 'state' in by && by.state !== undefined ? sql`state = ${by.state}` : sql`true`;
  return sql<Overdrawing[]>`
    select * from (
      select o.id, o.arrangement_id as "arrangementId", o.beneficiary_id as "beneficiaryId",
        o.cause, o.most, o.from_on as "fromOn", o.until_on as "untilOn", t.text as reasons,
        ${stateOf(tx)} as state, b.below::text as "belowZero", o.allowed_by as "allowedBy",
        to_json(o.allowed_at) #>> '{}' as "allowedAt", e.ended_by as "endedBy",
        to_json(e.ended_at) #>> '{}' as "endedAt", o.entry_id as entry
      from overdrawings o
      join texts t on t.id = o.reasons_id
      left join overdrawing_endings e on e.overdrawing_id = o.id
      cross join lateral (${belowZeroNow(tx)}) as b
      where ${which}
    ) as listed where ${state}
    order by entry desc limit ${'limit' in by ? by.limit + 1 : MOST}`;
}

const stateOf = ({ sql, scope }: Tx): Fragment => sql`case
  when e.overdrawing_id is not null then 'ended'
  when o.until_on >= ${scope.today.toString()}::date then 'in_force'
  when b.below > 0 then 'overdue' else 'to_be_ended' end`;

/**
 * By how much the shares of arrangement `o.arrangement_id` are below zero: today, or once all has
 * taken effect that is posted ahead, whichever is lower for a share.
 */
const belowZeroNow = ({ sql, scope }: Tx): Fragment => sql`
  select coalesce(sum(greatest(-least(g.balance, g.balance - m.ahead), 0.00)), 0.00) as below
  from accounts a
  join account_classes c on c.id = a.class and c.kind = 'held'
  join account_balances g on g.account_id = a.id
  cross join lateral (
    select coalesce(sum(amount), 0.00) as ahead from (
      select amount from transfers
      where to_account = a.id and effective_on > ${scope.today.toString()}::date
      union all
      select -amount from transfers
      where from_account = a.id and effective_on > ${scope.today.toString()}::date) as each
  ) as m
  where a.arrangement_id = o.arrangement_id`;
