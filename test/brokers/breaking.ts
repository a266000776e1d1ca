import { afterAll } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Tx } from '../../src/database/transactions.ts';
import type { Api } from '../support/api.ts';
import { AUTHORITY } from '../support/template.ts';

/** Does something to the book that nobody may, looks at it, and takes it back. */
export type Broken = <T>(breaks: string, look: (tx: Tx) => Promise<T>) => Promise<T>;

/** By a superuser whom no key and no policy holds back. */
export function breakingOf({ db }: Api): Broken {
  const superuser = connect(db.urls.superuser, { name: 'test superuser', max: 1 });
  afterAll(() => superuser.end());
  return async (breaks, look) => {
    let seen: Awaited<ReturnType<typeof look>> | undefined;
    const takenBack = new Error('taken back');
    await superuser
      .begin(async (sql) => {
        await sql.unsafe(`set local search_path = ${AUTHORITY};
          set local session_replication_role = replica`);
        const { count } = await sql.unsafe(breaks);
        if (count === 0) throw new Error(`Nothing was broken by: ${breaks}`);
        const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service' };
        const today = Temporal.PlainDate.from('2026-04-15');
        seen = await look({ sql, scope: { ...scope, today } } as unknown as Tx);
        throw takenBack;
      })
      .catch((error: unknown) => {
        if (error !== takenBack) throw error;
      });
    return seen!;
  };
}
