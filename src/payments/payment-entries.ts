import type { Tx, Fragment } from '../database/transactions.ts';
import { postFrom } from '../ledger/post.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import type { Report } from './progress.ts';
import { itemsOf, type Run } from './run-list.ts';

/** How many payments are posted by one statement, so that it can be told how far it is. */
const CHUNK = 10_000;

/** The payments of some arrangements: all that come after one, up to another. */
interface Chunk {
  /** Null for the first. */
  readonly after: string | null;
  readonly upTo: string;
  readonly items: number;
}

/**
 * Posts one entry a payment of a released run. Each draws on the shares that leave with it, and
 * moves what is in transit to what is held, on the day on which the payee has it. An arrangement's
 * payments are posted together: its balances are locked once, in the order that everybody keeps.
 */
export async function postPayments(tx: Tx, run: Run, report: Report, most = CHUNK): Promise<void> {
  const step = 'Posting the payments';
  let done = 0;
  report(step, done, run.items);
  for (const chunk of await chunksOf(tx, run.id, most)) {
    await joiningWhole(tx, () => postFrom(tx, paymentsOf(tx, run.id, chunk)));
    done += chunk.items;
    report(step, done, run.items);
  }
}

/** Divides a run into parts of about so many payments that leave no arrangement in two parts. */
async function chunksOf(tx: Tx, payRunId: string, most: number): Promise<Chunk[]> {
  return tx.sql<Chunk[]>`
    with arrangement as (
      select arrangement_id, count(*) as items,
        (sum(count(*)) over (order by arrangement_id) - 1)::int / ${most}::int as chunk
      from (${itemsOf(tx, tx.sql`${payRunId}::uuid`)}) as i group by arrangement_id
    ), chunk as (
      select chunk, max(arrangement_id::text)::uuid as last, sum(items)::int as items
      from arrangement group by chunk
    )
    select lag(last) over (order by chunk) as after, last as "upTo", items from chunk
    order by chunk`;
}

/**
 * The entries of a part of a run, as `postFrom` takes them. Every table is read by the arrangements
 * of the part alone, so that a run's parts together read each of its rows once.
 */
function paymentsOf(tx: Tx, payRunId: string, { after, upTo }: Chunk): Fragment {
  const { sql } = tx;
  const among = (arrangementId: Fragment): Fragment =>
    sql`${arrangementId} <= ${upTo}::uuid
      ${after === null ? sql`` : sql`and ${arrangementId} > ${after}::uuid`}`;
  return sql`
    select row_number() over (order by p.reference)::int as n, 'payment:' || p.id as key,
      (select id from entry_kinds where name = 'payment') as kind, p.value_on as day,
      null::text as reason, null::bigint as reverses, null::bytea as evidence,
      (x.line * 2 - side.n)::smallint as line,
      case side.n when 1 then o.committed else t.id end as from_account,
      case side.n when 1 then o.drawn else o.held end as to_account, x.amount
    from (select i.id, i.reference, c.value_on from (${itemsOf(tx, sql`${payRunId}::uuid`)}) as i
      join pay_run_credits c on c.id = i.credit_id and c.pay_run_id = ${payRunId}
      where ${among(sql`i.arrangement_id`)}) as p
    join (
      select v.item_id, v.share_id, v.amount,
        row_number() over (partition by v.item_id order by s.position) as line
      from pay_run_item_shares v
      join shares s on s.id = v.share_id and ${among(sql`s.arrangement_id`)}
      where v.pay_run_id = ${payRunId} and ${among(sql`v.arrangement_id`)}
    ) as x on x.item_id = p.id
    join (${accountsOf(tx, among(sql`a.arrangement_id`))}) as o on o.share_id = x.share_id
    join (select a.id from accounts a join account_classes c on c.id = a.class
      where c.name = 'in_transit' and a.subject = ${payRunId}) as t on true
    cross join (values (1), (0)) as side(n)`;
}

/** The accounts of shares that a payment moves money between, of the arrangements named. */
const accountsOf = ({ sql }: Tx, ofThese: Fragment): Fragment => sql`
  select a.subject as share_id, max(a.id) filter (where c.kind = 'committed') as committed,
    max(a.id) filter (where c.kind = 'drawn') as drawn,
    max(a.id) filter (where c.kind = 'held') as held
  from accounts a join account_classes c on c.id = a.class
  where c.kind in ('committed', 'drawn', 'held') and ${ofThese}
  group by a.subject`;
