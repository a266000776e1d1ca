import type { Tx } from '../../src/database/transactions.ts';

/**
 * What must hold of some arrangements whatever has happened to them, told from their records and the
 * journal by other ways than the service's own. Each answers a sentence for each fault.
 */
export async function faultsOfArrangements(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const faults = [
    ...(await sharesNotAdding(tx, ids)),
    ...(await schedulesNotAdding(tx, ids)),
    ...(await paidTwice(tx, ids)),
    ...(await publicContributions(tx, ids)),
  ];
  return faults.map((row) => row.fault);
}

type Rows = { readonly fault: string }[];
const list = (ids: readonly string[]): string => JSON.stringify(ids);

/** By public share: agreed = available + committed + drawn, and each is what the records say. */
function sharesNotAdding({ sql }: Tx, ids: readonly string[]): Promise<Rows> {
  return sql<Rows>`
    with mine as (
      select s.id, s.arrangement_id, a.kind from shares s join arrangements a on a.id = s.arrangement_id
      where s.funder_id is not null and s.arrangement_id in
        (select value::uuid from jsonb_array_elements_text(${list(ids)}::text::jsonb))
    ), sides as (
      select a.subject, c.kind, o.kind as other, t.amount from transfers t
      join accounts a on a.id = t.to_account join account_classes c on c.id = a.class
      join accounts b on b.id = t.from_account join account_classes o on o.id = b.class
      where a.subject in (select id from mine)
      union all
      select a.subject, c.kind, o.kind, -t.amount from transfers t
      join accounts a on a.id = t.from_account join account_classes c on c.id = a.class
      join accounts b on b.id = t.to_account join account_classes o on o.id = b.class
      where a.subject in (select id from mine)
    ), stands as (
      select m.id, coalesce(sum(amount) filter (where other = 'agreed'), 0) as agreed,
        coalesce(sum(amount) filter (where x.kind = 'available'), 0) as available,
        coalesce(sum(amount) filter (where x.kind = 'committed'), 0) as committed,
        coalesce(sum(amount) filter (where x.kind = 'drawn'), 0) as drawn,
        coalesce(sum(amount) filter (where x.kind = 'held'), 0) as held
      from mine m left join sides x on x.subject = m.id group by m.id
    ), released as (
      select p.instalment_id, p.share_id, p.amount from pay_run_item_shares p
      join pay_run_releases l on l.pay_run_id = p.pay_run_id where p.share_id in (select id from mine)
        and p.item_id not in (select item_id from undone_items)
    ), planned as (
      select x.share_id, sum(coalesce(h.amount, x.amount)) as amount
      from instalment_shares x
      left join hold_releases h on h.instalment_id = x.instalment_id and h.share_id = x.share_id
      where x.share_id in (select id from mine)
        and x.instalment_id not in (select instalment_id from replaced_instalments)
        and (x.instalment_id, x.share_id) not in (select instalment_id, share_id from released)
      group by x.share_id
    ), paid as (select share_id, sum(amount) as amount from released group by share_id)
    select format('share %s of a %s arrangement: agreed %s; available %s, committed %s, drawn %s, '
      'held %s; to be paid %s, paid %s', m.id, m.kind, s.agreed, s.available, s.committed, s.drawn,
      s.held, coalesce(p.amount, 0), coalesce(d.amount, 0)) as fault
    from mine m join stands s on s.id = m.id
    left join planned p on p.share_id = m.id left join paid d on d.share_id = m.id
    where s.agreed <> s.available + s.committed + s.drawn
      or s.committed <> coalesce(p.amount, 0) or s.drawn <> coalesce(d.amount, 0)
      or least(s.available, s.committed, s.drawn, s.held) < 0
      or (m.kind <> 'notional' and s.available <> 0)
      or (m.kind = 'notional' and s.committed <> 0)
      or exists (select from accounts a join account_balances b on b.account_id = a.id
        where a.subject = m.id and b.balance < 0)`;
}

/**
 * What stands of a schedule is what is agreed in all; more only where all of it is paid, decided
 * about, or came back after it had been paid. Each payment is its shares, and its lines where it has any.
 */
function schedulesNotAdding({ sql }: Tx, ids: readonly string[]): Promise<Rows> {
  return sql<Rows>`
    with standing as (
      select i.*, exists (select from hold_releases h where h.instalment_id = i.id)
        or exists (select from pay_run_items p where p.instalment_id = i.id
          and p.id not in (select item_id from undone_items)) as locked,
        exists (select from undone_items u where u.instalment_id = i.id
          and u.why in ('bounced', 'rejected')) as came_back
      from instalments i where i.arrangement_id in
        (select value::uuid from jsonb_array_elements_text(${list(ids)}::text::jsonb))
        and i.id not in (select instalment_id from replaced_instalments)
    ), latest as (
      select distinct on (g.arrangement_id) g.arrangement_id, g.version, g.agreed_total
      from agreements g join agreement_decisions d on d.agreement_id = g.id
      join arrangements a on a.id = g.arrangement_id and a.kind <> 'notional'
      where g.arrangement_id in
        (select value::uuid from jsonb_array_elements_text(${list(ids)}::text::jsonb))
      order by g.arrangement_id, g.version desc
    )
    select format('version %s: %s is agreed in all, %s stands and %s payments are open', l.version,
      l.agreed_total, coalesce(sum(s.amount), 0), count(s.id) filter (where not s.locked)) as fault
    from latest l left join standing s on s.arrangement_id = l.arrangement_id
    group by l.arrangement_id, l.version, l.agreed_total
    having l.agreed_total <> coalesce(sum(s.amount), 0) and not (
      coalesce(sum(s.amount), 0) > l.agreed_total
      and count(s.id) filter (where not s.locked and not s.came_back) = 0)
    union all
    select format('payment %s of %s: its shares make %s and its lines %s', s.number, s.amount,
      (select sum(amount) from instalment_shares where instalment_id = s.id),
      (select sum(amount) from instalment_lines where instalment_id = s.id))
    from standing s
    where s.amount <> (select sum(amount) from instalment_shares where instalment_id = s.id)
      or s.amount <> (select sum(amount) from instalment_lines where instalment_id = s.id)
      or exists (select from instalment_shares x join shares h on h.id = x.share_id
        where x.instalment_id = s.id and h.funder_id is null)
    union all
    select format('period %s to %s is paid by payments %s', period_from, period_to,
      string_agg(number::text, ' and '))
    from (select s.arrangement_id, s.number, l.period_from, l.period_to
      from standing s join instalment_lines l on l.instalment_id = s.id and l.what = 'period'
      union all
      select s.arrangement_id, s.number, s.period_from, s.period_to from standing s
      where not exists (select from instalment_lines l where l.instalment_id = s.id)) as paid
    group by arrangement_id, period_from, period_to having count(*) > 1`;
}

/** No share of an instalment in two runs that stand, nor one in a run that a version replaced. */
function paidTwice({ sql }: Tx, ids: readonly string[]): Promise<Rows> {
  return sql<Rows>`
    select format('share %s of instalment %s is in %s runs%s', p.share_id, p.instalment_id, count(*),
      case when r.instalment_id is null then '' else ', and replaced' end) as fault
    from pay_run_item_shares p left join replaced_instalments r on r.instalment_id = p.instalment_id
    where p.item_id not in (select item_id from undone_items) and p.arrangement_id in
      (select value::uuid from jsonb_array_elements_text(${list(ids)}::text::jsonb))
    group by p.share_id, p.instalment_id, r.instalment_id
    having count(*) > 1 or r.instalment_id is not null`;
}

/** A person's contribution and a family's top-up are in no account of public money. */
function publicContributions({ sql }: Tx, ids: readonly string[]): Promise<Rows> {
  return sql<Rows>`
    select format('share %s is no public money, and %s has moved to or from %s', s.id, t.amount,
      c.name) as fault
    from shares s join accounts a on a.subject = s.id join account_classes c on c.id = a.class
    join transfers t on a.id in (t.from_account, t.to_account)
    where s.funder_id is null and s.arrangement_id in
      (select value::uuid from jsonb_array_elements_text(${list(ids)}::text::jsonb))`;
}
