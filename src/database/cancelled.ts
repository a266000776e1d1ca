import type postgres from 'postgres';

/**
 * Waits for a statement, and cancels it when nobody wants its rows any more; then it throws what the
 * database says of it.
 */
export async function cancelledBy<T extends postgres.Row[]>(
  stop: AbortSignal | undefined,
  query: postgres.PendingQuery<T>,
): Promise<T> {
  let cancelled: unknown;
  const cancel = (): void => {
    cancelled = query.cancel();
  };
  stop?.throwIfAborted();
  stop?.addEventListener('abort', cancel);
  try {
    return await query;
  } finally {
    stop?.removeEventListener('abort', cancel);
    // A cancellation on its way would otherwise meet the connection's next statement.
    await cancelled;
  }
}
