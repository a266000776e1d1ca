import type { Tx, Fragment } from '../../database/transactions.ts';
import type { RulesInForce } from '../../law/rules.ts';
import { joiningWhole, readingWhole } from '../../database/whole-tables.ts';
import { agreedOn, knownAs, lateCauses } from './late-causes.ts';
import { itemsPaid, paidOn, releasedRuns } from './paid-on.ts';
import { CAUSES, Lateness, causeInWords, type Cause, type CauseFound } from './late-rules.ts';

/** Which late payments are asked for: those due in a span of days, as at a day. */
export interface LateAsked {
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly why?: Cause | undefined;
  /** As known up to this entry; all that is known now if left out. */
  readonly known?: string | undefined;
}

/** The place of a late payment in the list. */
export interface LatePlace {
  readonly dueOn: string;
  readonly instalmentId: string;
  readonly position: number;
}

interface Row extends CauseFound, LatePlace {
  readonly beneficiary: string;
  readonly arrangementId: string;
  readonly number: number;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly sources: string[];
  readonly amount: string;
  readonly paidOn: string | null;
}

/** A payment, or some of its shares, that was late, with how late and why. */
export interface LatePayment extends Row {
  readonly days: number;
  readonly workingDays: number | null;
  readonly words: string;
}

const shown = (row: Row, on: string, lateness: Lateness): LatePayment => ({
  ...row,
  ...lateness.between(row.dueOn, row.paidOn ?? on),
  words: causeInWords(row),
});

export interface CauseTotal {
  readonly why: Cause;
  readonly payments: number;
  readonly amount: string;
}

/**
 * Late payments in order of the day they were due, after a place; and how many there are in all by
 * cause, and of how much, in the order of the causes.
 */
export async function latePayments(
  tx: Tx,
  asked: LateAsked,
  rules: RulesInForce,
  by: { after?: LatePlace | undefined; limit: number },
): Promise<{ rows: LatePayment[]; totals: CauseTotal[] }> {
  const [found] = await joiningWhole(
    tx,
    () => tx.sql<{ rows: Row[]; totals: CauseTotal[] }[]>`
      with ${groupedQueries(tx, asked, rules)}, listed as (
        ${lateRows(tx, asked, by.after)} limit ${by.limit + 1}
      ), counted as (
        select why, count(*) as payments, sum(amount)::text as amount
        from grouped ${ofCause(tx, asked)} group by why
      )
      select (select coalesce(jsonb_agg(l order by l."dueOn", l."instalmentId", l.position), '[]')
          from listed l) as rows,
        (select coalesce(jsonb_agg(c), '[]') from counted c) as totals`,
  );
  const { rows, totals } = found!;
  const lateness = new Lateness();
  return {
    rows: rows.map((row) => shown(row, asked.on, lateness)),
    totals: CAUSES.flatMap((why) => totals.filter((one) => one.why === why)),
  };
}

const BATCH = 1000;

/** All late payments, some at a time. */
export async function* everyLatePayment(
  tx: Tx,
  asked: LateAsked,
  rules: RulesInForce,
): AsyncGenerator<LatePayment[]> {
  const lateness = new Lateness();
  const rows = tx.sql<Row[]>`
    with ${groupedQueries(tx, asked, rules)} ${lateRows(tx, asked)}`;
  for await (const batch of readingWhole(tx, rows, BATCH)) {
    yield batch.map((row) => shown(row, asked.on, lateness));
  }
}

/**
 * The queries up to `grouped`: every share that is due, those of them that are late, why, and
 * together what of a payment was late in the same way.
 */
function groupedQueries(tx: Tx, asked: LateAsked, rules: RulesInForce): Fragment {
  const { sql } = tx;
  return sql`
    due as materialized (${dueShares(tx, asked)}
    ), attempts as materialized (${attempts(tx, asked)}
    ), paid as materialized (
      select instalment_id, share_id, min(paid_on) as paid_on from attempts
      where released and paid_on <= ${asked.on}::date
        and (undone is null or advised_on > ${asked.on}::date)
      group by instalment_id, share_id
    ), agreed as materialized (${agreedOn(tx)}
    ), late as materialized (
      select d.*, p.paid_on, coalesce(p.paid_on, ${asked.on}::date) as until,
        greatest(d.input_on, g.agreed_on) as ready_on
      from due d left join agreed g on g.agreement_id = d.agreement_id
      left join paid p on p.instalment_id = d.instalment_id and p.share_id = d.share_id
      where p.paid_on is null or p.paid_on > d.value_on
    ), ${lateCauses(tx, asked, rules)}
    ), grouped as materialized (
      select instalment_id, arrangement_id, beneficiary_id, number, value_on, period_from,
        period_to, paid_on, why, code, missing, min(position)::int as position,
        jsonb_agg(source order by position) as sources, sum(amount) as amount
      from caused
      group by instalment_id, arrangement_id, beneficiary_id, number, value_on, period_from,
        period_to, paid_on, why, code, missing
    )`;
}

/**
 * The late payments of a span of days as a query, one row for what of a payment was late in one way:
 * (due_on, position, beneficiary, arrangement_id, number, period_from, period_to, sources, amount,
 * paid_on, why, code, missing).
 */
export function latePaymentsOf(tx: Tx, asked: LateAsked, rules: RulesInForce): Fragment {
  return tx.sql`
    with ${groupedQueries(tx, asked, rules)}
    select g.value_on as due_on, g.position, b.reference as beneficiary, g.arrangement_id, g.number,
      g.period_from, g.period_to, g.sources, g.amount, g.paid_on, g.why, g.code, g.missing
    from grouped g join beneficiaries b on b.id = g.beneficiary_id ${ofCause(tx, asked)}`;
}

const ofCause = ({ sql }: Tx, { why }: LateAsked): Fragment =>
  why === undefined ? sql`where true` : sql`where why = ${why}`;

/** The rows in `grouped` as they are shown, in their order, after a place. */
function lateRows(tx: Tx, asked: LateAsked, after?: LatePlace): Fragment {
  const { sql } = tx;
  return sql`
    select g.value_on as "dueOn", g.instalment_id as "instalmentId", g.position,
      b.reference as beneficiary, g.arrangement_id as "arrangementId", g.number,
      g.period_from as "periodFrom", g.period_to as "periodTo", g.sources,
      g.amount::text as amount, g.paid_on as "paidOn", g.why, g.code, g.missing
    from grouped g join beneficiaries b on b.id = g.beneficiary_id ${ofCause(tx, asked)}
      ${
        after === undefined
          ? sql``
          : sql`and (g.value_on, g.instalment_id, g.position)
              > (${after.dueOn}::date, ${after.instalmentId}::uuid, ${after.position}::int)`
      }
    order by g.value_on, g.instalment_id, g.position`;
}

/**
 * The instalments of a span of days but for those that one item paid whole and in time, which is
 * nearly all of them: a query with the columns of instalments. One that was paid more than a month
 * early is among them, as the items of so many more runs would be read to leave it out here.
 */
function notPaidInTime(tx: Tx, { from, to, on, known }: LateAsked): Fragment {
  const { sql } = tx;
  const runs = sql`
    select r.id, r.value_on, r.each_on_its_day
    from pay_runs r join released l on l.pay_run_id = r.id
    where r.each_on_its_day or r.value_on between ${from}::date - 31 and ${to}::date`;
  return sql`
    with released as materialized (${releasedRuns(tx, known)})
    select n.*
    from instalments n
    where n.value_on between ${from}::date and ${to}::date and n.value_on < ${on}::date
      and not exists (
        select from (${itemsPaid(tx, runs)}) as p
        where p.instalment_id = n.id and p.amount >= n.amount and p.paid_on <= n.value_on)`;
}

/**
 * The shares of payments whose value date has passed, as they stand: not those paid before, nor those
 * of payments in time. So they are few, and what is known of each payment is looked up.
 */
function dueShares(tx: Tx, asked: LateAsked): Fragment {
  const { sql } = tx;
  const { known } = asked;
  const isKnown = (entry: Fragment): Fragment => knownAs(tx, entry, known);
  return sql`
    select n.id as instalment_id, n.arrangement_id, n.beneficiary_id, n.agreement_id, n.number,
      n.value_on, n.input_on, n.period_from, n.period_to, x.share_id, s.source, s.position,
      coalesce(h.amount, x.amount) as amount, a.payee_id, h.entry_id as let_go
    from (${notPaidInTime(tx, asked)}) as n
    cross join lateral (
      select share_id, amount from instalment_shares
      where instalment_id = n.id and amount > 0 offset 0) as x
    join shares s on s.id = x.share_id
    join arrangements a on a.id = n.arrangement_id and a.kind <> 'notional'
    join agreement_decisions g on g.agreement_id = n.agreement_id ${isKnown(sql`g.entry_id`)}
    left join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= n.value_on
      ${isKnown(sql`c.entry_id`)}
    left join hold_releases h on h.instalment_id = n.id and h.share_id = x.share_id
      ${isKnown(sql`h.entry_id`)}
    where c.budget_id is null
      and not exists (
        select from replaced_instalments r join agreement_decisions d
          on d.agreement_id = r.agreement_id ${isKnown(sql`d.entry_id`)}
        where r.instalment_id = n.id)
      and not exists (select from instalments_paid_before b where b.instalment_id = n.id)`;
}

/**
 * Every item that a share in `due` was in, with the day it pays and what became of it. What the bank
 * or the officers said is asked only of the few that were undone.
 */
function attempts(tx: Tx, { known }: LateAsked): Fragment {
  const { sql } = tx;
  const isKnown = (entry: Fragment): Fragment => knownAs(tx, entry, known);
  return sql`
    select y.instalment_id, y.share_id, ${paidOn(tx)} as paid_on,
      l.pay_run_id is not null as released,
      u.why as undone, b.code, b.advised_on, w.reason as withdrawn_for, y.tried as attempt
    from (select distinct instalment_id from due) as n
    cross join lateral (
      select * from pay_run_item_shares where instalment_id = n.instalment_id offset 0) as y
    join pay_runs r on r.id = y.pay_run_id
    left join (${releasedRuns(tx, known)}) as l on l.pay_run_id = y.pay_run_id
    left join pay_run_withdrawals w on w.pay_run_id = y.pay_run_id ${isKnown(sql`w.entry_id`)}
    left join (
      select u.item_id, u.why, b.credit_id, b.code, b.advised_on
      from undone_items u
      cross join lateral (select credit_id from pay_run_items where id = u.item_id offset 0) as i
      left join returned_credits b on b.credit_id = i.credit_id ${isKnown(sql`b.entry_id`)}
      where u.instalment_id in (select instalment_id from due)
    ) as b on b.item_id = y.item_id
    cross join lateral (select case b.why
      when 'withdrawn' then case when w.pay_run_id is not null then b.why end
      when 'taken_out' then b.why
      else case when b.credit_id is not null then b.why end end as why) as u`;
}
