import type { Fragment, Tx } from '../database/transactions.ts';

/**
 * Why a credit's entry was made: what of the line it takes. The journal says it, because of one
 * credit note a part can take what is in query and a part what was accepted.
 */
export const CREDITS = {
  in_query: 'credited_in_query',
  not_owed: 'credited_not_owed',
  undecided: 'credited_undecided',
  accepted: 'credited_accepted',
} as const;
export type Credited = keyof typeof CREDITS;

/**
 * How each invoice line stands, as a subquery: invoice_id, line, order_id, and of net and vat each:
 * accepted, credited (of what was accepted), in_query, not_owed (and not credited yet), undecided.
 * line = accepted + in_query + undecided + what is not to be paid.
 *
 * @param on an ISO day up to which steps count, or 'infinity'
 */
export function lineSums({ sql }: Tx, on = 'infinity'): Fragment {
  return sql`(
    select l.invoice_id, l.line, l.order_id, l.arrangement_id, l.net, l.vat,
      coalesce(sum(w.accepted * s.net), 0.00) as accepted_net,
      coalesce(sum(w.accepted * s.vat), 0.00) as accepted_vat,
      coalesce(sum(w.credited * s.net), 0.00) as credited_net,
      coalesce(sum(w.credited * s.vat), 0.00) as credited_vat,
      coalesce(sum(w.in_query * s.net), 0.00) as in_query_net,
      coalesce(sum(w.in_query * s.vat), 0.00) as in_query_vat,
      coalesce(sum(w.not_owed * s.net), 0.00) as not_owed_net,
      coalesce(sum(w.not_owed * s.vat), 0.00) as not_owed_vat,
      l.net - coalesce(sum((w.accepted + w.in_query + w.dropped) * s.net), 0.00) as undecided_net,
      l.vat - coalesce(sum((w.accepted + w.in_query + w.dropped) * s.vat), 0.00) as undecided_vat
    from invoice_lines l
    join invoices i on i.id = l.invoice_id
    join entries r on r.id = i.entry_id and r.effective_on <= ${on}::date
    left join (
      select s.*, e.reason from invoice_steps s
      join entries e on e.id = s.entry_id and e.effective_on <= ${on}::date
    ) as s on s.invoice_id = l.invoice_id and s.line = l.line
    left join lateral (
      select (s.step = 'accepted')::int as accepted,
        (s.reason = ${CREDITS.accepted})::int as credited,
        case when s.step = 'queried' then 1
          when s.step in ('query_withdrawn', 'not_owed') or s.reason = ${CREDITS.in_query} then -1
          else 0 end as in_query,
        case when s.step = 'not_owed' then 1 when s.reason = ${CREDITS.not_owed} then -1
          else 0 end as not_owed,
        (s.step = 'not_owed' or s.reason in (${CREDITS.in_query}, ${CREDITS.undecided}))::int
          as dropped
    ) as w on s.invoice_id is not null
    group by l.invoice_id, l.line)`;
}
