import { describe, expect, it } from 'vitest';
import { schedule } from '../../src/budgets/rules.ts';
import { money, toText } from '../../src/money.ts';
import {
  SIXTY_FORTY,
  YEAR,
  byFractions,
  datesOf,
  lockFirst,
  partsOf,
  version,
  work,
} from '../support/entitlement.ts';

/** Who pays what of each payment: as first agreed, and where versions share differently. */
const THIRDS = byFractions({ E: '1/3', H: '1/3', S: '1/3' });

describe('one version and nothing paid is the agreed schedule', () => {
  it.each([
    ['10000.00', SIXTY_FORTY],
    ['20000.00', THIRDS],
    ['0.13', THIRDS],
    ['0.17', byFractions({ E: '1/7', H: '3/7', S: '3/7' })],
  ])('%s', (amount, shares) => {
    const terms = { ...YEAR, amount: money(amount), effectiveOn: YEAR.firstPeriodOn };
    const plan = schedule(
      terms,
      shares.map((share) => share.weight),
    );
    const { payments } = work([version(1, '2026-04-06', amount, shares)]);
    expect(
      payments.map((one) => [
        one.number,
        ...datesOf(one),
        ...[one.amount, ...one.parts.values()].map(toText),
        one.lines.length,
      ]),
    ).toEqual(
      plan.map((one) => [
        one.number,
        ...[one.periodFrom, one.periodTo, one.valueOn, one.inputOn].map(String),
        ...[one.amount, ...one.shares].map(toText),
        1,
      ]),
    );
  });

  it('shares case 1 out 60/40 to the penny', () => {
    const { payments, totals } = work([version(1, '2026-04-06', '10000.00', SIXTY_FORTY)]);
    const education = payments.map((one) => toText(one.parts.get('E')!));
    expect(education.filter((part) => part !== '461.54')).toEqual(['461.53', '461.53']);
    expect(education[2]).toBe('461.53');
    expect(payments[2]!.valueOn.toString()).toBe('2026-06-01');
    expect(partsOf(payments[6]!.parts)).toEqual({ E: '461.54', S: '307.70' });
    expect(partsOf(totals)).toEqual({ E: '6000.00', S: '4000.00' });
  });

  it('shares case 4 out in thirds to the penny', () => {
    const { payments, totals } = work([version(1, '2026-04-06', '20000.00', THIRDS)]);
    const others = payments.flatMap((one) =>
      [...one.parts]
        .filter(([, part]) => toText(part) !== '512.82')
        .map(([id]) => [one.number, id]),
    );
    expect(others).toEqual([
      [4, 'E'],
      [10, 'H'],
    ]);
    expect(partsOf(totals)).toEqual({ E: '6666.67', H: '6666.67', S: '6666.66' });
  });
});

describe('versions', () => {
  const all = (weights: Parameters<typeof byFractions>[0], number: number, on: string) =>
    version(number, on, '1300.00', byFractions(weights));

  it('count from their date by number, whichever was agreed for an earlier day', () => {
    const versions = [
      version(1, '2026-06-01', '1300.00', SIXTY_FORTY),
      version(2, '2026-06-29', '2600.00', SIXTY_FORTY),
      version(3, '2026-05-04', '3900.00', SIXTY_FORTY),
    ];
    const { due } = work(versions.toReversed());
    // The first holds before any date; the third then holds for ever, as it is the latest.
    expect(due.slice(0, 4).map((one) => toText(one.amount))).toEqual([
      '100.00',
      '300.00',
      '300.00',
      '300.00',
    ]);
  });

  it('put right at once what one funder paid for another, where there is enough to come', () => {
    const first = all({ E: '1/1' }, 1, '2026-04-06');
    const paid = lockFirst(work([first]), 2);
    const { payments, totals } = work([first, all({ E: '1/2', S: '1/2' }, 2, '2026-04-06')], paid);
    expect(partsOf(totals)).toEqual({ E: '650.00', S: '650.00' });
    expect(payments.slice(0, 3).map((one) => partsOf(one.parts))).toEqual([
      { E: '0.00', S: '100.00' },
      { E: '0.00', S: '100.00' },
      { E: '50.00', S: '50.00' },
    ]);
  });

  it('leave a funder who paid too much with nothing more to pay', () => {
    const first = all({ E: '1/1' }, 1, '2026-04-06');
    const paid = lockFirst(work([first]), 12);
    const { payments, totals, entitled, overpaid, overpaidParts } = work(
      [first, all({ E: '1/2', S: '1/2' }, 2, '2026-04-06')],
      paid,
    );
    expect(partsOf(entitled)).toEqual({ E: '650.00', S: '650.00' });
    expect(partsOf(totals)).toEqual({ E: '1200.00', S: '100.00' });
    expect(payments.map((one) => partsOf(one.parts))).toEqual([{ E: '0.00', S: '100.00' }]);
    // In all as much was paid as is due, so the person owes nothing.
    expect(toText(overpaid)).toBe('0.00');
    expect(partsOf(overpaidParts)).toEqual({ E: '0.00', S: '0.00' });
  });

  it('leave the others short by the same sum each, also when some payments have gone out', () => {
    const versions = [
      all({ E: '1/1' }, 1, '2026-04-06'),
      all({ E: '1/10', H: '3/10', S: '6/10' }, 2, '2026-04-06'),
    ];
    const paid = lockFirst(work(versions.slice(0, 1)), 6);
    const result = work(versions, paid);
    // E has paid 600.00 where 130.00 is its part, so H and S pay 235.00 less each.
    expect(partsOf(result.entitled)).toEqual({ E: '130.00', H: '390.00', S: '780.00' });
    expect(partsOf(result.totals)).toEqual({ E: '600.00', H: '155.00', S: '545.00' });
    const { payments } = work(versions, [...paid, ...lockFirst(result, 3)]);
    expect(payments.map((one) => partsOf(one.parts))).toEqual(
      result.payments.slice(3).map((one) => partsOf(one.parts)),
    );
  });

  it('say what is missing', () => {
    expect(() => work([])).toThrow('one version at least');
    const nobody = version(1, '2026-04-06', '1300.00', []);
    expect(() => work([nobody])).toThrow('Version 1 has public money due');
    const first = all({ E: '1/1' }, 1, '2026-04-06');
    const [paid] = lockFirst(work([first]), 1);
    expect(() => work([first], [{ ...paid!, ownAmount: money('99.99') }])).toThrow('all its lines');
    expect(() => work([first], [{ ...paid!, parts: new Map() }])).toThrow('every share');
    const elsewhere = new Map([['unknown', money('0.01')]]);
    const other = { ...paid!, ownAmount: money('99.99'), differences: elsewhere };
    expect(() => work([first], [other])).toThrow('not locked');
  });
});

describe('pennies', () => {
  it('never go back, where largest remainder alone would take one back', () => {
    // Of 0.03 each funder pays 0.01; of 0.04 the first pays nothing.
    const sevenths = byFractions({ E: '1/7', H: '3/7', S: '3/7' });
    const grid = { ...YEAR, instalments: 7 };
    const first = version(1, '2026-04-06', '0.07', sevenths);
    const { payments, totals } = work([first], [], grid);
    expect(partsOf(totals)).toEqual({ E: '0.01', H: '0.03', S: '0.03' });
    expect(payments.every((one) => [...one.parts.values()].every((part) => part.gte(0)))).toBe(
      true,
    );
    const paid = lockFirst(work([first], [], grid), 3);
    const rest = work([first], paid, grid).payments;
    expect(rest.map((one) => partsOf(one.parts))).toEqual(
      payments.slice(3).map((one) => partsOf(one.parts)),
    );
  });
});
