import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, money, sum, toText } from '../../src/money.ts';
import { faultsOfHeld, partsOf, type MovingShare, type Party } from '../../src/transfers/rules.ts';

/** How an amount is taken from the shares of an arrangement, and what stands in the way of it. */
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

/** Shares by what each holds on the day and at the least later; each has a counterpart. */
const shares = (...list: [held: string, least: string][]): MovingShare[] =>
  list.map(([held, least], n) => ({
    source: 'education',
    funderId: `funder ${n}`,
    funder: `Funder ${n}`,
    from: `from ${n}`,
    to: `to ${n}`,
    held: money(held),
    least: money(least),
  }));

interface Worked {
  readonly what: string;
  readonly shares: MovingShare[];
  readonly asked: string | null;
  readonly parts: [from: string, to: string, amount: string][];
}

const WORKED: readonly Worked[] = [
  {
    what: 'in proportion to what each holds, the penny to the largest remainder',
    shares: shares(['461.54', '461.54'], ['307.69', '307.69']),
    asked: '100.00',
    parts: [
      ['from 0', 'to 0', '60.00'],
      ['from 1', 'to 1', '40.00'],
    ],
  },
  {
    what: 'all of it, each share with what it has',
    shares: shares(['461.54', '461.54'], ['307.69', '307.69']),
    asked: null,
    parts: [
      ['from 0', 'to 0', '461.54'],
      ['from 1', 'to 1', '307.69'],
    ],
  },
  {
    what: 'no more of a share than it still holds later; the others give the rest',
    shares: shares(['500.00', '10.00'], ['500.00', '500.00']),
    asked: '100.00',
    parts: [
      ['from 0', 'to 0', '10.00'],
      ['from 1', 'to 1', '90.00'],
    ],
  },
  {
    what: 'nothing from a share that holds nothing',
    shares: shares(['0.00', '0.00'], ['0.01', '0.01']),
    asked: '0.01',
    parts: [['from 1', 'to 1', '0.01']],
  },
  {
    what: 'only what is left when a share is below zero',
    shares: shares(['-30.00', '-30.00'], ['100.00', '100.00']),
    asked: null,
    parts: [['from 1', 'to 1', '70.00']],
  },
];

describe('what is held is taken', () => {
  it.each(WORKED)('$what', ({ shares: given, asked, parts }) => {
    const parted = partsOf(given, asked === null ? null : money(asked));
    const taken = 'parts' in parted ? parted.parts : [];
    expect(taken.map((part) => [part.from, part.to, toText(part.amount)])).toEqual(parts);
  });

  it('never for more than there is, nor where there is nothing', () => {
    const asked = partsOf(shares(['5.00', '4.00'], ['1.00', '1.00']), money('5.01'));
    expect(asked).toMatchObject({ ok: false, available: money('5.00'), asked: money('5.01') });
    expect(partsOf(shares(['5.00', '0.00']), null)).toMatchObject({ ok: false, asked: null });
    expect(partsOf([], null)).toMatchObject({ ok: false });
  });

  it('names the shares that have no counterpart, if anything of theirs would go', () => {
    const [first, second] = shares(['5.00', '5.00'], ['0.00', '0.00']);
    const own = { ...second!, source: 'contribution' as const, funder: null, to: null };
    expect(partsOf([first!, own], null)).toMatchObject({ ok: true });
    const some = { ...own, held: money('1.00'), least: money('1.00') };
    expect(partsOf([first!, some], null)).toEqual({
      ok: false,
      alone: ["the person's contribution"],
    });
  });

  it('to the penny, within what each holds, whatever it is', () => {
    const pence = fc.integer({ min: 0, max: 200_000 }).map((n) => new Decimal(n).div(100));
    const some = fc.array(fc.tuple(pence, pence), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(some, pence, (list, asked) => {
        const given = shares(...list.map(() => ['0.00', '0.00'] as [string, string])).map(
          (share, n) => ({
            ...share,
            held: Decimal.max(...list[n]!),
            least: Decimal.min(...list[n]!),
          }),
        );
        const parted = partsOf(given, asked);
        const available = sum(given.map((share) => share.least));
        expect(parted.ok).toBe(asked.gt(0) && asked.lte(available));
        if (!parted.ok) return;
        expect(toText(sum(parted.parts.map((part) => part.amount)))).toBe(toText(asked));
        for (const part of parted.parts) {
          const from = given.find((share) => share.from === part.from)!;
          expect(part.amount.gt(0) && part.amount.lte(from.least)).toBe(true);
        }
      }),
    );
  });
});

describe('what is wrong with a transfer', () => {
  const party = (more: Partial<Party> = {}): Party => ({
    id: 'one',
    beneficiaryId: 'person',
    kind: 'direct',
    startsOn: day('2026-04-06'),
    endedOn: null,
    ...more,
  });
  const broker = party({ id: 'two', kind: 'third_party' });
  const today = day('2026-06-02');
  const on = { effectiveOn: day('2026-06-01'), cause: 'other_kind' };
  const where = (asked: typeof on, from: Party, to: Party) =>
    faultsOfHeld(asked, from, to, today).map((fault) => fault.where);

  it.each([
    ['nothing', on, party(), broker, []],
    ['the same one', on, party(), party(), ['body.toArrangementId']],
    [
      'another person',
      on,
      party(),
      { ...broker, beneficiaryId: 'other' },
      ['body.toArrangementId'],
    ],
    ['a notional one', on, party(), { ...broker, kind: 'notional' }, ['body.toArrangementId']],
    [
      'a day to come',
      { ...on, effectiveOn: day('2026-06-03') },
      party(),
      broker,
      ['body.effectiveOn'],
    ],
    [
      'the last day before the other begins',
      { ...on, effectiveOn: day('2026-04-05') },
      party(),
      broker,
      ['body.effectiveOn'],
    ],
    ['the first day of the other', { ...on, effectiveOn: day('2026-04-06') }, party(), broker, []],
    [
      'the day on which the other ended',
      on,
      party(),
      { ...broker, endedOn: day('2026-06-01') },
      ['body.toArrangementId'],
    ],
    ['the last day of the other', on, party(), { ...broker, endedOn: day('2026-06-02') }, []],
    [
      'a correction of one that ended',
      { ...on, cause: 'correction' },
      party(),
      { ...broker, endedOn: day('2026-06-01') },
      [],
    ],
    ['no other kind', on, party(), party({ id: 'two' }), ['body.cause']],
    ['no other broker', { ...on, cause: 'other_broker' }, party(), broker, ['body.cause']],
    ['another holder', { ...on, cause: 'other_holder' }, party(), party({ id: 'two' }), []],
    [
      'a broker is no other holder',
      { ...on, cause: 'other_holder' },
      party(),
      broker,
      ['body.cause'],
    ],
    [
      'an underspend and a day to come',
      { effectiveOn: day('2026-06-03'), cause: 'underspend' },
      party(),
      broker,
      ['body.effectiveOn', 'body.cause'],
    ],
  ] as const)('%s', (_what, asked, from, to, faults) => {
    expect(where(asked, from, to)).toEqual(faults);
  });
});
