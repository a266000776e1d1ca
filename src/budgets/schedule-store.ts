import type { Tx } from '../database/transactions.ts';
import { money, sum, type Decimal } from '../money.ts';
import type { Locked } from './entitlement.ts';

/** A payment of a schedule that has not been replaced. */
export interface StandingInstalment {
  readonly id: string;
  readonly arrangementId: string;
  /** The version that it came with. */
  readonly agreementId: string;
  readonly number: number;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly valueOn: string;
  readonly amount: Decimal;
  readonly parts: ReadonlyMap<string, Decimal>;
  /** In a pay run, paid, or decided about: later versions leave it as it is. */
  readonly locked: boolean;
  /** The runs that are not released, where they are all that locks it. */
  readonly openRuns: readonly string[];
  readonly ownAmount: Decimal;
  readonly differences: ReadonlyMap<string, Decimal>;
  /** From which day its money is committed again, where it was paid and came back; else null. */
  readonly backOn: string | null;
}

/**
 * The payments of some arrangements that no later version has replaced, in order, as a set. As known
 * up to an entry, they are those of the versions agreed by then, and locked is what had been released
 * by then: when a run was drawn up is in no entry.
 */
export async function standingInstalments(
  tx: Tx,
  arrangementIds: readonly string[],
  knownThrough: string | null = null,
): Promise<Map<string, StandingInstalment[]>> {
  type Row = Omit<
    StandingInstalment,
    'amount' | 'parts' | 'locked' | 'ownAmount' | 'differences'
  > & {
    decided: boolean;
    amount: string;
    parts: Record<string, string>;
    ownAmount: string | null;
    differences: Record<string, string> | null;
  };
  const rows = await tx.sql<Row[]>`
    with wanted as materialized (
      select value::uuid as id
      from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb)
    ), standing as materialized (
      select i.* from wanted w join instalments i on i.arrangement_id = w.id
      where ${isStanding(tx, knownThrough)}
    ), parts as (
      select x.instalment_id, jsonb_object_agg(x.share_id, x.amount::text) as parts
      from standing s join instalment_shares x on x.instalment_id = s.id group by x.instalment_id
    ), lines as (
      select l.instalment_id, sum(l.amount) filter (where l.what = 'period') as own
      from standing s join instalment_lines l on l.instalment_id = s.id group by l.instalment_id
    ), differences as (
      select instalment_id, jsonb_object_agg(adjusts, amount::text) as differences from (
        select l.instalment_id, l.adjusts, sum(l.amount) as amount
        from standing s join instalment_lines l on l.instalment_id = s.id
        where l.what = 'difference' group by l.instalment_id, l.adjusts) as d group by instalment_id
    )
    select s.id, s.arrangement_id as "arrangementId", s.agreement_id as "agreementId", s.number,
      s.period_from as "periodFrom",
      s.period_to as "periodTo", s.value_on as "valueOn", s.amount, p.parts,
      case when l.instalment_id is null then s.amount else coalesce(l.own, 0.00) end as "ownAmount",
      d.differences, exists (select from instalments_paid_before b where b.instalment_id = s.id)
        or ${isDecidedAbout(tx, knownThrough)} as decided,
      ${knownThrough === null ? openRunsOf(tx) : tx.sql`'[]'::jsonb`} as "openRuns",
      ${backOnOf(tx, knownThrough)} as "backOn"
    from standing s join parts p on p.instalment_id = s.id
    left join lines l on l.instalment_id = s.id
    left join differences d on d.instalment_id = s.id
    order by s.arrangement_id, s.number`;
  const amounts = (texts: Record<string, string>): Map<string, Decimal> =>
    new Map(Object.entries(texts).map(([key, text]) => [key, money(text)]));
  const read = rows.map(({ decided, ...row }): StandingInstalment => ({
    ...row,
    locked: decided || row.openRuns.length > 0,
    openRuns: decided ? [] : row.openRuns,
    amount: money(row.amount),
    parts: amounts(row.parts),
    ownAmount: money(row.ownAmount ?? '0.00'),
    differences: amounts(row.differences ?? {}),
  }));
  return Map.groupBy(read, (row) => row.arrangementId);
}

/** Whether no version has replaced an instalment `i`. */
function isStanding({ sql }: Tx, knownThrough: string | null) {
  if (knownThrough === null) {
    return sql`not exists (select from replaced_instalments r where r.instalment_id = i.id)`;
  }
  return sql`
    exists (select from agreement_decisions d
      where d.agreement_id = i.agreement_id and d.entry_id <= ${knownThrough}::bigint)
    and not exists (select from replaced_instalments r
      join agreement_decisions d on d.agreement_id = r.agreement_id
      where r.instalment_id = i.id and d.entry_id <= ${knownThrough}::bigint)`;
}

/** Whether an instalment `s` is paid and did not come back, or a hold of it was let go. */
function isDecidedAbout({ sql }: Tx, knownThrough: string | null) {
  if (knownThrough === null) {
    return sql`(exists (select from hold_releases h where h.instalment_id = s.id)
      or exists (select from pay_run_items r join pay_run_releases l on l.pay_run_id = r.pay_run_id
        where r.instalment_id = s.id and not exists (
          select from undone_items u where u.item_id = r.id)))`;
  }
  return sql`(exists (select from hold_releases h
      where h.instalment_id = s.id and h.entry_id <= ${knownThrough}::bigint)
    or exists (select from pay_run_items r join entries e on e.key = 'payment:' || r.id
      where r.instalment_id = s.id and e.id <= ${knownThrough}::bigint and not exists (
        select from entries b where b.key = 'bounced:' || r.id
          and b.id <= ${knownThrough}::bigint)))`;
}

/** The day on which the money of an instalment `s` last came back, if it did. */
const backOnOf = ({ sql }: Tx, knownThrough: string | null) => sql`(
  select max(b.effective_on) from pay_run_items r join undone_items u on u.item_id = r.id
  join entries b on b.key = 'bounced:' || r.id
  where r.instalment_id = s.id and u.why in ('bounced', 'rejected')
    ${knownThrough === null ? sql`` : sql`and b.id <= ${knownThrough}::bigint`})`;

/** The pay runs that an instalment `s` is in and that may still pay it. */
const openRunsOf = ({ sql }: Tx) => sql`coalesce((
  select jsonb_agg(u.serial order by u.serial)
  from pay_run_items r join pay_runs u on u.id = r.pay_run_id
  where r.instalment_id = s.id
    and not exists (select from undone_items w where w.item_id = r.id)
    and not exists (select from pay_run_releases l where l.pay_run_id = u.id)), '[]')`;

/**
 * What later versions leave as it is. A difference for a payment that is not locked itself, because
 * its run was withdrawn or it has been replaced since, counts as the payment's own: that much of it
 * is too much or too little for its period, and what is to come makes it good.
 */
export function lockedOf(standing: readonly StandingInstalment[]): Locked[] {
  const locked = standing.filter((one) => one.locked);
  const known = new Set(locked.map((one) => one.id));
  return locked.map(({ id, periodFrom, periodTo, differences, ownAmount, ...one }) => {
    const others = [...differences].filter(([adjusts]) => !known.has(adjusts));
    return {
      ...one,
      instalmentId: id,
      periodFrom: Temporal.PlainDate.from(periodFrom),
      periodTo: Temporal.PlainDate.from(periodTo),
      ownAmount: ownAmount.plus(sum(others.map(([, amount]) => amount))),
      differences: new Map([...differences].filter(([adjusts]) => known.has(adjusts))),
    };
  });
}

export interface InstalmentRow {
  readonly id: string;
  readonly number: number;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly valueOn: string;
  readonly inputOn: string;
  readonly amount: string;
  readonly shares: { source: string; funder: string; amount: string }[];
  readonly lines: { what: string; periodFrom: string; periodTo: string; amount: string }[];
  readonly state:
    | 'scheduled'
    | 'in_a_run'
    | 'partly_released'
    | 'released'
    | 'paid_before_the_start';
}

/** The agreed schedule of an arrangement, in order: what has been paid, and what is to come. */
export async function scheduleRows(tx: Tx, arrangementId: string): Promise<InstalmentRow[]> {
  return tx.sql<InstalmentRow[]>`
    select i.id, i.number, i.period_from as "periodFrom", i.period_to as "periodTo",
      i.value_on as "valueOn", i.input_on as "inputOn", i.amount, (
        select jsonb_agg(jsonb_build_object('source', s.source, 'funder', f.name,
          'amount', x.amount::text) order by s.position)
        from instalment_shares x join shares s on s.id = x.share_id
        join funders f on f.id = s.funder_id where x.instalment_id = i.id) as shares,
      coalesce((select jsonb_agg(jsonb_build_object('what', l.what, 'periodFrom', l.period_from,
          'periodTo', l.period_to, 'amount', l.amount::text) order by l.line)
        from instalment_lines l where l.instalment_id = i.id),
        jsonb_build_array(jsonb_build_object('what', 'period', 'periodFrom', i.period_from,
          'periodTo', i.period_to, 'amount', i.amount::text))) as lines,
      case when exists (select from instalments_paid_before b where b.instalment_id = i.id)
          then 'paid_before_the_start'
        when p.released = 0 and p.in_a_run = 0 then 'scheduled'
        when p.released = 0 then 'in_a_run'
        when p.released = p.shares then 'released' else 'partly_released' end as state
    from instalments i cross join lateral (
      select count(*) as shares, count(r.item_id) as in_a_run,
        count(*) filter (where exists (select from entries e where e.key = 'payment:' || r.item_id
          and exists (select from transfers t where t.entry_id = e.id))) as released
      from instalment_shares x
      left join pay_run_item_shares r on r.instalment_id = i.id and r.share_id = x.share_id
        and not exists (select from undone_items u where u.item_id = r.item_id)
      where x.instalment_id = i.id and x.amount > 0) as p
    where i.arrangement_id = ${arrangementId}
      and not exists (select from replaced_instalments r where r.instalment_id = i.id)
    order by i.value_on, i.number limit 1000`;
}
