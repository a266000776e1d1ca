import { randomUUID } from 'node:crypto';
import type {
  BankFileEvent,
  BankFileProblem,
  LineEvent,
  StatementEnd,
} from '../../bank-files/events.ts';
import { money } from '../../money.ts';
import type { BankAccount } from '../bank-account-store.ts';
import { amountAsKept, stagedLine } from './file-lines.ts';
import { Faults } from './faults.ts';
import { ownAccountOf } from './own-accounts.ts';
import type { StagedLines } from './staged-lines.ts';

/** A statement of a file on one of the authority's accounts, without its lines. */
export interface ReadStatement {
  readonly id: string;
  readonly account: BankAccount;
  readonly reference: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly opening: string | null;
  readonly closing: string | null;
  /** Whether the balances and the lines add up; null when the bank left a balance out. */
  readonly balances: boolean | null;
  /** Whether it has all that was booked on its days. */
  readonly wholeDays: boolean;
  /** How many of its lines were booked and moved money. */
  readonly lines: number;
}

/** Whose the file may be. */
export interface Whose {
  readonly accounts: readonly BankAccount[];
  /** The account that was said to be meant, for a file that names none. */
  readonly chosen: BankAccount | null;
}

/** What is kept of a statement while its lines are read. */
interface OpenStatement {
  readonly number: number;
  readonly id: string;
  readonly account: BankAccount | null;
  readonly written: string | null;
  readonly currency: string | null;
  readonly reference: string | null;
  /** The first day on which a line was booked. */
  firstLine: string | null;
  position: number;
  lines: number;
  notBooked: number;
  nothing: number;
}

/** More statements than that are no bank's. */
const MOST_STATEMENTS = 10_000;

/** Formats within the day or of single payments: they need not have all of a day. */
const NOT_OF_WHOLE_DAYS = /^(?:camt\.05[24]|mt942)/;

/** Formats whose files name no currency: an account in pounds has lines in pounds. */
const WITHOUT_CURRENCY = /^(?:csv|qif)/;

/** Reads a file's events into statements and staged lines, and gathers all that is wrong. */
export class FileReading {
  format: string | null = null;
  readonly statements: ReadStatement[] = [];
  /** With any of these, nothing of the file may be used. */
  readonly errors = new Faults();
  /** Statements of accounts that are not ours. */
  readonly foreign = new Faults();
  readonly warnings = new Faults();
  readonly #whose: Whose;
  readonly #staged: StagedLines;
  readonly #seen = new Set<string>();
  #count = 0;
  #mixed = false;
  #open: OpenStatement | null = null;

  constructor(whose: Whose, staged: StagedLines) {
    this.#whose = whose;
    this.#staged = staged;
  }

  /** Whether something is wrong already, so that nothing of the file is taken. */
  get isRefused(): boolean {
    return this.errors.count + this.foreign.count > 0;
  }

  take(event: BankFileEvent): void {
    if (event.type === 'format') this.format ??= event.format;
    if (event.type === 'problem') this.#takeProblem(event.problem);
    if (event.type === 'statement') this.#begin(event);
    if (event.type === 'line' && this.#open !== null) this.#takeLine(this.#open, event);
    if (event.type === 'statementEnd' && this.#open !== null) this.#end(this.#open, event);
  }

  #takeProblem({ severity, code, where, message }: BankFileProblem): void {
    if (code === 'format-changes') this.#mixed = true;
    // Which account it is was said beside the file.
    const isSaid = code === 'account-missing' && this.#whose.chosen !== null;
    const list = severity === 'error' && !isSaid ? this.errors : this.warnings;
    list.add(where, message);
  }

  #begin({ account, currency, reference }: Extract<BankFileEvent, { type: 'statement' }>): void {
    this.#count += 1;
    const number = this.#count;
    const where = `statement ${number}`;
    if (number === MOST_STATEMENTS + 1) {
      const most = MOST_STATEMENTS.toLocaleString('en-GB');
      this.errors.add(where, `Expected at most ${most} statements in a file; found more.`);
    }
    const found = ownAccountOf(account, this.#whose.accounts, this.#whose.chosen);
    if ('fault' in found) this.foreign.add(where, found.fault);
    this.#open = {
      number,
      id: randomUUID(),
      account: 'account' in found ? found.account : null,
      written: account,
      currency,
      reference: reference ?? null,
      firstLine: null,
      position: 0,
      lines: 0,
      notBooked: 0,
      nothing: 0,
    };
  }

  #takeLine(open: OpenStatement, event: LineEvent): void {
    open.position += 1;
    const { line } = event;
    if (line.status !== 'booked') {
      open.notBooked += 1;
      return;
    }
    const where = `statement ${open.number}, line ${open.position}`;
    const currency = event.currency === undefined ? open.currency : event.currency;
    const amount = this.#sterling(line.amount, currency, where);
    const { bookedOn } = line;
    if (bookedOn === null) {
      this.errors.add(where, 'Expected a booking date on a booked line; found none.');
    }
    if (amount === null || bookedOn === null) return;
    if (bookedOn < (open.firstLine ?? '9999')) open.firstLine = bookedOn;
    if (amount === '0.00') {
      open.nothing += 1;
      return;
    }
    open.lines += 1;
    const { id: statement, account, position } = open;
    // Of a file that is not taken no line is needed.
    if (account === null || this.isRefused) return;
    const staged = stagedLine(event, { amount, bookedOn }, { statement, account, position });
    this.#staged.add(account.id, bookedOn, JSON.stringify(staged));
  }

  #end(open: OpenStatement, end: StatementEnd): void {
    this.#open = null;
    const where = `statement ${open.number}`;
    const { to, balances } = end;
    const from = firstDay(end, open.firstLine);
    const opening = this.#sterling(end.opening, open.currency, where);
    const closing = this.#sterling(end.closing, open.currency, where);
    this.#noteOmissions(where, open, from !== null && to !== null);
    if (this.#isRepeat(open, end)) {
      this.errors.add(where, 'The same statement stands in the file twice.');
    }
    const { id, account, reference, lines } = open;
    if (account === null || this.statements.length >= MOST_STATEMENTS) return;
    const isWhole = !this.#mixed && !NOT_OF_WHOLE_DAYS.test(this.format ?? '');
    const wholeDays = isWhole && from !== null && to !== null;
    const heads = { id, account, reference, from, to, opening, closing };
    this.statements.push({ ...heads, balances, wholeDays, lines });
  }

  /** Nothing of a file goes missing in silence. */
  #noteOmissions(where: string, { notBooked, nothing }: OpenStatement, hasDays: boolean): void {
    const left = (count: number, why: string): void => {
      const lines = count === 1 ? '1 line was' : `${count} lines were`;
      if (count > 0) this.warnings.add(where, `${lines} left out: ${why}.`);
    };
    left(notBooked, 'announced, not booked');
    left(nothing, 'an amount of 0.00');
    if (hasDays) return;
    const message =
      'The statement has no days, so nobody can say whether one before it is missing.';
    this.warnings.add(where, message);
  }

  #isRepeat({ reference, written }: OpenStatement, { from, to }: StatementEnd): boolean {
    if (reference === null) return false;
    const name = JSON.stringify([reference, written, from, to]);
    if (this.#seen.has(name)) return true;
    this.#seen.add(name);
    return false;
  }

  /** An amount as the book holds it; null, with an error, for one that it cannot hold. */
  #sterling(amount: string | null, currency: string | null, where: string): string | null {
    if (amount === null) return null;
    const isNamed = currency !== null || !WITHOUT_CURRENCY.test(this.format ?? '');
    if (isNamed && currency !== 'GBP') {
      const found = currency === null ? 'no currency' : currency.slice(0, 10);
      this.errors.add(where, `Expected pounds (GBP); found ${found}.`);
      return null;
    }
    const kept = amountAsKept(amount);
    if (kept !== null) return kept;
    const message =
      money(amount).decimalPlaces() > 2
        ? 'Expected pounds and pence; found parts of a penny.'
        : 'Expected an amount of at most 12 digits before the point; found more.';
    this.errors.add(where, message);
    return null;
  }
}

/**
 * The first day of a statement. Where that is only the day of its opening balance, and no line is
 * booked on it, the balance has the day of the closing balance that it is equal to: the statement
 * begins the day after.
 */
function firstDay({ from, to, fromOpening }: StatementEnd, firstLine: string | null) {
  if (fromOpening !== true || from === null || to === null || from >= to) return from;
  if (firstLine !== null && firstLine <= from) return from;
  return Temporal.PlainDate.from(from).add({ days: 1 }).toString();
}
