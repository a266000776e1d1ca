import { randomUUID } from 'node:crypto';
import type { RulesInForce } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import { toText, type Decimal } from '../money.ts';
import { Problem, type Fault } from '../problem.ts';
import { statedShares, type NewArrangement } from './arrangement-store.ts';
import { faultsOfOwnMoney, faultsOfTerms } from './rules.ts';
import type { StoredVersion, Versioned } from './version-store.ts';
import {
  isDropped,
  isPublic,
  type Change,
  type Item,
  type Reckoned,
  type StatedShare,
  type StatedTerms,
} from './versions.ts';
import { amountOfWeekly, faultsOfWeekly, type WeeksInYear } from './weekly.ts';

type Day = Temporal.PlainDate;

/** A change of an arrangement's terms as somebody asks for it; what is left out stays as it is. */
export interface ChangeAsked {
  readonly arrangementId: string;
  /** The version that the change started from. */
  readonly follows: number;
  readonly effectiveOn: Day;
  readonly reason: string;
  readonly amount?: Decimal | undefined;
  readonly weekly?: Decimal | null | undefined;
  /** Where the arrangement has none yet. */
  readonly weeksInYear?: WeeksInYear | undefined;
  readonly shares?: NewArrangement['shares'] | undefined;
  readonly contribution?: NewArrangement['contribution'] | undefined;
  readonly topUp?: NewArrangement['topUp'] | undefined;
  readonly items?: readonly Item[] | undefined;
  readonly sameHousehold?: boolean | undefined;
  /** Nothing is due from the day on. */
  readonly end?: true | undefined;
  readonly notice?: { readonly givenOn: Day; readonly reasons: string } | undefined;
  readonly withoutNotice?: string | undefined;
}

/** What a change is judged by. */
export interface Facts {
  readonly closedThrough: Day | null;
  readonly today: Day;
  readonly rules: RulesInForce;
  /** Arrangements with a payment that came back after its terms had changed. */
  readonly moneyBack: ReadonlySet<string>;
}

/** Why no version can follow now; null where one can. */
export function problemOfState(
  asked: ChangeAsked,
  arrangement: Versioned,
  before: StoredVersion | undefined,
  facts: Facts,
): Problem | null {
  if (arrangement.budgetClosed) return new Problem('budget-closed', 'The budget is closed.');
  const latest = arrangement.versions.at(-1)!;
  if (before === undefined) {
    return new Problem('state-does-not-allow', 'The arrangement has no agreed version to change.', {
      state: latest.state,
    });
  }
  if (latest.number !== asked.follows || latest.state === 'proposed') {
    const what = latest.state === 'proposed' ? 'is still to be decided' : `is ${latest.state}`;
    return new Problem(
      'version-conflict',
      `The change follows version ${asked.follows}. Version ${latest.number} came first and ${what}.`,
      { first: firstOf(latest) },
    );
  }
  return before.ends ? problemOfEnded(asked, before, facts) : null;
}

/**
 * After an end nothing follows, except the same end again where a payment came back since: the first
 * one left it as it was, because it was paid. Nothing can take effect in a closed period, so that
 * there the end is stated from the first day after it, which changes nothing of what is due.
 */
function problemOfEnded(
  asked: ChangeAsked,
  { effectiveOn }: StoredVersion,
  { closedThrough, moneyBack }: Facts,
): Problem | null {
  const facts = { state: 'ended', endsOn: effectiveOn.toString() };
  if (!moneyBack.has(asked.arrangementId)) {
    const message = 'The arrangement has ended; propose a new one.';
    return new Problem('state-does-not-allow', message, facts);
  }
  const closed =
    closedThrough !== null && Temporal.PlainDate.compare(effectiveOn, closedThrough) <= 0;
  const from = closed ? closedThrough.add({ days: 1 }) : effectiveOn;
  if (asked.end === true && asked.effectiveOn.equals(from)) return null;
  return new Problem(
    'state-does-not-allow',
    `The arrangement has ended, and a payment that was made came back since. Propose the end from ${from.toString()} again, so that what came back is freed.`,
    facts,
  );
}

const firstOf = (version: StoredVersion) => ({
  id: version.id,
  version: version.number,
  state: version.state,
  change: version.change,
  effectiveOn: version.effectiveOn.toString(),
  amount: toText(version.amount),
  agreedTotal: toText(version.agreedTotal),
  reason: version.reason,
});

/** The terms that follow from what is asked: what is left out stays as it was. */
export function termsOf(
  asked: ChangeAsked,
  before: StoredVersion,
  arrangement: Versioned,
): StatedTerms {
  const ends = asked.end === true;
  const byWeek = asked.weekly ? amountOfWeekly(arrangement.grid, asked.weekly) : null;
  const amount = asked.amount ?? byWeek ?? before.amount;
  return {
    number: arrangement.versions.at(-1)!.number + 1,
    effectiveOn: asked.effectiveOn,
    ends,
    amount: ends ? amount.times(0) : amount,
    weekly: ends
      ? null
      : asked.weekly !== undefined || asked.amount !== undefined
        ? (asked.weekly ?? null)
        : before.weekly,
    sameHousehold: asked.sameHousehold ?? before.sameHousehold,
    shares: sharesAsked(asked, before, arrangement),
    items: ends ? [] : (asked.items ?? before.items),
  };
}

function sharesAsked(
  asked: ChangeAsked,
  before: StoredVersion,
  arrangement: Versioned,
): readonly StatedShare[] {
  const own = (source: string): StatedShare | undefined =>
    before.shares.find((share) => share.source === source && !share.weekly!.isZero());
  const keep = <T>(given: T | null | undefined, kept: T | undefined): T | null =>
    given === undefined ? (kept ?? null) : given;
  const [contribution, topUp] = [own('contribution'), own('top_up')];
  const known = arrangement.versions.flatMap((version) => version.shares);
  const keyOf = (source: string, funderId: string | null): string =>
    known.find((share) => share.source === source && share.funderId === funderId)?.key ??
    randomUUID();
  const ours = before.shares.filter((share) => isPublic(share.source) && !isDropped(share));
  const stated = statedShares(
    {
      shares: asked.shares ?? [],
      contribution: keep(
        asked.contribution,
        contribution && { weekly: contribution.weekly!, paid: contribution.paid ?? 'net' },
      ),
      topUp: keep(asked.topUp, topUp && { weekly: topUp.weekly! }),
    },
    keyOf,
  );
  return asked.shares === undefined ? [...ours, ...stated] : stated;
}

/** All faults of the terms against the budget. */
export function faultsOf(asked: ChangeAsked, terms: StatedTerms, arrangement: Versioned): Fault[] {
  const { grid, kind } = arrangement;
  const span = { startsOn: arrangement.budgetStartsOn, endsOn: arrangement.budgetEndsOn };
  if (asked.end === true) return faultsOfEnd(asked, span);
  return [
    ...faultsOfTerms({ ...grid, amount: terms.amount, effectiveOn: asked.effectiveOn }, span, kind),
    ...faultsOfOwnMoney(asked, { kind, every: grid.every }),
    ...faultsOfWeekly(asked, grid),
  ];
}

/** What a change cannot state beside an end: from the day on there is nothing that it could be of. */
const NOT_WITH_AN_END = [
  'amount',
  'weekly',
  'weeksInYear',
  'shares',
  'contribution',
  'topUp',
  'items',
  'sameHousehold',
] as const;

function faultsOfEnd(
  asked: ChangeAsked,
  span: { readonly startsOn: Day; readonly endsOn: Day },
): Fault[] {
  const contradictions = NOT_WITH_AN_END.filter((name) => asked[name] !== undefined).map(
    (name): Fault => ({
      where: `body.${name}`,
      message: 'Nothing is due from an end on. State the end, or other terms.',
    }),
  );
  const last = span.endsOn.add({ days: 1 });
  const inside =
    Temporal.PlainDate.compare(asked.effectiveOn, span.startsOn) >= 0 &&
    Temporal.PlainDate.compare(asked.effectiveOn, last) <= 0;
  const message = `An end falls within the budget, ${span.startsOn.toString()} to ${last.toString()}. Found ${asked.effectiveOn.toString()}.`;
  return inside ? contradictions : [...contradictions, { where: 'body.effectiveOn', message }];
}

/** Nothing takes effect in a closed period: it says from when it can, and what that leaves out. */
export function problemOfPeriod(
  asked: ChangeAsked,
  { closedThrough }: Facts,
  reckoned: Reckoned & { ok: true },
  reckonOn: (on: Day) => Reckoned,
): Problem | null {
  if (closedThrough === null || Temporal.PlainDate.compare(asked.effectiveOn, closedThrough) > 0)
    return null;
  const firstOpen = closedThrough.add({ days: 1 });
  const later = reckonOn(firstOpen);
  const difference = later.ok ? toText(reckoned.agreedTotal.minus(later.agreedTotal)) : null;
  const message =
    `The books are closed through ${closedThrough.toString()}. Make the change effective from ` +
    `${firstOpen.toString()}, and agree the difference for the days before` +
    `${difference === null ? '' : `, ${difference},`} as a one-off arrangement of its own.`;
  return new Problem('period-closed', message, {
    firstOpen: firstOpen.toString(),
    difference,
    errors: [{ where: 'body.effectiveOn', message }],
  });
}

/** Whether a change needs written notice, or a reason for having none. */
export const isLower = (change: Change): boolean => change === 'decrease' || change === 'end';

/** A decrease or an end takes effect when its written notice has run, by the rule in force. */
export function problemOfNotice(
  asked: ChangeAsked,
  terms: StatedTerms,
  reckoned: Reckoned & { ok: true },
  { today, rules }: Facts,
): Problem | null {
  const { change } = reckoned;
  const fault = (where: string, message: string): Problem =>
    new Problem('invalid-request', message, { errors: [{ where, message }] });
  if (!isLower(change) || asked.withoutNotice !== undefined) {
    return asked.notice === undefined || isLower(change)
      ? null
      : fault('body.notice', `Notice is given of a decrease or an end. This is: ${change}.`);
  }
  if (asked.notice === undefined) {
    return fault(
      'body.notice',
      'A decrease or an end needs written notice with reasons, or why it needs none.',
    );
  }
  const { givenOn } = asked.notice;
  if (Temporal.PlainDate.compare(givenOn, today) > 0) {
    return fault(
      'body.notice.givenOn',
      `Notice has been given. Found ${givenOn.toString()}, and today is ${today.toString()}.`,
    );
  }
  const name = ruleOfNotice(change);
  const sectors = terms.shares.flatMap((share) => (isPublic(share.source) ? [share.source] : []));
  const earliest = sectors
    .map((sector: Sector) => rules.after(givenOn, name, sector))
    .reduce((a, b) => (Temporal.PlainDate.compare(a, b) >= 0 ? a : b));
  if (Temporal.PlainDate.compare(asked.effectiveOn, earliest) >= 0) return null;
  return new Problem(
    'notice-too-short',
    `Notice was given on ${givenOn.toString()}, so the change takes effect on ${earliest.toString()} at the earliest. Found ${asked.effectiveOn.toString()}.`,
    {
      earliest: earliest.toString(),
      errors: [{ where: 'body.effectiveOn', message: `Not before ${earliest.toString()}.` }],
    },
  );
}

/** The name of the rule that says how long notice runs. */
export const ruleOfNotice = (change: string): string =>
  change === 'end' ? 'notice_of_stop' : 'notice_of_decrease';
