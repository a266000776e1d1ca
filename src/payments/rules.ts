import {
  addWorkingDays,
  bacsInputDay,
  bacsProcessingDay,
  calendarCovers,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
} from '../calendar.ts';
import type { Fault } from '../problem.ts';
import { LATEST_FIRST_DAY } from './bacs.ts';

type Day = Temporal.PlainDate;

/** How a run is paid: by Bacs, or at once by Faster Payments. */
export type Way = 'bacs' | 'faster_payments';

/** A pay run as it is asked for, as far as rules need it. */
export interface AskedRun {
  readonly valueOn: Day;
  readonly way: Way;
  readonly urgentReason?: string | undefined;
  readonly eachOnItsDay: boolean;
  readonly instalmentIds?: readonly string[] | undefined;
}

/**
 * What in a pay run does not go together: a payment that cannot wait for Bacs says why, and
 * leaves at once; what is chosen is chosen once.
 */
export function faultsOfAskedRun(run: AskedRun): Fault[] {
  const faults: Fault[] = [];
  const add = (where: string, message: string): void =>
    void faults.push({ where: `body.${where}`, message });
  const urgent = run.way === 'faster_payments';
  if (urgent && run.urgentReason === undefined) {
    add('urgentReason', 'Say why the payments cannot wait for Bacs.');
  }
  if (!urgent && run.urgentReason !== undefined) {
    add('urgentReason', 'Only a run by Faster Payments has a reason why it is urgent.');
  }
  if (urgent && run.eachOnItsDay) {
    add('eachOnItsDay', 'Faster Payments leave on one day. Draw up a run for each day.');
  }
  const first = new Map<string, number>();
  for (const [n, id] of (run.instalmentIds ?? []).entries()) {
    const before = first.get(id);
    if (before === undefined) first.set(id, n);
    else add(`instalmentIds.${n}`, `This instalment is chosen before, at ${before}.`);
  }
  return faults;
}

/**
 * The faults of the last day on which a pay run pays, as asked for today. Bacs pays on working
 * days, and takes the payments of several days in one file only so far ahead; Faster Payments pay
 * on every day.
 */
export function faultsOfPayDay(run: AskedRun, today: Day): Fault[] {
  const faults =
    run.way === 'bacs' ? faultsOfValueDate(run.valueOn, today) : faultsOfUrgentDay(run, today);
  if (faults.length > 0 || !run.eachOnItsDay) return faults;
  const latest = firstProcessingDay(today).add({ days: LATEST_FIRST_DAY });
  const processingOn = bacsProcessingDay(run.valueOn);
  if (Temporal.PlainDate.compare(processingOn, latest) <= 0) return [];
  return [
    {
      where: 'body.valueOn',
      message:
        `A file of several days made today is processed up to ${latest.toString()}; payments of ` +
        `${run.valueOn.toString()} are processed on ${processingOn.toString()}. Choose an earlier day.`,
    },
  ];
}

/** The first day on which Bacs can process a file that is sent from today on. */
const firstProcessingDay = (today: Day): Day => addWorkingDays(nextWorkingDay(today), 1);

/** The first day on which a payee can have money by Bacs, by a file that is sent from today on. */
export function earliestValueDate(today: Day): Day {
  return addWorkingDays(nextWorkingDay(today), 2);
}

/** A day that something may be due on, on which working day it is paid, and when its file is sent. */
export interface PayDay {
  readonly day: string;
  readonly paysOn: string;
  readonly inputOn: string;
}

/**
 * When Bacs pays what is due on each day of a span, of which the first and the last are working
 * days: on the day itself, or on the working day before.
 */
export function payDays(from: Day, to: Day): PayDay[] {
  const days: PayDay[] = [];
  for (let day = from; Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 })) {
    const paysOn = previousWorkingDay(day).toString();
    days.push({ day: day.toString(), paysOn, inputOn: bacsInputDay(day).toString() });
  }
  return days;
}

/** What cannot wait for Bacs is paid by the day on which Bacs could pay it. */
function faultsOfUrgentDay({ valueOn }: AskedRun, today: Day): Fault[] {
  const faults = notToCome(valueOn, today);
  if (faults.length > 0) return faults;
  const earliest = earliestValueDate(today);
  if (Temporal.PlainDate.compare(valueOn, earliest) <= 0) return [];
  const message = `Bacs pays from ${earliest.toString()} on; what can wait longer goes by Bacs. Found ${valueOn.toString()}.`;
  return [{ where: 'body.valueOn', message }];
}

/** A day that is past, or that no calendar knows yet, cannot be paid on. */
function notToCome(valueOn: Day, today: Day): Fault[] {
  const where = 'body.valueOn';
  const found = `Found ${valueOn.toString()}, and today is ${today.toString()}.`;
  if (Temporal.PlainDate.compare(valueOn, today) < 0) {
    return [{ where, message: `A value date is still to come. ${found}` }];
  }
  if (calendarCovers(valueOn)) return [];
  return [{ where, message: 'The bank holidays of that year are not known yet.' }];
}

/** The faults of a value date of Bacs as asked for today. */
export function faultsOfValueDate(valueOn: Day, today: Day): Fault[] {
  const where = 'body.valueOn';
  const faults = notToCome(valueOn, today);
  if (faults.length > 0) return faults;
  if (!isWorkingDay(valueOn)) {
    const before = previousWorkingDay(valueOn).toString();
    return [
      {
        where,
        message: `Bacs pays on working days. ${valueOn.toString()} is not one; the working day before is ${before}.`,
      },
    ];
  }
  const input = bacsInputDay(valueOn);
  if (Temporal.PlainDate.compare(input, today) >= 0) return [];
  return [
    {
      where,
      message: `For payment on ${valueOn.toString()} the file had to be sent by ${input.toString()}, and today is ${today.toString()}.`,
    },
  ];
}

export type RunState = 'drawn_up' | 'approved' | 'released' | 'sent' | 'settled' | 'withdrawn';

/** What may follow each state of a pay run. */
const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  drawn_up: ['approved', 'withdrawn'],
  approved: ['released', 'withdrawn'],
  released: ['sent'],
  sent: [],
  // The bank's statement may come before an officer says which file was sent.
  settled: ['sent'],
  withdrawn: [],
};

export function mayBecome(state: RunState, next: RunState): boolean {
  return NEXT[state].includes(next);
}
