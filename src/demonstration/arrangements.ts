import type { NewArrangement } from '../budgets/arrangement-store.ts';
import type { Every, ShareTerm } from '../budgets/rules.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import { Decimal, money } from '../money.ts';
import type { Choices } from './random.ts';

type Day = Temporal.PlainDate;
export type Funders = Readonly<Record<Sector, string>>;

const PURPOSES: Readonly<Record<Holding, readonly string[]>> = {
  direct: ['Tutor, equipment and short breaks', 'Personal assistant', 'Activities and travel'],
  third_party: ['Personal assistant on payroll', 'Support bought by a managed account'],
  notional: ['Speech and language therapy', 'Occupational therapy at school'],
};

/** Who pays what part, in the ways that panels agree. */
const SPLITS: readonly (readonly [Sector, string][])[] = [
  [
    ['education', '3/5'],
    ['social_care', '2/5'],
  ],
  [
    ['education', '1/3'],
    ['health', '1/3'],
    ['social_care', '1/3'],
  ],
  [
    ['health', '1/2'],
    ['social_care', '1/2'],
  ],
  [['education', '1/1']],
  [['social_care', '1/1']],
];

export interface Wanted {
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly payeeId: string | null;
  readonly brokerId: string | null;
  readonly year: { from: Day; to: Day };
  /** The first person has case 1 of the worked cases, to compare with the guide. */
  readonly caseOne: boolean;
}

/** The first Monday of a financial year, on which four-weekly periods begin. */
export function firstMonday(year: { from: Day }): Day {
  return year.from.add({ days: (8 - year.from.dayOfWeek) % 7 });
}

/** An arrangement as a panel might agree it. */
export function inventArrangement(
  wanted: Wanted,
  funders: Funders,
  choose: Choices,
): Omit<NewArrangement, 'budgetId'> {
  const parts = wanted.caseOne ? SPLITS[0]! : choose.pick(SPLITS);
  const amount = wanted.caseOne
    ? money('10000.00')
    : new Decimal(1500 + choose.below(16_000)).plus('0.00');
  const terms = parts.map(([, fraction]): ShareTerm => {
    const [numerator, denominator] = fraction.split('/').map(Number) as [number, number];
    return { fraction: { numerator, denominator } };
  });
  const every: Every =
    wanted.kind === 'notional'
      ? 'once'
      : wanted.caseOne || choose.below(4) > 0
        ? '4_weeks'
        : 'month';
  return {
    beneficiaryId: wanted.beneficiaryId,
    kind: wanted.kind,
    purpose: choose.pick(PURPOSES[wanted.kind]),
    payeeId: wanted.payeeId,
    brokerId: wanted.brokerId,
    shares: parts.map(([source], n) => ({
      source,
      funderId: funders[source],
      term: terms[n]!,
    })),
    terms: {
      amount,
      effectiveOn: wanted.year.from,
      every,
      firstPeriodOn: every === '4_weeks' ? firstMonday(wanted.year) : wanted.year.from,
      instalments: { '4_weeks': 13, month: 12, once: 1, week: 52, '2_weeks': 26, term: 3 }[every],
      paid: 'in_advance',
    },
    reason: 'Agreed at panel',
  };
}
