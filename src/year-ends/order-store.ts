import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import type { Sector } from '../ledger/accounts.ts';
import { stands } from '../orders/delivery-store.ts';
import { CREDITS } from '../orders/line-sums.ts';
import { ZERO, money, sum } from '../money.ts';
import type { AsAt } from './payment-query.ts';
import type { CarriedItem } from './report.ts';
import { byCommitment, orderAccrual } from './rules.ts';

/** As at a year's end, as known at a moment (ISO) that the last entry known then belongs to. */
export interface OrdersAsAt extends AsAt {
  readonly knownAt: string | null;
}

interface Row {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiary: string;
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly open: string;
  readonly accepted: string;
  readonly inQuery: string;
  readonly deliveries: { from: string; to: string; delivered: string }[];
  readonly shares: { source: Sector; funderId: string; funder: string; committed: string }[];
}

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

/**
 * The orders under notional arrangements with something delivered and not accepted by a year's end,
 * or with an invoice in query then; by identifier after one.
 */
export async function carriedOrders(
  tx: Tx,
  at: OrdersAsAt,
  page: { readonly after?: string | undefined; readonly limit?: number } = {},
): Promise<CarriedItem[]> {
  const { after, limit } = page;
  const rows = await joiningWhole(
    tx,
    () => tx.sql<Row[]>`${ordersAsAt(tx, at, after)} order by o.id`,
  );
  const items = rows.map((row) => itemOf(row, at)).filter((one) => one !== null);
  return limit === undefined ? items : items.slice(0, limit);
}

function itemOf(row: Row, at: OrdersAsAt): CarriedItem | null {
  const { id, arrangementId, beneficiary, from, to } = row;
  const order = {
    rate: money(row.rate),
    open: money(row.open),
    accepted: money(row.accepted),
    deliveries: row.deliveries.map((one) => ({
      from: day(one.from),
      to: day(one.to),
      delivered: money(one.delivered),
    })),
  };
  const [accrual, inQuery] = [orderAccrual(order, day(at.on)), money(row.inQuery)];
  if (accrual.isZero() && inQuery.isZero()) return null;
  const committed = row.shares.map((share) => money(share.committed));
  const accruals = byCommitment(accrual, committed);
  const queries = byCommitment(inQuery, committed);
  const shares = row.shares.map(({ source, funderId, funder }, n) => ({
    source,
    funderId,
    funder,
    amount: committed[n]!,
    prepayment: ZERO,
    accrual: accruals[n]!,
    inQuery: queries[n]!,
  }));
  const amount = sum(committed);
  const what = 'order' as const;
  const [kind, valueOn] = ['notional' as const, null];
  return { what, id, arrangementId, kind, beneficiary, from, to, valueOn, amount, shares };
}

function ordersAsAt(tx: Tx, at: OrdersAsAt, after: string | undefined): Fragment {
  const { sql } = tx;
  const on = sql`${at.on}::date`;
  const known = (column: Fragment): Fragment =>
    at.knownThrough === null ? sql`` : sql`and ${column} <= ${at.knownThrough}::bigint`;
  // A delivery is no entry of the journal: it is known from when it was recorded.
  const recorded =
    at.knownAt === null ? sql`` : sql`and d.recorded_at <= ${at.knownAt}::timestamptz`;
  return sql`
    with billed as materialized (
      -- Whether a credit takes what is accepted, or what is in query, its entry says.
      select l.order_id,
        round(coalesce(sum(u.net) filter (where s.step = 'accepted'), 0.00)
          - coalesce(sum(u.net) filter (where e.reason = ${CREDITS.accepted}), 0.00), 2)
          as accepted,
        coalesce(sum(s.net) filter (where s.step = 'queried'), 0.00)
          - coalesce(sum(s.net) filter (where s.step in ('query_withdrawn', 'not_owed')
            or e.reason = ${CREDITS.in_query}), 0.00) as in_query
      from invoice_steps s
      left join lateral (
        select reason from entries where s.step = 'credited' and id = s.entry_id offset 0) as e on true
      join invoice_lines l on l.invoice_id = s.invoice_id and l.line = s.line
      -- Of what is accepted, only the part for days up to the year's end is in its accrual.
      cross join lateral (select case when l.to_on <= ${on} then s.net else s.net
        * (greatest(0, ${on} - l.from_on + 1)::numeric / (l.to_on - l.from_on + 1)) end as net) as u
      where s.effective_on <= ${on} ${known(sql`s.entry_id`)}
      group by l.order_id
    ), freed as materialized (
      select order_id, sum(amount) as amount from order_freeings
      where freed_on <= ${on} ${known(sql`entry_id`)} group by order_id
    ), delivered as materialized (
      select d.order_id, d.from_on, d.to_on, d.delivered
      from deliveries d where d.from_on <= ${on} ${recorded} and ${stands(tx, at.knownAt)}
    ), carried as materialized (
      select o.id, o.arrangement_id, o.beneficiary_id, o.from_on, o.to_on, o.rate, o.amount,
        coalesce(i.accepted, 0.00) as accepted, coalesce(i.in_query, 0.00) as in_query
      from orders o
      left join billed i on i.order_id = o.id
      left join (select order_id, sum(delivered) as delivered from delivered group by order_id) as d
        on d.order_id = o.id
      -- Of an order that was billed for all that was delivered, nothing is carried.
      where (round(d.delivered * o.rate, 2) > coalesce(i.accepted, 0.00) or i.in_query > 0)
        ${known(sql`o.entry_id`)} ${after === undefined ? sql`` : sql`and o.id > ${after}::uuid`}
    ), listed as materialized (
      select order_id, jsonb_agg(jsonb_build_object('from', from_on, 'to', to_on,
        'delivered', delivered::text) order by from_on) as deliveries
      from delivered where order_id in (select id from carried) group by order_id
    ), committed as materialized (
      select x.order_id, jsonb_agg(jsonb_build_object('source', s.source, 'funderId', f.id,
        'funder', f.name, 'committed', x.amount::text) order by s.position) as shares
      from order_shares x join shares s on s.id = x.share_id join funders f on f.id = s.funder_id
      where x.order_id in (select id from carried) group by x.order_id
    )
    select o.id, o.arrangement_id as "arrangementId", b.reference as beneficiary,
      o.from_on as "from", o.to_on as "to", o.rate, o.amount - coalesce(f.amount, 0.00) as open,
      o.accepted, o.in_query as "inQuery", coalesce(d.deliveries, '[]') as deliveries, c.shares
    from carried o join beneficiaries b on b.id = o.beneficiary_id
    join committed c on c.order_id = o.id
    left join freed f on f.order_id = o.id
    left join listed d on d.order_id = o.id`;
}
