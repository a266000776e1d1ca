import { systemClock } from '../../src/calendar.ts';
import { connect } from '../../src/database/connections.ts';
import { inTransaction, type Tx } from '../../src/database/transactions.ts';
import { changeSettings, FOR_WHOLE_TABLES, readingWhole } from '../../src/database/whole-tables.ts';
import { serviceScope } from '../../src/ledger/sealer.ts';
import { reportAsCsv } from '../../src/reports/answer.ts';
import { reportAt } from '../../src/reports/at.ts';
import { REPORTS } from '../../src/reports/list.ts';
import { rowsOf } from '../../src/reports/reading.ts';
import type { Report, ReportAt, Row } from '../../src/reports/report.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { openBigBook, type BigBook } from './support/big-book.ts';
import { timeOf } from './support/rate.ts';
import { AUTHORITY } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

/** No report may take longer, in milliseconds. */
const LONGEST = 5000;
/** A report that is over sooner is not held to the ratio by itself: it is mostly the asking. */
const SOON = 50;

/**
 * Every report as its CSV file, against the same queries, whose rows are fetched and not written.
 * Each report is held to the ratio by itself as well, and to five seconds.
 */
export const reporting: Measurement = {
  name: 'report',
  unit: 'ms',
  bar: { atMost: 1.5 },
  async measure(options) {
    const book = await openBigBook(options);
    try {
      return await run(book, options);
    } finally {
      await book.close();
    }
  },
};

async function run(book: BigBook, { quick, onProgress }: BenchOptions): Promise<Turns> {
  const scope = serviceScope(AUTHORITY, systemClock());
  const client = connect(book.urls.service, { name: 'bench', max: 1 });
  const asked = {
    asAt: book.today,
    today: book.today,
    knownMoment: null,
    through: null,
    given: {},
  };
  const times = new Map<string, { file: number[]; query: number[] }>();
  const each = async (side: 'file' | 'query'): Promise<number> => {
    let sum = 0;
    for (const report of REPORTS) {
      onProgress(`${report.name}, ${side}`);
      const took = await inTransaction(
        client,
        scope,
        (tx) => timeOf(() => SIDES[side](tx, report, asked)),
        {
          readOnly: true,
        },
      );
      const own = times.get(report.name) ?? { file: [], query: [] };
      own[side].push(took);
      times.set(report.name, own);
      sum += took;
    }
    return sum;
  };
  try {
    // Once for nothing, so that both sides find the cache warm.
    await each('query');
    times.clear();
    const turns = await inTurns({
      runs: quick ? 2 : 3,
      ours: () => each('file'),
      baseline: () => each('query'),
    });
    const slowest = [...times].map(([name, { file }]) => ({ name, ms: median(file) }));
    return {
      ...turns,
      broken: [...times].flatMap(([name, both]) => faultsOf(name, both)),
      also: Object.fromEntries(
        slowest
          .sort((a, b) => b.ms - a.ms)
          .slice(0, 8)
          .map(({ name, ms }) => [name, Math.round(ms)]),
      ),
    };
  } finally {
    await client.end({ timeout: 5 });
  }
}

type Asked = Parameters<typeof reportAt>[1];

const SIDES = { file: asFile, query: asQuery } as const;

async function asFile(tx: Tx, report: Report, asked: Asked): Promise<void> {
  const at = await reportAt(tx, asked);
  const rows = rowsOf(tx, report, at, new AbortController().signal);
  for await (const piece of reportAsCsv(report.columns, rows, { excel: false })) void piece;
}

async function asQuery(tx: Tx, report: Report, asked: Asked): Promise<void> {
  const at = await reportAt(tx, asked);
  for await (const batch of queried(tx, report, at)) void batch;
}

/** Rows of one query are read under settings of their own, and those of several under these. */
async function* queried(tx: Tx, report: Report, at: ReportAt): AsyncGenerator<readonly Row[]> {
  if (report.query !== undefined) {
    yield* readingWhole(tx, tx.sql<Row[]>`${report.query(tx, at)}`, 5000);
    return;
  }
  await changeSettings(tx, FOR_WHOLE_TABLES);
  yield* report.rows(tx, at, new AbortController().signal);
}

function faultsOf(name: string, { file, query }: { file: number[]; query: number[] }): string[] {
  const [ours, theirs] = [median(file), median(query)];
  const slow = ours > LONGEST ? [`The report ${name} takes ${Math.round(ours)} ms.`] : [];
  if (theirs < SOON || ours <= 1.5 * theirs) return slow;
  return [...slow, `The report ${name} takes ${(ours / theirs).toFixed(2)} times its query.`];
}

const median = (of: readonly number[]): number =>
  of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!;
