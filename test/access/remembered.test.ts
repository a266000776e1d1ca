import { describe, expect, test } from 'vitest';
import { rememberedTokens } from '../../src/access/remembered.ts';
import type { RememberedTokens } from '../../src/access/remembered.ts';
import type { Claims } from '../../src/access/tokens.ts';

const FAR_MS = 1_000_000_000;

function claimsOf(sub: string): Claims {
  return {
    sub,
    iss: 'https://sign-in.example',
    ledger_kind: 'family',
    ledger_authorities: ['kent'],
  };
}

function remember(tokens: RememberedTokens, names: readonly string[], nowMs = 0): void {
  for (const name of names) tokens.add(name, claimsOf(name), FAR_MS, nowMs);
}

const known = (tokens: RememberedTokens, names: string, nowMs = 0): string =>
  names
    .split('')
    .filter((name) => tokens.find(name, nowMs) !== undefined)
    .join('');

describe('how long', () => {
  test.each([
    { expiresMs: FAR_MS, askedMs: 59_999, found: true },
    { expiresMs: FAR_MS, askedMs: 60_000, found: false },
    { expiresMs: 5_000, askedMs: 4_999, found: true },
    { expiresMs: 5_000, askedMs: 5_000, found: false },
    { expiresMs: -1, askedMs: 0, found: false },
  ])('expires at $expiresMs, asked at $askedMs: $found', ({ expiresMs, askedMs, found }) => {
    const tokens = rememberedTokens(10);
    tokens.add('a', claimsOf('a'), expiresMs, 0);
    expect(tokens.find('a', askedMs)).toEqual(found ? claimsOf('a') : undefined);
  });

  test('using a token does not prolong it', () => {
    const tokens = rememberedTokens(10);
    remember(tokens, ['a']);
    expect(known(tokens, 'a', 50_000)).toBe('a');
    expect(known(tokens, 'a', 60_000)).toBe('');
  });
});

describe('how many', () => {
  test('no more than the limit, the least recently used going first', () => {
    const tokens = rememberedTokens(3);
    remember(tokens, ['a', 'b', 'c']);
    expect(known(tokens, 'a')).toBe('a');
    remember(tokens, ['d']);
    expect(known(tokens, 'abcd')).toBe('acd');
  });

  test('adding a token again takes no second place', () => {
    const tokens = rememberedTokens(3);
    remember(tokens, ['a', 'b', 'c', 'c', 'a']);
    expect(known(tokens, 'abc')).toBe('abc');
  });

  test('ten thousand and one tokens are ten thousand', () => {
    const tokens = rememberedTokens(10_000);
    const names = Array.from({ length: 10_001 }, (_, index) => `token-${index}`);
    remember(tokens, names);
    const found = names.filter((name) => tokens.find(name, 0) !== undefined);
    expect(found).toEqual(names.slice(1));
  });
});
