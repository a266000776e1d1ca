import type { Fragment, Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { expectedLines } from '../matching/expected.ts';
import { positionOf, type Position } from '../position-store.ts';
import { summariesOf, type KindSummary } from './list.ts';
import { openLines } from './query-lines.ts';
import { standingsOf } from './standing.ts';
import { toDo, type ToDo } from './work-rules.ts';

interface Total {
  readonly count: number;
  /** Without a sign. */
  readonly sum: string;
}

/** The last search of an account. */
export interface LastSearch {
  readonly id: string;
  readonly madeAt: string;
  readonly proposals: number;
  readonly withoutRivals: number;
  readonly automatic: number;
  readonly toAccept: number;
  readonly changedSince: boolean;
}

/** All that an officer's day begins with, of one bank account. */
export interface Work {
  readonly position: Position;
  readonly openLines: { readonly in: Total; readonly out: Total };
  readonly expectedLines: number;
  readonly lastSearch: LastSearch | null;
  readonly exceptions: readonly KindSummary[];
  readonly lastImport: {
    readonly fileId: string;
    readonly name: string;
    readonly format: string;
    readonly receivedAt: string;
    readonly statementTo: string | null;
  } | null;
  readonly signedOffThrough: string | null;
  readonly toDo: readonly ToDo[];
}

/** What is to be done about a bank account, and all that decides it. */
export async function workOf(tx: Tx, bankAccountId: string): Promise<Work> {
  const [standing] = await standingsOf(tx, bankAccountId);
  const { through, statementTo } = standing!;
  const position = await joiningWhole(tx, () => positionOf(tx, bankAccountId, tx.scope.today));
  const open = await openOf(tx, bankAccountId, through);
  const search = await lastSearch(tx, bankAccountId);
  const exceptions = await summariesOf(tx, bankAccountId);
  const changedSince =
    search !== undefined &&
    (search.lines !== open.in + open.out || search.expected !== open.expected);
  const lastSearchOf = search && { ...search.shown, changedSince, toAccept: open.toAccept };
  return {
    position,
    openLines: {
      in: { count: open.in, sum: open.inSum },
      out: { count: open.out, sum: open.outSum },
    },
    expectedLines: open.expected,
    lastSearch: lastSearchOf ?? null,
    exceptions,
    lastImport: await lastImport(tx, bankAccountId),
    signedOffThrough: through,
    toDo: toDo({
      bankAccountId,
      openLines: open.in + open.out,
      statementTo,
      signedOffThrough: through,
      prepared: await preparedOf(tx, bankAccountId),
      difference: position.difference,
      search: lastSearchOf ?? null,
      exceptions,
    }),
  };
}

interface Open {
  readonly in: number;
  readonly inSum: string;
  readonly out: number;
  readonly outSum: string;
  readonly expected: number;
  /** Proposals of the last search without a rival of which every line is open. */
  readonly toAccept: number;
}

async function openOf(tx: Tx, bankAccountId: string, through: string | null): Promise<Open> {
  const { sql } = tx;
  const [open] = await joiningWhole(
    tx,
    () => sql<Open[]>`
      with scope as materialized (
        select ${bankAccountId}::uuid as id, coalesce(${through}::date, '-infinity') as through
      ),
      lines as materialized (${openLines(tx)})
      select (count(*) filter (where amount > 0))::int as in,
        coalesce(sum(open) filter (where amount > 0), 0.00) as "inSum",
        (count(*) filter (where amount < 0))::int as out,
        coalesce(sum(open) filter (where amount < 0), 0.00) as "outSum",
        (select count(*)::int from (${expectedLines(tx, { bankAccountId })}) as e) as expected,
        (select count(*)::int from match_proposals p
          where p.run_id = (${lastRun(tx, bankAccountId)}) and p.result = 'unique'
            and p.rivals = 0 and not exists (
              select from unnest(coalesce(p.line_ids, array[p.line_id])) as each(id)
              where id not in (select id from lines)))
          as "toAccept"
      from lines`,
  );
  return open!;
}

const lastRun = ({ sql }: Tx, bankAccountId: string): Fragment => sql`
  select r.id from match_runs r where r.bank_account_id = ${bankAccountId}
  order by r.made_at desc, r.id desc limit 1`;

interface Search {
  readonly lines: number;
  readonly expected: number;
  readonly shown: Omit<LastSearch, 'toAccept' | 'changedSince'>;
}

async function lastSearch(tx: Tx, bankAccountId: string): Promise<Search | undefined> {
  const [row] = await tx.sql<(Search & Search['shown'])[]>`
    select r.id, r.lines, r.expected, r.proposals, r.without_rivals as "withoutRivals", r.automatic,
      to_char(r.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "madeAt"
    from match_runs r where r.id = (${lastRun(tx, bankAccountId)})`;
  if (row === undefined) return undefined;
  const { lines, expected, id, madeAt, proposals, withoutRivals, automatic } = row;
  return { lines, expected, shown: { id, madeAt, proposals, withoutRivals, automatic } };
}

async function lastImport(tx: Tx, bankAccountId: string): Promise<Work['lastImport']> {
  const [file] = await tx.sql<NonNullable<Work['lastImport']>[]>`
    select f.id as "fileId", f.name, f.format,
      to_char(f.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "receivedAt",
      max(s.to_on) as "statementTo"
    from bank_statements s join bank_files f on f.id = s.file_id
    where s.bank_account_id = ${bankAccountId}
    group by f.id order by f.received_at desc, f.id limit 1`;
  return file ?? null;
}

/** The last sign-off that one person prepared and that was neither signed nor given up. */
async function preparedOf(tx: Tx, bankAccountId: string) {
  const [prepared] = await tx.sql<{ id: string; throughOn: string }[]>`
    select s.id, s.through_on as "throughOn" from bank_sign_offs s
    where s.bank_account_id = ${bankAccountId}
      and not exists (select from bank_sign_off_approvals a where a.sign_off_id = s.id)
      and not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id)
    order by s.through_on desc limit 1`;
  return prepared ?? null;
}
