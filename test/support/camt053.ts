import { CamtDocument, type CamtEvent } from '../../src/bank-files/camt-document.ts';
import type { CamtLine } from '../../src/bank-files/camt-entry.ts';
import type { CamtStatementEnd } from '../../src/bank-files/camt-statement.ts';
import type { BankFileProblem } from '../../src/bank-files/events.ts';

/** A camt.053 file as its document is read, before it is given the form of all bank files. */
export interface CamtFile {
  /** "camt.053.001.08", or "camt.053" when the file does not say the version, or null. */
  readonly format: string | null;
  readonly statements: readonly (CamtStatementEnd & { readonly lines: readonly CamtLine[] })[];
  readonly problems: readonly BankFileProblem[];
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What readers are given at a time. */
const SLICE_BYTES = 65_536;

/** Reads a camt.053 file as its bytes arrive. */
export async function* readCamt053(chunks: Chunks): AsyncGenerator<CamtEvent, void, undefined> {
  const document = new CamtDocument(['camt.053']);
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
      yield* document.read(chunk.subarray(start, start + SLICE_BYTES));
      if (document.stopped) return;
    }
  }
  yield* document.end();
}

/** Gathers what is found. */
export async function collectCamt053(chunks: Chunks): Promise<CamtFile> {
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
