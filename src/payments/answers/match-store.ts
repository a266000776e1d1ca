import type { Tx, Fragment } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { itemsOf } from '../run-list.ts';
import type { AnswerLine } from './answer.ts';
import {
  referenceNamed,
  runNamed,
  type MatchedLine,
  type NamedRun,
  type SentCredit,
  type Target,
} from './rules.ts';

/** How long after it was processed a payment is found by its account and amount alone, in days. */
const DAYS_TO_FIND = 10;

interface CreditRow extends SentCredit {
  readonly line: number;
  readonly serial: string;
}

/**
 * Finds what each line is about: a credit by our reference, or else, of Bacs reports, the only
 * released one that paid so much into that account at that time; a run by what its file was called.
 * @returns the lines in their order, those of which nothing is known with no target
 */
export async function matchLines(tx: Tx, lines: readonly AnswerLine[]): Promise<MatchedLine[]> {
  const single = lines.filter(({ level }) => level !== 'group' && level !== 'payment');
  const byLine = new Map<number, CreditRow>();
  for (const row of await byReference(tx, single)) byLine.set(row.line, row);
  const unknown = single.filter(({ line }) => !byLine.has(line));
  for (const row of await byAccount(tx, unknown)) byLine.set(row.line, row);
  const runs = await runsNamed(tx, lines);
  return lines.map((line) => ({ line, target: targetOf(tx, line, byLine, runs) }));
}

function targetOf(
  tx: Tx,
  line: AnswerLine,
  byLine: ReadonlyMap<number, CreditRow>,
  runs: ReadonlyMap<string, WholeRun>,
): Target | null {
  const named = runNamed(tx.scope.authority, line.blockId ?? line.messageId);
  if (line.level === 'group' || line.level === 'payment') {
    const whole = line.level === 'group' ? runNamed(tx.scope.authority, line.messageId) : named;
    return whole === null ? null : wholeOf(whole, runs.get(whole.serial));
  }
  const row = byLine.get(line.line);
  if (row === undefined) return null;
  // A reference of ours in the answer to another of our files is not the payment that it names.
  if (named !== null && named.serial !== row.serial) return null;
  return { credit: row };
}

interface WholeRun {
  readonly id: string;
  readonly serial: string;
  readonly released: boolean;
  readonly credits: readonly (SentCredit & { readonly block: number })[];
}

function wholeOf({ block }: NamedRun, run: WholeRun | undefined): Target | null {
  if (run === undefined) return null;
  const credits = run.credits.filter((credit) => block === null || credit.block === block);
  if (credits.length === 0) return null;
  return { payRunId: run.id, released: run.released, credits };
}

/** A credit `c` of the run `r` as its item rows `sent` make it, with what became of it. */
const creditColumns = ({ sql }: Tx): Fragment => sql`
  c.id, c.pay_run_id as "payRunId", sent.amount, r.serial,
  l.pay_run_id is not null as released, b.credit_id is not null as known`;

/** What of each credit of a run leaves: its items without those that an officer took out. */
const sentBy = (tx: Tx): Fragment => tx.sql`
  lateral (select sum(i.amount) as amount from (${itemsOf(tx, tx.sql`c.pay_run_id`)}) as i
    where i.credit_id = c.id) as sent on sent.amount is not null`;

async function byReference(tx: Tx, lines: readonly AnswerLine[]): Promise<CreditRow[]> {
  const asked = lines.flatMap(({ line, reference }) => {
    const named = referenceNamed(reference);
    return named === null ? [] : [{ line, ...named }];
  });
  if (asked.length === 0) return [];
  return joiningWhole(
    tx,
    () => tx.sql<CreditRow[]>`
      with asked as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
          as a(line int, serial text, reference text)
      ), named as materialized (
        select a.line, r.serial, c.* from asked a join pay_runs r on r.serial = a.serial
        join pay_run_credits c on c.pay_run_id = r.id and c.reference = a.reference
      ), sent as materialized (
        select i.credit_id, sum(i.amount) as amount from pay_run_items i
        where i.credit_id in (select id from named) and not exists (
          select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
        group by i.credit_id
      )
      select c.line, c.id, c.pay_run_id as "payRunId", s.amount, c.serial,
        l.pay_run_id is not null as released, b.credit_id is not null as known
      from named c join sent s on s.credit_id = c.id
      left join pay_run_releases l on l.pay_run_id = c.pay_run_id
      left join returned_credits b on b.credit_id = c.id`,
  );
}

/** Only where exactly one payment fits: of two, nobody could say which of them came back. */
async function byAccount(tx: Tx, lines: readonly AnswerLine[]): Promise<CreditRow[]> {
  const asked = lines.flatMap(({ line, account, amount, currency, processedOn }) => {
    const sterling = currency === null || currency === 'GBP';
    return account === null || amount === null || !sterling
      ? []
      : [{ line, ...account, amount, processedOn }];
  });
  if (asked.length === 0) return [];
  return tx.sql<CreditRow[]>`
    with found as materialized (
      select a.line, ${creditColumns(tx)}
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as a(line int,
        "sortCode" text, "accountNumber" text, amount numeric, "processedOn" date)
      join bank_details d on d.sort_code = a."sortCode" and d.account_number = a."accountNumber"
      join pay_run_credits c on c.bank_details_id = d.id
        and c.value_on between coalesce(a."processedOn", ${tx.scope.today.toString()}::date
          - ${DAYS_TO_FIND}::int) and coalesce(a."processedOn", c.value_on) + ${DAYS_TO_FIND}::int
      join pay_runs r on r.id = c.pay_run_id
      join pay_run_releases l on l.pay_run_id = r.id
      join ${sentBy(tx)} and sent.amount = a.amount
      left join returned_credits b on b.credit_id = c.id
    )
    select * from (select f.*, count(*) over (partition by f.line) as fitting from found f) as f
    where fitting = 1`;
}

/** One credit of a run with the day for which it was paid; undefined where there is none. */
export async function creditOf(
  tx: Tx,
  { payRunId, creditId }: { payRunId: string; creditId: string },
): Promise<(SentCredit & { readonly valueOn: string }) | undefined> {
  const [credit] = await tx.sql<(SentCredit & { valueOn: string })[]>`
    select ${creditColumns(tx)}, c.value_on as "valueOn"
    from pay_run_credits c
    join pay_runs r on r.id = c.pay_run_id
    join ${sentBy(tx)}
    left join pay_run_releases l on l.pay_run_id = c.pay_run_id
    left join returned_credits b on b.credit_id = c.id
    where c.id = ${creditId} and c.pay_run_id = ${payRunId}`;
  return credit;
}

/** The runs that lines of a whole file or block name, with their credits. */
async function runsNamed(tx: Tx, lines: readonly AnswerLine[]): Promise<Map<string, WholeRun>> {
  const serials = new Set<string>();
  for (const { level, messageId, blockId } of lines) {
    if (level !== 'group' && level !== 'payment') continue;
    const named = runNamed(tx.scope.authority, level === 'group' ? messageId : blockId);
    if (named !== null) serials.add(named.serial);
  }
  const runs = new Map<string, WholeRun>();
  if (serials.size === 0) return runs;
  const rows = await joiningWhole(
    tx,
    () => tx.sql<(CreditRow & { block: number })[]>`
      with named as materialized (
        select r.id, r.serial from pay_runs r
        where r.serial in (select value
          from jsonb_array_elements_text(${JSON.stringify([...serials])}::text::jsonb))
      ), sent as materialized (
        select i.pay_run_id, i.credit_id, sum(i.amount) as amount from pay_run_items i
        where i.pay_run_id in (select id from named) and not exists (
          select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
        group by i.pay_run_id, i.credit_id
      )
      select c.id, c.pay_run_id as "payRunId", s.amount, n.serial,
        l.pay_run_id is not null as released, b.credit_id is not null as known,
        dense_rank() over (partition by c.pay_run_id order by c.value_on)::int as block
      from named n join sent s on s.pay_run_id = n.id
      join pay_run_credits c on c.id = s.credit_id
      left join pay_run_releases l on l.pay_run_id = n.id
      left join returned_credits b on b.credit_id = c.id
      order by c.reference`,
  );
  for (const [serial, credits] of Map.groupBy(rows, (row) => row.serial)) {
    const { payRunId: id, released } = credits[0]!;
    runs.set(serial, { id, serial, released, credits });
  }
  return runs;
}
