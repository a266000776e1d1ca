import type { Tx, Fragment } from '../../database/transactions.ts';
import { missingFor } from '../../documents/missing.ts';
import type { RulesInForce } from '../../law/rules.ts';
import { dedicatedSectors } from '../dedicated.ts';
import { covers, everyHold } from '../holding/open.ts';

/** As at a day, as known up to an entry; all that is known now if left out. */
export interface KnownOn {
  readonly on: string;
  readonly known?: string | undefined;
}

/** The condition that an entry was known, to add to others. */
export const knownAs = ({ sql }: Tx, entry: Fragment, known: string | undefined): Fragment =>
  known === undefined ? sql`` : sql`and ${entry} <= ${known}::bigint`;

/**
 * The queries from `missing_now` to `caused`, which find of the shares in `late` every cause, and
 * name the first by the order of the causes. What came by the day `ready_on`, on which a payment was
 * agreed and was to be sent, did not make it late. `caused` has the columns of `late` and why, code and
 * missing. Of a decision counts the day of its entry, which is the day of the book.
 */
export function lateCauses(tx: Tx, { on, known }: KnownOn, rules: RulesInForce): Fragment {
  const { sql } = tx;
  const dedicated = JSON.stringify(dedicatedSectors(rules));
  const asked = sql`
    select distinct arrangement_id, share_id, period_from as day from late
    where paid_on is null and let_go is null`;
  return sql`
    missing_now as materialized (
      select arrangement_id, share_id, day, jsonb_agg(jsonb_build_object('document', document,
        'givenBy', given_by) order by document, given_by) as missing
      from (${missingFor(tx, asked, rules)}) as m group by arrangement_id, share_id, day
    ), came_late as materialized (${documentsThatCameLate(tx, known)}
    ), held as materialized (${heldByOfficers(tx, known)}
    ), details as materialized (${detailsThen(tx, { on, known }, rules)}
    ), tried as materialized (
      select distinct on (instalment_id, share_id, undone) instalment_id, share_id, undone,
        released, coalesce(code, withdrawn_for) as code
      from attempts order by instalment_id, share_id, undone, attempt
    ), caused as materialized (
      select l.*, f.why, f.code, coalesce(f.missing, '[]') as missing
      from late l
      left join missing_now m on m.arrangement_id = l.arrangement_id and m.share_id = l.share_id
        and m.day = l.period_from and l.paid_on is null and l.let_go is null
      left join came_late d on d.instalment_id = l.instalment_id and d.share_id = l.share_id
      left join held h on h.instalment_id = l.instalment_id
      left join lateral (
        select effective_on from entries where id = l.let_go offset 0) as e on true
      left join details t on t.payee_id = l.payee_id and t.day = l.ready_on
      left join details o on o.payee_id = l.payee_id and o.day = ${on}::date and l.paid_on is null
      left join tried b on b.instalment_id = l.instalment_id and b.share_id = l.share_id
        and b.undone = 'bounced'
      left join tried r on r.instalment_id = l.instalment_id and r.share_id = l.share_id
        and r.undone = 'rejected'
      left join tried w on w.instalment_id = l.instalment_id and w.share_id = l.share_id
        and w.undone = 'withdrawn'
      left join tried n on n.instalment_id = l.instalment_id and n.share_id = l.share_id
        and n.undone is null
      cross join lateral (
        select coalesce(t.why, o.why) as why, l.source in (
          select value from jsonb_array_elements_text(${dedicated}::text::jsonb))
          and (t.other_money or coalesce(o.other_money, false)) as not_dedicated
      ) as k
      cross join lateral (select case
        when m.missing is not null or d.missing is not null then 'on_hold_for_a_document'
        when h.in_time then 'held_by_officer'
        when e.effective_on > l.ready_on then 'let_go_late'
        when k.why is not null then k.why
        when k.not_dedicated then 'account_not_dedicated'
        when b.instalment_id is not null then 'bounced'
        when r.instalment_id is not null then 'rejected'
        when w.instalment_id is not null then 'run_withdrawn'
        when h.reason is not null then 'held_by_officer'
        when l.ready_on > l.input_on then 'agreed_late'
        when n.instalment_id is not null and not n.released then 'run_not_released'
        else 'not_drawn_up' end as why) as c
      cross join lateral (select c.why,
        case c.why when 'on_hold_for_a_document' then coalesce(m.missing, d.missing) end as missing,
        case c.why when 'held_by_officer' then h.reason when 'bounced' then b.code
          when 'rejected' then r.code when 'run_withdrawn' then w.code end as code) as f`;
}

/**
 * Documents that a sector requires and that were put on file, for the first day of the period, only
 * after the day to send the payment.
 */
const documentsThatCameLate = (tx: Tx, known: KnownOn['known']): Fragment => tx.sql`
  with given as materialized (
    select l.instalment_id, l.share_id, d.kind, d.given_by, bool_or(e.effective_on <= l.ready_on)
      as in_time
    from late l
    join documents d on d.arrangement_id = l.arrangement_id and d.sector = l.source
      and l.period_from between d.from_on and coalesce(d.to_on, 'infinity')
    join entries e on e.id = d.entry_id and e.effective_on <= l.until
      ${knownAs(tx, tx.sql`e.id`, known)}
    where d.kind in (select document from requirements where sector = l.source)
    group by l.instalment_id, l.share_id, d.kind, d.given_by
  )
  select instalment_id, share_id, jsonb_agg(jsonb_build_object('document', kind,
    'givenBy', given_by) order by kind, given_by) as missing
  from given where not in_time group by instalment_id, share_id`;

/**
 * The first hold by an officer that was there on the day to send the payment, else the first one
 * after it, which did not make the payment late where something else had.
 */
const heldByOfficers = (tx: Tx, known: KnownOn['known']): Fragment => tx.sql`
  select distinct on (l.instalment_id) l.instalment_id, h.reason,
    e.effective_on <= l.ready_on as in_time
  from (select distinct instalment_id, arrangement_id, number, value_on, ready_on, until
    from late) as l
  join (${everyHold(tx)}) as h on h.arrangement_id = l.arrangement_id
  join entries e on e.id = h.entry_id and e.effective_on <= l.until
    ${knownAs(tx, tx.sql`e.id`, known)}
  left join payment_hold_endings n on n.hold_id = h.id
  left join entries f on f.id = n.entry_id ${knownAs(tx, tx.sql`f.id`, known)}
  where (f.id is null or f.effective_on > l.ready_on)
    and ${covers(tx, tx.sql`l`)}
  order by l.instalment_id, h.entry_id`;

/** The payees' latest bank details on the day to send, and of what is unpaid on the day asked for. */
function detailsThen(tx: Tx, { on, known }: KnownOn, rules: RulesInForce): Fragment {
  const { sql } = tx;
  const coolingOff = rules.rule('bank_details_cooling_off').value;
  return sql`
    with asked as materialized (
      select distinct payee_id, ready_on as day, value_on as pays_on from late
      union select distinct payee_id, ${on}::date, ${on}::date from late where paid_on is null
    ), recorded as materialized (
      select d.id, d.payee_id, d.account_use, d.recorded_at, e.effective_on, f.effective_on as
        checked_on, lag(d.id) over (partition by d.payee_id order by d.recorded_at) as earlier
      from bank_details d
      join entries e on e.id = d.entry_id ${knownAs(tx, sql`e.id`, known)}
      left join bank_details_checks k on k.bank_details_id = d.id
      left join entries f on f.id = k.entry_id ${knownAs(tx, sql`f.id`, known)}
      where d.payee_id in (select payee_id from asked)
    )
    select distinct on (q.payee_id, q.day) q.payee_id, q.day,
      case when r.checked_on is null or r.checked_on > q.day then 'bank_details_not_checked'
        when r.earlier is not null and r.effective_on + ${coolingOff}::int > q.pays_on
          then 'bank_details_cooling_off' end as why,
      coalesce(r.account_use = 'other_money_too', false) as other_money
    from asked q left join recorded r on r.payee_id = q.payee_id and r.effective_on <= q.day
    order by q.payee_id, q.day, r.recorded_at desc nulls last`;
}

/**
 * The day on which each version of the payments in `due` was agreed. A book that is worked at as at
 * an earlier date records later moments: what was decided of a pay run afterwards has the book's own
 * day, and the version was there by then.
 */
export const agreedOn = ({ sql }: Tx): Fragment => sql`
  select agreement_id, agreed_on from (
    select agreement_id, least(decided_on, min(day) over (order by entry_id desc)) as agreed_on
    from (
      select d.agreement_id, d.entry_id, null::date as day,
        (d.decided_at at time zone 'Europe/London')::date as decided_on
      from agreement_decisions d where d.agreement_id in (select agreement_id from due)
      union all
      select null, p.entry_id, e.effective_on, null
      from pay_run_approvals p
      cross join lateral (select effective_on from entries where id = p.entry_id offset 0) as e
    ) as decided
  ) as a where agreement_id is not null`;
