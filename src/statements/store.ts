import type { Tx } from '../database/transactions.ts';

export interface StatementSpan {
  readonly arrangementId: string;
  readonly from: string;
  readonly to: string;
}

export interface StatementRow {
  readonly entry: string;
  readonly on: string;
  readonly kind: string;
  readonly moneyIn: string;
  readonly moneyOut: string;
  readonly shares: { source: string; amount: string }[];
  readonly category: string | null;
  readonly description: string | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly reference: string | null;
  /** Of money of the person's own: whether it is their contribution or a top-up. */
  readonly own: 'contribution' | 'top_up' | null;
  /** What became of a payment that did not stay made. */
  readonly undone: 'rejected' | 'bounced' | 'withdrawn' | 'taken_out' | null;
  /** Of money that went to another arrangement of the person, or came from there. */
  readonly moved: OtherSide | null;
}

/** The other side of a transfer; without a name where it is not the caller's to see. */
export interface OtherSide {
  readonly way: 'in' | 'out';
  readonly purpose: string | null;
  readonly kind: string | null;
}

/** The most lines one statement shows; a longer span must be asked for in parts. */
export const MOST_LINES = 2000;

/**
 * What moved the money that a holder has, in order: one row an entry, with what it was for. One
 * row more than is shown is read, so that the caller can tell when there are too many.
 */
export async function statementRows(tx: Tx, span: StatementSpan): Promise<StatementRow[]> {
  return tx.sql<StatementRow[]>`
    with holding as (
      select a.id, s.source, s.position from accounts a
      join account_classes c on c.id = a.class and c.kind = 'held'
      join shares s on s.id = a.subject
      where a.arrangement_id = ${span.arrangementId}
    ), moves as (
      select t.entry_id, h.source, h.position, t.amount from holding h
      join transfers t on t.to_account = h.id
        and t.effective_on between ${span.from}::date and ${span.to}::date
      union all
      select t.entry_id, h.source, h.position, -t.amount from holding h
      join transfers t on t.from_account = h.id
        and t.effective_on between ${span.from}::date and ${span.to}::date
    ), each_entry as (
      select entry_id, sum(amount) as amount,
        jsonb_agg(jsonb_build_object('source', source, 'amount', amount::text) order by position) as shares
      from moves group by entry_id
    )
    select e.id as entry, e.effective_on as on, k.name as kind,
      greatest(m.amount, 0.00) as "moneyIn", greatest(-m.amount, 0.00) as "moneyOut", m.shares,
      p.category, p.description, i.period_from as "periodFrom", i.period_to as "periodTo",
      coalesce(r.reference, c.reference) as reference, s.source as own, u.why as undone, v.moved
    from each_entry m
    join entries e on e.id = m.entry_id
    join entry_kinds k on k.id = e.kind
    left join spending p on p.arrangement_id = ${span.arrangementId}
      and p.entry_id = coalesce(e.reverses, e.id)
    left join pay_run_items r on r.arrangement_id = ${span.arrangementId}
      and e.key in ('payment:' || r.id, 'bounced:' || r.id)
    left join undone_items u on u.item_id = r.id
    left join instalments i on i.id = r.instalment_id
    left join contribution_receipts c on c.arrangement_id = ${span.arrangementId}
      and c.entry_id = coalesce(e.reverses, e.id)
    left join shares s on s.id = c.share_id
    left join (${otherSides(tx, span.arrangementId)}) v on v.entry_id = coalesce(e.reverses, e.id)
    order by e.effective_on, e.id limit ${MOST_LINES + 1}`;
}

/** The agreed transfers from and to an arrangement, each with its other side. */
function otherSides({ sql }: Tx, arrangementId: string) {
  return sql`
    select d.entry_id, t.what, t.amount, t.effective_on, t.id, jsonb_build_object(
      'way', case when t.from_arrangement_id = ${arrangementId} then 'out' else 'in' end,
      'purpose', o.purpose, 'kind', o.kind) as moved
    from arrangement_transfers t
    join arrangement_transfer_decisions d on d.transfer_id = t.id and d.outcome = 'agreed'
    left join arrangements o on o.id = case when t.from_arrangement_id = ${arrangementId}
      then t.to_arrangement_id else t.from_arrangement_id end
    where t.from_arrangement_id = ${arrangementId} or t.to_arrangement_id = ${arrangementId}`;
}

export interface MovedAgreed {
  readonly on: string;
  readonly amount: string;
  readonly moved: OtherSide;
}

/** What was agreed and not used, and became another arrangement's within a span, or came from one. */
export async function movedAgreed(tx: Tx, span: StatementSpan): Promise<MovedAgreed[]> {
  return tx.sql<MovedAgreed[]>`
    select effective_on as on, amount, moved from (${otherSides(tx, span.arrangementId)}) v
    where what = 'agreed' and effective_on between ${span.from}::date and ${span.to}::date
    order by effective_on, id`;
}

export interface ShareFigures {
  readonly source: string;
  readonly funder: string;
  readonly agreed: string;
  readonly opening: string;
  readonly closing: string;
}

/**
 * Per share: what is agreed, and what is held before and at the end of a span. A contribution or a
 * top-up is among them once some of it has come into the holder's account.
 */
export async function shareFigures(tx: Tx, span: StatementSpan): Promise<ShareFigures[]> {
  return tx.sql<ShareFigures[]>`
    select s.source, coalesce(f.name, case s.source when 'top_up' then 'Your family'
        else 'You' end) as funder, coalesce(x.amount, 0.00) as agreed, coalesce(m.opening, 0.00) as opening,
      coalesce(m.closing, 0.00) as closing
    from shares s
    left join funders f on f.id = s.funder_id
    left join lateral (select x.amount from agreement_shares x
      join agreements g on g.id = x.agreement_id
      join agreement_decisions d on d.agreement_id = g.id
      where x.share_id = s.id and g.effective_on <= greatest(${span.to}::date, (
        select min(effective_on) from agreements where arrangement_id = s.arrangement_id))
      order by g.version desc limit 1) x on true
    left join accounts a on a.subject = s.id and a.class in (
      select id from account_classes where kind = 'held')
    left join lateral (
      select sum(amount) filter (where effective_on < ${span.from}::date) as opening,
        sum(amount) as closing
      from (
        select effective_on, amount from transfers
        where to_account = a.id and effective_on <= ${span.to}::date
        union all
        select effective_on, -amount from transfers
        where from_account = a.id and effective_on <= ${span.to}::date) t) m on true
    where s.arrangement_id = ${span.arrangementId}
      and ((s.funder_id is not null and x.amount is not null) or m.closing is not null)
    order by s.position`;
}

export interface NextPayment {
  readonly on: string;
  readonly amount: string;
  readonly periodFrom: string;
  readonly periodTo: string;
}

/** The next instalment after a day, of those that no later version has replaced. */
export async function nextPayment(
  tx: Tx,
  arrangementId: string,
  after: string,
): Promise<NextPayment | null> {
  const [row] = await tx.sql<NextPayment[]>`
    select value_on as on, amount, period_from as "periodFrom", period_to as "periodTo"
    from instalments i where arrangement_id = ${arrangementId} and value_on > ${after}::date
      and not exists (select from replaced_instalments r where r.instalment_id = i.id)
    order by value_on limit 1`;
  return row ?? null;
}

/**
 * What funders have agreed in all by the version in force on a day, or by the first where none has
 * begun; nothing while it is only proposed.
 */
export async function agreedOn(tx: Tx, arrangementId: string, day: string): Promise<string> {
  const [row] = await tx.sql<{ agreed: string }[]>`
    select g.agreed_total as agreed
    from agreements g join agreement_decisions d on d.agreement_id = g.id
    where g.arrangement_id = ${arrangementId}
    order by (g.effective_on <= ${day}::date) desc,
      case when g.effective_on <= ${day}::date then -g.version else g.version end limit 1`;
  return row?.agreed ?? '0.00';
}
