import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { ZERO, money, type Decimal } from '../money.ts';
import { placedOn } from './money-store.ts';
import type { Declared, ProofFigures } from './proof.ts';

/** What the proof of a pooled account rests on, at the end of a day. @param on an ISO day */
export async function proofFigures(
  tx: Tx,
  pooledAccountId: string,
  on: string,
): Promise<ProofFigures> {
  const declared = await declaredOn(tx, pooledAccountId, on);
  const book = await bookOn(tx, pooledAccountId, on);
  if (declared === null) return { ...book, on, sinceReturn: ZERO, declared };
  const then = declared.asOf === on ? book : await bookOn(tx, pooledAccountId, declared.asOf);
  return { ...book, on, sinceReturn: worth(book).minus(worth(then)), declared };
}

type Book = Pick<ProofFigures, 'ledger' | 'notYetAccepted' | 'postedLater'>;

/** What the account must hold for the people in it. */
const worth = ({ ledger, notYetAccepted, postedLater }: Book): Decimal =>
  ledger.minus(notYetAccepted).plus(postedLater);

async function bookOn(tx: Tx, pooledAccountId: string, on: string): Promise<Book> {
  const [row] = await joiningWhole(
    tx,
    () => tx.sql<Record<keyof Book, string>[]>`
      with placed as materialized (${placedOn(tx, { pooledAccountId }, on)}
      ), standing as materialized (${standingReturns(tx, pooledAccountId)}
      ), moved as materialized (${movedBy(tx, on)}
      ), pending as materialized (${pendingLines(tx, on)}
      )
      select
        (select coalesce(sum(amount) filter (where effective_on <= ${on}::date), 0.00)
          from moved) as ledger,
        (select coalesce(sum(amount), 0.00) from pending) as "notYetAccepted",
        (select coalesce(sum(amount) filter (where effective_on > ${on}::date), 0.00)
          from moved) as "postedLater"`,
  );
  const { ledger, notYetAccepted, postedLater } = row!;
  return {
    ledger: money(ledger),
    notYetAccepted: money(notYetAccepted),
    postedLater: money(postedLater),
  };
}

type DeclaredRow = { [K in keyof Declared]: K extends 'statement' ? string | null : string };

async function declaredOn(tx: Tx, pooledAccountId: string, on: string): Promise<Declared | null> {
  const [row] = await tx.sql<DeclaredRow[]>`
    with standing as materialized (${standingReturns(tx, pooledAccountId)}
    ), covering as materialized (
      select r.*, least(${on}::date, r.to_on) as as_of from standing r
      where r.from_on <= ${on}::date order by r.from_on desc limit 1
    )
    ${declaredBy(tx)}`;
  if (row === undefined) return null;
  return {
    ...row,
    otherAuthorities: money(row.otherAuthorities),
    interest: money(row.interest),
    statement: row.statement === null ? null : money(row.statement),
  };
}

/** The returns of an account that were neither replaced nor sent back. */
const standingReturns = ({ sql }: Tx, pooledAccountId: string): Fragment => sql`
  select r.id, r.from_on, r.to_on, r.tier, r.opening, r.closing, r.other_opening, r.interest_opening
  from holders_returns r
  where r.pooled_account_id = ${pooledAccountId}
    and not exists (select from holders_returns n where n.replaces = r.id)
    and not exists (select from return_decisions d where d.return_id = r.id
      and d.outcome = 'sent_back')`;

/** What moved the money in the account, of the days until then or belonging to them. */
const movedBy = ({ sql }: Tx, on: string): Fragment => sql`
  select m.effective_on, m.amount
  from placed p
  join accounts a on a.arrangement_id = p.arrangement_id
  join account_classes c on c.id = a.class and c.kind in ('held', 'to_return')
  join (
    select to_account as account_id, entry_id, effective_on, amount from transfers
    union all
    select from_account, entry_id, effective_on, -amount from transfers
  ) as m on m.account_id = a.id
  join entries e on e.id = m.entry_id
  where m.effective_on <= ${on}::date or e.relates_on <= ${on}::date`;

/** What returns declare of days until then and nobody has decided on: money out above zero. */
const pendingLines = ({ sql }: Tx, on: string): Fragment => sql`
  select case when l.kind in ('spending', 'fee') then l.amount else -l.amount end as amount
  from standing r
  join return_lines l on l.return_id = r.id and l.on_day <= ${on}::date
    and l.kind in ('spending', 'fee', 'refund', 'contribution')
  where not exists (select from return_decisions d where d.return_id = r.id
    and d.arrangement_id = l.arrangement_id and d.outcome = 'accepted')`;

/**
 * What the covering return declares. Inside the period of a light-touch return without bank lines
 * nobody knows the bank's balance; on its last day it is the closing one.
 */
const declaredBy = ({ sql }: Tx): Fragment => sql`
  select c.id as "returnId", c.as_of as "asOf", c.to_on as "endsOn",
    c.other_opening + s.other as "otherAuthorities", c.interest_opening + s.interest as interest,
    case when s.bank_lines > 0 or c.tier = 'standard' then c.opening + s.bank
      when c.as_of = c.to_on then c.closing end as statement
  from covering c
  cross join lateral (
    select count(*) filter (where l.kind = 'bank') as bank_lines,
      coalesce(sum(l.amount) filter (where l.kind = 'bank' and l.on_day <= c.as_of), 0.00) as bank,
      coalesce(sum(l.amount) filter (where l.kind = 'other_authorities' and l.on_day <= c.as_of),
        0.00) as other,
      coalesce(sum(l.amount) filter (where l.kind = 'interest' and l.on_day <= c.as_of), 0.00)
        as interest
    from return_lines l where l.return_id = c.id and l.arrangement_id is null
  ) as s`;
