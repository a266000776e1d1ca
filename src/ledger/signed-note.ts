import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The type of an Ed25519 signature in a C2SP signed note. */
const ED25519 = 0x01;
const PUBLIC_KEY_LENGTH = 32;
const KEY_ID_LENGTH = 4;
const ROOT_LENGTH = 32;

/** C2SP signed-note: at least 16 signatures must be read, and there should be a limit. */
const MOST_SIGNATURES = 16;

/** C2SP signed-note: a key name has no spaces and no plus. Control characters cannot be in a note. */
const KEY_NAME = /^[^\s+\p{Cc}\p{Cs}]+$/u;
const ORIGIN = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const NOTE_TEXT = /^(?:[^\p{Cc}\p{Cs}]*\n)+$/u;
const SIZE = /^(?:0|[1-9]\d*)$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\dZ$/;

/** A public key with the name it signs under and its id (8 lower-case hex digits). */
export interface NamedPublicKey {
  readonly name: string;
  readonly id: string;
  readonly key: KeyObject;
}

/** The head of the log: its origin (which log), how many leaves it has and its 32-byte root hash. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** When it was made, UTC to the second, `2026-04-02T09:00:00Z`; null for no time line. */
  readonly time: string | null;
}

/** A checkpoint whose signature holds, with the key that made it; or why it cannot be relied on. */
export type CheckpointReading =
  | (Checkpoint & { readonly ok: true; readonly keyName: string; readonly keyId: string })
  | { readonly ok: false; readonly why: string };

/**
 * Signs a checkpoint with Ed25519, as a C2SP signed note (c2sp.org/signed-note and
 * c2sp.org/tlog-checkpoint): the origin, the size, the base64 root, the line `time` with the UTC
 * time, an empty line and the signature line. Throws if a part cannot be written in that form or the
 * key is not Ed25519.
 */
export function signCheckpoint(
  checkpoint: Checkpoint & { keyName: string; privateKey: KeyObject },
): string {
  return signNote(checkpointText(checkpoint), checkpoint.keyName, checkpoint.privateKey);
}

/**
 * Signs a text with Ed25519 as a C2SP signed note: the text, an empty line and the signature line.
 * Throws if it cannot be one: it must end its last line, and hold no other control characters.
 */
export function signNote(text: string, keyName: string, privateKey: KeyObject): string {
  if (!NOTE_TEXT.test(text)) throw unwritable('lines of text without control characters');
  const keyId = idOf(keyName, publicKeyBytes(privateKey));
  const signature = sign(null, Buffer.from(text), privateKey);
  return `${text}\n— ${keyName} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
}

/** A note whose signature holds, with the key that made it; or why it cannot be relied on. */
export type NoteReading =
  | { readonly ok: true; readonly text: string; readonly keyName: string; readonly keyId: string }
  | { readonly ok: false; readonly why: string };

/**
 * Reads a note that one of the public keys has signed. Signatures by other keys are passed over; a
 * wrong signature by a known key refuses the whole note (C2SP signed-note).
 */
export function readNote(text: string, publicKeys: readonly NamedPublicKey[]): NoteReading {
  const note = splitNote(text);
  if (note === null) return refused('it is not a signed note');
  let signer: NamedPublicKey | undefined;
  for (const { name, id, signature } of note.signatures) {
    const known = publicKeys.find((publicKey) => publicKey.name === name && publicKey.id === id);
    if (known === undefined) continue;
    if (!verify(null, Buffer.from(note.text), known.key, signature)) {
      return refused('its text is not what the known key signed');
    }
    signer ??= known;
  }
  if (signer === undefined) return refused('no known key has signed it');
  return { ok: true, text: note.text, keyName: signer.name, keyId: signer.id };
}

/**
 * Reads a checkpoint that one of the public keys has signed; see {@link readNote}. Nothing in the
 * note can be changed without refusal: base64 is read in its one canonical form only, and the only
 * extension line known is the time.
 */
export function readCheckpoint(
  text: string,
  publicKeys: readonly NamedPublicKey[],
): CheckpointReading {
  const note = readNote(text, publicKeys);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint === null) return refused('what is signed is not a checkpoint');
  return { ok: true, ...checkpoint, keyName: note.keyName, keyId: note.keyId };
}

/**
 * A public key in the form in which it is given out: `name+hexkeyid+base64(0x01||key)`, the C2SP
 * verifier key. A private key gives its public half. Throws if the key is not Ed25519 or the name
 * cannot be a key name.
 */
export function publicKeyText(name: string, key: KeyObject): string {
  const bytes = publicKeyBytes(key);
  const encoded = Buffer.concat([Uint8Array.of(ED25519), bytes]).toString('base64');
  return `${name}+${idOf(name, bytes).toString('hex')}+${encoded}`;
}

/** Reads the form that {@link publicKeyText} writes, without a line end; throws on any other. */
export function parsePublicKey(text: string): NamedPublicKey {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const typed = strictBase64(encoded);
  if (!KEY_NAME.test(name) || typed?.length !== 1 + PUBLIC_KEY_LENGTH || typed[0] !== ED25519) {
    throw new Error(
      'Expected a public key written name+id+base64 for Ed25519, and found another form; ' +
        'copy the whole line that the authority gives out.',
    );
  }
  const bytes = typed.subarray(1);
  const expected = idOf(name, bytes).toString('hex');
  if (id !== expected) {
    throw new Error(
      `Expected the id ${expected} for this public key and found ${id}; copy the whole line again.`,
    );
  }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return { name, id, key: createPublicKey({ key: jwk, format: 'jwk' }) };
}

/** The note text of a checkpoint, which is what is signed. */
function checkpointText({ origin, size, root, time }: Checkpoint): string {
  if (!ORIGIN.test(origin)) throw unwritable('an origin in one line of text');
  if (!Number.isSafeInteger(size) || size < 0) throw unwritable('a size that is a whole number');
  if (root.length !== ROOT_LENGTH) throw unwritable(`a root of ${ROOT_LENGTH} bytes`);
  if (time !== null && !isTime(time)) throw unwritable('a time such as 2026-04-02T09:00:00Z');
  const extension = time === null ? '' : `time ${time}\n`;
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n${extension}`;
}

function parseCheckpoint(text: string): Checkpoint | null {
  const [origin = '', digits = '', encoded = '', ...extension] = text.slice(0, -1).split('\n');
  const root = strictBase64(encoded);
  if (!ORIGIN.test(origin) || !SIZE.test(digits) || root?.length !== ROOT_LENGTH) return null;
  if (!Number.isSafeInteger(Number(digits)) || extension.length > 1) return null;
  const [line] = extension;
  const time = line?.startsWith('time ') === true ? line.slice('time '.length) : null;
  if (line !== undefined && (time === null || !isTime(time))) return null;
  return { origin, size: Number(digits), root, time };
}

/** The text of a note and its signatures, which follow the last empty line; null if malformed. */
function splitNote(text: string) {
  const end = text.lastIndexOf('\n\n');
  if (end < 1 || !text.endsWith('\n')) return null;
  const lines = text.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return null;
  const signatures = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = strictBase64(encoded);
    if (!KEY_NAME.test(name) || bytes === null || bytes.length <= KEY_ID_LENGTH) return null;
    const id = bytes.toString('hex', 0, KEY_ID_LENGTH);
    signatures.push({ name, id, signature: bytes.subarray(KEY_ID_LENGTH) });
  }
  return { text: text.slice(0, end + 1), signatures };
}

/** C2SP signed-note: the first 4 bytes of SHA-256(name || "\n" || type || public key). */
function idOf(name: string, publicKey: Uint8Array): Buffer {
  if (!KEY_NAME.test(name)) throw unwritable('a key name without spaces or a plus sign');
  const hashed = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ED25519));
  return hashed.update(publicKey).digest().subarray(0, KEY_ID_LENGTH);
}

/** The 32 bytes of an Ed25519 public key (RFC 8032), from either half of the pair. */
function publicKeyBytes(key: KeyObject): Buffer {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) throw unwritable('an Ed25519 key');
  return Buffer.from(x, 'base64url');
}

/** Base64 has spare bits at its end, so only the text that would be written again is accepted. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function isTime(text: string): boolean {
  if (!TIME.test(text)) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

function refused(why: string): { readonly ok: false; readonly why: string } {
  return {
    ok: false,
    why: `The note cannot be relied on: ${why}. Ask for it, or its key, again.`,
  };
}

function unwritable(expected: string): RangeError {
  return new RangeError(
    `A signed note needs ${expected}, and was given something else; correct it.`,
  );
}
