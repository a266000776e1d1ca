import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check } from './check.ts';

/**
 * An entry of a kind that has flows moves money; one of a kind without, a decision, moves none. The
 * reversal of a decision moves none either.
 */
export const entriesMoveWhatTheyMay: Check = {
  name: 'Every entry that moves money has transfers, and a decision has none',
  expected: 'A kind of entry that may move money does, and a decision does not.',
  run({ tx }) {
    const { sql } = tx;
    const moving = sql`exists (select from flows w where w.kind = e.kind)
      and not exists (select from entries d where d.id = e.reverses
        and not exists (select from flows w where w.kind = d.kind))`;
    return find(
      tx,
      sql`
        select (select count(*) from entries) || ' entries with ' || count(*) || ' transfers of '
          || ${pounds(tx, sql`sum(amount)`)} as figure
        from transfers`,
      sql`
        select 'Entry ' || e.id || ' (' || k.name || ') has '
          || case when m.entry_id is null then 'no transfers.' else 'transfers.' end as offender
        from entries e join entry_kinds k on k.id = e.kind
        left join (select distinct entry_id from transfers) as m on m.entry_id = e.id
        where (m.entry_id is null) = (${moving})
        order by e.id`,
    );
  },
};

/**
 * Balances are made from the transfers' own dates and classes, which seals do not cover, so they
 * must be those of the entry and of the accounts, which seals do cover.
 */
export const transfersFitTheirEntries: Check = {
  name: 'Every transfer fits its entry, its accounts and the flows that are allowed',
  expected:
    "A transfer has its entry's kind and date and its accounts' classes, and a flow allows it.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' transfers, ' || (select count(*) from flows) || ' flows' as figure
        from transfers`,
      sql`
        (select 'Entry ' || t.entry_id || ', line ' || t.line || ', ' || case
            when e.id is null then 'is of an entry that is not there.'
            when t.kind <> e.kind then 'is not of the kind of its entry.'
            when t.effective_on <> e.effective_on then 'took effect on ' || t.effective_on
              || ' and its entry on ' || e.effective_on || '.'
            when f.class is distinct from t.from_class or o.class is distinct from t.to_class
              then 'is not of the classes of its accounts.'
            when not t.amount > 0 then 'moves nothing, or less.'
            else 'moves money from ' || fc.name || ' to ' || oc.name || ', which no flow allows.'
          end as offender
        from transfers t
        left join entries e on e.id = t.entry_id
        left join accounts f on f.id = t.from_account
        left join accounts o on o.id = t.to_account
        left join account_classes fc on fc.id = f.class
        left join account_classes oc on oc.id = o.class
        left join flows w
          on w.kind = t.kind and w.from_class = t.from_class and w.to_class = t.to_class
        where e.id is null or t.kind <> e.kind or t.effective_on <> e.effective_on
          or f.class is distinct from t.from_class or o.class is distinct from t.to_class
          or not t.amount > 0 or w.kind is null
        order by t.entry_id, t.line)
        union all
        select 'The class of account ' || name || ' says otherwise than its name.'
        from account_classes where name <> concat_ws('/', kind, holding, source)`,
    );
  },
};

/** A correction is a new entry that names the one it reverses. */
export const reversalsMirror: Check = {
  name: 'Every reversal takes back what it reverses, line by line',
  expected: 'A reversal names an earlier entry and has its lines with the two accounts exchanged.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' reversals' as figure from entries where reverses is not null`,
      sql`
        select 'Entry ' || id || ' ' || case
            when reverses is null then 'is a reversal and names no entry.'
            else 'reverses entry ' || reverses || ' and does not mirror its line ' || line || '.'
          end as offender
        from (
          select e.id, null::bigint as reverses, null::smallint as line
          from entries e join entry_kinds k on k.id = e.kind
          where e.reverses is null and k.name = 'reversal'
          union all
          ${unmirrored(tx)}
        ) as found order by id, line`,
    );
  },
};

/** Lines of a reversal, or of what it reverses, that have no mirror in the other. */
function unmirrored(tx: Tx) {
  const { sql } = tx;
  return sql`
    select coalesce(r.id, o.id), coalesce(r.reverses, o.reverses), coalesce(r.line, o.line)
    from (
      select e.id, e.reverses, t.line, t.from_account, t.to_account, t.amount
      from entries e join transfers t on t.entry_id = e.id where e.reverses is not null
    ) as r
    full join (
      select e.id, e.reverses, t.line, t.from_account, t.to_account, t.amount
      from entries e join transfers t on t.entry_id = e.reverses
    ) as o on o.id = r.id and o.line = r.line
    where r.from_account is distinct from o.to_account
      or r.to_account is distinct from o.from_account or r.amount is distinct from o.amount`;
}

/** What was reported about a closed period stays so: later entries take effect after it. */
export const closedPeriodsStayClosed: Check = {
  name: 'No entry took effect in a period after it was closed',
  expected: 'An entry posted after a closing takes effect after the day that was closed through.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' closings, the last through '
        || coalesce(max(closed_through)::text, 'no day') as figure from period_closings`,
      sql`
        select 'Entry ' || e.id || ' took effect on ' || e.effective_on || ', and entry '
          || p.entry_id || ' had closed the books through ' || p.closed_through || '.' as offender
        from (
          select entry_id, max(closed_through) over w as closed_through,
            coalesce(lead(entry_id) over w, (select max(id) from entries)) as until
          from period_closings window w as (order by entry_id)
        ) as p
        join entries e
          on e.id > p.entry_id and e.id <= p.until and e.effective_on <= p.closed_through
        order by e.id`,
    );
  },
};
