import { ZERO, toText, type Decimal } from '../../money.ts';
import type { Fault } from '../../problem.ts';
import type { PartAsked } from './schemas.ts';

/** Parts that money can only come in for. */
const ONLY_IN: Readonly<Partial<Record<PartAsked['to'], string>>> = {
  interest: 'The bank pays interest',
  partner: 'A partner pays',
  contribution: 'A contribution comes',
  repayment: 'Money is paid back',
};

/** Parts that cannot be of a line in its direction. */
export function faultsOfDirection(goesOut: boolean, parts: readonly PartAsked[]): Fault[] {
  if (!goesOut) return [];
  return parts.flatMap(({ to }, n) => {
    const what = ONLY_IN[to];
    if (what === undefined) return [];
    const message = `${what} by a line of money in. Money went out by this line.`;
    return [{ where: `body.parts.${n}.to`, message }];
  });
}

/** The first part with which the parts come to more than is open of the line. */
export function faultsOfSum(open: Decimal, parts: readonly PartAsked[]): Fault[] {
  let total = ZERO;
  for (const [n, { amount }] of parts.entries()) {
    total = total.plus(amount);
    if (!total.gt(open)) continue;
    const message = `£${toText(open)} of the line is open, and with this part £${toText(total)} was asked.`;
    return [{ where: `body.parts.${n}.amount`, message }];
  }
  return [];
}

/** An entry that moves money between the bank account and one other account of it. */
export interface OwnPosting {
  readonly kind: 'bank_charge' | 'treasury' | 'unidentified';
  readonly reason: string;
  /** The other account of the bank account. */
  readonly other: 'charges' | 'treasury' | 'suspense';
}

type OwnKind = 'charge' | 'interest' | 'treasury' | 'suspense';

/** The entry of a part that concerns the authority and its bank alone. */
export function ownPosting(to: OwnKind, goesOut: boolean): OwnPosting {
  if (to === 'treasury') {
    const reason = goesOut ? 'authority_took_out' : 'authority_paid_in';
    return { kind: 'treasury', reason, other: 'treasury' };
  }
  if (to === 'suspense') {
    return { kind: 'unidentified', reason: 'not_identified_yet', other: 'suspense' };
  }
  const charge = goesOut ? 'bank_took_a_charge' : 'bank_gave_a_charge_back';
  const reason = to === 'interest' ? 'bank_paid_interest' : charge;
  return { kind: 'bank_charge', reason, other: 'charges' };
}
