import { createHash, randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { toText, type Decimal } from '../money.ts';
import { openDifferences } from './difference-store.ts';
import {
  canonicalSha256,
  partDigests,
  submissionFields,
  type ReturnHeading,
} from './return-digest.ts';

export type LineKind =
  | 'bank'
  | 'other_authorities'
  | 'interest'
  | 'paid_in'
  | 'contribution'
  | 'spending'
  | 'fee'
  | 'refund'
  | 'transferred_in'
  | 'transferred_out';

/** What a return declares for one arrangement. Amounts in pounds. */
export interface ReturnPerson {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly opening: Decimal;
  readonly closing: Decimal;
}

/**
 * One line of a return. Without an arrangement it is about the whole account, money out negative;
 * with one it is above zero. A category stands in spending, fees and refunds only.
 */
export interface ReturnLine {
  /** The row of the file, or the place in the list; each once. */
  readonly row: number;
  readonly kind: LineKind;
  /** ISO day. */
  readonly onDay: string;
  readonly arrangementId: string | null;
  readonly beneficiaryId: string | null;
  readonly amount: Decimal;
  readonly category: string | null;
  readonly description: string;
  readonly evidence: string | null;
}

/** An employed assistant's payroll for the period. Amounts in pounds. */
export interface ReturnPayroll {
  readonly arrangementId: string;
  readonly employee: string;
  readonly gross: Decimal;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly pension: Decimal;
  readonly holidayAccrued: Decimal;
}

/** A return as it is sent in: of a broker's pooled account, or of the account of one payee. */
export interface NewReturn {
  readonly pooledAccountId: string | null;
  readonly brokerId: string | null;
  readonly payeeId: string | null;
  /** ISO days, both in the period. */
  readonly fromOn: string;
  readonly toOn: string;
  readonly tier: 'standard' | 'light_touch';
  /** The bank's balances of the whole account. */
  readonly opening: Decimal;
  readonly closing: Decimal;
  readonly otherOpening: Decimal;
  readonly interestOpening: Decimal;
  readonly people: readonly ReturnPerson[];
  readonly lines: readonly ReturnLine[];
  readonly payroll: readonly ReturnPayroll[];
  /** The return that it is sent in place of. */
  readonly replaces: string | null;
  /** The file as it came; null where the return was sent as JSON. */
  readonly file: { readonly name: string; readonly content: Uint8Array } | null;
}

/** What tells a return from others: the SHA-256 of its file, or of what it says. */
export function contentSha256(one: NewReturn): Uint8Array {
  return one.file === null
    ? canonicalSha256(one, partDigests(one))
    : createHash('sha256').update(one.file.content).digest();
}

/**
 * Keeps a return that was checked, records its submission in the journal and opens a difference
 * wherever ledger, return and bank statement do not agree. Nothing of it is in the books yet.
 * @returns its id
 */
export async function addReturn(tx: Tx, one: NewReturn): Promise<string> {
  const id: string = randomUUID();
  const sha256 = contentSha256(one);
  const heading = headingOf(one, id, sha256);
  const [entryId] = await recordDecisions(tx, [
    {
      key: `holders_return:${id}`,
      reason: 'return_submitted',
      fields: submissionFields(heading, partDigests(one)),
    },
  ]);
  await insertHeading(tx, one, { heading, sha256, entryId: entryId! });
  await insertParts(tx, one, id);
  await openDifferences(tx, id);
  return id;
}

const headingOf = (one: NewReturn, id: string, sha256: Uint8Array): ReturnHeading => ({
  ...one,
  id,
  lines: one.lines.length,
  people: one.people.length,
  fileName: one.file?.name ?? null,
  opening: toText(one.opening),
  closing: toText(one.closing),
  otherOpening: toText(one.otherOpening),
  interestOpening: toText(one.interestOpening),
  sha256: Buffer.from(sha256).toString('hex'),
});

async function insertHeading(
  tx: Tx,
  one: NewReturn,
  { heading, sha256, entryId }: { heading: ReturnHeading; sha256: Uint8Array; entryId: string },
): Promise<void> {
  const { file } = one;
  await tx.sql`
    insert into holders_returns (id, pooled_account_id, broker_id, payee_id, from_on, to_on, tier,
      opening, closing, other_opening, interest_opening, lines, people, file_name, content, sha256,
      replaces, submitted_by, entry_id)
    values (${heading.id}, ${one.pooledAccountId}, ${one.brokerId}, ${one.payeeId},
      ${one.fromOn}::date, ${one.toOn}::date, ${one.tier}, ${heading.opening}, ${heading.closing},
      ${heading.otherOpening}, ${heading.interestOpening}, ${one.lines.length},
      ${one.people.length}, ${file?.name ?? null},
      ${file === null ? null : Buffer.from(file.content)}, ${Buffer.from(sha256)},
      ${one.replaces}, ${tx.scope.user}, ${entryId})`;
}

async function insertParts(tx: Tx, one: NewReturn, id: string): Promise<void> {
  const people = one.people.map((person) => ({
    ...person,
    opening: toText(person.opening),
    closing: toText(person.closing),
  }));
  await tx.sql`
    insert into return_people (return_id, arrangement_id, beneficiary_id, opening, closing)
    select ${id}, "arrangementId", "beneficiaryId", opening, closing
    from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) as p("arrangementId" uuid,
      "beneficiaryId" uuid, opening numeric, closing numeric)`;
  // A line about the whole account is the broker's: by that the broker sees it.
  const lines = one.lines.map((line) => ({ ...line, amount: toText(line.amount) }));
  await tx.sql`
    insert into return_lines (return_id, row, kind, on_day, arrangement_id, beneficiary_id,
      broker_id, amount, category, description, evidence)
    select ${id}, row, kind, "onDay", "arrangementId", "beneficiaryId",
      case when "arrangementId" is null then ${one.brokerId}::uuid end, amount, category,
      description, evidence
    from json_to_recordset(${JSON.stringify(lines)}::text::json) as l(row int, kind text,
      "onDay" date, "arrangementId" uuid, "beneficiaryId" uuid, amount numeric, category text,
      description text, evidence text)`;
  const payroll = one.payroll.map((each) => ({
    arrangementId: each.arrangementId,
    employee: each.employee,
    gross: toText(each.gross),
    net: toText(each.net),
    tax: toText(each.tax),
    pension: toText(each.pension),
    holidayAccrued: toText(each.holidayAccrued),
  }));
  await tx.sql`
    insert into payroll_summaries (return_id, arrangement_id, employee, gross, net, tax, pension,
      holiday_accrued)
    select ${id}, "arrangementId", employee, gross, net, tax, pension, "holidayAccrued"
    from jsonb_to_recordset(${JSON.stringify(payroll)}::text::jsonb) as p("arrangementId" uuid,
      employee text, gross numeric, net numeric, tax numeric, pension numeric,
      "holidayAccrued" numeric)`;
}
