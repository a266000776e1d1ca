import { Decimal, ZERO } from '../money.ts';
import type { BankFileEvent, BankFileLine, StatementEnd } from './events.ts';
import { fileEvents, type InspectionOptions } from './inspection.ts';
import { inWords } from './statement-sum.ts';

/** What is in a file, in figures that can be compared with those of the bank. */
export interface FileSummary {
  readonly format: string | null;
  readonly statements: readonly StatementSummary[];
  /** How often each problem was found, by "error date-ambiguous". */
  readonly problems: ReadonlyMap<string, number>;
}

/** The figures of one statement. */
export interface StatementSummary {
  readonly currency: string | null;
  readonly booked: number;
  readonly pending: number;
  /** Of the booked lines. */
  readonly sum: Decimal;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly balances: boolean | null;
}

/** More statements than this are not shown one by one. */
const MOST_SHOWN = 3;

/**
 * Reads a file for its figures.
 *
 * @throws Error when the file cannot be read from the disk, or the format asked for is none
 */
export async function summarise(path: string, options: InspectionOptions): Promise<FileSummary> {
  const gathering = new SummaryOfEvents();
  for await (const events of fileEvents(path, options, () => {})) {
    for (const event of events) gathering.take(event);
  }
  return gathering.summary();
}

/** Counts and adds up what a reader finds. */
export class SummaryOfEvents {
  readonly #statements: StatementSummary[] = [];
  readonly #problems = new Map<string, number>();
  #format: string | null = null;
  #currency: string | null = null;
  #booked = 0;
  #pending = 0;
  #sum = ZERO;

  take(event: BankFileEvent): void {
    if (event.type === 'line') this.#takeLine(event.line);
    else if (event.type === 'format') this.#format ??= event.format;
    else if (event.type === 'statement') this.#begin(event.currency);
    else if (event.type === 'statementEnd') this.#end(event);
    else {
      const { severity, code } = event.problem;
      const key = `${severity} ${code}`;
      this.#problems.set(key, (this.#problems.get(key) ?? 0) + 1);
    }
  }

  summary(): FileSummary {
    return { format: this.#format, statements: this.#statements, problems: this.#problems };
  }

  #begin(currency: string | null): void {
    this.#currency = currency;
    this.#booked = 0;
    this.#pending = 0;
    this.#sum = ZERO;
  }

  #takeLine({ amount, status }: BankFileLine): void {
    if (status === 'pending') {
      this.#pending += 1;
      return;
    }
    this.#booked += 1;
    this.#sum = this.#sum.plus(new Decimal(amount));
  }

  #end({ opening, closing, balances }: StatementEnd): void {
    this.#statements.push({
      currency: this.#currency,
      booked: this.#booked,
      pending: this.#pending,
      sum: this.#sum,
      opening,
      closing,
      balances,
    });
  }
}

/** What the columns of a table of files are called. */
export const SUMMARY_HEADINGS = [
  'File',
  'Format',
  'Statements',
  'Booked',
  'Pending',
  'Sum of booked lines',
  'Opening',
  'Closing',
  'Balances',
  'Problems',
] as const;

/** One row of the table, a cell for each heading. */
export function summaryRow(file: string, summary: FileSummary): string[] {
  const { format, statements, problems } = summary;
  const total = (count: (one: StatementSummary) => number): string =>
    String(statements.reduce((sum, one) => sum + count(one), 0));
  return [
    file,
    format ?? 'none',
    String(statements.length),
    total((one) => one.booked),
    total((one) => one.pending),
    sumsByCurrency(statements),
    few(statements.map((one) => one.opening ?? '–')),
    few(statements.map((one) => one.closing ?? '–')),
    few(statements.map((one) => ANSWERS.get(one.balances) ?? '–')),
    [...problems].map(([key, count]) => (count === 1 ? key : `${key} ×${count}`)).join(', ') || '–',
  ];
}

const ANSWERS: ReadonlyMap<boolean | null, string> = new Map([
  [true, 'yes'],
  [false, 'no'],
]);

/** Amounts of two currencies are not added up. */
function sumsByCurrency(statements: readonly StatementSummary[]): string {
  const sums = new Map<string | null, Decimal>();
  for (const { currency, sum } of statements) {
    sums.set(currency, (sums.get(currency) ?? ZERO).plus(sum));
  }
  const words = [...sums].map(([currency, sum]) =>
    `${inWords(sum, currency)} ${currency ?? ''}`.trim(),
  );
  return few(words);
}

/** The same answer of all statements is said once, and not more than a few others. */
function few(words: readonly string[]): string {
  const [first = '–', ...others] = words;
  if (others.every((one) => one === first)) return first;
  const left = words.length - MOST_SHOWN;
  const shown = words.slice(0, MOST_SHOWN).join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
}

/** A table in the form of Markdown, its columns below each other. */
export function table(rows: readonly (readonly string[])[]): string {
  const all = [SUMMARY_HEADINGS, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '/')),
  );
  const widths = SUMMARY_HEADINGS.map((_, n) => Math.max(...all.map((row) => row[n]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | '));
  const [head = '', ...body] = lines.map((line) => `| ${line} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return `${[head, rule, ...body].join('\n')}\n`;
}
