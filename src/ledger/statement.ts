import type { Fragment, Tx } from '../database/transactions.ts';
import { ZERO, money, toText, type Decimal } from '../money.ts';
import { balancesOf } from './balances.ts';

/** Where a page ended: the lines after it follow in the order of day, entry and line. */
export interface Cursor {
  readonly day: string;
  readonly entry: string;
  readonly line: number;
}

/** A period of one account, as known when the journal reached an entry (null: all of it). */
export interface StatementAsked {
  readonly account: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly knownThrough: string | null;
  readonly after?: Cursor | undefined;
  readonly limit: number;
}

export interface StatementLine {
  readonly entry: string;
  readonly line: number;
  readonly effectiveOn: string;
  readonly relatesOn: string | null;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  /** Above zero for money in, below zero for money out. */
  readonly amount: string;
  /** After this line. */
  readonly balance: string;
  readonly reason: string | null;
  readonly reverses: string | null;
}

/** Opening + money in - money out = closing, for the whole period, whatever the page. */
export interface Statement {
  readonly opening: string;
  readonly moneyIn: string;
  readonly moneyOut: string;
  readonly closing: string;
  readonly lines: readonly StatementLine[];
  readonly next: string | null;
}

type Side = 'to_account' | 'from_account';

/** The largest id there can be: "everything that is known now". */
const EVERYTHING = '9223372036854775807';
/** Comes before every line. */
const BEGINNING: Cursor = { day: '-infinity', entry: '0', line: 0 };

/**
 * One page of an account's statement. The opening balance comes from the balance checkpoints, and
 * all else is read by index within the period, so that what the account did before costs nothing.
 */
export async function statementOf(tx: Tx, asked: StatementAsked): Promise<Statement> {
  const dayBefore = { asAt: asked.from.subtract({ days: 1 }), knownThrough: asked.knownThrough };
  const balances = await balancesOf(tx, [asked.account], dayBefore);
  const opening = balances.get(asked.account) ?? ZERO;
  const { moneyIn, moneyOut, before } = await totalsOf(tx, asked);
  const rows = await linesOf(tx, asked);
  const lines = withBalances(rows.slice(0, asked.limit), opening.plus(before));
  const last = lines.at(-1);
  return {
    opening: toText(opening),
    moneyIn: toText(moneyIn),
    moneyOut: toText(moneyOut),
    closing: toText(opening.plus(moneyIn).minus(moneyOut)),
    lines,
    next: rows.length > asked.limit && last !== undefined ? cursorOf(last) : null,
  };
}

function cursorOf({ effectiveOn, entry, line }: StatementLine): string {
  return `${effectiveOn}.${entry}.${line}`;
}

function withBalances(
  rows: readonly Omit<StatementLine, 'balance'>[],
  before: Decimal,
): StatementLine[] {
  let balance = before;
  return rows.map((row) => {
    balance = balance.plus(money(row.amount));
    return { ...row, balance: toText(balance) };
  });
}

/** Which transfers are in the statement, on one side of the account. */
function inPeriod({ sql }: Tx, side: Side, asked: StatementAsked): Fragment {
  return sql`${sql(side)} = ${asked.account}
    and effective_on between ${asked.from.toString()} and ${asked.to.toString()}
    and entry_id <= ${asked.knownThrough ?? EVERYTHING}`;
}

/**
 * The sums of the whole period, and of the pages before this one. All is in the index but the line
 * numbers of the entry at which the page before ended, which are read by themselves.
 */
async function totalsOf(
  tx: Tx,
  asked: StatementAsked,
): Promise<Record<'moneyIn' | 'moneyOut' | 'before', Decimal>> {
  const { sql } = tx;
  const { day, entry, line } = asked.after ?? BEGINNING;
  const [sums] = await sql<{ moneyIn: string; moneyOut: string; before: string }[]>`
    with moved as (
      select effective_on, entry_id, amount from transfers where ${inPeriod(tx, 'to_account', asked)}
      union all
      select effective_on, entry_id, -amount from transfers
      where ${inPeriod(tx, 'from_account', asked)}
    ), same_entry as (
      select amount from transfers where ${inPeriod(tx, 'to_account', asked)}
        and effective_on = ${day}::date and entry_id = ${entry} and line <= ${line}
      union all
      select -amount from transfers where ${inPeriod(tx, 'from_account', asked)}
        and effective_on = ${day}::date and entry_id = ${entry} and line <= ${line}
    )
    select coalesce(sum(amount) filter (where amount > 0), 0) as "moneyIn",
      coalesce(-sum(amount) filter (where amount < 0), 0) as "moneyOut",
      coalesce(sum(amount) filter (where (effective_on, entry_id) < (${day}::date, ${entry})), 0)
        + coalesce((select sum(amount) from same_entry), 0) as before
    from moved`;
  const { moneyIn, moneyOut, before } = sums!;
  return { moneyIn: money(moneyIn), moneyOut: money(moneyOut), before: money(before) };
}

/**
 * The lines of a page and one more. An account that the caller may not see is named by its class:
 * a family sees that money came from the bank, and not in which pay run.
 */
async function linesOf(tx: Tx, asked: StatementAsked): Promise<Omit<StatementLine, 'balance'>[]> {
  const { sql } = tx;
  const { day, entry, line } = asked.after ?? BEGINNING;
  const most = asked.limit + 1;
  const side = (account: Side, amount: Fragment): Fragment => sql`
    (select entry_id, line, effective_on, kind, from_account, to_account, from_class, to_class,
      ${amount} as amount
    from transfers where ${inPeriod(tx, account, asked)}
      and (effective_on, entry_id, line) > (${day}::date, ${entry}, ${line})
    order by effective_on, entry_id, line limit ${most})`;
  return sql<Omit<StatementLine, 'balance'>[]>`
    with page as materialized (
      select * from (
        ${side('to_account', sql`amount`)} union all ${side('from_account', sql`-amount`)}
      ) as sides order by effective_on, entry_id, line limit ${most}
    )
    select p.entry_id as entry, p.line, p.effective_on as "effectiveOn",
      e.relates_on as "relatesOn", k.name as kind, concat_ws(':', fc.name, f.subject) as from,
      concat_ws(':', tc.name, t.subject) as to, p.amount, e.reason, e.reverses
    from page p
    join entries e on e.id = p.entry_id
    join entry_kinds k on k.id = p.kind
    join account_classes fc on fc.id = p.from_class
    join account_classes tc on tc.id = p.to_class
    left join accounts f on f.id = p.from_account
    left join accounts t on t.id = p.to_account
    order by p.effective_on, p.entry_id, p.line`;
}
