import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { closedThrough } from '../ledger/periods.ts';
import { post, type Posted, type Posting } from '../ledger/post.ts';
import { ZERO, money, sum, toText, type Decimal } from '../money.ts';
import { Problem } from '../problem.ts';
import { overdrawingsInForce } from './overdrawing-store.ts';
import type { Overdrawing } from './overdrawing-rules.ts';
import { shareSpending, type HolderDay } from './spending-rules.ts';

export interface NewSpending {
  /** Where the record has an identifier already, e.g. a line of a return. */
  readonly id?: string;
  /** Whether a supplier gave this back, and it was spent before. */
  readonly refund?: boolean;
  readonly arrangementId: string;
  readonly spentOn: Temporal.PlainDate;
  readonly amount: Decimal;
  readonly category: string;
  readonly description: string;
}

interface Holder {
  readonly beneficiaryId: string;
  /** The accounts of each share in the agreed order. */
  readonly shares: readonly { readonly held: string; readonly spent: string }[];
  readonly days: readonly HolderDay[];
}

/**
 * Records spending against the money a holder has, as a set in the order given: each amount is
 * shared by the money paid in per source, cumulatively. While an overdrawing is in force, the shares
 * may go below zero by as much as it says. @returns the ids in the order given.
 */
export async function recordSpending(tx: Tx, list: readonly NewSpending[]): Promise<string[]> {
  const ids = [...new Set(list.map((one) => one.arrangementId))];
  // Exceptions first: whoever else spends under one of them waits here, before what is held is read.
  const overdrawings = await overdrawingsInForce(tx, ids);
  const holders = await holdersOf(tx, ids);
  const closed = await closedThrough(tx);
  const rows = list.map((one): Row => named(one));
  const postings: Posting[] = [];
  for (const [arrangementId, mine] of Map.groupBy(rows, (row) => row.arrangementId)) {
    const holder = holders.get(arrangementId);
    if (holder === undefined)
      throw noMoney(arrangementId, sum(mine.map((row) => row.amount)), money('0.00'));
    const overdrawing = overdrawings.get(arrangementId) ?? null;
    postings.push(...postingsOf(holder, mine, { overdrawing, closed }));
  }
  const posted = await postAll(tx, postings);
  const input = rows.map((row) => ({
    ...row,
    amount: toText(row.amount),
    beneficiaryId: holders.get(row.arrangementId)!.beneficiaryId,
    entryId: posted.ids.get(row.key),
  }));
  await keep(tx, input);
  return rows.map((row) => row.id);
}

/** So many entries at once would be joined to their lines row by row; see `joiningWhole`. */
const MANY = 500;

const postAll = (tx: Tx, postings: readonly Posting[]): Promise<Posted> =>
  postings.length < MANY ? post(tx, postings) : joiningWhole(tx, () => post(tx, postings));

/** With its identifier, and by what its entry is known: the key, and the form of its digest. */
function named(one: NewSpending): Row {
  const [id, what] = [one.id ?? randomUUID(), one.refund === true ? 'refund' : 'spending'];
  return { ...one, id, key: `${what}:${id}`, form: `${what}-1` };
}

async function keep(tx: Tx, rows: readonly object[]): Promise<void> {
  const { sql } = tx;
  await sql`
    with input as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as s(id uuid,
        "arrangementId" uuid, "beneficiaryId" uuid, "spentOn" date, amount numeric, category text,
        description text, "entryId" bigint, refund boolean)
    ), given_back as (
      insert into refunds (id, arrangement_id, beneficiary_id, received_on, amount, category,
        description, recorded_by, entry_id)
      select id, "arrangementId", "beneficiaryId", "spentOn", amount, category, description,
        ${tx.scope.user}, "entryId" from input where refund
    )
    insert into spending (id, arrangement_id, beneficiary_id, spent_on, amount, category, description,
      recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", "spentOn", amount, category, description,
      ${tx.scope.user}, "entryId" from input where refund is not true`;
}

interface Row extends NewSpending {
  readonly id: string;
  readonly key: string;
  readonly form: string;
}

function postingsOf(
  holder: Holder,
  rows: readonly Row[],
  { overdrawing, closed }: { overdrawing: Overdrawing | null; closed: string | null },
): Posting[] {
  const signed = rows.map(({ spentOn, amount, refund }) => ({
    spentOn: bookingDay(spentOn, closed),
    amount: refund === true ? amount.negated() : amount,
  }));
  const shared = shareSpending(daysOf(holder, signed[0]!.spentOn), signed, overdrawing);
  if ('shortfall' in shared) {
    const { asked, available } = shared.shortfall;
    throw noMoney(rows[0]!.arrangementId, asked, available);
  }
  return rows.map((row, n) => ({
    key: row.key,
    kind: 'spending',
    effectiveOn: row.spentOn,
    reason: row.category,
    evidence: evidenceOf([row.form, row.id, row.arrangementId, toText(row.amount), row.category]),
    transfers: holder.shares.flatMap(({ held, spent }, i) => {
      const amount = shared.parts[n]![i]!;
      if (amount.isZero()) return [];
      return amount.gt(0)
        ? [{ from: held, to: spent, amount }]
        : [{ from: spent, to: held, amount: amount.negated() }];
    }),
  }));
}

/**
 * The day on which the books have it. What covers it may have been moved out of a closed period
 * too, and is there from that day on only.
 */
function bookingDay(on: Temporal.PlainDate, closed: string | null): Temporal.PlainDate {
  if (closed === null || on.toString() > closed) return on;
  return Temporal.PlainDate.from(closed).add({ days: 1 });
}

/** The holder's days; where nothing has moved yet, one on which each share stands at zero. */
function daysOf({ days, shares }: Holder, on: Temporal.PlainDate): readonly HolderDay[] {
  const none = shares.map(() => ZERO);
  return days.length > 0 ? days : [{ on, held: none, spent: none }];
}

function noMoney(arrangementId: string, amount: Decimal, there: Decimal): Problem {
  const [asked, available] = [toText(amount.abs()), toText(there)];
  const isRefund = amount.isNegative();
  return new Problem(
    'not-covered',
    isRefund
      ? `The holder has spent ${available} by then, and ${asked} was to be given back of it.`
      : `The holder has ${available}, and spending of ${asked} was to be recorded.`,
    {
      shortfalls: [
        { account: isRefund ? 'spent' : 'held', arrangement: arrangementId, available, asked },
      ],
    },
  );
}

/** The money of arrangements by share: accounts, and by day what came, was spent or went. */
async function holdersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Holder>> {
  const rows = await tx.sql<
    {
      arrangementId: string;
      beneficiaryId: string;
      shares: { held: string; spent: string }[];
      days: { on: string; held: string[]; spent: string[] }[];
    }[]
  >`
    with shares_of as materialized (
      select s.arrangement_id, s.beneficiary_id, h.id as held, p.id as spent,
        row_number() over (partition by s.arrangement_id order by s.position) as n
      from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) w
      join arrangements a on a.id = w::uuid
      join shares s on s.arrangement_id = a.id
      join account_classes hc on hc.name = 'held/' || a.kind || '/' || s.source
      join accounts h on h.class = hc.id and h.subject = s.id
      join account_classes pc on pc.name = 'spent/' || a.kind || '/' || s.source
      join accounts p on p.class = pc.id and p.subject = s.id
    ), sides as (
      select o.arrangement_id, o.n, t.effective_on, t.amount as held, 0.00 as spent
      from shares_of o join transfers t on t.to_account = o.held
      union all
      select o.arrangement_id, o.n, t.effective_on, -t.amount, 0.00
      from shares_of o join transfers t on t.from_account = o.held
      union all
      select o.arrangement_id, o.n, t.effective_on, 0.00, t.amount
      from shares_of o join transfers t on t.to_account = o.spent
      union all
      select o.arrangement_id, o.n, t.effective_on, 0.00, -t.amount
      from shares_of o join transfers t on t.from_account = o.spent
    ), by_day as (
      select d.arrangement_id, d.effective_on, jsonb_build_object('on', d.effective_on,
        'held', jsonb_agg(coalesce(m.held, 0.00)::text order by o.n),
        'spent', jsonb_agg(coalesce(m.spent, 0.00)::text order by o.n)) as day
      from (select distinct arrangement_id, effective_on from sides) d
      join shares_of o on o.arrangement_id = d.arrangement_id
      left join (select arrangement_id, n, effective_on, sum(held) as held, sum(spent) as spent
        from sides group by arrangement_id, n, effective_on) m
        on m.arrangement_id = d.arrangement_id and m.n = o.n and m.effective_on = d.effective_on
      group by d.arrangement_id, d.effective_on
    )
    select o.arrangement_id as "arrangementId", o.beneficiary_id as "beneficiaryId",
      jsonb_agg(jsonb_build_object('held', o.held::text, 'spent', o.spent::text) order by o.n) as shares,
      coalesce((select jsonb_agg(b.day order by b.effective_on) from by_day b
        where b.arrangement_id = o.arrangement_id), '[]') as days
    from shares_of o group by o.arrangement_id, o.beneficiary_id`;
  return new Map(
    rows.map((row) => [
      row.arrangementId,
      {
        ...row,
        days: row.days.map((day) => ({
          on: Temporal.PlainDate.from(day.on),
          held: day.held.map(money),
          spent: day.spent.map(money),
        })),
      },
    ]),
  );
}

export interface SpendingRow {
  readonly id: string;
  readonly spentOn: string;
  readonly amount: string;
  readonly category: string;
  readonly description: string;
  readonly entry: string;
}

/** Spending of an arrangement, newest first, after a cursor of date and id. */
export async function listSpending(
  tx: Tx,
  by: { arrangementId: string; after?: string | undefined; limit: number },
): Promise<SpendingRow[]> {
  const { sql } = tx;
  const [day, id] = by.after?.split('_') ?? [];
  return sql<SpendingRow[]>`
    select id, spent_on as "spentOn", amount, category, description, entry_id as entry
    from spending where arrangement_id = ${by.arrangementId}
      ${id === undefined ? sql`` : sql`and (spent_on, id) < (${day!}::date, ${id}::uuid)`}
    order by spent_on desc, id desc limit ${by.limit + 1}`;
}
