import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { money, sum, toText, Decimal } from '../../src/money.ts';
import {
  arrangementOf,
  totalsOf,
  versionsShown,
  type ArrangementWithTerms,
} from '../../src/section-j/contents.ts';
import type { SectionJArrangement } from '../../src/section-j/schemas.ts';

const one = (id: string, agreement: object, more: object = {}): ArrangementWithTerms =>
  ({
    id,
    kind: 'direct',
    purpose: 'Support',
    shares: [],
    agreement: {
      version: 1,
      change: 'first',
      state: 'agreed',
      effectiveOn: '2026-04-06',
      amount: '100.00',
      agreedTotal: '100.00',
      weekly: null,
      every: 'once',
      firstPeriodOn: '2026-04-06',
      instalments: 1,
      terms: null,
      paid: 'in_advance',
      items: [],
      ...agreement,
    },
    ...more,
  }) as unknown as ArrangementWithTerms;

describe('the version that is shown', () => {
  const first = one('a', {});
  const later = one('a', { version: 2, effectiveOn: '2026-05-01' });
  const proposed = one('a', { version: 2, state: 'proposed', effectiveOn: '2026-05-01' });
  const ended = one('a', { version: 2, change: 'end', effectiveOn: '2026-04-10' });
  const ending = one('a', {
    version: 2,
    change: 'end',
    state: 'proposed',
    effectiveOn: '2026-04-10',
  });
  const refused = one('a', { version: 2, state: 'refused', effectiveOn: '2026-05-01' });

  test.each<[string, ArrangementWithTerms | null, ArrangementWithTerms, string, boolean, unknown]>([
    ['the first', first, first, '2026-04-06', false, [1, 'agreed']],
    ['none before its day', first, first, '2026-04-05', false, null],
    [
      'the first, while a later one is still to come',
      first,
      later,
      '2026-04-30',
      false,
      [1, 'agreed'],
    ],
    ['the first, beside a proposal', first, proposed, '2026-06-01', false, [1, 'agreed']],
    ['the proposal, in a draft', first, proposed, '2026-04-15', true, [2, 'proposed']],
    ['a proposal alone, in a draft', null, proposed, '2026-04-15', true, [2, 'proposed']],
    ['a proposal alone, not in a draft', null, proposed, '2026-06-01', false, null],
    [
      'the first, beside one refused, in a draft',
      first,
      refused,
      '2026-06-01',
      true,
      [1, 'agreed'],
    ],
    ['none, once it has ended', ended, ended, '2026-04-15', false, null],
    ['none, where an end is proposed', first, ending, '2026-04-15', true, null],
    ['the first, until the end that is proposed', first, ending, '2026-04-09', true, [1, 'agreed']],
  ])('is %s', (_, agreed, latest, asAt, draft, expected) => {
    const [shown] = versionsShown(agreed === null ? [] : [agreed], [latest], { asAt, draft });
    const found = shown === undefined ? null : [shown.agreement.version, shown.agreement.state];
    expect(found).toEqual(expected);
  });
});

describe('what an arrangement is for', () => {
  const around = {
    paidTo: null,
    conditions: [{ sector: 'health' as const, noticeGivenOn: null, acceptedOn: null }],
    reviews: [{ sector: 'health' as const, lastHeldOn: null, dueOn: null }],
  };
  const plan = ['H2', 'F', 'G', 'H1'].map((section) => ({
    section,
    provision: `Provision ${section}`,
    outcome: `Outcome ${section}`,
  }));
  const share = (source: string) => ({ source, funder: source, basis: 'rest', amount: '50.00' });
  const line = (section: string, more: object = {}) => ({
    section,
    provision: `Line ${section}`,
    outcome: 'O',
    nature: 'regular',
    description: 'D',
    cost: '10.00',
    ...more,
  });

  it('without lines is what the plan has in the sections of its sectors', () => {
    const shares = [share('social_care'), share('education')];
    const made = arrangementOf(one('a', {}, { shares }), around, plan);
    expect(made.provisionFrom).toBe('plan');
    expect(made.sectors).toEqual(['education', 'social_care']);
    expect(made.sections).toEqual(['F', 'H1', 'H2']);
    expect(made.provision[0]).toEqual(plan[1]);
  });

  it('with lines is what they are for, each once', () => {
    const items = [line('G'), line('F'), line('G')];
    const made = arrangementOf(one('a', { items }, { shares: [share('health')] }), around, plan);
    expect(made.provisionFrom).toBe('lines');
    expect(made.provision.map((item) => item.provision)).toEqual(['Line F', 'Line G']);
    expect(made.lines).toHaveLength(3);
  });

  it('is as flexible as the natures of its lines say', () => {
    const items = [
      line('F', { nature: 'one_off', cost: '1.10', description: 'Laptop' }),
      line('F', { nature: 'contingency', cost: '2.20', description: 'Illness' }),
      line('F'),
      line('F', { nature: 'one_off', cost: '3.30', description: 'Desk' }),
    ];
    const made = arrangementOf(one('a', { items }, { shares: [share('education')] }), around, plan);
    expect(made.flexibility).toEqual([
      { nature: 'contingency', amount: '2.20', descriptions: ['Illness'] },
      { nature: 'one_off', amount: '4.40', descriptions: ['Laptop', 'Desk'] },
    ]);
  });

  it('has neither conditions nor reviews of its own where it is notional', () => {
    const shares = [share('health')];
    const made = (kind: string) => arrangementOf(one('a', {}, { shares, kind }), around, plan);
    expect([made('notional').conditions, made('notional').reviews]).toEqual([[], []]);
    expect([made('direct').conditions, made('direct').reviews]).toEqual([
      around.conditions,
      around.reviews,
    ]);
  });

  it("keeps a person's own money apart from the shares", () => {
    const own = { ...share('contribution'), basis: 'weekly', weekly: '42.37', paid: 'net' };
    const shares = [share('health'), own];
    const made = arrangementOf(one('a', {}, { shares }), around, plan);
    expect(made.shares.map((item) => item.sector)).toEqual(['health']);
    expect(made.ownMoney).toEqual([
      { source: 'contribution', weekly: '42.37', paid: 'net', amount: '50.00' },
    ]);
  });
});

describe('the totals', () => {
  const pence = fc.integer({ min: 0, max: 99_999_999 }).map((n) => toText(new Decimal(n).div(100)));
  const shares = fc.array(
    fc.record({
      sector: fc.constantFrom('education', 'health', 'social_care'),
      amount: pence,
    }),
  );
  const own = fc.array(
    fc.record({ source: fc.constantFrom('contribution', 'top_up'), amount: pence }),
  );

  it('by sector make the whole, and a person’s own money is no part of it', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ shares, ownMoney: own })), (list) => {
        const totals = totalsOf(list as unknown as SectionJArrangement[]);
        const all = list.flatMap((item) => item.shares.map((share) => money(share.amount)));
        const bySector = totals.sectors.map((sector) => money(sector.amount));
        expect(totals.total).toBe(toText(sum(all)));
        expect(totals.total).toBe(toText(sum(bySector)));
        const apart = list.flatMap((item) => item.ownMoney.map((one) => money(one.amount)));
        expect(toText(money(totals.contribution).plus(money(totals.topUp)))).toBe(
          toText(sum(apart)),
        );
      }),
    );
  });
});
