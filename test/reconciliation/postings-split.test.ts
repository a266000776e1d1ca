import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, sum, toText, ZERO } from '../../src/money.ts';
import {
  splitRepayment,
  splitWithResidue,
  type PayingShare,
  type SplitAsked,
} from '../../src/reconciliation/postings/split-rules.ts';

const SECTORS = ['education', 'health', 'social_care'] as const;

const share = (n: number, held: string, weight = '1'): PayingShare => ({
  id: `share-${n}`,
  sector: SECTORS[n]!,
  held: money(held),
  weight: money(weight),
});

const split = (amount: string, rule: SplitAsked, shares: readonly PayingShare[]) =>
  splitRepayment({ amount: money(amount), split: rule }, shares, 'body.parts.0');

/** The amounts and the pence left over of each share, to the penny. */
function parts(amount: string, rule: SplitAsked, shares: readonly PayingShare[]): string[][] {
  const found = split(amount, rule, shares);
  if (!found.ok) throw new Error(JSON.stringify(found));
  return found.made.parts.map((part) => [toText(part.amount), toText(part.residue)]);
}

describe('what is paid back', () => {
  it.each([
    [
      '100.00',
      ['6000.00', '4000.00'],
      [
        ['60.00', '0.00'],
        ['40.00', '0.00'],
      ],
    ],
    [
      '0.01',
      ['6000.00', '4000.00'],
      [
        ['0.01', '0.01'],
        ['0.00', '0.00'],
      ],
    ],
    [
      '100.01',
      ['6000.00', '4000.00'],
      [
        ['60.01', '0.01'],
        ['40.00', '0.00'],
      ],
    ],
    [
      '100.00',
      ['1.00', '0.00', '200.00'],
      [
        ['0.50', '0.01'],
        ['0.00', '0.00'],
        ['99.50', '0.00'],
      ],
    ],
    [
      '100.00',
      ['50.00', '50.00', '50.00'],
      [
        ['33.34', '0.01'],
        ['33.33', '0.00'],
        ['33.33', '0.00'],
      ],
    ],
    [
      '150.00',
      ['50.00', '50.00', '50.00'],
      [
        ['50.00', '0.00'],
        ['50.00', '0.00'],
        ['50.00', '0.00'],
      ],
    ],
  ])('%s by what is held of %j is %j', (amount, held, wanted) => {
    const shares = held.map((one, n) => share(n, one));
    expect(parts(amount, 'by_held', shares)).toEqual(wanted);
  });

  it.each([
    [
      '100.00',
      ['1', '1', '1'],
      [
        ['33.34', '0.01'],
        ['33.33', '0.00'],
        ['33.33', '0.00'],
      ],
    ],
    [
      '200.00',
      ['1', '1', '1'],
      [
        ['66.67', '0.01'],
        ['66.67', '0.01'],
        ['66.66', '0.00'],
      ],
    ],
    [
      '100.00',
      ['3', '2'],
      [
        ['60.00', '0.00'],
        ['40.00', '0.00'],
      ],
    ],
    [
      '0.05',
      ['3', '2'],
      [
        ['0.03', '0.00'],
        ['0.02', '0.00'],
      ],
    ],
    [
      '0.03',
      ['3', '2'],
      [
        ['0.02', '0.01'],
        ['0.01', '0.00'],
      ],
    ],
    [
      '10.00',
      ['1', '0'],
      [
        ['10.00', '0.00'],
        ['0.00', '0.00'],
      ],
    ],
  ])('%s by shares of %j is %j, whatever is held', (amount, weights, wanted) => {
    const shares = weights.map((weight, n) => share(n, n === 0 ? '9999.99' : '500.00', weight));
    expect(parts(amount, 'by_shares', shares)).toEqual(wanted);
  });

  it('is what somebody says of each share, with nothing left over', () => {
    const asked = { shares: [{ shareId: 'share-1', amount: money('7.00') }] };
    const shares = [share(0, '10.00'), share(1, '10.00')];
    expect(parts('7.00', asked, shares)).toEqual([
      ['0.00', '0.00'],
      ['7.00', '0.00'],
    ]);
  });

  it('is never more than is held, in all or of a share', () => {
    const shares = [share(0, '60.00', '1'), share(1, '40.00', '1')];
    expect(split('100.01', 'by_held', shares)).toMatchObject({
      ok: false,
      short: [{ account: 'held', available: '100.00', asked: '100.01' }],
      notCovered: [{ where: 'body.parts.0.amount' }],
    });
    expect(split('100.00', 'by_shares', shares)).toMatchObject({
      ok: false,
      short: [{ account: 'held health:share-1', available: '40.00', asked: '50.00' }],
      notCovered: [{ where: 'body.parts.0.amount' }],
    });
    const asked = {
      shares: [
        { shareId: 'share-1', amount: money('41.00') },
        { shareId: 'share-0', amount: money('61.00') },
      ],
    };
    const found = split('102.00', asked, shares);
    expect(found).toMatchObject({ ok: false, short: [{ asked: '61.00' }, { asked: '41.00' }] });
    expect(found.ok ? [] : found.notCovered.map((fault) => fault.where)).toEqual([
      'body.parts.0.split.shares.1.amount',
      'body.parts.0.split.shares.0.amount',
    ]);
  });

  it('names shares that are unknown or named twice, and amounts that make another sum', () => {
    const asked = {
      shares: [
        { shareId: 'share-0', amount: money('1.00') },
        { shareId: 'other', amount: money('1.00') },
        { shareId: 'share-0', amount: money('1.00') },
      ],
    };
    const found = split('4.00', asked, [share(0, '60.00')]);
    expect(found.ok ? [] : [...found.unknown, ...found.wrong].map((one) => one.where)).toEqual([
      'body.parts.0.split.shares.1.shareId',
      'body.parts.0.split.shares.2.shareId',
      'body.parts.0.split.shares',
    ]);
  });

  it('needs agreed shares to be split by them', () => {
    const shares = [share(0, '60.00', '0'), share(1, '40.00', '0')];
    expect(split('1.00', 'by_shares', shares)).toMatchObject({
      ok: false,
      wrong: [{ where: 'body.parts.0.split' }],
    });
  });
});

const pence = (most: number) =>
  fc.integer({ min: 0, max: most }).map((n) => money(n.toString()).div(100));

describe('a split by weights', () => {
  it('adds up to the amount, gives each its even part and at most a penny of what is left', () => {
    fc.assert(
      fc.property(
        pence(10_000_000),
        fc.array(pence(10_000_000), { minLength: 1, maxLength: 6 }),
        (amount, weights) => {
          fc.pre(sum(weights).gt(0));
          const made = splitWithResidue(amount, weights);
          expect(sum(made.map((part) => part.amount)).eq(amount)).toBe(true);
          for (const [n, part] of made.entries()) {
            expect(part.residue.gte(0) && part.residue.lte('0.01')).toBe(true);
            const exact = amount.times(weights[n]!).div(sum(weights));
            expect(part.amount.minus(exact).abs().lt('0.01')).toBe(true);
          }
        },
      ),
    );
  });

  it('by what is held never takes more of a share than it holds', () => {
    fc.assert(
      fc.property(
        fc.array(pence(1_000_000), { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 1_000_000 }),
        (held, parted) => {
          const all = sum(held);
          fc.pre(all.gt(0));
          const amount = all.times(100).times(parted).div(1_000_000).floor().div(100);
          const shares = held.map((one, n) => ({ ...share(n, '0.00'), held: one, weight: ZERO }));
          const found = splitRepayment({ amount, split: 'by_held' }, shares, 'body');
          expect(found.ok).toBe(true);
          if (!found.ok) return;
          expect(sum(found.made.parts.map((part) => part.amount)).eq(amount)).toBe(true);
          expect(found.made.parts.every((part) => part.amount.lte(part.held))).toBe(true);
        },
      ),
    );
  });
});
