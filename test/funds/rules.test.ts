import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byQuarter,
  dueBy,
  faultsOfDays,
  faultsOfMembers,
  parseRisk,
  positions,
  quartersOf,
} from '../../src/funds/rules.ts';
import { Decimal, money, sum, toText } from '../../src/money.ts';

/** What members of a fund put in by quarters, and who bears what is over or short. */
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const spans = (fromOn: string, toOn: string) =>
  quartersOf({ fromOn, toOn }).map(({ number, from, to }) => [
    number,
    from.toString(),
    to.toString(),
  ]);
const YEAR = quartersOf({ fromOn: '2026-04-01', toOn: '2027-03-31' });

describe('the quarters of a fund', () => {
  it('are those of the financial year', () => {
    expect(spans('2026-04-01', '2027-03-31')).toEqual([
      [1, '2026-04-01', '2026-06-30'],
      [2, '2026-07-01', '2026-09-30'],
      [3, '2026-10-01', '2026-12-31'],
      [4, '2027-01-01', '2027-03-31'],
    ]);
  });

  it('end with the fund, also within a quarter', () => {
    expect(spans('2026-11-30', '2027-03-10')).toEqual([
      [1, '2026-11-30', '2027-02-27'],
      [2, '2027-02-28', '2027-03-10'],
    ]);
    expect(spans('2026-04-01', '2026-04-01')).toEqual([[1, '2026-04-01', '2026-04-01']]);
  });
});

describe('contributions', () => {
  it.each([
    ['2026-03-31', '0.00'],
    ['2026-04-01', '250.00'],
    ['2026-06-30', '250.00'],
    ['2026-07-01', '500.01'],
    ['2026-12-31', '750.01'],
    ['2027-01-01', '1000.01'],
    ['2030-01-01', '1000.01'],
  ])('are due by %s: %s of 1,000.01', (on, due) => {
    expect(toText(dueBy(money('1000.01'), YEAR, day(on)))).toBe(due);
  });

  it('by quarters make the whole', () => {
    expect(byQuarter(money('1000.01'), YEAR).map(toText)).toEqual([
      '250.00',
      '250.01',
      '250.00',
      '250.00',
    ]);
  });
});

const member = (contribution: string, spent: string, risk: string | null) => ({
  contribution: money(contribution),
  spent: money(spent),
  risk: risk === null ? null : parseRisk(risk),
});
const shown = (found: ReturnType<typeof positions>) =>
  found.map((one) => [toText(one.difference), toText(one.bears), toText(one.settles)]);

describe('what is over or short', () => {
  it('is shared by risk in a pooled fund, whoever spent it', () => {
    const two = [member('1500.00', '461.54', '3/5'), member('750.00', '307.69', '2/5')];
    expect(shown(positions('pooled', two))).toEqual([
      ['888.46', '611.54', '150.00'],
      ['592.31', '157.69', '-150.00'],
    ]);
  });

  it('is borne by those who bear a risk', () => {
    const three = [
      member('100.00', '100.00', '0/1'),
      member('100.00', '200.01', '1/2'),
      member('100.00', '100.00', '1/2'),
    ];
    expect(shown(positions('pooled', three))).toEqual([
      ['0.00', '100.00', '0.00'],
      ['-50.01', '150.01', '-50.00'],
      ['-50.00', '150.00', '50.00'],
    ]);
  });

  it('is not shared in an aligned fund', () => {
    const two = [member('1500.00', '461.54', null), member('750.00', '907.69', null)];
    expect(shown(positions('aligned', two))).toEqual([
      ['1038.46', '461.54', '0.00'],
      ['-157.69', '907.69', '0.00'],
    ]);
  });

  const pence = fc.nat(10_000_000).map((number) => new Decimal(number).div(100));
  const weights = fc
    .array(fc.nat(9), { minLength: 2, maxLength: 6 })
    .filter((some) => some.some((one) => one > 0));
  const pool = weights.chain((some) => {
    const denominator = some.reduce((a, b) => a + b, 0);
    return fc.tuple(
      ...some.map((numerator) =>
        fc.record({
          contribution: pence,
          spent: pence,
          risk: fc.constant({ numerator, denominator }),
        }),
      ),
    );
  });

  it('leaves rows and columns that tie: what is borne is what was spent, what is settled nothing', () => {
    fc.assert(
      fc.property(pool, (members) => {
        const found = positions('pooled', members);
        const of = (what: 'difference' | 'bears' | 'settles') =>
          toText(sum(found.map((one) => one[what])));
        const put = sum(members.map((one) => one.contribution));
        const spent = sum(members.map((one) => one.spent));
        expect([of('difference'), of('bears'), of('settles')]).toEqual([
          toText(put.minus(spent)),
          toText(spent),
          '0.00',
        ]);
        for (const [n, { difference }] of found.entries()) {
          const { numerator, denominator } = members[n]!.risk;
          const exact = put.minus(spent).times(numerator).div(denominator);
          expect(difference.minus(exact).abs().lt('0.01')).toBe(true);
        }
      }),
    );
  });
});

describe('a risk', () => {
  it.each([
    ['3/5', { numerator: 3, denominator: 5 }],
    ['0/1', { numerator: 0, denominator: 1 }],
    ['6/5', null],
    ['1/0', null],
    ['0.5', null],
    ['-1/2', null],
    ['', null],
  ])('%s is read as %j', (text, risk) => {
    expect(parseRisk(text)).toEqual(risk);
  });
});

describe('a fund that is asked for', () => {
  const asked = (kind: 'pooled' | 'aligned', ...members: [string, string?][]) => ({
    kind,
    fromOn: day('2026-04-01'),
    toOn: day('2027-03-31'),
    members: members.map(([funderId, risk]) => ({
      funderId,
      risk: risk === undefined ? undefined : parseRisk(risk)!,
    })),
  });
  const places = (fund: ReturnType<typeof asked>) => faultsOfMembers(fund).map((one) => one.where);

  it.each([
    ['a pooled one with parts that make one', asked('pooled', ['a', '3/5'], ['b', '2/5']), []],
    ['parts that do not make one', asked('pooled', ['a', '3/5'], ['b', '1/5']), ['body.members']],
    ['a part that is missing', asked('pooled', ['a', '1/1'], ['b']), ['body.members.1.risk']],
    ['a part in an aligned one', asked('aligned', ['a', '1/1']), ['body.members.0.risk']],
    ['a member twice', asked('aligned', ['a'], ['a']), ['body.members.1.funderId']],
  ])('%s', (_, fund, where) => {
    expect(places(fund)).toEqual(where);
  });

  it.each([
    ['2026-03-31', 1],
    ['2026-04-01', 0],
    ['2031-03-31', 0],
    ['2031-04-01', 1],
  ])('to %s has %i faults of its days', (toOn, count) => {
    expect(faultsOfDays({ ...asked('pooled'), toOn: day(toOn) })).toHaveLength(count);
  });
});
