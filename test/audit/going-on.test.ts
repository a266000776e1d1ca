import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import {
  auditScene,
  membersOf,
  textOf,
  type AuditScene,
  type MadeBundle,
} from '../support/audit.ts';
import {
  PART_SIZE,
  cutOff,
  expectHolds,
  makeIn,
  say,
  savedIn,
  type Making,
} from '../support/audit-parts.ts';
import { familyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

/** The making of a bundle that was cut off, and goes on where it was. */

let scene: AuditScene;
let a: ShareAccounts;
let whole: MadeBundle;
/** How often the making of the whole one told of its progress: in the journal, and in all. */
const tellings = { journal: 0, all: 0 };
const folders = { next: 1 };
const newFolder = (): string => join(scene.folder, `${folders.next++}.zip.parts`);

const charge = (amount: string) =>
  anEntry('bank_charge', '2026-04-12', [
    [a.bank, a.charges, amount],
    [a.bank, a.charges, '0.01'],
  ]);
const postMore = (count: number) =>
  postAll(
    scene.api.db,
    Array.from({ length: count }, (_, n) => charge(`${n + 1}.50`)),
  );

beforeAll(async () => {
  scene = await auditScene();
  await familyWithShare(scene.api);
  a = await openShare(scene.api.db);
  await postMore(30);
  whole = await scene.make({
    partSize: PART_SIZE,
    onProgress: ({ file }) => {
      tellings.all += 1;
      if (['entries', 'transfers', 'seals'].includes(file ?? '')) tellings.journal += 1;
    },
  });
});

/** The ZIP file up to the first table that is not in parts: the journal, packed as it is. */
function journalOf(path: string): Buffer {
  const zip = readFileSync(path);
  const end = zip.indexOf('data/account_classes.csv');
  expect(end).toBeGreaterThan(0);
  return zip.subarray(0, end);
}

/** All that does not say when it was made. */
function dataOf(path: string): Map<string, Buffer> {
  const members = membersOf(path);
  members.delete('manifest.json');
  members.delete('manifest.sig');
  return members;
}

describe('a making that was cut off', () => {
  it('goes on to the same bytes, wherever it was cut off', { timeout: 120_000 }, async () => {
    const { journal, all } = tellings;
    expect(journal).toBeGreaterThan(15);
    const inJournal = Array.from({ length: 6 }, (_, n) => Math.floor((journal * (n + 1)) / 6) - 1);
    const carried = new Set<number>();
    for (const cutAt of [1, ...inJournal, Math.floor((journal + all) / 2), all - 2]) {
      const folder = newFolder();
      await cutOff(scene, folder, { cutAt });
      const saved = existsSync(folder) ? savedIn(folder) : null;
      const made = await makeIn(scene, folder);
      expect(journalOf(made.path).equals(journalOf(whole.path)), `cut off at ${cutAt}`).toBe(true);
      expect(dataOf(made.path), `cut off at ${cutAt}`).toEqual(dataOf(whole.path));
      expect(existsSync(folder)).toBe(false);
      if (cutAt > all - 3) expectHolds(made.path, scene.keyPath);
      if (saved === null) continue;
      const [{ rows, name } = { rows: 0, name: '' }] = saved.files;
      expect(name).toBe('entries');
      expect(made.told).toEqual([expect.stringContaining(`${folder}: entries (${rows} rows)`)]);
      // They were not copied out of the database again.
      expect(made.rowsAtFirst).toBe(rows);
      carried.add(saved.files.reduce((sum, file) => sum + file.rows, 0));
    }
    expect(carried.size).toBeGreaterThan(4);
  });

  it(
    'goes on again and again, and never has more than one half-made file',
    { timeout: 60_000 },
    async () => {
      const folder = newFolder();
      const rows: number[] = [];
      for (let time = 0; time < 5; time += 1) {
        await cutOff(scene, folder, { cutAt: 6 });
        const { zip, files } = savedIn(folder);
        expect(readdirSync(folder).toSorted()).toEqual([zip.name, 'parts.json']);
        rows.push(files.reduce((sum, file) => sum + file.rows, 0));
      }
      expect(rows).toEqual([...new Set(rows)].toSorted((x, y) => x - y));
      const made = await makeIn(scene, folder);
      expect(journalOf(made.path).equals(journalOf(whole.path))).toBe(true);
      expectHolds(made.path, scene.keyPath);
    },
  );

  it('has the entries that were posted meanwhile, in all files', { timeout: 60_000 }, async () => {
    const folder = newFolder();
    for (const cutAt of [3, Math.floor(tellings.journal * 0.6), tellings.journal + 5]) {
      await cutOff(scene, folder, { cutAt });
      await postMore(10);
      const before = BigInt(savedIn(folder).size);
      const made = await makeIn(scene, folder);
      expect(BigInt(made.size) - before).toBe(10n);
      const members = membersOf(made.path);
      const count = (name: string): number => textOf(members, name).split('\r\n').length - 2;
      expect(count('data/entries.csv')).toBe(Number(made.size));
      expect(count('data/seals.csv')).toBe(Number(made.size));
      const inOneGo = await scene.make({ partSize: PART_SIZE });
      expect(inOneGo.size).toBe(made.size);
      expect(dataOf(made.path)).toEqual(dataOf(inOneGo.path));
      expectHolds(made.path, scene.keyPath);
    }
  });
});

describe('a bundle that is not whole', () => {
  it.each(['entries', 'transfers', 'seals'])('is not handed out: rows of %s', async (name) => {
    const folder = newFolder();
    await cutOff(scene, folder, { cutAt: Math.floor((tellings.journal + tellings.all) / 2) });
    const { files } = savedIn(folder);
    expect(files).toHaveLength(3);
    say(folder, { files: files.map((one) => (one.name === name ? fewerRows(one) : one)) });
    await expect(makeIn(scene, folder)).rejects.toThrow('nothing of this is handed out');
  });

  const fewerRows = <File extends { rows: number }>(file: File): File => ({
    ...file,
    rows: file.rows - 1,
  });
});

describe('what was cut off is not gone on with', () => {
  const filesIn = (folder: string) =>
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);

  /** Why it was refused, when all was left as it was and it could be made anew. */
  async function refusal(folder: string, making: Making = {}): Promise<string> {
    const before = filesIn(folder);
    const made = makeIn(scene, folder, making);
    const why = await made.then(() => 'It was not refused.', String);
    expect(filesIn(folder)).toEqual(before);
    const anew = await makeIn(scene, folder, { ...making, fresh: true });
    expect(anew.told).toEqual([]);
    return why;
  }
  const cutInTheMiddle = async (): Promise<string> => {
    const folder = newFolder();
    await cutOff(scene, folder, { cutAt: Math.floor(tellings.journal / 2) });
    return folder;
  };

  it('if it is of another authority', async () => {
    const folder = await cutInTheMiddle();
    say(folder, { authority: 'elsewhere' });
    expect(await refusal(folder)).toContain('it is of the authority elsewhere');
  });

  it('if it is of another database, or of one that is further', async () => {
    const other = await auditScene();
    const folder = newFolder();
    const b = await openShare(other.api.db);
    const entries = Array.from({ length: 500 }, () =>
      anEntry('bank_charge', '2026-04-12', [[b.bank, b.charges, '1.00']]),
    );
    await postAll(other.api.db, entries);
    await cutOff(other, folder, { cutAt: 9 });
    expect(Number(savedIn(folder).size)).toBeGreaterThan(Number(whole.size));
    const why = 'it is of another database, or of one that was put back';
    expect(await refusal(folder)).toContain(why);
    const same = await cutInTheMiddle();
    say(same, { checkpoint: savedIn(same).checkpoint.replace('— ', '— other.') });
    expect(await refusal(same)).toContain(why);
  });

  it('if rows were written in another form', async () => {
    const folder = await cutInTheMiddle();
    say(folder, { form: '0'.repeat(64) });
    expect(await refusal(folder)).toContain('it was begun by another version of the ledger');
  });

  it('if the journal is not the beginning of the one that is sealed now', async () => {
    const folder = await cutInTheMiddle();
    await postMore(3);
    await scene.sealNow();
    const superuser = connect(scene.api.db.urls.superuser, { name: 'test superuser', max: 1 });
    const nodes = superuser(`${AUTHORITY}.seal_nodes`);
    await superuser`create table public.nodes_as_they_were as select * from ${nodes}`;
    await superuser`update ${nodes} set hash = sha256(hash)`;
    const sealNow = async (): Promise<void> => {};
    const why = 'is not the beginning of the journal that is sealed now.';
    expect(await refusal(folder, { sealNow })).toContain(why);
    await superuser`update ${nodes} n set hash = w.hash from public.nodes_as_they_were w
      where w.level = n.level and w.index = n.index`;
    await superuser.end();
  });
});
