import { checkAmount } from './amounts.ts';
import {
  controlNumber,
  directed,
  goesOut,
  impliedAmount,
  noteAmount,
  notePoint,
} from './bai2-amounts.ts';
import { FieldsInOrder, readDay, takeFunds } from './bai2-fields.ts';
import type { Bai2Record } from './bai2-records.ts';
import { problemAt, shown, type BankFileEvent, type BankFileLine, type Note } from './events.ts';
import { StatementSum } from './statement-sum.ts';

/** What the group (02) says of its accounts. */
export interface Bai2Group {
  readonly currency: string | null;
  readonly asOf: string | null;
}

/** Types of balances: of the ledger at the opening and at the closing. */
const OPENING = '010';
const CLOSING = '015';

/** An account (03 to 49) while it is read. */
export class Bai2Account {
  readonly #group: Bai2Group;
  readonly #currency: string | null;
  readonly #sum = new StatementSum();
  #opening: string | null = null;
  #closing: string | null = null;
  /** The sum of all its amounts, as the control total counts them. */
  control = 0n;
  /** How many records it has, with continuations. */
  records: number;
  #complete = true;
  /** The event that begins it and what was found wrong with it. */
  readonly begin: readonly BankFileEvent[];

  constructor(record: Bai2Record, group: Bai2Group) {
    const fields = new FieldsInOrder(record.fields);
    const problems: BankFileEvent[] = [];
    const note: Note = (...said) => problems.push(problemAt(`line ${record.number}`, ...said));
    const account = fields.next();
    this.#group = group;
    this.#currency = orNull(fields.next()) ?? group.currency;
    this.records = record.count;
    const event: BankFileEvent = {
      type: 'statement',
      account: orNull(account),
      currency: this.#currency,
    };
    if (account === '') noteNoAccount(note);
    this.#readAmounts(fields, note);
    this.begin = [event, ...problems];
  }

  /** A line (16). */
  line(record: Bai2Record): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    const note: Note = (...said) => events.push(problemAt(`line ${record.number}`, ...said));
    this.records += record.count;
    const fields = new FieldsInOrder(record.fields);
    const type = fields.next();
    const stated = fields.next();
    this.control += controlNumber(stated);
    const amount = this.#amountOf(type, stated, note);
    if (amount === null) return events;
    const funds = takeFunds(fields, note);
    const bankReference = referenceOf(fields.next());
    const reference = referenceOf(fields.next()) ?? bankReference;
    const { asOf } = this.#group;
    const line: BankFileLine = {
      bookedOn: asOf,
      valueOn: funds.isImmediate ? asOf : readDay(funds.valueOn ?? '', 'value date', note),
      amount,
      status: 'booked',
      reference,
      counterparty: null,
      text: orNull(fields.rest().replaceAll(/\s+/g, ' ').trim()),
      details: [],
    };
    this.#sum.add(line);
    return [...events, { type: 'line', line }];
  }

  /** The end of the account; `broken` says that the file ended before it did. */
  end(where: string, broken: boolean): BankFileEvent[] {
    const { asOf } = this.#group;
    const head = { from: asOf, to: asOf, opening: this.#opening, closing: this.#closing };
    const complete = this.#complete && !broken;
    return this.#sum.end(head, { where, currency: this.#currency, complete });
  }

  /** Balances and totals of the account: type, amount, number of lines and funds, again and again. */
  #readAmounts(fields: FieldsInOrder, note: Note): void {
    while (!fields.isOver) {
      const type = fields.next();
      const stated = fields.next();
      fields.next();
      takeFunds(fields, note);
      this.control += controlNumber(stated);
      if (type !== OPENING && type !== CLOSING) continue;
      const amount = impliedAmount(stated, this.#currency);
      if (amount === null) {
        if (stated !== '') noteAmount(stated, note);
        continue;
      }
      notePoint(stated, note);
      checkAmount(amount, this.#currency, note);
      if (type === OPENING) this.#opening ??= amount;
      else this.#closing ??= amount;
    }
  }

  /** The amount with its sign, or null with a word. */
  #amountOf(type: string, stated: string, note: Note): string | null {
    if (/^89\d$/.test(type) && /^0*$/.test(stated)) {
      noteNoMoney(type, note);
      return null;
    }
    const plain = impliedAmount(stated, this.#currency);
    const out = goesOut(type);
    if (plain === null || out === null) {
      this.#complete = false;
      if (plain === null) noteAmount(stated, note);
      else noteType(type, note);
      return null;
    }
    notePoint(stated, note);
    checkAmount(plain, this.#currency, note);
    return directed(plain, out);
  }
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** A reference of noughts only is none. */
function referenceOf(text: string): string | null {
  return /^0*$/.test(text) ? null : text;
}

function noteNoAccount(note: Note): void {
  note(
    'error',
    'account-missing',
    'Expected an account in the record 03; found none. Say which account it is, or ask the bank ' +
      'for a corrected file.',
  );
}

function noteType(type: string, note: Note): void {
  note(
    'error',
    'direction-unknown',
    `Expected a type of line from 100 to 799 or from 920 to 999; found "${shown(type)}", which ` +
      `does not say whether money came in or went out. The line was left out; ask the bank.`,
  );
}

function noteNoMoney(type: string, note: Note): void {
  note(
    'warning',
    'line-without-amount',
    `Expected an amount; found a record of type ${shown(type)}, which has none. It was left out.`,
  );
}
