import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, type Posting } from '../ledger/post.ts';
import { toText, type Decimal } from '../money.ts';

/** Transfers of one entry; accounts by id. */
export type Transfers = readonly { from: string; to: string; amount: Decimal }[];

export interface NewStep {
  readonly invoiceId: string;
  readonly line: number;
  readonly step: 'accepted' | 'queried' | 'query_withdrawn' | 'not_owed' | 'credited';
  readonly net: Decimal;
  readonly vat: Decimal;
  readonly cause?: string;
  readonly note?: string;
  readonly creditNumber?: string;
  /** What the journal calls it, as a code. */
  readonly reason: string;
  readonly kind: 'invoice' | 'credit_note' | 'decision';
  readonly effectiveOn: Temporal.PlainDate;
  readonly transfers: Transfers;
}

/** The facts that the digest of a step covers. What somebody noted may be about a person. */
export interface StepRecord {
  readonly id: string;
  readonly invoiceId: string;
  readonly line: number;
  readonly step: string;
  readonly net: string;
  readonly vat: string;
  readonly effectiveOn: string;
  readonly cause: string | null;
  readonly creditNumber: string | null;
  readonly reason: string;
  readonly by: string;
}

export function stepFields(one: StepRecord): (string | null)[] {
  return [
    'invoice-step-1',
    one.id,
    one.invoiceId,
    String(one.line),
    one.step,
    one.net,
    one.vat,
    one.effectiveOn,
    one.cause,
    one.creditNumber,
    one.reason,
    one.by,
  ];
}

/**
 * Records what was done about lines of one invoice, as a set, each with its entry: what is accepted
 * or credited moves money, the rest is only on record. `also` is posted with them.
 * @returns the entries of `also` by key
 */
export async function addSteps(
  tx: Tx,
  steps: readonly NewStep[],
  also: readonly Posting[] = [],
): Promise<ReadonlyMap<string, string>> {
  const rows = steps.map((step) => ({ step, record: recordOf(tx, step) }));
  const keyOf = ({ id }: StepRecord): string => `invoice_step:${id}`;
  const posted = await post(tx, [
    ...also,
    ...rows.map(({ step, record }) => ({
      key: keyOf(record),
      kind: step.kind,
      effectiveOn: step.effectiveOn,
      reason: step.reason,
      evidence: evidenceOf(stepFields(record)),
      transfers: step.transfers,
    })),
  ]);
  const input = rows.map(({ step, record }, n) => ({
    ...record,
    n,
    note: step.note ?? null,
    entryId: posted.ids.get(keyOf(record))!,
  }));
  await tx.sql`
    insert into invoice_steps (id, invoice_id, line, seq, step, net, vat, effective_on, cause, note,
      credit_number, recorded_by, by, entry_id)
    select s.id, s."invoiceId", s.line, coalesce((select max(x.seq) from invoice_steps x
        where x.invoice_id = s."invoiceId" and x.line = s.line), 0)
      + row_number() over (partition by s."invoiceId", s.line order by s.n),
      s.step, s.net, s.vat, s."effectiveOn", s.cause, s.note, s."creditNumber", i.recorded_by, s.by,
      s."entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as s(id uuid, "invoiceId" uuid,
      line smallint, n int, step text, net numeric, vat numeric, "effectiveOn" date, cause text,
      note text, "creditNumber" text, by uuid, "entryId" bigint)
    join invoices i on i.id = s."invoiceId"`;
  return posted.ids;
}

function recordOf(tx: Tx, step: NewStep): StepRecord {
  return {
    id: randomUUID(),
    invoiceId: step.invoiceId,
    line: step.line,
    step: step.step,
    net: toText(step.net),
    vat: toText(step.vat),
    effectiveOn: step.effectiveOn.toString(),
    cause: step.cause ?? null,
    creditNumber: step.creditNumber ?? null,
    reason: step.reason,
    by: tx.scope.user,
  };
}

export interface StepRow {
  readonly line: number;
  readonly step: string;
  readonly net: string;
  readonly vat: string;
  readonly effectiveOn: string;
  readonly cause: string | null;
  readonly note: string | null;
  readonly creditNumber: string | null;
  readonly by: string;
  readonly entry: string;
}

/** What was done about an invoice, line by line, step by step. */
export async function stepsOf(tx: Tx, invoiceId: string): Promise<StepRow[]> {
  return tx.sql<StepRow[]>`
    select line, step, net, vat, effective_on as "effectiveOn", cause, note,
      credit_number as "creditNumber", by, entry_id as entry
    from invoice_steps where invoice_id = ${invoiceId} order by line, seq`;
}
