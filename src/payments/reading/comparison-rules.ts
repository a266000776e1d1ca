import { ZERO, money, sum, toText, type Decimal } from '../../money.ts';
import { listed } from '../../plain-text.ts';
import { sectorInWords } from '../../statements/rules.ts';

/** Why what an arrangement has in a run differs from what it had in the last one, or does not. */
export const REASONS = [
  'same',
  'terms_changed',
  'schedule',
  'earlier_periods',
  'some_shares_only',
  'paid_again',
  'share_followed',
  'held_before',
  'first_payment',
  'agreed_late',
  'due_before',
  'other_cycle',
  'held_by_officer',
  'on_hold',
  'bank_details',
  'budget_closed',
  'not_chosen',
  'paid_by_another_run',
  'budget_ended',
  'ended',
  'not_due',
] as const;
export type Reason = (typeof REASONS)[number];

/** Why a payment is new: something that befell it before, or that it is simply due now. */
type WhyNew = Extract<
  Reason,
  | 'paid_again'
  | 'share_followed'
  | 'held_before'
  | 'first_payment'
  | 'agreed_late'
  | 'due_before'
  | 'other_cycle'
>;

/** Why a payment of the last run has none that follows it in this one. */
type WhyGone = Extract<
  Reason,
  | 'held_by_officer'
  | 'on_hold'
  | 'bank_details'
  | 'budget_closed'
  | 'not_chosen'
  | 'paid_by_another_run'
  | 'budget_ended'
  | 'ended'
  | 'not_due'
>;

/** One payment of a run. Amounts are pounds and pence as text. */
export interface ComparedItem {
  readonly number: number;
  readonly version: number;
  /** What leaves. */
  readonly amount: string;
  /** What would leave if no share stayed behind: the instalment. */
  readonly whole: string;
  /** How much of the instalment are differences for earlier periods, and which. */
  readonly differences: string;
  readonly differsFor: readonly { readonly from: string; readonly to: string }[];
  /** Whose shares of the instalment are not in it. */
  readonly leftBehind: readonly string[];
  /** Why it would be new; null where it would follow a payment of the last run. */
  readonly extra: WhyNew | null;
  /** Why it is new where there is none that it could follow. */
  readonly otherwise: WhyNew;
}

/** What an arrangement has in two runs. */
export interface Compared {
  readonly now: readonly ComparedItem[];
  readonly before: readonly ComparedItem[];
  /** Why what it had before does not go on; null where it does. */
  readonly gone: WhyGone | null;
}

/** One reason of an arrangement, by how much, and in words. */
export interface Part {
  readonly reason: Reason;
  readonly amount: Decimal;
  readonly words: string;
}

/**
 * Explains completely what an arrangement has more or less in a run than in the last one. Payments
 * that are simply the next ones follow those of the last run, the latest the latest; what makes them
 * differ is the terms, the schedule's own amounts, differences for earlier periods, and shares that
 * stayed behind. Every other payment is new, or does not come again. Each reason comes once.
 * @returns parts whose amounts make what is paid now less what was paid before, to the penny
 */
export function partsOf({ now, before, gone }: Compared): Part[] {
  const regularNow = latestFirst(now);
  const regularBefore = latestFirst(before);
  const pairs = Math.min(regularNow.length, regularBefore.length);
  const parts = [
    ...regularNow.slice(0, pairs).flatMap((item, n) => pairParts(item, regularBefore[n]!)),
    ...now.filter((item) => item.extra !== null).map((item) => newPart(item, item.extra!)),
    ...regularNow.slice(pairs).map((item) => newPart(item, item.otherwise)),
    ...regularBefore.slice(pairs).map((item) => gonePart(item, gone ?? 'not_due')),
    ...before.filter((item) => item.extra !== null).map(caughtUp),
  ];
  return joined(parts);
}

const latestFirst = (items: readonly ComparedItem[]): ComparedItem[] =>
  items.filter((item) => item.extra === null).toSorted((a, b) => b.number - a.number);

/** What makes a payment differ from the one that it follows; "same" where nothing does. */
function pairParts(now: ComparedItem, before: ComparedItem): Part[] {
  const own = ownOf(now).minus(ownOf(before));
  const differences = money(now.differences).minus(money(before.differences));
  const behind = behindOf(before).minus(behindOf(now));
  const parts: Part[] = [
    now.version === before.version
      ? { reason: 'schedule', amount: own, words: "The schedule's own amount of this period." }
      : {
          reason: 'terms_changed',
          amount: own,
          words: `The terms changed: version ${now.version}, and version ${before.version} before.`,
        },
    { reason: 'earlier_periods', amount: differences, words: differencesInWords(now, before) },
    { reason: 'some_shares_only', amount: behind, words: behindInWords(now, before) },
  ];
  const found = parts.filter((part) => !part.amount.isZero());
  return found.length > 0 ? found : [{ reason: 'same', amount: ZERO, words: 'The same.' }];
}

/** What is for the instalment's own period. */
const ownOf = (item: ComparedItem): Decimal => money(item.whole).minus(money(item.differences));
/** What of the instalment does not leave with the item. */
const behindOf = (item: ComparedItem): Decimal => money(item.whole).minus(money(item.amount));

function differencesInWords(now: ComparedItem, before: ComparedItem): string {
  const periods = (item: ComparedItem): string =>
    listed(item.differsFor.map(({ from, to }) => `${from} to ${to}`));
  const sentences = [
    ...(now.differsFor.length > 0 ? [`A difference for ${periods(now)} is paid now.`] : []),
    ...(before.differsFor.length > 0
      ? [`A difference for ${periods(before)} was paid last time.`]
      : []),
  ];
  return sentences.join(' ');
}

function behindInWords(now: ComparedItem, before: ComparedItem): string {
  const sectors = (item: ComparedItem): string => listed(item.leftBehind.map(sectorInWords));
  const sentences = [
    ...(now.leftBehind.length > 0 ? [`Of ${sectors(now)} nothing leaves now.`] : []),
    ...(before.leftBehind.length > 0 ? [`Of ${sectors(before)} nothing left last time.`] : []),
  ];
  return sentences.join(' ') || 'Only part of what was held was let go.';
}

const NEW: Readonly<Record<WhyNew, string>> = {
  paid_again: 'It was rejected or came back, and is paid again.',
  share_followed: 'A share that stayed behind before is paid now.',
  held_before: 'It was held, and is paid now.',
  first_payment: 'The first payment of this arrangement.',
  agreed_late: 'It was agreed after the last run, and was due by then.',
  due_before: 'It was due by the day of the last run, and could not be paid then.',
  other_cycle: 'It was not due yet in the last run.',
};

function newPart(item: ComparedItem, reason: WhyNew): Part {
  return { reason, amount: money(item.amount), words: NEW[reason] };
}

const GONE: Readonly<Record<WhyGone, string>> = {
  held_by_officer: 'An officer holds it.',
  on_hold: 'It is on hold for something that the sector requires.',
  bank_details: 'The bank details cannot be paid to yet.',
  budget_closed: 'The budget is closed.',
  not_chosen: 'This run was drawn up of chosen payments, and it is not one of them.',
  paid_by_another_run: 'Another run paid it.',
  budget_ended: 'The budget has ended.',
  ended: 'The arrangement has ended.',
  not_due: 'Nothing of it is due this time.',
};

function gonePart(item: ComparedItem, reason: WhyGone): Part {
  return { reason, amount: money(item.amount).negated(), words: GONE[reason] };
}

/** What was paid once, because it had stayed behind or come back, does not come again. */
function caughtUp(item: ComparedItem): Part {
  return {
    reason: 'not_due',
    amount: money(item.amount).negated(),
    words: 'The last run paid what had stayed behind or come back; that is done.',
  };
}

/** Each reason once, in the order in which they are listed. */
function joined(parts: readonly Part[]): Part[] {
  const byReason = Map.groupBy(parts, (part) => part.reason);
  return REASONS.flatMap((reason) => {
    const same = byReason.get(reason) ?? [];
    if (same.length === 0) return [];
    const words = [...new Set(same.map((part) => part.words))].join(' ');
    return [{ reason, amount: sum(same.map((part) => part.amount)), words }];
  });
}

/** A reason with how many arrangements it is of, and how much it makes. */
export interface ReasonTotal {
  readonly reason: Reason;
  readonly arrangements: number;
  readonly amount: string;
}

/** Adds up reasons as arrangements pass. */
export class ReasonTotals {
  readonly #totals = new Map<Reason, { arrangements: number; amount: Decimal }>();

  add(parts: readonly Part[]): void {
    for (const { reason, amount } of parts) this.addMany(reason, 1, amount);
  }

  addMany(reason: Reason, arrangements: number, amount: Decimal): void {
    const before = this.#totals.get(reason) ?? { arrangements: 0, amount: ZERO };
    this.#totals.set(reason, {
      arrangements: before.arrangements + arrangements,
      amount: before.amount.plus(amount),
    });
  }

  /**
   * Those that there are, in their order. Throws where they do not make the difference, which was
   * worked out on its own.
   */
  explaining(difference: Decimal): ReasonTotal[] {
    const amounts = [...this.#totals.values()].map((total) => total.amount);
    if (!sum(amounts).equals(difference)) {
      throw new RangeError(
        `The reasons make ${toText(sum(amounts))}, and the runs differ by ${toText(difference)}.`,
      );
    }
    return REASONS.flatMap((reason) => {
      const total = this.#totals.get(reason);
      if (total === undefined) return [];
      return [{ reason, arrangements: total.arrangements, amount: toText(total.amount) }];
    });
  }
}
