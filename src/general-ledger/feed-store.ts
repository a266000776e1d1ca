import type { Fragment, Tx } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { codeOn, generalLedgerAlone } from './code-store.ts';
import { feedFile, sha256Of } from './feed-file.ts';
import {
  faultsOfMissingCodes,
  faultsOfPeriodEnd,
  feedFields,
  linesOf,
  totalOf,
  type FeedLine,
  type FeedRecord,
  type Movement,
} from './rules.ts';

/** How far a feed goes: entries that took effect by a day and were sealed by one of them. */
export interface Reach {
  readonly number: number;
  readonly periodEnd: string;
  readonly throughEntry: string;
}

/** After every entry there is: what is not sealed yet, too. */
export const EVERY_ENTRY = '9223372036854775807';

/** How far the last feed goes, or null where there is none. */
export async function lastReach({ sql }: Tx): Promise<Reach | null> {
  const [last] = await sql<Reach[]>`
    select number, period_end as "periodEnd", through_entry as "throughEntry"
    from general_ledger_feeds order by number desc limit 1`;
  return last ?? null;
}

/** The transfers of a reach that are in no earlier feed, as a query of its columns. */
export function freshTransfers(
  { sql }: Tx,
  reach: Omit<Reach, 'number'>,
  last: Reach | null,
): Fragment {
  const { periodEnd, throughEntry } = reach;
  const before = last?.throughEntry ?? '0';
  const lately = sql`
    select * from transfers where entry_id > ${before} and entry_id <= ${throughEntry}
      and effective_on <= ${periodEnd}`;
  if (last === null) return lately;
  // What was known to the last feed and took effect after its period.
  return sql`${lately}
    union all
    select * from transfers where entry_id <= ${before} and effective_on > ${last.periodEnd}
      and effective_on <= ${periodEnd}`;
}

/**
 * What some transfers moved in the money book, gross, by class and funder, as a query of
 * (class_id, funder_id, debit, credit).
 *
 * The budget control book stays out: it says what was agreed and is left of it, which is no asset and
 * no spending, and adds up to zero by itself.
 */
export function movedByFunder({ sql }: Tx, transfers: Fragment): Fragment {
  return sql`
    select c.id as class_id, f.id as funder_id, sum(m.debit) as debit, sum(m.credit) as credit
    from (
      select account_id, sum(debit) as debit, sum(credit) as credit from (
        select to_account as account_id, sum(amount) as debit, 0.00 as credit
        from (${transfers}) as t group by to_account
        union all
        select from_account, 0.00, sum(amount) from (${transfers}) as t group by from_account
      ) as sides group by account_id
    ) as m
    join accounts a on a.id = m.account_id
    join account_classes c on c.id = a.class and c.book = 'money'
    left join shares s on s.id = a.subject and c.holding is not null
    left join funders f on f.id = case when c.holding is not null then s.funder_id
      when c.kind in ('paid_by_holder', 'partner', 'recharge') then a.subject end
    group by c.id, f.id`;
}

/** What moved since the last feed, with the codes of the last day. */
async function movementsSince(tx: Tx, reach: Reach, last: Reach | null): Promise<Movement[]> {
  const { sql } = tx;
  return joiningWhole(
    tx,
    () => sql<Movement[]>`
      with moved as materialized (${movedByFunder(tx, freshTransfers(tx, reach, last))})
      select c.id as "classId", c.name as class, f.id as "funderId", f.name as funder, v.code,
        v.name, m.debit::text as debit, m.credit::text as credit
      from moved m join account_classes c on c.id = m.class_id
      left join funders f on f.id = m.funder_id
      left join lateral (${codeOn(tx, sql`${reach.periodEnd}::date`)}) as v on true
      order by c.id, f.name`,
  );
}

/** The last entry that is sealed. */
async function lastSealed({ sql }: Tx): Promise<string> {
  const [row] = await sql<{ through: string }[]>`
    select coalesce(max(through_entry), 0) as through from seal_batches`;
  return row!.through;
}

/**
 * Draws up the next feed through a day: every sealed entry that took effect by then and was in no
 * feed before. Whoever draws one up at the same moment waits, and finds it done.
 *
 * @returns its number
 */
export async function drawUpFeed(tx: Tx, periodEnd: Temporal.PlainDate): Promise<number> {
  await generalLedgerAlone(tx);
  const last = await lastReach(tx);
  const faults = faultsOfPeriodEnd(periodEnd, {
    last: last?.periodEnd ?? null,
    today: tx.scope.today,
  });
  refuseFaults('invalid-request', 'No feed can be drawn up through that day.', faults);
  const reach = {
    number: (last?.number ?? 0) + 1,
    periodEnd: periodEnd.toString(),
    throughEntry: await lastSealed(tx),
  };
  const movements = await movementsSince(tx, reach, last);
  refuseEmpty(movements, reach, last);
  refuseFaults(
    'state-does-not-allow',
    'What moved has no code in the council’s general ledger. Name the codes with POST /general-ledger/codes, and draw up the feed again.',
    faultsOfMissingCodes(movements, reach.periodEnd),
  );
  const lines = linesOf(movements);
  await addFeed(tx, {
    ...reach,
    previous: last?.number ?? null,
    lines: lines.length,
    total: totalOf(lines),
    sha256: sha256Of(await feedFile(reach, lines)),
    drawnUpBy: tx.scope.user,
  });
  await addLines(tx, reach.number, lines);
  return reach.number;
}

function refuseEmpty(movements: readonly Movement[], reach: Reach, last: Reach | null): void {
  if (movements.length > 0) return;
  const since = last === null ? '' : ` that is not in feed ${last.number} or one before it`;
  throw new Problem(
    'state-does-not-allow',
    `Nothing has moved by ${reach.periodEnd}${since}. Look at GET /general-ledger/feeds; draw up the ` +
      'next feed once something is posted, or through a later day.',
  );
}

async function addFeed(tx: Tx, feed: FeedRecord): Promise<void> {
  const [entry] = await recordDecisions(tx, [
    {
      key: `general_ledger_feed:${feed.number}`,
      reason: 'general_ledger_feed_drawn_up',
      fields: feedFields(feed),
    },
  ]);
  await tx.sql`
    insert into general_ledger_feeds (number, period_end, through_entry, previous,
      previous_period_end, previous_through_entry, lines, total, sha256, drawn_up_by, entry_id)
    select ${feed.number}, ${feed.periodEnd}, ${feed.throughEntry}, p.number, p.period_end,
      p.through_entry, ${feed.lines}, ${feed.total}, decode(${feed.sha256}, 'hex'),
      ${feed.drawnUpBy}, ${entry!}
    from (select) as one left join general_ledger_feeds p on p.number = ${feed.previous}`;
}

async function addLines(tx: Tx, feed: number, lines: readonly FeedLine[]): Promise<void> {
  const rows = lines.map(({ line, classId, funderId, code, debit, credit }) => ({
    line,
    classId,
    funderId,
    code,
    side: debit === null ? 'credit' : 'debit',
    amount: debit ?? credit,
  }));
  await tx.sql`
    insert into general_ledger_feed_lines (feed, line, account_class, funder_id, code, side, amount)
    select ${feed}, line, "classId", "funderId", code, side, amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as l(line int,
      "classId" smallint, "funderId" uuid, code text, side text, amount numeric)`;
}
