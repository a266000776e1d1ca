import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  canEnter,
  choosePlace,
  ENTER,
  findPlace,
  permits,
  READ,
  unprivilegedAccount,
} from '../../../src/database/embedded/place.ts';
import { temporaryFolder } from '../../support/cluster.ts';

const account = { uid: 101, gid: 104 };
const others = { uid: 0, gid: 0 };
const stranger = { uid: 4_000_000, gid: 4_000_000 };

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  { who: 'an owner', entry: { uid: 101, gid: 0 }, mode: 0o100, wanted: ENTER, answer: true },
  { who: 'an owner', entry: { uid: 101, gid: 0 }, mode: 0o077, wanted: ENTER, answer: false },
  { who: 'a group', entry: { uid: 0, gid: 104 }, mode: 0o010, wanted: ENTER, answer: true },
  { who: 'a group', entry: { uid: 0, gid: 104 }, mode: 0o707, wanted: ENTER, answer: false },
  { who: 'the others', entry: others, mode: 0o001, wanted: ENTER, answer: true },
  { who: 'the others', entry: others, mode: 0o770, wanted: ENTER, answer: false },
  { who: 'the others', entry: others, mode: 0o751, wanted: READ, answer: false },
  { who: 'the others', entry: others, mode: 0o754, wanted: READ + ENTER, answer: false },
  { who: 'the others', entry: others, mode: 0o755, wanted: READ + ENTER, answer: true },
])('mode $mode gives $who $wanted: $answer', ({ entry, mode, wanted, answer }) => {
  expect(permits({ ...entry, mode }, account, wanted)).toBe(answer);
});

it('a folder can be entered if every folder above it lets one through', () => {
  const inner = join(folder, 'a', 'b');
  mkdirSync(inner, { recursive: true });
  chmodSync(join(folder, 'a'), 0o711);
  expect(canEnter(inner, stranger)).toBe(true);
  chmodSync(join(folder, 'a'), 0o700);
  expect(canEnter(inner, stranger)).toBe(false);
  chmodSync(join(folder, 'a'), 0o755);
  chmodSync(inner, 0o700);
  expect(canEnter(inner, stranger)).toBe(false);
});

it('root uses the account postgres, else nobody', () => {
  const root = 'root:x:0:0:root:/root:/bin/bash';
  const nobody = 'nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin';
  const database = 'postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash';
  expect(unprivilegedAccount([root, nobody, database, ''].join('\n'))).toEqual(account);
  expect(unprivilegedAccount([root, nobody].join('\n'))).toEqual({ uid: 65534, gid: 65533 });
  expect(() => unprivilegedAccount(root)).toThrow('"postgres" or "nobody"');
});

it('a folder without a database has no place, and is not made by looking', () => {
  expect(findPlace(join(folder, 'data'))).toBe(null);
  expect(findPlace(folder)).toBe(null);
});

it('everything is in the data folder if the account can go there', () => {
  const told: string[] = [];
  const place = choosePlace(join(folder, 'data'), (sentence) => told.push(sentence));
  expect(place).toMatchObject({ dataDir: join(folder, 'data'), home: join(folder, 'data') });
  expect(told).toEqual([]);
});

it.runIf(process.getuid?.() === 0)('data that root alone can reach get a home of their own', () => {
  const shared = join(folder, 'shared');
  const homes = ['one', 'two'].map((name) => {
    const dataDir = join(folder, name);
    mkdirSync(dataDir, { mode: 0o700 });
    return choosePlace(dataDir, () => {}, shared).home;
  });
  expect(new Set(homes).size).toBe(2);
  expect(homes.every((home) => home.startsWith(`${shared}/`))).toBe(true);
  expect(homes.every((home) => canEnter(home, stranger))).toBe(true);
});

it.runIf(process.getuid?.() === 0)('data that an ordinary user began stay with that user', () => {
  mkdirSync(join(folder, 'postgresql'));
  chownSync(join(folder, 'postgresql'), stranger.uid, stranger.gid);
  expect(choosePlace(folder, () => {}).account).toEqual(stranger);
});
