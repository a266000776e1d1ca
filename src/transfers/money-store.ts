import type { Tx } from '../database/transactions.ts';
import type { Posting } from '../ledger/post.ts';
import { isPublic } from '../budgets/versions.ts';
import { money } from '../money.ts';
import type { MovingShare, Part } from './rules.ts';

type Row = Omit<MovingShare, 'held' | 'least'> & { readonly held: string; readonly least: string };

/**
 * The shares of an arrangement with what an account of theirs has on a day and at the least from
 * then on, and the share of the same source and funder in another arrangement, where an agreed
 * version of that has one. Shares whose account was never opened are absent.
 */
export async function standingShares(
  tx: Tx,
  by: { account: 'held' | 'available'; fromId: string; toId: string; on: Temporal.PlainDate },
): Promise<MovingShare[]> {
  const on = by.on.toString();
  const rows = await tx.sql<Row[]>`
    with mine as materialized (
      select s.id, s.position, s.source, s.funder_id, h.id as account
      from shares s join arrangements a on a.id = s.arrangement_id
      join account_classes c on c.name = ${by.account} || '/' || a.kind || '/' || s.source
      join accounts h on h.class = c.id and h.subject = s.id
      where s.arrangement_id = ${by.fromId}
    ), sides as (
      select m.id, t.effective_on, t.amount from mine m join transfers t on t.to_account = m.account
      union all
      select m.id, t.effective_on, -t.amount from mine m
      join transfers t on t.from_account = m.account
    ), running as (
      select id, effective_on, sum(sum(amount)) over (partition by id order by effective_on) as balance
      from sides group by id, effective_on
    ), stands as (
      select m.*, coalesce((select balance from running r where r.id = m.id
          and r.effective_on <= ${on}::date order by r.effective_on desc limit 1), 0.00) as held,
        (select min(balance) from running r where r.id = m.id and r.effective_on > ${on}::date) as later
      from mine m
    )
    select m.source, m.funder_id as "funderId", f.name as funder, m.id as "from", o.id as "to",
      m.held::text as held, least(m.held, m.later)::text as least
    from stands m left join funders f on f.id = m.funder_id
    left join shares o on o.arrangement_id = ${by.toId} and o.source = m.source
      and o.funder_id is not distinct from m.funder_id
      and exists (select from agreement_shares x
        join agreement_decisions d on d.agreement_id = x.agreement_id where x.share_id = o.id)
    order by m.position`;
  return rows.map((row) => ({ ...row, held: money(row.held), least: money(row.least) }));
}

interface Accounts {
  readonly id: string;
  readonly held: string;
  readonly drawn: string | null;
}

/**
 * The transfers of what is held: each part leaves one share for the other, and what was drawn of
 * public money goes with it, so that each funder is asked about it where it is.
 */
export async function transfersOf(
  tx: Tx,
  parts: readonly Part[],
): Promise<Posting['transfers'][number][]> {
  const ids = parts.flatMap((part) => [part.from, part.to]);
  const rows = await tx.sql<Accounts[]>`
    select s.id, h.id as held, d.id as drawn
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as w(id)
    join shares s on s.id = w.id::uuid
    join arrangements a on a.id = s.arrangement_id
    join account_classes hc on hc.name = 'held/' || a.kind || '/' || s.source
    join accounts h on h.class = hc.id and h.subject = s.id
    left join account_classes dc on dc.name = 'drawn/' || a.kind || '/' || s.source
    left join accounts d on d.class = dc.id and d.subject = s.id`;
  const accounts = new Map(rows.map((row) => [row.id, row]));
  return parts.flatMap((part) => {
    const [from, to] = [accounts.get(part.from)!, accounts.get(part.to)!];
    const held = { from: from.held, to: to.held, amount: part.amount };
    if (!isPublic(part.source)) return [held];
    return [held, { from: from.drawn!, to: to.drawn!, amount: part.amount }];
  });
}
