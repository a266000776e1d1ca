import { bacsInputDay, isWorkingDay, previousWorkingDay, calendarCovers } from '../calendar.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** The faults of a pay run's value date as asked for today. */
export function faultsOfValueDate(valueOn: Day, today: Day): Fault[] {
  const where = 'body.valueOn';
  const found = `Found ${valueOn.toString()}, and today is ${today.toString()}.`;
  if (Temporal.PlainDate.compare(valueOn, today) < 0) {
    return [{ where, message: `A value date is still to come. ${found}` }];
  }
  if (!calendarCovers(valueOn)) {
    return [{ where, message: 'The bank holidays of that year are not known yet.' }];
  }
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

export type RunState = 'drawn_up' | 'approved' | 'released' | 'withdrawn';

/** What may follow each state of a pay run. */
const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  drawn_up: ['approved', 'withdrawn'],
  approved: ['released', 'withdrawn'],
  released: [],
  withdrawn: [],
};

export function mayBecome(state: RunState, next: RunState): boolean {
  return NEXT[state].includes(next);
}

/** The reference that the payee sees on their bank statement, at most 18 characters. */
export function paymentReference(serial: string, number: number): string {
  return `PB ${serial} ${String(number).padStart(6, '0')}`;
}
