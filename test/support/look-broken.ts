import { connect, type Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Check, Finding } from '../../src/ledger/verify/check.ts';
import type { EvidenceCheck } from '../../src/ledger/verify/evidence.ts';
import type { Api } from './api.ts';
import { TODAY } from './database.ts';
import { AUTHORITY } from './template.ts';

const KEPT = new Error('nothing of this is kept');

/** Breaks a book, as nobody but a superuser can, looks, and puts all back. */
export async function lookBroken<T>(
  api: Api,
  by: (sql: Client) => Promise<unknown>,
  look: (tx: Tx) => Promise<T>,
): Promise<T> {
  const superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 1 });
  const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today: TODAY };
  let found: T | undefined;
  try {
    await superuser
      .begin(async (sql) => {
        await sql.unsafe(
          `set local search_path = ${AUTHORITY}; set local session_replication_role = replica`,
        );
        await by(sql as unknown as Client);
        found = await look({ sql, scope } as unknown as Tx);
        throw KEPT;
      })
      .catch((error: unknown) => {
        if (error !== KEPT) throw error;
      });
  } finally {
    await superuser.end();
  }
  return found as T;
}

const workOf = (tx: Tx) => ({
  tx,
  outside: undefined as never,
  evidenceChecks: [],
  onProgress: () => {},
});

/** What a check finds. */
export const runCheck = (check: Check, tx: Tx): Promise<Finding> => check.run(workOf(tx));
/** What a check of evidence finds. */
export const runEvidence = (check: EvidenceCheck, tx: Tx): Promise<Finding> => check(workOf(tx));
