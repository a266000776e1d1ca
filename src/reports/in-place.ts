import { dayIn, type DayOrExpression } from '../database/day.ts';
import type { Fragment, Tx } from '../database/transactions.ts';

/** A day to look at, and the last entry that counts. */
export interface On {
  readonly on: DayOrExpression;
  readonly known: string;
}

/**
 * The arrangements in place on a day, as a query of (arrangement_id, budget_id, beneficiary_id,
 * plan_id, kind, agreement_id, amount, agreed_total), one row each. In place is an arrangement whose
 * latest agreed version by that day is not its end, in a budget whose days include it and that was
 * not closed by then, under a plan that had not ceased. What was decided counts from the entry that
 * recorded it, so asked again for the same entry it is the same.
 */
export function arrangementsInPlace(tx: Tx, { on, known }: On): Fragment {
  const day = dayIn(tx, on);
  return tx.sql`
    select r.id as arrangement_id, r.budget_id, r.beneficiary_id, b.plan_id, r.kind,
      v.agreement_id, v.amount, v.agreed_total
    from (
      select distinct on (g.arrangement_id) g.arrangement_id, g.id as agreement_id, g.change,
        g.amount, g.agreed_total
      from agreements g join agreement_decisions d on d.agreement_id = g.id
      where g.effective_on <= ${day} and d.entry_id <= ${known}::bigint
      order by g.arrangement_id, g.version desc
    ) as v
    join arrangements r on r.id = v.arrangement_id
    join budgets b on b.id = r.budget_id
    join plans p on p.id = b.plan_id
    left join budget_closures c on c.budget_id = b.id and c.closed_on <= ${day}
      and c.entry_id <= ${known}::bigint
    where v.change <> 'end' and c.budget_id is null
      and ${day} between b.starts_on and b.ends_on
      and p.starts_on <= ${day} and coalesce(p.ceased_on, 'infinity') > ${day}`;
}

/**
 * The public shares of the arrangements in place on a day, as a query of the columns of
 * {@link arrangementsInPlace} and (share_id, sector, funder_id, share_amount): what each funder has
 * agreed in the version in force. A person's own contribution and a family's top-up are left out.
 */
export function sharesInPlace(tx: Tx, at: On): Fragment {
  return tx.sql`
    select i.*, s.id as share_id, s.source as sector, s.funder_id, x.amount as share_amount
    from (${arrangementsInPlace(tx, at)}) as i
    join agreement_shares x on x.agreement_id = i.agreement_id
    join shares s on s.id = x.share_id
    where s.funder_id is not null and x.amount > 0`;
}

/** A span of days to look at, and the last entry that counts. */
export interface Within {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly known: string;
}

/**
 * The arrangements that were in place on any day of a span, as a query of (arrangement_id,
 * budget_id, beneficiary_id, kind, agreement_id, first_on, last_on), one row for each of their
 * versions with the days of the span on which it was in force. In place is what
 * {@link arrangementsInPlace} says.
 */
export function versionsInPlace(tx: Tx, { from, to, known }: Within): Fragment {
  const [first, last] = [from.toString(), to.toString()];
  return tx.sql`
    select * from (
      select r.id as arrangement_id, r.budget_id, r.beneficiary_id, r.kind, v.agreement_id,
        greatest(v.effective_on, b.starts_on, p.starts_on, ${first}::date) as first_on,
        least(v.until - 1, b.ends_on, c.closed_on - 1, p.ceased_on - 1, ${last}::date) as last_on
      from (
        select g.arrangement_id, g.id as agreement_id, g.change, g.effective_on,
          min(g.effective_on) over (partition by g.arrangement_id order by g.version
            rows between 1 following and unbounded following) as until
        from agreements g join agreement_decisions d on d.agreement_id = g.id
        where g.effective_on <= ${last}::date and d.entry_id <= ${known}::bigint
      ) as v
      join arrangements r on r.id = v.arrangement_id
      join budgets b on b.id = r.budget_id
      join plans p on p.id = b.plan_id
      left join budget_closures c on c.budget_id = b.id and c.entry_id <= ${known}::bigint
      where v.change <> 'end'
    ) as spans where last_on >= first_on`;
}
