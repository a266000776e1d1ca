import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { toText, type Decimal } from '../money.ts';
import type { Cause, LiabilityKind } from './rules.ts';

/** So much more that the holder owes because of an assistant, or (below zero) so much less. */
export interface NewMovement {
  readonly arrangementId: string;
  readonly kind: LiabilityKind;
  /** Tells assistants apart without naming them, e.g. PA1. */
  readonly employee: string;
  /** ISO days. */
  readonly onDay: string;
  readonly dueOn: string | null;
  readonly amount: Decimal;
  readonly cause: Cause;
  /** Of a return's payroll. */
  readonly returnId: string | null;
}

/** The facts that the digest of a movement covers. */
export interface MovementRecord {
  readonly id: string;
  readonly arrangementId: string;
  readonly kind: string;
  readonly employee: string;
  readonly onDay: string;
  readonly dueOn: string | null;
  readonly amount: string;
  readonly cause: string;
  readonly returnId: string | null;
}

export function movementFields(one: MovementRecord): (string | null)[] {
  return [
    'liability-movement-1',
    one.id,
    one.arrangementId,
    one.kind,
    one.employee,
    one.onDay,
    one.dueOn,
    one.amount,
    one.cause,
    one.returnId,
  ];
}

/** Records movements of liabilities, as a set, each in the journal. @returns ids in the order given */
export async function recordMovements(
  tx: Tx,
  movements: readonly NewMovement[],
): Promise<string[]> {
  if (movements.length === 0) return [];
  const rows = movements.map((one) => ({
    ...one,
    id: randomUUID() as string,
    amount: toText(one.amount),
  }));
  const entries = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `liability_movement:${row.id}`,
      reason: `liability_${row.cause}`,
      fields: movementFields(row),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entries[n] }));
  await tx.sql`
    insert into liability_movements (id, arrangement_id, beneficiary_id, kind, employee, on_day, due_on,
      amount, cause, return_id, recorded_by, entry_id)
    select m.id, m."arrangementId", a.beneficiary_id, m.kind, m.employee, m."onDay", m."dueOn",
      m.amount, m.cause, m."returnId", ${tx.scope.user}, m."entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as m(id uuid,
      "arrangementId" uuid, kind text, employee text, "onDay" date, "dueOn" date, amount numeric,
      cause text, "returnId" uuid, "entryId" bigint)
    join arrangements a on a.id = m."arrangementId"`;
  return rows.map((row) => row.id);
}

export interface MovementRow extends MovementRecord {
  readonly entry: string;
}

/** What there was of one kind and assistant on each day that it moved, in order. */
export async function daysOf(
  tx: Tx,
  by: { readonly arrangementId: string; readonly kind: string; readonly employee: string },
): Promise<{ on: string; amount: string }[]> {
  return tx.sql<{ on: string; amount: string }[]>`
    select on_day as on, sum(amount)::text as amount from liability_movements
    where arrangement_id = ${by.arrangementId} and kind = ${by.kind} and employee = ${by.employee}
    group by on_day order by on_day`;
}

export interface LiabilityRow {
  readonly kind: LiabilityKind;
  readonly employee: string;
  readonly amount: string;
  readonly movements: readonly MovementRow[];
}

/** The liabilities of an arrangement on a day, by kind and assistant, each with what moved it. */
export async function liabilitiesOn(
  tx: Tx,
  arrangementId: string,
  on: string,
): Promise<LiabilityRow[]> {
  return tx.sql<LiabilityRow[]>`
    select kind, employee, sum(amount)::text as amount,
      jsonb_agg(jsonb_build_object('id', id, 'arrangementId', arrangement_id, 'kind', kind,
        'employee', employee, 'onDay', on_day, 'dueOn', due_on, 'amount', amount::text,
        'cause', cause, 'returnId', return_id, 'entry', entry_id::text)
        order by on_day, entry_id) as movements
    from liability_movements where arrangement_id = ${arrangementId} and on_day <= ${on}::date
    group by kind, employee order by kind, employee`;
}

export interface PayrollRow {
  readonly employee: string;
  readonly gross: string;
  readonly accrued: string;
  /** What accrues on it, by the rule in force on the last day of the returns. */
  readonly percent: string;
}

/**
 * What assistants earned by accepted returns up to a day, and the holiday that was declared of it: by
 * assistant, and by the rule of the days on which it was earned.
 */
export async function payrollUpTo(
  tx: Tx,
  arrangementId: string,
  on: string,
): Promise<PayrollRow[]> {
  return tx.sql<PayrollRow[]>`
    select p.employee, sum(p.gross)::text as gross, sum(p.holiday_accrued)::text as accrued,
      rule.value as percent
    from payroll_summaries p
    join holders_returns h on h.id = p.return_id and h.to_on <= ${on}::date
    join return_decisions d on d.return_id = p.return_id and d.arrangement_id = p.arrangement_id
      and d.outcome = 'accepted'
    cross join lateral (
      select value from rules
      where name = 'holiday_accrual' and sector is null and effective_on <= h.to_on
      order by effective_on desc, revision desc limit 1) as rule
    where p.arrangement_id = ${arrangementId}
    group by p.employee, rule.value order by p.employee, rule.value`;
}
