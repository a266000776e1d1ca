import type { Tx } from '../../src/database/transactions.ts';
import { ORDER_CHECKS } from '../../src/commands/evidence/orders.ts';
import { connect } from '../../src/database/connections.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import {
  noOrderBeyondItself,
  ordersAreInTheJournal,
  payableIsUnpaid,
} from '../../src/ledger/verify/orders.ts';
import { inTransitIsUnmatched } from '../../src/ledger/verify/pay-runs.ts';
import {
  agreedIsSomewhere,
  drawnIsExplained,
  nothingHeldUnderNotional,
} from '../../src/ledger/verify/shares.ts';
import { TODAY, type TestDatabase } from './database.ts';
import { AUTHORITY } from './template.ts';

const CHECKS = [
  ordersAreInTheJournal,
  payableIsUnpaid,
  noOrderBeyondItself,
  inTransitIsUnmatched,
  drawnIsExplained,
  agreedIsSomewhere,
  nothingHeldUnderNotional,
  evidenceIsUnchanged,
];

/** What a check found that does not hold: its name and what it says. */
export interface Failed {
  readonly name: string;
  readonly said: string;
}

/** The checks that orders touch, and their evidence. @returns those that fail */
export async function failedChecks(tx: Tx): Promise<Failed[]> {
  const work = { tx, evidenceChecks: ORDER_CHECKS, onProgress: () => {} } as unknown as Work;
  const failed: Failed[] = [];
  for (const check of CHECKS) {
    const { found, named } = await check.run(work);
    if (found > 0) failed.push({ name: check.name, said: named.join(' ') });
  }
  return failed;
}

/** Breaks the book as no service could, sees which checks fail, and leaves it as it was. */
export async function brokenBy(
  db: TestDatabase,
  breaking: (sql: Tx['sql']) => Promise<unknown>,
): Promise<Failed[]> {
  const superuser = connect(db.urls.superuser, { name: 'breaking', max: 1 });
  let failed: Failed[] = [];
  const undone = new Error('Taken back on purpose.');
  try {
    await superuser.begin(async (transaction) => {
      const sql = transaction as unknown as Tx['sql'];
      await sql.unsafe(`set local search_path = ${AUTHORITY};
        set local session_replication_role = replica`);
      await breaking(sql);
      const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today: TODAY };
      failed = await failedChecks({ sql, db: undefined as never, scope });
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  } finally {
    await superuser.end();
  }
  return failed;
}
