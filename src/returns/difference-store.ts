import type { Tx, Fragment } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import { checkedAccount, checkedFees, checkedPeople } from './check-query.ts';

/** What can differ: of an arrangement, and of the whole account. */
export const OF_ARRANGEMENT = ['opening', 'last_closing', 'paid_in', 'closing', 'fee'] as const;
export const OF_ACCOUNT = [
  'bank_opening',
  'bank_closing',
  'bank_movements',
  'people_and_bank',
] as const;
export const WHAT_DIFFERS = [...OF_ARRANGEMENT, ...OF_ACCOUNT] as const;

/**
 * Where ledger, return and bank statement do not agree now, as a query of (arrangement_id, what,
 * expected, found). The arrangement is null where it is about the account as a whole.
 */
export function differencesNow(tx: Tx, returnId: string): Fragment {
  const { sql } = tx;
  return sql`
    with people as materialized (${checkedPeople(tx, returnId)}),
    account as materialized (${checkedAccount(tx, returnId)})
    select d.arrangement_id, d.what, d.expected, d.found from (
      select p.arrangement_id, v.what, v.expected, v.found from people p cross join lateral (values
        ('opening', p.ledger_opening, p.opening), ('last_closing', p.last_closing, p.opening),
        ('paid_in', p.ledger_paid_in, p.paid_in + p.transferred_in - p.transferred_out),
        ('closing', p.expected, p.closing)
      ) as v(what, expected, found)
      union all
      select f.arrangement_id, 'fee', f.agreed, f.taken
      from (${checkedFees(tx, returnId)}) as f where f.taken > f.agreed
      union all
      select null, v.what, v.expected, v.found from account a cross join lateral (values
        ('bank_opening', true, a.last_closing, a.opening),
        ('bank_closing', a.bank_lines > 0, a.opening + a.bank, a.closing),
        ('bank_movements', a.bank_lines > 0 or a.tier = 'standard', a.bank,
          a.of_people + a.other + a.interest),
        ('people_and_bank', true, a.closing, a.people_closing + a.other_closing + a.interest_closing)
      ) as v(what, applies, expected, found) where v.applies
    ) as d where d.expected <> d.found`;
}

/**
 * Opens a difference wherever ledger, return and bank statement do not agree and none was opened
 * yet, as one set. An
 * officer who sent the return in sees to them; else whoever recorded the pooled account, or the
 * payee's terms of return, or the payee.
 */
export async function openDifferences(tx: Tx, returnId: string): Promise<void> {
  const { sql, scope } = tx;
  const rules = await rulesOn(tx, scope.today);
  const dueOn = rules.after(scope.today, 'return_difference_seen_to').toString();
  const byHolder = scope.kind === 'broker' || scope.kind === 'family';
  await sql`
    insert into return_differences (return_id, arrangement_id, beneficiary_id, broker_id, what,
      expected, found, due_on, owner_id)
    select r.id, n.arrangement_id, p.beneficiary_id, r.broker_id, n.what, n.expected, n.found,
      ${dueOn}::date, coalesce(${byHolder ? null : scope.user}::uuid, a.recorded_by, (
        select t.recorded_by from return_terms t where t.payee_id = r.payee_id
        order by t.effective_on desc, t.entry_id desc limit 1), y.recorded_by)
    from (${differencesNow(tx, returnId)}) as n
    join holders_returns r on r.id = ${returnId}
    left join return_people p on p.return_id = r.id and p.arrangement_id = n.arrangement_id
    left join pooled_accounts a on a.id = r.pooled_account_id
    left join payees y on y.id = r.payee_id
    on conflict do nothing`;
}

/** At most so many differences are named where they stand in the way. */
export const MOST_NAMED = 50;

/** A difference as it would be opened. Amounts as text. */
export interface NewDifference {
  readonly what: (typeof WHAT_DIFFERS)[number];
  readonly arrangementId: string | null;
  readonly expected: string;
  readonly found: string;
}

/**
 * What has come to differ since a return was sent in, of some arrangements and of the whole account:
 * e.g. because somebody has recorded the same spending by hand. The first of them, and how many.
 */
export async function cameToDiffer(
  tx: Tx,
  returnId: string,
  ids: readonly string[],
): Promise<{ named: NewDifference[]; count: number }> {
  const rows = await tx.sql<(NewDifference & { count: number })[]>`
    select n.what, n.arrangement_id as "arrangementId", n.expected::numeric(14, 2)::text as expected,
      n.found::numeric(14, 2)::text as found, (count(*) over ())::int as count
    from (${differencesNow(tx, returnId)}) as n
    where (n.arrangement_id is null or n.arrangement_id = any(${[...ids]}::uuid[]))
      and not exists (select from return_differences f where f.return_id = ${returnId}
        and f.what = n.what and f.arrangement_id is not distinct from n.arrangement_id)
    order by n.what, n.arrangement_id limit ${MOST_NAMED}`;
  return {
    named: rows.map(({ count: _count, ...one }) => one),
    count: rows[0]?.count ?? 0,
  };
}
