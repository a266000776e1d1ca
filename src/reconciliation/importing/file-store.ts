import type { Tx } from '../../database/transactions.ts';
import type { BankFileSource } from './temporary-files.ts';

/** A file as it is kept. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly profile: string | null;
  /** In hex. */
  readonly sha256: string;
  /** How many bytes there are. */
  readonly bytes: number;
  readonly receivedBy: string;
  readonly receivedAt: string;
}

/** A statement of a file that is kept. */
export interface KeptStatement {
  readonly id: string;
  readonly account: string;
  readonly reference: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly wholeDays: boolean;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly balances: boolean | null;
  /** How many lines were added with it. */
  readonly added: number;
}

/** A file is kept in pieces of this size. */
const PART_BYTES = 1024 * 1024;

export async function addFile(
  tx: Tx,
  file: { name: string; format: string; profile: string | null; sha256: Buffer },
): Promise<string> {
  const { name, format, profile, sha256 } = file;
  const [added] = await tx.sql<{ id: string }[]>`
    insert into bank_files (name, format, profile, sha256, received_by)
    values (${name}, ${format}, ${profile}, ${sha256}, ${tx.scope.user}) returning id`;
  return added!.id;
}

/**
 * Keeps the bytes of a file as they came, until `stop`: what a refused file has left is rolled back
 * with all else, so the less of it the better.
 */
export async function keepContent(
  tx: Tx,
  fileId: string,
  { source, stop }: { source: BankFileSource; stop: AbortSignal },
): Promise<void> {
  let part = 0;
  for await (const content of source.read(PART_BYTES)) {
    if (stop.aborted) return;
    part += 1;
    await tx.sql`
      insert into bank_file_parts (file_id, part, content)
      values (${fileId}, ${part}, decode(${content.toString('base64')}, 'base64'))`;
  }
}

export interface FilesAsked {
  readonly id?: string | undefined;
  readonly bankAccountId?: string | undefined;
  /** The last one of the page before, as `receivedAt_id`. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** The files that are kept, the latest first: all, one, or those with statements of an account. */
export async function listFiles(tx: Tx, asked: FilesAsked): Promise<KeptFile[]> {
  const { sql } = tx;
  const { id, bankAccountId, after, limit } = asked;
  const [at = '', last = ''] = after?.split('_') ?? [];
  return sql<KeptFile[]>`
    select f.id, f.name, f.format, f.profile, encode(f.sha256, 'hex') as sha256,
      coalesce(octet_length(f.content), (select sum(octet_length(p.content))
        from bank_file_parts p where p.file_id = f.id), 0)::float8 as bytes,
      f.received_by as "receivedBy",
      to_char(f.received_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "receivedAt"
    from bank_files f
    where true ${id === undefined ? sql`` : sql`and f.id = ${id}`}
      ${
        bankAccountId === undefined
          ? sql``
          : sql`and exists (select from bank_statements s
        where s.file_id = f.id and s.bank_account_id = ${bankAccountId})`
      }
      ${after === undefined ? sql`` : sql`and (f.received_at, f.id) < (${at}::timestamptz, ${last}::uuid)`}
    order by f.received_at desc, f.id desc
    ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}`;
}

/** The statements of a file, in order of their accounts and days. */
export async function statementsOf(tx: Tx, fileId: string): Promise<KeptStatement[]> {
  return tx.sql<KeptStatement[]>`
    select s.id, s.bank_account_id as account, s.reference, s.from_on as from, s.to_on as to,
      s.whole_days as "wholeDays", s.opening, s.closing, s.balances, coalesce(l.added, 0) as added
    from bank_statements s
    left join (
      select l.statement_id, count(*)::int as added
      from bank_lines l join bank_statements s on s.id = l.statement_id
      where s.file_id = ${fileId} group by l.statement_id
    ) as l on l.statement_id = s.id
    where s.file_id = ${fileId}
    order by s.bank_account_id, s.from_on, s.to_on, s.id`;
}

/** The bytes of a file as they came, a piece at a time, until `stop`. */
export async function* contentOf(
  tx: Tx,
  fileId: string,
  stop: AbortSignal,
): AsyncGenerator<Buffer, void> {
  for (let part = 1; !stop.aborted; part += 1) {
    const [row] = await tx.sql<{ content: Buffer }[]>`
      select content from bank_file_parts where file_id = ${fileId} and part = ${part}`;
    if (row === undefined) break;
    yield row.content;
    if (row.content.length < PART_BYTES) return;
  }
  yield* wholeContentOf(tx, fileId, stop);
}

/** Of files that were taken before files were kept in pieces. */
async function* wholeContentOf(
  tx: Tx,
  fileId: string,
  stop: AbortSignal,
): AsyncGenerator<Buffer, void> {
  for (let start = 1; !stop.aborted; start += PART_BYTES) {
    const [row] = await tx.sql<{ content: Buffer | null }[]>`
      select substring(content from ${start}::int for ${PART_BYTES}::int) as content
      from bank_files where id = ${fileId}`;
    const content = row?.content ?? null;
    if (content === null || content.length === 0) return;
    yield content;
  }
}
