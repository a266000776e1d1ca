import type { Tx } from '../database/transactions.ts';
import { balancesOf } from '../ledger/balances.ts';
import { ZERO, money, sum, toText } from '../money.ts';

/** Where a bank account stands at the end of a day. Amounts are text. */
export interface Position {
  readonly bankAccountId: string;
  readonly asAt: string;
  readonly ledger: string;
  readonly inTransit: string;
  readonly statement: { readonly id: string; readonly to: string; readonly closing: string } | null;
  readonly openLines: { readonly count: number; readonly sum: string };
  readonly difference: string | null;
}

/**
 * Compares the ledger with the bank. The difference is the last statement's closing balance less
 * the ledger's; lines that are not matched to anything yet are the first place to look for it.
 */
export async function positionOf(
  tx: Tx,
  bankAccountId: string,
  asAt: Temporal.PlainDate,
): Promise<Position> {
  const accounts = await ledgerAccounts(tx, bankAccountId);
  const at = { asAt, knownThrough: null };
  const balances = await balancesOf(
    tx,
    accounts.map((one) => one.id),
    at,
  );
  const totalOf = (kind: string) =>
    sum(accounts.filter((one) => one.kind === kind).map((one) => balances.get(one.id) ?? ZERO));
  const ledger = totalOf('bank');
  const day = asAt.toString();
  const statement = await lastStatement(tx, bankAccountId, day);
  return {
    bankAccountId,
    asAt: day,
    ledger: toText(ledger),
    // What was sent has left the run's account: its balance is below zero until it is matched.
    inTransit: toText(totalOf('in_transit').negated()),
    statement,
    openLines: await openLines(tx, bankAccountId, day),
    difference: statement === null ? null : toText(money(statement.closing).minus(ledger)),
  };
}

async function ledgerAccounts(tx: Tx, bankAccountId: string) {
  return tx.sql<{ id: string; kind: string }[]>`
    select a.id, c.kind from account_classes c join accounts a on a.class = c.id
    where c.kind = 'bank' and a.subject = ${bankAccountId}
    union all
    select a.id, c.kind from pay_runs r
    join account_classes c on c.kind = 'in_transit'
    join accounts a on a.class = c.id and a.subject = r.id
    where r.bank_account_id = ${bankAccountId}
    union all
    select a.id, c.kind from invoice_payments p
    join account_classes c on c.kind = 'in_transit'
    join accounts a on a.class = c.id and a.subject = p.id
    where p.bank_account_id = ${bankAccountId}`;
}

async function lastStatement(tx: Tx, bankAccountId: string, day: string) {
  const [statement] = await tx.sql<{ id: string; to: string; closing: string }[]>`
    select s.id, s.to_on as to, s.closing
    from bank_statements s join bank_files f on f.id = s.file_id
    where s.bank_account_id = ${bankAccountId} and s.to_on <= ${day} and s.closing is not null
    order by s.to_on desc, f.received_at desc, s.id limit 1`;
  return statement ?? null;
}

/**
 * What of the lines is open: all of them, less what is matched and what partners' receipts name.
 * Both count from the day their entry takes effect, as they do in the ledger's balance.
 */
async function openLines(tx: Tx, bankAccountId: string, day: string) {
  const [open] = await tx.sql<{ count: number; sum: string }[]>`
    with matched as materialized (
      select sign(l.amount) * sum(a.amount) as amount, sum(a.amount) = l.size as whole
      from allocations a
      join entries e on e.id = a.entry_id
      join bank_lines l on l.id = a.line_id
      where l.bank_account_id = ${bankAccountId} and l.booked_on <= ${day}
        and e.effective_on <= ${day}
      group by l.id, l.amount, l.size
      union all
      select l.amount, true
      from partner_receipts r
      join entries e on e.id = r.entry_id
      join bank_lines l on l.id = r.bank_line_id
      where l.bank_account_id = ${bankAccountId} and l.booked_on <= ${day}
        and e.effective_on <= ${day}
    )
    select (count(*) - (select count(*) from matched where whole))::int as count,
      coalesce(sum(amount), 0.00) - (select coalesce(sum(amount), 0) from matched) as sum
    from bank_lines where bank_account_id = ${bankAccountId} and booked_on <= ${day}`;
  return open!;
}
