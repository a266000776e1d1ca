import type { Fragment, Tx } from '../../database/transactions.ts';
import { expectedLines } from '../matching/expected.ts';
import { openLines, proposedLines, repeatsOf, someMatched, suspendedLines } from './query-lines.ts';
import type { Sources } from './query.ts';
import type { Standing } from './standing.ts';
import { expectedThen } from './then-expected.ts';
import {
  allocatedThen,
  openLinesThen,
  repeatsThen,
  stepsThen,
  suspendedLinesThen,
  takenThen,
} from './then-lines.ts';
import type { Then } from './then.ts';

/** How things stand now. */
export const sourcesNow = (tx: Tx, standings: readonly Standing[]): Sources => ({
  before: tx.sql``,
  lines: openLines(tx),
  suspended: suspendedLines(tx),
  repeats: repeatsOf(tx),
  expected: expectedOfAll(tx, standings),
  proposed: proposedLines(tx),
  steps: tx.sql`exception_steps`,
  someMatched: someMatched(tx),
});

/**
 * How things stood at the end of a day, as known at a moment. Of searches only the last is kept, so
 * nothing is proposed.
 */
export const sourcesThen = (tx: Tx, then: Then): Sources => ({
  before: tx.sql`
    allocated as materialized (${allocatedThen(tx, then)}),
    taken as materialized (${takenThen(tx)}),`,
  lines: openLinesThen(tx, then),
  suspended: suspendedLinesThen(tx),
  repeats: repeatsThen(tx, then),
  expected: expectedThen(tx, then),
  proposed: tx.sql`select null::bigint as line_id where false`,
  steps: tx.sql`(${stepsThen(tx, then)}) as s`,
  someMatched: tx.sql`x.id in (select id from taken where amount > 0)`,
});

/** What is expected on all the accounts. Each is read as it is for the search of that account. */
function expectedOfAll(tx: Tx, standings: readonly Standing[]): Fragment {
  const { sql } = tx;
  const parts = standings.map(({ id }) => expectedLines(tx, { bankAccountId: id }));
  const none = sql`select * from (${expectedLines(tx, { names: [] })}) as e`;
  return parts.reduce((all, part) => sql`${all} union all (${part})`, none);
}
