import { bacsInputDay } from '../../src/calendar.ts';
import type { Client } from '../../src/database/connections.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { makeFile } from '../../src/payments/file-store.ts';
import { runOf } from '../../src/payments/find.ts';
import { approve, release } from '../../src/payments/release-store.ts';
import { sharesOnHold } from '../../src/payments/release-checks.ts';
import { drawUp } from '../../src/payments/run-store.ts';
import { median, type BenchOptions, type Measurement, type Turns } from './measurement.ts';
import { openPayableBook, type PayableBook } from './support/payable-book.ts';
import { timeOf } from './support/rate.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

const MOST_MEMORY_MB = 512;

/**
 * A pay run of everybody, one payment of two shares each: drawn up, approved, checked, released and
 * posted with its Bacs file, and written as pain.001 too; against the bare insertion of the same
 * rows of the journal.
 */
export const payRun: Measurement = {
  name: 'pay-run',
  unit: 'ms',
  bar: { atMost: 4 },
  async measure(options) {
    const scratch = await openScratch(options);
    try {
      return await run(scratch, options);
    } finally {
      await scratch.close();
    }
  },
};

async function run(scratch: Scratch, options: BenchOptions): Promise<Turns> {
  const runs = options.quick ? 2 : 3;
  // One payment more than there are turns, one of which warms up.
  const size = { people: options.quick ? 2_000 : 100_000, instalments: runs + 2 };
  const book = await openPayableBook(scratch, size, options);
  const plain = scratch.plain(1);
  const steps: Steps = new Map();
  const days = book.valueDays.values();
  const turns = await inTurns({
    runs,
    ours: async (warmingUp) => {
      const counted: Steps = warmingUp ? new Map() : steps;
      const took = await timeOf(() => payEverybody(book, days.next().value!, size.people, counted));
      if (warmingUp) await keepJournalRows(plain);
      return took;
    },
    baseline: () => timeOf(() => bareInsert(plain)),
  });
  const broken =
    turns.peakMemoryMb > MOST_MEMORY_MB
      ? [`The service used ${Math.round(turns.peakMemoryMb)} MiB, above ${MOST_MEMORY_MB}.`]
      : [];
  const also = Object.fromEntries(
    [...steps].map(([step, times]) => [`${step} ms`, Math.round(median(times))]),
  );
  return { ...turns, broken, also };
}

/** How long each step took, turn by turn. */
type Steps = Map<string, number[]>;

async function payEverybody(
  { as, bankAccountId }: PayableBook,
  valueOn: Temporal.PlainDate,
  people: number,
  steps: Steps,
): Promise<void> {
  const inputOn = bacsInputDay(valueOn);
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    let result: T;
    const took = await timeOf(async () => {
      result = await work();
    });
    steps.set(name, [...(steps.get(name) ?? []), took]);
    return result!;
  };
  const { id, items } = await step('draw up', () =>
    as('finance_officer', inputOn, (tx) =>
      drawUp(tx, { bankAccountId, valueOn: valueOn.toString(), inputOn: inputOn.toString() }),
    ),
  );
  if (items !== people) throw new Error(`The run has ${items} payments; expected ${people}.`);
  await step('approve', () =>
    as('approver', inputOn, async (tx) => approve(tx, await runOf(tx, id))),
  );
  await step('release', () =>
    as('finance_officer', inputOn, async (tx) => {
      const missing = await sharesOnHold(tx, id);
      if (missing.length > 0) throw new Error('Something is missing that was on file.');
      await release(tx, await runOf(tx, id));
    }),
  );
  await step('pain.001', () =>
    as('finance_officer', inputOn, async (tx) =>
      makeFile(tx, await runOf(tx, id), 'pain_001_001_09'),
    ),
  );
}

/** Keeps the rows that the journal has of the run, for the baseline to insert again. */
async function keepJournalRows(plain: Client): Promise<void> {
  await plain`
    create table bench_rows as
    select dense_rank() over (order by e.id)::int as n, e.key, e.kind, e.effective_on, t.line,
      t.from_class, t.to_class, t.from_account, t.to_account, t.amount
    from entries e join entry_kinds k on k.id = e.kind join transfers t on t.entry_id = e.id
    where k.name = 'payment' order by e.id, t.line`;
  await plain.unsafe('vacuum analyze bench_rows');
}

/** Draws the entries' numbers first, so that nothing has to be joined to what was inserted. */
async function bareInsert(plain: Client): Promise<void> {
  await plain`
    with numbered as materialized (
      select n, key || ':' || gen_random_uuid() as key, kind, effective_on,
        nextval('entries_id_seq') as id
      from bench_rows where line = 1
    ), entry as (
      insert into entries (id, key, kind, effective_on, by, content)
      select id, key, kind, effective_on, ${WHOLE_AUTHORITY}, sha256(key::bytea) from numbered
    )
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
      from_account, to_account, amount)
    select m.id, r.line, r.kind, r.effective_on, r.from_class, r.to_class, r.from_account,
      r.to_account, r.amount
    from bench_rows r join numbered m using (n)`;
}
