import type { FinancialYear } from '../calendar.ts';
import type { Column } from '../http/csv.ts';
import { SECTORS, type Holding, type Sector } from '../ledger/accounts.ts';
import { ZERO, sum, toText, type Decimal } from '../money.ts';
import type { Carried } from './rules.ts';

/** What one share has carried over a year's end. Amounts in pounds. */
export interface CarriedShare extends Carried {
  readonly source: Sector;
  readonly funderId: string;
  readonly funder: string;
  /** What it pays of the payment, or committed to the order. */
  readonly amount: Decimal;
  /** What is billed and in query. */
  readonly inQuery: Decimal;
}

/** A payment, or an order under a notional arrangement, with something carried over a year's end. */
export interface CarriedItem {
  readonly what: 'payment' | 'order';
  readonly id: string;
  readonly arrangementId: string;
  readonly kind: Holding;
  /** The person's reference. */
  readonly beneficiary: string;
  readonly from: string;
  readonly to: string;
  /** The day on which a payment is there; none of an order. */
  readonly valueOn: string | null;
  readonly amount: Decimal;
  readonly shares: readonly CarriedShare[];
}

const FIGURES = ['prepayment', 'accrual', 'inQuery'] as const;
type Figure = (typeof FIGURES)[number];
type Figures = Record<Figure, Decimal>;

const figuresOf = (parts: readonly Figures[]): Figures => {
  const of = (figure: Figure): Decimal => sum(parts.map((part) => part[figure]));
  return { prepayment: of('prepayment'), accrual: of('accrual'), inQuery: of('inQuery') };
};
const shownFigures = (figures: Figures) => ({
  prepayment: toText(figures.prepayment),
  accrual: toText(figures.accrual),
  inQuery: toText(figures.inQuery),
});

/** An item as it is shown, with the figures of its shares added up. */
export const shownItem = ({ amount, shares, ...item }: CarriedItem) => ({
  ...item,
  amount: toText(amount),
  ...shownFigures(figuresOf(shares)),
  shares: shares.map(({ source, funderId, funder, ...share }) => ({
    source,
    funderId,
    funder,
    amount: toText(share.amount),
    ...shownFigures(share),
  })),
});

/** What one funder has carried over a year's end. */
export interface FunderTotal extends Figures {
  readonly source: Sector;
  readonly funderId: string;
  readonly funder: string;
}

/** Adds up by funder as items pass. */
export class Totals {
  readonly #funders = new Map<string, FunderTotal>();
  #payments = 0;
  #orders = 0;

  add(items: readonly CarriedItem[]): void {
    for (const { what, shares } of items) {
      if (what === 'payment') this.#payments += 1;
      else this.#orders += 1;
      for (const share of shares) this.#addShare(share);
    }
  }

  #addShare({ source, funderId, funder, ...share }: CarriedShare): void {
    const before = this.#funders.get(funderId);
    const figures = before === undefined ? figuresOf([share]) : figuresOf([before, share]);
    this.#funders.set(funderId, { source, funderId, funder, ...figures });
  }

  /** By sector and then by the funder's name. */
  funders(): FunderTotal[] {
    const place = ({ source, funder }: FunderTotal): string =>
      `${SECTORS.indexOf(source)} ${funder}`;
    return [...this.#funders.values()].toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  }

  shown() {
    const funders = this.funders();
    return {
      payments: this.#payments,
      orders: this.#orders,
      ...shownFigures(figuresOf(funders)),
      sectors: [...Map.groupBy(funders, (one) => one.source)].map(([sector, own]) => ({
        sector,
        ...shownFigures(figuresOf(own)),
      })),
      funders: funders.map(({ source, funderId, funder, ...figures }) => ({
        sector: source,
        funderId,
        funder,
        ...shownFigures(figures),
      })),
    };
  }
}

/** A line of the list of what is reversed on the next year's first day. */
export interface Reversal {
  readonly on: string;
  readonly what: 'prepayment' | 'accrual';
  readonly sector: Sector;
  readonly funderId: string;
  readonly funder: string;
  /** What it adds to the spending of the year that ends; below zero where it takes off. */
  readonly atYearEnd: string;
  /** The same the other way round, on the next year's first day. */
  readonly reversal: string;
}

/**
 * What is taken into the books of the year that ends and reversed on the next year's first day: a
 * prepayment is taken off the year's spending, an accrual is added to it. Disputed invoices are not.
 */
export function reversals(funders: readonly FunderTotal[], year: FinancialYear): Reversal[] {
  const on = year.to.add({ days: 1 }).toString();
  return funders.flatMap(({ source, funderId, funder, prepayment, accrual }) => {
    const one = (what: Reversal['what'], atYearEnd: Decimal): Reversal[] => {
      if (atYearEnd.isZero()) return [];
      const [taken, reversal] = [toText(atYearEnd), toText(atYearEnd.negated())];
      return [{ on, what, sector: source, funderId, funder, atYearEnd: taken, reversal }];
    };
    return [...one('prepayment', ZERO.minus(prepayment)), ...one('accrual', accrual)];
  });
}

export const REVERSAL_COLUMNS: readonly Column<Reversal>[] = [
  { name: 'on', type: 'date' },
  { name: 'what', type: 'text' },
  { name: 'sector', type: 'text' },
  { name: 'funderId', type: 'id' },
  { name: 'funder', type: 'text' },
  { name: 'atYearEnd', type: 'money' },
  { name: 'reversal', type: 'money' },
];

/** One share of an item as a line of CSV. */
type CsvLine = Record<string, string | null>;

export const ACCRUAL_COLUMNS: readonly Column<CsvLine>[] = [
  { name: 'what', type: 'text' },
  { name: 'id', type: 'id' },
  { name: 'arrangement', type: 'id' },
  { name: 'person', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'paid_on', type: 'date' },
  { name: 'sector', type: 'text' },
  { name: 'funder', type: 'text' },
  { name: 'amount', type: 'money' },
  { name: 'prepayment', type: 'money' },
  { name: 'accrual', type: 'money' },
  { name: 'in_query', type: 'money' },
];

/** The lines of CSV of an item: one for each share. */
export const csvLines = (item: CarriedItem): CsvLine[] =>
  item.shares.map((share) => ({
    what: item.what,
    id: item.id,
    arrangement: item.arrangementId,
    person: item.beneficiary,
    kind: item.kind,
    from: item.from,
    to: item.to,
    paid_on: item.valueOn,
    sector: share.source,
    funder: share.funder,
    amount: toText(share.amount),
    prepayment: toText(share.prepayment),
    accrual: toText(share.accrual),
    in_query: toText(share.inQuery),
  }));
