import type { Tx } from '../database/transactions.ts';

/**
 * Lets what is held under arrangements go below zero, or forbids it again. The database refuses to
 * forbid it while something is below zero.
 */
export async function letGoBelowZero(
  tx: Tx,
  arrangementIds: readonly string[],
  may: boolean,
): Promise<void> {
  await tx.sql`
    update account_balances b set may_go_below = ${may}
    from accounts a join account_classes c on c.id = a.class and c.kind = 'held'
    where a.id = b.account_id and b.may_go_below <> ${may} and a.arrangement_id in (
      select w::uuid from jsonb_array_elements_text(
        ${JSON.stringify(arrangementIds)}::text::jsonb) as w)`;
}
