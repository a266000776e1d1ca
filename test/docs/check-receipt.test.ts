import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/ledger/receipt.ts';
import {
  ORIGIN,
  SEALED_AT,
  aJournal,
  anEntry,
  at,
  forged,
  placesIn,
  seal,
  withAt,
  withCharacter,
} from '../support/sealed-journal.ts';

const SCRIPT = new URL('../../docs/check-receipt.mjs', import.meta.url);
const { keyText, receiptFor } = seal(aJournal(11));
const receipt = receiptFor(5);
let folder = '';
let files = 0;

// The script is run from an empty folder, where it could not find anything else of the project.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-receipt-'));
  await copyFile(SCRIPT, join(folder, 'check-receipt.mjs'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  code: number;
  printed: string;
}

function run(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const all = [join(folder, 'check-receipt.mjs'), ...args];
    execFile(process.execPath, all, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), printed: stdout + stderr });
    });
  });
}

async function check(checked: unknown, keys = `${keyText}\n`): Promise<Run> {
  files += 1;
  const [receiptFile, keyFile] = [join(folder, `${files}.json`), join(folder, `${files}.txt`)];
  const json = typeof checked === 'string' ? checked : JSON.stringify(checked, null, 2);
  await Promise.all([writeFile(receiptFile, json), writeFile(keyFile, keys)]);
  return run(receiptFile, keyFile);
}

/** The value with one byte of it changed: the middle letter, or the last digit. */
function changed(value: unknown): unknown {
  if (typeof value === 'number') return value % 10 === 9 ? value - 1 : value + 1;
  const text = String(value);
  const middle = Math.floor(text.length / 2);
  return withCharacter(text, middle, text[middle] === '0' ? '1' : '0');
}

describe('a receipt that holds', () => {
  it('is explained in plain English', async () => {
    const { code, printed } = await check(receipt);
    expect(code).toBe(0);
    for (const fact of [
      'THIS RECEIPT HOLDS.',
      `in the journal of ${ORIGIN}`,
      'entry 6 of 11 (number 5, counting from 0)',
      `${receipt.entry.id}, of the kind "payment", posted under the key "payment:5"`,
      'on 2026-04-01',
      `at 2026-04-02T08:15:30.123456Z (UTC) by the user ${receipt.entry.by}`,
      '£12.30 from held/direct/education:41a0 to paid/direct:41a0',
      '£7.00 from held/direct/health:41a0 to paid/direct:41a0',
      'It relates to the date: 2026-03-30',
      'Corrected – agreed by the panel',
      `It reverses the entry: ${receipt.entry.reverses}`,
      'ab'.repeat(32),
      `at ${SEALED_AT}`,
      'It does not prove that the entry was right',
    ]) {
      expect(printed).toContain(fact);
    }
  });
  it('may be any entry of a journal of any size', async () => {
    for (const size of [1, 2, 3, 6]) {
      const sealed = seal(aJournal(size));
      const receipts = Array.from({ length: size }, (_, number) => sealed.receiptFor(number));
      const runs = await Promise.all(receipts.map((one) => check(one, sealed.keyText)));
      expect(runs.map(({ code }) => code)).toEqual(receipts.map(() => 0));
    }
  });
  it('may have absent and empty facts, and no transfers', async () => {
    const bare = { relatesOn: null, reason: '', reverses: null, evidence: null, transfers: [] };
    const sealed = seal([anEntry(bare)]);
    const { code, printed } = await check(sealed.receiptFor(0), sealed.keyText);
    expect(code).toBe(0);
    expect(printed).toContain('It moves no money.');
    expect(printed).not.toContain('null');
  });
  it('may be checked with a file of several keys', async () => {
    const older = seal([]).keyText;
    expect((await check(receipt, `${older}\r\n${keyText}\r\n`)).code).toBe(0);
  });
  it('shows what could rearrange the screen for what it is', async () => {
    const sealed = seal([anEntry({ reason: 'ok\n\u001b[2J\u202e' })]);
    const { code, printed } = await check(sealed.receiptFor(0), sealed.keyText);
    expect(code).toBe(0);
    expect(printed).toContain(String.raw`ok\u{a}\u{1b}[2J\u{202e}`);
  });
});

describe('a receipt that proves nothing', () => {
  const places = placesIn(receipt);

  it.each(places.map((place) => [place.join('.'), place] as const))(
    'has one changed byte in %s',
    async (_, place) => {
      const { code, printed } = await check(withAt(receipt, place, changed(at(receipt, place))));
      expect(code).toBe(1);
      expect(printed).toMatch(/^THIS RECEIPT PROVES NOTHING: .*\.\n$/);
      expect(printed).not.toContain('held/direct');
    },
  );
  it('has an absent fact made empty, or an empty one absent', async () => {
    const sealed = seal([anEntry({ reason: null }), anEntry({ reason: '' })]);
    const [absent, empty] = [sealed.receiptFor(0), sealed.receiptFor(1)];
    const wrong = [
      withAt(absent, ['entry', 'reason'], ''),
      withAt(empty, ['entry', 'reason'], null),
    ];
    const runs = await Promise.all(
      [absent, empty, ...wrong].map((one) => check(one, sealed.keyText)),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 1, 1]);
  });
  it.each([
    ['a part put in', { ...receipt, note: 'paid in full' }],
    ['a part put in to its entry', { ...receipt, entry: { ...receipt.entry, paid: true } }],
    ['a part left out', { ...receipt, authority: undefined }],
    ['an upper-case hash', { ...receipt, proof: receipt.proof.map((hex) => hex.toUpperCase()) }],
    ['a longer proof', { ...receipt, proof: [...receipt.proof, receipt.proof[0]] }],
    ['a longer proof below', { ...receipt, proof: [receipt.proof[0], ...receipt.proof] }],
    ['a shorter proof', { ...receipt, proof: receipt.proof.slice(1) }],
    ['the number of no entry', { ...receiptFor(10), number: 11 }],
    ['a checkpoint by another key under the same id', forgery()],
    ['a number written as text', withAt(receipt, ['entry', 'transfers', 0, 'line'], '1')],
    ['the entry of another receipt', { ...receipt, entry: receiptFor(6).entry }],
    [
      'the checkpoint of another key',
      { ...receipt, checkpoint: seal(aJournal(11)).receiptFor(5).checkpoint },
    ],
    ['spare bits set in its signature', { ...receipt, checkpoint: spareBits(receipt) }],
    ['no signature', { ...receipt, checkpoint: receipt.checkpoint.replace(/\n\n[^]*/, '\n') }],
    ['no JSON', '{'],
    ['nothing at all', 'null'],
  ])('has %s', async (_, wrong) => {
    const { code, printed } = await check(wrong);
    expect(code).toBe(1);
    expect(printed).toMatch(/^THIS RECEIPT PROVES NOTHING: .*\.\n$/);
  });
  it('is checked with the wrong key, a changed key or none', async () => {
    const middle = Math.floor(keyText.length / 2);
    const keys = [
      seal([]).keyText,
      withCharacter(keyText, 0, 'L'),
      withCharacter(keyText, middle, keyText[middle] === 'A' ? 'B' : 'A'),
      withCharacter(keyText, keyText.length - 1, keyText.endsWith('A') ? 'B' : 'A'),
      keyText.replaceAll('+', ' '),
      '',
    ];
    const runs = await Promise.all(keys.map((key) => check(receipt, key)));
    expect(runs.map(({ code }) => code)).toEqual(keys.map(() => 1));
    expect(runs[1]!.printed).toMatch(/copy its line again/);
  });
});

describe('the command', () => {
  it('exits with 2 when it cannot read its files', async () => {
    expect((await run()).code).toBe(2);
    expect((await run('missing.json', 'missing.txt')).code).toBe(2);
  });
});

/** The checkpoint with the same signature bytes, encoded in another way. */
function spareBits({ checkpoint }: Receipt): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const last = checkpoint.lastIndexOf('=') - 1;
  return withCharacter(checkpoint, last, alphabet[alphabet.indexOf(checkpoint[last]!) + 1]!);
}

/** A false receipt: right in itself, but the key that signed it only has the id of the true one. */
function forgery(): Receipt {
  const theirs = seal(aJournal(11).with(5, anEntry({ reason: 'paid twice' }))).receiptFor(5);
  return { ...theirs, checkpoint: forged(theirs.checkpoint, receipt.checkpoint) };
}
