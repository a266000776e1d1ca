import { hash } from 'node:crypto';

/** Each arrangement has this many entries of two transfers each, spread over as many months. */
export const ENTRIES_EACH = 100;
export const MONTHS = 36;
/** So many accounts belong to each share of money that a holder has. */
export const ACCOUNTS_EACH = 8;

/** One arrangement in so many is paid for by two sectors, and one person in so many has two. */
export const INTEGRATED_EACH = 10;
const SECOND_EACH = 10;
const BROKERS = 20;

/** What the rows of the journal and all other rows are made from. */
export interface BookPlan {
  readonly arrangements: number;
  /** The first day; the entries follow each other evenly from then on. */
  readonly first: Temporal.PlainDate;
  readonly days: number;
  /** The day on which the book is made. */
  readonly today: Temporal.PlainDate;
  /** The numbers that the authority's tables give to kinds of entry and classes of account. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<string, number>;
}

export type Kind = 'direct' | 'third_party' | 'notional';
const SECTORS = ['education', 'social_care', 'health'] as const;
export type Sector = (typeof SECTORS)[number];

/** The funders of the authority, by sector: of a sector with two, arrangements have them by turns. */
export const FUNDERS: readonly (readonly [name: string, sector: Sector])[] = [
  ['High needs block', 'education'],
  ['Integrated care board, north', 'health'],
  ['Integrated care board, south', 'health'],
  ["Children's social care", 'social_care'],
  ["Adults' social care", 'social_care'],
];

/** One share of an arrangement's money. */
export interface Share {
  readonly id: string;
  readonly sector: Sector;
  /** The place of its funder in {@link FUNDERS}. */
  readonly funder: number;
}

/** What is known of an arrangement by its number, from 1. */
export interface Arrangement {
  readonly id: string;
  readonly person: number;
  readonly kind: Kind;
  readonly shares: readonly [Share] | readonly [Share, Share];
  /** A twentieth of a month's payment, in pence. */
  readonly unit: number;
  /** The broker that holds the money, from 1. */
  readonly broker: number | null;
}

/** The identifier that stands for a text, as the database's `md5(text)::uuid` has it. */
export const uuidOf = (text: string): string =>
  hash('md5', text, 'hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** How many people there are: nine for ten arrangements, since some have two. */
export const peopleOf = ({ arrangements }: BookPlan): number =>
  arrangements - arrangements / SECOND_EACH;

export function arrangementOf(plan: BookPlan, a: number): Arrangement {
  const people = peopleOf(plan);
  const isSecond = a > people;
  const kind = a % 5 < 3 ? 'direct' : a % 5 === 3 ? 'third_party' : 'notional';
  const sector = sectorOf(Math.floor(a / 5) + (isSecond ? 5 : 0));
  const own: Share = { id: uuidOf(`share ${a}`), sector, funder: funderOf(sector, a) };
  const other = SECTORS[(SECTORS.indexOf(sector) + 1) % SECTORS.length]!;
  const second: Share = {
    id: uuidOf(`second share ${a}`),
    sector: other,
    funder: funderOf(other, a),
  };
  return {
    id: uuidOf(`arrangement ${a}`),
    person: isSecond ? a - people : a,
    kind,
    shares: a % INTEGRATED_EACH === 0 ? [own, second] : [own],
    unit: 200 + ((a * 7919) % 2400),
    broker: kind === 'third_party' ? 1 + (Math.floor(a / 5) % BROKERS) : null,
  };
}

/** Half of the arrangements are for education, three in ten for social care, the others for health. */
const sectorOf = (n: number): Sector => SECTORS[n % 10 < 5 ? 0 : n % 10 < 8 ? 1 : 2];

function funderOf(sector: Sector, a: number): number {
  const places = FUNDERS.flatMap(([, of], place) => (of === sector ? [place] : []));
  return places[a % places.length]!;
}

/** The turn of an arrangement's entries in which a month is paid. */
const turnOf = (month: number): number => 2 + Math.floor((month * (ENTRIES_EACH - 2)) / MONTHS);
const MONTHS_PAID = new Map(Array.from({ length: MONTHS }, (_, month) => [turnOf(month), month]));

/** An entry of the journal: the `turn`th of an arrangement. */
export interface PlacedEntry {
  readonly id: number;
  readonly arrangement: number;
  readonly turn: number;
  /** The month, from 0, that it pays, or null. */
  readonly paid: number | null;
  /** The month that was paid last. */
  readonly month: number;
  /** Days since the first one. */
  readonly dayNumber: number;
  readonly day: string;
}

/** All entries in the order of their numbers, which is that of their days. */
export function* entriesOf({ arrangements, first, days }: BookPlan): Generator<PlacedEntry> {
  const count = arrangements * ENTRIES_EACH;
  const calendar = Array.from({ length: days }, (_, n) => first.add({ days: n }).toString());
  let month = 0;
  for (let turn = 0; turn < ENTRIES_EACH; turn += 1) {
    const paid = MONTHS_PAID.get(turn) ?? null;
    month = paid ?? month;
    for (let arrangement = 1; arrangement <= arrangements; arrangement += 1) {
      const n = turn * arrangements + arrangement - 1;
      const dayNumber = Math.floor((n * days) / count);
      yield { id: n + 1, arrangement, turn, paid, month, dayNumber, day: calendar[dayNumber]! };
    }
  }
}

/** The item of a pay run by which an entry pays, or the line of an invoice. */
export const itemOf = (entry: number): string => uuidOf(`item ${entry}`);
