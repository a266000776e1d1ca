import { describe, expect, it } from 'vitest';
import { money, toText } from '../../src/money.ts';
import { matchLine, type LineToMatch } from '../../src/orders/match.ts';

/** What of an invoice line is proposed to be accepted, and what to be queried, and why. */
const day = (text: string) => Temporal.PlainDate.from(text);

interface Given {
  readonly quantity?: string;
  readonly rate?: string;
  readonly net: string;
  readonly vat?: string;
  readonly fromOn?: string;
  readonly toOn?: string;
  readonly delivered?: string;
  readonly billedBefore?: string;
  readonly open?: string;
  readonly accepted?: string;
  readonly undecided?: string;
  readonly quantityTolerance?: string;
  readonly rateTolerance?: string;
}

/** Of an order of 39 at 92.50 from 6 April 2026 to 4 April 2027. */
const line = (given: Given): LineToMatch => ({
  fromOn: day(given.fromOn ?? '2026-09-07'),
  toOn: day(given.toOn ?? '2026-12-18'),
  quantity: money(given.quantity ?? '12'),
  rate: money(given.rate ?? '92.50'),
  net: money(given.net),
  vat: money(given.vat ?? '0.00'),
  order: {
    fromOn: day('2026-04-06'),
    toOn: day('2027-04-04'),
    quantity: money('39'),
    rate: money('92.50'),
    quantityTolerance: money(given.quantityTolerance ?? '0'),
    rateTolerance: money(given.rateTolerance ?? '0'),
  },
  delivered: money(given.delivered ?? '12'),
  billedBefore: money(given.billedBefore ?? '0'),
  open: money(given.open ?? '3607.50'),
  accepted: { net: money(given.accepted ?? '0.00'), vat: money('0.00') },
  undecided: { net: money(given.undecided ?? given.net), vat: money(given.vat ?? '0.00') },
});

const proposed = (given: Given): string[] => {
  const { accept, queries } = matchLine(line(given));
  const text = (name: string, { net, vat }: typeof accept): string =>
    [name, toText(net), ...(vat.isZero() ? [] : [toText(vat)])].join(' ');
  return [text('accept', accept), ...queries.map((part) => text(part.cause, part))];
};

describe('a line is matched', () => {
  it.each<[string, Given, string[]]>([
    ['as delivered, at the rate', { net: '1110.00' }, ['accept 1110.00']],
    ['dearer', { rate: '95.00', net: '1140.00' }, ['accept 1110.00', 'rate 30.00']],
    ['cheaper', { rate: '90.00', net: '1080.00' }, ['accept 1080.00']],
    [
      'dearer, tolerated',
      { rate: '95.00', net: '1140.00', rateTolerance: '2.50' },
      ['accept 1140.00'],
    ],
    [
      'dearer than tolerated',
      { rate: '95.01', net: '1140.12', rateTolerance: '2.50' },
      ['accept 1110.00', 'rate 30.12'],
    ],
    [
      'more than delivered',
      { quantity: '13', net: '1202.50' },
      ['accept 1110.00', 'not_delivered 92.50'],
    ],
    [
      'more than delivered, tolerated',
      { quantity: '13', net: '1202.50', quantityTolerance: '1' },
      ['accept 1202.50'],
    ],
    [
      'nothing delivered',
      { net: '1110.00', delivered: '0' },
      ['accept 0.00', 'not_delivered 1110.00'],
    ],
    [
      'billed before',
      { net: '1110.00', delivered: '14', billedBefore: '13' },
      ['accept 92.50', 'not_delivered 1017.50'],
    ],
    [
      'more than ordered',
      { quantity: '40', net: '3700.00', delivered: '40' },
      ['accept 3607.50', 'quantity 92.50'],
    ],
    [
      'both too many and too dear',
      { quantity: '13', rate: '95.00', net: '1235.00' },
      ['accept 1110.00', 'not_delivered 95.00', 'rate 30.00'],
    ],
    [
      'before the order begins',
      { net: '1110.00', fromOn: '2026-04-05' },
      ['accept 0.00', 'outside_period 1110.00'],
    ],
    [
      'after the order ends',
      { net: '1110.00', toOn: '2027-04-05' },
      ['accept 0.00', 'outside_period 1110.00'],
    ],
    [
      'more than is open',
      { net: '1110.00', open: '1000.00' },
      ['accept 1000.00', 'beyond_order 110.00'],
    ],
    [
      'when nothing is open',
      { net: '1110.00', open: '0.00' },
      ['accept 0.00', 'beyond_order 1110.00'],
    ],
    [
      'with VAT in proportion',
      { rate: '95.00', net: '1140.00', vat: '228.00' },
      ['accept 1110.00 222.00', 'rate 30.00 6.00'],
    ],
    [
      'in part accepted',
      { rate: '95.00', net: '1140.00', accepted: '1000.00', undecided: '140.00' },
      ['accept 110.00', 'rate 30.00'],
    ],
    [
      'a query withdrawn',
      { rate: '95.00', net: '1140.00', accepted: '1110.00', undecided: '30.00' },
      ['accept 0.00', 'rate 30.00'],
    ],
    [
      'all of the net in query, so that its VAT is not to be accepted',
      { net: '1110.00', vat: '222.00', undecided: '0.00' },
      ['accept 0.00', 'vat 0.00 222.00'],
    ],
    [
      'half of the net in query, and none of the VAT',
      { net: '1110.00', vat: '222.00', undecided: '555.00' },
      ['accept 555.00 111.00', 'vat 0.00 111.00'],
    ],
    [
      'the last of the VAT with the last of the net',
      { net: '1110.00', vat: '0.01', accepted: '1000.00', undecided: '110.00' },
      ['accept 110.00 0.01'],
    ],
    ['wholly decided', { net: '1110.00', accepted: '1110.00', undecided: '0.00' }, ['accept 0.00']],
  ])('%s', (_, given, expected) => {
    expect(proposed(given)).toEqual(expected);
  });
});
