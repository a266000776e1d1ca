import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { clock, type TestDatabase } from './database.ts';
import { originOf } from '../../src/ledger/seal-files.ts';
import { startSealer, type Sealer } from '../../src/ledger/sealer.ts';
import { publicKeyText } from '../../src/ledger/signed-note.ts';

/** Longer than any test: the sealer works when it is asked. */
const NEVER_BY_ITSELF_MS = 3_600_000;

export interface TestSealer {
  readonly keyText: (authority: string) => string;
  /** Begins to seal a database. */
  readonly start: (db: TestDatabase) => void;
  readonly sealNow: () => Promise<void>;
}

/** A real sealer with a new key and a temporary folder, for a database that is made later. */
export function testSealer(): TestSealer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const dir = mkdtempSync(join(tmpdir(), 'ledger-seals-'));
  let sealer: Sealer | undefined;
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    keyText: (authority) => publicKeyText(originOf(authority), publicKey),
    start(db) {
      sealer = startSealer({
        client: db.service,
        authorities: async () => [db.authority],
        key: privateKey,
        dir,
        clock,
        everyMs: NEVER_BY_ITSELF_MS,
        onError: () => {},
      });
    },
    sealNow: async () => sealer?.sealNow(),
  };
}
