import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClaims } from '../../src/access/claims.ts';
import { KINDS_OF_USER, USER_KINDS } from '../../src/access/kinds.ts';

const BROKER = '3f6f2a52-7c1e-4a56-9a38-0a9a4f7f2c11';
const FUNDER = '8d1b1f0e-0c84-4a0c-8f43-1d3f5f1f9a20';

const common = { sub: 'user-1', iss: 'https://sign-in.example', ledger_authorities: ['kent'] };
const broker = { ...common, ledger_kind: 'broker', ledger_broker: BROKER };
const family = { ...common, ledger_kind: 'family' };

describe('claims that are in order', () => {
  test.each(USER_KINDS)('%s', (kind) => {
    const payload = { ...common, ledger_kind: kind, ledger_broker: BROKER, ledger_funder: FUNDER };
    expect(readClaims(payload)).toMatchObject({ ok: true, claims: { ledger_kind: kind } });
  });

  test('each kind keeps only the scope it needs', () => {
    const scoped = USER_KINDS.map((kind) => {
      const payload = {
        ...common,
        ledger_kind: kind,
        ledger_broker: BROKER,
        ledger_funder: FUNDER,
      };
      const read = readClaims(payload);
      const claims = read.ok ? Object.keys(read.claims) : [];
      return [kind, ...claims.filter((claim) => /broker|funder/.test(claim))].join(' ');
    });
    expect(scoped).toEqual([
      'caseworker',
      'panel_member',
      'health_approver ledger_funder',
      'school_approver ledger_funder',
      'finance_officer',
      'approver',
      'broker ledger_broker',
      'commissioner',
      'family',
      'auditor',
      'administrator',
    ]);
  });

  test('other claims of the token are left behind', () => {
    const read = readClaims({ ...family, email: 'a@example.org', aud: 'x', exp: 1 });
    expect(read).toEqual({ ok: true, claims: family });
  });

  test('an identifier in capitals is the same identifier', () => {
    const read = readClaims({ ...broker, ledger_broker: BROKER.toUpperCase() });
    expect(read).toEqual({ ok: true, claims: broker });
  });

  test('cannot be changed afterwards', () => {
    const read = readClaims(family);
    expect(read.ok && Object.isFrozen(read.claims)).toBe(true);
    expect(read.ok && Object.isFrozen(read.claims.ledger_authorities)).toBe(true);
  });
});

describe('claims that are not in order', () => {
  test.each<{ payload: Record<string, unknown>; named: string[]; found: string }>([
    { payload: { ...family, sub: '' }, named: ['sub'], found: 'something else' },
    { payload: { ...family, sub: 'x'.repeat(256) }, named: ['sub'], found: 'something else' },
    { payload: { ...family, sub: 'a\u0000b' }, named: ['sub'], found: 'something else' },
    { payload: { ...family, sub: 7 }, named: ['sub'], found: 'something else' },
    { payload: { ...family, sub: undefined }, named: ['sub'], found: 'none' },
    { payload: { ...common }, named: ['ledger_kind'], found: 'none' },
    {
      payload: { ...common, ledger_kind: 'admin' },
      named: ['ledger_kind'],
      found: 'something else',
    },
    {
      payload: { ...common, ledger_kind: 'constructor' },
      named: ['ledger_kind'],
      found: 'something',
    },
    {
      payload: { ...common, ledger_kind: ['auditor'] },
      named: ['ledger_kind'],
      found: 'something',
    },
    { payload: { ...common, ledger_kind: 'broker' }, named: ['ledger_broker'], found: 'none' },
    {
      payload: { ...broker, ledger_broker: 'b1' },
      named: ['ledger_broker'],
      found: 'something else',
    },
    {
      payload: { ...common, ledger_kind: 'health_approver' },
      named: ['ledger_funder'],
      found: 'none',
    },
    {
      payload: { ...common, ledger_kind: 'school_approver' },
      named: ['ledger_funder'],
      found: 'none',
    },
    {
      payload: { ...broker, ledger_kind: 'school_approver' },
      named: ['ledger_funder'],
      found: 'none',
    },
    { payload: { ledger_kind: 'broker' }, named: ['sub', 'ledger_broker'], found: 'none' },
  ])('$payload', ({ payload, named, found }) => {
    const read = readClaims(payload);
    const why = read.ok ? 'accepted' : read.why;
    for (const name of named) expect(why).toContain(`Expected the token's ${name} claim`);
    expect(why).toContain(`found ${found}`);
  });

  test.each<unknown>([
    undefined,
    'kent',
    [],
    [''],
    ['k'],
    ['Kent'],
    ['kent '],
    ['kent\n'],
    ['1kent'],
    ['kent"; drop schema kent'],
    ['k'.repeat(32)],
    ['kent', 3],
    Array.from({ length: 51 }, () => 'kent'),
  ])('authorities %j', (authorities) => {
    const read = readClaims({ ...family, ledger_authorities: authorities });
    expect(read.ok ? 'accepted' : read.why).toContain('ledger_authorities');
  });

  test('authorities at their limits are accepted', () => {
    for (const authorities of [
      ['ke'],
      ['k'.repeat(31)],
      Array.from({ length: 50 }, () => 'kent'),
    ]) {
      expect(readClaims({ ...family, ledger_authorities: authorities }).ok).toBe(true);
    }
  });

  test('the answer never repeats what the token said', () => {
    const marker = 'qzqz';
    const value = fc.oneof(
      fc.constantFrom(marker, [marker], { [marker]: marker }, `${marker}\u0000`),
      fc.integer(),
      fc.constant(null),
    );
    const payload = fc.record({
      sub: value,
      iss: value,
      ledger_kind: fc.oneof(value, fc.constantFrom(...USER_KINDS)),
      ledger_authorities: fc.constant(marker),
      ledger_broker: value,
      ledger_funder: value,
    });
    fc.assert(
      fc.property(payload, (claims) => {
        const read = readClaims(claims);
        expect(read).toMatchObject({ ok: false, why: expect.not.stringContaining(marker) });
      }),
    );
  });
});

test('every kind of user is described in one sentence that begins with its name', () => {
  for (const [kind, description] of Object.entries(KINDS_OF_USER)) {
    const name = kind.replace('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
    expect(description).toMatch(new RegExp(`^${name}: [^.]+\\.$`));
  }
});
