import type { Fragment, Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import type { MatchingRule, RuleName, RuleSet } from './rule-store.ts';
import { findByDetails } from './search-details.ts';
import { findByAmount, findNamed } from './search-pairs.ts';
import { findSeveralExpected, findSeveralLines } from './search-sums.ts';
import { stage, type Staged } from './search-stage.ts';

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
  const staged = await stage(tx, bankAccountId);
  return joiningWhole(tx, async () => {
    let gaveUp = 0;
    for (const [index, rule] of set.rules.entries()) {
      gaveUp += (await FINDERS[rule.rule](tx, index + 1, rule)) ?? 0;
      await tx.sql.unsafe('analyze search_found (line_n, expected_n)').simple();
    }
    const automatic = set.rules.flatMap((rule, index) => (rule.automatic ? [index + 1] : []));
    const [counts] = await tx.sql<Omit<Searched, keyof Staged | 'gaveUp'>[]>`
      select count(*)::int as proposals,
        (count(*) filter (where rivals = 0 and result is null))::int as "withoutRivals",
        (count(*) filter (where rivals = 0 and result is null
          and position = any(${`{${automatic.join(',')}}`}::int[])))::int as automatic,
        encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', position, line_n, expected_n,
          days, difference, rivals, alike, result, line_ids, expected, amounts, rival_lines,
          rival_expected, alike_expected), ';' order by position, line_n, expected_n), ''),
          'UTF8')), 'hex') as "outputDigest"
      from search_found`;
    return { ...staged, ...counts!, gaveUp };
  });
}

/**
 * What the search of this transaction proposes, as the rows of `match_proposals` without their run:
 * numbered by rule and line. Where one line brings one expected line, they are looked up here.
 */
export function proposed({ sql }: Tx, set: RuleSet): Fragment {
  const rules = set.rules.map(({ rule, automatic }, index) => ({
    position: index + 1,
    rule,
    automatic,
  }));
  return sql`
    select (row_number() over (order by f.position, f.line_n, f.expected_n))::int as number, r.rule,
      coalesce(f.result, 'unique') as result, r.automatic and f.result is null as automatic,
      coalesce(f.line_ids, array[l.id]) as line_ids, coalesce(f.expected, array[e.name]) as expected,
      coalesce(f.amounts, array[least(l.open, e.open)]) as amounts,
      case when f.amounts is null then least(l.open, e.open)
        else (select coalesce(sum(x), 0) from unnest(f.amounts) as x) end as amount,
      f.difference, f.days, f.rivals, coalesce(f.rival_lines, '{}') as rival_lines,
      coalesce(f.rival_expected, '{}') as rival_expected, f.alike,
      coalesce(f.alike_expected, '{}') as alike_expected
    from search_found f
    join jsonb_to_recordset(${JSON.stringify(rules)}::text::jsonb)
      as r(position int, rule text, automatic boolean) on r.position = f.position
    left join search_lines l on l.n = f.line_n
    left join search_expected e on e.n = f.expected_n`;
}
