import { money, toText } from '../money.ts';
import { Problem, type Fault } from '../problem.ts';

/** The most that somebody may approve in one run, in pounds, as text. */
export interface Limit {
  readonly id: string;
  readonly amount: string;
}

/** Throws where the total of a run, in pounds, is above the limit of who approves it. */
export function refuseOverLimit(total: string, limit: Limit | undefined): void {
  if (limit === undefined || !money(total).gt(money(limit.amount))) return;
  const most = toText(money(limit.amount));
  throw new Problem(
    'over-approval-limit',
    `The run comes to £${total}, and you may approve up to £${most}. Ask somebody with a higher limit.`,
    { limit: most, total },
  );
}

/** A limit begins today or later, so that what was approved stays within what held on its day. */
export function faultsOfFirstDay(fromOn: Temporal.PlainDate, today: Temporal.PlainDate): Fault[] {
  if (Temporal.PlainDate.compare(fromOn, today) >= 0) return [];
  const message = `A limit begins today, ${today.toString()}, or later. Found ${fromOn.toString()}.`;
  return [{ where: 'body.fromOn', message }];
}
