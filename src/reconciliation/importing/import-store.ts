import { readerFor } from '../../bank-files/detect.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem, refuseFaults, type Fault } from '../../problem.ts';
import { listBankAccounts, type BankAccount } from '../bank-account-store.ts';
import {
  circumstancesOf,
  daysBeforeTheFirst,
  wholeStatements,
  type KnownStatement,
} from './circumstances.ts';
import { FileReading, type ReadStatement } from './file-reading.ts';
import { FileKeeping } from './file-keeping.ts';
import { addStaged, type AddedLines } from './line-adding.ts';
import { StagedLines } from './staged-lines.ts';
import { gapsOf, type Span } from './statement-rules.ts';
import { inMemory, inTemporaryFolder, type BankFileSource } from './temporary-files.ts';

/** A statement as it was imported. Dates and amounts are text. */
export interface ImportedStatement extends Span {
  readonly id: string;
  /** The id of the bank account. */
  readonly account: string;
  readonly balances: boolean | null;
  /** Lines of the statement that moved money, those of them that are new, and those that are not. */
  readonly lines: number;
  readonly added: number;
  readonly knownAlready: number;
  /** Lines added that may be lines of an earlier file in other words. */
  readonly likelyRepeats: number;
}

export interface Import {
  readonly file: { id: string; name: string; format: string; sha256: string };
  readonly statements: readonly ImportedStatement[];
  readonly warnings: readonly Fault[];
}

/** A file to be imported, and what is said beside it. */
export interface ToImport {
  readonly name: string;
  readonly source: BankFileSource;
  /** "camt", "mt940", "csv" and so on; found by the content if left out. */
  readonly format?: string | undefined;
  /** The name of a profile of CSV or QIF, or an officer's own as JSON. */
  readonly profile?: string | undefined;
  /** The account of a file that does not name it. */
  readonly bankAccountId?: string | undefined;
  /** Whether a missing statement is a warning rather than a refusal. */
  readonly acceptGaps?: boolean | undefined;
}

/** Imports a small file that is in memory; see `importFile`. */
export async function importBankFile(
  tx: Tx,
  { name, content }: { name: string; content: Uint8Array },
): Promise<Import> {
  return importFile(tx, { name, source: inMemory(content) });
}

/**
 * Imports a file of bank statements of any format that is read here: all of it, or a `Problem` and
 * nothing. A line that an earlier file had is not taken again, in whatever format and words it
 * comes; two equal lines in one file are two. The file is read once for what is wrong with it, with
 * its lines put aside on disk; only a file that is good is written.
 */
export async function importFile(tx: Tx, file: ToImport): Promise<Import> {
  // One import after the other: whether a file is known, or a statement missing, must still be
  // true when the lines are written.
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`bank_files:${tx.scope.authority}`}, 0))`;
  await refuseKnown(tx, file.source.sha256);
  return inTemporaryFolder(async (folder) => {
    const staged = await StagedLines.in(folder);
    const keeping = new FileKeeping(tx, file);
    try {
      const done = await importStaged(tx, file, { staged, keeping });
      await keeping.end();
      return done;
    } finally {
      await keeping.stop();
      await staged.close();
    }
  });
}

/** Where a file goes while it is read: its lines are put aside, and its bytes are kept. */
interface Places {
  readonly staged: StagedLines;
  readonly keeping: FileKeeping;
}

async function importStaged(tx: Tx, file: ToImport, places: Places): Promise<Import> {
  const { staged, keeping } = places;
  const reading = await readFile(tx, file, places);
  const { statements, warnings } = reading;
  const format = reading.format ?? 'unknown';
  const accounts = [...new Set(statements.map(({ account }) => account.id))];
  const before = await wholeStatements(tx, accounts);
  for (const gap of gapsIn(statements, before, file)) warnings.add(gap.where, gap.message);
  keeping.begin(format);
  const id = await keeping.id();
  const early = await daysBeforeTheFirst(tx, statements);
  await addStatements(tx, id, statements);
  const about = await circumstancesOf(tx, staged, { format, statements, before });
  const lines = await addStaged(tx, staged, about, warnings);
  refuseSignedOff({ ...lines, early }, statements);
  return {
    file: { id, name: file.name, format, sha256: file.source.sha256.toString('hex') },
    statements: statements.map((one) => shown(one, lines)),
    warnings: warnings.list,
  };
}

function shown(statement: ReadStatement, { added, likely }: AddedLines): ImportedStatement {
  const { id, account, from, to, opening, closing, balances, lines } = statement;
  const count = added.get(id) ?? 0;
  const counts = { lines, added: count, knownAlready: lines - count };
  const likelyRepeats = likely.get(id) ?? 0;
  const head = { id, account: account.id, from, to, opening, closing, balances };
  return { ...head, ...counts, likelyRepeats };
}

async function refuseKnown(tx: Tx, sha256: Buffer): Promise<void> {
  const [known] = await tx.sql<{ id: string; name: string }[]>`
    select id, name from bank_files where sha256 = ${sha256}`;
  if (known === undefined) return;
  const detail = `Exactly this file was imported before, as "${known.name}".`;
  throw new Problem('bank-file-known', detail, { file: known.id });
}

/** A file is read in pieces of this size, between which others get their turn. */
const READ_BYTES = 65_536;

/** Reads all of a file, and refuses it for everything that is wrong with it at once. */
async function readFile(tx: Tx, file: ToImport, places: Places): Promise<FileReading> {
  const { staged, keeping } = places;
  const accounts = await listBankAccounts(tx);
  const chosen = chosenOf(accounts, file.bankAccountId);
  const reading = new FileReading({ accounts, chosen }, staged);
  const reader = readerFor(formatOf(file), { profile: file.profile });
  for await (const bytes of file.source.read(READ_BYTES)) {
    for (const event of reader.read(bytes)) reading.take(event);
    if (reading.isRefused) await keeping.stop();
    else if (reading.format !== null) keeping.begin(reading.format);
    if (reader.stopped) break;
    await staged.relieve();
  }
  if (!reader.stopped) for (const event of reader.end()) reading.take(event);
  const { errors, foreign } = reading;
  const many = errors.count === 1 ? 'One thing is wrong' : `${errors.count} things are wrong`;
  refuseFaults('bank-file-unreadable', `${many} with the file. Nothing was imported.`, errors.list);
  const detail = 'The file is of an account that is not known here.';
  refuseFaults('record-unknown', detail, foreign.list);
  return reading;
}

/** A profile that somebody has written is one of CSV. */
function formatOf({ format, profile }: ToImport): string | null {
  return format ?? (profile?.startsWith('{') === true ? 'csv' : null);
}

function chosenOf(accounts: readonly BankAccount[], id: string | undefined): BankAccount | null {
  if (id === undefined) return null;
  const chosen = accounts.find((one) => one.id === id);
  if (chosen !== undefined) return chosen;
  const errors = [{ where: 'query.bankAccount', message: 'There is no such bank account.' }];
  throw new Problem('record-unknown', 'The bank account is not known here.', { errors });
}

/** Refuses a file that leaves a gap, or gives the gaps where that is accepted. */
function gapsIn(
  statements: readonly ReadStatement[],
  before: readonly KnownStatement[],
  { acceptGaps = false }: ToImport,
): Fault[] {
  const whole = statements.filter(({ wholeDays }) => wholeDays);
  const byAccount = Map.groupBy(whole, ({ account }) => account.id);
  const gaps = [...byAccount].flatMap(([id, added]) => {
    const known = before.filter(({ account }) => account === id);
    const { name } = added[0]!.account;
    return gapsOf(known, added).map((message) => ({ where: name, message }));
  });
  if (acceptGaps) return gaps;
  const detail = 'A statement between those imported and these is missing. Nothing was imported.';
  refuseFaults('statement-gap', detail, gaps);
  return [];
}

async function addStatements(
  tx: Tx,
  fileId: string,
  statements: readonly ReadStatement[],
): Promise<void> {
  const rows = statements.map((one) => ({ ...one, account: one.account.id }));
  await tx.sql`
    insert into bank_statements (id, file_id, bank_account_id, reference, whole_days, from_on,
      to_on, opening, closing, balances)
    select id, ${fileId}::uuid, account, reference, "wholeDays", "from", "to", opening, closing,
      balances
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(id uuid, account uuid,
      reference text, "wholeDays" boolean, "from" date, "to" date, opening numeric,
      closing numeric, balances boolean)`;
}

/** More days than that are not named one by one. */
const MOST_DAYS = 100;

function refuseSignedOff(
  { signedOff, early }: Pick<AddedLines, 'signedOff'> & { early: AddedLines['signedOff'] },
  statements: readonly ReadStatement[],
): void {
  const names = new Map(statements.map(({ account }) => [account.id, account.name]));
  const all = [
    ...early.map(({ account, day }) => ({
      where: names.get(account) ?? account,
      message:
        `The statement from ${day} begins before the first of the account, by whose opening ` +
        'balance it is signed off. Have that reopened first.',
    })),
    ...signedOff.map(({ account, day }) => ({
      where: names.get(account) ?? account,
      message: `${day} is signed off, and the file has a line of it that no earlier file had.`,
    })),
  ];
  const days = all.slice(0, MOST_DAYS);
  const more = all.length - days.length;
  const rest = more === 0 ? [] : [{ where: 'file', message: `${more} more days are not listed.` }];
  const detail = 'What is signed off cannot be changed by a file. Nothing was imported.';
  refuseFaults('signed-off', detail, [...days, ...rest]);
}
