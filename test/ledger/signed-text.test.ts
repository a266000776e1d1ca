import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  parsePublicKey,
  publicKeyText,
  readCheckpoint,
  readNote,
  signNote,
} from '../../src/ledger/signed-note.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;
const NAME = 'ledger/testshire';
const key = parsePublicKey(publicKeyText(NAME, privateKey));

describe('a text as a signed note', () => {
  it('is read by whoever has the public key', () => {
    const text = 'ledger/testshire/bank-sign-off\nthrough 2026-04-10\n';
    const read = readNote(signNote(text, NAME, privateKey), [key]);
    expect(read).toEqual({ ok: true, text, keyName: NAME, keyId: key.id });
  });

  it('may have empty lines, and is still cut at its signature', () => {
    const text = 'one\n\n— two\n\nthree\n';
    expect(readNote(signNote(text, NAME, privateKey), [key])).toMatchObject({ ok: true, text });
  });

  it('is refused when another key signed it, or a letter was changed', () => {
    const note = signNote('one\n', NAME, privateKey);
    expect(readNote(signNote('one\n', NAME, other), [key]).ok).toBe(false);
    expect(readNote(note.replace('one', 'two'), [key]).ok).toBe(false);
  });

  it.each(['no end of line', '', 'a carriage return\r\n', 'a\u0000b\n', 'half \ud800\n'])(
    'is not made of %j',
    (text) => {
      expect(() => signNote(text, NAME, privateKey)).toThrow(/lines of text/);
    },
  );

  it('passes for no checkpoint', () => {
    const note = signNote('ledger/testshire/bank-sign-off\nsign-off 1\n', NAME, privateKey);
    expect(readCheckpoint(note, [key]).ok).toBe(false);
  });
});
