import { CalendarError, addWorkingDays } from '../calendar.ts';
import type { RulesInForce } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** A fault with the kind of problem it is, for where faults of several kinds are told at once. */
export interface RequestFault extends Fault {
  readonly type: 'invalid-request' | 'record-unknown' | 'dates-out-of-order';
}

const before = (one: Day, other: Day): boolean => Temporal.PlainDate.compare(one, other) < 0;

/** What a day must follow, and what happened on it, e.g. "The request was made". */
export interface Earlier {
  readonly on: Day;
  readonly what: string;
}

/** The faults of a day on which something is said to have happened: not ahead, not too early. */
export function faultsOfDay(
  where: string,
  day: Day,
  today: Day,
  earlier?: Earlier,
): RequestFault[] {
  const fault = (message: string): RequestFault[] => [
    { type: 'dates-out-of-order', where, message: `${message} Found ${day.toString()}.` },
  ];
  if (before(today, day)) {
    return fault(`What has not happened yet is not recorded: today is ${today.toString()}.`);
  }
  if (earlier !== undefined && before(day, earlier.on)) {
    return fault(`${earlier.what} on ${earlier.on.toString()}.`);
  }
  return [];
}

/** What the authority knows that a new request must agree with. */
export interface KnownOfPerson {
  readonly today: Day;
  readonly bornOn: Day | null;
  /** The plan that the request names; null where it is not this person's. */
  readonly plan: { readonly startsOn: Day; readonly ceasedOn: Day | null } | null;
  readonly funderIds: ReadonlySet<string>;
}

/**
 * All faults of a new request. It can be made while the first plan is drafted, so before the plan
 * starts; a review or a reassessment is of a plan that has started, and none is of one that ceased.
 *
 * Source: SI 2014/1652, reg. 4.
 */
export function faultsOfRequest(
  asked: {
    readonly madeOn: Day;
    readonly stage: 'drafting' | 'review' | 'reassessment';
    readonly funderIds: readonly string[];
  },
  { today, bornOn, plan, funderIds }: KnownOfPerson,
): RequestFault[] {
  const { madeOn, stage } = asked;
  const where = 'body.madeOn';
  const wrongDay = (message: string): RequestFault => ({
    type: 'dates-out-of-order',
    where,
    message: `${message} Found ${madeOn.toString()}.`,
  });
  const born = bornOn === null ? undefined : { on: bornOn, what: 'The person was born' };
  const faults = faultsOfDay(where, madeOn, today, born);
  if (plan === null) {
    const message = 'No plan of this person has this identifier.';
    faults.push({ type: 'record-unknown', where: 'body.planId', message });
  }
  if (plan?.ceasedOn && before(plan.ceasedOn, madeOn)) {
    faults.push(wrongDay(`The plan ceased on ${plan.ceasedOn.toString()}.`));
  }
  if (plan !== null && stage !== 'drafting' && before(madeOn, plan.startsOn)) {
    faults.push(
      wrongDay(`A plan is reviewed once it has started, on ${plan.startsOn.toString()}.`),
    );
  }
  return [...faults, ...faultsOfFunders(asked.funderIds, funderIds)];
}

function faultsOfFunders(asked: readonly string[], known: ReadonlySet<string>): RequestFault[] {
  return asked.flatMap((id, n): RequestFault[] => {
    const where = `body.funderIds.${n}`;
    if (asked.indexOf(id) < n) {
      return [{ type: 'invalid-request', where, message: 'A funder is asked once.' }];
    }
    if (known.has(id)) return [];
    return [{ type: 'record-unknown', where, message: 'No funder has this identifier.' }];
  });
}

/** All faults of a recorded choice: each way is named once, and what was chosen was offered. */
export function faultsOfChoice(
  choice: {
    readonly offered: readonly string[];
    readonly chosen: readonly string[];
    readonly chosenOn: Day;
  },
  requestMadeOn: Day,
  today: Day,
): RequestFault[] {
  const { offered, chosen, chosenOn } = choice;
  const twice = (list: 'offered' | 'chosen'): RequestFault[] =>
    choice[list].flatMap((kind, n): RequestFault[] =>
      choice[list].indexOf(kind) < n
        ? [{ type: 'invalid-request', where: `body.${list}.${n}`, message: 'Named once.' }]
        : [],
    );
  const notOffered = chosen.flatMap((kind, n): RequestFault[] => {
    if (offered.includes(kind)) return [];
    const message = `Only what was offered can be chosen: ${offered.join(', ')}. Found ${kind}.`;
    return [{ type: 'invalid-request', where: `body.chosen.${n}`, message }];
  });
  const made = { on: requestMadeOn, what: 'The request was made' };
  return [
    ...twice('offered'),
    ...twice('chosen'),
    ...notOffered,
    ...faultsOfDay('body.chosenOn', chosenOn, today, made),
  ];
}

/**
 * What is to be said about an offer that is lawful to record and still open to criticism.
 *
 * Source: SEND Code of Practice 2015, para 3.38 (four ways of holding a budget); families have
 * upheld complaints where one way, e.g. a payment card, was the only one.
 */
export function warningsOfOffer(offered: readonly string[]): Fault[] {
  if (offered.length > 1) return [];
  return [
    {
      where: 'offered',
      message:
        'Only one way of holding the money was offered. The Code (3.38) has several; a blanket offer of one is criticised. Offer the others, or keep the reasons.',
    },
  ];
}

/** What somebody sent as a decision, before it is known to be whole. */
export interface DecisionAsked {
  readonly outcome: 'agreed' | 'refused';
  readonly amount?: unknown;
  readonly ground?: string | undefined;
  readonly toldOn: Day;
}

/** All faults of a decision: an agreement has an amount, a refusal a ground, and neither both. */
export function faultsOfDecision(
  { outcome, amount, ground, toldOn }: DecisionAsked,
  known: { readonly madeOn: Day; readonly overturnedOn: Day | null; readonly today: Day },
): RequestFault[] {
  const agreed = outcome === 'agreed';
  const fault = (where: string, message: string): RequestFault[] => [
    { type: 'invalid-request', where: `body.${where}`, message },
  ];
  const earlier =
    known.overturnedOn === null
      ? { on: known.madeOn, what: 'The request was made' }
      : { on: known.overturnedOn, what: 'The family was told that the refusal is overturned' };
  return [
    ...(agreed && amount === undefined ? fault('amount', 'An agreement says how much.') : []),
    ...(!agreed && amount !== undefined ? fault('amount', 'A refusal has no amount.') : []),
    ...(agreed && ground !== undefined ? fault('ground', 'An agreement has no ground.') : []),
    ...(!agreed && ground === undefined ? fault('ground', 'A refusal says on what ground.') : []),
    ...faultsOfDay('body.toldOn', toldOn, known.today, earlier),
  ];
}

/**
 * The last day on which a family may ask for a review of a refusal, by the rules in force on the
 * day it was told; null where they hold no period for it. The rule is marked as used.
 *
 * Source: the right is in SI 2014/1652, reg. 7; the period is the rule's own.
 */
export function lastDayToAsk(rules: RulesInForce, toldOn: Day, sector: Sector): Day | null {
  const name = 'review_of_refusal_asked_within';
  try {
    const { unit, value } = rules.rule(name, sector);
    if (unit !== 'working_days') return rules.after(toldOn, name, sector);
    return addWorkingDays(toldOn, Number(value));
  } catch (error) {
    // The rules and the calendar say so by an error; here it is what somebody sent that is early.
    if (error instanceof RangeError || error instanceof CalendarError) return null;
    throw error;
  }
}

/** All faults of the day on which a family asked for a review; a late one can be taken. */
export function faultsOfAsking(
  { askedOn, takeLate }: { readonly askedOn: Day; readonly takeLate: boolean },
  decision: { readonly toldOn: Day; readonly reviewBy: Day },
  today: Day,
): RequestFault[] {
  const where = 'body.askedOn';
  const told = { on: decision.toldOn, what: 'The family was told' };
  const faults = faultsOfDay(where, askedOn, today, told);
  if (faults.length > 0 || takeLate || isInTime(askedOn, decision.reviewBy)) return faults;
  const message = `The last day to ask was ${decision.reviewBy.toString()}. Found ${askedOn.toString()}. Send "takeLate": true to take it all the same.`;
  return [{ type: 'dates-out-of-order', where, message }];
}

/** Whether a review was asked for by the last day for it. */
export const isInTime = (askedOn: Day, reviewBy: Day): boolean => !before(reviewBy, askedOn);
