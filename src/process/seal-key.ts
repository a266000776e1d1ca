import { accessSync, constants, mkdirSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { readSealKey } from '../ledger/seal-files.ts';
import { codeOf } from './failure.ts';

/** The key that signs seals, and the folder they are written to. */
export interface SealPlace {
  readonly key: KeyObject;
  readonly dir: string;
}

/** Where an environment says that seals are kept; null where it does not say. */
export interface SealConfig {
  readonly mode: 'embedded' | 'external';
  readonly sealKeyFile: string | null;
  readonly sealDir: string | null;
}

/**
 * Reads the key that signs seals and makes sure that the folder can be written to. The embedded
 * default makes its own key; a council's is made by hand, so that it is kept with care.
 *
 * @throws Error naming SEAL_KEY_FILE or SEAL_DIR
 */
export function openSealPlace({ mode, sealKeyFile, sealDir }: SealConfig): SealPlace {
  if (sealKeyFile === null) throw new Error('SEAL_KEY_FILE must be set for this, but is not.');
  if (sealDir === null) throw new Error('SEAL_DIR must be set for this, but is not.');
  const key = readKey(sealKeyFile, mode === 'embedded');
  requireFolder('SEAL_DIR', sealDir);
  return { key, dir: sealDir };
}

function readKey(file: string, make: boolean): KeyObject {
  try {
    return readSealKey(file, make);
  } catch (error) {
    const code = codeOf(error) ?? '';
    const why = /^E[A-Z]+$/.test(code) ? `cannot be read (${code})` : 'holds something else';
    throw new Error(
      `SEAL_KEY_FILE must be a file with an Ed25519 private key (PEM), but "${file}" ${why}.`,
      { cause: error },
    );
  }
}

/**
 * Makes a folder if need be.
 *
 * @throws Error naming the environment variable if that cannot be, or if nobody may write there
 */
export function requireFolder(variable: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Error(
      `${variable} must be a folder that can be written to, but "${folder}" is not ` +
        `(${codeOf(error) ?? 'no reason given'}).`,
      { cause: error },
    );
  }
}
