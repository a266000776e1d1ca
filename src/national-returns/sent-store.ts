import { createHash } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { reportAsCsv } from '../reports/answer.ts';
import { reportAt } from '../reports/at.ts';
import type { Given } from '../reports/parameters.ts';
import { utc } from '../reports/moments.ts';
import { rowsOf } from '../reports/reading.ts';
import type { Report, Row } from '../reports/report.ts';

/** A report that was sent off, and by what it can be made again. */
export interface Sent {
  readonly id: string;
  readonly report: string;
  readonly asAt: string;
  readonly given: Given;
  /** The moment at which it was made: what was sealed or recorded later does not count. */
  readonly knownAt: string | null;
  readonly throughEntry: string;
  readonly rows: number;
  readonly sha256: string;
  readonly sentTo: string;
  readonly sentOn: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
}

interface Making {
  readonly asAt: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  readonly through: string;
  readonly knownMoment: string | null;
  readonly given: Given;
}

/** How many rows the CSV file of a report has, and its SHA-256; the file itself is not kept. */
export async function fingerprintOf(tx: Tx, report: Report, making: Making) {
  const at = await reportAt(tx, making);
  const hash = createHash('sha256');
  let rows = 0;
  const counted = async function* (): AsyncGenerator<readonly Row[], void> {
    for await (const batch of rowsOf(tx, report, at, new AbortController().signal)) {
      rows += batch.length;
      yield batch;
    }
  };
  for await (const piece of reportAsCsv(report.columns, counted(), { excel: false })) {
    hash.update(piece);
  }
  return { rows, sha256: hash.digest('hex') };
}

/** What is known now, to be found again later: the last entry that is sealed, and the moment. */
export async function knownSoFar({ sql }: Tx): Promise<{ through: string; at: string }> {
  const [now] = await sql<{ through: string; at: string }[]>`
    select coalesce((select through_entry from seal_batches order by size desc limit 1), 0) as through,
      to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
  return now!;
}

/** Keeps what was sent off: what it was made from, and its hash. @returns its number */
export async function addSent(
  { sql, scope }: Tx,
  sent: Omit<Sent, 'id' | 'recordedBy' | 'recordedAt'>,
): Promise<string> {
  const { asAt, given, knownAt } = sent;
  const [added] = await sql<{ id: string }[]>`
    insert into sent_reports (report, parameters, through_entry, rows, sha256, sent_to, sent_on,
      recorded_by)
    values (${sent.report}, ${JSON.stringify({ asAt, given, knownAt })}, ${sent.throughEntry},
      ${sent.rows}, decode(${sent.sha256}, 'hex'), ${sent.sentTo}, ${sent.sentOn}, ${scope.user})
    returning id`;
  return added!.id;
}

/** Reports that were sent off, the latest first, at most as many as asked for and one more. */
export async function listSent(
  tx: Tx,
  by: { id?: string; after?: string | undefined; limit: number },
): Promise<Sent[]> {
  const { sql } = tx;
  return sql<Sent[]>`
    select s.id, s.report, p.about ->> 'asAt' as "asAt", p.about -> 'given' as given,
      p.about ->> 'knownAt' as "knownAt", s.through_entry as "throughEntry", s.rows::int as rows,
      encode(s.sha256, 'hex') as sha256, s.sent_to as "sentTo", s.sent_on as "sentOn",
      s.recorded_by as "recordedBy",
      ${utc(tx, sql`s.recorded_at`)} as "recordedAt"
    from sent_reports s, lateral (select s.parameters::jsonb as about) as p
    where ${by.id === undefined ? sql`true` : sql`s.id = ${by.id}`}
      and ${
        by.after === undefined
          ? sql`true`
          : sql`(s.recorded_at, s.id) < (select x.recorded_at, x.id from sent_reports x
              where x.id = ${by.after}::uuid)`
      }
    order by s.recorded_at desc, s.id desc limit ${by.limit + 1}`;
}
