import { addWorkingDays } from '../../src/calendar.ts';
import type { Answer } from './api.ts';
import { ok } from './book.ts';
import type { Kept, PooledBook } from './pooled-book.ts';
import { PooledModel, isKnown, isSpent, plus, type Kind, type Movement } from './pooled-model.ts';
import { toMoney, toPence } from './pooled-returns.ts';
import {
  accept,
  mayBeReplaced,
  query,
  replace,
  send,
  sendBack,
  sendNext,
} from './pooled-sending.ts';
import type { RandomMove, RandomStep } from './pooled-steps.ts';

export type Of<What extends RandomStep['what']> = Extract<RandomStep, { what: What }>;

/** The first day that the account is looked at. */
export const START = '2026-04-01';
/** Refusals that are no fault: the ledger guards each share, and this model only their sum. */
const GUARDED = ['/problems/not-covered'];

/** A broker's life, told to the service and kept in a model of its own. */
export class PooledLife {
  readonly book: PooledBook;
  readonly model: PooledModel;
  readonly done = new Map<string, number>();
  today = START;
  honest = true;
  /** Arrangements whose money is not with the broker. */
  readonly direct: readonly Kept[];

  constructor(book: PooledBook) {
    this.book = book;
    this.model = new PooledModel(book.pool.map(({ id }) => id));
    const second = book.pairs.map(([, two]) => two);
    this.direct = second.filter(({ id }) => !this.model.isOfPool(id));
    book.on(START);
  }

  async take(step: RandomStep): Promise<void> {
    const steps: { [What in RandomStep['what']]: (one: Of<What>) => unknown } = {
      happen: ({ moves }) => moves.forEach((move) => this.#happen(move)),
      apart: (one) => this.#apart(one),
      record: ({ move, late }) => this.#record(move, late),
      transfer: (one) => this.#transfer(one),
      pay: () => this.pay(),
      pass: ({ days }) => this.pass(days),
      send: (one) => sendNext(this, one),
      query: (one) => query(this, one),
      'send back': (one) => sendBack(this, one),
      replace: (one) => replace(this, one),
      accept: (one) => accept(this, one),
      close: (one) => this.#close(one),
    };
    await (steps[step.what] as (one: RandomStep) => unknown)(step);
  }

  /** Counts what was done. */
  note(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }

  pass(days: number): void {
    this.today = plus(this.today, days);
    this.book.on(this.today);
  }

  /** The first day that no return has been sent in for. */
  get openFrom(): string {
    const ends = this.model.returns.map(({ to }) => to).toSorted();
    return ends.length === 0 ? START : plus(ends.at(-1)!, 1);
  }

  /** A day on which something can still happen that the next return will tell of; null if none. */
  #openDay(n: number): string | null {
    const from = Temporal.PlainDate.from(this.openFrom);
    const days = from.until(this.today).days + 1;
    return days < 1 ? null : from.add({ days: n % days }).toString();
  }

  #pick(n: number, kind: Kind): Kept {
    const list =
      kind === 'contribution' ? this.book.pool.filter((one) => one.paysIn) : this.book.pool;
    return list[n % list.length]!;
  }

  /** The amount of a move, signed, as far as there is so much; null where there is nothing. */
  #penceOf(arrangement: string, { kind, pence }: RandomMove, on: string): bigint | null {
    if (kind === 'contribution') return BigInt(pence);
    if (kind === 'refund') {
      const spent = this.model.movements
        .filter((one) => one.arrangement === arrangement && one.on <= on)
        .filter(isSpent)
        .reduce((sum, one) => sum - one.pence, 0n);
      return spent < 1n ? null : BigInt(pence) < spent ? BigInt(pence) : spent;
    }
    const least = this.model.leastFrom(arrangement, on);
    return least < 1n ? null : -(BigInt(pence) < least ? BigInt(pence) : least);
  }

  #happen(move: RandomMove): void {
    const on = this.#openDay(move.day);
    if (on === null) return;
    const arrangement = this.#pick(move.who, move.kind).id;
    const pence = this.#penceOf(arrangement, move, on);
    if (pence === null) return;
    this.#add({ arrangement, kind: move.kind, on, pence, atBank: true });
    this.note(move.kind);
  }

  #add(one: Omit<Movement, 'bookedOn' | 'declaredIn'>, booked = false): void {
    const bookedOn = booked ? this.model.bookingDay(one.on) : null;
    this.model.movements.push({ ...one, bookedOn, declaredIn: null });
  }

  #apart({ of: what, day, pence }: Of<'apart'>): void {
    const on = this.#openDay(day);
    const there = this.model.apartUntil('other', this.today);
    if (on === null || pence === 0 || (what === 'other' && there + BigInt(pence) < 0n)) return;
    // What others have goes out last, so that it was never less than nothing before.
    const when = pence < 0 ? this.today : on;
    if (when < this.openFrom) return;
    this.model.apart.push({ what, on: when, pence: BigInt(pence) });
    this.note('apart');
  }

  /** The council records by itself what it learns of, on time or after the return has come. */
  async #record(move: RandomMove, late: boolean): Promise<void> {
    const open = this.#openDay(move.day);
    const on = late && !this.honest ? plus(START, move.day % 90) : open;
    if (on === null || on > this.today) return;
    const kind = move.kind === 'contribution' ? 'contribution' : 'spending';
    if (kind === 'contribution' && on <= this.model.closedThrough) return;
    const { direct } = this;
    const isDirect = kind === 'spending' && move.pence % 4 === 0;
    const arrangement = isDirect ? direct[move.who % direct.length]! : this.#pick(move.who, kind);
    const pence = this.#penceOf(arrangement.id, { ...move, kind }, on);
    if (pence === null) return;
    const answer = await this.#recorded({ arrangement: arrangement.id, kind, on, pence });
    if (!this.went(answer, 'record')) return;
    const atBank = on >= this.openFrom;
    this.#add({ arrangement: arrangement.id, kind, on, pence, atBank }, true);
  }

  async #recorded(one: Pick<Movement, 'arrangement' | 'kind' | 'on' | 'pence'>): Promise<Answer> {
    const { finance } = this.book.staff;
    const url = `/arrangements/${one.arrangement}`;
    if (one.kind !== 'contribution') {
      const why = { category: 'support', description: 'Tutor' };
      const body = { spentOn: one.on, amount: toMoney(-one.pence), ...why };
      return finance.post(`${url}/spending`, body);
    }
    const shown = await ok(finance.get(url), 200);
    const source = shown.shares.find(({ source: its }: any) =>
      ['contribution', 'top_up'].includes(its),
    ).source;
    this.note('reference');
    const reference = `SO ${this.done.get('reference')}`;
    const amount = toMoney(one.pence);
    const body = { source, receivedOn: one.on, amount, reference, paidInto: 'holder' };
    return finance.post(`${url}/contributions`, body);
  }

  /** Whether it was done. What is refused for another reason than its amount is a fault. */
  went(answer: Answer, what: string): boolean {
    if (answer.status < 300) {
      this.note(what);
      return true;
    }
    if (!GUARDED.includes(answer.body.type)) throw new Error(`${what}: ${answer.text}`);
    this.note(`${what} refused`);
    return false;
  }

  async #transfer({ pair, back, late, day, pence }: Of<'transfer'>): Promise<void> {
    const [one, two] = this.book.pairs[pair % this.book.pairs.length]!;
    const [from, to] = back ? [two, one] : [one, two];
    const on = late && !this.honest ? plus(START, day % 90) : this.#openDay(day);
    if (on === null || on < '2026-04-06' || on > this.today) return;
    const least = this.model.leastFrom(from.id, on);
    const amount = BigInt(pence) < least ? BigInt(pence) : least;
    if (amount < 1n) return;
    const within = this.model.isOfPool(one.id) && this.model.isOfPool(two.id);
    const { caseworker, approver } = this.book.staff;
    const proposed = await caseworker.post(`/arrangements/${from.id}/transfers`, {
      what: 'held',
      toArrangementId: to.id,
      amount: toMoney(amount),
      effectiveOn: on,
      cause: within ? 'correction' : 'other_kind',
      reasons: 'The family asked for it.',
    });
    if (!this.went(proposed, 'transfer')) return;
    const outcome = { outcome: 'agreed' };
    await ok(approver.post(`/transfers/${proposed.body.id}/decision`, outcome), 200);
    const shared = { kind: 'transfer', on, atBank: within || on >= this.openFrom } as const;
    this.#add({ ...shared, arrangement: from.id, pence: -amount }, true);
    this.#add({ ...shared, arrangement: to.id, pence: amount }, true);
  }

  /** Pays everybody what is due, as a run that is approved and released. */
  async pay(): Promise<void> {
    const today = Temporal.PlainDate.from(this.today);
    const on = addWorkingDays(today, 3).toString();
    const { finance, approver } = this.book.staff;
    const body = { bankAccountId: this.book.bankAccountId, valueOn: on };
    const run = await finance.post('/pay-runs', body);
    if (run.body.type === '/problems/nothing-due') return;
    const { id } = await ok(Promise.resolve(run));
    const items = await this.#items(id);
    await ok(approver.post(`/pay-runs/${id}/approval`), 200);
    await ok(finance.post(`/pay-runs/${id}/release`), 200);
    for (const { arrangementId: arrangement, amount } of items) {
      const pence = toPence(amount);
      this.#add({ arrangement, kind: 'paid_in', on, pence, atBank: true }, true);
    }
    this.note('pay');
  }

  /** All that a run pays, however many pages it takes. */
  async #items(run: string): Promise<{ arrangementId: string; amount: string }[]> {
    const items = [];
    for (let next: string | null = ''; next !== null;) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const url = `/pay-runs/${run}/items?limit=200${after}`;
      const page = await ok(this.book.staff.finance.get(url), 200);
      items.push(...page.items);
      next = page.next ?? null;
    }
    return items;
  }

  async #close({ back }: Of<'close'>): Promise<void> {
    const closedThrough = plus(this.today, -back);
    if (closedThrough <= this.model.closedThrough || closedThrough < START) return;
    const body = { closedThrough, reason: 'Month' };
    await ok(this.book.staff.finance.post('/period-closings', body));
    this.model.closedThrough = closedThrough;
    this.note('close');
  }

  /**
   * Mends what went wrong: what was sent back is sent again, what was not declared is recorded, what
   * the bank never did it does now; and the next return says that all is well.
   */
  async settle(): Promise<void> {
    for (const one of this.model.returns.filter((sent) => !sent.stands && mayBeReplaced(sent))) {
      await send(this, one, { plant: 'none', which: 0 }, one);
    }
    const pool = this.model.movements.filter((one) => this.model.isOfPool(one.arrangement));
    for (const one of pool.filter((each) => each.on < this.openFrom && !isKnown(each))) {
      // A receipt is not taken in for a closed period: the broker gives that money back.
      const isReceipt = one.kind === 'contribution' || one.kind === 'refund';
      if (isReceipt && (one.kind === 'refund' || one.on <= this.model.closedThrough)) continue;
      if (this.went(await this.#recorded(one), 'mend'))
        one.bookedOn = this.model.bookingDay(one.on);
    }
    this.pass(1);
    const pence = -(this.model.differenceOn(this.today) ?? 0n);
    const planted = this.model.coveringOn(this.today)?.planted ?? [];
    const wrong = planted.reduce((sum, one) => sum + one.pence, 0n);
    if (pence + wrong !== 0n) this.model.bankOnly.push({ on: this.today, pence: pence + wrong });
    if (this.openFrom <= this.today) {
      await send(this, { from: this.openFrom, to: this.today }, { plant: 'none', which: 0 });
    }
  }
}
