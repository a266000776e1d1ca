import type { Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import { codeOn } from './code-store.ts';
import { feedFile, sha256Of } from './feed-file.ts';
import type { FeedLine, FeedRecord } from './rules.ts';

/** A feed as it is shown. */
export interface FeedRow extends FeedRecord {
  readonly drawnUpAt: string;
  readonly entry: string;
}

/** Feeds: one, or all with the last first, as many as asked for and one more. */
export async function listFeeds(
  { sql }: Tx,
  by: { readonly number: number } | { readonly after?: string | undefined; readonly limit: number },
): Promise<FeedRow[]> {
  const wanted =
    'number' in by ? sql`number = ${by.number}` : sql`number < ${by.after ?? '2147483647'}::int`;
  return sql<FeedRow[]>`
    select number, period_end as "periodEnd", through_entry as "throughEntry", previous, lines,
      total, encode(sha256, 'hex') as sha256, drawn_up_by as "drawnUpBy",
      to_json(drawn_up_at) #>> '{}' as "drawnUpAt", entry_id as entry
    from general_ledger_feeds where ${wanted}
    order by number desc limit ${'number' in by ? 1 : by.limit + 1}`;
}

/**
 * The lines of some feeds in their order. The name of a code is the one that it had when the feed
 * was drawn up, whatever it was called later.
 */
export async function linesOfFeeds(
  tx: Tx,
  numbers: readonly number[],
): Promise<Map<number, FeedLine[]>> {
  const { sql } = tx;
  const rows = await sql<{ feed: number; line: FeedLine }[]>`
    select l.feed, jsonb_build_object('line', l.line, 'classId', c.id, 'class', c.name,
      'funderId', f.id, 'funder', f.name, 'code', l.code, 'name', v.name,
      'debit', case l.side when 'debit' then l.amount::text end,
      'credit', case l.side when 'credit' then l.amount::text end) as line
    from jsonb_array_elements_text(${JSON.stringify(numbers)}::text::jsonb) as w
    join general_ledger_feeds d on d.number = w::int
    join general_ledger_feed_lines l on l.feed = d.number
    join account_classes c on c.id = l.account_class
    left join funders f on f.id = l.funder_id
    left join lateral (${codeOn(tx, sql`d.period_end`, sql`d.entry_id`)}) as v on true
    order by l.feed, l.line`;
  const byFeed = Map.groupBy(rows, ({ feed }) => feed);
  return new Map(
    numbers.map((number) => [number, (byFeed.get(number) ?? []).map(({ line }) => line)]),
  );
}

/**
 * A feed with its lines and its file, which is what was handed over.
 *
 * @throws Problem "not-found", or "state-does-not-allow" where it is no longer what it was
 */
export async function feedBy(
  tx: Tx,
  number: number,
): Promise<{ feed: FeedRow; lines: FeedLine[]; file: string }> {
  const [feed] = await listFeeds(tx, { number });
  if (feed === undefined) throw notFound();
  const lines = (await linesOfFeeds(tx, [number])).get(number)!;
  const file = await feedFile(feed, lines);
  if (sha256Of(file) === feed.sha256) return { feed, lines, file };
  throw new Problem(
    'state-does-not-allow',
    `Feed ${number} is not what was handed over: its SHA-256 was ${feed.sha256}. Run verify, and tell your auditor.`,
  );
}
