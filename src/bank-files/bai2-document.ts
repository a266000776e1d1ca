import { Bai2Account, type Bai2Group } from './bai2-account.ts';
import { FieldsInOrder, readDay } from './bai2-fields.ts';
import type { Bai2Record } from './bai2-records.ts';
import { checkTotals, type Bai2Count } from './bai2-totals.ts';
import { problemAt, shown, type BankFileEvent, type Note } from './events.ts';

/** What counts up while a file or a group is read. */
interface Level {
  control: bigint;
  parts: number;
  records: number;
}

/** Reads the records of a file: 01, then groups (02 to 98) of accounts (03 to 49), then 99. */
export class Bai2Document {
  #group: Bai2Group = { currency: null, asOf: null };
  #account: Bai2Account | null = null;
  #inGroup = false;
  #hasFile = false;
  #ended = false;
  #told = false;
  #file: Level = nothing();
  #groupLevel: Level = nothing();

  take(record: Bai2Record): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    const where = `line ${record.number}`;
    const note: Note = (...said) => events.push(problemAt(where, ...said));
    if (record.cut) noteCut(note);
    if (record.code === '01') this.#beginFile(record, events, note);
    else if (record.code === '02') this.#beginGroup(record, events, note);
    else if (record.code === '03') this.#beginAccount(record, events, note);
    else if (record.code === '16') this.#line(record, events, note);
    else if (record.code === '49') this.#endAccount(record, events, note);
    else if (record.code === '98') this.#endGroup(record, events, note);
    else if (record.code === '99') this.#endFile(record, events, note);
    else noteUnknown(record, note);
    return events;
  }

  /** The end of the file; `dropped` says that it ended inside a record. */
  end(where: string, dropped: boolean): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    const note: Note = (...said) => events.push(problemAt(where, ...said));
    const isBroken = this.#hasFile || this.#inGroup || this.#account !== null || dropped;
    if (isBroken && !this.#ended) noteTruncated(note);
    if (this.#account !== null) events.push(...this.#account.end(where, true));
    this.#account = null;
    return [...events, ...this.#tell()];
  }

  #beginFile(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeFile(record, events, note);
    events.push(...this.#tell());
    this.#hasFile = true;
    this.#ended = false;
    this.#file = { ...nothing(), records: record.count };
  }

  #beginGroup(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeGroup(record, events, note);
    this.#inGroup = true;
    this.#groupLevel = { ...nothing(), records: record.count };
    const fields = new FieldsInOrder(record.fields);
    fields.next();
    fields.next();
    const status = fields.next();
    const asOf = readDay(fields.next(), 'day of the statement', note);
    fields.next();
    const currency = fields.next();
    this.#group = { asOf, currency: currency === '' ? null : currency };
    if (!/^1?$/.test(status)) noteStatus(status, note);
  }

  #beginAccount(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeAccount(record, events, note);
    this.#account = new Bai2Account(record, this.#group);
    events.push(...this.#tell(), ...this.#account.begin);
  }

  #line(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    if (this.#account === null) {
      noteOrder(record, 'after a record 03', note);
      this.#account = new Bai2Account({ ...record, fields: [], count: 0 }, this.#group);
      events.push(...this.#tell(), ...this.#account.begin);
    }
    events.push(...this.#account.line(record));
  }

  #endAccount(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    if (this.#account === null) return noteOrder(record, 'after a record 03', note);
    const { control } = this.#account;
    const records = this.#account.records + record.count;
    this.#groupLevel.control += checkTotals(record, { control, parts: null, records }, note);
    this.#groupLevel.records += records;
    this.#groupLevel.parts += 1;
    events.push(...this.#account.end(`line ${record.number}`, false));
    this.#account = null;
  }

  #endGroup(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeAccount(record, events, note);
    if (!this.#inGroup) return noteOrder(record, 'after a record 02', note);
    this.#inGroup = false;
    const found = totalled(this.#groupLevel, record);
    this.#file.control += checkTotals(record, found, note);
    this.#file.records += found.records;
    this.#file.parts += 1;
    this.#group = { currency: null, asOf: null };
  }

  #endFile(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeGroup(record, events, note);
    if (!this.#hasFile) return noteOrder(record, 'after a record 01', note);
    checkTotals(record, totalled(this.#file, record), note);
    this.#hasFile = false;
    this.#ended = true;
  }

  /** Ends an account that has no record 49: nothing says that it is complete. */
  #closeAccount(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    if (this.#account === null) return;
    noteOrder(record, 'after the record 49 of the account', note);
    this.#groupLevel.control += this.#account.control;
    this.#groupLevel.records += this.#account.records;
    this.#groupLevel.parts += 1;
    events.push(...this.#account.end(`line ${record.number}`, false));
    this.#account = null;
  }

  #closeGroup(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeAccount(record, events, note);
    if (!this.#inGroup) return;
    noteOrder(record, 'after the record 98 of the group', note);
    this.#file.control += this.#groupLevel.control;
    this.#file.records += this.#groupLevel.records;
    this.#file.parts += 1;
    this.#inGroup = false;
  }

  #closeFile(record: Bai2Record, events: BankFileEvent[], note: Note): void {
    this.#closeGroup(record, events, note);
    if (this.#hasFile) noteOrder(record, 'after the record 99 of the file', note);
  }

  #tell(): BankFileEvent[] {
    if (this.#told) return [];
    this.#told = true;
    return [{ type: 'format', format: 'bai2' }];
  }
}

function nothing(): Level {
  return { control: 0n, parts: 0, records: 0 };
}

function totalled(level: Level, last: Bai2Record): Bai2Count {
  return { ...level, records: level.records + last.count };
}

function noteOrder(record: Bai2Record, place: string, note: Note): void {
  note(
    'warning',
    'record-order',
    `Expected a record ${record.code} only ${place}; there was none. Look for missing records, or ` +
      `ask the bank.`,
  );
}

function noteUnknown(record: Bai2Record, note: Note): void {
  note(
    'warning',
    'record-unknown',
    `Expected a record 01, 02, 03, 16, 49, 88, 98 or 99; found "${shown(record.code)}", which was ` +
      `left out. Fetch the file again, or ask the bank.`,
  );
}

/** 1 is an update, and so is a correction; a deletion and a test are not to be booked. */
function noteStatus(status: string, note: Note): void {
  const meaning = ['', '', 'a deletion', 'a correction', 'a test'][Number(status)] ?? 'no meaning';
  note(
    status === '3' ? 'warning' : 'error',
    'group-status',
    `Expected a group of new lines (status 1); found "${shown(status)}", ${meaning}. Ask the bank ` +
      `what is to be done with it.`,
  );
}

function noteCut(note: Note): void {
  note(
    'error',
    'text-too-long',
    'Expected records of at most 1000000 characters; found more, which were left out. Ask the ' +
      'bank for a corrected file.',
  );
}

function noteTruncated(note: Note): void {
  note(
    'error',
    'file-truncated',
    'Expected the record 99 at the end of the file; found none. Fetch the file again.',
  );
}
