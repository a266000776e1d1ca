import postgres from 'postgres';
import type { Tx } from '../database/transactions.ts';
import { post } from '../ledger/post.ts';
import { LedgerRefusal } from '../ledger/refusals.ts';
import { money, toText, type Decimal } from '../money.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import { fits, openDays, whyNot, type Rule } from './rules.ts';
import { linesToMatch, runsToMatch, type LineState, type RunState } from './match-state.ts';

/** A match to make: of all that is left of both, or of an amount in pounds. */
export interface NewMatch {
  /** The bank line's number. */
  readonly lineId: string;
  readonly payRunId: string;
  readonly amount?: Decimal | undefined;
}

/** One link of the two chains: what it takes from the line and from the run. */
interface Link {
  readonly line: LineState;
  readonly run: RunState;
  /** Below zero when a match is undone. */
  readonly amount: Decimal;
  readonly rule: Rule | 'undone';
  /** The key of the entry that goes with it. */
  readonly key: string;
}

/**
 * Matches bank lines to released pay runs as a set, in the order given: all of them or, with a
 * sentence for every reason, none. `place` names a match of the set in those reasons.
 * @returns the ids of the matches in the order given
 */
export async function matchLines(
  tx: Tx,
  matches: readonly NewMatch[],
  place: (n: number) => string = (n) => `matches.${n}`,
): Promise<string[]> {
  // The database writes identifiers in small letters, whatever the caller did.
  const wanted = matches.map((one) => ({ ...one, payRunId: one.payRunId.toLowerCase() }));
  const lines = await linesToMatch(tx, [...new Set(wanted.map((one) => one.lineId))]);
  const runs = await runsToMatch(tx, [...new Set(wanted.map((one) => one.payRunId))]);
  const links = linksOf(wanted, { lines, runs, place });
  const entries = links.map(({ line, run, amount, key }) => ({
    key,
    kind: 'bank_match',
    effectiveOn: line.bookedOn,
    transfers: [{ from: line.account, to: run.account, amount }],
  }));
  const { ids } = await atOnce(post(tx, entries));
  return addLinks(tx, links, ids);
}

/** Plans the links one after the other, so that a set may match a line or a run several times. */
function linksOf(
  matches: readonly NewMatch[],
  known: {
    lines: Map<string, LineState>;
    runs: Map<string, RunState>;
    place: (n: number) => string;
  },
): Link[] {
  const { lines, runs, place } = known;
  const unknown: Fault[] = [];
  const faults: Fault[] = [];
  const links: Link[] = [];
  for (const [n, { lineId, payRunId, amount: asked }] of matches.entries()) {
    const line = lines.get(lineId);
    const run = runs.get(payRunId);
    const fault = (where: string, message: string): Fault => ({
      where: `${place(n)}.${where}`,
      message,
    });
    if (line === undefined) unknown.push(fault('lineId', 'There is no bank line of this number.'));
    if (run === undefined)
      unknown.push(fault('payRunId', 'There is no pay run of this identifier.'));
    if (line === undefined || run === undefined) continue;
    const reasons = whyNot({ line, run }, asked);
    if (reasons.length > 0) {
      faults.push(...reasons.map(({ where, message }) => fault(where, message)));
      continue;
    }
    const amount = asked ?? line.left;
    const rule = amount.eq(line.left) && fits({ line, run }) ? 'run_total_and_date' : 'by_hand';
    links.push({ line, run, amount, rule, key: `match:${lineId}:${payRunId}:${line.seq + 1}` });
    lines.set(lineId, { ...line, seq: line.seq + 1, left: line.left.minus(amount) });
    runs.set(payRunId, {
      ...run,
      seq: run.seq + 1,
      left: run.left.minus(amount),
      allocated: run.allocated.plus(amount),
      days: run.days && openDays(run.days, [{ bookedOn: line.bookedOn, amount }]),
    });
  }
  refuseFaults('record-unknown', 'A line or a pay run is not known.', unknown);
  refuseFaults('match-not-possible', sentences(faults), faults);
  return links;
}

const sentences = (faults: readonly Fault[]): string =>
  faults
    .slice(0, 5)
    .map((fault) => fault.message)
    .join(' ');

/** Writes links as a set: the chains' constraints refuse a link that another took meanwhile. */
async function addLinks(
  tx: Tx,
  links: readonly Link[],
  entries: ReadonlyMap<string, string>,
): Promise<string[]> {
  const rows = links.map(({ line, run, amount, rule, key }) => ({
    line: line.id,
    size: toText(line.size),
    lineSeq: line.seq + 1,
    lineBefore: toText(line.size.minus(line.left)),
    run: run.id,
    total: toText(run.total),
    runSeq: run.seq + 1,
    runBefore: toText(run.allocated),
    amount: toText(amount),
    rule,
    entry: entries.get(key),
  }));
  const added = await atOnce(
    tx.sql<{ id: string }[]>`
      with input as materialized (
        select gen_random_uuid() as id, l.* from rows from (jsonb_to_recordset(
          ${JSON.stringify(rows)}::text::jsonb) as (line bigint, size numeric, "lineSeq" smallint,
            "lineBefore" numeric, run uuid, total numeric, "runSeq" smallint, "runBefore" numeric,
            amount numeric, rule text, entry bigint)) with ordinality
          as l(line, size, line_seq, line_before, run, total, run_seq, run_before, amount, rule,
            entry, n)
      ), added as (
        insert into allocations (id, line_id, line_size, line_seq, line_previous, line_before,
          line_after, pay_run_id, run_total, run_seq, run_previous, run_before, run_after, amount,
          rule, by, entry_id)
        select id, line, size, line_seq, nullif(line_seq - 1, 0), line_before,
          line_before + amount, run, total, run_seq, nullif(run_seq - 1, 0), run_before,
          run_before + amount, amount, rule, ${tx.scope.user}, entry
        from input order by line, run
      )
      select id from input order by n`,
  );
  return added.map((row) => row.id);
}

const CHAINS = /^allocations_(line|run)_(seq|chain|goes_on|sum)$/;

/** Says in words that somebody else matched the same line or run at the same moment. */
async function atOnce<T>(work: PromiseLike<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const chain =
      error instanceof postgres.PostgresError && CHAINS.test(error.constraint_name ?? '');
    const key = error instanceof LedgerRefusal && error.refusal.type === 'key-reused';
    if (!chain && !key) throw error;
    throw new Problem(
      'match-not-possible',
      'Somebody else matched the line or the pay run at the same moment. Nothing was done.',
    );
  }
}

/**
 * Takes a match back by a further row and the entry the other way; both stay to be seen.
 * @returns the id of the row that undoes it, or undefined when there is no such match
 */
export async function undoMatch(tx: Tx, id: string, reason: string): Promise<string | undefined> {
  const [match] = await tx.sql<
    { line: string; run: string; amount: string; entry: string; undone: boolean; rule: string }[]
  >`
    select a.line_id as line, a.pay_run_id as run, a.amount, a.entry_id as entry, a.rule,
      exists (select from entries e where e.reverses = a.entry_id) as undone
    from allocations a where a.id = ${id}`;
  if (match === undefined) return undefined;
  if (match.rule === 'undone') {
    throw new Problem(
      'match-not-possible',
      'This row undoes a match; match the two again instead.',
    );
  }
  if (match.undone) throw new Problem('already-reversed', 'The match was undone before.');
  const line = (await linesToMatch(tx, [match.line])).get(match.line)!;
  const run = (await runsToMatch(tx, [match.run])).get(match.run)!;
  const amount = money(match.amount);
  const key = `undo:${id}`;
  const transfers = [{ from: run.account, to: line.account, amount }];
  const about = { reason, reverses: match.entry, effectiveOn: line.bookedOn };
  const { ids } = await atOnce(post(tx, [{ key, kind: 'bank_match', ...about, transfers }]));
  const link: Link = { line, run, amount: amount.negated(), rule: 'undone', key };
  return (await addLinks(tx, [link], ids))[0];
}
