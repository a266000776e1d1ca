import type { Tx, Fragment } from '../database/transactions.ts';
import { itemsPaid, paidOn, releasedRuns } from '../payments/reading/paid-on.ts';

/** What is asked: a day, as known up to an entry (null for all that is known now). */
export interface AsAt {
  /** ISO day. */
  readonly on: string;
  readonly knownThrough: string | null;
}

const known = ({ sql }: Tx, { knownThrough }: AsAt, column: Fragment): Fragment =>
  knownThrough === null ? sql`` : sql`and ${column} <= ${knownThrough}::bigint`;

/**
 * The shares of instalments that this book paid by the end of a day: a query of (instalment_id,
 * share_id). Paid is what a pay run released with effect by then and had not come back by then.
 *
 * @param parts a query of the parts of items that are looked at
 */
const paidShares = (tx: Tx, at: AsAt, parts: Fragment): Fragment => tx.sql`
  select y.instalment_id, y.share_id
  from (${parts}) as y
  join (${runsBy(tx, at)}) as r on r.id = y.pay_run_id
  left join undone_items u on u.item_id = y.item_id
  where ${paidOn(tx)} <= ${at.on}::date
    -- What became of an item that was undone, its own entries tell.
    and (u.item_id is null or (
      exists (select from entries p where p.key = 'payment:' || u.item_id
        ${known(tx, at, tx.sql`p.id`)})
      and not exists (select from entries b where b.key = 'bounced:' || u.item_id
        and b.effective_on <= ${at.on}::date ${known(tx, at, tx.sql`b.id`)})))`;

/** The runs that were released and may pay something by the end of a day, each looked at once. */
const runsBy = (tx: Tx, at: AsAt): Fragment => tx.sql`
  with released as materialized (${releasedRuns(tx, at.knownThrough ?? undefined)})
  select r.id, r.value_on, r.each_on_its_day
  from pay_runs r join released l on l.pay_run_id = r.id
  where r.each_on_its_day or r.value_on <= ${at.on}::date`;

const notPaidBefore = ({ sql }: Tx, id: Fragment): Fragment =>
  sql`${id} not in (select instalment_id from instalments_paid_before)`;

/** The shares of all instalments that are not paid at the end of a day, as that query. */
const unpaidShares = (tx: Tx, at: AsAt): Fragment => tx.sql`
  select x.instalment_id, x.share_id
  from instalment_shares x
  left join (${paidShares(tx, at, tx.sql`select * from pay_run_item_shares`)}) as p
    on p.instalment_id = x.instalment_id and p.share_id = x.share_id
  where x.amount > 0 and p.instalment_id is null and ${notPaidBefore(tx, tx.sql`x.instalment_id`)}`;

/** The same of those in `standing` that are not paid whole by one item: few, and each is looked up. */
const unpaidOfStanding = (tx: Tx, at: AsAt): Fragment => tx.sql`
  select x.instalment_id, x.share_id
  from (select id from standing where not paid_whole) as s
  cross join lateral (
    select instalment_id, share_id from instalment_shares
    where instalment_id = s.id and amount > 0 offset 0) as x
  left join (${paidShares(
    tx,
    at,
    tx.sql`
      select y.* from (select id from standing where not paid_whole) as s
      cross join lateral (
        select * from pay_run_item_shares where instalment_id = s.id offset 0) as y`,
  )}) as p on p.instalment_id = x.instalment_id and p.share_id = x.share_id
  where p.instalment_id is null and ${notPaidBefore(tx, tx.sql`x.instalment_id`)}`;

/** The instalments that stand, of some or of all: agreed, and not replaced by a later version. */
export function standing(tx: Tx, at: AsAt, of: Fragment = tx.sql`instalments`): Fragment {
  const { sql } = tx;
  return sql`
    select i.*, g.version
    from ${of} i
    join agreements g on g.id = i.agreement_id
    join agreement_decisions d on d.agreement_id = i.agreement_id
      ${known(tx, at, sql`d.entry_id`)}
    left join replaced_instalments r on r.instalment_id = i.id ${
      at.knownThrough === null
        ? sql``
        : sql`and r.agreement_id in (select agreement_id from agreement_decisions
            where entry_id <= ${at.knownThrough}::bigint)`
    }
    where r.instalment_id is null`;
}

/**
 * What each share pays of some of the instalments that stand, and whether it is paid at the end of a
 * day: a query of (instalment_id, share_id, amount, paid). What was on hold and let go by days counts
 * as it was decided; what a closed budget no longer pays is left out unless it is paid.
 *
 * @param of a query of the instalments
 * @param unpaid a query of the shares that are not paid, where it was made already
 */
export function shareParts(
  tx: Tx,
  at: AsAt,
  of: Fragment,
  unpaid: Fragment = unpaidShares(tx, at),
): Fragment {
  const { sql } = tx;
  return sql`
    select x.instalment_id, x.share_id, coalesce(h.amount, x.amount) as amount,
      u.instalment_id is null as paid
    from (${of}) as i
    cross join lateral (
      select instalment_id, share_id, amount from instalment_shares
      where instalment_id = i.id and amount > 0 offset 0) as x
    join arrangements a on a.id = i.arrangement_id
    left join hold_releases h on h.instalment_id = x.instalment_id and h.share_id = x.share_id
      ${known(tx, at, sql`h.entry_id`)}
    left join (${unpaid}) as u on u.instalment_id = x.instalment_id and u.share_id = x.share_id
    left join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= i.value_on
      ${known(tx, at, sql`c.entry_id`)}
    where u.instalment_id is null or c.budget_id is null`;
}

/**
 * The payments of which something is carried over the end of a day: paid by then with days after
 * it, or with days up to then and not paid. One row each, with its lines and its shares.
 *
 * A difference that is made good counts for the days from which the terms had changed. `changed`
 * says that the terms changed within the period that the payment is for.
 */
export function carriedPayments(tx: Tx, at: AsAt, after: string | null): Fragment {
  const { sql } = tx;
  const on = sql`${at.on}::date`;
  return sql`
    with looked_at as materialized (${notOnlyPaid(tx, at, after)}
    ), standing as materialized (
      select s.id, s.arrangement_id, s.beneficiary_id, s.period_from, s.period_to, s.value_on,
        s.amount, s.version, s.paid_whole
      from (${standing(tx, at, sql`looked_at`)}) as s
    ), unpaid as materialized (${unpaidOfStanding(tx, at)}
    ), parts as materialized (
      select p.instalment_id, bool_or(p.paid) as some_paid, bool_and(p.paid) as all_paid,
        sum(p.amount) as amount, jsonb_agg(jsonb_build_object('source', s.source,
          'funderId', f.id, 'funder', f.name, 'amount', p.amount::text, 'paid', p.paid)
          order by s.position) as shares
      from (${shareParts(tx, at, sql`select * from standing`, sql`select * from unpaid`)}) as p
      join shares s on s.id = p.share_id join funders f on f.id = s.funder_id
      group by p.instalment_id
    ), differences as materialized (${differencesFrom(tx)}
    ), lines as materialized (
      select l.instalment_id, max(l.period_to) as last, min(l.period_from) as first,
        jsonb_agg(jsonb_build_object('from', coalesce(d.from_on, l.period_from),
          'to', l.period_to, 'amount', l.amount::text, 'what', l.what) order by l.line) as lines
      from standing s join instalment_lines l on l.instalment_id = s.id
      left join differences d on d.instalment_id = l.instalment_id and d.line = l.line
      group by l.instalment_id
    )
    select s.id, s.arrangement_id as "arrangementId", a.kind, b.reference as beneficiary,
      s.period_from as "from", s.period_to as "to", s.value_on as "valueOn", p.amount, s.version,
      case when p.amount = s.amount then l.lines end as lines, p.shares,
      s.id in (${changedWithin(tx, on)}) as changed
    from standing s join parts p on p.instalment_id = s.id
    join arrangements a on a.id = s.arrangement_id
    join beneficiaries b on b.id = s.beneficiary_id
    left join lines l on l.instalment_id = s.id
    where (p.some_paid and greatest(l.last, s.period_to) > ${on})
      or (not p.all_paid and least(l.first, s.period_from) <= ${on})`;
}

/**
 * The instalments but for what is paid whole and only for days up to then, of which nothing is
 * carried (that is nearly all there is), and for what is all of later days.
 */
function notOnlyPaid(tx: Tx, at: AsAt, after: string | null): Fragment {
  const { sql } = tx;
  const on = sql`${at.on}::date`;
  return sql`
    select i.*, p.instalment_id is not null as paid_whole
    from instalments i
    left join (${itemsPaid(tx, runsBy(tx, at))}) as p
      on p.instalment_id = i.id and p.amount >= i.amount and p.paid_on <= ${on}
    where (i.period_to > ${on}
        or p.instalment_id is null
          and ${notPaidBefore(tx, sql`i.id`)}
        or i.id in (select instalment_id from instalment_lines where period_to > ${on}))
      and (i.period_from <= ${on} or i.value_on <= ${on}
        or i.id in (select instalment_id from instalment_lines where period_from <= ${on}))
      ${after === null ? sql`` : sql`and i.id > ${after}::uuid`}`;
}

/** From which day the terms had changed that a difference makes good, within its period. */
const differencesFrom = ({ sql }: Tx): Fragment => sql`
  select l.instalment_id, l.line,
    case when min(g.effective_on) between l.period_from and l.period_to
      then min(g.effective_on) end as from_on
  from standing s
  join instalment_lines l on l.instalment_id = s.id and l.what = 'difference'
  join instalments o on o.id = l.adjusts
  join agreements before on before.id = o.agreement_id
  join agreements g on g.arrangement_id = s.arrangement_id
    and g.version > before.version and g.version <= s.version
  join agreement_decisions d on d.agreement_id = g.id
  group by l.instalment_id, l.line, l.period_from, l.period_to`;

/** The instalments over the day within whose period the terms they came with had changed. */
const changedWithin = ({ sql }: Tx, on: Fragment): Fragment => sql`
  select s.id from standing s
  join agreements g on g.arrangement_id = s.arrangement_id and g.version <= s.version
    and g.effective_on > s.period_from and g.effective_on <= s.period_to
  join agreement_decisions d on d.agreement_id = g.id
  where s.period_from <= ${on} and s.period_to > ${on}`;
