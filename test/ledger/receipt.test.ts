import { describe, expect, it } from 'vitest';
import { checkReceipt } from '../../src/ledger/receipt.ts';
import { parsePublicKey } from '../../src/ledger/signed-note.ts';
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

const { keyText, receiptFor } = seal(aJournal(11));
const keys = [parsePublicKey(keyText)];
const whyOf = (receipt: unknown, trusted = keys): string => {
  const check = checkReceipt(receipt, trusted);
  return check.ok ? 'holds' : check.why;
};
const receipt = receiptFor(5);

describe('a receipt', () => {
  it('says in a sentence what it proves', () => {
    const entry = receipt.entry;
    expect(checkReceipt(receipt, keys)).toEqual({
      ok: true,
      proves:
        `Entry ${entry.id} (payment), effective on 2026-04-01 and recorded at ` +
        '2026-04-02T08:15:30.123456Z, moving £12.30 from held/direct/education:41a0 to ' +
        'paid/direct:41a0; £7.00 from held/direct/health:41a0 to paid/direct:41a0, is entry 6 of ' +
        `the 11 in the journal of ${ORIGIN} as sealed at ${SEALED_AT} with the key ${ORIGIN} ` +
        `(${keys[0]!.id}).`,
      authority: ORIGIN,
      sealedAt: SEALED_AT,
      keyName: ORIGIN,
      keyId: keys[0]!.id,
    });
  });
  it('holds for every entry of journals of any size, by way of JSON', () => {
    for (const size of [1, 2, 3, 7, 8, 13]) {
      const sealed = seal(aJournal(size));
      const trusted = [parsePublicKey(sealed.keyText)];
      for (let number = 0; number < size; number += 1) {
        const json = JSON.stringify(sealed.receiptFor(number));
        expect(whyOf(JSON.parse(json), trusted)).toBe('holds');
      }
    }
  });
  it('may be of an entry with absent facts and no transfers', () => {
    const bare = { relatesOn: null, reason: null, reverses: null, evidence: null, transfers: [] };
    const sealed = seal([anEntry(bare)]);
    expect(whyOf(sealed.receiptFor(0), [parsePublicKey(sealed.keyText)])).toBe('holds');
  });
});

describe('a changed receipt', () => {
  it('proves nothing, whichever character of its texts was changed', () => {
    const held = [];
    for (const place of placesIn(receipt)) {
      const before = at(receipt, place);
      if (typeof before !== 'string') continue;
      for (let index = 0; index <= before.length; index += 1) {
        const letter = before[index] ?? '';
        const turned =
          letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
        for (const other of [turned, '', '7', 'x', '\n', `${letter}0`]) {
          const changed = withCharacter(before, index, other);
          if (changed === before) continue;
          if (whyOf(withAt(receipt, place, changed)) === 'holds') held.push([place, index, other]);
        }
      }
    }
    expect(held).toEqual([]);
  });
  it('proves nothing with a value of another number, type or none', () => {
    const held = [];
    for (const place of placesIn(receipt)) {
      const before = at(receipt, place);
      const near =
        typeof before === 'number' ? [before + 1, before - 1, before + 0.5, -before] : [];
      for (const other of [...near, `${String(before)} `, 0, '', null, true, [], {}, [before]]) {
        if (other !== before && whyOf(withAt(receipt, place, other)) === 'holds') {
          held.push([place, other]);
        }
      }
    }
    expect(held).toEqual([]);
  });
  it('proves nothing with a number written as text, though the sealed bytes would be the same', () => {
    expect(whyOf(withAt(receipt, ['entry', 'transfers', 0, 'line'], '1'))).toMatch(/"line"/);
  });
  it('proves nothing with a part left out or one put in', () => {
    const wholes = [[], ['entry'], ['entry', 'transfers', 0]];
    for (const whole of wholes) {
      const parts = at(receipt, whole) as Record<string, unknown>;
      for (const name of Object.keys(parts)) {
        const { [name]: _, ...fewer } = parts;
        const changed = whole.length === 0 ? fewer : withAt(receipt, whole, fewer);
        expect(whyOf(changed)).toMatch(`"${name}"`);
      }
      const more = { ...parts, note: 'paid in full' };
      const changed = whole.length === 0 ? more : withAt(receipt, whole, more);
      expect(whyOf(changed)).toMatch(/unknown/);
    }
  });
  it('proves nothing when parts of two receipts are put together', () => {
    const other = receiptFor(6);
    expect(whyOf({ ...receipt, entry: other.entry })).toMatch(/not what was sealed/);
    expect(whyOf({ ...receipt, proof: other.proof })).toMatch(/not what was sealed/);
    expect(whyOf({ ...receipt, number: other.number })).toMatch(/not what was sealed/);
    const longer = seal(aJournal(12)).receiptFor(5);
    expect(whyOf({ ...receipt, checkpoint: longer.checkpoint })).toMatch(/no known key/);
  });
  it('proves nothing when its checkpoint was made with another key under the same id', () => {
    const theirs = seal(aJournal(11).with(5, anEntry({ reason: 'paid twice' }))).receiptFor(5);
    const checkpoint = forged(theirs.checkpoint, receipt.checkpoint);
    expect(whyOf({ ...theirs, checkpoint })).toMatch(/not what the known key signed/);
  });
  it('proves nothing about an entry after the last', () => {
    expect(whyOf({ ...receiptFor(10), number: 11 })).toMatch(/not what was sealed/);
  });
  it('proves nothing about another authority or another size', () => {
    expect(whyOf({ ...receipt, authority: 'ledger.othertown.example' })).toMatch(/another journal/);
    expect(whyOf({ ...receipt, size: 12 })).toMatch(/another size/);
  });
  it('proves nothing to those who trust another key', () => {
    expect(whyOf(receipt, [parsePublicKey(seal(aJournal(1)).keyText)])).toMatch(/no known key/);
    expect(whyOf(receipt, [])).toMatch(/no known key/);
  });
  it.each([null, undefined, 'text', 7, [], {}, { entry: null }])('is not %j', (value) => {
    expect(whyOf(value)).toMatch(/proves nothing/);
  });
});
