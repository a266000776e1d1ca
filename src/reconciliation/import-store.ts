import { createHash, randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import { listBankAccounts, type BankAccount } from './bank-account-store.ts';
import { readBankFile, type FileStatement } from './file-reader.ts';
import {
  accountNumberOf,
  fingerprintOf,
  gapsOf,
  occurrences,
  type Span,
} from './statement-rules.ts';

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
}

export interface Import {
  readonly file: { id: string; name: string; format: string; sha256: string };
  readonly statements: readonly ImportedStatement[];
  readonly warnings: readonly Fault[];
}

/** A statement of a file, on one of the authority's accounts. */
interface OwnStatement extends Omit<FileStatement, 'account'> {
  readonly id: string;
  readonly account: BankAccount;
}

/**
 * Imports a file of bank statements (camt.053): all of it, or a `Problem` and nothing. A line that
 * an earlier file had is not taken again; two equal lines in one file are two.
 */
export async function importBankFile(
  tx: Tx,
  { name, content }: { name: string; content: Uint8Array },
): Promise<Import> {
  // One import after the other: whether a file is known, or a statement missing, must still be
  // true when the lines are written.
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`bank_files:${tx.scope.authority}`}, 0))`;
  const sha256 = createHash('sha256').update(content).digest();
  await refuseKnown(tx, sha256);
  const { format, statements: read, errors, warnings } = await readBankFile(content);
  const many = errors.length === 1 ? 'One thing is wrong' : `${errors.length} things are wrong`;
  refuseFaults('bank-file-unreadable', `${many} with the file. Nothing was imported.`, errors);
  const statements = onOwnAccounts(read, await listBankAccounts(tx));
  await refuseGaps(tx, statements);
  const [file] = await tx.sql<{ id: string }[]>`
    insert into bank_files (name, format, sha256, content, received_by)
    values (${name}, ${format}, ${sha256}, ${Buffer.from(content)}, ${tx.scope.user}) returning id`;
  await addStatements(tx, file!.id, statements);
  const added = await addLines(tx, statements);
  return {
    file: { id: file!.id, name, format, sha256: sha256.toString('hex') },
    statements: statements.map((one) => shown(one, added.get(one.id) ?? 0)),
    warnings,
  };
}

function shown(statement: OwnStatement, added: number): ImportedStatement {
  const { id, account, from, to, opening, closing, balances } = statement;
  const lines = statement.lines.length;
  const counts = { lines, added, knownAlready: lines - added };
  return { id, account: account.id, from, to, opening, closing, balances, ...counts };
}

async function refuseKnown(tx: Tx, sha256: Buffer): Promise<void> {
  const [known] = await tx.sql<{ id: string; name: string }[]>`
    select id, name from bank_files where sha256 = ${sha256}`;
  if (known === undefined) return;
  const detail = `Exactly this file was imported before, as "${known.name}".`;
  throw new Problem('bank-file-known', detail, { file: known.id });
}

/** Finds the account of each statement, or throws for all that have none. */
function onOwnAccounts(
  statements: readonly FileStatement[],
  accounts: readonly BankAccount[],
): OwnStatement[] {
  const byNumber = new Map(accounts.map((one) => [`${one.sortCode}${one.accountNumber}`, one]));
  const faults: Fault[] = [];
  const own = statements.flatMap((statement) => {
    const number = accountNumberOf(statement.account);
    const account = byNumber.get(`${number?.sortCode}${number?.accountNumber}`);
    if (account !== undefined) return [{ ...statement, id: randomUUID(), account }];
    const ending = (statement.account ?? '').slice(-4);
    faults.push({
      where: `statement ${statement.number}`,
      message: `Expected a bank account of the authority; found one that ends in "${ending}".`,
    });
    return [];
  });
  refuseFaults('record-unknown', 'The file is of an account that is not known here.', faults);
  return own;
}

async function refuseGaps(tx: Tx, statements: readonly OwnStatement[]): Promise<void> {
  const faults: Fault[] = [];
  for (const [accountId, added] of Map.groupBy(statements, (one) => one.account.id)) {
    const known = await tx.sql<Span[]>`
      select from_on as from, to_on as to, opening, closing
      from bank_statements where bank_account_id = ${accountId}`;
    const { name } = added[0]!.account;
    faults.push(...gapsOf(known, added).map((message) => ({ where: name, message })));
  }
  const detail = 'A statement between those imported and these is missing. Nothing was imported.';
  refuseFaults('statement-gap', detail, faults);
}

async function addStatements(
  tx: Tx,
  fileId: string,
  statements: readonly OwnStatement[],
): Promise<void> {
  const rows = statements.map(({ account, ...one }) => ({
    ...one,
    account: account.id,
    lines: undefined,
  }));
  await tx.sql`
    insert into bank_statements (id, file_id, bank_account_id, reference, from_on, to_on, opening,
      closing, balances)
    select id, ${fileId}::uuid, account, reference, "from", "to", opening, closing, balances
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(id uuid, account uuid,
      reference text, "from" date, "to" date, opening numeric, closing numeric, balances boolean)`;
}

/** Adds the lines that are not known yet. @returns how many were, by statement. */
async function addLines(tx: Tx, statements: readonly OwnStatement[]): Promise<Map<string, number>> {
  const lines = statements.flatMap(({ id, account, lines: read }) =>
    read.map((line) => ({
      ...line,
      statement: id,
      account: account.id,
      fingerprint: fingerprintOf(account, line),
    })),
  );
  const numbers = occurrences(lines.map((line) => line.fingerprint));
  const rows = lines.map((line, n) => ({ ...line, occurrence: numbers[n] }));
  const added = await tx.sql<{ statement: string; count: number }[]>`
    with added as (
      insert into bank_lines (statement_id, bank_account_id, position, booked_on, value_on, amount,
        size, reference, counterparty, text, fingerprint, occurrence)
      select statement, account, position, "bookedOn", "valueOn", amount, abs(amount), reference,
        counterparty, text, decode(fingerprint, 'hex'), occurrence
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as l(statement uuid,
        account uuid, position int, "bookedOn" date, "valueOn" date, amount numeric, reference text,
        counterparty text, text text, fingerprint text, occurrence smallint)
      on conflict (bank_account_id, fingerprint, occurrence) do nothing
      returning statement_id
    )
    select statement_id as statement, count(*)::int as count from added group by statement_id`;
  return new Map(added.map((row) => [row.statement, row.count]));
}
