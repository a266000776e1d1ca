import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import type { Holding } from '../ledger/accounts.ts';
import { toText, type Decimal } from '../money.ts';
import { addTexts } from '../people/texts.ts';
import { notFound } from '../problem.ts';
import type { Part } from './rules.ts';

/** A transfer to propose. */
export interface NewTransfer {
  readonly beneficiaryId: string;
  readonly fromArrangementId: string;
  readonly toArrangementId: string;
  readonly what: 'held' | 'agreed';
  readonly amount: Decimal;
  readonly effectiveOn: Temporal.PlainDate;
  readonly cause: string;
  readonly reasons: string;
  readonly fromAgreementId?: string;
  readonly toAgreementId?: string;
}

/** Keeps a proposed transfer with its reasons. @returns its id */
export async function addTransfer(tx: Tx, one: NewTransfer): Promise<string> {
  const id: string = randomUUID();
  const [reasons] = await addTexts(tx, [{ beneficiaryId: one.beneficiaryId, text: one.reasons }]);
  await tx.sql`
    insert into arrangement_transfers (id, beneficiary_id, from_arrangement_id, to_arrangement_id,
      what, amount, effective_on, cause, reasons_id, from_agreement_id, to_agreement_id, proposed_by)
    values (${id}, ${one.beneficiaryId}, ${one.fromArrangementId}, ${one.toArrangementId},
      ${one.what}, ${toText(one.amount)}, ${one.effectiveOn.toString()}, ${one.cause},
      ${reasons!.id}, ${one.fromAgreementId ?? null}, ${one.toAgreementId ?? null},
      ${tx.scope.user})`;
  return id;
}

interface Side {
  readonly arrangementId: string;
  readonly kind: Holding | null;
  readonly purpose: string | null;
  readonly agreementId: string | null;
}

/** A transfer as it is shown. */
export interface TransferRow {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly what: 'held' | 'agreed';
  readonly from: Side;
  readonly to: Side;
  readonly amount: string;
  readonly effectiveOn: string;
  readonly cause: string;
  readonly reasons: string | null;
  readonly state: 'open' | 'agreed' | 'refused';
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly entry: string | null;
  readonly shares: readonly { source: string; funderId: string | null; amount: string }[];
  readonly obstacle: string | null;
  /** When it was proposed, in millionths of a second: its place in a list. */
  readonly order: string;
}

type Which =
  | { readonly id: string }
  | { readonly arrangementId: string }
  | {
      readonly state: TransferRow['state'] | null;
      readonly after: string | undefined;
      readonly limit: number;
    };

/** The most transfers that are shown of one arrangement. */
const MOST = 200;

/** Transfers that the caller may see, the oldest first. */
export async function transfersBy(tx: Tx, by: Which): Promise<TransferRow[]> {
  const { sql } = tx;
  return sql<TransferRow[]>`
    with numbered as (
      select *, (extract(epoch from proposed_at) * 1000000)::bigint as "order"
      from arrangement_transfers
    )
    select t.id, t.beneficiary_id as "beneficiaryId", t.what,
      jsonb_build_object('arrangementId', t.from_arrangement_id, 'kind', f.kind,
        'purpose', f.purpose, 'agreementId', t.from_agreement_id) as "from",
      jsonb_build_object('arrangementId', t.to_arrangement_id, 'kind', o.kind,
        'purpose', o.purpose, 'agreementId', t.to_agreement_id) as "to",
      t.amount, t.effective_on as "effectiveOn", t.cause, r.text as reasons,
      coalesce(d.outcome, 'open') as state, t.proposed_by as "proposedBy",
      to_json(t.proposed_at) #>> '{}' as "proposedAt", d.decided_by as "decidedBy",
      to_json(d.decided_at) #>> '{}' as "decidedAt", d.entry_id as entry,
      coalesce((select jsonb_agg(jsonb_build_object('source', s.source, 'funderId', s.funder_id,
          'amount', x.amount::text) order by x.position)
        from arrangement_transfer_shares x
        join shares s on s.id in (x.from_share_id, x.to_share_id)
          and s.arrangement_id = case when f.id is null then x.to_arrangement_id
            else x.from_arrangement_id end
        where x.transfer_id = t.id), '[]') as shares,
      null as obstacle, t."order"::text
    from numbered t
    left join arrangements f on f.id = t.from_arrangement_id
    left join arrangements o on o.id = t.to_arrangement_id
    left join texts r on r.id = t.reasons_id
    left join arrangement_transfer_decisions d on d.transfer_id = t.id
    ${which(tx, by)}`;
}

function which({ sql }: Tx, by: Which) {
  if ('id' in by) return sql`where t.id = ${by.id}`;
  if ('arrangementId' in by) {
    return sql`
      where t.from_arrangement_id = ${by.arrangementId} or t.to_arrangement_id = ${by.arrangementId}
      order by t."order", t.id limit ${MOST}`;
  }
  const [order, id] = by.after?.split('_') ?? [];
  return sql`
    where (${by.state}::text is null or coalesce(d.outcome, 'open') = ${by.state})
      ${id === undefined ? sql`` : sql`and (t."order", t.id) > (${order!}::bigint, ${id}::uuid)`}
    order by t."order", t.id limit ${by.limit + 1}`;
}

/** A transfer that the caller may see, or not found. */
export async function transferOf(tx: Tx, id: string): Promise<TransferRow> {
  const [row] = await transfersBy(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}

/** An open transfer of the same kind between the same two arrangements, if there is one. */
export async function openBetween(
  tx: Tx,
  one: Pick<NewTransfer, 'fromArrangementId' | 'toArrangementId' | 'what'>,
): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select t.id from arrangement_transfers t
    where t.from_arrangement_id = ${one.fromArrangementId}
      and t.to_arrangement_id = ${one.toArrangementId} and t.what = ${one.what}
      and not exists (select from arrangement_transfer_decisions d where d.transfer_id = t.id)`;
  return row?.id ?? null;
}

/** The facts that the digest of a decided transfer covers, with the salt of its reasons. */
export interface TransferFacts {
  readonly id: string;
  readonly fromArrangementId: string;
  readonly toArrangementId: string;
  readonly what: string;
  readonly amount: string;
  readonly effectiveOn: string;
  readonly cause: string;
  readonly fromAgreementId: string | null;
  readonly toAgreementId: string | null;
  readonly proposedBy: string;
  readonly reasons: string;
  readonly salt: Buffer;
}

export interface DecidedTransfer extends TransferFacts {
  readonly outcome: string;
  readonly decidedBy: string;
  /** In the order of their positions. */
  readonly parts: readonly {
    readonly from: string;
    readonly to: string;
    readonly amount: string;
  }[];
}

/** The fields that the digest of a decided transfer covers, in order. */
export function transferFields(one: DecidedTransfer): (string | null)[] {
  return [
    'arrangement-transfer-1',
    one.id,
    one.fromArrangementId,
    one.toArrangementId,
    one.what,
    one.amount,
    one.effectiveOn,
    one.cause,
    one.fromAgreementId,
    one.toAgreementId,
    one.proposedBy,
    one.reasons,
    one.outcome,
    one.decidedBy,
    ...one.parts.map((part) => `${part.from} > ${part.to}: ${part.amount}`),
  ];
}

/** What the digests of transfers cover of the proposals, as columns of a query. */
export const factsOf = ({ sql }: Tx) => sql`
  t.id, t.from_arrangement_id as "fromArrangementId", t.to_arrangement_id as "toArrangementId",
  t.what, t.amount, t.effective_on as "effectiveOn", t.cause,
  t.from_agreement_id as "fromAgreementId", t.to_agreement_id as "toAgreementId",
  t.proposed_by as "proposedBy", r.text as reasons, r.salt`;

/** What a decision on a transfer covers before it is made. */
export async function factsBefore(tx: Tx, id: string): Promise<TransferFacts> {
  const [row] = await tx.sql<TransferFacts[]>`
    select ${factsOf(tx)} from arrangement_transfers t join texts r on r.id = t.reasons_id
    where t.id = ${id}`;
  return row!;
}

/** How parts are digested. */
export const textOfParts = (parts: readonly Part[]): DecidedTransfer['parts'] =>
  parts.map(({ from, to, amount }) => ({ from, to, amount: toText(amount) }));

/** Keeps a decision with what moves by it. */
export async function addDecision(
  tx: Tx,
  one: { facts: TransferFacts; outcome: string; entry: string; parts: readonly Part[] },
): Promise<void> {
  const { facts, parts } = one;
  await tx.sql`
    insert into arrangement_transfer_decisions (transfer_id, proposed_by, outcome, decided_by,
      entry_id)
    values (${facts.id}, ${facts.proposedBy}, ${one.outcome}, ${tx.scope.user}, ${one.entry})`;
  await tx.sql`
    insert into arrangement_transfer_shares (transfer_id, position, from_arrangement_id,
      from_share_id, to_arrangement_id, to_share_id, amount)
    select ${facts.id}, p.n, ${facts.fromArrangementId}, p."from", ${facts.toArrangementId}, p."to",
      p.amount
    from rows from (jsonb_to_recordset(${JSON.stringify(textOfParts(parts))}::text::jsonb)
      as ("from" uuid, "to" uuid, amount numeric)) with ordinality as p("from", "to", amount, n)`;
}
