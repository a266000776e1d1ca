import { daysInclusive } from '../calendar.ts';
import { Decimal, sum, toPence, type Decimal as Amount } from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

const WEEK = 7;
const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;
const earlier = (a: Day, b: Day): Day => (isBefore(a, b) ? a : b);

/**
 * How a person's own money is paid: a contribution net, into the holder's account, or gross, to the
 * authority; a family's top-up always into the holder's account.
 */
export type Way = 'net' | 'gross' | 'top_up';

/** So much a week on some days of a period, both ends included. Amounts in pounds. */
export interface Stretch {
  readonly from: Day;
  readonly to: Day;
  readonly weekly: Amount;
  readonly way: Way;
}

/** What is due of one share for one period, and the terms of its days. */
export interface OwnPeriod {
  readonly number: number;
  readonly from: Day;
  readonly to: Day;
  /** In whole pence. Less than its days make where there is less to pay for. */
  readonly amount: Amount;
  /** Without the days on which nothing is due. */
  readonly stretches: readonly Stretch[];
}

/** What is due of a period one way; a period has two of them where the way changes within it. */
export interface Part extends OwnPeriod {
  readonly way: Way;
}

/**
 * What of a period is due each way. Its days are added up and rounded once (R5, R1), so what is not
 * net is the whole less the net; the net is what the period is left with, which is less than its
 * days make where the contribution is above what there is to pay.
 */
export function partsOf(period: OwnPeriod): Part[] {
  const byWay = Map.groupBy(period.stretches, (stretch) => stretch.way);
  const all = toPence(exact(period.stretches));
  const notNet = all.minus(toPence(exact(byWay.get('net') ?? [])));
  return [...byWay]
    .map(([way, stretches]) => {
      const amount = way === 'net' ? period.amount.minus(notNet) : notNet;
      return { ...period, way, stretches, amount };
    })
    .filter((part) => part.amount.gt(0));
}

/** So much a week over the days of each stretch, not rounded. */
function exact(stretches: readonly Stretch[]): Amount {
  const sevenths = stretches.map(({ from, to, weekly }) => weekly.times(daysInclusive(from, to)));
  return sum(sevenths).div(WEEK);
}

/**
 * What is due of a part up to a day, that day included: its days until then at the terms of each,
 * and the whole part from its last day on. It never falls as the days go on.
 */
export function dueThrough(part: Part, on: Day): Amount {
  if (!isBefore(on, part.to)) return part.amount;
  const come = part.stretches
    .filter((stretch) => !isBefore(on, stretch.from))
    .map((stretch) => ({ ...stretch, to: earlier(stretch.to, on) }));
  return Decimal.min(part.amount, toPence(exact(come)));
}

/** How a period stands on a day. `due` = `received` + `outstanding`. */
export interface PeriodStanding {
  readonly number: number;
  readonly from: Day;
  readonly to: Day;
  /** The whole period. */
  readonly amount: Amount;
  /** Up to the day. */
  readonly due: Amount;
  readonly received: Amount;
  readonly outstanding: Amount;
}

/** What is outstanding by how many days ago its period ended. */
export interface Ageing {
  readonly to28: Amount;
  readonly to56: Amount;
  readonly over56: Amount;
}

/** How a contribution stands on a day. `due` + `credit` = `received` + `arrears`. */
export interface Standing {
  readonly periods: readonly PeriodStanding[];
  readonly due: Amount;
  readonly received: Amount;
  /** What the person owes; never below zero. */
  readonly arrears: Amount;
  /** What came beyond what is due: it is the person's. */
  readonly credit: Amount;
  readonly ageing: Ageing;
}

/** How parts of one way stand on a day, when what was received pays the oldest first. */
export function standingOf(parts: readonly Part[], received: Amount, on: Day): Standing {
  let left = received;
  const periods = parts
    .filter((part) => !isBefore(on, part.from))
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, from, to, amount, ...part }): PeriodStanding => {
      const due = dueThrough({ number, from, to, amount, ...part }, on);
      const paid = Decimal.min(left, due);
      left = left.minus(paid);
      return { number, from, to, amount, due, received: paid, outstanding: due.minus(paid) };
    });
  return {
    periods,
    due: sum(periods.map((one) => one.due)),
    received,
    arrears: sum(periods.map((one) => one.outstanding)),
    credit: left,
    ageing: ageingOf(periods, on),
  };
}

/** A period that has not ended is nought days old. */
export function ageingOf(
  periods: readonly Pick<PeriodStanding, 'to' | 'outstanding'>[],
  on: Day,
): Ageing {
  const older = (days: number): Amount =>
    sum(periods.filter((one) => isBefore(one.to.add({ days }), on)).map((one) => one.outstanding));
  const [all, over28, over56] = [sum(periods.map((one) => one.outstanding)), older(28), older(56)];
  return { to28: all.minus(over28), to56: over28.minus(over56), over56 };
}

/** A receipt as it is recorded. */
export interface ReceiptFacts {
  readonly source: 'contribution' | 'top_up';
  readonly receivedOn: Day;
  readonly paidInto: 'holder' | 'authority';
}

/** The faults of a receipt's day: it has come, and it is not a mistyped year. */
export function faultsOfReceivedOn(receivedOn: Day, today: Day): Fault[] {
  const where = 'body.receivedOn';
  const first = today.subtract({ years: 10 });
  if (isBefore(today, receivedOn)) {
    const message = `Money is recorded once it came, until today, ${today.toString()}. Found ${receivedOn.toString()}.`;
    return [{ where, message }];
  }
  if (!isBefore(receivedOn, first)) return [];
  const message = `A receipt is dated from ${first.toString()} on, so that a mistyped year is found. Found ${receivedOn.toString()}.`;
  return [{ where, message }];
}

/**
 * The faults of where a receipt was paid: a net contribution and a top-up belong in the holder's
 * account, a gross contribution with the authority.
 *
 * @param agreed the ways in which any agreed version has it paid; one at least
 */
export function faultsOfPaidInto(
  { source, paidInto }: Pick<ReceiptFacts, 'source' | 'paidInto'>,
  agreed: readonly Way[],
): Fault[] {
  if (agreed.some((way) => (way === 'gross') === (paidInto === 'authority'))) return [];
  const message =
    paidInto === 'holder'
      ? 'The contribution is paid gross: it is owed to the authority. Say "authority", and which bank account it came to.'
      : `${source === 'top_up' ? 'A top-up is' : 'The contribution is paid net:'} for the holder's account. Say "holder"; what came to the authority by mistake goes back.`;
  return [{ where: 'body.paidInto', message }];
}
