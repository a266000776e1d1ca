import type { Tx, Fragment } from '../database/transactions.ts';
import { personStates, stands, type PersonState } from './state.ts';
import { checkedAccount, checkedPeople } from './check-query.ts';

/** One arrangement of a return as the three sides have it. Amounts as text. */
export interface CheckedPerson {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly state: PersonState;
  readonly ledgerOpening: string;
  readonly opening: string;
  readonly lastClosing: string | null;
  readonly ledgerPaidIn: string;
  readonly paidIn: string;
  readonly contributions: string;
  readonly spent: string;
  readonly fees: string;
  readonly refunds: string;
  readonly transferredIn: string;
  readonly transferredOut: string;
  readonly ledgerClosing: string;
  readonly notPosted: string;
  readonly expectedClosing: string;
  readonly closing: string;
  readonly difference: string;
}

/** The figures of all people of a return, in the same words. */
export interface CheckedTotals {
  readonly people: number;
  readonly ledgerOpening: string;
  readonly opening: string;
  readonly ledgerPaidIn: string;
  readonly paidIn: string;
  readonly contributions: string;
  readonly spent: string;
  readonly fees: string;
  readonly refunds: string;
  readonly transferredIn: string;
  readonly transferredOut: string;
  readonly expectedClosing: string;
  readonly closing: string;
}

/** The bank's side of a return: what the statement ends with, and whose it is. */
export interface CheckedBank {
  readonly opening: string;
  readonly lastClosing: string | null;
  readonly movements: string | null;
  readonly closing: string;
  readonly people: string;
  readonly otherAuthorities: string;
  readonly interest: string;
  readonly difference: string;
  readonly openDifferences: number;
}

/** A page of people in the order of their arrangements, after a cursor: its identifier. */
export async function checkPeople(
  tx: Tx,
  returnId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<CheckedPerson[]> {
  const { sql } = tx;
  return sql<CheckedPerson[]>`
    select c.arrangement_id as "arrangementId", c.beneficiary_id as "beneficiaryId",
      (select s.state from ${personStates(tx)} as s where s.return_id = ${returnId}
        and s.arrangement_id = c.arrangement_id) as state,
      ${figures(tx)}, c.last_closing::text as "lastClosing",
      c.ledger_closing::numeric(14, 2)::text as "ledgerClosing",
      c.not_posted::numeric(14, 2)::text as "notPosted",
      (c.closing - c.expected)::numeric(14, 2)::text as difference
    from (${checkedPeople(tx, returnId)}) as c
    where ${after === undefined ? sql`true` : sql`c.arrangement_id > ${after}::uuid`}
    order by c.arrangement_id limit ${limit + 1}`;
}

const figures = ({ sql }: Tx): Fragment => sql`
  c.ledger_opening::numeric(14, 2)::text as "ledgerOpening", c.opening::text as opening,
  c.ledger_paid_in::numeric(14, 2)::text as "ledgerPaidIn",
  c.paid_in::numeric(14, 2)::text as "paidIn",
  c.contribution::numeric(14, 2)::text as contributions,
  c.spending::numeric(14, 2)::text as spent, c.fee::numeric(14, 2)::text as fees,
  c.refund::numeric(14, 2)::text as refunds,
  c.transferred_in::numeric(14, 2)::text as "transferredIn",
  c.transferred_out::numeric(14, 2)::text as "transferredOut", c.expected::numeric(14, 2)::text as "expectedClosing",
  c.closing::text as closing`;

/** What all people of a return come to. */
export async function checkTotals(tx: Tx, returnId: string): Promise<CheckedTotals> {
  const { sql } = tx;
  const total = (column: string): Fragment =>
    sql`coalesce(sum(${sql(column)}), 0) as ${sql(column)}`;
  const [row] = await sql<CheckedTotals[]>`
    select people, ${figures(tx)} from (
      select count(*)::int as people, ${total('ledger_opening')},
        coalesce(sum(opening), 0)::numeric(14, 2) as opening, ${total('ledger_paid_in')},
        ${total('paid_in')}, ${total('contribution')}, ${total('spending')}, ${total('fee')},
        ${total('refund')}, ${total('transferred_in')}, ${total('transferred_out')},
        ${total('expected')},
        coalesce(sum(closing), 0)::numeric(14, 2) as closing
      from (${checkedPeople(tx, returnId)}) as p) as c`;
  return row!;
}

/** The bank's side, and how many differences are still open. */
export async function checkBank(tx: Tx, returnId: string): Promise<CheckedBank> {
  const { sql } = tx;
  const [row] = await sql<CheckedBank[]>`
    select a.opening::text as opening, a.last_closing::text as "lastClosing",
      case when a.bank_lines > 0 or a.tier = 'standard'
        then a.bank::numeric(14, 2)::text end as movements,
      a.closing::text as closing, a.people_closing::numeric(14, 2)::text as people,
      a.other_closing::numeric(14, 2)::text as "otherAuthorities",
      a.interest_closing::numeric(14, 2)::text as interest,
      (a.closing - a.people_closing - a.other_closing - a.interest_closing)::numeric(14, 2)::text
        as difference, (
        select count(*)::int from return_differences f join holders_returns r on r.id = f.return_id
        where f.return_id = a.id and ${stands(tx)} and not exists (
          select from difference_steps s where s.difference_id = f.id and s.step <> 'handed_over')
      ) as "openDifferences"
    from (${checkedAccount(tx, returnId)}) as a`;
  return row!;
}
