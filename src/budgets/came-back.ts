import type { Tx, Fragment } from '../database/transactions.ts';

/**
 * Payments that came back after a version that changed their period had been agreed, while they were
 * paid: a query of (instalment_id, arrangement_id). The version left them as they were, for what is
 * paid is a fact, so that what they say is not what is due any more. A version that is agreed after
 * the return puts another payment in their place, or finds that they are right.
 *
 * Where a part of such a payment was paid and stays so, or a hold of it was let go, later versions
 * leave it as it is. After an end the part that came back is then not due any more at all.
 *
 * @param among a query of one column: the instalments to look at
 */
export function termsChangedSince({ sql }: Tx, among: Fragment): Fragment {
  return sql`
    select distinct i.id as instalment_id, i.arrangement_id
    from undone_items u
    join instalments i on i.id = u.instalment_id
    join agreements o on o.id = i.agreement_id
    join agreements g on g.arrangement_id = i.arrangement_id and g.version > o.version
      and g.effective_on <= i.period_to
    join agreement_decisions d on d.agreement_id = g.id
    where u.why in ('bounced', 'rejected') and i.id in (${among})
      and d.entry_id > (select e.id from entries e where e.key = 'payment:' || u.item_id)
      and d.entry_id < (select e.id from entries e where e.key = 'bounced:' || u.item_id)
      and (not exists (
          select from agreements l join agreement_decisions m on m.agreement_id = l.id
          where l.arrangement_id = i.arrangement_id
            and m.entry_id > (select e.id from entries e where e.key = 'bounced:' || u.item_id))
        or (g.change = 'end' and (
          exists (select from hold_releases h where h.instalment_id = i.id)
          or exists (select from pay_run_items p
            join pay_run_releases r on r.pay_run_id = p.pay_run_id
            where p.instalment_id = i.id and not exists (
              select from undone_items v where v.item_id = p.id)))))`;
}

/** Of some arrangements those with a payment that has to be agreed anew because it came back. */
export async function withMoneyBack(
  tx: Tx,
  arrangementIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const among = tx.sql`
    select i.id
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) as w(id)
    join instalments i on i.arrangement_id = w.id::uuid
    where not exists (select from replaced_instalments r where r.instalment_id = i.id)`;
  const rows = await tx.sql<{ id: string }[]>`
    select distinct arrangement_id as id from (${termsChangedSince(tx, among)}) as t`;
  return new Set(rows.map((row) => row.id));
}
