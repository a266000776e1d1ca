import type { Tx, Fragment } from '../database/transactions.ts';
import { ofOwnFamily } from './holder-store.ts';
import type { DUE_STATES } from './schemas.ts';
import { stands } from './state.ts';

/** One period for which an account's return is expected. */
export interface DueRow {
  readonly pooledAccountId: string | null;
  readonly payeeId: string | null;
  readonly brokerId: string | null;
  readonly from: string;
  readonly to: string;
  readonly tier: string;
  readonly every: string;
  readonly dueOn: string;
  readonly state: (typeof DUE_STATES)[number];
  readonly daysLate: number;
  readonly returnId: string | null;
}

export interface DueBy {
  readonly on: string;
  readonly state?: (typeof DUE_STATES)[number] | undefined;
  readonly pooledAccountId?: string | undefined;
  readonly payeeId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * The returns that are expected of accounts with terms, up to the period that a day is in, in order
 * of the day each is due: received, late, due (the period is over), or not yet (it is running).
 * Periods are whole months, quarters or years of the financial year; the first begins with the
 * terms, and the last ends with them or with the last agreement.
 */
export async function returnsDue(tx: Tx, by: DueBy): Promise<DueRow[]> {
  const { sql } = tx;
  const [dueOn = null, holder = null, from = null] = by.after?.split('_') ?? [];
  return sql<DueRow[]>`
    with expected as (${expectedPeriods(tx, by)}),
    dated as (
      select e.*, (e.to_on + (rule.value || ' ' || rule.unit)::interval)::date as due_on
      from expected e
      join lateral (select value, unit from rules
        where name = 'return_due' and sector is null and effective_on <= e.to_on
        order by effective_on desc, revision desc limit 1) as rule on true
    ),
    judged as (
      select d.*, got.id as return_id, case when got.id is not null then 'received'
          when d.due_on < ${by.on}::date then 'late'
          when d.to_on < ${by.on}::date then 'due' else 'not_yet' end as state,
        greatest(0, coalesce(got.received_on, ${by.on}::date) - d.due_on) as days_late
      from dated d left join lateral (${receivedFor(tx, by.on)}) as got on true
    )
    select pooled_account_id as "pooledAccountId", payee_id as "payeeId", broker_id as "brokerId",
      from_on as "from", to_on as "to", tier, every, due_on as "dueOn", state,
      days_late as "daysLate", return_id as "returnId"
    from judged
    where (${by.state ?? null}::text is null or state = ${by.state ?? null})
      and (${holder}::uuid is null
        or (due_on, holder_id, from_on) > (${dueOn}::date, ${holder}::uuid, ${from}::date))
    order by due_on, holder_id, from_on limit ${by.limit + 1}`;
}

/**
 * The return that covers the days of the period `d` to the end, in one or with those before it: the
 * last of them to come in. It came in on the day of its entry, by the clock of the service; where the
 * caller does not see that entry, because somebody else sent it for them, on the day it was kept.
 */
const receivedFor = (tx: Tx, on: string): Fragment => tx.sql`
  select (array_agg(r.id order by r.submitted_at desc))[1] as id, max(r.received_on) as received_on
  from (
    select r.*, coalesce(e.relates_on, e.effective_on,
      (r.submitted_at at time zone 'Europe/London')::date) as received_on
    from holders_returns r left join entries e on e.id = r.entry_id
    where coalesce(r.pooled_account_id, r.payee_id) = d.holder_id
      and r.from_on <= d.to_on and r.to_on >= d.from_on and ${stands(tx)}
  ) as r
  where r.received_on <= ${on}::date
  having range_agg(daterange(r.from_on, r.to_on, '[]')) @> daterange(d.from_on, d.to_on, '[]')`;

/** Every period that terms expect a return for, up to the one that a day is in. */
const expectedPeriods = (tx: Tx, by: DueBy): Fragment => tx.sql`
  select t.holder_id, t.pooled_account_id, t.payee_id, t.broker_id, t.tier, t.every,
    greatest(p.start::date, t.effective_on) as from_on,
    least((p.start + t.step - interval '1 day')::date, t.ends_on) as to_on
  from (
    select h.*, least(h.last_on, lead(h.effective_on) over holder - 1) as ends_on,
      case h.every when 'month' then interval '1 month' when 'quarter' then interval '3 months'
        else interval '1 year' end as step,
      case h.every when 'month' then date_trunc('month', h.effective_on::timestamp)
        when 'quarter' then date_trunc('quarter', h.effective_on::timestamp)
        else date_trunc('year', h.effective_on - interval '3 months') + interval '3 months'
        end as first_start
    from (${holdersWithTerms(tx, by)}) as h
    window holder as (partition by h.holder_id order by h.effective_on)
  ) as t
  cross join lateral generate_series(t.first_start,
    least(coalesce(t.ends_on, 'infinity'), ${by.on}::date)::timestamp, t.step) as p(start)
  where t.effective_on <= ${by.on}::date and (t.ends_on is null or t.ends_on >= t.effective_on)`;

/** All terms, each with its account and the last day of the last agreement about it. */
const holdersWithTerms = (tx: Tx, by: DueBy): Fragment => tx.sql`
  select t.pooled_account_id as holder_id, t.pooled_account_id, null::uuid as payee_id, a.broker_id,
    t.tier, t.every, t.effective_on, nullif(last.on_day, 'infinity') as last_on
  from return_terms t join pooled_accounts a on a.id = t.pooled_account_id
  left join lateral (
    select max(coalesce(e.ended_on, g.to_on, 'infinity')) as on_day
    from broker_agreements g left join broker_agreement_endings e on e.agreement_id = g.id
    where g.broker_id = a.broker_id) as last on true
  where (${by.pooledAccountId ?? null}::uuid is null
      or t.pooled_account_id = ${by.pooledAccountId ?? null})
    and ${by.payeeId ?? null}::uuid is null
  union all
  select t.payee_id, null, t.payee_id, null, t.tier, t.every, t.effective_on, last.on_day
  from return_terms t join payees p on p.id = t.payee_id and ${ofOwnFamily(tx)}
  left join lateral (
    select max(least(u.ends_on, c.closed_on, ended.effective_on - 1)) as on_day
    from arrangements a
    join budgets u on u.id = a.budget_id
    left join budget_closures c on c.budget_id = u.id
    left join lateral (
      select g.effective_on from agreements g join agreement_decisions d on d.agreement_id = g.id
      where g.arrangement_id = a.id and g.change = 'end' limit 1) as ended on true
    where a.payee_id = p.id and a.kind = 'direct') as last on true
  where (${by.payeeId ?? null}::uuid is null or t.payee_id = ${by.payeeId ?? null})
    and ${by.pooledAccountId ?? null}::uuid is null`;
