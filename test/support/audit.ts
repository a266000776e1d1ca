import { createHash, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { makeBundle, type Bundle, type BundleOrder } from '../../src/audit/bundle.ts';
import { containerNote, manifestNote } from '../../src/audit/manifest.ts';
import { zipWriter } from '../../src/audit/zip.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { originOf } from '../../src/ledger/seal-files.ts';
import { startSealer } from '../../src/ledger/sealer.ts';
import { publicKeyText, signNote } from '../../src/ledger/signed-note.ts';
import { freshApi, type Api } from './api.ts';
import { TODAY, clock } from './database.ts';
import { AUTHORITY } from './template.ts';

const NEVER_BY_ITSELF_MS = 3_600_000;

/** A bundle on the disk, with its signature beside it. */
export interface MadeBundle extends Bundle {
  readonly path: string;
}

/** A service that seals and signs, and where bundles are put. */
export interface AuditScene {
  readonly api: Api;
  readonly folder: string;
  /** The file of the public key. */
  readonly keyPath: string;
  readonly privateKey: KeyObject;
  readonly sealNow: () => Promise<void>;
  readonly signNote: (authority: string, text: string) => string;
  make(more?: Partial<BundleOrder>): Promise<MadeBundle>;
}

export async function auditScene(): Promise<AuditScene> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const folder = mkdtempSync(join(tmpdir(), 'audit-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const sign = (authority: string, text: string): string =>
    signNote(text, originOf(authority), privateKey);
  let seal = async (): Promise<void> => {};
  const keyText = publicKeyText(originOf(AUTHORITY), privateKey);
  const api = await freshApi({
    sealNow: () => seal(),
    sealKeyText: () => keyText,
    signNote: sign,
    bundlesDir: join(folder, 'bundles'),
  });
  const sealer = startSealer({
    client: api.db.service,
    authorities: async () => [AUTHORITY],
    key: privateKey,
    dir: join(folder, 'seals'),
    clock,
    everyMs: NEVER_BY_ITSELF_MS,
    onError: () => {},
  });
  seal = () => sealer.sealNow();
  const keyPath = join(folder, 'KEY.txt');
  writeFileSync(keyPath, `${keyText}\n`);
  return {
    api,
    folder,
    keyPath,
    privateKey,
    sealNow: seal,
    signNote: sign,
    async make(more = {}) {
      const name = `${randomUUID()}.zip`;
      const path = join(folder, name);
      const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'auditor', today: TODAY };
      const bundle = await makeBundle({
        client: api.db.service,
        scope,
        name,
        path,
        sealNow: seal,
        signNote: sign,
        stop: new AbortController().signal,
        onProgress: () => {},
        ...more,
      });
      writeFileSync(`${path}.sig`, bundle.signature);
      return { ...bundle, path };
    },
  };
}

/** The files in a ZIP file by name, read by its directory as any other program reads it. */
export function membersOf(path: string): Map<string, Buffer> {
  const zip = readFileSync(path);
  const members = new Map<string, Buffer>();
  let at = Number(zip.readBigUInt64LE(zip.length - 98 + 48));
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [names, extras] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)];
    const name = zip.toString('utf8', at + 46, at + 46 + names);
    const sizes = at + 46 + names + 4;
    const [packed, offset] = [8, 16].map((place) => Number(zip.readBigUInt64LE(sizes + place)));
    const data = offset! + 30 + zip.readUInt16LE(offset! + 26) + zip.readUInt16LE(offset! + 28);
    members.set(name, inflateRawSync(zip.subarray(data, data + packed!)));
    at += 46 + names + extras;
  }
  return members;
}

/** A member as text. */
export const textOf = (members: Map<string, Buffer>, name: string): string =>
  members.get(name)!.toString('utf8');

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Whoever forges: nobody signs, or somebody does with a key. */
export interface Forgery {
  readonly members: Map<string, Buffer>;
  readonly path: string;
  /** Redoes the lengths, hashes and rows of the manifest. */
  readonly redo?: boolean;
  /** Signs the manifest and the file anew. */
  readonly key?: KeyObject;
  /** The signature to leave beside the file, if it is not signed anew. */
  readonly signature: string;
}

/** Puts a bundle together again from its files. */
export async function forge({ members, path, redo, key, signature }: Forgery): Promise<void> {
  const files = new Map(members);
  const manifest = JSON.parse(textOf(files, 'manifest.json'));
  if (redo === true) {
    for (const file of manifest.files) {
      const bytes = files.get(file.name);
      if (bytes === undefined) continue;
      file.bytes = bytes.length;
      file.sha256 = sha256(bytes);
      if (file.rows !== null) file.rows = bytes.toString('utf8').split('\r\n').length - 2;
    }
    files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  }
  const sign = (text: string): string => signNote(text, originOf(AUTHORITY), key!);
  if (key !== undefined) {
    const bytes = files.get('manifest.json')!;
    const of = { bytes: bytes.length, sha256: sha256(bytes) };
    files.set('manifest.sig', Buffer.from(sign(manifestNote(AUTHORITY, of))));
  }
  const pieces: Buffer[] = [];
  const zip = zipWriter(async (bytes) => void pieces.push(Buffer.from(bytes)));
  for (const [name, bytes] of files) {
    const member = await zip.open(name);
    await member.write(bytes);
    await member.end();
  }
  await zip.close();
  const whole = Buffer.concat(pieces);
  const { size, throughEntry } = manifest.asKnown;
  const of = { name: 'forged.zip', bytes: whole.length, sha256: sha256(whole), size, throughEntry };
  writeFileSync(path, whole);
  writeFileSync(`${path}.sig`, key === undefined ? signature : sign(containerNote(AUTHORITY, of)));
}
