import type { Tx, Fragment } from '../../database/transactions.ts';
import type { RulesInForce } from '../../law/rules.ts';
import { rulesOn } from '../../law/store.ts';
import { money, toText, type Decimal } from '../../money.ts';
import { joiningWhole, readingWhole } from '../../database/whole-tables.ts';
import { covers, everyHold } from '../holding/open.ts';
import { itemsOf, type Run } from '../run-list.ts';
import { whyGone } from './comparison-gone.ts';
import {
  ReasonTotals,
  partsOf,
  type Compared,
  type Reason,
  type ReasonTotal,
} from './comparison-rules.ts';

/** Two runs to compare; the second is none where there is no earlier one. */
export interface Pair {
  readonly now: Run;
  readonly before: Run | null;
}

/** Who is never a run: nothing is compared with it. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';

/** How many arrangements are read from the database at a time. */
const BATCH = 1000;
/** As many as this are joined row by row, which is the fastest for them. */
const FEW = 1000;
/** How many are looked at together for those of a reason. */
const MOST_AT_ONCE = 20_000;

/** The last run that was released before a run, of the same bank account and paid by Bacs. */
export async function lastRunBefore(tx: Tx, run: Run): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select r.id from pay_runs r join pay_run_releases l on l.pay_run_id = r.id
    where r.bank_account_id = ${run.bankAccountId} and r.way = 'bacs' and r.serial < ${run.serial}
    order by r.serial desc limit 1`;
  return row?.id ?? null;
}

interface Row extends Compared {
  readonly arrangementId: string;
  readonly beneficiary: string;
  readonly paidNow: string;
  readonly paidBefore: string;
}

/** The reasons of all arrangements of two runs, added up; they make the difference given. */
export async function reasonsOf(tx: Tx, pair: Pair, difference: Decimal): Promise<ReasonTotal[]> {
  const totals = new ReasonTotals();
  for await (const row of everyArrangement(tx, pair)) totals.add(partsOf(row));
  return totals.explaining(difference);
}

/** An arrangement in both runs, with why its amounts differ. */
export interface ComparedArrangement {
  readonly arrangementId: string;
  readonly beneficiary: string;
  readonly now: string;
  readonly before: string;
  readonly difference: string;
  readonly parts: { reason: Reason; amount: string; words: string }[];
}

/**
 * Arrangements of two runs in order of their identifier after one, of a reason if it is given. Few
 * are looked at first, and more at a time while those of the reason are not enough.
 */
export async function arrangementsCompared(
  tx: Tx,
  pair: Pair,
  asked: { reason?: Reason | undefined; after?: string | undefined; limit: number },
): Promise<ComparedArrangement[]> {
  const rules = await rulesOn(tx, tx.scope.today);
  const found: ComparedArrangement[] = [];
  let after = asked.after;
  for (let most = asked.limit + 1; ; most = Math.min(most * 10, MOST_AT_ONCE)) {
    const query = () => comparedQuery(tx, pair, rules, { after, most });
    const look = () => tx.sql<Row[]>`${query()}`;
    const rows = await (most > FEW ? joiningWhole(tx, look) : look());
    const shown = rows.map(comparedArrangement);
    found.push(...shown.filter(({ parts }) => isOf(parts, asked.reason)));
    if (found.length > asked.limit || rows.length < most) return found.slice(0, asked.limit + 1);
    after = rows.at(-1)!.arrangementId;
  }
}

const isOf = (parts: ComparedArrangement['parts'], reason: Reason | undefined): boolean =>
  reason === undefined || parts.some((part) => part.reason === reason);

function comparedArrangement(row: Row): ComparedArrangement {
  return {
    arrangementId: row.arrangementId,
    beneficiary: row.beneficiary,
    now: row.paidNow,
    before: row.paidBefore,
    difference: toText(money(row.paidNow).minus(money(row.paidBefore))),
    parts: partsOf(row).map((part) => ({ ...part, amount: toText(part.amount) })),
  };
}

/** What each arrangement has in the two runs, read a few at a time. */
async function* everyArrangement(tx: Tx, pair: Pair): AsyncGenerator<Row> {
  const rules = await rulesOn(tx, tx.scope.today);
  const rows = tx.sql<Row[]>`${comparedQuery(tx, pair, rules, {})}`;
  for await (const batch of readingWhole(tx, rows, BATCH)) yield* batch;
}

/** What each arrangement has in the two runs, in order of its identifier; some of them if asked. */
function comparedQuery(
  tx: Tx,
  { now, before }: Pair,
  rules: RulesInForce,
  { after, most }: { after?: string | undefined; most?: number },
): Fragment {
  const { sql } = tx;
  const last = before?.id ?? NO_RUN;
  const both = sql`
    ${itemsOf(tx, sql`${now.id}::uuid`)} union all ${itemsOf(tx, sql`${last}::uuid`)}`;
  const wanted =
    most === undefined
      ? sql``
      : sql`where i.arrangement_id in (
          select w.arrangement_id from (${both}) as w
          ${after === undefined ? sql`` : sql`where w.arrangement_id > ${after}::uuid`}
          group by w.arrangement_id order by w.arrangement_id limit ${most})`;
  return sql`
    with this as materialized (select * from pay_runs where id = ${now.id}
    ), last as materialized (select * from pay_runs where id = ${last}
    ), picked as materialized (
      select i.*, i.pay_run_id = ${now.id} as is_now
      from (${both}) as i
      ${wanted}
    ), ${itemFacts(tx)}
    ), items as materialized (${itemsWithFacts(tx)}
    ), lost as materialized (
      select arrangement_id from items group by arrangement_id
      having count(*) filter (where is_now and extra is null)
        < count(*) filter (where not is_now and extra is null)
    ), ${whyGone(tx, rules)}
    )
    select i.arrangement_id as "arrangementId", b.reference as beneficiary,
      coalesce(jsonb_agg(i.facts) filter (where i.is_now), '[]') as now,
      coalesce(jsonb_agg(i.facts) filter (where not i.is_now), '[]') as before,
      coalesce(sum(i.amount) filter (where i.is_now), 0.00) as "paidNow",
      coalesce(sum(i.amount) filter (where not i.is_now), 0.00) as "paidBefore",
      min(g.why) as gone
    from items i
    join beneficiaries b on b.id = i.beneficiary_id
    left join gone g on g.arrangement_id = i.arrangement_id
    group by i.arrangement_id, b.reference order by i.arrangement_id`;
}

/**
 * What is known about the payments in `picked`: differences for earlier periods, whose shares are
 * not in them, what became of the same instalment before, what was held, and who was paid before.
 */
function itemFacts(tx: Tx): Fragment {
  const { sql } = tx;
  return sql`
    differences as materialized (
      select instalment_id, sum(amount) as amount,
        jsonb_agg(jsonb_build_object('from', period_from, 'to', period_to) order by line) as periods
      from instalment_lines
      where what = 'difference' and instalment_id in (select instalment_id from picked)
      group by instalment_id
    ), behind as materialized (
      select p.id as item_id, jsonb_agg(s.source order by s.position) as sources
      from picked p
      join instalments n on n.id = p.instalment_id and n.amount <> p.amount
      join instalment_shares x on x.instalment_id = p.instalment_id and x.amount > 0
      join shares s on s.id = x.share_id
      left join pay_run_item_shares y on y.item_id = p.id and y.share_id = x.share_id
      where y.item_id is null group by p.id
    ), earlier as materialized (
      select p.id as item_id, bool_or(u.why in ('rejected', 'bounced')) as again,
        bool_or(u.why is null) as followed, bool_or(u.why = 'taken_out') as held
      from picked p
      join pay_run_items e on e.instalment_id = p.instalment_id and e.attempt < p.attempt
      left join undone_items u on u.item_id = e.id
      group by p.id
    ), let_go as materialized (
      select distinct y.item_id
      from hold_releases h join pay_run_item_shares y
        on y.instalment_id = h.instalment_id and y.share_id = h.share_id
      where y.pay_run_id in (select id from this union all select id from last)
    ), holds_ended as materialized (
      select h.arrangement_id, h.number, h.from_on from (${everyHold(tx)}) as h
      join payment_hold_endings e on e.hold_id = h.id
      join this r on e.ended_at <= r.drawn_up_at join last l on e.ended_at > l.drawn_up_at
    ), new_ones as materialized (
      select arrangement_id from picked group by arrangement_id having bool_and(is_now)
    ), paid_earlier as materialized (
      select i.arrangement_id from pay_run_items i
      join pay_run_releases l on l.pay_run_id = i.pay_run_id
      join pay_runs r on r.id = i.pay_run_id join this t on r.serial < t.serial
      where i.arrangement_id in (select arrangement_id from new_ones)
      union
      select arrangement_id from instalments_paid_before
      where arrangement_id in (select arrangement_id from new_ones)`;
}

/** The payments in `picked` as the rules read them; `extra` is why one is not simply the next. */
function itemsWithFacts(tx: Tx): Fragment {
  const { sql } = tx;
  return sql`
    select p.arrangement_id, p.beneficiary_id, p.amount, p.is_now, w.extra,
      jsonb_build_object('number', n.number, 'version', g.version, 'amount', p.amount::text,
        'whole', n.amount::text, 'differences', coalesce(d.amount, 0.00)::text,
        'differsFor', coalesce(d.periods, '[]'), 'leftBehind', coalesce(b.sources, '[]'),
        'extra', w.extra, 'otherwise', w.otherwise) as facts
    from picked p
    join instalments n on n.id = p.instalment_id
    join agreements g on g.id = n.agreement_id
    left join agreement_decisions k on k.agreement_id = g.id
    left join differences d on d.instalment_id = p.instalment_id
    left join behind b on b.item_id = p.id
    left join earlier e on e.item_id = p.id
    left join let_go o on o.item_id = p.id
    left join new_ones a on a.arrangement_id = p.arrangement_id
    left join paid_earlier f on f.arrangement_id = p.arrangement_id
    left join last l on true
    cross join lateral (
      select a.arrangement_id is not null and f.arrangement_id is null as first,
        p.is_now and n.value_on <= l.value_on as due_before) as s
    cross join lateral (
      select case when s.first then 'first_payment' else 'other_cycle' end as otherwise,
        case when e.again then 'paid_again' when e.followed then 'share_followed'
          when e.held or o.item_id is not null or (s.due_before and exists (
            select from holds_ended h where h.arrangement_id = p.arrangement_id
              and ${covers(tx, sql`n`)})) then 'held_before'
          when not s.due_before then null when s.first then 'first_payment'
          when k.decided_at > l.drawn_up_at then 'agreed_late'
          else 'due_before' end as extra) as w`;
}
