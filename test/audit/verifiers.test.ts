import { execFile, execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { entryBytes } from '../../src/ledger/canonical.ts';
import { originOf } from '../../src/ledger/seal-files.ts';
import { publicKeyText } from '../../src/ledger/signed-note.ts';
import {
  auditScene,
  forge,
  membersOf,
  textOf,
  type AuditScene,
  type Forgery,
  type MadeBundle,
} from '../support/audit.ts';
import { familyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

const DOCS = new URL('../../docs/bundle/', import.meta.url);
const HOLDS = 'THIS BUNDLE HOLDS.';

function isPresent(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const VERIFIERS = [
  { program: process.execPath, script: 'verify-bundle.mjs', present: true },
  { program: 'python3', script: 'verify_bundle.py', present: isPresent('python3') },
];

let scene: AuditScene;
let bundle: MadeBundle;
let elsewhere = '';
beforeAll(async () => {
  scene = await auditScene();
  await familyWithShare(scene.api);
  const a = await openShare(scene.api.db);
  await postAll(scene.api.db, [
    anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '0.10']], '=1+1'),
    anEntry('bank_charge', '2026-04-11', [
      [a.bank, a.charges, '7.25'],
      [a.bank, a.charges, '1000000.00'],
    ]),
  ]);
  bundle = await scene.make();
  // The verifiers run from a folder where they could not find anything else of the project.
  elsewhere = join(scene.folder, 'elsewhere');
  mkdirSync(elsewhere);
  for (const { script } of VERIFIERS) {
    copyFileSync(new URL(script, DOCS), join(elsewhere, script));
  }
});

interface Run {
  readonly code: number;
  readonly printed: string;
}

describe.each(VERIFIERS)('$script', ({ program, script, present }) => {
  const missing = present ? '' : ' (not present)';

  function run(...args: string[]): Promise<Run> {
    return new Promise((resolve) => {
      const all = [join(elsewhere, script), ...args];
      execFile(program, all, { cwd: elsewhere }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), printed: stdout + stderr });
      });
    });
  }

  /** What it prints of a forgery that it refuses as it should; else what is wrong with that. */
  async function refusal(
    forgery: Partial<Forgery> & { members: Forgery['members'] },
  ): Promise<string> {
    const path = join(scene.folder, 'forged.zip');
    await forge({ path, signature: bundle.signature, ...forgery });
    const { code, printed } = await run(path, scene.keyPath);
    return code === 1 && !printed.includes(HOLDS) ? printed : `code ${code}: accepted`;
  }

  it.skipIf(!present)(`accepts a bundle and says what it checked${missing}`, async () => {
    const { code, printed } = await run(bundle.path, scene.keyPath);
    expect(printed).toContain(HOLDS);
    expect(code).toBe(0);
    expect(printed).toContain(`${bundle.size} entries with`);
    expect(printed).toContain('Each book adds up to zero');
  });

  it.skipIf(!present)(`exits with 2 when it cannot read its files${missing}`, async () => {
    expect((await run()).code).toBe(2);
    expect((await run(bundle.path, join(elsewhere, 'nothing.txt'))).code).toBe(2);
    expect((await run(join(elsewhere, 'nothing.zip'), scene.keyPath)).code).toBe(2);
    const alone = join(elsewhere, 'alone.zip');
    copyFileSync(bundle.path, alone);
    expect((await run(alone, scene.keyPath)).code, 'without a signature').toBe(2);
  });

  it.skipIf(!present)(`refuses the key of somebody else${missing}`, async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const other = join(elsewhere, 'other.txt');
    writeFileSync(other, publicKeyText(originOf(AUTHORITY), privateKey));
    const { code, printed } = await run(bundle.path, other);
    expect(printed).toMatch(/not signed by any key/);
    expect(code).toBe(1);
    // Whoever forges with a key of their own is found by the authority's key.
    expect(await refusal({ members: membersOf(bundle.path), key: privateKey })).toMatch(
      /not signed by any key/,
    );
  });

  it.skipIf(!present)(`finds a dropped row though all hashes are redone${missing}`, async () => {
    const members = membersOf(bundle.path);
    const lines = textOf(members, 'data/entries.csv').split('\r\n');
    members.set('data/entries.csv', Buffer.from(lines.toSpliced(-2, 1).join('\r\n')));
    expect(await refusal({ members })).toMatch(/not the one that was signed|bytes/);
    expect(await refusal({ members, redo: true })).toMatch(/not the one that was signed|bytes/);
    // Even whoever has the key cannot sign the past anew: the seal is over other entries.
    const { privateKey: key } = scene;
    expect(await refusal({ members, key })).toMatch(/entries\.csv has \d+ (rows|bytes)/);
    expect(await refusal({ members, redo: true, key })).toMatch(
      /not what was sealed|that is not there/,
    );
  });

  it.skipIf(!present)(`finds what whoever has the key changed${missing}`, async () => {
    const { privateKey: key } = scene;
    const changed = (name: string, from: RegExp | string, to: string) => {
      const members = membersOf(bundle.path);
      const before = textOf(members, name);
      const after = before.replace(from, to);
      expect(after).not.toBe(before);
      members.set(name, Buffer.from(after));
      return { members, redo: true, key };
    };
    expect(await refusal(changed('data/transfers.csv', '0.10\r\n', '0.20\r\n'))).toMatch(
      /adds up to/,
    );
    expect(await refusal(changed('data/entries.csv', 'bank_charge', 'bank_chargf'))).toMatch(
      /what was sealed/,
    );
    expect(await refusal(changed('data/accounts.csv', 'charges', 'suspense'))).toMatch(
      /what was sealed/,
    );
    const another = changed('data/transfers.csv', /,2026-(\d\d)-(\d\d),/, ',2025-$1-$2,');
    expect(await refusal(another)).toMatch(/another day than its entry/);
    const balance = changed('data/balances.csv', /0\.00\r\n/, '0.01\r\n');
    expect(await refusal(balance)).toMatch(/adds up to/);
    const members = membersOf(bundle.path);
    members.set('data/more.csv', Buffer.from('a\r\n'));
    expect(await refusal({ members, redo: true, key })).toMatch(/not in the manifest/);
  });

  it.skipIf(!present)(`finds an entry that was changed with its leaf${missing}`, async () => {
    const members = membersOf(bundle.path);
    const entries: Record<string, string>[] = parse(textOf(members, 'data/entries.csv'), {
      columns: true,
    });
    const decision = entries.find((entry) => entry['kind'] === 'decision')!;
    const by = '11111111-1111-4111-8111-111111111111';
    const replaced = (name: string, from: string, to: string) => {
      const before = textOf(members, name);
      expect(before.split(from)).toHaveLength(2);
      members.set(name, Buffer.from(before.replace(from, to)));
    };
    const line = textOf(members, 'data/entries.csv')
      .split('\r\n')
      .find((one) => one.startsWith(`"${decision['id']}",`))!;
    replaced('data/entries.csv', line, line.replace(decision['by']!, by));
    replaced('data/seals.csv', leafOf(decision), leafOf({ ...decision, by }));
    // All else is redone and signed with the authority's own key: the root that was signed is not.
    expect(await refusal({ members, redo: true, key: scene.privateKey })).toMatch(
      /not those that were sealed/,
    );
  });

  it.skipIf(!present)(`finds files that were swapped${missing}`, async () => {
    const members = membersOf(bundle.path);
    const [a, b] = ['data/entries.csv', 'data/transfers.csv'].map((name) => members.get(name)!);
    members.set('data/entries.csv', b!);
    members.set('data/transfers.csv', a!);
    expect(await refusal({ members })).toMatch(/not the one that was signed|bytes/);
    expect(await refusal({ members, key: scene.privateKey })).toMatch(
      /entries\.csv|transfers\.csv/,
    );
    // The signature of one bundle is not that of another.
    const other = await scene.make();
    writeFileSync(`${other.path}.sig`, bundle.signature);
    expect((await run(other.path, scene.keyPath)).code).toBe(1);
  });
});

/** The leaf of an entry without transfers, from its row. */
function leafOf(row: Record<string, string>): string {
  const text = (name: string) => (row[name] === '' ? null : row[name]!);
  const bytes = entryBytes({
    id: row['id']!,
    key: row['key']!,
    kind: row['kind']!,
    effectiveOn: row['effective_on']!,
    relatesOn: text('relates_on'),
    recordedAt: row['recorded_at']!,
    by: row['by']!,
    reason: text('reason'),
    reverses: text('reverses'),
    evidence: text('evidence'),
    transfers: [],
  });
  return createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest('hex');
}

describe('any byte of the file', () => {
  it('is covered: 1,000 random changes of one byte are all found', async () => {
    const { checkContainer, parseKeys } = await import(new URL('verify-bundle.mjs', DOCS).href);
    const keys = parseKeys(readFileSync(scene.keyPath, 'utf8'));
    const whole = readFileSync(bundle.path);
    const path = join(scene.folder, 'changed.zip');
    const signature = Buffer.from(bundle.signature);
    const check = () => checkContainer(path, signature, keys);
    writeFileSync(path, whole);
    await expect(check()).resolves.toMatchObject({ bytes: whole.length });
    let found = 0;
    // A Lehmer generator: the same places in every run, all over the file.
    let random = 20_261_123;
    const next = (below: number): number => {
      random = (random * 48_271) % 2_147_483_647;
      return random % below;
    };
    const file = openSync(path, 'r+');
    for (let n = 0; n < 1000; n += 1) {
      const [at, by] = [next(whole.length), 1 + next(255)];
      writeSync(file, Buffer.of(whole[at]! ^ by), 0, 1, at);
      await check().catch(() => (found += 1));
      writeSync(file, whole, at, 1, at);
    }
    closeSync(file);
    expect(found).toBe(1000);
    await expect(check(), 'put back as it was').resolves.toBeDefined();
  });

  it('of the signature is covered too', async () => {
    const { checkContainer, parseKeys } = await import(new URL('verify-bundle.mjs', DOCS).href);
    const keys = parseKeys(readFileSync(scene.keyPath, 'utf8'));
    const signature = Buffer.from(bundle.signature);
    for (let at = 0; at < signature.length; at += 1) {
      const changed = Buffer.from(signature);
      changed[at]! ^= 1;
      await expect(checkContainer(bundle.path, changed, keys), `byte ${at}`).rejects.toThrow(/./);
    }
  });
});
