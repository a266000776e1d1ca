import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { positionOf } from '../position-store.ts';
import { ruleSet } from './rule-store.ts';
import { proposed, search } from './search.ts';
import { hashingWhole } from '../../database/whole-tables.ts';

/** A search for matches as it was made. Digests are hex; amounts are text. */
export interface MatchRun {
  readonly id: string;
  readonly bankAccountId: string;
  readonly ruleSet: number;
  readonly lines: number;
  readonly expected: number;
  readonly proposals: number;
  readonly withoutRivals: number;
  readonly automatic: number;
  readonly gaveUp: number;
  readonly inputDigest: string;
  readonly outputDigest: string;
  readonly asAt: string;
  readonly ledger: string;
  readonly inTransit: string;
  readonly statement: string | null;
  readonly madeBy: string;
  readonly madeAt: string;
}

/**
 * Searches for matches and keeps what is proposed, in place of what the search before proposed.
 * Nothing is matched. The position of the account at this moment is kept with it.
 * @returns the search's id
 */
export async function addMatchRun(tx: Tx, bankAccountId: string): Promise<string> {
  // Of two at one moment the later one finds, and replaces, what the other proposed.
  await decideAlone(tx, `search of ${bankAccountId}`);
  const rules = (await ruleSet(tx))!;
  const found = await search(tx, bankAccountId, rules);
  const position = await positionOf(tx, bankAccountId, tx.scope.today);
  const { sql } = tx;
  await sql`
    delete from match_proposals where run_id in (
      select id from match_runs where bank_account_id = ${bankAccountId})`;
  const [run] = await sql<{ id: string }[]>`
    insert into match_runs (bank_account_id, rule_set, lines, expected, proposals, without_rivals,
      automatic, gave_up, input_digest, output_digest, as_at, ledger, in_transit, statement, made_by)
    values (${bankAccountId}, ${rules.version}, ${found.lines}, ${found.expected},
      ${found.proposals}, ${found.withoutRivals}, ${found.automatic}, ${found.gaveUp},
      decode(${found.inputDigest}, 'hex'), decode(${found.outputDigest}, 'hex'),
      ${position.asAt}, ${position.ledger}, ${position.inTransit},
      ${position.statement?.closing ?? null}, ${tx.scope.user})
    returning id`;
  await hashingWhole(
    tx,
    () => sql`
    insert into match_proposals (run_id, number, rule, result, automatic, line_id, expected_name,
      line_ids, expected, amounts, amount, difference, days, rivals, rival_lines, rival_expected,
      alike, alike_expected)
    select ${run!.id}, number, rule, result, automatic, line_id, expected_name, line_ids, expected,
      amounts, amount, difference, days, rivals, rival_lines, rival_expected, alike, alike_expected
    from (${proposed(tx, rules)}) as p`,
  );
  return run!.id;
}

/** Searches: one, or those of a bank account, the last first. */
export async function listMatchRuns(
  tx: Tx,
  by:
    | { readonly id: string }
    | {
        readonly bankAccountId: string;
        readonly after?: string | undefined;
        readonly limit: number;
      },
): Promise<MatchRun[]> {
  const { sql } = tx;
  const [at, id] = ('limit' in by ? by.after : undefined)?.split('_') ?? [];
  const which =
    'id' in by
      ? sql`id = ${by.id}`
      : sql`bank_account_id = ${by.bankAccountId} ${
          id === undefined ? sql`` : sql`and (made_at, id) < (${at!}::timestamptz, ${id}::uuid)`
        }`;
  return sql<MatchRun[]>`
    select id, bank_account_id as "bankAccountId", rule_set as "ruleSet", lines, expected, proposals,
      without_rivals as "withoutRivals", automatic, gave_up as "gaveUp",
      encode(input_digest, 'hex') as "inputDigest", encode(output_digest, 'hex') as "outputDigest",
      as_at as "asAt", ledger, in_transit as "inTransit", statement, made_by as "madeBy",
      to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "madeAt"
    from match_runs where ${which}
    order by made_at desc, id desc limit ${'limit' in by ? by.limit + 1 : 1}`;
}
