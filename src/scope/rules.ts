import { money, sum, toText } from '../money.ts';
import { SECTORS, type Holding, type Sector } from '../ledger/accounts.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** A service that personal budgets can cover, for a span of days; without an end it lasts. */
export interface ScopeService {
  readonly id: string;
  readonly name: string;
  readonly sector: Sector;
  readonly kinds: readonly Holding[];
  readonly fromOn: string;
  readonly toOn: string | null;
  /** What was taken out of other contracts for a year, so that it can follow the person. */
  readonly fundingFreed: string | null;
  readonly freedFrom: string | null;
  readonly version: number;
}

/** The kinds of arrangement, in the order and the words of the Code of Practice, 3.38. */
export const KINDS_IN_WORDS: Readonly<Record<Holding, string>> = {
  direct:
    'a direct payment: you receive the money, and contract, buy and manage the services yourselves',
  notional:
    'an arrangement: the authority, the school or the college holds the money and arranges the support that the plan specifies (sometimes called a notional budget)',
  third_party:
    'a third party arrangement: the money is paid to and managed by a person or an organisation on behalf of the parent or the young person',
};

/** Said where more than one kind is on offer (the Code of Practice, 3.38). */
export const COMBINATION_IN_WORDS = 'a combination of these';

const SHORT_KINDS: Readonly<Record<Holding, string>> = {
  direct: 'a direct payment',
  notional: 'an arrangement',
  third_party: 'a third party arrangement',
};

/** Kinds of arrangement by their short names, in the order of the Code. */
export function kindsInShort(kinds: readonly Holding[]): string[] {
  return inOrder(kinds).map((kind) => SHORT_KINDS[kind]);
}

/** Kinds in the order of the Code, each once. */
export function inOrder(kinds: readonly Holding[]): Holding[] {
  return (Object.keys(KINDS_IN_WORDS) as Holding[]).filter((kind) => kinds.includes(kind));
}

/** Whether a service is in scope on a day. */
export function inScope(service: Pick<ScopeService, 'fromOn' | 'toOn'>, day: Day): boolean {
  const on = day.toString();
  return service.fromOn <= on && (service.toOn === null || on <= service.toOn);
}

/** Why a budget whose terms take effect on a day cannot buy a service; none where it can. */
export function faultsOfUse(
  service: Pick<ScopeService, 'kinds' | 'fromOn' | 'toOn'>,
  kind: Holding,
  day: Day,
): string[] {
  const { kinds, fromOn, toOn } = service;
  const span = toOn === null ? `from ${fromOn} on` : `from ${fromOn} to ${toOn}`;
  return [
    ...(inScope(service, day)
      ? []
      : [`The service is in scope ${span}. The terms take effect on ${day.toString()}.`]),
    ...(kinds.includes(kind)
      ? []
      : [
          `The service is offered for these kinds of arrangement: ${inOrder(kinds).join(', ')}. This one is ${kind}.`,
        ]),
  ];
}

/** The faults of a service as it would be, beside the others of the same name and sector. */
export function faultsOfService(
  service: Pick<ScopeService, 'fromOn' | 'toOn' | 'fundingFreed' | 'freedFrom'>,
  others: readonly Pick<ScopeService, 'fromOn' | 'toOn'>[],
): { dates: Fault[]; freed: Fault[]; overlaps: boolean } {
  const { fromOn, toOn, fundingFreed, freedFrom } = service;
  const dates =
    toOn !== null && toOn < fromOn
      ? [
          {
            where: 'body.toOn',
            message: `A service leaves the scope on or after the day it enters. Found ${fromOn} to ${toOn}.`,
          },
        ]
      : [];
  const freed =
    (fundingFreed === null) === (freedFrom === null)
      ? []
      : [
          {
            where: fundingFreed === null ? 'body.fundingFreed' : 'body.freedFrom',
            message: 'Say both how much funding was freed and what it was freed from, or neither.',
          },
        ];
  const overlaps = others.some(
    (other) =>
      (other.toOn === null || fromOn <= other.toOn) && (toOn === null || other.fromOn <= toOn),
  );
  return { dates, freed, overlaps };
}

/** How many services are in scope on a day, and what funding was freed for them. */
export interface GrowthPoint {
  readonly on: string;
  readonly sectors: readonly {
    readonly sector: Sector;
    readonly services: number;
    readonly fundingFreed: string;
    /** Since the point before; null for the first. */
    readonly moreServices: number | null;
    readonly moreFundingFreed: string | null;
  }[];
  readonly services: number;
  readonly fundingFreed: string;
  readonly moreServices: number | null;
  readonly moreFundingFreed: string | null;
}

/** The Children and Families Act took effect in this financial year; nothing was in scope before. */
const FIRST_YEAR = 2014;

/**
 * The days on which the scope is counted: each 1 April from the one before the first service was in
 * scope, but not before 2014, and today.
 */
export function growthDays(services: readonly ScopeService[], today: Day): Day[] {
  const [first] = services.map((service) => service.fromOn).toSorted();
  const begun = Temporal.PlainDate.from(first ?? today.toString());
  const year = Math.max(FIRST_YEAR, begun.month < 4 ? begun.year - 1 : begun.year);
  const count = Math.max(0, today.year - year + 1);
  const aprils = Array.from({ length: count }, (_, n) => april(year + n));
  return [...aprils.filter((day) => Temporal.PlainDate.compare(day, today) < 0), today];
}

const april = (year: number): Day => Temporal.PlainDate.from({ year, month: 4, day: 1 });

/**
 * How the scope grew from each day to the next, by sector and in all: the year-on-year increase that
 * joint commissioning is to bring (Code of Practice, 3.39; Department for Education, appendix 2014).
 */
export function growthOf(services: readonly ScopeService[], days: readonly Day[]): GrowthPoint[] {
  const counted = days.map((day) => {
    const there = services.filter((service) => inScope(service, day));
    const sectors = SECTORS.map((sector) => ({
      sector,
      ...figuresOf(there.filter((service) => service.sector === sector)),
    }));
    return { on: day.toString(), sectors, ...figuresOf(there) };
  });
  return counted.map((point, n) => {
    const before = counted[n - 1];
    return {
      ...point,
      ...moreThan(point, before),
      sectors: point.sectors.map((one, s) => ({ ...one, ...moreThan(one, before?.sectors[s]) })),
    };
  });
}

interface Figures {
  readonly services: number;
  readonly fundingFreed: string;
}

function figuresOf(services: readonly ScopeService[]): Figures {
  const freed = services.map((service) => money(service.fundingFreed ?? '0.00'));
  return { services: services.length, fundingFreed: toText(sum(freed)) };
}

function moreThan(now: Figures, before: Figures | undefined) {
  if (before === undefined) return { moreServices: null, moreFundingFreed: null };
  return {
    moreServices: now.services - before.services,
    moreFundingFreed: toText(money(now.fundingFreed).minus(money(before.fundingFreed))),
  };
}
