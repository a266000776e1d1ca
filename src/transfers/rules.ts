import { splitWithin } from '../budgets/spending-rules.ts';
import type { Holding, Source } from '../ledger/accounts.ts';
import { Decimal, ZERO, sum, toText } from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** One share of the arrangement that money leaves, with the share that it would go to. */
export interface MovingShare {
  readonly source: Source;
  readonly funderId: string | null;
  readonly funder: string | null;
  readonly from: string;
  /** The share of the same source and funder; null where the other arrangement has none. */
  readonly to: string | null;
  /** What it holds at the end of the day. */
  readonly held: Decimal;
  /** The least that it holds on that day or on any day after it, as far as is known. */
  readonly least: Decimal;
}

/** So much that goes from one share to another. */
export interface Part {
  readonly source: Source;
  readonly funderId: string | null;
  readonly from: string;
  readonly to: string;
  readonly amount: Decimal;
}

/** How an amount is taken from the shares, or why it cannot be. */
export type Parted =
  | { readonly ok: true; readonly amount: Decimal; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly available: Decimal; readonly asked: Decimal | null }
  | { readonly ok: false; readonly alone: readonly string[] };

/**
 * Takes what is held from the shares in proportion to what each holds on the day (R3), and never
 * more than it still holds on a later day. A share that is below zero is made up for by the others.
 *
 * @param asked null for all that there is
 */
export function partsOf(shares: readonly MovingShare[], asked: Decimal | null): Parted {
  const available = Decimal.max(sum(shares.map((share) => share.least)), ZERO);
  const amount = asked ?? available;
  if (amount.gt(available) || amount.isZero()) return { ok: false, available, asked };
  const most = shares.map((share) => Decimal.max(share.least, ZERO));
  const weights = shares.map((share) => Decimal.max(share.held, ZERO));
  const taken = splitWithin(amount, {
    weights: sum(weights).gt(0) ? weights : most,
    before: shares.map(() => ZERO),
    most,
  });
  const leaving = shares
    .map((share, n) => ({ ...share, amount: taken[n]! }))
    .filter((share) => share.amount.gt(0));
  const alone = leaving.filter((share) => share.to === null).map(nameOf);
  if (alone.length > 0) return { ok: false, alone };
  const parts = leaving.map(({ source, funderId, from, to, amount: part }) => ({
    source,
    funderId,
    from,
    to: to!,
    amount: part,
  }));
  return { ok: true, amount, parts };
}

/** A share as the office knows it: by its funder, or whose own money it is. */
function nameOf({ source, funder }: Pick<MovingShare, 'source' | 'funder'>): string {
  if (source === 'contribution') return "the person's contribution";
  if (source === 'top_up') return "the family's top-up";
  return funder ?? source.replace('_', ' ');
}

/** An arrangement as far as a transfer depends on it. */
export interface Party {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  /** From which day its first agreed version holds; null where nothing is agreed. */
  readonly startsOn: Day | null;
  /** The day on which its end took effect, if it has ended. */
  readonly endedOn: Day | null;
}

/** What somebody wants to move, and why. */
export interface HeldAsked {
  readonly effectiveOn: Day;
  readonly cause: string;
}

/** All that is wrong with moving what one arrangement holds to another. */
export function faultsOfHeld(asked: HeldAsked, from: Party, to: Party, today: Day): Fault[] {
  const ofTwo = faultsOfTwo(from, to);
  if (ofTwo.length > 0) return ofTwo;
  return [...faultsOfDay(asked, to, today), ...faultsOfCause(asked, from, to)];
}

function faultsOfTwo(from: Party, to: Party): Fault[] {
  const where = 'body.toArrangementId';
  if (from.id === to.id) {
    return [{ where, message: 'Money goes from one arrangement to another. Found the same one.' }];
  }
  if (from.beneficiaryId !== to.beneficiaryId) {
    return [{ where, message: 'Both arrangements are of the same person. Found two people.' }];
  }
  const notional = [from, to].some(({ kind }) => kind === 'notional');
  const message =
    'Under a notional arrangement nothing is held. What was agreed of it and not used moves as "agreed".';
  return notional ? [{ where, message }] : [];
}

function faultsOfDay({ effectiveOn, cause }: HeldAsked, to: Party, today: Day): Fault[] {
  const where = 'body.effectiveOn';
  const on = effectiveOn.toString();
  if (Temporal.PlainDate.compare(effectiveOn, today) > 0) {
    const message = `What is held on a day to come is not known yet. Found ${on}, and today is ${today.toString()}.`;
    return [{ where, message }];
  }
  if (to.startsOn !== null && Temporal.PlainDate.compare(effectiveOn, to.startsOn) < 0) {
    const message = `The other arrangement begins on ${to.startsOn.toString()}. Found ${on}.`;
    return [{ where, message }];
  }
  const over = to.endedOn !== null && Temporal.PlainDate.compare(to.endedOn, effectiveOn) <= 0;
  if (!over || cause === 'correction') return [];
  const message = `The other arrangement ended on ${to.endedOn.toString()}: money goes back to it only as a correction.`;
  return [{ where: 'body.toArrangementId', message }];
}

function faultsOfCause({ cause }: HeldAsked, from: Party, to: Party): Fault[] {
  const wrong = (message: string): Fault[] => [{ where: 'body.cause', message }];
  if (cause === 'underspend') {
    return wrong('An underspend is agreed money that was not used; this is money that is held.');
  }
  if (cause === 'other_kind' && from.kind === to.kind) {
    return wrong(`Both arrangements are of the kind "${from.kind}".`);
  }
  if (cause === 'other_broker' && (from.kind !== 'third_party' || to.kind !== 'third_party')) {
    return wrong('Only money that a broker holds goes to another broker.');
  }
  if (cause === 'other_holder' && (from.kind !== 'direct' || to.kind !== 'direct')) {
    return wrong('Only a direct payment goes from one holder to another.');
  }
  return [];
}

/** What one share agrees less, and the same funder's share agrees more elsewhere. */
export interface AgreedShare {
  readonly source: Source;
  readonly funderId: string | null;
  readonly funder: string | null;
  readonly from: string | null;
  readonly less: Decimal;
  readonly to: string | null;
  readonly more: Decimal;
}

/** The parts by which agreed money moves; each funder gives as much less here as more there. */
export function partsOfAgreed(
  shares: readonly AgreedShare[],
):
  | { readonly ok: true; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly message: string } {
  const apart = shares.filter((share) => !share.less.eq(share.more) || share.less.isNegative());
  if (apart.length > 0) {
    const words = apart.map(
      (share) =>
        `${nameOf(share)} agrees ${toText(share.less)} less here and ${toText(share.more)} more there`,
    );
    return {
      ok: false,
      message: `What moves is the same on both sides. Found: ${words.join('; ')}.`,
    };
  }
  const parts = shares
    .filter((share) => share.less.gt(0))
    .map(({ source, funderId, from, to, less }) => ({
      source,
      funderId,
      from: from!,
      to: to!,
      amount: less,
    }));
  return { ok: true, parts };
}
