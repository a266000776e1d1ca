import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import type { Client } from '../../src/database/connections.ts';
import { inTransaction } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { postFrom } from '../../src/ledger/post.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { numberOf } from './support/accounts.ts';
import { timeOf } from './support/rate.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

/** How many entries are posted, and how many accounts of each class they move money between. */
interface Size {
  readonly entries: number;
  readonly accounts: number;
}

/** Where the accounts of each class begin, and the numbers that name kind and classes. */
interface Book {
  readonly available: string;
  readonly committed: string;
  readonly kind: number;
  readonly fromClass: number;
  readonly toClass: number;
}

/**
 * Many entries of two transfers by one `postFrom`, which knows repeated keys and keeps guarded
 * balances, against the bare insertion of the same entries and transfers, without either.
 */
export const postBulk: Measurement = {
  name: 'post-bulk',
  unit: 'ms',
  bar: { atMost: 2 },
  async measure(options) {
    const scratch = await openScratch(options);
    try {
      return await run(scratch, options);
    } finally {
      await scratch.close();
    }
  },
};

async function run(scratch: Scratch, { quick }: BenchOptions): Promise<Turns> {
  const { scope } = scratch;
  const size = quick
    ? { entries: 10_000, accounts: 20_000 }
    : { entries: 100_000, accounts: 100_000 };
  const client = scratch.service(1);
  const plain = scratch.plain(1);
  const book = await openBook(plain, size);
  const day = scope.today.toString();
  return inTurns({
    runs: quick ? 2 : 3,
    ours: () =>
      timeOf(async () => {
        const { ids } = await inTransaction(client, scope, (tx) =>
          postFrom(tx, linesOf(tx.sql, { size, book, day, run: randomUUID() })),
        );
        if (ids.size !== size.entries) throw new Error(`Only ${ids.size} entries were posted.`);
      }),
    baseline: () => timeOf(() => bareInsert(plain, { size, book, day, run: randomUUID() })),
  });
}

interface Lines {
  readonly size: Size;
  readonly book: Book;
  readonly day: string;
  /** Makes the keys of one turn differ from those of another. */
  readonly run: string;
}

/** The transfers to post, both lines of an entry between accounts of their own. */
function linesOf(
  sql: postgres.Sql,
  { size, book, day, run }: Lines,
): postgres.PendingQuery<postgres.Row[]> {
  return sql`
    select n, ${run}::text || ':' || n as key, ${book.kind}::smallint as kind, ${day}::date as day,
      null::text as reason, null::bigint as reverses, null::bytea as evidence,
      line::smallint as line,
      ${book.available}::bigint + (n * 2 + line) % ${size.accounts}::int as from_account,
      ${book.committed}::bigint + (n * 2 + line) % ${size.accounts}::int as to_account,
      0.01::numeric(14, 2) as amount
    from generate_series(1, ${size.entries}::int) as n, generate_series(1, 2) as line`;
}

/** Draws the entries' numbers first, so that nothing has to be joined to what was inserted. */
async function bareInsert(plain: Client, lines: Lines): Promise<void> {
  const { kind, fromClass, toClass } = lines.book;
  await plain`
    with asked as materialized (
      select n, key, nextval('entries_id_seq') as id, sha256(key::bytea) as content
      from (${linesOf(plain, lines)}) as l where line = 1
    ), entry as (
      insert into entries (id, key, kind, effective_on, by, content)
      select id, key, ${kind}, ${lines.day}, ${WHOLE_AUTHORITY}, content from asked
    )
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
      from_account, to_account, amount)
    select id, line, ${kind}, ${lines.day}, ${fromClass}, ${toClass}, from_account, to_account,
      amount
    from (${linesOf(plain, lines)}) as l join asked using (n)`;
}

/** Opens the accounts by plain statements, each with a balance to take from. */
async function openBook(plain: Client, { accounts }: Size): Promise<Book> {
  const fromClass = await numberOf(plain, 'account_classes', 'available/direct/education');
  const toClass = await numberOf(plain, 'account_classes', 'committed/direct/education');
  const open = async (number: number): Promise<string> => {
    const [first] = await plain<{ id: string }[]>`
      with opened as (
        insert into accounts (class, subject)
        select ${number}, gen_random_uuid() from generate_series(1, ${accounts}) returning id
      ), funded as (
        insert into account_balances (account_id, balance) select id, 1000000 from opened
      )
      select min(id) as id from opened`;
    return first!.id;
  };
  const [available, committed] = [await open(fromClass), await open(toClass)];
  await plain.unsafe('analyze accounts, account_balances');
  const kind = await numberOf(plain, 'entry_kinds', 'scheduled');
  return { available, committed, kind, fromClass, toClass };
}
