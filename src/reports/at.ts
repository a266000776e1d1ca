import type { Tx } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import { startOf } from '../ledger/balances.ts';
import type { ReportAt } from './report.ts';

/** What a report is made from, read in the transaction of the report itself. */
export async function reportAt(
  tx: Tx,
  asked: Pick<ReportAt, 'asAt' | 'today' | 'knownMoment' | 'given'> & { through: string | null },
): Promise<ReportAt> {
  const { through, ...rest } = asked;
  const start = await startOf(tx, { asAt: asked.asAt, knownThrough: through });
  const rules = await rulesOn(tx, asked.asAt, asked.knownMoment);
  return { ...rest, start, known: start.known, rules };
}
