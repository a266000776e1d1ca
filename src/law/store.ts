import type { Tx } from '../database/transactions.ts';
import { RulesInForce, type Rule } from './rules.ts';

/** The rules that hold on a day: of each, the latest version by then, in its highest revision. */
export async function rulesOn(tx: Tx, on: Temporal.PlainDate): Promise<RulesInForce> {
  const rows = await tx.sql<Rule[]>`
    select distinct on (name, sector) id, name, sector, effective_on as "effectiveOn", revision,
      value, unit, meaning, source, confidence
    from rules where effective_on <= ${on.toString()}::date
    order by name, sector, effective_on desc, revision desc`;
  return new RulesInForce(on, rows);
}

/** Writes down which versions of the rules decisions used. */
export async function noteRules(
  tx: Tx,
  entryIds: readonly string[],
  rules: readonly Rule[],
): Promise<void> {
  const ids = rules.map((rule) => rule.id);
  await tx.sql`
    insert into rules_used (entry_id, rule_id)
    select e.id::bigint, r.id::uuid
    from jsonb_array_elements_text(${JSON.stringify(entryIds)}::text::jsonb) as e(id),
      jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(id)
    on conflict do nothing`;
}
