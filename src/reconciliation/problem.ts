/**
 * Something a reader found wrong with a bank file.
 *
 * An `error` means that what was read must not be used as it is; a `warning` means that a person
 * should look. `where` is "line:column" in the file, both counted from 1. The message says what
 * was expected, what was found and what to do, and never names a payee.
 */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly where: string;
  readonly message: string;
}
