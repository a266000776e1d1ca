import type { CamtLine } from '../bank-files/camt-entry.ts';
import { CamtDocument, type CamtEvent } from '../bank-files/camt-document.ts';
import type { CamtStatementEnd } from '../bank-files/camt-statement.ts';
import type { BankFileProblem } from '../bank-files/events.ts';

export type { CamtDetail } from '../bank-files/camt-details.ts';
export type { CamtLine } from '../bank-files/camt-entry.ts';
export type { CamtEvent } from '../bank-files/camt-document.ts';
export type { CamtStatement, CamtStatementEnd } from '../bank-files/camt-statement.ts';

/** A whole file, for small files and tests. */
export interface CamtFile {
  /** "camt.053.001.08", or "camt.053" when the file does not say the version, or null. */
  readonly format: string | null;
  readonly statements: readonly (CamtStatementEnd & { readonly lines: readonly CamtLine[] })[];
  readonly problems: readonly BankFileProblem[];
}

/** Bytes that are read before what was found is given out. */
const SLICE_BYTES = 65_536;

/**
 * Reads an ISO 20022 bank statement (camt.053, versions 1 to 12) as its bytes arrive, in the
 * memory of one line. Elements go by their local names, so one mapper reads all versions.
 *
 * Never throws for bad input: what is wrong is a `problem` event. After an error that ends the
 * reading, the lines that were given out are not the whole file. Errors of `chunks` itself (a
 * disk, a connection) are passed on.
 */
export async function* readCamt053(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<CamtEvent, void, undefined> {
  const reader = new CamtDocument(['camt.053']);
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
      for (const event of reader.read(chunk.subarray(start, start + SLICE_BYTES))) yield event;
      if (reader.stopped) return;
    }
  }
  for (const event of reader.end()) yield event;
}

/** Gathers what readCamt053 finds. Holds the whole file in memory: not for large files. */
export async function collectCamt053(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<CamtFile> {
  let format: string | null = null;
  let lines: CamtLine[] = [];
  const statements: (CamtStatementEnd & { lines: CamtLine[] })[] = [];
  const problems: BankFileProblem[] = [];
  for await (const event of readCamt053(chunks)) {
    if (event.type === 'document') format ??= event.format;
    if (event.type === 'problem') problems.push(event.problem);
    if (event.type === 'line') lines.push(event.line);
    if (event.type === 'statementEnd') {
      statements.push({ ...event.statement, lines });
      lines = [];
    }
  }
  return { format, statements, problems };
}
