import { pooledArrangementsOn } from '../brokers/pooled.ts';
import type { Tx } from '../database/transactions.ts';
import { COLUMN_NAMES, type ColumnName } from './columns.ts';
import type { Holder } from './holder-store.ts';
import type { Period } from './read-row.ts';
import { repaymentStands } from './repaid.ts';

/** One row of the template, by column; what the holder has to fill in is empty. */
export type TemplateRow = Readonly<Record<ColumnName, string | null>>;

/**
 * The rows of a return as far as the ledger knows them: of every arrangement of the account with
 * money in the period, what it had before, and what was paid in, transferred or paid back, each on its day.
 * What is sent to a broker and not yet given back is still in the account.
 */
export async function templateRows(
  tx: Tx,
  { pooledAccountId, payeeId }: Holder,
  { from, to }: Period,
): Promise<TemplateRow[]> {
  const { sql } = tx;
  const last = to.toString();
  const mine =
    payeeId === null
      ? sql`select o.arrangement_id as id, o.beneficiary_id
          from ${pooledArrangementsOn(tx, last)} as o where o.pooled_account_id = ${pooledAccountId}`
      : sql`select id, beneficiary_id from arrangements
          where payee_id = ${payeeId} and kind = 'direct'`;
  const first = from.toString();
  const rows = await sql<{ arrangement: string; person: string; opening: string; came: Came[] }[]>`
    with mine as materialized (${mine}),
    holding as materialized (
      select m.id, a.id as account from mine m
      join accounts a on a.arrangement_id = m.id
      join account_classes c on c.id = a.class and c.kind in ('held', 'to_return')
    ), sides as (
      select h.id, t.amount, t.entry_id, k.name as kind from holding h
      join transfers t on t.to_account = h.account join entry_kinds k on k.id = t.kind
      union all
      select h.id, -t.amount, t.entry_id, k.name from holding h
      join transfers t on t.from_account = h.account join entry_kinds k on k.id = t.kind
    ), moved as materialized (
      select s.*, e.key, coalesce(e.relates_on, e.effective_on) as on_day
      from sides s join entries e on e.id = s.entry_id
      where coalesce(e.relates_on, e.effective_on) <= ${last}::date and ${repaymentStands(tx)}
    ), opened as (
      select id, coalesce(sum(amount) filter (where on_day < ${first}::date), 0.00) as opening
      from moved group by id
    ), came as (
      select m.id, 'paid_in' as kind, m.on_day, sum(m.amount) as amount from moved m
      where m.kind = 'payment' and m.on_day >= ${first}::date
        and not exists (select from undone_items u
          where u.arrangement_id = m.id and m.key = 'payment:' || u.item_id)
      group by m.id, m.on_day
      union all
      select m.id, case when sum(m.amount) > 0 then 'transferred_in' else 'transferred_out' end,
        m.on_day, abs(sum(m.amount)) from moved m
      where m.kind in ('transfer', 'repaid') and m.on_day >= ${first}::date
      group by m.id, m.on_day, m.entry_id
    )
    select m.id as arrangement, b.reference as person, o.opening,
      coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'on', c.on_day,
        'amount', c.amount::text) order by c.kind, c.on_day, c.amount)
        from came c where c.id = m.id), '[]') as came
    from mine m join opened o on o.id = m.id join beneficiaries b on b.id = m.beneficiary_id
    where o.opening <> 0 or exists (select from came c where c.id = m.id)
    order by b.reference, m.id`;
  return [
    ...['account_opening', 'account_closing'].map((kind) => rowOf({ kind })),
    ...rows.flatMap(({ opening, came, ...whose }) => [
      rowOf({ kind: 'opening', ...whose, amount: opening }),
      ...came.map((one) => rowOf({ ...whose, ...one })),
      rowOf({ kind: 'closing', ...whose }),
    ]),
  ];
}

interface Came {
  readonly kind: string;
  readonly on: string;
  readonly amount: string;
}

const EMPTY = Object.fromEntries(COLUMN_NAMES.map((name) => [name, null])) as TemplateRow;
const rowOf = (cells: Partial<TemplateRow>): TemplateRow => ({ ...EMPTY, ...cells });
