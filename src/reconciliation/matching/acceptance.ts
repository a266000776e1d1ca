import { randomUUID } from 'node:crypto';
import { decideAlone, decideBeside } from '../../database/lock.ts';
import type { Fragment, Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { money } from '../../money.ts';
import { Problem, refuseFaults } from '../../problem.ts';
import { bankAccountLock, matchPairs, type NewPair } from './pair-store.ts';
import { ruleSet, type RuleSet } from './rule-store.ts';
import type { MatchRun } from './run-store.ts';
import { proposed, search } from './search.ts';
import { holdRuns } from './wholes.ts';

/** Which proposals of a search are accepted: by their numbers, or all that are automatic. */
export type Ticked = { readonly numbers: readonly number[] } | { readonly all: 'automatic' };

export interface Acceptance {
  /** Proposals that were accepted, and the matches they made. */
  readonly accepted: number;
  readonly matches: number;
  /** Ticked, but not proposed any more in the same way: the first of their numbers. */
  readonly notProposedAnyMore: readonly number[];
  /** Ticked and proposed still, beyond what one request accepts. */
  readonly left: number;
}

/** One request accepts at most so many proposals, so that it ends in good time. */
const MOST_ACCEPTED = 20_000;

/** Pairs are matched so many at a time, in one transaction. */
const AT_A_TIME = 2000;

/**
 * Accepts proposals: searches again, and matches those that were ticked and are proposed still with
 * the same lines, amounts and rivals. What changed meanwhile is left and named.
 */
export async function accept(tx: Tx, run: MatchRun, ticked: Ticked): Promise<Acceptance> {
  await decideAlone(tx, `matches of ${run.bankAccountId}`);
  const rules = (await ruleSet(tx))!;
  if (rules.version !== run.ruleSet) {
    const detail = `The rules were changed since: version ${rules.version} holds. Search again.`;
    throw new Problem('changed-meanwhile', detail);
  }
  await refuseReplaced(tx, run, ticked);
  await refuseUnaccepted(tx, run.id, ticked);
  await decideBeside(tx, bankAccountLock(run.bankAccountId));
  await holdRuns(tx, await namesOf(tx, run.id, ticked));
  await search(tx, run.bankAccountId, rules);
  const rows = await stillProposed(tx, run.id, { ticked, rules });
  const still = rows.filter((row) => row.still);
  const now = still.slice(0, MOST_ACCEPTED);
  let matches = 0;
  for (let start = 0; start < now.length; start += AT_A_TIME) {
    matches += await matchAll(tx, now.slice(start, start + AT_A_TIME), rules);
  }
  return {
    accepted: now.length,
    matches,
    notProposedAnyMore: rows
      .filter((row) => !row.still)
      .slice(0, 1000)
      .map((row) => row.number),
    left: still.length - now.length,
  };
}

interface ProposedRow {
  readonly number: number;
  readonly still: boolean;
  readonly rule: string;
  readonly lineIds: readonly string[];
  readonly expected: readonly string[];
  readonly amounts: readonly string[];
  readonly difference: string;
}

const numbersOf = (ticked: Ticked): string =>
  'numbers' in ticked ? `{${ticked.numbers.join(',')}}` : '{}';

/**
 * Throws where all are ticked of a search whose proposals went with a later one: accepting none of
 * them would read as if there had been none. Numbers are told one by one.
 */
async function refuseReplaced(tx: Tx, run: MatchRun, ticked: Ticked): Promise<void> {
  if ('numbers' in ticked || run.proposals === 0) return;
  const [kept] = await tx.sql`select from match_proposals where run_id = ${run.id} limit 1`;
  if (kept !== undefined) return;
  const detail = 'A later search has taken the place of this one. Accept its proposals.';
  throw new Problem('changed-meanwhile', detail);
}

/** Throws for numbers that no proposal has, and for proposals that nobody can accept as they are. */
async function refuseUnaccepted(tx: Tx, runId: string, ticked: Ticked): Promise<void> {
  if (!('numbers' in ticked)) return;
  const rows = await tx.sql<{ number: number; result: string | null }[]>`
    select t.number, p.result from unnest(${numbersOf(ticked)}::int[]) as t(number)
    left join match_proposals p on p.run_id = ${runId} and p.number = t.number
    where p.result is distinct from 'unique'`;
  const at = (number: number): string => `body.numbers.${ticked.numbers.indexOf(number)}`;
  refuseFaults(
    'record-unknown',
    'A proposal is not there: a later search has taken the place of this one, perhaps.',
    rows
      .filter((row) => row.result === null)
      .map(({ number }) => ({ where: at(number), message: `There is no proposal ${number}.` })),
  );
  const message = 'Several sums, or none that is sure, make the amount: match by hand.';
  refuseFaults(
    'match-not-possible',
    message,
    rows.map(({ number }) => ({ where: at(number), message })),
  );
}

const tickedOf = ({ sql }: Tx, ticked: Ticked): Fragment =>
  'numbers' in ticked
    ? sql`p.number = any(${numbersOf(ticked)}::int[])`
    : sql`p.automatic and p.rivals = 0 and p.result = 'unique'`;

/** What the ticked proposals match: held through the search, so that nobody takes it meanwhile. */
async function namesOf(tx: Tx, runId: string, ticked: Ticked): Promise<string[]> {
  const rows = await tx.sql<{ name: string }[]>`
    select distinct unnest(coalesce(p.expected, array[p.expected_name])) as name from match_proposals p
    where p.run_id = ${runId} and ${tickedOf(tx, ticked)}`;
  return rows.map(({ name }) => name);
}

/** The ticked proposals, each with whether the new search proposes the same, rivals and all. */
async function stillProposed(
  tx: Tx,
  runId: string,
  { ticked, rules }: { ticked: Ticked; rules: RuleSet },
): Promise<ProposedRow[]> {
  const { sql } = tx;
  return joiningWhole(
    tx,
    () => sql<ProposedRow[]>`
    select p.number, f.rule is not null as still, p.rule,
      coalesce(p.line_ids, array[p.line_id])::text[] as "lineIds",
      coalesce(p.expected, array[p.expected_name]) as expected,
      coalesce(p.amounts, array[p.amount])::text[] as amounts, p.difference
    from match_proposals p
    left join (${proposed(tx, rules)}) as f
      on coalesce(f.line_id, f.line_ids[1]) = coalesce(p.line_id, p.line_ids[1])
      and coalesce(f.line_ids, array[f.line_id]) = coalesce(p.line_ids, array[p.line_id])
      and coalesce(f.expected, array[f.expected_name]) = coalesce(p.expected, array[p.expected_name])
      and coalesce(f.amounts, array[f.amount]) = coalesce(p.amounts, array[p.amount])
      and f.rule = p.rule and f.result = p.result and f.difference = p.difference
      and f.automatic = p.automatic and f.rivals = p.rivals
      and coalesce(f.rival_lines, '{}') = coalesce(p.rival_lines, '{}')
      and coalesce(f.rival_expected, '{}') = coalesce(p.rival_expected, '{}')
    where p.run_id = ${runId} and ${tickedOf(tx, ticked)}
    order by p.number`,
  );
}

/** Matches what is proposed still; what is in the way of it is told by the proposal's number. */
async function matchAll(tx: Tx, rows: readonly ProposedRow[], rules: RuleSet): Promise<number> {
  const pairs = rows.flatMap((row) =>
    pairsOf(row, rules).map((pair) => [row.number, pair] as const),
  );
  const ids = await matchPairs(
    tx,
    pairs.map(([, pair]) => pair),
    (n) => `proposal ${pairs[n]![0]}`,
  );
  return ids.length;
}

/** One pair for each line and expected line of a proposal; one side of it is one. */
function pairsOf(row: ProposedRow, rules: RuleSet): NewPair[] {
  const { rule, lineIds, expected, amounts, difference } = row;
  const count = Math.max(lineIds.length, expected.length);
  const together = count > 1 ? randomUUID() : undefined;
  const short = money(difference);
  const reason = rules.rules.find((one) => one.rule === rule)?.reason;
  return Array.from({ length: count }, (_, n) => ({
    lineId: lineIds[n] ?? lineIds[0]!,
    expected: expected[n] ?? expected[0]!,
    amount: money(amounts[n]!),
    rule,
    ruleSet: rules.version,
    together,
    difference:
      short.gt('0') && reason !== null && reason !== undefined
        ? { amount: short, reason }
        : undefined,
  }));
}
