import type { Fragment, Tx } from '../../database/transactions.ts';
import { hashingWhole } from '../../database/whole-tables.ts';
import type { MatchingRule, RuleName, RuleSet } from './rule-store.ts';
import { findByDetails } from './search-details.ts';
import { findByAmount } from './search-by-amount.ts';
import { findNamed, type RuleFound } from './search-pairs.ts';
import { noteSuspected, noteWholes } from './search-rivals.ts';
import { findSeveralExpected, findSeveralLines } from './search-sums.ts';
import { lineId, nameOf, stage, type Staged } from './search-stage.ts';
import { leaveOthers } from './search-taken.ts';

/** What came of a search. What it proposes is `proposed` until the transaction ends. */
export interface Searched extends Staged {
  readonly proposals: number;
  readonly withoutRivals: number;
  readonly automatic: number;
  readonly gaveUp: number;
  readonly outputDigest: string;
}

type Finder = (tx: Tx, position: number, rule: MatchingRule) => Promise<RuleFound>;

const FINDERS: Readonly<Record<RuleName, Finder>> = {
  batch_details: findByDetails,
  reference: findNamed,
  several_expected: findSeveralExpected,
  several_lines: findSeveralLines,
  tolerance: findNamed,
  amount_and_day: findByAmount,
};

/**
 * Searches for matches of a bank account, rule by rule in their order: what one has found, no later
 * one looks at. It reads and proposes and changes nothing; the same lines, expected lines and rules
 * give the same proposals, byte for byte, which the digests show.
 */
export async function search(tx: Tx, bankAccountId: string, set: RuleSet): Promise<Searched> {
  return hashingWhole(tx, async () => {
    const staged = await stage(tx, bankAccountId);
    let gaveUp = 0;
    for (const [index, rule] of set.rules.entries()) {
      const came = await FINDERS[rule.rule](tx, index + 1, rule);
      gaveUp += came.gaveUp;
      if (came.found > 0) await leaveOthers(tx, index + 1, rule);
    }
    await noteWholes(tx);
    await noteSuspected(tx);
    const automatic = set.rules.flatMap((rule, index) => (rule.automatic ? [index + 1] : []));
    const [counts] = await tx.sql<Omit<Searched, keyof Staged | 'gaveUp'>[]>`
      select count(*)::int as proposals,
        (count(*) filter (where rivals = 0 and result is null))::int as "withoutRivals",
        (count(*) filter (where rivals = 0 and result is null
          and position = any(${`{${automatic.join(',')}}`}::int[])))::int as automatic,
        ${digestOfFound(tx)} as "outputDigest"
      from search_found f`;
    return { ...staged, ...counts!, gaveUp };
  });
}

/** By rule and line, and of sums that begin with the same line by their turn. */
const inOrder = ({ sql }: Tx): Fragment =>
  sql`(f.position::bigint << 58) + f.line_n, f.position, f.line_n, f.turn`;

/** A digest of all that was found: what each row has, and of those that have more, the rest. */
function digestOfFound(tx: Tx): Fragment {
  const { sql } = tx;
  const columns = [sql`(f.position::bigint << 58) + f.line_n`, sql`f.expected_id`, sql`f.pence`]
    .map((column) => sql`array_send(array_agg(${column} order by ${inOrder(tx)}))`)
    .reduce((before, column) => sql`${before} || ${column}`);
  const rest = sql`convert_to(string_agg(concat_ws('|', f.position, f.line_n, f.turn, f.days,
      f.short, f.rivals, f.alike, f.result, f.line_ids, f.expected, f.amounts, '#', f.rival_lines,
      f.rival_expected, f.alike_expected), ';' order by ${inOrder(tx)})
    filter (where f.days <> 0 or f.short <> 0 or f.rivals > 0 or f.alike > 0 or f.turn > 0),
    'UTF8')`;
  return sql`encode(sha256(coalesce(${columns}, '') || coalesce(${rest}, '')), 'hex')`;
}

/**
 * What the search of this transaction proposes, as the rows of `match_proposals` without their run:
 * numbered by rule and line.
 */
export function proposed(tx: Tx, set: RuleSet): Fragment {
  const { sql } = tx;
  const names = `{${set.rules.map(({ rule }) => rule).join(',')}}`;
  const automatic = `{${set.rules.map((rule) => String(rule.automatic)).join(',')}}`;
  return sql`
    select (row_number() over (order by ${inOrder(tx)}))::int as number,
      (${names}::text[])[f.position] as rule, coalesce(f.result, 'unique') as result,
      (${automatic}::boolean[])[f.position] and f.result is null as automatic,
      case when f.line_ids is null then ${lineId(tx, 'f.line_n')} end as line_id,
      ${nameOf(tx, 'f.expected_id', 'f.own_name')} as expected_name, f.line_ids, f.expected,
      f.amounts, f.pence * 0.01 as amount, f.short * 0.01 as difference, f.days, f.rivals,
      f.rival_lines, f.rival_expected, f.alike, f.alike_expected
    from search_found f`;
}
