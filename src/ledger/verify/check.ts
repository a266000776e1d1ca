import type postgres from 'postgres';
import type { Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import type { EvidenceCheck } from './evidence.ts';
import type { Outside } from './outside.ts';

/** A statement, or a part of one. */
export type Query = postgres.PendingQuery<postgres.Row[]>;

/** At most so many offenders of one check are named; the others are counted. */
export const MOST_NAMED = 20;

/** What a check found: a figure that says how much was looked at, and who offends. */
export interface Finding {
  readonly figure: string;
  /** How many offend. The check holds when nobody does. */
  readonly found: number;
  /** The first of them, a sentence each, without personal data. */
  readonly named: readonly string[];
}

/** What a check has to work with: one snapshot of the book, and the record outside it. */
export interface Work {
  readonly tx: Tx;
  readonly outside: Outside;
  /** How each room's evidence is recomputed. */
  readonly evidenceChecks: readonly EvidenceCheck[];
  readonly onProgress: (message: string) => void;
}

/** One thing that must be so. */
export interface Check {
  /** What must be so, as a sentence for a finance officer. */
  readonly name: string;
  /** What was expected, for when it is not so. */
  readonly expected: string;
  run(work: Work): Promise<Finding>;
}

/** Gathers offenders: counts them all and keeps the first. */
export class Offenders {
  readonly named: string[] = [];
  found = 0;

  add(offender: string): void {
    this.addAll({ found: 1, named: [offender] });
  }

  /** Adds what was found elsewhere: some are named, the others only counted. */
  addAll({ found, named }: { found: number; named: readonly string[] }): void {
    this.found += found;
    this.named.push(...named.slice(0, MOST_NAMED - this.named.length));
  }
}

/**
 * Runs a check made of two queries: one row whose column is `figure`, and a row per offender whose
 * column is `offender`, in the order in which they shall be named. Both read whole tables, so they
 * are never to be joined row by row, as the planner would for thinking that row-level security lets
 * few rows through.
 */
export async function find(tx: Tx, figure: Query, offenders: Query): Promise<Finding> {
  const [[one], rows] = await joiningWhole(tx, async () => [
    await tx.sql<{ figure: string }[]>`select figure from (${figure}) as looked`,
    await tx.sql<{ offender: string; found: string }[]>`
      select offender, count(*) over () as found from (${offenders}) as found limit ${MOST_NAMED}`,
  ]);
  return {
    figure: one?.figure ?? '',
    found: Number(rows[0]?.found ?? 0),
    named: rows.map((row) => row.offender),
  };
}

/** An amount as people read it, e.g. `-£1,234.50`, as a part of a statement. */
export function pounds(tx: Tx, amount: Query): Query {
  return tx.sql`(case when (${amount}) < 0 then '-' else '' end || '£'
    || to_char(abs(coalesce(${amount}, 0)), 'FM999,999,999,999,999,990.00'))`;
}

/** Every transfer seen from each of its two accounts, the amount negative where it left. */
export function bothSides(tx: Tx): Query {
  return tx.sql`
    select side.account_id, side.other_id, t.entry_id, t.effective_on, side.amount
    from transfers t cross join lateral (values
      (t.to_account, t.from_account, t.amount), (t.from_account, t.to_account, -t.amount)
    ) as side(account_id, other_id, amount)`;
}
