#!/usr/bin/env node
// Checks a receipt from a personal budget ledger, without the ledger and without a network.
//
//   node check-receipt.mjs RECEIPT.json KEY.txt
//
// RECEIPT.json is the receipt. KEY.txt has the authority's public key, as the authority publishes
// it: one line, name+id+base64 (several lines if the authority has had several keys). Take the key
// from the authority itself and never from whoever gave you the receipt.
//
// It needs Node 20 or later and nothing else. It exits with 0 if the receipt holds, 1 if it proves
// nothing, and 2 if it could not read its files. What is checked, in order:
//
//   1. The checkpoint in the receipt is a signed note (c2sp.org/signed-note) that carries the
//      Ed25519 signature of a key in KEY.txt, and is a checkpoint (c2sp.org/tlog-checkpoint) of the
//      journal and the size that the receipt states.
//   2. Every fact of the entry goes into one hash: SHA-256 of 0x00 and then, for each field, its
//      length in 4 bytes (big-endian) and its UTF-8 text; an absent field is the length FFFFFFFF.
//   3. That hash, joined with the hashes of the proof as RFC 6962 section 2.1.1 lays down, gives
//      the root hash that was signed.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The receipt proves nothing; the message says why. */
class Unproven extends Error {}

function demand(condition, why) {
  if (!condition) throw new Unproven(why);
}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// ---- The receipt's form. Parts that are not known are refused, as nothing would prove them.

const text = (value) => typeof value === 'string' && value.isWellFormed();
const textOrNull = (value) => value === null || text(value);
const whole = (value) => Number.isSafeInteger(value) && value >= 0;
const hexHash = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const receiptParts = {
  format: (value) => value === 'ledger-receipt-1',
  authority: text,
  entry: (value) => value !== null && typeof value === 'object',
  number: whole,
  size: whole,
  proof: (value) => Array.isArray(value) && value.every(hexHash),
  checkpoint: text,
};
const entryParts = {
  id: text,
  key: text,
  kind: text,
  effectiveOn: text,
  relatesOn: textOrNull,
  recordedAt: text,
  by: text,
  reason: textOrNull,
  reverses: textOrNull,
  evidence: textOrNull,
  transfers: Array.isArray,
};
const transferParts = { line: whole, from: text, to: text, amount: text };

function demandParts(value, parts, name) {
  demand(
    value !== null && typeof value === 'object' && !Array.isArray(value),
    `${name} is missing`,
  );
  for (const part of Object.keys(value)) {
    demand(Object.hasOwn(parts, part), `${name} has a part that receipts do not have`);
  }
  for (const [part, fits] of Object.entries(parts)) {
    demand(Object.hasOwn(value, part), `${name} has no "${part}"`);
    demand(fits(value[part]), `the "${part}" of ${name} is not in the right form`);
  }
}

function parseReceipt(json) {
  let receipt;
  try {
    receipt = JSON.parse(json);
  } catch {
    throw new Unproven('the receipt is not JSON');
  }
  demandParts(receipt, receiptParts, 'the receipt');
  demandParts(receipt.entry, entryParts, 'the entry');
  for (const transfer of receipt.entry.transfers)
    demandParts(transfer, transferParts, 'a transfer');
  return receipt;
}

// ---- The key and the signed checkpoint.

/** Base64 in the one way it can be written, so that not even an unused bit can differ. */
function fromBase64(encoded, what) {
  const bytes = Buffer.from(encoded, 'base64');
  demand(bytes.length > 0 && bytes.toString('base64') === encoded, `${what} is not base64`);
  return bytes;
}

/** The start of the DER form of every Ed25519 public key (RFC 8410), before its 32 bytes. */
const DER_START = Buffer.from('302a300506032b6570032100', 'hex');

function parseKey(line) {
  const firstPlus = line.indexOf('+');
  const secondPlus = line.indexOf('+', firstPlus + 1);
  demand(firstPlus > 0 && secondPlus > 0, 'a key is not written name+id+base64');
  const name = line.slice(0, firstPlus);
  const id = line.slice(firstPlus + 1, secondPlus);
  const typed = fromBase64(line.slice(secondPlus + 1), 'a key');
  demand(typed.length === 33 && typed[0] === 1, 'a key is not an Ed25519 key');
  const expected = sha256(`${name}\n`, typed).toString('hex', 0, 4);
  demand(id === expected, 'the id of a key is not that of the key; copy its line again');
  const der = Buffer.concat([DER_START, typed.subarray(1)]);
  return { name, id, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** The signed lines of the note, and the key that signed them. */
function openNote(note, keys) {
  const match = /^([^]*\n)\n((?:\u2014 [^\s+]+ \S+\n)+)$/.exec(note);
  demand(match, 'the checkpoint is not a signed note');
  const [, signedText, signatureLines] = match;
  let signer = null;
  for (const line of signatureLines.trimEnd().split('\n')) {
    const [, name, encoded] = line.split(' ');
    const bytes = fromBase64(encoded, 'a signature');
    const key = keys.find((key) => key.name === name && key.id === bytes.toString('hex', 0, 4));
    if (key === undefined) continue;
    const holds = verify(null, Buffer.from(signedText), key.publicKey, bytes.subarray(4));
    demand(holds, 'the checkpoint has been changed since it was signed, or the signature has');
    signer ??= key;
  }
  demand(signer, 'the checkpoint is not signed by any key in the key file');
  return { signedText, signer };
}

function openCheckpoint(receipt, keys) {
  const { signedText, signer } = openNote(receipt.checkpoint, keys);
  const lines = /^(.+)\n(0|[1-9]\d*)\n(\S+)\n(?:time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n)?$/;
  const match = lines.exec(signedText);
  demand(match, 'what was signed is not a checkpoint');
  const [, origin, size, encodedRoot, time] = match;
  demand(origin === receipt.authority, 'the checkpoint is of the journal of another authority');
  demand(size === String(receipt.size), 'the checkpoint is of another size of the journal');
  const root = fromBase64(encodedRoot, 'the root');
  return { root, time, signer };
}

// ---- The entry and its place.

function entryHash(entry) {
  const hash = createHash('sha256').update(Buffer.of(0));
  const field = (value) => {
    const bytes = Buffer.from(value ?? '', 'utf8');
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : bytes.length);
    hash.update(length).update(bytes);
  };
  field('ledger-entry-1');
  for (const part of Object.keys(entryParts)) if (part !== 'transfers') field(entry[part]);
  field(`${entry.transfers.length}`);
  for (const transfer of entry.transfers) {
    for (const part of Object.keys(transferParts)) field(`${transfer[part]}`);
  }
  return hash.digest();
}

/** The root of a tree of `size` leaves, from one leaf's hash and the hashes beside its way up. */
function rootFrom(leaf, number, size, path) {
  if (size === 1) {
    demand(path.length === 0, 'the proof is too long for this number and size');
    return leaf;
  }
  demand(path.length > 0, 'the proof is too short for this number and size');
  const beside = path[path.length - 1];
  const below = path.slice(0, -1);
  let left = 1;
  while (left * 2 < size) left *= 2;
  return number < left
    ? sha256(Buffer.of(1), rootFrom(leaf, number, left, below), beside)
    : sha256(Buffer.of(1), beside, rootFrom(leaf, number - left, size - left, below));
}

function check(receipt, keys) {
  const { root, time, signer } = openCheckpoint(receipt, keys);
  const { entry, number, size, proof } = receipt;
  demand(number < size, 'the number of the entry is not below the size of the journal');
  const path = proof.map((hex) => Buffer.from(hex, 'hex'));
  demand(
    rootFrom(entryHash(entry), number, size, path).equals(root),
    'the entry, its number or the proof is not what was sealed',
  );
  return { time, signer };
}

// ---- What is printed. Only facts that have been proven are ever printed.

/** Text as it is, but for characters that could hide or rearrange what is on the screen. */
function plain(value) {
  return value.replace(/\p{C}/gu, (character) => {
    return `\\u{${character.codePointAt(0).toString(16)}}`;
  });
}

function report(receipt, { time, signer }) {
  const { authority, entry, number, size } = receipt;
  const optional = [
    ['It relates to the date', entry.relatesOn],
    ['The reason given was', entry.reason],
    ['It reverses the entry', entry.reverses],
    ['The SHA-256 of its evidence is', entry.evidence],
  ];
  const lines = [
    'THIS RECEIPT HOLDS.',
    '',
    `It proves that this entry is in the journal of ${authority}:`,
    '',
    `  Position    entry ${number + 1} of ${size} (number ${number}, counting from 0)`,
    `  Entry       ${entry.id}, of the kind "${entry.kind}", posted under the key "${entry.key}"`,
    `  Effective   on ${entry.effectiveOn}`,
    `  Recorded    at ${entry.recordedAt} (UTC) by the user ${entry.by}`,
    ...entry.transfers.map(
      ({ line, from, to, amount }) => `  Line ${line}      £${amount} from ${from} to ${to}`,
    ),
    ...(entry.transfers.length === 0 ? ['  It moves no money.'] : []),
    ...optional.filter(([, fact]) => fact !== null).map(([what, fact]) => `  ${what}: ${fact}`),
    '',
    `The journal was sealed at its first ${size} entries${time ? `, by its own account at ${time}` : ''}`,
    `and signed with the key ${signer.name} (${signer.id}). If any fact above had been changed,`,
    'or the entry moved or taken out, it would no longer agree with that signature.',
    '',
    'It does not prove that the entry was right, or that no later entry reverses it. It is only',
    'as good as the key: make sure that the key file came from the authority itself.',
  ];
  return lines.map(plain).join('\n');
}

function readUtf8(path) {
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
}

function main([receiptPath, keyPath, ...rest]) {
  if (receiptPath === undefined || keyPath === undefined || rest.length > 0) {
    console.error('Usage: node check-receipt.mjs RECEIPT.json KEY.txt');
    return 2;
  }
  let files;
  try {
    files = { receipt: readUtf8(receiptPath), keys: readUtf8(keyPath) };
  } catch (error) {
    console.error(`A file could not be read as UTF-8 text: ${error.message}`);
    return 2;
  }
  try {
    const lines = files.keys.split(/\r?\n/).filter((line) => line !== '');
    const receipt = parseReceipt(files.receipt);
    console.log(report(receipt, check(receipt, lines.map(parseKey))));
    return 0;
  } catch (error) {
    if (!(error instanceof Unproven)) throw error;
    console.log(`THIS RECEIPT PROVES NOTHING: ${error.message}.`);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
