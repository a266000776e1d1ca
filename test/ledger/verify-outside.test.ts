import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpointsOutside, originOf } from '../../src/ledger/seal-files.ts';
import { publicKeyText } from '../../src/ledger/signed-note.ts';
import { outsideAddsUp, signaturesHold } from '../../src/ledger/verify/outside-heads.ts';
import { journalIsAsOutside } from '../../src/ledger/verify/outside-journal.ts';
import { failing } from '../support/breaking.ts';
import { aLateComer, sealAnew } from '../support/forger.ts';
import { AUTHORITY } from '../support/template.ts';
import { verifiedBook, type Copy, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

const OUTSIDE = [signaturesHold, outsideAddsUp, journalIsAsOutside].map((check) => check.name);

/** Expects that only the comparison with the record outside fails. @returns whom it names */
async function named(copy: Copy): Promise<readonly string[]> {
  const report = await copy.verify();
  expect(failing(report)).toEqual([journalIsAsOutside.name]);
  return report.checks.find((check) => !check.holds)!.detail;
}

/** The sealed entry that took a bank charge of 0.45. */
async function theCharge({ superuser }: Copy): Promise<string> {
  const [entry] = await superuser<{ id: string }[]>`
    select entry_id as id from transfers where amount = 0.45`;
  return entry!.id;
}

/** By someone who owns the database, knows the code, seals it all anew, and does not hold the key. */
describe('what the owner of the database has forged', () => {
  it('is named: an amount changed by one digit', async () => {
    const copy = await book.copy();
    const id = await theCharge(copy);
    await copy.superuser`update transfers set amount = 0.46 where entry_id = ${id}`;
    await sealAnew(copy);
    const { bank, charges } = book.other;
    expect(await named(copy)).toEqual([
      `Entry ${id} was changed. It is now bank_charge, effective on 2026-02-11, moving ` +
        `£0.46 from ${bank.name} to ${charges.name}.`,
    ]);
  });

  it.each([
    ['key', "key = 'other'"],
    ['recorded time', "recorded_at = recorded_at + interval '1 microsecond'"],
    ['author', 'by = (select id from users order by id desc limit 1)'],
    ['reason', "reason = 'other_reason'"],
    ['evidence', "evidence = sha256('')"],
    ['date it relates to', "relates_on = '2026-02-01'"],
  ])('is named: its %s', async (_, change) => {
    const copy = await book.copy();
    const id = await theCharge(copy);
    await copy.superuser.unsafe(`update entries set ${change} where id = ${id}`);
    await sealAnew(copy);
    expect((await named(copy))[0]).toMatch(
      new RegExp(`^Entry ${id} was changed\\. It is now bank`),
    );
  });

  it('is named: an entry that was taken out', async () => {
    const copy = await book.copy();
    const id = await theCharge(copy);
    await copy.superuser`delete from transfers where entry_id = ${id}`;
    await copy.superuser`delete from entries where id = ${id}`;
    await sealAnew(copy);
    expect(await named(copy)).toEqual([
      expect.stringMatching(/^The database has lost sealed entries: \d+ stand outside, \d+ are/),
      `Entry ${id} stands outside and is not in the journal.`,
    ]);
  });

  it('is named: an entry that was put in', async () => {
    const copy = await book.copy();
    const id = await aLateComer(copy);
    await sealAnew(copy);
    expect(await named(copy)).toEqual([
      `Entry ${id} is in the journal and does not stand outside. It is decision, effective on ` +
        '2026-04-02, moving nothing.',
    ]);
  });

  it('is named: an account that was given to another subject', async () => {
    const copy = await book.copy();
    const [own, other] = [book.own.charges.id, book.other.charges.id];
    const subjects = await copy.superuser<{ id: string; subject: string }[]>`
      select id, subject from accounts where id in (${own}, ${other}) order by id = ${own} desc`;
    const set = (id: string, subject: string) =>
      copy.superuser`update accounts set subject = ${subject} where id = ${id}`;
    await set(own, '00000000-0000-0000-0000-000000000009');
    await set(other, subjects[0]!.subject);
    await set(own, subjects[1]!.subject);
    await sealAnew(copy);
    const charges = await copy.superuser<{ id: string }[]>`
      select e.id from entries e join transfers t on t.entry_id = e.id
      join seals s on s.entry_id = e.id
      where t.from_account in (${own}, ${other}) or t.to_account in (${own}, ${other}) order by e.id`;
    const expected = charges.map(({ id }) => expect.stringMatching(`^Entry ${id} was changed\\.`));
    expect(expected.length).toBeGreaterThan(3);
    expect(await named(copy)).toEqual(expected);
  });

  it('never gets a signature, and is still named after the sealer has gone on', async () => {
    const copy = await book.copy();
    const id = await theCharge(copy);
    await copy.superuser`update transfers set amount = 0.46 where entry_id = ${id}`;
    await sealAnew(copy);
    const { length } = checkpointsOutside(copy.sealDir, AUTHORITY);
    await expect(copy.sealAgain()).rejects.toThrow('Nothing is signed');
    expect(checkpointsOutside(copy.sealDir, AUTHORITY)).toHaveLength(length);
    const report = await copy.verify();
    expect(failing(report)).toEqual([journalIsAsOutside.name]);
    expect(report.checks.at(-1)!.detail[0]).toMatch(`Entry ${id} was changed.`);
  });
});

describe('what happened to the record outside', () => {
  const folder = (copy: Copy): string => join(copy.sealDir, AUTHORITY);
  const checkpointFiles = (copy: Copy): string[] =>
    readdirSync(join(folder(copy), 'checkpoints'))
      .toSorted()
      .map((name) => join(folder(copy), 'checkpoints', name));

  it('a head that was written over', async () => {
    const copy = await book.copy();
    const [first] = checkpointFiles(copy);
    writeFileSync(first!, readFileSync(first!, 'utf8').replace(/\n\d+\n/, '\n1\n'));
    const report = await copy.verify();
    expect(failing(report)).toEqual([signaturesHold.name]);
    expect(report.checks.find((check) => !check.holds)!.detail[0]).toMatch(
      /^Checkpoint \S+: The note/,
    );
  });

  it('a key that is not the one that is trusted', async () => {
    const copy = await book.copy();
    const file = join(copy.sealDir, 'trusted.txt');
    const { publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, `${publicKeyText(originOf(AUTHORITY), publicKey)}\n`);
    expect(failing(await copy.verify({ publicKeyFile: file }))).toEqual([signaturesHold.name]);
    appendFileSync(file, readFileSync(join(folder(copy), 'key.txt')));
    expect(failing(await copy.verify({ publicKeyFile: file }))).toEqual([]);
    rmSync(join(folder(copy), 'key.txt'));
    expect(failing(await copy.verify())).toEqual([signaturesHold.name]);
  });

  it('a head in the database that nobody signed', async () => {
    const copy = await book.copy();
    await copy.superuser`update seal_checkpoints set note = replace(note, 'time 20', 'time 21')`;
    expect(failing(await copy.verify())).toEqual([signaturesHold.name]);
  });

  it('a byte of a leaf', async () => {
    const copy = await book.copy();
    const file = join(folder(copy), 'leaves');
    const bytes = readFileSync(file);
    bytes[40 * 7 + 20]! ^= 1;
    writeFileSync(file, bytes);
    const report = await copy.verify();
    expect(failing(report)).toEqual([outsideAddsUp.name, journalIsAsOutside.name]);
    expect(report.checks.at(-1)!.detail).toEqual([expect.stringMatching(/^Entry \d+ was changed/)]);
  });

  it('leaves that were cut off, and heads with them', async () => {
    const copy = await book.copy();
    truncateSync(join(folder(copy), 'leaves'), 40 * 7 + 20);
    expect(failing(await copy.verify())).toEqual([outsideAddsUp.name]);
    for (const file of checkpointFiles(copy)) rmSync(file);
    expect(failing(await copy.verify())).toEqual([signaturesHold.name, outsideAddsUp.name]);
  });

  it('that it is somewhere else, or nobody said where', async () => {
    const copy = await book.copy();
    expect(failing(await copy.verify({ sealDir: join(copy.sealDir, 'elsewhere') }))).toEqual(
      OUTSIDE,
    );
    const report = await copy.verify({ sealDir: null });
    expect(failing(report)).toEqual(OUTSIDE);
    expect(report.checks.at(-1)).toMatchObject({ figure: 'could not be made' });
    expect(failing(await copy.verify({ sealDir: null, withoutOutside: true }))).toEqual([]);
  });

  it('that the database lost what it had sealed', async () => {
    const copy = await book.copy();
    const [last] = await copy.superuser<{ size: string; entry: string }[]>`
      select size, through_entry as entry from seal_batches order by size offset 1 limit 1`;
    await copy.superuser.unsafe(`delete from transfers where entry_id > ${last!.entry};
      delete from entries where id > ${last!.entry};
      delete from seal_batches where size > ${last!.size}`);
    await sealAnew(copy);
    const report = await copy.verify();
    expect(report.checks.at(-1)!.detail[0]).toMatch(/^The database has lost sealed entries/);
  });
});
