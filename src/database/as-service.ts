import { setKind, type Tx } from './transactions.ts';

/**
 * Reads in the name of the service, for figures of a record that rest on rows which are the office's
 * own. Call it only for a record that the caller was found to see, and read nothing beside it: what
 * happens inside, row-level security no longer limits.
 */
export async function asService<T>(tx: Tx, read: (tx: Tx) => Promise<T>): Promise<T> {
  const kindIs = (kind: string) => tx.sql.unsafe(setKind(kind));
  await kindIs('service');
  try {
    return await read({ ...tx, scope: { ...tx.scope, kind: 'service' } });
  } finally {
    // After an error of the database nothing can be set any more, and nothing is read either.
    await kindIs(tx.scope.kind).catch(() => {});
  }
}
