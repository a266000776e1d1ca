import { createHash } from 'node:crypto';
import type { Tx, Fragment } from '../database/transactions.ts';
import { toText, type Decimal } from '../money.ts';
import type { NewReturn } from './return-store.ts';

/** Between the values of a row, and between rows: no text of a return holds either. */
const UNIT = '\u001F';
const RECORD = '\u001E';

type Value = string | number | Decimal | null;

const textOf = (value: Value): string => {
  if (value === null) return '';
  return typeof value === 'object' ? toText(value) : String(value);
};
const rowText = (values: readonly Value[]): string => values.map(textOf).join(UNIT);
const digest = (rows: readonly string[]): string =>
  createHash('sha256').update(rows.join(RECORD)).digest('hex');
const inOrder = (a: string, b: string): number => (a < b ? -1 : 1);

/** The digests, in hexadecimal, of all that stands below the heading of a return. */
export interface PartDigests {
  readonly people: string;
  readonly lines: string;
  readonly payroll: string;
}

/**
 * The digests of a return's people, lines and payroll as it is sent. `keptDigests` finds the same
 * from the tables, so whatever is changed there is found.
 */
export function partDigests({ people, lines, payroll }: NewReturn): PartDigests {
  return {
    people: digest(
      people.map((one) => rowText([one.arrangementId, one.opening, one.closing])).sort(inOrder),
    ),
    lines: digest(
      lines
        .toSorted((a, b) => a.row - b.row)
        .map((one) =>
          rowText([
            one.row,
            one.kind,
            one.onDay,
            one.arrangementId,
            one.amount,
            one.category,
            one.description,
            one.evidence,
          ]),
        ),
    ),
    payroll: digest(
      payroll
        .map((one) =>
          rowText([
            one.arrangementId,
            one.employee,
            one.gross,
            one.net,
            one.tax,
            one.pension,
            one.holidayAccrued,
          ]),
        )
        .sort(inOrder),
    ),
  };
}

/** The same digests of returns that are kept, as a query of (id, people, lines, payroll). */
export function keptDigests({ sql }: Tx, ids: readonly string[]): Fragment {
  const of = (rows: Fragment): Fragment =>
    sql`encode(sha256(convert_to(coalesce((${rows}), ''), 'UTF8')), 'hex')`;
  const unit = sql`chr(31)`;
  const record = sql`chr(30)`;
  const people = sql`select string_agg(text, ${record} order by text collate "C") from (
    select concat(arrangement_id, ${unit}, opening, ${unit}, closing) as text
    from return_people p where p.return_id = r.id) as each`;
  const lines = sql`select string_agg(concat(row, ${unit}, kind, ${unit}, on_day, ${unit},
      arrangement_id, ${unit}, amount, ${unit}, category, ${unit}, description, ${unit}, evidence),
      ${record} order by row)
    from return_lines l where l.return_id = r.id`;
  const payroll = sql`select string_agg(text, ${record} order by text collate "C") from (
    select concat(arrangement_id, ${unit}, employee, ${unit}, gross, ${unit}, net, ${unit}, tax,
      ${unit}, pension, ${unit}, holiday_accrued) as text
    from payroll_summaries p where p.return_id = r.id) as each`;
  return sql`
    select r.id, ${of(people)} as people, ${of(lines)} as lines, ${of(payroll)} as payroll
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) w
    join holders_returns r on r.id = w::uuid`;
}

/** The heading of a return, as the digest of its submission covers it. Amounts and days are text. */
export interface ReturnHeading {
  readonly id: string;
  readonly pooledAccountId: string | null;
  readonly payeeId: string | null;
  readonly fromOn: string;
  readonly toOn: string;
  readonly tier: string;
  readonly opening: string;
  readonly closing: string;
  readonly otherOpening: string;
  readonly interestOpening: string;
  readonly lines: number;
  readonly people: number;
  readonly fileName: string | null;
  readonly replaces: string | null;
  /** Of the file as it came, or of a return sent as JSON; in hexadecimal. */
  readonly sha256: string;
}

/** The facts that the digest of a submitted return covers. */
export function submissionFields(one: ReturnHeading, parts: PartDigests): (string | null)[] {
  return [
    'holders-return-1',
    one.id,
    one.pooledAccountId,
    one.payeeId,
    one.fromOn,
    one.toOn,
    one.tier,
    one.opening,
    one.closing,
    one.otherOpening,
    one.interestOpening,
    String(one.lines),
    String(one.people),
    one.fileName,
    one.replaces,
    one.sha256,
    parts.people,
    parts.lines,
    parts.payroll,
  ];
}

/** What tells one return sent as JSON from another: its account, its figures and all its lines. */
export function canonicalSha256(one: NewReturn, parts: PartDigests): Uint8Array {
  const heading = rowText([
    'holders-return-json-1',
    one.pooledAccountId,
    one.payeeId,
    one.fromOn,
    one.toOn,
    one.opening,
    one.closing,
    one.otherOpening,
    one.interestOpening,
  ]);
  return createHash('sha256')
    .update([heading, parts.people, parts.lines, parts.payroll].join(RECORD))
    .digest();
}
