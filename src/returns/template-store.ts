import { pooledArrangementsOn } from '../brokers/pooled.ts';
import type { Tx } from '../database/transactions.ts';
import { COLUMN_NAMES, type ColumnName } from './columns.ts';
import type { Holder } from './holder-store.ts';
import type { Period } from './read-row.ts';

/** One row of the template, by column; what the holder has to fill in is empty. */
export type TemplateRow = Readonly<Record<ColumnName, string | null>>;

/**
 * The rows of a return as far as the ledger knows them: of every arrangement of the account with
 * money in the period, what it had before, and what was paid in on the day the money was there.
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
  const rows = await sql<{ arrangement: string; person: string; opening: string; paid: Paid[] }[]>`
    with mine as materialized (${mine}),
    holding as materialized (
      select m.id, a.id as account from mine m
      join accounts a on a.arrangement_id = m.id
      join account_classes c on c.id = a.class and c.kind in ('held', 'to_return')
    ), moved as (
      select h.id, t.effective_on, t.amount, t.entry_id, k.name as kind from holding h
      join transfers t on t.to_account = h.account and t.effective_on <= ${last}::date
      join entry_kinds k on k.id = t.kind
      union all
      select h.id, t.effective_on, -t.amount, t.entry_id, k.name from holding h
      join transfers t on t.from_account = h.account and t.effective_on <= ${last}::date
      join entry_kinds k on k.id = t.kind
    ), opened as (
      select id, coalesce(sum(amount) filter (where effective_on < ${from.toString()}::date), 0.00)
        as opening from moved group by id
    ), paid as (
      select m.id, m.effective_on as on, sum(m.amount) as amount from moved m
      join entries e on e.id = m.entry_id
      where m.kind = 'payment' and m.effective_on >= ${from.toString()}::date
        and not exists (select from undone_items u
          where u.arrangement_id = m.id and e.key = 'payment:' || u.item_id)
      group by m.id, m.effective_on
    )
    select m.id as arrangement, b.reference as person, o.opening,
      coalesce((select jsonb_agg(jsonb_build_object('on', p.on, 'amount', p.amount::text)
        order by p.on) from paid p where p.id = m.id), '[]') as paid
    from mine m join opened o on o.id = m.id join beneficiaries b on b.id = m.beneficiary_id
    where o.opening <> 0 or exists (select from paid p where p.id = m.id)
    order by b.reference, m.id`;
  return [
    ...['account_opening', 'account_closing'].map((kind) => rowOf({ kind })),
    ...rows.flatMap(({ opening, paid, ...whose }) => [
      rowOf({ kind: 'opening', ...whose, amount: opening }),
      ...paid.map((one) => rowOf({ kind: 'paid_in', ...whose, ...one })),
      rowOf({ kind: 'closing', ...whose }),
    ]),
  ];
}

interface Paid {
  readonly on: string;
  readonly amount: string;
}

const EMPTY = Object.fromEntries(COLUMN_NAMES.map((name) => [name, null])) as TemplateRow;
const rowOf = (cells: Partial<TemplateRow>): TemplateRow => ({ ...EMPTY, ...cells });
