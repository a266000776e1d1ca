import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { toText } from '../money.ts';
import type { Changes } from './agreeing.ts';

/** A version that was agreed, and what that changes. */
export interface Agreed {
  readonly agreementId: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly proposedBy: string;
  readonly entryId: string;
  readonly changes: Changes;
}

/** Writes the decisions, what is replaced, and the new payments with their shares, as a set. */
export async function writeSchedules(
  tx: Tx,
  list: readonly Agreed[],
  paidBefore: Temporal.PlainDate | null,
): Promise<void> {
  const decisions = list.map(({ agreementId, proposedBy, entryId }) => ({
    agreementId,
    proposedBy,
    entryId,
  }));
  await tx.sql`
    insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
    select "agreementId", "proposedBy", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(decisions)}::text::jsonb)
      as d("agreementId" uuid, "proposedBy" uuid, "entryId" bigint)`;
  await writeReplaced(tx, list);
  await writePayments(tx, list, paidBefore);
  await writeContributions(tx, list);
}

async function writeReplaced(tx: Tx, list: readonly Agreed[]): Promise<void> {
  const input = list.flatMap(({ changes, ...one }) =>
    changes.replaced.map((instalment) => ({ ...one, instalmentId: instalment.id })),
  );
  if (input.length === 0) return;
  await tx.sql`
    insert into replaced_instalments (instalment_id, arrangement_id, beneficiary_id, agreement_id)
    select "instalmentId", "arrangementId", "beneficiaryId", "agreementId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as r("instalmentId" uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "agreementId" uuid)`;
}

async function writePayments(
  tx: Tx,
  list: readonly Agreed[],
  paidBefore: Temporal.PlainDate | null,
): Promise<void> {
  const input = list.flatMap(({ changes, agreementId, arrangementId, beneficiaryId }) =>
    changes.added.map((payment) => ({
      ...payment,
      id: randomUUID() as string,
      agreementId,
      arrangementId,
      beneficiaryId,
      amount: toText(payment.amount),
      parts: [...payment.parts].map(([id, amount]) => ({ id, amount: toText(amount) })),
      // A payment that is simply its period needs no lines.
      lines:
        payment.lines.length === 1 && payment.lines[0]!.what === 'period'
          ? []
          : payment.lines.map((line) => ({ ...line, amount: toText(line.amount) })),
      paidBefore:
        paidBefore !== null && Temporal.PlainDate.compare(payment.valueOn, paidBefore) < 0,
    })),
  );
  if (input.length === 0) return;
  await tx.sql`
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as p(id uuid,
        "agreementId" uuid, "arrangementId" uuid, "beneficiaryId" uuid, number smallint, "from" date,
        "to" date, "valueOn" date, "inputOn" date, amount numeric, parts jsonb, lines jsonb,
        "paidBefore" boolean)
    ), added as (
      insert into instalments (id, agreement_id, arrangement_id, beneficiary_id, number, period_from,
        period_to, value_on, input_on, amount)
      select id, "agreementId", "arrangementId", "beneficiaryId", number, "from", "to", "valueOn",
        "inputOn", amount from input
    ), explained as (
      insert into instalment_lines (instalment_id, arrangement_id, beneficiary_id, line, what,
        period_from, period_to, amount, adjusts)
      select i.id, i."arrangementId", i."beneficiaryId", l.line, l.what, l."from", l."to", l.amount,
        l.adjusts
      from input i, rows from (jsonb_to_recordset(i.lines) as (what text, "from" date, "to" date,
        amount numeric, adjusts uuid)) with ordinality as l(what, "from", "to", amount, adjusts, line)
    ), before as (
      insert into instalments_paid_before (instalment_id, arrangement_id, beneficiary_id)
      select id, "arrangementId", "beneficiaryId" from input where "paidBefore"
    )
    insert into instalment_shares (instalment_id, arrangement_id, beneficiary_id, share_id, amount)
    select i.id, i."arrangementId", i."beneficiaryId", s.id, s.amount
    from input i, jsonb_to_recordset(i.parts) as s(id uuid, amount numeric)`;
}

async function writeContributions(tx: Tx, list: readonly Agreed[]): Promise<void> {
  const input = list.flatMap(({ changes, agreementId, arrangementId, beneficiaryId }) =>
    changes.contributions.flatMap((period) =>
      period.contributions.map((one) => ({
        agreementId,
        arrangementId,
        beneficiaryId,
        shareId: one.shareId,
        number: period.number,
        from: period.from,
        to: period.to,
        amount: toText(one.amount),
      })),
    ),
  );
  if (input.length === 0) return;
  await tx.sql`
    insert into contributions_due (agreement_id, arrangement_id, beneficiary_id, share_id, number,
      period_from, period_to, amount)
    select "agreementId", "arrangementId", "beneficiaryId", "shareId", number, "from", "to", amount
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as c("agreementId" uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "shareId" uuid, number smallint, "from" date,
      "to" date, amount numeric)`;
}
