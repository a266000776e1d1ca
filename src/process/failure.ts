/**
 * What went wrong, as a sentence for whoever started the process. An error's message is written
 * for people; its stack, and the values that a failed statement was given, are left out.
 */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It failed without saying why.';
  // drizzle's message quotes the statement's values; the database's own error, its cause, does not.
  if (error.name === 'DrizzleQueryError') return sentenceOf(error.cause);
  if (error.message !== '') return error.message;
  // Several addresses were tried and none answered: each failure says why, the whole does not.
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  return codeOf(error) ?? error.name;
}

/** The code that the system or the database gave the failure, if any. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
