import type { Tx } from '../../database/transactions.ts';

/** Lines are written so many at a time, or fewer when they are long. */
const BATCH_LINES = 5000;
const BATCH_CHARACTERS = 250_000;

/**
 * Writes staged lines in batches. While the database writes one batch the next is made ready; no
 * more than these two are in memory. Each line is the JSON of a `StagedLine`, with `occurrence`
 * where that is not 1, and `repeatOf` where it may be a known line.
 */
export class LineWriter {
  readonly #tx: Tx;
  #texts: string[] = [];
  #characters = 0;
  #writing: Promise<void> = Promise.resolve();
  /** How many lines were added, and how many of them may be known ones, by statement. */
  readonly added = new Map<string, number>();
  readonly likely = new Map<string, number>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async add(text: string): Promise<void> {
    this.#texts.push(text);
    this.#characters += text.length;
    const isFull = this.#texts.length >= BATCH_LINES || this.#characters >= BATCH_CHARACTERS;
    if (isFull) await this.#send();
  }

  /** Waits until all is written. */
  async end(): Promise<void> {
    await this.#send();
    await this.#writing;
  }

  async #send(): Promise<void> {
    const texts = this.#texts;
    this.#texts = [];
    this.#characters = 0;
    await this.#writing;
    if (texts.length === 0) return;
    this.#writing = this.#write(texts);
    // Whoever waits for the next batch or the end is told of a failure.
    this.#writing.catch(() => {});
  }

  async #write(texts: readonly string[]): Promise<void> {
    const written = await addLines(this.#tx, inArray(texts));
    count(this.added, written);
    // Inside a text quotes are escaped, so these are names of fields.
    const withDetails = texts.filter((text) => text.includes('"details":['));
    if (withDetails.length > 0) await addDetails(this.#tx, inArray(withDetails));
    const repeats = texts.filter((text) => text.includes('"repeatOf":"'));
    if (repeats.length > 0) count(this.likely, await addLikely(this.#tx, inArray(repeats)));
  }
}

interface Counted {
  readonly statement: string;
  readonly count: number;
}

const inArray = (texts: readonly string[]): string => `[${texts.join(',')}]`;

function count(counts: Map<string, number>, more: readonly Counted[]): void {
  for (const one of more) counts.set(one.statement, (counts.get(one.statement) ?? 0) + one.count);
}

function addLines(tx: Tx, lines: string): Promise<Counted[]> {
  return tx.sql<Counted[]>`
    with added as (
      insert into bank_lines (statement_id, bank_account_id, position, booked_on, value_on, amount,
        size, reference, counterparty, text, words, fingerprint, occurrence)
      select statement, account, position, "bookedOn", "valueOn", amount, abs(amount), reference,
        counterparty, text, words, decode(fingerprint, 'hex'), coalesce(occurrence, 1)
      from json_to_recordset(${lines}::text::json) as l(statement uuid, account uuid, position int,
        "bookedOn" date, "valueOn" date, amount numeric, reference text, counterparty text,
        text text, words text[], fingerprint text, occurrence smallint)
      on conflict (bank_account_id, fingerprint, occurrence) do nothing
      returning statement_id
    )
    select statement_id as statement, count(*)::int as count from added group by statement_id`;
}

async function addDetails(tx: Tx, lines: string): Promise<void> {
  await tx.sql`
    insert into bank_line_details (line_id, number, amount, reference, counterparty, text)
    select b.id, d.number, d.amount, d.reference, d.counterparty, d.text
    from json_to_recordset(${lines}::text::json) as l(account uuid, fingerprint text,
      occurrence smallint, details json)
    join bank_lines b on b.bank_account_id = l.account
      and b.fingerprint = decode(l.fingerprint, 'hex') and b.occurrence = coalesce(l.occurrence, 1)
    cross join lateral json_to_recordset(l.details) as d(number int, amount numeric,
      reference text, counterparty text, text text)
    order by b.id, d.number`;
}

function addLikely(tx: Tx, lines: string): Promise<Counted[]> {
  return tx.sql<Counted[]>`
    with added as (
      insert into likely_repeats (line_id, of_line_id)
      select b.id, l."repeatOf"
      from json_to_recordset(${lines}::text::json) as l(account uuid, fingerprint text,
        occurrence smallint, "repeatOf" bigint)
      join bank_lines b on b.bank_account_id = l.account
        and b.fingerprint = decode(l.fingerprint, 'hex')
        and b.occurrence = coalesce(l.occurrence, 1)
      returning line_id
    )
    select b.statement_id as statement, count(*)::int as count
    from added a join bank_lines b on b.id = a.line_id group by b.statement_id`;
}
