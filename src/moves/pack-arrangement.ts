import {
  agreedOf,
  inForceOn,
  type StoredVersion,
  type Versioned,
} from '../budgets/version-store.ts';
import { isPublic, type StatedShare } from '../budgets/versions.ts';
import { daysInclusive } from '../calendar.ts';
import { ZERO, sum, toText, type Decimal } from '../money.ts';
import type { Pack } from './pack-schemas.ts';
import type { PackPayment, ShareBalances } from './pack-store.ts';
import {
  fallsAway,
  reckonUpTo,
  type Paid,
  type Reckoned,
  type ShareReckoned,
} from './reckoning.ts';
import type { MoveKind } from './store.ts';

type Day = Temporal.PlainDate;

/** The move that an arrangement is looked at for, and up to where things are known. */
export interface Look {
  readonly what: MoveKind;
  readonly movedOn: Day;
  readonly knownThrough: string | null;
}

/** What the book says of one arrangement of the budget that moves. */
export interface ArrangementFacts extends Paid {
  readonly purpose: string;
  readonly versioned: Versioned;
  readonly balances: ReadonlyMap<string, ShareBalances>;
  readonly funders: ReadonlyMap<string, string>;
  /** The section of the plan by the provision's id. */
  readonly sections: ReadonlyMap<string, string>;
  /** The name of each service that a line names, by its id. */
  readonly services: ReadonlyMap<string, { readonly name: string }>;
}

/** An arrangement with its shares that move, in the version in force the day before, and its sums. */
export interface Figures {
  readonly shares: readonly StatedShare[];
  readonly inForce: StoredVersion;
  readonly reckoned: Reckoned;
  readonly totals: ShareReckoned;
}

const NOTHING: ShareReckoned = { paid: ZERO, entitled: ZERO, overpaid: ZERO, owed: ZERO };

/**
 * What a move makes of an arrangement; null where it touches nothing of it: no version is agreed,
 * or an NHS body changes and health has no share. Of a notional arrangement nothing is paid out to
 * the recipient, so there is nothing to be entitled to.
 */
export function figuresOf(
  { versioned, payments, standing }: Pick<ArrangementFacts, 'versioned' | keyof Paid>,
  { what, movedOn, knownThrough }: Look,
): Figures | null {
  const agreed = agreedOf(versioned, knownThrough);
  const inForce = inForceOn(agreed, movedOn.subtract({ days: 1 }));
  if (inForce === undefined) return null;
  const reckoned: Reckoned =
    versioned.kind === 'notional'
      ? { shares: new Map(), due: [] }
      : reckonUpTo(versioned, { payments, standing }, { movedOn, knownThrough });
  const shares = sharesOf(inForce, agreed, reckoned).filter(
    (share) => what === 'authority' || share.source === 'health',
  );
  if (shares.length === 0) return null;
  const all = shares.map((share) => reckoned.shares.get(share.key) ?? NOTHING);
  const total = (name: keyof ShareReckoned): Decimal => sum(all.map((one) => one[name]));
  const totals = {
    paid: total('paid'),
    entitled: total('entitled'),
    overpaid: total('overpaid'),
    owed: total('owed'),
  };
  return { shares, inForce, reckoned, totals };
}

/** The shares in force, and those of later versions that have paid already. */
function sharesOf(
  inForce: StoredVersion,
  agreed: readonly StoredVersion[],
  reckoned: Reckoned,
): StatedShare[] {
  const here = new Set(inForce.shares.map((share) => share.key));
  const others = new Map(
    agreed.flatMap((version) => version.shares).map((share) => [share.key, share]),
  );
  const paid = [...others.values()].filter(
    ({ key }) => !here.has(key) && reckoned.shares.get(key)?.paid.gt(0) === true,
  );
  return [...inForce.shares, ...paid];
}

/** A part of the arrangement's money as it is shown. */
const partOf = (share: StatedShare, funders: ReadonlyMap<string, string>) => ({
  source: share.source,
  funder: share.funderId === null ? null : (funders.get(share.funderId) ?? null),
});

/** An arrangement as it stands in the pack; null where the move touches nothing of it. */
export function packArrangement(
  facts: ArrangementFacts,
  look: Look,
): Pack['arrangements'][number] | null {
  const figures = figuresOf(facts, look);
  if (figures === null) return null;
  const { versioned, purpose, payments } = facts;
  const { shares, inForce, totals } = figures;
  const { every, firstPeriodOn, instalments, paid } = versioned.grid;
  return {
    id: versioned.arrangementId,
    kind: versioned.kind,
    purpose,
    sectors: [...new Set(shares.map((share) => share.source).filter(isPublic))],
    version: {
      number: inForce.number,
      effectiveOn: inForce.effectiveOn.toString(),
      amount: toText(inForce.amount),
      reason: inForce.reason,
    },
    schedule: { every, firstPeriodOn: firstPeriodOn.toString(), instalments, paid },
    items: inForce.items.map((item) => itemOf(item, facts)),
    ...textsOf(totals),
    shares: shares.map((share) => shareOf(share, figures, facts)),
    payments: payments
      .filter((payment) => payment.paid.size > 0)
      .map((payment) => paidOf(payment, shares, facts)),
    due: figures.reckoned.due.map(({ number, from, to, amount }) => ({
      number,
      from: from.toString(),
      to: to.toString(),
      days: daysInclusive(from, to),
      amount: toText(amount),
    })),
    fallsAway: fallsAway(payments, look.movedOn)
      .map((payment) => ({ ...spanOf(payment), amount: sumOf(payment.planned, shares) }))
      .filter(({ amount }) => amount !== '0.00'),
  };
}

export const textsOf = (figures: ShareReckoned) => ({
  paid: toText(figures.paid),
  entitled: toText(figures.entitled),
  overpaid: toText(figures.overpaid),
  owed: toText(figures.owed),
});

function shareOf(
  share: StatedShare,
  { reckoned }: Figures,
  { funders, balances }: ArrangementFacts,
): Pack['arrangements'][number]['shares'][number] {
  const balance = balances.get(share.key);
  return {
    shareId: share.key,
    ...partOf(share, funders),
    terms: termsText(share),
    ...textsOf(reckoned.shares.get(share.key) ?? NOTHING),
    drawn: toText(balance?.drawn ?? ZERO),
    held: toText(balance?.held ?? ZERO),
    toReturn: toText(balance?.toReturn ?? ZERO),
  };
}

/** How a share is stated, in words that a person reads: "3/5", "1/2 up to 500.00", "the rest". */
export function termsText({ basis, fraction, upTo, fixed, weekly, paid }: StatedShare): string {
  const part = fraction === null ? '' : `${fraction.numerator}/${fraction.denominator}`;
  if (basis === 'fraction') return part;
  if (basis === 'capped') return `${part} up to ${toText(upTo ?? ZERO)}`;
  if (basis === 'fixed') return toText(fixed ?? ZERO);
  if (basis === 'weekly')
    return `${toText(weekly ?? ZERO)} a week${paid === null ? '' : `, ${paid}`}`;
  return basis === 'lines' ? 'its own lines' : 'the rest';
}

function itemOf(
  item: StoredVersion['items'][number],
  { sections, services }: Pick<ArrangementFacts, 'sections' | 'services'>,
): Pack['arrangements'][number]['items'][number] {
  const { nature, description, unit, frequency, costBasis, serviceId } = item;
  const name = services.get(serviceId ?? '')?.name;
  return {
    section: sections.get(item.provisionItemId) ?? '',
    nature,
    description,
    quantity: item.quantity.toFixed(),
    unit,
    times: item.times.toFixed(),
    frequency,
    unitCost: toText(item.unitCost),
    costBasis,
    cost: toText(item.cost),
    service: serviceId === null || name === undefined ? null : { id: serviceId, name },
  };
}

const spanOf = ({ number, from, to, valueOn }: PackPayment) => ({ number, from, to, valueOn });

function paidOf(
  payment: PackPayment,
  shares: readonly StatedShare[],
  { funders }: ArrangementFacts,
): Pack['arrangements'][number]['payments'][number] {
  return {
    ...spanOf(payment),
    amount: sumOf(payment.paid, shares),
    parts: shares.flatMap((share) => {
      const { source, funder } = partOf(share, funders);
      const amount = payment.paid.get(share.key);
      return amount === undefined || funder === null
        ? []
        : [{ source, funder, amount: toText(amount) }];
    }),
  };
}

const sumOf = (parts: ReadonlyMap<string, Decimal>, shares: readonly StatedShare[]): string =>
  toText(sum(shares.map((share) => parts.get(share.key) ?? ZERO)));
