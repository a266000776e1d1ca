import type { Tx } from '../../database/transactions.ts';

/** A match of a line with what was expected, or what takes one back. Amounts are text. */
export interface Match {
  readonly id: string;
  readonly bankAccountId: string;
  readonly kind: 'match' | 'posting' | 'repeat' | 'undo';
  readonly lineId: string;
  readonly bookedOn: string;
  readonly expected: string;
  /** Below zero in one that undoes another. */
  readonly amount: string;
  /** What no line brought, with its reason; 0.00 for none. */
  readonly difference: string;
  readonly rule: string;
  readonly ruleSet: number | null;
  readonly reason: string | null;
  readonly undoes: string | null;
  readonly undone: boolean;
  readonly together: string | null;
  readonly entryId: string;
  readonly by: string;
  readonly at: string;
}

export type MatchFilter =
  | { readonly ids: readonly string[] }
  | { readonly lineId: string }
  | {
      readonly bankAccountId: string;
      /** The moment and the id of the last that was seen. */
      readonly after?: string | undefined;
      readonly limit: number;
    };

/** The moment a match was made, to the microsecond, so that a page begins where one ended. */
const MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';

/** Matches: some by their ids, all of a line in the order they were made, or the last of an account. */
export async function listMatches(tx: Tx, by: MatchFilter): Promise<Match[]> {
  const { sql } = tx;
  const [at, id] = ('limit' in by ? by.after : undefined)?.split('_') ?? [];
  const which =
    'ids' in by
      ? sql`m.id = any(${`{${by.ids.join(',')}}`}::uuid[])`
      : 'lineId' in by
        ? sql`m.id in (select match_id from line_allocations where line_id = ${by.lineId})`
        : sql`m.bank_account_id = ${by.bankAccountId} ${
            id === undefined ? sql`` : sql`and (m.at, m.id) < (${at!}::timestamptz, ${id}::uuid)`
          }`;
  const newest = 'limit' in by;
  return sql<Match[]>`
    select m.id, m.bank_account_id as "bankAccountId", m.kind, a.line_id as "lineId",
      l.booked_on as "bookedOn", x.name as expected, a.amount,
      coalesce((select sum(d.amount) from line_allocations d
        where d.match_id = m.id and d.line_id is null and d.expected_id = a.expected_id), 0.00)
        as difference,
      m.rule, m.rule_set as "ruleSet", m.reason, m.undoes, m.together,
      exists (select from matches u where u.undoes = m.id) as undone, m.entry_id as "entryId", m.by,
      to_char(m.at at time zone 'UTC', ${MOMENT}) as at
    from matches m
    join line_allocations a on a.match_id = m.id and a.line_id is not null
    join bank_lines l on l.id = a.line_id
    join expected_lines x on x.id = a.expected_id
    where ${which}
    order by ${newest ? sql`m.at desc, m.id desc` : sql`a.line_id, a.line_seq`}
    limit ${newest ? by.limit + 1 : 10_000}`;
}
