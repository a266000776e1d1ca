import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readerFor } from './detect.ts';
import type { BankFileEvent, BankFileProblem, ReaderOptions, StatementEnd } from './events.ts';

/** What a file is asked to be; null lets its content say it. */
export interface InspectionOptions extends ReaderOptions {
  readonly format: string | null;
}

/** What is known of a statement at its end. */
type StatementHead = { readonly account: string | null; readonly currency: string | null } & Omit<
  StatementEnd,
  'type'
>;

/** What is in a file but its lines, which may be more than memory holds. */
export interface Inspection {
  readonly sha256: string;
  /** "camt.053.001.08"; null when it cannot be told. */
  readonly format: string | null;
  readonly statements: readonly StatementHead[];
  readonly problems: readonly BankFileProblem[];
}

/** What is wrong with a file of a million bad lines is clear from the first of them. */
const MOST_PROBLEMS = 10_000;

/** Text is given out in pieces of about this many characters. */
const PIECE = 65_536;

/**
 * Reads a file once for everything but its lines.
 *
 * @throws Error when the file cannot be read from the disk, or the format asked for is none
 */
export async function inspect(path: string, options: InspectionOptions): Promise<Inspection> {
  const hash = createHash('sha256');
  const statements: StatementHead[] = [];
  const problems: BankFileProblem[] = [];
  let format: string | null = null;
  let open: Pick<StatementHead, 'account' | 'currency'> = { account: null, currency: null };
  let leftOut = 0;
  for await (const events of fileEvents(path, options, (bytes) => hash.update(bytes))) {
    for (const event of events) {
      if (event.type === 'format') format ??= event.format;
      if (event.type === 'statement') open = { account: event.account, currency: event.currency };
      if (event.type === 'statementEnd') {
        const { from, to, opening, closing, balances } = event;
        statements.push({ ...open, from, to, opening, closing, balances });
      }
      if (event.type !== 'problem') continue;
      if (problems.length < MOST_PROBLEMS) problems.push(event.problem);
      else leftOut += 1;
    }
  }
  if (leftOut > 0) problems.push(tooMany(leftOut));
  return { sha256: hash.digest('hex'), format, statements, problems };
}

/**
 * The inspection as one JSON object, in pieces. The file is read a second time for its lines, so
 * that a file of any size takes no more memory than a small one.
 *
 * @throws Error when the file is not the same any more
 */
export async function* inspectionJson(
  path: string,
  inspection: Inspection,
  options: InspectionOptions,
): AsyncGenerator<string, void, undefined> {
  const { sha256, format, statements, problems } = inspection;
  const start = JSON.stringify({ file: path, sha256, format });
  let piece = `${start.slice(0, -1)},\n"statements":[`;
  for await (const text of statementsJson(path, statements, sha256, options)) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}],\n"problems":[`;
  for (const [n, problem] of problems.entries()) {
    yield `${n === 0 ? '\n' : ',\n'}${JSON.stringify(problem)}`;
  }
  yield ']}\n';
}

async function* statementsJson(
  path: string,
  statements: readonly StatementHead[],
  sha256: string,
  options: InspectionOptions,
): AsyncGenerator<string, void, undefined> {
  if (statements.length === 0) return;
  const hash = createHash('sha256');
  let number = 0;
  let lines = 0;
  for await (const events of fileEvents(path, options, (bytes) => hash.update(bytes))) {
    let piece = '';
    for (const event of events) {
      if (event.type === 'statement') {
        const head = JSON.stringify(statements[number]);
        piece += `${number === 0 ? '\n' : ',\n'}${head.slice(0, -1)},"lines":[`;
        number += 1;
        lines = 0;
      } else if (event.type === 'line') {
        piece += `${lines === 0 ? '\n' : ',\n'}${JSON.stringify(event.line)}`;
        lines += 1;
      } else if (event.type === 'statementEnd') {
        piece += ']}';
      }
    }
    yield piece;
  }
  if (hash.digest('hex') === sha256) return;
  throw new Error('The file was changed while it was read. Inspect it again.');
}

/** Reads all of a file, also after the reader has stopped: its digest is of every byte. */
export async function* fileEvents(
  path: string,
  { format, profile }: InspectionOptions,
  took: (bytes: Uint8Array) => void,
): AsyncGenerator<readonly BankFileEvent[], void, undefined> {
  const reader = readerFor(format, { profile });
  for await (const bytes of createReadStream(path) as AsyncIterable<Uint8Array>) {
    took(bytes);
    if (!reader.stopped) yield reader.read(bytes);
  }
  if (!reader.stopped) yield reader.end();
}

function tooMany(count: number): BankFileProblem {
  const message = `Expected at most ${MOST_PROBLEMS} problems; ${count} more were left out.`;
  return { severity: 'error', code: 'more-problems', where: 'line 1', message };
}
