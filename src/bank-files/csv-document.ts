import { noteDate } from './days.ts';
import { dateIn, hasDay, sureDay, unmarked, UNSURE, type DateForm } from './csv-dates.ts';
import {
  layoutByHeadings,
  looksLikeHeadings,
  withoutEmptyEnd,
  type Form,
  type Layout,
} from './csv-layout.ts';
import { PeriodOfLines } from './csv-period.ts';
import type { Role } from './csv-profile.ts';
import { KNOWN_BY_HEADINGS } from './csv-profiles.ts';
import type { CsvRow } from './csv-records.ts';
import { cellsOf, isLineRow, isTotal, misfit, readRow, textOf, type LineRow } from './csv-row.ts';
import { CsvStatement, maybeCut, Preamble } from './csv-statement.ts';
import { problemAt, shown, type BankFileEvent, type BankFileLine, type Note } from './events.ts';
import { QifWaiting } from './qif-waiting.ts';

/** More statements than this in one file are no statements of accounts. */
const MOST_STATEMENTS = 10_000;

/** Makes statements of the rows of a CSV file. */
export class CsvDocument {
  readonly #form: Form;
  readonly #isStated: boolean;
  readonly #dates: DateForm | null;
  readonly #waiting: QifWaiting;
  readonly #period = new PeriodOfLines();
  readonly #preamble = new Preamble();
  readonly #accounts = new Set<string | null>();
  #isMixedTold = false;
  /** Null after headings that are not known: the rows below them are left out. */
  #layout: Layout | null;
  #statement: CsvStatement | null = null;
  #statements = 0;
  #row = 1;
  #leftOut = 0;
  #isMoneyMissed = false;
  /** Whether that was before the first line of a statement. */
  #isMissedBefore = false;

  /** `isStated` says that a person has named the profile. */
  constructor(form: Form, isStated: boolean) {
    const { profile } = form.layout;
    this.#form = form;
    this.#isStated = isStated;
    this.#layout = form.layout;
    this.#dates = profile.dates;
    this.#waiting = new QifWaiting(profile.dates === 'year-first' ? 'day-first' : profile.dates);
    this.#waiting.push({ type: 'format', format: profile.format });
    if (!isStated && profile.format === 'csv') this.#tellPlain();
    if (!isStated && !profile.headings) this.#tellWithoutHeadings(profile.name);
  }

  take(row: CsvRow): void {
    this.#row = row.number;
    const { cells, fault } = row;
    if (fault !== null) {
      this.#tellFault(fault);
      return;
    }
    if (cells.every((cell) => cell.trim() === '')) return;
    const { headingRow } = this.#form;
    if (row.number < headingRow) this.#preamble.take(cells);
    if (row.number <= headingRow) return;
    if (this.#areHeadings(cells)) this.#takeHeadings(cells);
    else if (this.#layout === null) this.#leftOut += 1;
    else this.#takeLine(row, this.#layout);
  }

  /** What need not wait any more. */
  taken(): BankFileEvent[] {
    return this.#period.passed(this.#waiting.taken());
  }

  end(): BankFileEvent[] {
    // Headings without rows are a statement without lines; rows without one that is good are none.
    if (this.#statements === 0 && this.#statement === null && !this.#isMoneyMissed) this.#open([]);
    this.#endStatement();
    this.#tellLeftOut();
    return this.#period.passed(this.#waiting.end());
  }

  #areHeadings(cells: readonly string[]): boolean {
    const { profile } = this.#form.layout;
    const date = cells[this.#layout?.places.date?.[0] ?? -1] ?? '';
    if (!profile.headings || /\d/.test(date)) return false;
    return looksLikeHeadings(cells) || layoutByHeadings(cells, profile) !== null;
  }

  #takeHeadings(cells: readonly string[]): void {
    const first = this.#form.layout.profile;
    const others = this.#isStated ? [] : KNOWN_BY_HEADINGS;
    const layout = [first, ...others.filter((one) => one.dates === first.dates)]
      .map((profile) => layoutByHeadings(cells, profile))
      .find((one) => one !== null);
    this.#tellLeftOut();
    if (layout === undefined) {
      this.#endStatement();
      this.#layout = null;
      const message =
        'Expected a line of the statement; found other headings, which are not known. The rows ' +
        'below them were left out; inspect each part as a file of its own.';
      this.#say('error', 'headings-changed', message);
      return;
    }
    const isSame = JSON.stringify(layout.places) === JSON.stringify(this.#layout?.places);
    if (!isSame) this.#endStatement();
    this.#layout = layout;
    const [code, what] = isSame ? ['headings-repeated', 'the same'] : ['headings-changed', 'other'];
    const message = `Expected a line of the statement; found ${what} headings again. The rows below were read by them; look whether files were joined.`;
    this.#say('warning', code, message);
  }

  #takeLine({ number, cells, isUnended }: CsvRow, layout: Layout): void {
    const own = cellsOf(cells, layout, this.#form.mark, this.#say);
    const statement = this.#statementOf(own ?? [], layout);
    const found =
      own === null
        ? misfit(cells, layout, this.#say)
        : readRow(own, layout, statement.currency, this.#say);
    if (!isLineRow(found)) {
      if (found.isMoney) this.#miss(found.balance);
      return;
    }
    for (const event of statement.begin()) this.#waiting.push(event);
    this.#isMissedBefore = false;
    const lines = linesOf(found, sureDay(found.valueDate, this.#dates));
    if (isUnended && mayBeCut(withoutEmptyEnd(cells, 1), layout)) {
      this.#waiting.push(maybeCut(number));
    }
    for (const line of lines) this.#pushLine(line, found.date);
    const date = hasDay(found.date ?? '', this.#dates) ? found.date : null;
    statement.count(number, lines, { balance: found.balance, cells: cells.join('\n'), date });
  }

  /** The statement of the account in a row; another account ends the one before it. */
  #statementOf(cells: readonly string[], layout: Layout): CsvStatement {
    const account = accountIn(cells, layout);
    const { account: open } = this.#statement ?? { account: null };
    if (this.#statement !== null && (account === null || account === open)) return this.#statement;
    if (this.#statement !== null) this.#endStatement();
    return this.#open(cells, account, layout);
  }

  #open(
    cells: readonly string[],
    account: string | null = null,
    layout: Layout = this.#form.layout,
  ): CsvStatement {
    const own = account ?? layout.profile.account ?? this.#preamble.account;
    const statement = new CsvStatement(own, layout.currency ?? currencyIn(cells, layout));
    if (this.#isMissedBefore) statement.miss(null);
    this.#statement = statement;
    this.#statements += 1;
    if (this.#accounts.has(own) && account !== null) this.#tellMixed();
    this.#accounts.add(own);
    if (this.#statements > MOST_STATEMENTS) {
      this.#layout = null;
      const message = `Expected at most ${MOST_STATEMENTS} statements; found more. The rest was left out; ask for a file for each account.`;
      this.#say('error', 'too-many-statements', message);
    }
    return statement;
  }

  #endStatement(): void {
    const statement = this.#statement;
    this.#statement = null;
    if (statement === null || (!statement.isTold && !statement.isComplete)) return;
    const dayOf = (cell: string): string | null =>
      sureDay(cell, this.#dates ?? this.#waiting.order);
    for (const event of statement.end(this.#row, dayOf)) this.#waiting.push(event);
  }

  #pushLine(line: BankFileLine, cell: string | null): void {
    const date = cell === null ? null : dateIn(cell, this.#dates);
    if (date !== null && date !== UNSURE) {
      this.#waiting.pushLine(line, date, `row ${this.#row}`);
      return;
    }
    if (date === UNSURE) {
      this.#say(
        'error',
        'date-ambiguous',
        `Expected a date with a year of four figures; found "${shown(cell)}". It was left empty; ` +
          `inspect the file with --profile day-first or --profile month-first when you know it.`,
      );
    } else if (cell !== null) {
      noteDate('date', cell, this.#say);
    }
    this.#waiting.push({ type: 'line', line });
  }

  #tellFault(fault: 'quote-open' | 'row-too-long'): void {
    const message =
      fault === 'quote-open'
        ? 'Expected a text in quotes to end; found a quote that is never closed. The row was left ' +
          'out; look at it in the file.'
        : 'Expected shorter rows; found one of more than a million characters. It was left out.';
    this.#say('error', fault, message);
    this.#miss(null);
  }

  #miss(balance: string | null): void {
    this.#isMoneyMissed = true;
    this.#isMissedBefore ||= this.#statement?.isTold !== true;
    this.#statement?.miss(balance);
  }

  #tellMixed(): void {
    if (this.#isMixedTold) return;
    this.#isMixedTold = true;
    const message =
      'Expected the rows of an account together; found those of several accounts mixed. Each run ' +
      'of rows is a statement of its own; ask for a file for each account.';
    this.#say('warning', 'accounts-mixed', message);
  }

  #tellLeftOut(): void {
    if (this.#leftOut === 0) return;
    const message = `Expected headings that are known; ${this.#leftOut} rows before this one were left out, as theirs are not.`;
    this.#leftOut = 0;
    this.#say('error', 'rows-left-out', message);
  }

  #tellPlain(): void {
    this.#row = Math.max(1, this.#form.headingRow);
    const message =
      'Expected the headings of a bank that is known here; found others. Columns were taken by ' +
      'their names, and money out as negative; look at some lines, or write a profile.';
    this.#say('warning', 'profile-guessed', message);
  }

  #tellWithoutHeadings(name: string): void {
    const message =
      `Expected headings; found rows of a date, a text and an amount, as ${name} writes them. ` +
      `Say --profile ${name} when that is right, or write a profile.`;
    this.#say('warning', 'profile-guessed', message);
  }

  readonly #say: Note = (severity, code, message) => {
    this.#waiting.push(problemAt(`row ${this.#row}`, severity, code, message));
  };
}

/** A payment and its fee; a fee alone is one line. */
function linesOf({ line, fee }: LineRow, valueOn: string | null): BankFileLine[] {
  const own = { ...line, valueOn };
  if (fee === null) return [own];
  const feeLine = { ...own, amount: fee };
  return /[1-9]/.test(line.amount) ? [own, feeLine] : [feeLine];
}

/** Whether the last cell would read as well with its end cut off; balances are proved otherwise. */
function mayBeCut(cells: readonly string[], { places }: Layout): boolean {
  const last = cells.length - 1;
  const isOf = (role: Role): boolean => places[role]?.includes(last) === true;
  if ((['description', 'counterparty', 'reference'] as const).some(isOf)) return true;
  const isMoney = (['amount', 'in', 'out', 'fee'] as const).some(isOf);
  return isMoney && !/[.,]\d\d\D*$/.test(cells[last] ?? '');
}

/** The account of a row; a total or a remark below the lines has words in its place. */
function accountIn(cells: readonly string[], { places }: Layout): string | null {
  const hasFigure = (role: Role): boolean => /\d/.test(cells[places[role]?.[0] ?? -1] ?? '');
  const isMoney = (['amount', 'in', 'out', 'balance'] as const).some(hasFigure);
  if (!hasFigure('date') && (!isMoney || isTotal(cells))) return null;
  const parts = (['sortCode', 'account'] as const).map((role) =>
    unmarked((cells[places[role]?.[0] ?? -1] ?? '').slice(0, 100)),
  );
  return textOf(parts);
}

/** The currency that a row names, or that of a pound sign in it. */
function currencyIn(cells: readonly string[], { places }: Layout): string | null {
  const code = (cells[places.currency?.[0] ?? -1] ?? '').trim().toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  const money = (['amount', 'in', 'out', 'balance'] as const).flatMap((role) => places[role] ?? []);
  return money.some((place) => (cells[place] ?? '').includes('£')) ? 'GBP' : null;
}
