import type { Fragment, Tx } from '../../database/transactions.ts';
import { hashingWhole } from '../../database/whole-tables.ts';
import type { MatchingRule, RuleName, RuleSet } from './rule-store.ts';
import { findByDetails } from './search-details.ts';
import { findByAmount, findNamed } from './search-pairs.ts';
import { noteSuspected, noteWholes } from './search-rivals.ts';
import { findSeveralExpected, findSeveralLines } from './search-sums.ts';
import { stage, type Staged } from './search-stage.ts';
import { leaveOthers } from './search-taken.ts';

/** What came of a search. What it proposes is `proposed` until the transaction ends. */
export interface Searched extends Staged {
  readonly proposals: number;
  readonly withoutRivals: number;
  readonly automatic: number;
  readonly gaveUp: number;
  readonly outputDigest: string;
}

type Finder = (tx: Tx, position: number, rule: MatchingRule) => Promise<number | void>;

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
      gaveUp += (await FINDERS[rule.rule](tx, index + 1, rule)) ?? 0;
      await leaveOthers(tx, index + 1);
    }
    await noteWholes(tx);
    await noteSuspected(tx);
    const automatic = set.rules.flatMap((rule, index) => (rule.automatic ? [index + 1] : []));
    const [counts] = await tx.sql<Omit<Searched, keyof Staged | 'gaveUp'>[]>`
      select count(*)::int as proposals,
        (count(*) filter (where rivals = 0 and result is null))::int as "withoutRivals",
        (count(*) filter (where rivals = 0 and result is null
          and position = any(${`{${automatic.join(',')}}`}::int[])))::int as automatic,
        encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', position, line_n, expected_n,
          days, difference, rivals, alike, result, line_ids, expected, amounts, rival_lines,
          rival_expected, alike_expected), ';' order by ${inOrder(tx)}), ''),
          'UTF8')), 'hex') as "outputDigest"
      from search_found f`;
    return { ...staged, ...counts!, gaveUp };
  });
}

/**
 * By rule, by line, and of sums that begin with the same line by what is expected: as one number,
 * which is sorted in half the time that two are.
 */
const inOrder = ({ sql }: Tx): Fragment =>
  sql`(f.position::bigint << 60) + (f.line_n::bigint << 30) + abs(f.expected_n)`;

/**
 * What the search of this transaction proposes, as the rows of `match_proposals` without their run:
 * numbered by rule and line.
 */
export function proposed(tx: Tx, set: RuleSet): Fragment {
  const { sql } = tx;
  const rules = set.rules.map(({ rule, automatic }, index) => ({
    position: index + 1,
    rule,
    automatic,
  }));
  return sql`
    select (row_number() over (order by ${inOrder(tx)}))::int as number, r.rule,
      coalesce(f.result, 'unique') as result, r.automatic and f.result is null as automatic,
      f.line_id, f.expected_name, f.line_ids, f.expected, f.amounts, f.amount, f.difference, f.days,
      f.rivals, f.rival_lines, f.rival_expected, f.alike, f.alike_expected
    from search_found f
    join jsonb_to_recordset(${JSON.stringify(rules)}::text::jsonb)
      as r(position int, rule text, automatic boolean) on r.position = f.position`;
}
