/** What moves a person's money: into it, or out of it. */
export type Kind = 'paid_in' | 'contribution' | 'refund' | 'spending' | 'fee' | 'transfer';

/** One movement of somebody's money. Amounts in pence; what goes out is below zero. */
export interface Movement {
  readonly arrangement: string;
  readonly kind: Kind;
  /** ISO day. */
  readonly on: string;
  readonly pence: bigint;
  /** Whether it moved at the bank on its day. */
  readonly atBank: boolean;
  /** The day on which the authority has it in the books; null while it has not. */
  bookedOn: string | null;
  /** The last return that declares it. */
  declaredIn: Sent | null;
}

/** Money that is nobody's of these people: other authorities', or the bank's interest. */
export interface Apart {
  readonly what: 'other' | 'interest';
  readonly on: string;
  readonly pence: bigint;
}

/** A return as it was sent in. */
export interface Sent {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** By how much its statement is wrong, from a day on. */
  readonly planted: readonly { on: string; pence: bigint }[];
  /** Where each arrangement of it stands. */
  readonly people: Map<string, 'submitted' | 'queried' | 'accepted'>;
  /** Neither sent back nor replaced. */
  stands: boolean;
  /** Whether another was sent in its place. */
  replaced: boolean;
}

/** An ISO day so many days later. */
export const plus = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

type Judged = (one: Movement) => boolean;
const total = (list: readonly { readonly pence: bigint }[]): bigint =>
  list.reduce((sum, { pence }) => sum + pence, 0n);
const until =
  (day: string) =>
  ({ on }: { readonly on: string }): boolean =>
    on <= day;

/**
 * What each person has with a broker, by day, kept in plain lists beside the service: what really
 * happened to the money, what the authority has been told, and what it has in its books.
 */
export class PooledModel {
  readonly movements: Movement[] = [];
  readonly apart: Apart[] = [];
  readonly returns: Sent[] = [];
  /** What only the bank knows: money that followed later than the books say. */
  readonly bankOnly: { on: string; pence: bigint }[] = [];
  closedThrough = '';
  readonly #pool: ReadonlySet<string>;

  /** @param pool the arrangements whose money the broker holds */
  constructor(pool: readonly string[]) {
    this.#pool = new Set(pool);
  }

  /** The day on which the books have what belongs to a day: not within a closed period. */
  bookingDay(on: string): string {
    if (on > this.closedThrough) return on;
    return plus(this.closedThrough, 1);
  }

  /** What the books have of an arrangement at the end of a day. */
  heldOn(arrangement: string, day: string): bigint {
    return total(
      this.movements.filter((one) => one.arrangement === arrangement && booked(one, day)),
    );
  }

  /** The least that an arrangement really has from a day on, as far as anybody knows. */
  leastFrom(arrangement: string, day: string): bigint {
    return leastOf(
      this.movements.filter((one) => one.arrangement === arrangement),
      day,
    );
  }

  /**
   * Whether the books cover lines of one arrangement that are taken in together: what was paid in
   * first, then by day, and what came back after what was spent.
   */
  isCovered(arrangement: string, lines: readonly Movement[]): boolean {
    const books = this.movements
      .filter((one) => one.arrangement === arrangement && one.bookedOn !== null)
      .map(({ kind, pence, bookedOn }) => ({ kind, pence, on: bookedOn! }));
    const turn = ({ kind, on }: Movement): string =>
      kind === 'contribution' ? '' : `${on} ${kind === 'refund' ? 2 : 1}`;
    for (const line of lines.toSorted((a, b) => (turn(a) < turn(b) ? -1 : 1))) {
      const { kind, pence } = line;
      const on = this.bookingDay(line.on);
      const spent = books.filter((one) => one.on <= on && isSpent(one));
      if (kind === 'refund' && -total(spent) < pence) return false;
      if (pence < 0n && leastOf(books, on) < -pence) return false;
      books.push({ kind, pence, on });
    }
    return true;
  }

  /** What the books have of everybody in the account. */
  ledgerOn(day: string): bigint {
    return total(this.#ofPool((one) => booked(one, day)));
  }

  /** What was declared as spent until a day, less what came, and is not in the books. */
  notYetAcceptedOn(day: string): bigint {
    return -total(this.#ofPool((one) => one.on <= day && one.bookedOn === null && isKnown(one)));
  }

  /** What belongs to a day or an earlier one and is in the books of a later day. */
  postedLaterOn(day: string): bigint {
    return total(
      this.#ofPool((one) => one.on <= day && one.bookedOn !== null && one.bookedOn > day),
    );
  }

  /** The standing return that has begun last. */
  coveringOn(day: string): Sent | null {
    const begun = this.returns.filter((one) => one.stands && one.from <= day);
    return begun.toSorted((a, b) => (a.from < b.from ? 1 : -1))[0] ?? null;
  }

  /**
   * By how much the statement is more than it should be: what happened and nobody was told of, what
   * was told and never happened, and what is wrong with the statement itself; null without a return.
   */
  differenceOn(day: string): bigint | null {
    const covering = this.coveringOn(day);
    if (covering === null) return null;
    const asOf = day < covering.to ? day : covering.to;
    const untold = this.#ofPool((one) => one.on <= asOf && one.atBank && !isKnown(one));
    const never = this.#ofPool((one) => one.on <= asOf && !one.atBank && isKnown(one));
    return (
      total(untold) -
      total(never) +
      total(this.bankOnly.filter(until(asOf))) +
      total(covering.planted.filter(until(asOf)))
    );
  }

  /** Everything that the bank has on its statement until a day. */
  bankUntil(day: string): { on: string; pence: bigint }[] {
    const all = [...this.#ofPool(({ atBank }) => atBank), ...this.bankOnly, ...this.apart];
    return all.filter(until(day)).toSorted((a, b) => (a.on < b.on ? -1 : 1));
  }

  apartUntil(what: Apart['what'], day: string): bigint {
    return total(this.apart.filter((one) => one.what === what && one.on <= day));
  }

  /** Whether the broker has the arrangement's money. */
  isOfPool(arrangement: string): boolean {
    return this.#pool.has(arrangement);
  }

  #ofPool(judged: Judged): Movement[] {
    return this.movements.filter((one) => this.#pool.has(one.arrangement) && judged(one));
  }
}

/** Whether it was spent, or came back of what was. */
export const isSpent = ({ kind }: Pick<Movement, 'kind'>): boolean =>
  kind === 'spending' || kind === 'fee' || kind === 'refund';

/** The least that movements leave, at the end of a day or of any later one. */
function leastOf(list: readonly Pick<Movement, 'on' | 'pence'>[], day: string): bigint {
  const days = new Set([day, ...list.map(({ on }) => on).filter((on) => on > day)]);
  const balances = [...days].map((on) => total(list.filter(until(on))));
  return balances.reduce((least, one) => (one < least ? one : least));
}

const booked = ({ bookedOn }: Movement, day: string): boolean =>
  bookedOn !== null && bookedOn <= day;

/** Whether the authority knows of it: by its books, or by a return that stands. */
export const isKnown = ({ bookedOn, declaredIn }: Movement): boolean =>
  bookedOn !== null || declaredIn?.stands === true;
