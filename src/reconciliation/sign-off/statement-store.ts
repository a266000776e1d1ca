import type { Fragment, Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { money, sum, toText } from '../../money.ts';
import type { Total } from '../position-store.ts';
import {
  ledgerSide,
  notOnStatement,
  type InTransit,
  type NotOnStatement,
  type View,
} from './ledger-side.ts';

/** Which days of which account a statement of reconciliation is of, and who prepared it when. */
export interface StatementOf {
  readonly id: string;
  readonly bankAccountId: string;
  readonly throughOn: string;
  readonly statementId: string;
  readonly preparedBy: string;
  readonly preparedAt: string;
}

/** Lines that came to be reconciled in the same way. */
export interface LinesBy extends Total {
  /** The rule of a match, or the kind of entry that was posted from the lines. */
  readonly how: string;
}

/** One line, or one match of it, that a reader will want to see by itself. */
export interface Noted {
  readonly line: string;
  readonly bookedOn: string;
  /** Money out is negative. */
  readonly amount: string;
  readonly reason: string | null;
  readonly entry: string;
}

/** A statement of reconciliation: the proof, and what it rests on. Amounts are text. */
export interface Reconciliation {
  readonly of: StatementOf;
  readonly account: { readonly name: string; readonly sortCode: string; readonly number: string };
  /** The day that was signed off before; null when none was. */
  readonly after: string | null;
  readonly ledger: string;
  readonly notOnStatement: Total & { readonly items: readonly NotOnStatement[] };
  readonly statement: { readonly reference: string | null; readonly closing: string };
  readonly inTransit: { readonly sum: string; readonly items: readonly InTransit[] };
  readonly lines: Total & { readonly by: readonly LinesBy[] };
  /** What was given up, what of a payment no line brought, and lines that the bank sent twice. */
  readonly writeOffs: readonly Noted[];
  readonly differences: readonly Noted[];
  readonly repeats: readonly Noted[];
}

/**
 * Reads a statement of reconciliation as it was known before an entry of the journal, or, with
 * null, as everything is known now. What was recorded later does not change the former: all that it
 * rests on has an entry, or cannot be added to.
 */
export async function reconciliationOf(
  tx: Tx,
  of: StatementOf,
  before: string | null,
): Promise<Reconciliation> {
  return joiningWhole(tx, () => reconciliation(tx, of, before));
}

async function reconciliation(
  tx: Tx,
  of: StatementOf,
  before: string | null,
): Promise<Reconciliation> {
  const view: View = { asAt: Temporal.PlainDate.from(of.throughOn), before };
  const { ledger, inTransit, sent } = await ledgerSide(tx, of.bankAccountId, view);
  const items = await notOnStatement(tx, of.bankAccountId, view);
  const head = await headOf(tx, of);
  const after = await signedBefore(tx, of, before);
  const span: Span = { ...of, after, before };
  return {
    of,
    ...head,
    after,
    ledger: toText(ledger),
    notOnStatement: {
      count: items.length,
      sum: toText(sum(items.map((one) => money(one.amount)))),
      items,
    },
    inTransit: { sum: toText(inTransit), items: sent },
    lines: { ...(await linesOf(tx, span)), by: await linesBy(tx, span) },
    writeOffs: await writeOffs(tx, span),
    differences: await differences(tx, span),
    repeats: await repeats(tx, span),
  };
}

async function headOf(
  { sql }: Tx,
  { bankAccountId, statementId }: StatementOf,
): Promise<Pick<Reconciliation, 'account' | 'statement'>> {
  const [row] = await sql<Pick<Reconciliation, 'account' | 'statement'>[]>`
    select json_build_object('name', b.name, 'sortCode', b.sort_code, 'number', b.account_number)
        as account,
      json_build_object('reference', s.reference, 'closing', s.closing::text) as statement
    from bank_accounts b join bank_statements s on s.bank_account_id = b.id
    where b.id = ${bankAccountId} and s.id = ${statementId}`;
  return row!;
}

/** To which day the account was signed off before, as that was known. */
async function signedBefore(
  { sql }: Tx,
  { bankAccountId, throughOn }: StatementOf,
  before: string | null,
): Promise<string | null> {
  const known = (entry: Fragment) => (before === null ? sql`true` : sql`${entry} < ${before}`);
  const [row] = await sql<{ through: string | null }[]>`
    select max(s.through_on) as through
    from bank_sign_offs s join bank_sign_off_approvals a on a.sign_off_id = s.id
    where s.bank_account_id = ${bankAccountId} and s.through_on < ${throughOn}
      and ${known(sql`a.entry_id`)}
      and not exists (select from bank_sign_off_reopenings r
        where r.sign_off_id = s.id and ${known(sql`r.entry_id`)})`;
  return row!.through;
}

interface Span extends StatementOf {
  readonly after: string | null;
  readonly before: string | null;
}

/** What of each line went where, in all that stands: a row for each line, match and expected line. */
function made({ sql }: Tx, { bankAccountId, throughOn, after, before }: Span): Fragment {
  return sql`
    select coalesce(m.undoes, m.id) as match, l.id as line_id, l.booked_on,
      x.kind as expected_kind, x.entry_id, sign(l.amount) * sum(a.amount) as amount
    from bank_lines l
    join line_allocations a on a.line_id = l.id
    join matches m on m.id = a.match_id
    join expected_lines x on x.id = a.expected_id
    where l.bank_account_id = ${bankAccountId} and l.booked_on <= ${throughOn}
      and l.booked_on > coalesce(${after}::date, '-infinity')
      ${before === null ? sql`` : sql`and m.entry_id < ${before}`}
    group by coalesce(m.undoes, m.id), l.id, l.booked_on, x.kind, x.entry_id
    having sum(a.amount) <> 0`;
}

/** Of the bank's lines, but those that it sent twice: they make what the balance moved by. */
async function linesOf(tx: Tx, span: Span): Promise<Total> {
  const [row] = await tx.sql<Total[]>`
    select count(distinct line_id)::int as count, coalesce(sum(amount), 0.00)::text as sum
    from (${made(tx, span)}) as l where expected_kind <> 'repeat'`;
  return row!;
}

async function linesBy(tx: Tx, span: Span): Promise<LinesBy[]> {
  return tx.sql<LinesBy[]>`
    select how, count(distinct line_id)::int as count, sum(amount)::text as sum
    from (
      select l.line_id, l.amount, case m.kind when 'posting' then k.name else m.rule end as how
      from (${made(tx, span)}) as l
      join matches m on m.id = l.match
      left join entries e on e.id = l.entry_id
      left join entry_kinds k on k.id = e.kind
      where l.expected_kind <> 'repeat'
    ) as l group by how order by how collate "C"`;
}

/** What two people gave up of lines. */
async function writeOffs(tx: Tx, span: Span): Promise<Noted[]> {
  return tx.sql<Noted[]>`
    select l.line_id::text as line, l.booked_on as "bookedOn", l.amount::text as amount, w.reason,
      l.entry_id as entry
    from (${made(tx, span)}) as l
    join entries e on e.id = l.entry_id
    join entry_kinds k on k.id = e.kind and k.name = 'line_written_off'
    left join write_off_decisions d on d.match_id = l.match
    left join write_offs w on w.id = d.write_off_id
    order by l.booked_on, l.line_id, l.entry_id`;
}

async function repeats(tx: Tx, span: Span): Promise<Noted[]> {
  return tx.sql<Noted[]>`
    select l.line_id::text as line, l.booked_on as "bookedOn", l.amount::text as amount, m.reason,
      m.entry_id as entry
    from (${made(tx, span)}) as l join matches m on m.id = l.match
    where l.expected_kind = 'repeat' order by l.booked_on, l.line_id, m.entry_id`;
}

/** What no line brought of what was expected, accepted with its reason. */
async function differences(tx: Tx, span: Span): Promise<Noted[]> {
  const { sql } = tx;
  return sql<Noted[]>`
    select min(l.line_id)::text as line, min(l.booked_on)::text as "bookedOn",
      sum(a.amount)::text as amount, m.reason, m.entry_id as entry
    from (select match, min(line_id) as line_id, min(booked_on) as booked_on
      from (${made(tx, span)}) as made group by match) as l
    join matches m on m.id = l.match
    cross join lateral (
      select sum(sign(a.expected_amount) * a.amount) as amount
      from matches o join line_allocations a on a.match_id = o.id
      where (o.id = m.id or o.undoes = m.id) and a.line_id is null
        and not exists (select from line_allocations p
          where p.match_id = a.match_id and p.part_of = a.id)
        ${span.before === null ? sql`` : sql`and o.entry_id < ${span.before}`}
    ) as a
    where m.reason is not null and a.amount <> 0
    group by m.id, m.reason, m.entry_id
    order by min(l.booked_on), min(l.line_id), m.entry_id`;
}
