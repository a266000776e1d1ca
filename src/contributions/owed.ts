import type { Tx, Fragment } from '../database/transactions.ts';

/**
 * What is due of people's own money, as parts of statements: of one arrangement to be worked out by
 * the rules, and of everybody at once by the same arithmetic in SQL, since a hundred thousand of
 * them are added up, ordered and charged where they are. A test holds the two together.
 */

/** Of one arrangement, and as known up to an entry; of all, and all that is known, if left out. */
export interface OwedBy {
  readonly arrangementId?: string;
  readonly known?: string;
}

/** The last agreed version of every arrangement, or of one: columns arrangement_id, version, id. */
function lastAgreed(tx: Tx, by: OwedBy): Fragment {
  const { sql } = tx;
  const one =
    by.arrangementId === undefined ? sql`` : sql`where g.arrangement_id = ${by.arrangementId}`;
  return sql`
    select distinct on (g.arrangement_id) g.arrangement_id, g.version, g.id
    from agreements g join agreement_decisions d on d.agreement_id = g.id ${known(tx, sql`d.entry_id`, by)}
    ${one} order by g.arrangement_id, g.version desc`;
}

const known = ({ sql }: Tx, entry: Fragment, by: OwedBy): Fragment =>
  by.known === undefined ? sql`` : sql`and ${entry} <= ${by.known}::bigint`;

/**
 * The days of each period under each agreed version. A version holds from its date until a later
 * version's date, and the first also before: so a version whose date is after a later one's never
 * holds. Columns: share_id, number, period_from, period_to, of_period (what is due of the period in
 * all), way, weekly, from_on, to_on.
 */
export function stretchesOf(tx: Tx, by: OwedBy = {}): Fragment {
  const { sql } = tx;
  return sql`
    select c.share_id, c.number, c.period_from, c.period_to, c.amount as of_period, x.weekly,
      case when s.source = 'top_up' then 'top_up' else x.paid end as way,
      greatest(c.period_from, v.begins) as from_on, least(c.period_to, v.until - 1) as to_on
    from (
      select g.id, g.change, l.id as last_id,
        case when row_number() over in_order = 1 then '-infinity'::date else g.effective_on end
          as begins,
        coalesce(min(g.effective_on) over (in_order
          rows between 1 following and unbounded following), 'infinity') as until
      from (${lastAgreed(tx, by)}) as l
      join agreements g on g.arrangement_id = l.arrangement_id
      join agreement_decisions d on d.agreement_id = g.id ${known(tx, sql`d.entry_id`, by)}
      window in_order as (partition by g.arrangement_id order by g.version)
    ) as v
    join contributions_due c on c.agreement_id = v.last_id
    join shares s on s.id = c.share_id
    join agreement_shares x on x.agreement_id = v.id and x.share_id = c.share_id and x.weekly > 0
    where v.change <> 'end' and v.begins < v.until
      and v.begins <= c.period_to and v.until > c.period_from`;
}

/**
 * What is due of each whole period that has begun, by the way it is paid: as `partsOf`. Only where
 * a share is paid net under one version and gross under another are the days counted. Columns:
 * share_id, way, number, period_from, period_to, amount.
 */
export function wholeParts(tx: Tx, on: string, by: OwedBy = {}): Fragment {
  const { sql } = tx;
  return sql`
    select c.share_id, w.way, c.number, c.period_from, c.period_to, c.amount
    from (${lastAgreed(tx, by)}) as l
    join contributions_due c on c.agreement_id = l.id and c.period_from <= ${on}::date
    join (${waysOf(tx, by)}) as w on w.share_id = c.share_id and not w.mixed
    union all
    select * from (
      select share_id, way, number, period_from, period_to,
        case when way = 'net' then of_period - (round(of_all / 7, 2) - round(of_net / 7, 2))
          else round(of_all / 7, 2) - round(of_net / 7, 2) end as amount
      from (
        select t.share_id, t.way, t.number, t.period_from, t.period_to, t.of_period,
          sum(sum(t.weekly * (t.to_on - t.from_on + 1))) over in_period as of_all,
          coalesce(sum(sum(t.weekly * (t.to_on - t.from_on + 1))) filter (where t.way = 'net')
            over in_period, 0) as of_net
        from (${stretchesOf(tx, by)}) as t
        join (${waysOf(tx, by)}) as w on w.share_id = t.share_id and w.mixed
        where t.period_from <= ${on}::date
        group by t.share_id, t.way, t.number, t.period_from, t.period_to, t.of_period
        window in_period as (partition by t.share_id, t.number)
      ) as summed
    ) as part where amount > 0`;
}

/** How each share is paid by agreed versions, and whether by some net and by others gross. */
function waysOf(tx: Tx, by: OwedBy): Fragment {
  const { sql } = tx;
  return sql`
    select s.id as share_id, min(x.paid) <> max(x.paid) as mixed,
      case when s.source = 'top_up' then 'top_up' else min(x.paid) end as way
    from shares s join agreement_shares x on x.share_id = s.id and x.weekly > 0
    join agreement_decisions d on d.agreement_id = x.agreement_id ${known(tx, sql`d.entry_id`, by)}
    where s.funder_id is null group by s.id, s.source`;
}

/**
 * The same with what is due of each up to the day: as `dueThrough`. Columns: as `wholeParts`, and
 * due.
 */
export function partsOwed(tx: Tx, on: string, by: OwedBy = {}): Fragment {
  return tx.sql`
    select p.*, case when p.period_to <= ${on}::date then p.amount
      else least(p.amount, round(coalesce(r.sevenths, 0) / 7, 2)) end as due
    from (${wholeParts(tx, on, by)}) as p
    left join (
      select share_id, way, number,
        sum(weekly * greatest(least(to_on, ${on}::date) - from_on + 1, 0)) as sevenths
      from (${stretchesOf(tx, by)}) as t
      where period_from <= ${on}::date and period_to > ${on}::date
      group by share_id, way, number
    ) as r on r.share_id = p.share_id and r.way = p.way and r.number = p.number`;
}

/**
 * Receipts that stand, by a day: not those that were undone, whose entry is reversed. Columns: as
 * the table, and way.
 */
export function receiptsThrough(tx: Tx, on: string, by: OwedBy = {}): Fragment {
  const { sql } = tx;
  return sql`
    select r.*, case when s.source = 'top_up' then 'top_up'
      when r.paid_into = 'holder' then 'net' else 'gross' end as way
    from contribution_receipts r join shares s on s.id = r.share_id
    where r.received_on <= ${on}::date and not ${isUndone(tx, by)}
      ${known(tx, sql`r.entry_id`, by)}`;
}

/** Whether a receipt `r` was undone. A family sees no entry of a person's own accounts. */
export const isUndone = (tx: Tx, by: OwedBy = {}): Fragment => tx.sql`
  (exists (select from contribution_undoings u where u.receipt_id = r.id
      ${known(tx, tx.sql`u.entry_id`, by)})
    or exists (select from entries x where x.reverses = r.entry_id ${known(tx, tx.sql`x.id`, by)}))`;
