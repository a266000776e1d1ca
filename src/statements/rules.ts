import { money, sum, toText, type Decimal } from '../money.ts';
import { dayInWords } from '../plain-text.ts';
import type { OtherSide, StatementRow } from './store.ts';

const SECTORS: Readonly<Record<string, string>> = {
  education: 'education',
  health: 'health',
  social_care: 'social care',
  contribution: 'your contribution',
  top_up: 'your top-up',
};

/** A sector as a person says it. */
export const sectorInWords = (source: string): string => SECTORS[source] ?? source;

/** What a line of a family's statement is, in plain words. */
export function lineInWords(row: StatementRow): string {
  if (row.kind === 'payment' && row.periodFrom !== null && row.periodTo !== null) {
    return `Payment for ${spanInWords(row)} (on your bank statement as ${row.reference})`;
  }
  if (row.kind === 'bounced' && row.periodFrom !== null) {
    const how = row.undone === 'rejected' ? 'was refused by the bank' : 'came back';
    return `The payment ${row.reference} for ${spanInWords(row)} ${how}. It has not reached you.`;
  }
  const what = whatInWords(row);
  if (row.kind === 'reversal') return `Taken back: ${what ?? 'an earlier line'}`;
  return what ?? row.kind.replaceAll('_', ' ');
}

function whatInWords(row: StatementRow): string | null {
  if (row.moved !== null) return movedInWords(row.moved);
  return row.own === null ? row.description : ownMoneyInWords(row.own, row.reference);
}

const HOLDS: Readonly<Record<string, string>> = {
  direct: 'paid to you as a direct payment',
  third_party: 'where a broker holds the money for you',
  notional: 'which the authority arranges for you',
};

/** Money that went to another arrangement, or came from one, as a family reads it. */
function movedInWords({ way, purpose, kind }: OtherSide): string {
  const other =
    purpose === null || kind === null ? 'another arrangement' : `"${purpose}", ${HOLDS[kind]}`;
  return way === 'out' ? `Moved from here to ${other}` : `Moved to here from ${other}`;
}

/** Agreed money that was not used, on the side it left or the one it came to. */
export function movedAgreedInWords(moved: OtherSide): string {
  const what = 'Part of what was agreed and not used.';
  return `${what} ${movedInWords(moved)}`;
}

/** A figure of services that the authority arranges, in plain words. */
export interface Arranged {
  readonly name: 'actual' | 'committed' | 'remaining';
  readonly what: string;
  readonly amount: string;
}

/** What became of the money where the authority arranges the services, on the last day. */
export function arrangedInWords(figures: {
  readonly actual: Decimal;
  readonly open: Decimal;
  readonly left: Decimal;
}): Arranged[] {
  const { actual, open, left } = figures;
  return [
    {
      name: 'actual',
      what: 'Spent: services that were given to you and billed',
      amount: toText(actual),
    },
    {
      name: 'committed',
      what: 'Set aside: services that are ordered for you and not spent yet',
      amount: toText(open),
    },
    {
      name: 'remaining',
      what: 'Left: not ordered yet, or not needed after all',
      amount: toText(left),
    },
  ];
}

const spanInWords = ({ periodFrom, periodTo }: StatementRow): string =>
  `${dayInWords(periodFrom!)} to ${dayInWords(periodTo!)}`;

function ownMoneyInWords(own: 'contribution' | 'top_up', reference: string | null): string {
  return `Paid in: ${sectorInWords(own)} (on your bank statement as ${reference ?? ''})`;
}

export interface Line {
  readonly on: string;
  readonly what: string;
  readonly moneyIn: string;
  readonly moneyOut: string;
  /** What is left after this line. */
  readonly left: string;
  readonly shares: { source: string; amount: string }[];
  readonly category: string | null;
  /** The entry of the journal, for a receipt. */
  readonly entry: string;
}

export interface Statement {
  readonly opening: string;
  readonly moneyIn: string;
  readonly moneyOut: string;
  readonly closing: string;
  readonly lines: readonly Line[];
}

/**
 * Puts a statement together: every line with what is left after it. Throws if opening and lines do
 * not make the closing figure, which was read from the accounts on its own.
 */
export function statementOf(
  opening: Decimal,
  closing: Decimal,
  rows: readonly StatementRow[],
): Statement {
  let left = opening;
  const lines = rows.map((row): Line => {
    left = left.plus(money(row.moneyIn)).minus(money(row.moneyOut));
    return {
      on: row.on,
      what: lineInWords(row),
      moneyIn: row.moneyIn,
      moneyOut: row.moneyOut,
      left: toText(left),
      shares: row.shares,
      category: row.category,
      entry: row.entry,
    };
  });
  if (!left.equals(closing)) {
    throw new RangeError(
      `The lines make ${toText(left)}, and the accounts say ${toText(closing)}.`,
    );
  }
  return {
    opening: toText(opening),
    moneyIn: toText(sum(rows.map((row) => money(row.moneyIn)))),
    moneyOut: toText(sum(rows.map((row) => money(row.moneyOut)))),
    closing: toText(closing),
    lines,
  };
}
