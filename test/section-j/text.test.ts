import { describe, expect, it, test } from 'vitest';
import { sectionJText } from '../../src/section-j/rules.ts';
import type { SectionJ, SectionJArrangement } from '../../src/section-j/schemas.ts';
import { heldInWords, kindsHeldInWords, scheduleInWords } from '../../src/section-j/words.ts';

type Share = SectionJArrangement['shares'][number];
const share = (more: Partial<Share> = {}): Share => ({
  sector: 'education',
  funder: 'High needs block',
  basis: 'fraction',
  fraction: '1/3',
  upTo: null,
  fixed: null,
  amount: '6666.67',
  ...more,
});

const arrangement = (more: Partial<SectionJArrangement> = {}): SectionJArrangement => ({
  id: '1',
  purpose: 'Support',
  kind: 'direct',
  heldInWords: 'a direct payment',
  version: 2,
  state: 'agreed',
  effectiveOn: '2026-09-16',
  sectors: ['education'],
  sections: ['F'],
  provision: [{ section: 'F', provision: 'Tutor', outcome: 'Reads' }],
  provisionFrom: 'plan',
  lines: [],
  amount: '1234567.89',
  agreedTotal: '1234567.89',
  weekly: null,
  shares: [share()],
  ownMoney: [],
  schedule: {
    every: 'once',
    firstPeriodOn: '2026-09-16',
    instalments: 1,
    terms: null,
    paid: 'in_advance',
    inWords: 'one payment from 16 September 2026, in advance',
  },
  flexibility: [],
  conditions: [],
  reviews: [],
  ...more,
});

const sectionJ = (more: Partial<SectionJ> = {}): SectionJ => ({
  budgetId: '1',
  asAt: '2026-10-01',
  draft: false,
  listsAll: true,
  person: { reference: 'B-1', name: null },
  plan: { startsOn: '2025-09-01', reviewBy: '2026-09-01', ceasedOn: null },
  budget: { startsOn: '2026-04-01', endsOn: '2027-03-31', closedOn: null },
  arrangements: [arrangement()],
  totals: { sectors: [], total: '0.00', contribution: '0.00', topUp: '0.00' },
  ...more,
});

const textOf = (more: Partial<SectionJArrangement>): string =>
  sectionJText(sectionJ({ arrangements: [arrangement(more)] }));
/** The lines of the text as one, so that a test does not depend on where they break. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('Section J as text', () => {
  it('names nobody where the name may not be seen', () => {
    expect(sectionJText(sectionJ())).toContain('\nFor: reference B-1.\n');
  });

  it('marks a draft, and what is proposed in it', () => {
    const text = sectionJText(
      sectionJ({ draft: true, arrangements: [arrangement({ state: 'proposed' })] }),
    );
    expect(text).toMatch(/^Section J: personal budget \(DRAFT\)\n=+\n\nDRAFT: /);
    expect(flat(text)).toContain(
      'PROPOSED: version 2, not agreed; to take effect from 16 September 2026.',
    );
    expect(sectionJText(sectionJ())).not.toMatch(/draft|proposed/i);
  });

  it('says that nothing is in force, that a plan has ceased, and a budget was closed', () => {
    const plan = { startsOn: '2025-09-01', reviewBy: '2026-09-01', ceasedOn: '2026-08-31' };
    const budget = { startsOn: '2026-04-01', endsOn: '2027-03-31', closedOn: '2026-08-30' };
    const text = flat(sectionJText(sectionJ({ arrangements: [], plan, budget })));
    expect(text).toContain('It ceased on 31 August 2026.');
    expect(text).toContain('It was closed on 30 August 2026.');
    expect(text).toContain('Nothing is in force on this day.');
  });

  it('says where it lists only what the reader may see', () => {
    expect(sectionJText(sectionJ({ listsAll: false }))).toContain('Only what you may see');
    expect(sectionJText(sectionJ())).not.toContain('Only what you may see');
  });

  test.each<[Partial<Share>, string]>([
    [{}, '6,666.67 (1/3 of it)'],
    [{ fraction: '1/1' }, '6,666.67 (all of it)'],
    [{ basis: 'capped', fraction: '1/2', upTo: '7000.00' }, '(1/2 of it, up to 7,000.00)'],
    [{ basis: 'fixed', fraction: null, fixed: '6666.67' }, '(a fixed amount)'],
    [{ basis: 'fixed', fraction: null, fixed: '0.00' }, '(nothing more under this version)'],
    [{ basis: 'lines', fraction: null }, '(the lines that are its own)'],
    [{ basis: 'rest', fraction: null }, '(the rest)'],
  ])('shows a share %j as %s', (more, words) => {
    expect(flat(textOf({ shares: [share(more)] }))).toContain(words);
  });

  it('shows amounts with thousands separators, and what stands behind them', () => {
    expect(textOf({})).toContain('Amount: 1,234,567.89 in all.\n');
    const other = flat(textOf({ agreedTotal: '1000.00', weekly: '350.00' }));
    expect(other).toContain('Amount: 1,000.00 in all, from 350.00 a week.');
    expect(other).toContain('the schedule comes to 1,234,567.89.');
  });

  it("keeps a person's contribution and a family's top-up apart", () => {
    const own = { weekly: '42.37', amount: '2203.24' };
    const text = (more: object): string =>
      flat(textOf({ ownMoney: [{ ...own, ...more } as never] }));
    expect(text({ source: 'contribution', paid: 'net' })).toContain(
      'Contribution by the person, apart from public money: 42.37 a week, 2,203.24 in all, taken off what is paid.',
    );
    expect(text({ source: 'contribution', paid: 'gross' })).toContain('owed to the authority.');
    expect(text({ source: 'top_up', paid: null })).toContain(
      'Voluntary top-up by the family, apart from public money: 42.37 a week, 2,203.24 in all.',
    );
    const totals = { sectors: [], total: '0.00', contribution: '2203.24', topUp: '10.00' };
    expect(flat(sectionJText(sectionJ({ totals })))).toContain(
      'Apart from it: contributions of 2,203.24 and voluntary top-ups of 10.00.',
    );
  });

  it('says of each sector whether conditions were given and accepted, and its reviews', () => {
    const text = textOf({
      sections: ['F', 'H1'],
      sectors: ['education', 'social_care'],
      conditions: [
        { sector: 'education', noticeGivenOn: null, acceptedOn: null },
        { sector: 'social_care', noticeGivenOn: '2026-04-01', acceptedOn: '2026-04-02' },
      ],
      reviews: [
        { sector: 'education', lastHeldOn: null, dueOn: '2026-09-01' },
        { sector: 'social_care', lastHeldOn: '2026-07-01', dueOn: null },
      ],
    });
    expect(text).toContain('For: education and social care (sections F and H1 of the plan).');
    expect(text).toContain('- Education: no notice on file; not accepted.');
    expect(text).toContain(
      '- Social care: notice given on 1 April 2026; accepted on 2 April 2026.',
    );
    expect(text).toContain('- Education: none held yet; next due by 1 September 2026.');
    expect(text).toContain('- Social care: last held on 1 July 2026.');
  });

  it('says where a sector has no provision in the plan', () => {
    const text = textOf({ provision: [], sections: [] });
    expect(text).toContain('For: education.\n');
    expect(text).toContain('- none in the sections of these sectors.');
  });
});

describe('in words', () => {
  test.each<[Parameters<typeof heldInWords>, string]>([
    [['direct', null], 'a direct payment'],
    [
      ['direct', { relationship: 'young_person', name: 'A' }],
      'a direct payment to the young person, A',
    ],
    [['direct', { relationship: 'nominee', name: 'A' }], 'a direct payment to a nominee, A'],
    [
      ['third_party', null],
      'a third party arrangement: the money is paid to and managed by an organisation',
    ],
    [
      ['notional', null],
      'an arrangement: the authority holds the money and arranges the provision (a notional budget)',
    ],
  ])('%j is %s', (given, words) => {
    expect(heldInWords(...given)).toBe(words);
  });

  it('a combination names each kind once, in the order of the Code', () => {
    expect(kindsHeldInWords(['notional', 'direct', 'notional'])).toBe(
      'a combination of a direct payment and an arrangement',
    );
    expect(kindsHeldInWords(['third_party', 'third_party'])).toBe('a third party arrangement');
  });

  const schedule = {
    every: '4_weeks',
    firstPeriodOn: '2026-04-06',
    instalments: 13,
    terms: null,
    paid: 'in_advance',
  } as const;
  const terms = [14, 12, 13].map((weeks) => ({ from: '2026-09-01', to: '2026-12-18', weeks }));
  test.each<[string, Parameters<typeof scheduleInWords>[1]]>([
    ['13 payments every four weeks from 6 April 2026, in advance', schedule],
    [
      '52 payments every week from 6 April 2026, in arrears',
      { ...schedule, every: 'week', instalments: 52, paid: 'in_arrears' },
    ],
    [
      '26 payments every two weeks from 6 April 2026, in advance',
      { ...schedule, every: '2_weeks', instalments: 26 },
    ],
    [
      '12 payments every month from 6 April 2026, in advance',
      { ...schedule, every: 'month', instalments: 12 },
    ],
    ['one payment from 6 April 2026, in advance', { ...schedule, every: 'once', instalments: 1 }],
    [
      '3 payments from 6 April 2026, one for each term (14, 12 and 13 weeks), in advance',
      { ...schedule, every: 'term', instalments: 3, terms },
    ],
  ])('%s', (words, given) => {
    expect(scheduleInWords('direct', given)).toBe(words);
  });

  it('a notional arrangement pays the family nothing', () => {
    expect(scheduleInWords('notional', { ...schedule, every: 'once', instalments: 1 })).toBe(
      'none to the family: the authority pays for the provision from 6 April 2026',
    );
  });
});
