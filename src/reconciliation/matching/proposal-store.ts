import type { Tx } from '../../database/transactions.ts';
import type { RuleName } from './rule-store.ts';

/** A line of a proposal as people see it. */
export interface ProposedLine {
  readonly id: string;
  readonly bookedOn: string;
  readonly amount: string;
  readonly reference: string | null;
  readonly text: string | null;
}

/** What a search proposes. Amounts are text. */
export interface ProposalRow {
  readonly number: number;
  readonly rule: RuleName;
  readonly result: 'unique' | 'several' | 'gave_up';
  readonly automatic: boolean;
  readonly lines: readonly ProposedLine[];
  /** Names of expected lines. */
  readonly expected: readonly string[];
  readonly amounts: readonly string[];
  readonly amount: string;
  readonly difference: string;
  readonly days: number;
  readonly rivals: number;
  readonly rivalLines: readonly string[];
  readonly rivalExpected: readonly string[];
  readonly alike: number;
  readonly alikeExpected: readonly string[];
}

export interface ProposalFilter {
  readonly runId: string;
  readonly rivals?: 'none' | 'some' | undefined;
  readonly rule?: string | undefined;
  /** The number of the last that was seen. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Proposals of a search in their order, as many as asked for and one more. */
export async function listProposals(tx: Tx, by: ProposalFilter): Promise<ProposalRow[]> {
  const { sql } = tx;
  const rivals =
    by.rivals === undefined
      ? sql``
      : by.rivals === 'none'
        ? sql`and p.rivals = 0 and p.result = 'unique'`
        : sql`and (p.rivals > 0 or p.result <> 'unique')`;
  return sql<ProposalRow[]>`
    select p.number, p.rule, p.result, p.automatic, (
        select coalesce(jsonb_agg(jsonb_build_object('id', l.id::text, 'bookedOn', l.booked_on,
          'amount', l.amount::text, 'reference', l.reference, 'text', l.text) order by u.place), '[]')
        from unnest(coalesce(p.line_ids, array[p.line_id])) with ordinality as u(id, place)
        join bank_lines l on l.id = u.id
      ) as lines,
      coalesce(p.expected, array[p.expected_name]) as expected,
      coalesce(p.amounts, array[p.amount])::text[] as amounts, p.amount, p.difference, p.days, p.rivals,
      coalesce(p.rival_lines::text[], '{}') as "rivalLines",
      coalesce(p.rival_expected, '{}') as "rivalExpected", p.alike,
      coalesce(p.alike_expected, '{}') as "alikeExpected"
    from match_proposals p
    where p.run_id = ${by.runId} ${rivals}
      ${by.rule === undefined ? sql`` : sql`and p.rule = ${by.rule}`}
      ${by.after === undefined ? sql`` : sql`and p.number > ${by.after}::int`}
    order by p.number limit ${by.limit + 1}`;
}
