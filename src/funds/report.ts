import type { Column } from '../http/csv.ts';
import type { Period } from '../calendar.ts';
import { Decimal, ZERO, money, sum, toText } from '../money.ts';
import type { FunderFigures } from './figures.ts';
import {
  byQuarter,
  dueBy,
  parseRisk,
  positions,
  quartersOf,
  type FundKind,
  type Position,
} from './rules.ts';
import type { Fund } from './store.ts';

const shownPosition = ({ difference, bears, settles }: Position) => ({
  difference: toText(difference),
  bears: toText(bears),
  settles: toText(settles),
});

/** The members of a fund with their figures on a day. */
function reckon(
  members: Fund['members'],
  quarters: readonly Period[],
  on: Temporal.PlainDate,
  figures: ReadonlyMap<string, FunderFigures>,
) {
  return members.map((member) => {
    const { spent, agreed, toCome } = figures.get(member.funderId)!;
    const contribution = money(member.contribution);
    return {
      ...member,
      contribution,
      due: dueBy(contribution, quarters, on),
      dueIn: byQuarter(contribution, quarters),
      spentIn: spent,
      spent: sum(spent),
      agreed,
      forecast: sum(spent).plus(toCome),
    };
  });
}

type Reckoned = ReturnType<typeof reckon>;

/** Where the members stand by what they put in and what was spent. */
function stand(
  kind: FundKind,
  members: Reckoned,
  put: 'due' | 'contribution',
  out: 'spent' | 'forecast',
): Position[] {
  const facts = members.map((one) => ({
    contribution: one[put],
    spent: one[out],
    risk: one.risk === null ? null : parseRisk(one.risk),
  }));
  return positions(kind, facts);
}

/** A fund on a day: what its members put in and have spent, and where that leaves each of them. */
export function fundOn(
  { recordedAt: _recordedAt, members, ...fund }: Fund,
  on: Temporal.PlainDate,
  figures: ReadonlyMap<string, FunderFigures>,
) {
  const quarters = quartersOf(fund);
  const reckoned = reckon(members, quarters, on, figures);
  const toDate = stand(fund.kind, reckoned, 'due', 'spent');
  const whole = stand(fund.kind, reckoned, 'contribution', 'forecast');
  return {
    ...fund,
    on: on.toString(),
    members: reckoned.map(({ dueIn: _dueIn, spentIn: _spentIn, ...one }, n) => ({
      ...one,
      contribution: toText(one.contribution),
      due: toText(one.due),
      spent: toText(one.spent),
      agreed: toText(one.agreed),
      forecast: toText(one.forecast),
      toDate: shownPosition(toDate[n]!),
      wholeFund: shownPosition(whole[n]!),
    })),
    totals: {
      ...totalsOf(reckoned),
      toDate: standing(fund.kind, toDate),
      wholeFund: standing(fund.kind, whole),
    },
    quarters: quarters.map((quarter, n) => shownQuarter(quarter, n, reckoned)),
  };
}

const totalsOf = (members: Reckoned) => ({
  contribution: added(members, (one) => one.contribution),
  due: added(members, (one) => one.due),
  spent: added(members, (one) => one.spent),
  agreed: added(members, (one) => one.agreed),
  forecast: added(members, (one) => one.forecast),
});

const shownQuarter = ({ number, from, to }: Period, n: number, members: Reckoned) => ({
  number,
  from: from.toString(),
  to: to.toString(),
  due: added(members, (one) => one.dueIn[n]!),
  spent: added(members, (one) => one.spentIn[n]!),
  members: members.map(({ funderId, dueIn, spentIn }) => ({
    funderId,
    due: toText(dueIn[n]!),
    spent: toText(spentIn[n]!),
  })),
});

const added = <T>(members: readonly T[], of: (member: T) => Decimal): string =>
  toText(sum(members.map(of)));

/** What is left over or short in all, and whether that is shared. */
function standing(kind: FundKind, members: readonly Position[]) {
  const difference = sum(members.map((one) => one.difference));
  return {
    difference: toText(difference),
    under: toText(Decimal.max(difference, ZERO)),
    over: toText(Decimal.max(difference.negated(), ZERO)),
    shared: kind === 'pooled',
  };
}

export type ShownFund = ReturnType<typeof fundOn>;

type Line = Record<string, string | null>;

export const FUND_COLUMNS: readonly Column<Line>[] = [
  { name: 'what', type: 'text' },
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'sector', type: 'text' },
  { name: 'funder', type: 'text' },
  { name: 'contribution', type: 'money' },
  { name: 'spent', type: 'money' },
  { name: 'difference', type: 'money' },
  { name: 'bears', type: 'money' },
  { name: 'settles', type: 'money' },
];

/**
 * A fund as lines: each quarter by member, for the quarterly report; the fund to date; and the whole
 * fund with what is still to come, for the annual return. A line without a funder is the total.
 */
export function fundLines(fund: ShownFund): Line[] {
  const names = new Map(fund.members.map(({ funderId, ...one }) => [funderId, one]));
  const quarters = fund.quarters.flatMap(({ number, from, to, due, spent, members }) => [
    ...members.map((one) => {
      const { sector, funder } = names.get(one.funderId)!;
      const figures = { contribution: one.due, spent: one.spent };
      return { what: `quarter ${number}`, from, to, sector, funder, ...figures };
    }),
    { what: `quarter ${number}`, from, to, contribution: due, spent },
  ]);
  const span = (what: 'toDate' | 'wholeFund'): Line[] => {
    const [label, to] = what === 'toDate' ? ['to date', fund.on] : ['whole fund', fund.toOn];
    const days = { what: label, from: fund.fromOn, to };
    const figures = (
      one: Pick<ShownFund['totals'], 'due' | 'contribution' | 'spent' | 'forecast'>,
    ) =>
      what === 'toDate'
        ? { contribution: one.due, spent: one.spent }
        : { contribution: one.contribution, spent: one.forecast };
    const { difference } = fund.totals[what];
    return [
      ...fund.members.map((one) => {
        const { sector, funder } = one;
        return { ...days, sector, funder, ...figures(one), ...one[what] };
      }),
      { ...days, ...figures(fund.totals), difference },
    ];
  };
  return [...quarters, ...span('toDate'), ...span('wholeFund')];
}
