import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/database/transactions.ts';
import { recordDecisions } from '../../src/ledger/decision.ts';
import { money, toText } from '../../src/money.ts';
import type { Answer } from './api.ts';
import { ok } from './book.ts';
import { aStatement, ownMoney } from './exceptions.ts';
import type { Council } from './turning-sixteen.ts';

/** What can be done; what is named twice is done twice as often. */
export const STEPS = [
  'pay',
  'pay',
  'lines',
  'lines',
  'match',
  'match',
  'match',
  'undo',
  'give back',
  'withdraw',
  'post',
  'own money',
  'invoice',
  'step',
  'suspect',
  'suspect',
  'set aside',
  'dismiss',
] as const;

/**
 * What an office does about its bank, at random: what is refused has not happened. A seed gives the
 * same walk again.
 */
export class BankWalk {
  readonly book: Council;
  /** What was done at all. */
  readonly done = new Set<string>();
  readonly #runs: string[] = [];
  readonly #matches: string[] = [];
  readonly #lines: string[] = [];
  readonly #suspected: string[] = [];
  #day = '';
  #state: number;

  constructor(book: Council, seed: number) {
    this.book = book;
    this.#state = seed;
  }

  /** The first statement, so that nothing that is posted later was there before it. */
  async begin(): Promise<void> {
    const day = '2026-04-01';
    const { bankAccountId, api } = this.book;
    const balances = { opening: '10.00', closing: '10.00' };
    await aStatement(api.db, { bankAccountId, from: day, to: day, ...balances });
  }

  /** Does so many things on a day. */
  async day(day: string, things: number): Promise<void> {
    this.#day = day;
    this.book.on(day);
    for (let n = 0; n < things; n += 1) {
      const step = this.#one(STEPS);
      if (await this.#did(step)) this.done.add(step);
    }
  }

  /** A number below another; mulberry32. */
  #below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % end;
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  async #did(step: string): Promise<boolean> {
    const { finance } = this.book.staff;
    switch (step) {
      case 'pay':
        return this.#pay();
      case 'lines':
        return this.#bank();
      case 'match':
        return this.#match();
      case 'give back':
        return this.#giveBack();
      case 'own money':
        return this.#ownMoney();
      case 'step':
        return this.#step();
      case 'suspect':
        return this.#suspect();
      case 'undo':
        return this.#sent(this.#matches, (id) =>
          finance.post(`/matches/${id}/undo`, { reason: 'wrong_line' }),
        );
      case 'withdraw':
        return this.#withdraw();
      case 'invoice':
        return this.#invoice();
      case 'post':
        return this.#post();
      case 'set aside':
        return this.#sent(this.#suspected, (id) => finance.post(`/bank-lines/${id}/repeat`, {}));
      default:
        return this.#sent(this.#suspected, (id) =>
          finance.post(`/bank-lines/${id}/not-a-repeat`, {}),
        );
    }
  }

  async #sent(of: readonly string[], send: (id: string) => Promise<Answer>): Promise<boolean> {
    if (of.length === 0) return false;
    const { status, body } = await send(this.#one(of));
    if (status < 300 && typeof body.matchId === 'string') this.#matches.push(body.matchId);
    return status < 300;
  }

  /** Pays what is due, or what became due again, in one of the ways there are. */
  async #pay(): Promise<boolean> {
    const { staff, bankAccountId } = this.book;
    const ways = [
      {},
      { eachOnItsDay: true },
      { way: 'faster_payments', urgentReason: 'They cannot wait.' },
    ];
    const valueOn = Temporal.PlainDate.from(this.#day).add({ days: this.#below(8) });
    const asked = { bankAccountId, valueOn: valueOn.toString(), ...this.#one(ways) };
    const { status, body } = await staff.finance.post('/pay-runs', asked);
    if (status !== 201) return false;
    await ok(staff.approver.post(`/pay-runs/${body.id}/approval`), 200);
    const released = await staff.finance.post(`/pay-runs/${body.id}/release`);
    if (released.status !== 200) {
      await ok(staff.finance.post(`/pay-runs/${body.id}/withdrawal`, { reason: 'Late' }), 200);
      return false;
    }
    this.#runs.push(body.id);
    return true;
  }

  async #expected(): Promise<any[]> {
    const { staff, bankAccountId } = this.book;
    const url = `/expected-lines?limit=200&bankAccount=${bankAccountId}`;
    const { items } = await ok(staff.finance.get(url), 200);
    // Names have identifiers in them, which are not the same again.
    const place = ({ valueOn, kind, amount, open }: any): string =>
      [valueOn, kind, amount, open].join();
    return items.toSorted((a: any, b: any) => (place(a) < place(b) ? -1 : 1));
  }

  /** A statement of the day with some lines: what is expected, a little more, or something else. */
  async #bank(): Promise<boolean> {
    const expected = await this.#expected();
    const lines = Array.from({ length: 1 + this.#below(3) }, (_, n) => {
      if (expected.length === 0 || this.#below(4) === 0) {
        return [this.#day, this.#one(['-5.00', '5.00', '12.50']), [`W${n}`]] as const;
      }
      const { amount, open, keys } = this.#one(expected);
      const sum = money(open).plus(this.#below(4) === 0 ? '1.00' : '0.00');
      const words = this.#below(2) === 0 ? keys : [];
      return [this.#day, toText(money(amount).isNegative() ? sum.negated() : sum), words] as const;
    });
    const { bankAccountId, api } = this.book;
    const facts = { bankAccountId, from: this.#day, to: this.#day };
    const balances = { opening: this.#one(['10.00', '20.00']), closing: '10.00' };
    const added = await aStatement(api.db, { ...facts, ...balances, lines });
    this.#lines.push(...added.lines);
    return true;
  }

  /** Lines with what is expected: of the same amount where there is such, or of less. */
  async #match(): Promise<boolean> {
    const { finance } = this.book.staff;
    const expected = (await this.#expected()).filter((one) => one.kind !== 'invoice_payment');
    if (this.#lines.length === 0 || expected.length === 0) return false;
    const lineId = this.#one(this.#lines);
    const line = await ok(finance.get(`/bank-lines/${lineId}`), 200);
    const same = expected.filter(({ open }) => open === line.open);
    const { name, open } = this.#one(same.length > 0 ? same : expected);
    const amount = money(open).lt(line.open) ? open : line.open;
    const pairs = [{ lineId, expected: name, amount }];
    const { status, body } = await finance.post('/matches', { pairs });
    if (status !== 201) return false;
    this.#matches.push(body.items[0].id);
    return true;
  }

  async #giveBack(): Promise<boolean> {
    const { api, staff } = this.book;
    if (this.#runs.length === 0) return false;
    const run = this.#one(this.#runs);
    const credits = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`
        select id from pay_run_credits where pay_run_id = ${run} order by reference`,
    );
    const url = `/pay-runs/${run}/credits/${this.#one(credits).id}/return`;
    const told = [
      { how: 'rejected', code: 'AC04' },
      { how: 'returned', code: '0' },
    ];
    const body = { ...this.#one(told), advisedOn: this.#day };
    return (await staff.finance.post(url, body)).status === 201;
  }

  async #post(): Promise<boolean> {
    if (this.#lines.length === 0) return false;
    const { finance } = this.book.staff;
    const id = this.#one(this.#lines);
    const { open } = await ok(finance.get(`/bank-lines/${id}`), 200);
    const parts = [{ to: this.#one(['suspense', 'suspense', 'charge', 'interest']), amount: open }];
    const { status, body } = await finance.post(`/bank-lines/${id}/postings`, { parts });
    if (status === 201) this.#matches.push(...body.parts.map((one: any) => one.matchId));
    return status === 201;
  }

  async #ownMoney(): Promise<boolean> {
    const { api, bankAccountId } = this.book;
    await ownMoney(api.db, bankAccountId, this.#one(['5.00', '-5.00', '30.00']), this.#day);
    return true;
  }

  async #step(): Promise<boolean> {
    const { finance } = this.book.staff;
    const { items } = await ok(finance.get('/exceptions?limit=200'), 200);
    if (items.length === 0) return false;
    const me = await this.book.api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from users where subject = 'finance_officer'`,
    );
    const body = this.#one([{ owner: me[0]!.id }, { note: 'Asked the bank.' }]);
    return (
      (await finance.post(`/exceptions/${this.#one(items as any[]).name}/steps`, body)).status ===
      201
    );
  }

  /** A line of today that may be the same as another. */
  async #suspect(): Promise<boolean> {
    const { api } = this.book;
    const [line, of] = [this.#lines.at(-1), this.#lines.at(-2)];
    if (line === undefined || of === undefined) return false;
    const rows = await api.db.run(
      (tx) => tx.sql`
        insert into likely_repeats (line_id, of_line_id)
        select ${line}, ${of} from bank_lines where id = ${line} and booked_on = ${this.#day}
        on conflict do nothing returning line_id`,
    );
    if (rows.length > 0) this.#suspected.push(line);
    return rows.length > 0;
  }

  /** A released run is not withdrawn by the service; what is there is read all the same. */
  async #withdraw(): Promise<boolean> {
    if (this.#runs.length === 0) return false;
    const run = this.#one(this.#runs);
    const rows = await this.#decided(
      ({ sql, scope }, entry) => sql`
        insert into pay_run_withdrawals (pay_run_id, reason, withdrawn_by, entry_id)
        select ${run}, 'Wrong date', ${scope.user}, ${entry} where not exists (
          select from expected_lines where pay_run_id = ${run})
        on conflict do nothing returning pay_run_id`,
    );
    return rows.length > 0;
  }

  async #invoice(): Promise<boolean> {
    const { bankAccountId } = this.book;
    await this.#decided(
      ({ sql, scope }, entry) => sql`
        insert into invoice_payments (bank_account_id, paid_on, reference, total, recorded_by,
          entry_id)
        values (${bankAccountId}, ${this.#day}, ${`INV-${entry}`}, 44.00, ${scope.user}, ${entry})
        returning id`,
    );
    return true;
  }

  #decided(work: (tx: Tx, entry: string) => PromiseLike<readonly object[]>) {
    return this.book.api.db.run(async (tx) => {
      const decision = { key: randomUUID(), reason: 'test', fields: ['x'] };
      const [entry] = await recordDecisions(tx, [decision]);
      return work(tx, entry!);
    });
  }
}
