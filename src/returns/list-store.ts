import type { Tx, Fragment } from '../database/transactions.ts';
import { notFound } from '../problem.ts';
import { personStates, returnState, type ReturnState } from './state.ts';

/** A return as it is shown. Amounts and dates are text. */
export interface ReturnRow {
  readonly id: string;
  readonly pooledAccountId: string | null;
  readonly brokerId: string | null;
  readonly payeeId: string | null;
  readonly from: string;
  readonly to: string;
  readonly tier: string;
  readonly opening: string;
  readonly closing: string;
  readonly otherOpening: string;
  readonly interestOpening: string;
  readonly state: ReturnState;
  readonly lines: number;
  readonly people: number;
  readonly fileName: string | null;
  readonly sha256: string;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly submittedBy: string;
  readonly submittedAt: string;
  readonly entry: string;
}

export interface ReturnsBy {
  readonly pooledAccountId?: string | undefined;
  readonly brokerId?: string | undefined;
  readonly payeeId?: string | undefined;
  readonly state?: ReturnState | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Returns: one, or the latest first after a cursor of moment and id, one more than asked for. */
export async function listReturns(tx: Tx, by: { id: string } | ReturnsBy): Promise<ReturnRow[]> {
  const { sql } = tx;
  return sql<ReturnRow[]>`
    select * from (
      select r.id, r.pooled_account_id as "pooledAccountId", r.broker_id as "brokerId",
        r.payee_id as "payeeId", r.from_on as "from", r.to_on as "to", r.tier, r.opening, r.closing,
        r.other_opening as "otherOpening", r.interest_opening as "interestOpening",
        ${returnState(tx)} as state, r.lines, r.people, r.file_name as "fileName",
        encode(r.sha256, 'hex') as sha256, r.replaces,
        (select later.id from holders_returns later where later.replaces = r.id) as "replacedBy",
        r.submitted_by as "submittedBy", to_json(r.submitted_at) #>> '{}' as "submittedAt",
        r.entry_id as entry, r.submitted_at
      from holders_returns r
      where ${'id' in by ? sql`r.id = ${by.id}` : conditionOf(tx, by)}
    ) as each
    where ${'id' in by || by.state === undefined ? sql`true` : sql`state = ${by.state}`}
    order by submitted_at desc, id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

function conditionOf({ sql }: Tx, by: ReturnsBy): Fragment {
  const [moment = null, id = null] = by.after?.split('_') ?? [];
  return sql`
    (${by.pooledAccountId ?? null}::uuid is null or r.pooled_account_id = ${by.pooledAccountId ?? null})
    and (${by.brokerId ?? null}::uuid is null or r.broker_id = ${by.brokerId ?? null})
    and (${by.payeeId ?? null}::uuid is null or r.payee_id = ${by.payeeId ?? null})
    and (${id}::uuid is null
      or (r.submitted_at, r.id) < (${moment}::text::timestamptz, ${id}::uuid))`;
}

/** A return that the caller sees, or not found. */
export async function returnOf(tx: Tx, id: string): Promise<ReturnRow> {
  const [found] = await listReturns(tx, { id });
  if (found === undefined) throw notFound();
  return found;
}

/** What the lines of a return come to by kind, and what its people had and have. */
export async function totalsOfReturn(tx: Tx, one: ReturnRow) {
  const [totals] = await tx.sql<Record<string, string>[]>`
    select ${one.otherOpening}::numeric(14, 2) + k.other as "otherAuthorities",
      ${one.interestOpening}::numeric(14, 2) + k.interest as interest,
      p.opening as "peopleOpening", p.closing as "peopleClosing", k.bank, k.paid_in as "paidIn",
      k.contribution as contributions, k.spending, k.fee as fees, k.refund as refunds,
      k.transferred_in as "transferredIn", k.transferred_out as "transferredOut"
    from (select ${sumsByKind(tx)} from return_lines l where l.return_id = ${one.id}) as k,
      (select coalesce(sum(opening), 0.00) as opening, coalesce(sum(closing), 0.00) as closing
        from return_people where return_id = ${one.id}) as p`;
  return { opening: one.opening, closing: one.closing, ...totals! };
}

/** The sum of the lines `l` of each kind, 0.00 where there are none. */
const sumsByKind = ({ sql }: Tx): Fragment => sql`
  coalesce(sum(l.amount) filter (where l.kind = 'other_authorities'), 0.00) as other,
  coalesce(sum(l.amount) filter (where l.kind = 'interest'), 0.00) as interest,
  coalesce(sum(l.amount) filter (where l.kind = 'bank'), 0.00) as bank,
  coalesce(sum(l.amount) filter (where l.kind = 'paid_in'), 0.00) as paid_in,
  coalesce(sum(l.amount) filter (where l.kind = 'contribution'), 0.00) as contribution,
  coalesce(sum(l.amount) filter (where l.kind = 'spending'), 0.00) as spending,
  coalesce(sum(l.amount) filter (where l.kind = 'fee'), 0.00) as fee,
  coalesce(sum(l.amount) filter (where l.kind = 'refund'), 0.00) as refund,
  coalesce(sum(l.amount) filter (where l.kind = 'transferred_in'), 0.00) as transferred_in,
  coalesce(sum(l.amount) filter (where l.kind = 'transferred_out'), 0.00) as transferred_out`;

/** The people of a return, in order of arrangement, with what it says of each. */
export async function peopleOf(
  tx: Tx,
  by: { returnId: string; after?: string | undefined; limit: number },
) {
  const { sql } = tx;
  return sql<{ arrangementId: string }[]>`
    with page as materialized (
      select * from ${personStates(tx)} as s
      where s.return_id = ${by.returnId}
        and (${by.after ?? null}::uuid is null or s.arrangement_id > ${by.after ?? null})
      order by s.arrangement_id limit ${by.limit + 1}
    )
    select s.arrangement_id as "arrangementId", s.beneficiary_id as "beneficiaryId", b.reference,
      s.state, s.opening, s.closing, k.paid_in as "paidIn", k.contribution as contributions,
      k.spending, k.fee as fees, k.refund as refunds, k.transferred_in as "transferredIn",
      k.transferred_out as "transferredOut",
      coalesce((
        select jsonb_agg(jsonb_build_object('employee', y.employee, 'gross', y.gross::text,
          'net', y.net::text, 'tax', y.tax::text, 'pension', y.pension::text,
          'holidayAccrued', y.holiday_accrued::text) order by y.employee)
        from payroll_summaries y
        where y.return_id = s.return_id and y.arrangement_id = s.arrangement_id), '[]') as payroll
    from page s
    join beneficiaries b on b.id = s.beneficiary_id
    join lateral (select ${sumsByKind(tx)} from return_lines l
      where l.return_id = s.return_id and l.arrangement_id = s.arrangement_id) as k on true
    order by s.arrangement_id`;
}

/** The lines of a return in the order of its rows, after a row. */
export async function linesOf(
  tx: Tx,
  by: {
    returnId: string;
    arrangementId?: string | undefined;
    kind?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
) {
  const { sql } = tx;
  return sql<{ row: number }[]>`
    select id, row, kind, on_day as on, arrangement_id as "arrangementId", amount, category,
      description, evidence
    from return_lines
    where return_id = ${by.returnId} and row > ${by.after ?? '0'}::int
      and (${by.arrangementId ?? null}::uuid is null or arrangement_id = ${by.arrangementId ?? null})
      and (${by.kind ?? null}::text is null or kind = ${by.kind ?? null})
    order by row limit ${by.limit + 1}`;
}

/** The file of a return as it came, or not found: of what was sent as JSON there is none. */
export async function fileOfReturn(tx: Tx, id: string): Promise<{ name: string; content: Buffer }> {
  const [found] = await tx.sql<{ name: string; content: Buffer }[]>`
    select file_name as name, content from holders_returns where id = ${id} and content is not null`;
  if (found === undefined) throw notFound();
  return found;
}
