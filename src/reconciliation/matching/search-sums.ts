import type { Fragment, Tx } from '../../database/transactions.ts';
import { money, toText } from '../../money.ts';
import {
  proposeSeveralExpected,
  proposeSeveralLines,
  type ExpectedOfSum,
  type LineWithWords,
} from './blocks.ts';
import type { MatchingRule } from './rule-store.ts';
import type { RuleFound } from './search-pairs.ts';
import { inTurn, lineId, nameOf } from './search-stage.ts';
import { takeSums } from './search-taken.ts';
import { withRivals, type FoundSum } from './sum-rivals.ts';
import { MOST_SUMS } from './sums.ts';

interface Line extends LineWithWords {
  /** Its number in the search, as text: it is too long for a number of the program. */
  readonly n: string;
  readonly day: number | null;
}

interface Expected extends ExpectedOfSum {
  readonly id: string;
  readonly day: number | null;
}

/** A line that names an expected line. */
interface Naming {
  readonly lineN: string;
  readonly expectedId: string;
}

/**
 * The rule `several_expected`: a line is the sum of several expected lines, among those that have
 * their reference, run, payee or budget in common with one that it names. @returns how many sums
 * were given up
 */
export async function findSeveralExpected(
  tx: Tx,
  position: number,
  rule: MatchingRule,
): Promise<RuleFound> {
  const naming = await namings(tx, 'line_n');
  if (naming.length === 0) return { found: 0, gaveUp: 0 };
  const left = await beyond(tx, 'line_n');
  const lines = await linesOf(tx, naming);
  const expected = await inBlocks(tx, naming);
  const byMark = marked([...expected.values()]);
  const found: FoundSum[] = [];
  for (const [lineN, names] of Map.groupBy(naming, (one) => one.lineN)) {
    const line = lines.get(lineN)!;
    const named = names.flatMap(({ expectedId }) => expected.get(expectedId) ?? []);
    const open = [...new Set(named.flatMap(marksOf).flatMap((mark) => byMark.get(mark) ?? []))];
    const inTime = open.filter((one) => isInTime(line, one, rule));
    const answer = proposeSeveralExpected(line, named, inTime);
    // A sum without what the line names is no evidence, however unique.
    const isNamed = named.some((one) => answer.names.includes(one.name));
    if (answer.result === 'none' || (answer.result === 'unique' && !isNamed)) continue;
    const first = inTime.find((one) => one.name === answer.names[0]);
    found.push({
      result: answer.result,
      lineN,
      lineIds: [line.id],
      expected: answer.names,
      amounts: answer.amounts,
      days: first === undefined ? 0 : daysOf(line, first),
      others: answer.otherNames,
    });
  }
  return { found: found.length, gaveUp: left + (await keep(tx, found, position)) };
}

/**
 * The rule `several_lines`: several lines that name one expected line make up its amount.
 * @returns how many sums were given up
 */
export async function findSeveralLines(
  tx: Tx,
  position: number,
  rule: MatchingRule,
): Promise<RuleFound> {
  const naming = await namings(tx, 'expected_id');
  if (naming.length === 0) return { found: 0, gaveUp: 0 };
  const left = await beyond(tx, 'expected_id');
  const lines = await linesOf(tx, naming);
  const expected = await inBlocks(tx, naming);
  const found: FoundSum[] = [];
  const named = Map.groupBy(naming, ({ expectedId }) => expectedId);
  for (const one of expected.values()) {
    const names = named.get(one.id);
    if (names === undefined) continue;
    const mine = names.map(({ lineN }) => lines.get(lineN)!);
    const answer = proposeSeveralLines(
      one,
      mine.filter((line) => isInTime(line, one, rule)),
    );
    if (answer.result === 'none') continue;
    const first = mine.find((line) => line.id === answer.lineIds[0]) ?? mine[0]!;
    found.push({
      result: answer.result,
      lineN: first.n,
      lineIds: answer.lineIds,
      expected: [one.name],
      amounts: answer.amounts,
      days: daysOf(first, one),
      others: [],
    });
  }
  return { found: found.length, gaveUp: left + (await keep(tx, found, position)) };
}

const isInTime = (line: Line, one: Expected, { daysBefore, daysAfter }: MatchingRule): boolean =>
  line.day !== null &&
  one.day !== null &&
  line.day - one.day >= -daysBefore &&
  line.day - one.day <= daysAfter;

const daysOf = (line: Line, one: Expected): number => (line.day ?? 0) - (one.day ?? 0);

/** By what an expected line belongs to blocks, as texts that cannot be mistaken for each other. */
const marksOf = ({ keys, payRunId, payeeId, beneficiaryId }: Expected): string[] => [
  ...keys.map((key) => `key ${key}`),
  ...(payRunId === null ? [] : [`run ${payRunId}`]),
  ...(payeeId === null ? [] : [`payee ${payeeId}`]),
  ...(beneficiaryId === null ? [] : [`budget ${beneficiaryId}`]),
];

function marked(expected: readonly Expected[]): Map<string, Expected[]> {
  const byMark = new Map<string, Expected[]>();
  for (const one of expected) {
    for (const mark of marksOf(one)) {
      const sharing = byMark.get(mark);
      if (sharing === undefined) byMark.set(mark, [one]);
      else sharing.push(one);
    }
  }
  return byMark;
}

/**
 * Which free lines name which free expected lines; of lines, or of what is named by several. It is
 * no more than a search solves: the first of them in their order.
 */
async function namings(tx: Tx, side: Side): Promise<Naming[]> {
  const { sql } = tx;
  const first =
    side === 'line_n'
      ? sql`${sidesOf(tx, side)} order by 1 limit ${MOST_SUMS}`
      : sql`select e.id from (${sidesOf(tx, side)}) as s
          join search_expected e on e.id = s.expected_id order by ${inTurn(tx)} limit ${MOST_SUMS}`;
  return sql<Naming[]>`
    select line_n as "lineN", expected_id as "expectedId" from search_named
    where ${sql(side)} in (${first})
    order by 1, 2`;
}

type Side = 'line_n' | 'expected_id';

const sidesOf = ({ sql }: Tx, side: Side): Fragment => sql`
  select ${sql(side)} from search_named
  group by 1 ${side === 'line_n' ? sql`` : sql`having count(*) > 1`}`;

/** How many sums are not looked at, as a search solves no more. */
async function beyond(tx: Tx, side: Side): Promise<number> {
  const [row] = await tx.sql<{ many: number }[]>`
    select greatest(count(*) - ${MOST_SUMS}::int, 0)::int as many
    from (${sidesOf(tx, side)}) as sides`;
  return row!.many;
}

async function linesOf(tx: Tx, naming: readonly Naming[]): Promise<Map<string, Line>> {
  const numbers = [...new Set(naming.map((one) => one.lineN))];
  const rows = await tx.sql<
    { n: string; id: string; amount: string; words: string[]; day: number | null }[]
  >`
    select n, ${lineId(tx, 'n')} as id, pence * 0.01 as amount, words, day from search_lines
    where n = any(${`{${numbers.join(',')}}`}::bigint[])`;
  return new Map(
    rows.map((row) => [
      row.n,
      { ...row, amount: money(row.amount), left: money(row.amount).abs() },
    ]),
  );
}

interface ExpectedRow extends Omit<Expected, 'amount' | 'left' | 'valueOn'> {
  readonly amount: string;
  readonly valueOn: string;
}

/** What is named, with all that shares a block with it, in order of their days. */
async function inBlocks(tx: Tx, naming: readonly Naming[]): Promise<Map<string, Expected>> {
  const { sql } = tx;
  const ids = [...new Set(naming.map((one) => one.expectedId))];
  const rows = await sql<ExpectedRow[]>`
    with free as materialized (
      select e.*, coalesce(e.keys, array_remove(array[e.key], null)) as all_keys,
        ${nameOf(tx, 'e.id', 'e.own_name')} as name
      from search_expected e
      where not exists (select from search_found f where f.expected_id = e.id)
    ),
    whose as materialized (
      select e.*, coalesce(d.payee_id, p.provider_id) as payee_id, i.beneficiary_id
      from (select *, case when own_name is null then id when own_name like 'returned_credit:%'
        then split_part(own_name, ':', 2)::uuid end as credit_id from free) as e
      left join pay_run_credits c on c.id = e.credit_id
      left join bank_details d on d.id = c.bank_details_id
      left join (select credit_id, min(beneficiary_id::text)::uuid as beneficiary_id
        from pay_run_items group by credit_id having count(distinct beneficiary_id) = 1) as i
        on i.credit_id = e.credit_id
      left join (select payment_id, min(provider_id::text)::uuid as provider_id
        from invoice_payment_lines group by payment_id having count(distinct provider_id) = 1) as p
        on p.payment_id = e.invoice_payment_id
    ),
    named as materialized (select * from whose where id = any(${`{${ids.join(',')}}`}::uuid[])),
    runs as (
      select own_name, pay_run_id, nullif(split_part(own_name, ':', 3), '')::date as leaves_on
      from search_expected where own_name like 'pay_run:%'
    )
    select w.id, w.name, split_part(w.name, ':', 1) as kind, w.pence * 0.01 as amount,
      w.all_keys as keys, w.pay_run_id as "payRunId", w.payee_id as "payeeId",
      w.beneficiary_id as "beneficiaryId", w.value_on as "valueOn", w.day, r.own_name as whole
    from whose w
    left join runs r on w.own_name is null and r.pay_run_id = w.pay_run_id
      and coalesce(r.leaves_on = w.value_on, true)
    where w.id in (select id from named)
      or w.pay_run_id in (select pay_run_id from named)
      or w.payee_id in (select payee_id from named)
      or w.beneficiary_id in (select beneficiary_id from named)
      or w.all_keys && (select array_agg(k) from named, unnest(all_keys) as k)
    order by w.value_on, w.name collate "C"`;
  return new Map(
    rows.map(({ amount, valueOn, ...row }) => [
      row.id,
      {
        ...row,
        amount: money(amount),
        left: money(amount).abs(),
        valueOn: Temporal.PlainDate.from(valueOn),
      },
    ]),
  );
}

/** Notes what was found; what is in a sum that is the only one is taken. @returns how many gave up */
async function keep(tx: Tx, found: readonly FoundSum[], position: number): Promise<number> {
  const kept = withRivals(found);
  if (kept.length === 0) return 0;
  const rows = [...Map.groupBy(kept, ({ lineN }) => lineN).values()].flatMap((ofLine) =>
    ofLine.map((one, n) => ({
      ...one,
      turn: n + 1,
      result: one.result === 'unique' ? null : one.result,
      amounts: one.amounts.map(toText),
    })),
  );
  await tx.sql`
    insert into search_found (position, turn, line_n, days, short, rivals, alike, pence, result,
      line_ids, expected, amounts, rival_lines, rival_expected)
    select ${position}, turn, "lineN", days, 0, rivals, 0,
      (select coalesce(sum(x), 0) * 100 from unnest(amounts) as x), result, "lineIds",
      expected, amounts, "otherLines", others
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(result text, turn int,
      "lineN" bigint, "lineIds" bigint[], expected text[], amounts numeric[], days int,
      others text[], rivals int, "otherLines" bigint[])`;
  await takeSums(tx, position);
  return kept.filter((one) => one.result === 'gave_up').length;
}
