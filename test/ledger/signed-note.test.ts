import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  parsePublicKey,
  publicKeyText,
  readCheckpoint,
  signCheckpoint,
} from '../../src/ledger/signed-note.ts';
import type { Checkpoint } from '../../src/ledger/signed-note.ts';
import { withCharacter } from '../support/sealed-journal.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const ORIGIN = 'ledger.anytown.example/journal';
const ROOT = createHash('sha256').update('root').digest();
const HEAD = { origin: ORIGIN, size: 1024, root: ROOT, time: '2026-04-02T09:00:00Z' };
const key = parsePublicKey(publicKeyText(ORIGIN, publicKey));
const otherKey = parsePublicKey(publicKeyText(ORIGIN, other.publicKey));
const note = signCheckpoint({ ...HEAD, keyName: ORIGIN, privateKey });

/** A note over any text, with the signature line of the key. */
function signedNote(text: string): string {
  const signature = sign(null, Buffer.from(text), privateKey);
  const encoded = Buffer.concat([Buffer.from(key.id, 'hex'), signature]).toString('base64');
  return `${text}\n— ${ORIGIN} ${encoded}\n`;
}
const reasonOf = (text: string, keys = [key]): string => {
  const reading = readCheckpoint(text, keys);
  return reading.ok ? 'holds' : reading.why;
};

describe('a signed checkpoint', () => {
  it('is written as C2SP lays down', () => {
    const text = `${ORIGIN}\n1024\n${ROOT.toString('base64')}\ntime 2026-04-02T09:00:00Z\n`;
    expect(note).toBe(signedNote(text));
  });
  it('has a key id made of the name, the type and the public key', () => {
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const hashed = createHash('sha256')
      .update(Buffer.concat([Buffer.from(`${ORIGIN}\n\u0001`), raw]))
      .digest('hex');
    expect(key.id).toBe(hashed.slice(0, 8));
  });
  it('reads back as it was signed, and names the key', () => {
    const expected = { ok: true, ...HEAD, keyName: ORIGIN, keyId: key.id };
    expect(readCheckpoint(note, [otherKey, key])).toEqual(expected);
  });
  it('may have no time', () => {
    const text = signCheckpoint({ ...HEAD, time: null, keyName: ORIGIN, privateKey });
    expect(text.split('\n')).toHaveLength(6);
    expect(readCheckpoint(text, [key])).toMatchObject({ ok: true, time: null });
  });
  it.each<[string, Partial<Checkpoint & { keyName: string; privateKey: KeyObject }>]>([
    ['an empty origin', { origin: '' }],
    ['an origin in two lines', { origin: 'a\n5' }],
    ['an origin that UTF-8 cannot write', { origin: 'a\ud800' }],
    ['a negative size', { size: -1 }],
    ['a part of a leaf', { size: 1.5 }],
    ['a short root', { root: ROOT.subarray(1) }],
    ['a time that is not UTC', { time: '2026-04-02T09:00:00+01:00' }],
    ['a time with decimals', { time: '2026-04-02T09:00:00.5Z' }],
    ['a day that is not in the calendar', { time: '2026-02-30T09:00:00Z' }],
    ['a key name with a space', { keyName: 'any town' }],
    ['a key name with a plus', { keyName: 'any+town' }],
    ['a key of another kind', { privateKey: generateKeyPairSync('x25519').privateKey }],
  ])('cannot have %s', (_, changes) => {
    expect(() => signCheckpoint({ ...HEAD, keyName: ORIGIN, privateKey, ...changes })).toThrow(
      RangeError,
    );
  });
});

describe('tampering', () => {
  it('is found in any changed character', () => {
    const held = [];
    for (let index = 0; index < note.length; index += 1) {
      for (const character of ['\n', ' ', '=', '+', '0', 'A', 'B', 'a', 'z', '—', '\0', '\ud800']) {
        const changed = withCharacter(note, index, character);
        if (changed !== note && readCheckpoint(changed, [key]).ok) held.push([index, character]);
      }
    }
    expect(held).toEqual([]);
  });
  it('is found in any flipped bit', () => {
    const held = [];
    for (let bit = 0; bit < Buffer.byteLength(note) * 8; bit += 1) {
      const bytes = Buffer.from(note);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      if (readCheckpoint(bytes.toString(), [key]).ok) held.push(bit);
    }
    expect(held).toEqual([]);
  });
  it('is found where UTF-8 would write the same bytes', () => {
    const replaced = signedNote(`a\ufffd\n1\n${ROOT.toString('base64')}\n`);
    expect(reasonOf(replaced)).toBe('holds');
    expect(reasonOf(replaced.replace('\ufffd', '\ud800'))).toMatch(/not a checkpoint/);
  });
  it('is found in a character added or taken out', () => {
    const held = [];
    for (let index = 0; index <= note.length; index += 1) {
      const [before, after] = [note.slice(0, index), note.slice(index)];
      const changed = [`${before}\n${after}`, `${before}0${after}`, before + after.slice(1)];
      held.push(...changed.filter((text) => text !== note && readCheckpoint(text, [key]).ok));
    }
    expect(held).toEqual([]);
  });
});

describe('reading', () => {
  it.each([
    ['nothing', '', /not a signed note/],
    ['a note without a signature', note.slice(0, note.indexOf('\n\n') + 1), /not a signed note/],
    ['a line after the signature', `${note}more\n`, /not a signed note/],
    ['a signature that ends early', note.slice(0, -40), /not a signed note/],
    ['another text by the key', signedNote('Hello\n'), /not a checkpoint/],
    ['leading zeros', signedNote(`a\n01\n${ROOT.toString('base64')}\n`), /not a checkpoint/],
    ['a size too great', signedNote(`a\n9007199254740993\n${ROOT.toString('base64')}\n`), /not a/],
    ['a short root', signedNote(`a\n1\n${ROOT.toString('base64', 1)}\n`), /not a checkpoint/],
    ['an unknown line', signedNote(`a\n1\n${ROOT.toString('base64')}\nmore\n`), /not a checkpoint/],
    [
      'a wrong time',
      signedNote(`a\n1\n${ROOT.toString('base64')}\ntime now\n`),
      /not a checkpoint/,
    ],
  ])('refuses %s', (_, text, why) => {
    expect(reasonOf(text)).toMatch(why);
  });
  it('refuses a note when no key that is known has signed it', () => {
    expect(reasonOf(note, [])).toMatch(/no known key/);
    expect(reasonOf(note, [otherKey])).toMatch(/no known key/);
    const renamed = parsePublicKey(publicKeyText('another.example', publicKey));
    expect(reasonOf(note, [renamed])).toMatch(/no known key/);
  });
  it('passes over the signature of an unknown key, before or after', () => {
    const theirs = signCheckpoint({
      ...HEAD,
      keyName: 'witness.example',
      privateKey: other.privateKey,
    });
    const [text = '', ourLine = ''] = note.split('\n\n');
    const theirLine = theirs.split('\n\n')[1] ?? '';
    expect(reasonOf(`${text}\n\n${theirLine}${ourLine}`)).toBe('holds');
    expect(reasonOf(`${text}\n\n${ourLine}${theirLine}`)).toBe('holds');
  });
  it('refuses a note in which one of two known keys has a wrong signature', () => {
    const elsewhere = { ...HEAD, size: 3, keyName: ORIGIN, privateKey: other.privateKey };
    const wrongLine = signCheckpoint(elsewhere).split('\n\n')[1] ?? '';
    expect(reasonOf(note + wrongLine, [key])).toBe('holds');
    expect(reasonOf(note + wrongLine, [key, otherKey])).toMatch(/not what the known key signed/);
  });
  it('reads 16 signatures and no more', () => {
    const line = note.split('\n\n')[1] ?? '';
    expect(reasonOf(note + line.repeat(15))).toBe('holds');
    expect(reasonOf(note + line.repeat(16))).toMatch(/not a signed note/);
  });
});

describe('a public key', () => {
  it('reads back from its text', () => {
    const text = publicKeyText(ORIGIN, publicKey);
    expect(text).toMatch(/^ledger\.anytown\.example\/journal\+[0-9a-f]{8}\+A[A-Za-z0-9+/]{43}$/);
    const read = parsePublicKey(text);
    expect(read.name).toBe(ORIGIN);
    expect(read.key.equals(publicKey)).toBe(true);
    expect(publicKeyText(ORIGIN, privateKey)).toBe(text);
  });
  it('verifies the example note of the reference implementation', () => {
    const text =
      'If you think cryptography is the answer to your problem,\n' +
      "then you don't know what your problem is.\n\n" +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    const reference = parsePublicKey(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
    // The signature is checked before the text, so this reason means that it held.
    expect(reasonOf(text, [reference])).toMatch(/not a checkpoint/);
    expect(reasonOf(text.replace('If', 'if'), [reference])).toMatch(/not what the known key/);
  });
  it('is refused with any character changed, added or taken out', () => {
    const text = publicKeyText(ORIGIN, publicKey);
    for (let index = 0; index < text.length; index += 1) {
      const character = text[index] === 'A' ? 'B' : 'A';
      expect(() => parsePublicKey(withCharacter(text, index, character))).toThrow(/copy the whole/);
      expect(() => parsePublicKey(withCharacter(text, index, ''))).toThrow(/copy the whole/);
    }
    for (const added of [`${text}\n`, ` ${text}`, `${text}=`, '']) {
      expect(() => parsePublicKey(added)).toThrow(/copy the whole/);
    }
  });
  it('is refused for a key of another type', () => {
    const typed = Buffer.concat([Uint8Array.of(4), Buffer.alloc(32)]);
    const id = createHash('sha256').update('a\n').update(typed).digest('hex').slice(0, 8);
    expect(() => parsePublicKey(`a+${id}+${typed.toString('base64')}`)).toThrow(/for Ed25519/);
    expect(() => publicKeyText('a', generateKeyPairSync('x25519').publicKey)).toThrow(RangeError);
  });
});
