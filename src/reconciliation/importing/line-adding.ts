import type { Tx } from '../../database/transactions.ts';
import { differencesOn, type AmountCount } from './day-counts.ts';
import type { Faults } from './faults.ts';
import type { StagedLine } from './file-lines.ts';
import { countsOn, knownExactly, knownOn, timesKnown, type KnownLine } from './known-lines.ts';
import { verdictsOn } from './likeness.ts';
import { LineWriter } from './line-writer.ts';
import { Occurrences, fingerprintIn, numbered, statementIn, type Places } from './occurrences.ts';
import type { StagedDay, StagedLines } from './staged-lines.ts';

/** What is known of the accounts of a file before its lines are added. */
export interface Circumstances {
  /** Whether an account has lines of a day already. */
  readonly hasLines: (account: string, day: string) => boolean;
  /** Whether this file, and an earlier one too, has all that was booked on a day. */
  readonly isWholeTwice: (account: string, day: string) => boolean;
  /** The ids of those statements whose lines of a day are none of the known ones; see goesOn. */
  readonly goOn: (day: string) => ReadonlySet<string>;
  /** Where the statements stand that have a day, if two of them have the same lines of it. */
  readonly placesOn: (account: string, day: string) => Places;
  /** Whether a day is signed off, so that no line may be added. */
  readonly isSignedOff: (account: string, day: string) => boolean;
  /** Days that this file has whole and without a line, and an earlier one with lines. */
  readonly emptyDays: readonly { readonly account: string; readonly day: string }[];
  /** The beginning of the name of the file's format. */
  readonly family: string;
}

export interface AddedLines {
  /** How many lines were added, and how many of them may be known ones, by statement. */
  readonly added: ReadonlyMap<string, number>;
  readonly likely: ReadonlyMap<string, number>;
  /** Days that are signed off and have a line that is not known; none was added on them. */
  readonly signedOff: readonly { readonly account: string; readonly day: string }[];
}

/** Days are compared together up to this many lines. */
const MOST_COMPARED_LINES = 5000;

/**
 * Adds the staged lines that no earlier file had, in order of their days: first those that are
 * known exactly are left out, then those that `verdictsOn` shows to be known in other words.
 */
export async function addStaged(
  tx: Tx,
  staged: StagedLines,
  about: Circumstances,
  warnings: Faults,
): Promise<AddedLines> {
  const writer = new LineWriter(tx);
  const adding = new Adding(tx, staged, about, writer);
  let compared: StagedDay[] = [];
  for (const day of staged.days()) {
    if (!about.hasLines(day.account, day.day)) {
      await adding.addAll(day);
      continue;
    }
    const isOther = compared[0] !== undefined && compared[0].account !== day.account;
    if (isOther || linesIn(compared) + day.count > MOST_COMPARED_LINES) {
      await adding.compare(compared, warnings);
      compared = [];
    }
    compared.push(day);
  }
  await adding.compare(compared, warnings);
  for (const day of about.emptyDays) await adding.noteEmpty(day, warnings);
  await writer.end();
  return { added: writer.added, likely: writer.likely, signedOff: adding.signedOff };
}

const linesIn = (days: readonly StagedDay[]): number =>
  days.reduce((total, day) => total + day.count, 0);

/** A line that no earlier file has exactly, with the JSON that it is written by. */
interface Left {
  readonly line: StagedLine;
  readonly text: string;
}

class Adding {
  readonly signedOff: { account: string; day: string }[] = [];
  readonly #tx: Tx;
  readonly #staged: StagedLines;
  readonly #about: Circumstances;
  readonly #writer: LineWriter;

  constructor(tx: Tx, staged: StagedLines, about: Circumstances, writer: LineWriter) {
    this.#tx = tx;
    this.#staged = staged;
    this.#about = about;
    this.#writer = writer;
  }

  /** Adds all lines of a day that has none yet. */
  async addAll(of: StagedDay): Promise<void> {
    if (this.#isShut(of.account, of.day)) return;
    const counter = new Occurrences(this.#about.placesOn(of.account, of.day));
    for await (const texts of this.#staged.linesOf(of)) {
      for (const one of counter.numberedOf(texts)) await this.#writer.add(numbered(one));
    }
  }

  /** Adds those lines of some days of one account that are not known. */
  async compare(days: readonly StagedDay[], warnings: Faults): Promise<void> {
    const account = days[0]?.account;
    if (account === undefined) return;
    // The lines of other days that wait to be written are none of these days.
    const { left, exact, counts } = await this.#notExactlyKnown(account, days);
    await this.#noteDifferences(account, days, counts, warnings);
    const on = [...Map.groupBy(left, ({ line }) => `${line.bookedOn} ${line.amount}`).values()];
    if (on.length === 0) return;
    const asked = on.map(([first]) => ({ day: first!.line.bookedOn, amount: first!.line.amount }));
    const known = (await knownOn(this.#tx, account, asked)).filter(({ id }) => !exact.has(id));
    const byKey = Map.groupBy(known, ({ day, amount }) => `${day} ${amount}`);
    for (const found of on) {
      const { bookedOn, amount } = found[0]!.line;
      await this.#addFound(found, byKey.get(`${bookedOn} ${amount}`) ?? []);
    }
  }

  /** Says that a day has lines before and none in this file, which has all of the day. */
  async noteEmpty({ account, day }: { account: string; day: string }, to: Faults): Promise<void> {
    const before = await countsOn(this.#tx, { account, days: [day] });
    for (const { message } of differencesOn([], before)) to.add(day, message);
  }

  async #addFound(found: readonly Left[], known: readonly KnownLine[]): Promise<void> {
    const { account, bookedOn } = found[0]!.line;
    const { family } = this.#about;
    const verdicts = verdictsOn({
      known,
      found: found.map(({ line }) => ({ ...line, family })),
      wholeDay: this.#about.isWholeTwice(account, bookedOn),
    });
    for (const [n, verdict] of verdicts.entries()) {
      if (verdict.is === 'same') continue;
      if (this.#isShut(account, bookedOn)) return;
      const { text } = found[n]!;
      const of = verdict.is === 'likely' ? `,"repeatOf":"${known[verdict.known]!.id}"}` : '}';
      await this.#writer.add(`${text.slice(0, -1)}${of}`);
    }
  }

  /** What of some days is not known exactly, which known lines were found, and all counts. */
  async #notExactlyKnown(
    account: string,
    days: readonly StagedDay[],
  ): Promise<{ left: Left[]; exact: Set<string>; counts: AmountCount[] }> {
    const left: Left[] = [];
    const exact = new Set<string>();
    const counts: AmountCount[] = [];
    for (const day of days) {
      const counter = new Occurrences(this.#about.placesOn(account, day.day));
      const amounts = new Map<string, number>();
      const own: string[] = [];
      for await (const texts of this.#staged.linesOf(day)) {
        const found = counter.numberedOf(this.#withoutOwn(day, texts, own));
        const lines = found.map(({ text }) => JSON.parse(text) as StagedLine);
        const known = await knownExactly(this.#tx, account, found);
        const places = new Set(known.map(({ n }) => n - 1));
        for (const { id } of known) exact.add(id);
        for (const [n, line] of lines.entries()) {
          amounts.set(line.amount, (amounts.get(line.amount) ?? 0) + 1);
          if (!places.has(n)) left.push({ line, text: numbered(found[n]!) });
        }
      }
      for (const [amount, count] of amounts) counts.push({ day: day.day, amount, count });
      await this.#addOwn(day, own, counter);
    }
    return { left, exact, counts };
  }

  /** Puts lines of a day that are none of the known ones to `own`. @returns the others */
  #withoutOwn({ day }: StagedDay, texts: readonly string[], own: string[]): readonly string[] {
    const goOn = this.#about.goOn(day);
    if (goOn.size === 0) return texts;
    return texts.filter((text) => {
      const isOwn = goOn.has(statementIn(text));
      if (isOwn) own.push(text);
      return !isOwn;
    });
  }

  /** Adds lines that are none of the known ones: they are numbered after all that are equal. */
  async #addOwn(
    { account, day }: StagedDay,
    texts: readonly string[],
    compared: Occurrences,
  ): Promise<void> {
    if (texts.length === 0 || this.#isShut(account, day)) return;
    const fingerprints = [...new Set(texts.map(fingerprintIn))];
    const times = await timesKnown(this.#tx, account, fingerprints);
    const counter = new Occurrences(this.#about.placesOn(account, day));
    for (const { text, number } of counter.numberedOf(texts)) {
      const fingerprint = fingerprintIn(text);
      const before = Math.max(times.get(fingerprint) ?? 0, compared.last(fingerprint));
      await this.#writer.add(numbered({ text, number: before + number }));
    }
  }

  async #noteDifferences(
    account: string,
    days: readonly StagedDay[],
    counts: readonly AmountCount[],
    warnings: Faults,
  ): Promise<void> {
    const whole = new Set(
      days.map(({ day }) => day).filter((day) => this.#about.isWholeTwice(account, day)),
    );
    if (whole.size === 0) return;
    const before = await countsOn(this.#tx, { account, days: [...whole] });
    const here = counts.filter(({ day }) => whole.has(day));
    for (const { day, message } of differencesOn(here, before)) warnings.add(day, message);
  }

  #isShut(account: string, day: string): boolean {
    if (!this.#about.isSignedOff(account, day)) return false;
    const last = this.signedOff.at(-1);
    if (last?.account !== account || last.day !== day) this.signedOff.push({ account, day });
    return true;
  }
}
