import type { Tx } from '../../database/transactions.ts';
import type { BankLine } from '../line-store.ts';
import { money, type Decimal } from '../../money.ts';
import { planContributions, type ContributionPlan } from './contribution-parts.ts';
import { PartFaults } from './faults.ts';
import { payersOn } from './holders.ts';
import { faultsOfDirection, faultsOfSum, ownPosting, type OwnPosting } from './part-rules.ts';
import { planPartners, type PartnerPlan } from './partner-parts.ts';
import type { PartAsked, PartOf } from './schemas.ts';
import { splitRepayment, without, type PayingShare, type SplitMade } from './split-rules.ts';

/** What a holder or broker pays back. */
export interface RepaymentPlan {
  readonly kind: 'direct' | 'third_party';
  readonly arrangementId: string;
  readonly split: SplitMade;
}

/** What is to be done for one part of a line. */
export type PartPlan = { readonly to: PartAsked['to']; readonly amount: Decimal } & (
  | { readonly own: OwnPosting }
  | { readonly repayment: RepaymentPlan }
  | { readonly partner: PartnerPlan }
  | { readonly contribution: ContributionPlan }
);

/** A part with its place among the parts of the line. */
export type Placed<One> = { readonly n: number; readonly part: One };

/** The parts of one sort, each with its place. */
export function partsTo<To extends PartAsked['to']>(
  parts: readonly PartAsked[],
  to: To,
): Placed<PartOf<To>>[] {
  return parts.flatMap((part, n) => (part.to === to ? [{ n, part: part as PartOf<To> }] : []));
}

/**
 * Works out what is to be posted for each part of a line, or throws for every fault of all of them.
 *
 * @returns the plans in the order of the parts
 */
export async function planParts(
  tx: Tx,
  line: BankLine,
  parts: readonly PartAsked[],
): Promise<PartPlan[]> {
  const faults = new PartFaults();
  const goesOut = money(line.amount).isNegative();
  const wrongWay = faultsOfDirection(goesOut, parts);
  faults.add('invalid-request', wrongWay);
  faults.add('match-not-possible', faultsOfSum(money(line.open), parts));
  // What goes the other way has no faults of its own to be told beside that.
  const asked = wrongWay.length > 0 ? [] : parts;
  const repayments = await planRepayments(tx, line, partsTo(asked, 'repayment'), faults);
  const partners = await planPartners(tx, line, partsTo(asked, 'partner'), faults);
  const contributions = await planContributions(tx, line, partsTo(asked, 'contribution'), faults);
  faults.refuse();
  return parts.map(({ to, amount }, n): PartPlan => {
    if (to === 'repayment') return { to, amount, repayment: repayments.get(n)! };
    if (to === 'partner') return { to, amount, partner: partners.get(n)! };
    if (to === 'contribution') return { to, amount, contribution: contributions.get(n)! };
    return { to, amount, own: ownPosting(to, goesOut) };
  });
}

/** Each part is split over what the parts before it leave of its arrangement. */
async function planRepayments(
  tx: Tx,
  line: BankLine,
  parts: readonly Placed<PartOf<'repayment'>>[],
  faults: PartFaults,
): Promise<Map<number, RepaymentPlan>> {
  const ids = [...new Set(parts.map(({ part }) => part.arrangementId))];
  const payers = await payersOn(tx, ids, Temporal.PlainDate.from(line.bookedOn));
  const left = new Map<string, readonly PayingShare[]>();
  const plans = new Map<number, RepaymentPlan>();
  for (const { n, part } of parts) {
    const { arrangementId } = part;
    const where = `body.parts.${n}.arrangementId`;
    const payer = payers.get(arrangementId);
    if (payer === undefined) {
      faults.add('record-unknown', [{ where, message: 'There is no such arrangement.' }]);
      continue;
    }
    const { kind } = payer;
    if (kind === 'notional') {
      const message = 'Under a notional arrangement nothing is held, so nothing is paid back.';
      faults.add('invalid-request', [{ where, message }]);
      continue;
    }
    const shares = left.get(arrangementId) ?? payer.shares;
    const found = splitRepayment(part, shares, `body.parts.${n}`);
    if (found.ok) {
      left.set(arrangementId, without(shares, found.made));
      plans.set(n, { kind, arrangementId, split: found.made });
      continue;
    }
    faults.add('record-unknown', found.unknown);
    faults.add('invalid-request', found.wrong);
    faults.add('not-covered', found.notCovered);
    faults.addShort(found.short);
  }
  return plans;
}
