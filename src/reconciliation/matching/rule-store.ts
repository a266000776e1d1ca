import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { recordDecisions } from '../../ledger/decision.ts';

/** The rules there are; see `search`. */
export const RULES = [
  'batch_details',
  'reference',
  'several_expected',
  'several_lines',
  'tolerance',
  'amount_and_day',
] as const;
export type RuleName = (typeof RULES)[number];

/** A rule of a version of the rules. Amounts are pounds as text. */
export interface MatchingRule {
  readonly rule: RuleName;
  /** Whether what it proposes without a rival may be accepted with all others at once. */
  readonly automatic: boolean;
  /** How many Bacs working days before and after its value date a line may be booked. */
  readonly daysBefore: number;
  readonly daysAfter: number;
  readonly tolerance: string;
  /** The reason that a difference is given. */
  readonly reason: string | null;
}

/** The rules in their order. */
export interface RuleSet {
  readonly version: number;
  readonly rules: readonly MatchingRule[];
  readonly recordedBy: string;
  readonly recordedAt: string;
}

/** One version of the rules, or the last. */
export async function ruleSet(tx: Tx, version?: number): Promise<RuleSet | undefined> {
  const { sql } = tx;
  const [set] = await sql<RuleSet[]>`
    select s.version, s.recorded_by as "recordedBy",
      to_char(s.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt",
      (select jsonb_agg(jsonb_build_object('rule', r.rule, 'automatic', r.automatic,
        'daysBefore', r.days_before, 'daysAfter', r.days_after, 'tolerance', r.tolerance::text,
        'reason', r.reason) order by r.position)
        from matching_rules r where r.version = s.version) as rules
    from matching_rule_sets s
    ${version === undefined ? sql`` : sql`where s.version = ${version}`}
    order by s.version desc limit 1`;
  return set;
}

/** The facts that the digest of a version of the rules covers. */
export function ruleSetFields(version: number, rules: readonly MatchingRule[]): string[] {
  return [
    'matching-rules-1',
    String(version),
    ...rules.flatMap((one) => [
      one.rule,
      String(one.automatic),
      String(one.daysBefore),
      String(one.daysAfter),
      one.tolerance,
      one.reason ?? '',
    ]),
  ];
}

/** Adds a version of the rules after the last. @returns its number */
export async function addRuleSet(tx: Tx, rules: readonly MatchingRule[]): Promise<number> {
  await decideAlone(tx, 'matching rules');
  const version = (await ruleSet(tx))!.version + 1;
  const [entry] = await recordDecisions(tx, [
    {
      key: `matching_rules:${version}`,
      reason: 'matching_rules_changed',
      fields: ruleSetFields(version, rules),
    },
  ]);
  await tx.sql`
    insert into matching_rule_sets (version, recorded_by, entry_id)
    values (${version}, ${tx.scope.user}, ${entry!})`;
  await tx.sql`
    insert into matching_rules (version, position, rule, automatic, days_before, days_after,
      tolerance, reason)
    select ${version}, n, rule, automatic, "daysBefore", "daysAfter", tolerance, reason
    from rows from (jsonb_to_recordset(${JSON.stringify(rules)}::text::jsonb) as (rule text,
      automatic boolean, "daysBefore" smallint, "daysAfter" smallint, tolerance numeric, reason text))
      with ordinality as r(rule, automatic, "daysBefore", "daysAfter", tolerance, reason, n)`;
  return version;
}
