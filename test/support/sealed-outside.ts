import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { fixedClock, type Clock } from '../../src/calendar.ts';
import { entryBytes } from '../../src/ledger/canonical.ts';
import { sealedEntry } from '../../src/ledger/leaves.ts';
import { emptyTree, growTree, leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { checkpointsOutside, folderOf, originOf, readLeaves } from '../../src/ledger/seal-files.ts';
import { startSealer, type Sealer } from '../../src/ledger/sealer.ts';
import { parsePublicKey, publicKeyText, readCheckpoint } from '../../src/ledger/signed-note.ts';
import { TODAY, type TestDatabase } from './database.ts';

/** A leaf that stands outside the database, in hex, with its entry. */
export interface OutsideLeaf {
  readonly entryId: string;
  readonly leaf: string;
}

/** A folder for the record outside the database, with the key that signs it. */
export interface OutsideRecord {
  /** The file of the leaves. */
  readonly file: string;
  readonly keys: ReturnType<typeof parsePublicKey>[];
  /** Begins to seal; only when it is told to, unless an interval is given. */
  begin(more?: { everyMs?: number; clock?: Clock; onRound?: () => void }): Sealer;
  leaves(): Promise<OutsideLeaf[]>;
  /** Expects a leaf for every entry of the journal, and a signed head over all of them. */
  expectComplete(): Promise<void>;
}

export function outsideRecord(db: TestDatabase): OutsideRecord {
  const dir = mkdtempSync(join(tmpdir(), 'ledger-seals-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const origin = originOf(db.authority);
  const keys = [parsePublicKey(publicKeyText(origin, publicKey))];
  const leaves = async (): Promise<OutsideLeaf[]> => {
    const records: OutsideLeaf[] = [];
    for await (const block of readLeaves(dir, db.authority)) {
      for (const { entryId, leaf } of block) records.push({ entryId, leaf: leaf.toString('hex') });
    }
    return records;
  };
  return {
    file: join(folderOf(dir, db.authority), 'leaves'),
    keys,
    begin: ({ everyMs = 3_600_000, clock = fixedClock(TODAY), onRound = () => {} } = {}) =>
      startSealer({
        client: db.service,
        authorities: async () => {
          onRound();
          return [db.authority];
        },
        key: privateKey,
        dir,
        clock,
        everyMs,
        onError: (error) => {
          throw error;
        },
      }),
    leaves,
    async expectComplete() {
      const records = await leaves();
      expect(records).toEqual(await expectedLeaves(db));
      const { frontier } = growTree(
        emptyTree,
        records.map((record) => Buffer.from(record.leaf, 'hex')),
      );
      const { note } = checkpointsOutside(dir, db.authority).at(-1)!;
      const head = { ok: true, origin, size: records.length, root: rootOf(frontier) };
      expect(readCheckpoint(note, keys)).toMatchObject(head);
    },
  };
}

/** The leaf of every entry, made by the code that checks receipts. */
async function expectedLeaves(db: TestDatabase): Promise<OutsideLeaf[]> {
  return db.run(async (tx) => {
    const entries = await tx.sql<{ id: string }[]>`select id from entries order by id`;
    const records: OutsideLeaf[] = [];
    for (const { id } of entries) {
      const leaf = leafHash(entryBytes((await sealedEntry(tx, id))!));
      records.push({ entryId: id, leaf: Buffer.from(leaf).toString('hex') });
    }
    return records;
  });
}
