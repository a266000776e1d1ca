#!/usr/bin/env node
// Checks an audit bundle of a personal budget ledger, without the ledger and without a network.
//
//   node verify-bundle.mjs BUNDLE.zip KEY.txt
//
// BUNDLE.zip is the bundle; its signature BUNDLE.zip.sig is expected beside it. KEY.txt has the
// authority's public key, as the authority publishes it: one line, name+id+base64 (several lines if
// the authority has had several keys). Take the key from the authority itself and never from whoever
// gave you the bundle; and take this program from somewhere else than the bundle if you can.
//
// It needs Node 20 or later and nothing else, and reads the file in pieces: its memory grows with
// the number of accounts and not with the journal. It exits with 0 if the bundle holds, 1 if it does
// not, and 2 if it could not read its files. What is checked, in order:
//
//   1. BUNDLE.zip.sig is a signed note (c2sp.org/signed-note) with the Ed25519 signature of a key in
//      KEY.txt, and states the length and the SHA-256 of the very bytes of BUNDLE.zip.
//   2. manifest.json is signed too (manifest.sig), and the ZIP file has its files and no others.
//   3. Every file has the length, the SHA-256, the rows and the control totals of the manifest.
//   4. The leaf of every entry, made anew from entries.csv, transfers.csv and accounts.csv (SHA-256 of
//      0x00 and then, for each field, its length in 4 bytes (big-endian) and its UTF-8 text; an absent
//      field is the length FFFFFFFF), is that of seals.csv; and the leaves, joined as RFC 6962
//      section 2.1 lays down, give the root of the signed checkpoint of the journal.
//   5. The balances, added up anew from transfers.csv, are those of balances.csv, and each book adds
//      up to zero.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createInflateRaw } from 'node:zlib';

/** The bundle does not hold; the message says why. */
export class Unproven extends Error {}

function demand(condition, why) {
  if (!condition) throw new Unproven(why);
}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// ---- Keys and signed notes.

/** Base64 in the one way it can be written, so that not even an unused bit can differ. */
function fromBase64(encoded, what) {
  const bytes = Buffer.from(encoded, 'base64');
  demand(bytes.length > 0 && bytes.toString('base64') === encoded, `${what} is not base64`);
  return bytes;
}

/** The start of the DER form of every Ed25519 public key (RFC 8410), before its 32 bytes. */
const DER_START = Buffer.from('302a300506032b6570032100', 'hex');

function parseKey(line) {
  const [, name, id, encoded] = /^([^+]+)\+([^+]+)\+(.+)$/.exec(line) ?? [];
  demand(name !== undefined, 'a key is not written name+id+base64');
  const typed = fromBase64(encoded, 'a key');
  demand(typed.length === 33 && typed[0] === 1, 'a key is not an Ed25519 key');
  const expected = sha256(`${name}\n`, typed).toString('hex', 0, 4);
  demand(id === expected, 'the id of a key is not that of the key; copy its line again');
  const der = Buffer.concat([DER_START, typed.subarray(1)]);
  return { name, id, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** The public keys of a key file. */
export function parseKeys(text) {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  demand(lines.length > 0, 'the key file has no key');
  return lines.map(parseKey);
}

/** The signed text of a note, and the key that signed it. */
function openNote(note, keys, what) {
  const match = /^([^]*\n)\n((?:\u2014 [^\s+]+ \S+\n)+)$/.exec(note);
  demand(match, `${what} is not a signed note`);
  const [, text, signatureLines] = match;
  let signer = null;
  for (const line of signatureLines.trimEnd().split('\n')) {
    const [, name, encoded] = line.split(' ');
    const bytes = fromBase64(encoded, 'a signature');
    const key = keys.find((key) => key.name === name && key.id === bytes.toString('hex', 0, 4));
    if (key === undefined) continue;
    const holds = verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4));
    demand(holds, `${what} has been changed since it was signed, or its signature has`);
    signer ??= key;
  }
  demand(signer, `${what} is not signed by any key in the key file`);
  return { text, signer };
}

function utf8(bytes, what) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unproven(`${what} is not UTF-8 text`);
  }
}

// ---- 1. The file as a whole.

async function hashOfFile(path) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest('hex');
}

const CONTAINER =
  /^(\S+)\/audit-bundle\nfile (.+)\nbytes (\d+)\nsha256 ([0-9a-f]{64})\nsize (\d+)\nthrough entry (\d+)\n$/;

/** Checks that the bytes of the whole file are those that were signed. */
export async function checkContainer(path, signature, keys) {
  const { text, signer } = openNote(utf8(signature, 'the signature'), keys, 'the signature');
  const match = CONTAINER.exec(text);
  demand(match, 'what was signed is not an audit bundle');
  const [, journal, name, bytes, hash, size, throughEntry] = match;
  demand(journal === signer.name, 'the signature is of the bundle of another authority');
  const { size: found } = await stat(path);
  demand(
    String(found) === bytes,
    `the file has ${found} bytes, and the one that was signed has ${bytes}`,
  );
  demand(
    (await hashOfFile(path)) === hash,
    'the file is not the one that was signed: at least one of its bytes has been changed',
  );
  return { journal, name, bytes: found, hash, size: Number(size), throughEntry, signer };
}

// ---- The ZIP file.

const MOST_SMALL = 64 * 1024 * 1024;

async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  demand(bytesRead === length, 'the ZIP file breaks off');
  return buffer;
}

const u64 = (buffer, at) => {
  const value = Number(buffer.readBigUInt64LE(at));
  demand(Number.isSafeInteger(value), 'the ZIP file has a size that cannot be');
  return value;
};

/** Where each file is in the ZIP file, by name. All of them are in the Zip64 form. */
async function readDirectory(file, total) {
  demand(total >= 98, 'it is not a ZIP file of a bundle');
  const end = await readAt(file, total - 98, 98);
  const isEnd =
    end.readUInt32LE(0) === 0x06064b50 &&
    end.readUInt32LE(56) === 0x07064b50 &&
    end.readUInt32LE(76) === 0x06054b50 &&
    u64(end, 64) === total - 98;
  demand(isEnd, 'it is not a ZIP file of a bundle');
  const [count, length, start] = [u64(end, 32), u64(end, 40), u64(end, 48)];
  demand(start + length === total - 98 && length <= MOST_SMALL, 'its directory is out of place');
  const directory = await readAt(file, start, length);
  const members = new Map();
  let at = 0;
  let expected = 0;
  for (let n = 0; n < count; n += 1) {
    demand(directory.readUInt32LE(at) === 0x02014b50, 'its directory cannot be read');
    const [names, extras] = [directory.readUInt16LE(at + 28), directory.readUInt16LE(at + 30)];
    const name = utf8(directory.subarray(at + 46, at + 46 + names), 'the name of a file');
    const extra = at + 46 + names;
    demand(extras === 28 && directory.readUInt16LE(extra) === 1, 'its directory cannot be read');
    const [bytes, packed, offset] = [4, 12, 20].map((place) => u64(directory, extra + place));
    demand(!members.has(name), 'it has two files of one name');
    demand(offset === expected, 'its files are not one after another');
    const head = await readAt(file, offset, 30 + names);
    const same = head.readUInt32LE(0) === 0x04034b50 && head.readUInt16LE(26) === names;
    demand(same && utf8(head.subarray(30), 'a name') === name, 'a file is not where it should be');
    const data = offset + 30 + names + head.readUInt16LE(28);
    expected = data + packed + 24;
    members.set(name, { name, bytes, start: data, packed });
    at += 46 + names + extras + directory.readUInt16LE(at + 32);
  }
  demand(at === length && expected === start, 'there is something between its files');
  return members;
}

/** The bytes of one file of the bundle, in pieces. */
async function* bytesOf(path, { name, start, packed, bytes }) {
  const raw = createReadStream(path, { start, end: start + packed - 1, highWaterMark: 1 << 18 });
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  raw.on('error', (error) => inflate.destroy(error));
  let length = 0;
  try {
    for await (const piece of raw.pipe(inflate)) {
      length += piece.length;
      demand(length <= bytes, `${name} is longer than its directory says`);
      yield piece;
    }
  } catch (error) {
    if (error instanceof Unproven || error.syscall !== undefined) throw error;
    throw new Unproven(`${name} cannot be unpacked`);
  } finally {
    raw.destroy();
  }
  demand(length === bytes, `${name} is shorter than its directory says`);
}

async function wholeOf(path, member, what) {
  demand(member !== undefined, `there is no ${what}`);
  demand(member.bytes <= MOST_SMALL, `${what} is too large`);
  const pieces = [];
  for await (const piece of bytesOf(path, member)) pieces.push(piece);
  return Buffer.concat(pieces);
}

// ---- CSV (RFC 4180).

/**
 * The rows of a CSV file, many at a time; the first is the line of names. A field is a text, or null
 * where nothing stands between the commas. What RFC 4180 does not allow is refused.
 */
async function* csvRows(pieces, name) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const broken = () => new Unproven(`${name} is not CSV with lines that end in CR LF`);
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + decoder.decode(piece, { stream: true });
    const { rows, read } = rowsIn(text, broken);
    rest = text.slice(read);
    if (rows.length > 0) yield rows;
  }
  if (rest + decoder.decode() !== '') throw broken();
}

/** The whole rows at the start of a text, and how far they go. */
function rowsIn(text, broken) {
  const rows = [];
  let row = [];
  let read = 0;
  let at = 0;
  for (;;) {
    let field;
    if (text.charCodeAt(at) === 34) {
      let close = text.indexOf('"', at + 1);
      let doubled = false;
      while (close >= 0 && text.charCodeAt(close + 1) === 34) {
        doubled = true;
        close = text.indexOf('"', close + 2);
      }
      if (close < 0) break;
      field = text.slice(at + 1, close);
      if (doubled) field = field.replaceAll('""', '"');
      at = close + 1;
    } else {
      let stop = at;
      let code = text.charCodeAt(stop);
      while (code !== 44 && code !== 13 && code === code) {
        if (code === 34 || code === 10) throw broken();
        stop += 1;
        code = text.charCodeAt(stop);
      }
      field = stop === at ? null : text.slice(at, stop);
      at = stop;
    }
    const code = text.charCodeAt(at);
    if (code === 44) {
      row.push(field);
      at += 1;
    } else if (code === 13 && at + 1 < text.length) {
      if (text.charCodeAt(at + 1) !== 10) throw broken();
      row.push(field);
      rows.push(row);
      row = [];
      at += 2;
      read = at;
    } else if (at >= text.length || code === 13) {
      break;
    } else {
      throw broken();
    }
  }
  return { rows, read };
}

const MONEY = /^-?\d{1,16}\.\d\d$/;

/** An amount in whole pence. */
function pence(text, name) {
  demand(text !== null && MONEY.test(text), `${name} has an amount that is not pounds and pence`);
  const value = Number(text.slice(0, -3) + text.slice(-2));
  demand(Number.isSafeInteger(value), `${name} has an amount that cannot be`);
  return value;
}

/** Adds up pence of any number without ever losing one. */
class Sum {
  #small = 0;
  #large = 0n;
  add(value) {
    this.#small += value;
    if (Math.abs(this.#small) < 2 ** 51) return;
    this.#large += BigInt(this.#small);
    this.#small = 0;
  }
  text() {
    const all = this.#large + BigInt(this.#small);
    const digits = String(all < 0n ? -all : all).padStart(3, '0');
    return `${all < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  }
}

/** Opens a CSV file of the bundle: rows by the names of the columns that are wanted. */
async function* tableOf(path, members, file, wanted) {
  const name = `data/${file}.csv`;
  const member = members.get(name);
  demand(member !== undefined, `there is no ${name}`);
  let places = null;
  for await (const rows of csvRows(bytesOf(path, member), name)) {
    if (places === null) {
      const names = rows.shift();
      places = wanted.map((column) => names.indexOf(column));
      demand(!places.includes(-1), `${name} lacks one of the columns ${wanted.join(', ')}`);
    }
    const picked = rows.map((row) => places.map((place) => row[place]));
    if (picked.length > 0) yield picked;
  }
}

/** A text as it was before an apostrophe was put before it, for fear of spreadsheets. */
const plainText = (text) => (text !== null && text.startsWith("'") ? text.slice(1) : text);

// ---- 2. The manifest.

const fileParts = {
  name: (value) => typeof value === 'string',
  bytes: Number.isSafeInteger,
  sha256: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  rows: (value) => value === null || Number.isSafeInteger(value),
  totals: (value) => value === null || (typeof value === 'object' && !Array.isArray(value)),
};

async function readManifest(path, members, container, keys) {
  const bytes = await wholeOf(path, members.get('manifest.json'), 'manifest.json');
  const signature = await wholeOf(path, members.get('manifest.sig'), 'manifest.sig');
  const { text } = openNote(utf8(signature, 'manifest.sig'), keys, 'manifest.sig');
  const signed = `${container.journal}/audit-manifest\nbytes ${bytes.length}\nsha256 ${sha256(bytes).toString('hex')}\n`;
  demand(text === signed, 'manifest.json is not the one that was signed');
  let manifest;
  try {
    manifest = JSON.parse(utf8(bytes, 'manifest.json'));
  } catch {
    throw new Unproven('manifest.json is not JSON');
  }
  demand(manifest?.format === 'ledger-audit-bundle-1', 'the manifest has another format');
  demand(manifest.journal === container.journal, 'the manifest is of another authority');
  const { size, throughEntry } = manifest.asKnown ?? {};
  demand(
    size === String(container.size) && throughEntry === container.throughEntry,
    'the manifest and the signature do not state the same end of the journal',
  );
  demand(Array.isArray(manifest.files), 'the manifest lists no files');
  for (const file of manifest.files) {
    for (const [part, fits] of Object.entries(fileParts)) {
      demand(fits(file?.[part]), `the manifest's "${part}" of a file is not in the right form`);
    }
  }
  const listed = [...manifest.files.map(({ name }) => name), 'manifest.json', 'manifest.sig'];
  demand(new Set(listed).size === listed.length, 'the manifest lists a file twice');
  for (const name of listed) demand(members.has(name), `${name} is missing`);
  for (const name of members.keys()) {
    demand(listed.includes(name), `${name} is in the ZIP file and not in the manifest`);
  }
  return manifest;
}

// ---- 3. Every file.

async function checkFile(path, members, file) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* hashed() {
    for await (const piece of bytesOf(path, members.get(file.name))) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  const { name } = file;
  if (file.rows === null) for await (const _ of hashed());
  else await checkRows(hashed(), file);
  demand(bytes === file.bytes, `${name} has ${bytes} bytes, not the ${file.bytes} of the manifest`);
  demand(hash.digest('hex') === file.sha256, `${name} does not have the SHA-256 of the manifest`);
}

async function checkRows(pieces, { name, rows: expected, totals }) {
  const sums = Object.keys(totals ?? {}).map((column) => ({ column, place: -1, sum: new Sum() }));
  let names = null;
  let count = 0;
  for await (const rows of csvRows(pieces, name)) {
    if (names === null) {
      names = rows.shift();
      for (const one of sums) {
        one.place = names.indexOf(one.column);
        demand(one.place >= 0, `${name} has no column ${one.column}`);
      }
    }
    count += rows.length;
    for (const row of rows) {
      demand(row.length === names.length, `${name} has a row with too many or too few fields`);
      for (const { place, sum } of sums) {
        if (row[place] !== null) sum.add(pence(row[place], name));
      }
    }
  }
  demand(names !== null, `${name} has no line of names`);
  demand(count === expected, `${name} has ${count} rows, not the ${expected} of the manifest`);
  for (const { column, sum } of sums) {
    const found = sum.text();
    demand(
      found === totals[column],
      `${column} of ${name} adds up to ${found}, not to the ${totals[column]} of the manifest`,
    );
  }
}

// ---- 4. and 5. The journal.

/** The accounts by their number in the file: what each is called, its book, and its balance. */
async function readAccounts(path, members) {
  const books = new Map();
  for await (const rows of tableOf(path, members, 'account_classes', ['name', 'book'])) {
    for (const [name, book] of rows) books.set(plainText(name), plainText(book));
  }
  const accounts = { places: new Map(), names: [], books: [], balances: [] };
  for await (const rows of tableOf(path, members, 'accounts', ['id', 'class', 'subject'])) {
    for (const [id, guarded, subject] of rows) {
      const kind = plainText(guarded);
      demand(books.has(kind), 'an account is of a class that there is not');
      demand(!accounts.places.has(id), 'an account is there twice');
      accounts.places.set(id, accounts.names.length);
      accounts.names.push(`${kind}:${subject}`);
      accounts.books.push(books.get(kind));
      accounts.balances.push(0);
    }
  }
  return accounts;
}

/** Reads the rows of a table one by one, in order; waits only when it needs more of the file. */
class Rows {
  #batches;
  #rows = [];
  #at = 0;
  constructor(batches) {
    this.#batches = batches[Symbol.asyncIterator]();
  }
  /** The next row without taking it; undefined when more of the file must be read first. */
  get next() {
    return this.#rows[this.#at];
  }
  take() {
    this.#at += 1;
  }
  /** @returns whether there is a next row */
  async fill() {
    while (this.#at >= this.#rows.length) {
      const { done, value } = await this.#batches.next();
      if (done) return false;
      this.#rows = value;
      this.#at = 0;
    }
    return true;
  }
}

/** The canonical bytes of an entry, put into one buffer that is used again and again. */
class Canonical {
  #bytes = Buffer.alloc(1 << 16);
  #length = 1;
  field(text) {
    if (text === null) {
      this.#length = this.#bytes.writeInt32BE(-1, this.#length);
      return;
    }
    if (this.#length + 8 + 3 * text.length > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(8 + 3 * text.length + this.#length)]);
    }
    const written = this.#bytes.write(text, this.#length + 4, 'utf8');
    this.#bytes.writeUInt32BE(written, this.#length);
    this.#length += 4 + written;
  }
  hash() {
    const hash = sha256(this.#bytes.subarray(0, this.#length));
    this.#length = 1;
    return hash;
  }
}

/** The complete subtrees of the tree so far, the largest first (RFC 6962 section 2.1). */
class Tree {
  #parts = [];
  size = 0;
  add(leaf) {
    let hash = leaf;
    for (let size = this.size; size % 2 === 1; size = (size - 1) / 2) {
      hash = sha256(Buffer.of(1), this.#parts.pop(), hash);
    }
    this.#parts.push(hash);
    this.size += 1;
  }
  root() {
    if (this.#parts.length === 0) return sha256();
    return this.#parts.reduceRight((right, left) => sha256(Buffer.of(1), left, right));
  }
}

const ENTRY = [
  'id',
  'key',
  'kind',
  'effective_on',
  'relates_on',
  'recorded_at',
  'by',
  'reason',
  'reverses',
  'evidence',
];
/** The texts among them, which may have an apostrophe before them. */
const ENTRY_TEXTS = [1, 2, 7];
const TRANSFER = ['entry_id', 'line', 'from_account', 'to_account', 'amount', 'effective_on'];
/** Where an entry has its day, which its leaf covers. */
const DAY = 3;

async function readJournal(path, members, accounts) {
  const transfers = new Rows(tableOf(path, members, 'transfers', TRANSFER));
  const seals = new Rows(tableOf(path, members, 'seals', ['number', 'entry_id', 'leaf']));
  const tree = new Tree();
  const canonical = new Canonical();
  let [lastId, lines] = ['0', 0];
  for await (const entries of tableOf(path, members, 'entries', ENTRY)) {
    for (const entry of entries) {
      const [id] = entry;
      demand(BigInt(id) > BigInt(lastId), 'the entries are not in the order of their numbers');
      lastId = id;
      const own = [];
      for (;;) {
        if (transfers.next === undefined && !(await transfers.fill())) break;
        if (transfers.next[0] !== id) break;
        own.push(transfers.next);
        transfers.take();
      }
      const leaf = leafOf(entry, own, canonical, accounts);
      if (seals.next === undefined) await seals.fill();
      const [number, sealedId, sealed] = seals.next ?? [];
      const same =
        sealedId === id && number === String(tree.size) && sealed === leaf.toString('hex');
      demand(same, `entry ${id} or one of its transfers is not what was sealed`);
      seals.take();
      tree.add(leaf);
      lines += own.length;
    }
  }
  const left = (await transfers.fill()) || (await seals.fill());
  demand(!left, 'there is a transfer or a seal of an entry that is not there');
  return { tree, lastId, lines };
}

/** The leaf of an entry; its transfers are added to the balances. */
function leafOf(entry, transfers, canonical, accounts) {
  canonical.field('ledger-entry-1');
  entry.forEach((field, n) => canonical.field(ENTRY_TEXTS.includes(n) ? plainText(field) : field));
  canonical.field(String(transfers.length));
  for (const [id, line, from, to, amount, day] of transfers) {
    demand(day === entry[DAY], `a transfer of entry ${id} has another day than its entry`);
    const [source, target] = [accounts.places.get(from), accounts.places.get(to)];
    demand(
      source !== undefined && target !== undefined,
      `a transfer of entry ${id} is of an account that is not in accounts.csv`,
    );
    const value = pence(amount, 'transfers.csv');
    accounts.balances[source] -= value;
    accounts.balances[target] += value;
    canonical.field(line);
    canonical.field(accounts.names[source]);
    canonical.field(accounts.names[target]);
    canonical.field(amount);
  }
  return canonical.hash();
}

function checkSeal(manifest, container, journal, keys) {
  const { checkpoint } = manifest.seal ?? {};
  demand(typeof checkpoint === 'string', 'the manifest has no seal');
  const { text } = openNote(checkpoint, keys, 'the seal of the journal');
  const lines = /^(.+)\n(0|[1-9]\d*)\n(\S+)\n(?:time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n)?$/;
  const match = lines.exec(text);
  demand(match, 'the seal of the journal is not a checkpoint');
  const [, origin, size, encoded, time] = match;
  demand(origin === container.journal, 'the seal is of the journal of another authority');
  demand(size === String(container.size), 'the seal is of another size of the journal');
  const { tree, lastId } = journal;
  demand(
    tree.size === container.size,
    `the journal has ${tree.size} entries here, and its seal is over ${container.size}`,
  );
  demand(lastId === container.throughEntry, 'the last entry is not the one that was signed for');
  const root = fromBase64(encoded, 'the root');
  demand(
    tree.root().equals(root),
    'the entries here are not those that were sealed: an entry or a transfer was changed, added or taken out',
  );
  return { root, time };
}

async function checkBalances(path, members, accounts) {
  const seen = new Set();
  for await (const rows of tableOf(path, members, 'balances', ['account_id', 'balance'])) {
    for (const [id, balance] of rows) {
      const place = accounts.places.get(id);
      demand(place !== undefined && !seen.has(id), 'balances.csv has an account that is not there');
      seen.add(id);
      const sum = accounts.balances[place];
      demand(Number.isSafeInteger(sum), 'a balance is too large to be true');
      demand(
        pence(balance, 'balances.csv') === sum,
        `the balance of account ${id} is not the sum of its transfers`,
      );
    }
  }
  demand(seen.size === accounts.names.length, 'balances.csv lacks an account');
  const books = new Map();
  accounts.books.forEach((book, n) => {
    if (!books.has(book)) books.set(book, new Sum());
    books.get(book).add(accounts.balances[n]);
  });
  for (const [book, sum] of books) {
    demand(sum.text() === '0.00', `the book "${book}" adds up to ${sum.text()}, not to zero`);
  }
  return [...books.keys()];
}

/**
 * Checks a bundle.
 *
 * @param say is told each thing that was found to hold, in a sentence
 * @throws Unproven saying what does not hold
 */
export async function verifyBundle(path, signature, keys, say) {
  const container = await checkContainer(path, signature, keys);
  say(`The signature covers all ${container.bytes} bytes of the file (SHA-256 ${container.hash}).`);
  const file = await open(path);
  let members;
  try {
    members = await readDirectory(file, container.bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new Unproven('the ZIP file cannot be read');
    throw error;
  } finally {
    await file.close();
  }
  const manifest = await readManifest(path, members, container, keys);
  say('The manifest is signed, and the file has what it lists and nothing else.');
  let [rows, tables, sums] = [0, 0, 0];
  for (const listed of manifest.files) {
    await checkFile(path, members, listed);
    if (listed.rows === null) continue;
    rows += listed.rows;
    tables += 1;
    sums += Object.keys(listed.totals ?? {}).length;
  }
  say(
    `${manifest.files.length} files have their length and SHA-256; ${tables} of them are tables.`,
  );
  say(`The tables have their ${rows} rows, and ${sums} control totals agree.`);
  const accounts = await readAccounts(path, members);
  const journal = await readJournal(path, members, accounts);
  say(
    `${journal.tree.size} entries with ${journal.lines} transfers have the leaves of their seals.`,
  );
  const { root, time } = checkSeal(manifest, container, journal, keys);
  say(`Their root ${root.toString('hex')} is the one that was signed${time ? ` at ${time}` : ''}.`);
  const books = await checkBalances(path, members, accounts);
  say(`${accounts.names.length} balances are the sums of the transfers.`);
  say(`Each book adds up to zero: ${books.join(', ')}.`);
  return { container, manifest };
}

// ---- What is printed. Only facts that have been proven are ever printed.

/** Text as it is, but for characters that could hide or rearrange what is on the screen. */
function plain(value) {
  return value.replace(/\p{C}/gu, (character) => {
    return `\\u{${character.codePointAt(0).toString(16)}}`;
  });
}

function report(path, { container, manifest }) {
  const { signer, name } = container;
  const renamed =
    basename(path) === name ? [] : [`When it was signed, the file was called ${name}.`];
  return [
    '',
    'THIS BUNDLE HOLDS.',
    '',
    `It is the books of ${container.journal} up to entry ${container.throughEntry},`,
    `taken at ${manifest.takenAt}, and signed with the key ${signer.name} (${signer.id}).`,
    ...renamed,
    '',
    'It does not prove that an entry was right. It is only as good as the key: make sure that the',
    'key file came from the authority itself.',
  ]
    .map(plain)
    .join('\n');
}

async function main([path, keyPath, ...rest]) {
  if (path === undefined || keyPath === undefined || rest.length > 0) {
    console.error('Usage: node verify-bundle.mjs BUNDLE.zip KEY.txt');
    return 2;
  }
  let read;
  try {
    read = { keys: await readFile(keyPath), signature: await readFile(`${path}.sig`) };
    await stat(path);
  } catch (error) {
    console.error(`A file could not be read: ${error.message}`);
    return 2;
  }
  try {
    const keys = parseKeys(utf8(read.keys, 'the key file'));
    const proven = await verifyBundle(path, read.signature, keys, (line) =>
      console.log(plain(`ok  ${line}`)),
    );
    console.log(report(path, proven));
    return 0;
  } catch (error) {
    if (error.syscall !== undefined) {
      console.error(`A file could not be read: ${error.message}`);
      return 2;
    }
    const why =
      error instanceof Unproven ? error.message : `it has another form (${error.message})`;
    console.log(`\nTHIS BUNDLE DOES NOT HOLD: ${plain(why)}.`);
    return 1;
  }
}

const started = process.argv[1];
if (started !== undefined && import.meta.url === pathToFileURL(realpathSync(started)).href) {
  process.exitCode = await main(process.argv.slice(2));
}
