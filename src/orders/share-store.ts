import type { Tx } from '../database/transactions.ts';
import { money } from '../money.ts';
import type { ShareStand } from './splits.ts';

/** A share's accounts under a notional arrangement, by id. */
export interface ShareAccounts {
  readonly available: string;
  readonly committed: string;
  readonly drawn: string;
  readonly spent: string;
}

export type Share = ShareStand & { readonly accounts: ShareAccounts };

/** How each public share of arrangements stands, in the agreed order, by arrangement. */
export async function sharesStanding(
  tx: Tx,
  arrangementIds: readonly string[],
): Promise<Map<string, Share[]>> {
  const rows = await tx.sql<
    (ShareAccounts & {
      arrangementId: string;
      shareId: string;
      isAvailable: string;
      isCommitted: string;
      isDrawn: string;
    })[]
  >`
    select s.arrangement_id as "arrangementId", s.id as "shareId", v.id as available,
      m.id as committed, d.id as drawn, p.id as spent, vb.balance as "isAvailable",
      mb.balance as "isCommitted",
      coalesce((select sum(amount) from transfers where to_account = d.id), 0.00)
        - coalesce((select sum(amount) from transfers where from_account = d.id), 0.00) as "isDrawn"
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) as w(id)
    join shares s on s.arrangement_id = w.id::uuid and s.funder_id is not null
    join account_classes vc on vc.name = 'available/notional/' || s.source
    join accounts v on v.class = vc.id and v.subject = s.id
    join account_balances vb on vb.account_id = v.id
    join account_classes mc on mc.name = 'committed/notional/' || s.source
    join accounts m on m.class = mc.id and m.subject = s.id
    join account_balances mb on mb.account_id = m.id
    join account_classes dc on dc.name = 'drawn/notional/' || s.source
    join accounts d on d.class = dc.id and d.subject = s.id
    join account_classes pc on pc.name = 'spent/notional/' || s.source
    join accounts p on p.class = pc.id and p.subject = s.id
    order by s.arrangement_id, s.position`;
  const shares = rows.map((row) => ({
    arrangementId: row.arrangementId,
    share: {
      shareId: row.shareId,
      available: money(row.isAvailable),
      committed: money(row.isCommitted),
      drawn: money(row.isDrawn),
      accounts: {
        available: row.available,
        committed: row.committed,
        drawn: row.drawn,
        spent: row.spent,
      },
    },
  }));
  return new Map(
    [...Map.groupBy(shares, (one) => one.arrangementId)].map(([id, mine]) => [
      id,
      mine.map((one) => one.share),
    ]),
  );
}

/** What of an order is open and drawn of one share, as the journal has it. */
export interface OrderShare {
  readonly orderId: string;
  readonly shareId: string;
  readonly source: string;
  readonly amount: string;
  readonly open: string;
  readonly actual: string;
}

/** The shares of orders in the agreed order, told from the entries of each order. */
export async function orderShares(tx: Tx, orderIds: readonly string[]): Promise<OrderShare[]> {
  return tx.sql<OrderShare[]>`
    with wanted as (
      select o.* from jsonb_array_elements_text(${JSON.stringify(orderIds)}::text::jsonb) as w(id)
      join orders o on o.id = w.id::uuid
    ), posted as (
      select id as order_id, entry_id from wanted
      union all
      select f.order_id, f.entry_id from wanted o join order_freeings f on f.order_id = o.id
      union all
      select l.order_id, s.entry_id from wanted o join invoice_lines l on l.order_id = o.id
      join invoice_steps s on s.invoice_id = l.invoice_id and s.line = l.line
    ), sides as (
      select p.order_id, a.subject as share_id, c.kind,
        case when t.to_account = a.id then t.amount else -t.amount end as amount
      from posted p join transfers t on t.entry_id = p.entry_id
      join accounts a on a.id in (t.from_account, t.to_account)
      join account_classes c on c.id = a.class and c.kind in ('committed', 'drawn')
    )
    select x.order_id as "orderId", x.share_id as "shareId", s.source, x.amount,
      coalesce(sum(m.amount) filter (where m.kind = 'committed'), 0.00) as open,
      coalesce(sum(m.amount) filter (where m.kind = 'drawn'), 0.00) as actual
    from wanted o join order_shares x on x.order_id = o.id join shares s on s.id = x.share_id
    left join sides m on m.order_id = x.order_id and m.share_id = x.share_id
    group by x.order_id, x.share_id, s.source, s.position, x.amount
    order by x.order_id, s.position`;
}
