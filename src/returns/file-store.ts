import { createHash, randomUUID } from 'node:crypto';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { Problem, notFound } from '../problem.ts';
import type { EvidenceType } from './file-rules.ts';
import { returnOf, type ReturnRow } from './list-store.ts';

export const MOST_FILES = 200;

export interface NewFile {
  readonly returnId: string;
  readonly arrangementId: string | null;
  readonly name: string;
  readonly mediaType: EvidenceType;
  readonly content: Uint8Array;
}

/** A file of evidence as it is shown. */
export interface FileRow {
  readonly id: string;
  readonly returnId: string;
  readonly arrangementId: string | null;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly addedBy: string;
  readonly addedAt: string;
  readonly entry: string;
}

/** The facts that the digest of a file of evidence covers. */
export function fileFields(
  one: Pick<FileRow, 'id' | 'returnId' | 'arrangementId' | 'name' | 'mediaType' | 'sha256'>,
): (string | null)[] {
  const { id, returnId, arrangementId, name, mediaType, sha256 } = one;
  return ['return-file-1', id, returnId, arrangementId, name, mediaType, sha256];
}

/**
 * Keeps a file of evidence with its return, of one person or of the whole account.
 * @returns its id
 */
export async function addFile(tx: Tx, one: NewFile): Promise<string> {
  await decideAlone(tx, `files of return ${one.returnId}`);
  const found = await returnOf(tx, one.returnId);
  refuseState(found);
  const file = { ...one, arrangementId: await whoseEvidence(tx, found, one.arrangementId) };
  const sha256 = createHash('sha256').update(one.content).digest();
  await refuseKnown(tx, file, sha256);
  const id: string = randomUUID();
  const fields = fileFields({ ...file, id, sha256: sha256.toString('hex') });
  const [entryId] = await recordDecisions(tx, [
    { key: `return_file:${id}`, reason: 'evidence_added', fields },
  ]);
  const { returnId, arrangementId, name, mediaType, content } = file;
  await tx.sql`
    insert into return_files (id, return_id, arrangement_id, broker_id, name, media_type, size,
      sha256, content, added_by, entry_id)
    values (${id}, ${returnId}, ${arrangementId},
      ${arrangementId === null ? found.brokerId : null}, ${name}, ${mediaType}, ${content.length},
      ${sha256}, ${Buffer.from(content)}, ${tx.scope.user}, ${entryId!})`;
  return id;
}

function refuseState({ state }: ReturnRow): void {
  if (state !== 'replaced' && state !== 'sent_back') return;
  const words = state === 'replaced' ? 'replaced by a later one' : 'sent back';
  const detail = `The return was ${words}: evidence belongs to the one that stands.`;
  throw new Problem('state-does-not-allow', detail, { state });
}

/** Whose evidence a file is: of an arrangement of the return, or null of the whole account. */
async function whoseEvidence(
  tx: Tx,
  { id }: ReturnRow,
  named: string | null,
): Promise<string | null> {
  if (named === null) return null;
  const [declared] = await tx.sql`
    select from return_people where return_id = ${id} and arrangement_id = ${named}`;
  if (declared !== undefined) return named;
  const message = 'The return says nothing of an arrangement with this identifier.';
  throw new Problem('record-unknown', message, {
    errors: [{ where: 'query.arrangementId', message }],
  });
}

async function refuseKnown(tx: Tx, one: NewFile, sha256: Buffer): Promise<void> {
  const [known] = await tx.sql<{ files: number; same: string | null; name: string | null }[]>`
    select count(*)::int as files, min(id::text) filter (where sha256 = ${sha256}) as same,
      min(id::text) filter (where name = ${one.name}) as name
    from return_files where return_id = ${one.returnId}`;
  const { files, same, name } = known!;
  if (same !== null) {
    throw new Problem('already-exists', 'Exactly this file is with the return.', { file: same });
  }
  if (name !== null) {
    throw new Problem('already-exists', 'A file with this name is with the return.', {
      file: name,
    });
  }
  if (files >= MOST_FILES) {
    throw new Problem(
      'too-large',
      `A return has at most ${MOST_FILES} files; put some in one PDF.`,
    );
  }
}

/** Files of evidence: one, or those of a return in order of identifier. */
export async function listFiles(
  tx: Tx,
  by: { id: string } | { returnId: string; after?: string | undefined; limit: number },
): Promise<FileRow[]> {
  const { sql } = tx;
  const where =
    'id' in by
      ? sql`f.id = ${by.id}`
      : sql`f.return_id = ${by.returnId}
          and (${by.after ?? null}::uuid is null or f.id > ${by.after ?? null})`;
  return sql<FileRow[]>`
    select f.id, f.return_id as "returnId", f.arrangement_id as "arrangementId", f.name,
      f.media_type as "mediaType", f.size, encode(f.sha256, 'hex') as sha256,
      f.added_by as "addedBy", to_json(f.added_at) #>> '{}' as "addedAt", f.entry_id as entry
    from return_files f where ${where}
    order by f.id limit ${'id' in by ? 1 : by.limit + 1}`;
}

/** A file of evidence with its content, or not found. */
export async function contentOfFile(
  tx: Tx,
  id: string,
): Promise<{ name: string; mediaType: string; content: Buffer }> {
  const [found] = await tx.sql<{ name: string; mediaType: string; content: Buffer }[]>`
    select name, media_type as "mediaType", content from return_files where id = ${id}`;
  if (found === undefined) throw notFound();
  return found;
}
