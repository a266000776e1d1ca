import { Decimal, money, sum, toText, weightsOf, parseFraction } from '../../src/money.ts';
import {
  workOut,
  type Grid,
  type Locked,
  type NewPayment,
  type Version,
  type VersionShare,
  type WorkedOut,
} from '../../src/budgets/entitlement.ts';

export const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

const SECTORS = { E: 'education', H: 'health', S: 'social_care' } as const;

/** Public shares by fraction, e.g. `{ E: '3/5', S: '2/5' }`. */
export function byFractions(shares: Partial<Record<keyof typeof SECTORS, string>>): VersionShare[] {
  const ids = Object.keys(shares) as (keyof typeof SECTORS)[];
  const weights = weightsOf(ids.map((id) => parseFraction(shares[id]!)!));
  return ids.map((id, n) => ({ shareId: id, source: SECTORS[id], weight: weights[n]! }));
}

export const contribution = (weekly: string, paid: 'net' | 'gross'): VersionShare => ({
  shareId: 'C',
  source: 'contribution',
  weight: new Decimal(0),
  weekly: money(weekly),
  paid,
});

/** A version in so many words; an amount of 0.00 ends the arrangement. */
export function version(
  number: number,
  effectiveOn: string,
  amount: string,
  shares: readonly VersionShare[],
): Version {
  const ends = money(amount).isZero();
  return { number, effectiveOn: day(effectiveOn), ends, amount: money(amount), shares };
}

/** A payment as it is once it is in a pay run. */
export function lock(payment: NewPayment, instalmentId: string): Locked {
  const own = payment.lines.filter((line) => line.what === 'period');
  const differences = payment.lines.flatMap((line): [string, Decimal][] =>
    line.adjusts === undefined ? [] : [[line.adjusts, line.amount]],
  );
  return {
    instalmentId,
    periodFrom: payment.from,
    periodTo: payment.to,
    number: payment.number,
    amount: payment.amount,
    parts: payment.parts,
    differences: new Map(differences),
    ownAmount: sum(own.map((line) => line.amount)),
  };
}

export const lockFirst = (result: WorkedOut, count: number): Locked[] =>
  result.payments.slice(0, count).map((payment) => lock(payment, `paid ${payment.number}`));

export const partsOf = (parts: ReadonlyMap<string, Decimal>): Record<string, string> =>
  Object.fromEntries([...parts].map(([id, amount]) => [id, toText(amount)]));

/** The dates of a payment as text, since dates in objects all compare as equal. */
export const datesOf = ({ from, to, valueOn, inputOn }: NewPayment): string[] =>
  [from, to, valueOn, inputOn].map(String);

export const linesOf = (payment: NewPayment): string[] =>
  payment.lines.map((line) =>
    [line.what, line.from.toString(), toText(line.amount), line.adjusts].filter(Boolean).join(' '),
  );

/** Case 1: thirteen periods of four weeks from Easter Monday 2026, in advance. */
export const YEAR: Grid = {
  every: '4_weeks',
  firstPeriodOn: day('2026-04-06'),
  instalments: 13,
  paid: 'in_advance',
};
export const SIXTY_FORTY = byFractions({ E: '3/5', S: '2/5' });

/** Works out with the first day for a payment outside the grid being Saturday 1 May 2027. */
export const work = (
  versions: readonly Version[],
  locked: readonly Locked[] = [],
  grid: Grid = YEAR,
): WorkedOut => workOut(grid, versions, locked, { earliest: day('2027-05-01') });
