import { periods, type Period } from '../calendar.ts';
import { instalments, makesOne, split, sum, type Decimal, type Fraction } from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** How partners put their money together. */
export type FundKind = 'pooled' | 'aligned';

const QUARTER_MONTHS = 3;
/** The longest fund: five years. */
const MOST_QUARTERS = 20;

/** The quarters of a fund (ISO days), from its first day; the last ends with the fund. */
export function quartersOf({ fromOn, toOn }: { fromOn: string; toOn: string }): Period[] {
  const [from, to] = [Temporal.PlainDate.from(fromOn), Temporal.PlainDate.from(toOn)];
  const months = periods({ firstOn: from, every: { months: 1 }, count: MOST_QUARTERS * 3 });
  return months
    .filter((_, n) => n % QUARTER_MONTHS === 0)
    .filter((month) => !isBefore(to, month.from))
    .map((month, n) => {
      const end = months[n * QUARTER_MONTHS + QUARTER_MONTHS - 1]!.to;
      return { number: n + 1, from: month.from, to: isBefore(to, end) ? to : end };
    });
}

/** What a member puts in quarter by quarter, in equal parts to the penny (R2). */
export const byQuarter = (contribution: Decimal, quarters: readonly Period[]): Decimal[] =>
  instalments(contribution, quarters.length);

/** What is due by a day: each quarter's contribution falls due on the quarter's first day. */
export function dueBy(contribution: Decimal, quarters: readonly Period[], on: Day): Decimal {
  const parts = byQuarter(contribution, quarters);
  return sum(parts.filter((_, n) => !isBefore(on, quarters[n]!.from)));
}

/** What a member puts in, has spent, and bears of what is over or short. Amounts in pounds. */
export interface Member {
  readonly contribution: Decimal;
  readonly spent: Decimal;
  /** Null in an aligned fund, where nothing is shared. */
  readonly risk: Fraction | null;
}

/** Where a member stands. */
export interface Position {
  /** Its part of what is left over; below zero, of what was spent beyond the contributions. */
  readonly difference: Decimal;
  /** What the spending costs it in the end. */
  readonly bears: Decimal;
  /** What it pays to the other members; below zero, what it gets from them. */
  readonly settles: Decimal;
}

/**
 * Where the members stand. In a pooled fund what is over or short is shared by risk (R3), so that
 * what they bear adds up to what was spent, and what they settle to nothing. In an aligned fund each
 * bears what it has spent.
 */
export function positions(kind: FundKind, members: readonly Member[]): Position[] {
  const left = members.map(({ contribution, spent }) => contribution.minus(spent));
  const parts =
    kind === 'aligned'
      ? left
      : split(
          sum(left),
          members.map(({ risk }) => risk ?? NO_RISK),
        );
  return members.map(({ contribution, spent }, n) => {
    const difference = parts[n]!;
    const bears = contribution.minus(difference);
    return { difference, bears, settles: bears.minus(spent) };
  });
}

const NO_RISK: Fraction = { numerator: 0, denominator: 1 };

/** Reads a risk: "3/5", and "0/1" of a member that bears none; or null. */
export function parseRisk(text: string): Fraction | null {
  const found = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (found === null) return null;
  const [numerator, denominator] = [Number(found[1]), Number(found[2])];
  return denominator === 0 || numerator > denominator ? null : { numerator, denominator };
}

/** A fund as it is asked for. */
export interface AskedFund {
  readonly kind: FundKind;
  readonly fromOn: Day;
  readonly toOn: Day;
  readonly members: readonly { readonly funderId: string; readonly risk?: Fraction | undefined }[];
}

/** What is wrong with the members of a fund: each once, and in a pooled fund a risk that makes one. */
export function faultsOfMembers({ kind, members }: AskedFund): Fault[] {
  const at = (n: number, field: string): string => `body.members.${n}.${field}`;
  const faults: Fault[] = [];
  const ids = members.map((member) => member.funderId);
  members.forEach(({ funderId, risk }, n) => {
    if (ids.indexOf(funderId) < n) {
      faults.push({ where: at(n, 'funderId'), message: 'This funder is a member already.' });
    }
    if (kind === 'pooled' && risk === undefined) {
      const message = 'A member of a pooled fund has a part of the risk, "0/1" where it has none.';
      faults.push({ where: at(n, 'risk'), message });
    }
    if (kind === 'aligned' && risk !== undefined) {
      const message = 'In an aligned fund nothing is shared: leave the risk out.';
      faults.push({ where: at(n, 'risk'), message });
    }
  });
  const risks = members.flatMap(({ risk }) => (risk === undefined ? [] : [risk]));
  if (kind === 'pooled' && risks.length === members.length && !makesOne(risks)) {
    const message = 'The parts of the risk must make exactly one.';
    faults.push({ where: 'body.members', message });
  }
  return faults;
}

/** What is wrong with the days of a fund. */
export function faultsOfDays({ fromOn, toOn }: AskedFund): Fault[] {
  const where = 'body.toOn';
  if (isBefore(toOn, fromOn)) {
    return [{ where, message: 'A fund ends on or after the day it begins.' }];
  }
  const latest = fromOn.add({ months: MOST_QUARTERS * QUARTER_MONTHS }).subtract({ days: 1 });
  if (!isBefore(latest, toOn)) return [];
  return [{ where, message: `A fund runs for at most five years, here to ${latest.toString()}.` }];
}

const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;
