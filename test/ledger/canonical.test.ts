import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryBytes } from '../../src/ledger/canonical.ts';
import type { SealedEntry } from '../../src/ledger/canonical.ts';
import { anEntry, at, placesIn, withAt } from '../support/sealed-journal.ts';

const hexOf = (entry: SealedEntry): string => Buffer.from(entryBytes(entry)).toString('hex');

/** Any text that UTF-8 can write, and often one that a careless format would confuse. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', 'a', 'aa', '0', '1', '\0', '\0\0\0\u0001', 'null', 'é', 'e\u0301'),
);
const textOrNull = fc.option(text, { nil: null });
const entries: fc.Arbitrary<SealedEntry> = fc.record({
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
  transfers: fc.array(fc.record({ line: fc.nat(12), from: text, to: text, amount: text }), {
    maxLength: 3,
  }),
});

/** Reads the fields back, as the format is described. That this can be done shows it to be one-to-one. */
function readFields(bytes: Uint8Array): (string | null)[] {
  const view = Buffer.from(bytes);
  const fields: (string | null)[] = [];
  for (let start = 0; start < view.length;) {
    const length = view.readUInt32BE(start);
    start += 4;
    if (length === 0xff_ff_ff_ff) {
      fields.push(null);
      continue;
    }
    fields.push(view.toString('utf8', start, start + length));
    start += length;
  }
  return fields;
}

function fieldsOf(entry: SealedEntry): (string | null)[] {
  return [
    'ledger-entry-1',
    entry.id,
    entry.key,
    entry.kind,
    entry.effectiveOn,
    entry.relatesOn,
    entry.recordedAt,
    entry.by,
    entry.reason,
    entry.reverses,
    entry.evidence,
    `${entry.transfers.length}`,
    ...entry.transfers.flatMap(({ line, from, to, amount }) => [`${line}`, from, to, amount]),
  ];
}

describe('the canonical bytes of an entry', () => {
  it('are the worked example', () => {
    const entry = anEntry({
      id: 'i',
      key: 'k',
      kind: '',
      effectiveOn: '2026-04-01',
      relatesOn: null,
      recordedAt: '2026-04-02T08:15:30.123456Z',
      by: 'u',
      reason: 'é£',
      reverses: null,
      evidence: '',
      transfers: [{ line: 1, from: 'a', to: 'b', amount: '12.30' }],
    });
    const fields = [
      `0000000e${Buffer.from('ledger-entry-1').toString('hex')}`,
      '0000000169',
      '000000016b',
      '00000000',
      `0000000a${Buffer.from('2026-04-01').toString('hex')}`,
      'ffffffff',
      `0000001b${Buffer.from('2026-04-02T08:15:30.123456Z').toString('hex')}`,
      '0000000175',
      '00000004c3a9c2a3',
      'ffffffff',
      '00000000',
      '0000000131',
      '0000000131',
      '0000000161',
      '0000000162',
      '0000000531322e3330',
    ];
    expect(hexOf(entry)).toBe(fields.join(''));
  });
  it('can be read back field by field, whatever the texts', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(readFields(entryBytes(entry))).toEqual(fieldsOf(entry));
      }),
      { numRuns: 500 },
    );
  });
  it('are different for two different entries', () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        expect(hexOf(one) === hexOf(other)).toBe(isDeepStrictEqual(one, other));
      }),
      { numRuns: 500 },
    );
  });
  it('are different for any one field changed', () => {
    fc.assert(
      fc.property(
        entries.chain((entry) =>
          fc.record({
            entry: fc.constant(entry),
            place: fc.constantFrom(...placesIn(entry)),
            text,
          }),
        ),
        ({ entry, place, text }) => {
          const before = at(entry, place);
          const isLine = typeof before === 'number';
          const others = isLine
            ? [before + 1]
            : [text, `${String(before)} `, '', ...nullFor(place)];
          for (const other of others.filter((value) => value !== before)) {
            expect(hexOf(withAt(entry, place, other))).not.toBe(hexOf(entry));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
  it('are different for text moved between any two neighbouring fields', () => {
    const entry = anEntry();
    const places = placesIn(entry).filter((place) => typeof at(entry, place) === 'string');
    for (const [number, place] of places.slice(0, -1).entries()) {
      const next = places[number + 1]!;
      const [first, second] = [String(at(entry, place)), String(at(entry, next))];
      const moves = [
        [first.slice(0, -1), first.slice(-1) + second],
        [first + second.slice(0, 1), second.slice(1)],
        ['', first + second],
        [first + second, ''],
        [second, first],
      ];
      for (const [left, right] of moves.filter(([left]) => left !== first)) {
        const moved = withAt(withAt(entry, place, left), next, right);
        expect(hexOf(moved)).not.toBe(hexOf(entry));
      }
    }
  });
  it('are different for transfers in another order, or fewer', () => {
    const entry = anEntry();
    const all = [entry.transfers.toReversed(), entry.transfers.slice(1), []];
    const different = new Set(
      [entry.transfers, ...all].map((transfers) => hexOf({ ...entry, transfers })),
    );
    expect(different.size).toBe(4);
  });
  it('do not depend on the order in which the parts of the object were set', () => {
    const reversed = Object.fromEntries(Object.entries(anEntry()).toReversed());
    expect(hexOf(reversed as unknown as SealedEntry)).toBe(hexOf(anEntry()));
  });
  it.each(['\ud800', 'a\udc00b'])('refuse text that UTF-8 cannot write', (reason) => {
    expect(() => entryBytes(anEntry({ reason }))).toThrow(/surrogate pair/);
  });
  it.each([-1, 1.5, Number.NaN])('refuse the line %d', (line) => {
    const transfers = [{ line, from: 'a', to: 'b', amount: '1.00' }];
    expect(() => entryBytes(anEntry({ transfers }))).toThrow(/whole number/);
  });
});

/** Null, where the field may be absent. */
function nullFor(place: readonly (string | number)[]): null[] {
  return ['relatesOn', 'reason', 'reverses', 'evidence'].includes(`${place[0]}`) ? [null] : [];
}
