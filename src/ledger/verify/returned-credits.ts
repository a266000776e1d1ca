import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

/**
 * A payment that was rejected or came back is taken out of the books once and whole: every item of
 * it is undone, and its entry is the mirror of the payment's, share by share.
 */
export const returnedCreditsAreUndone: Check = {
  name: 'Every payment that came back is undone, once and whole',
  expected:
    'For each returned credit: its items are undone for the same reason and make its amount, and ' +
    'the entry of each takes back what its shares paid; no other item is undone so. Each file of ' +
    'the bank is as it was received.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' payments of ' || ${pounds(tx, sql`sum(amount)`)}
        || ' were rejected or came back' as figure from returned_credits`,
      sql`${creditsNotUndone(tx)} union all ${itemsUndoneAlone(tx)}
        union all ${entriesNotMirrored(tx)} union all ${filesChanged(tx)}`,
    );
  },
};

/** Credits of which an item still stands, or is undone otherwise, or that are not their items. */
const creditsNotUndone = (tx: Tx): Query => tx.sql`
  select 'Returned credit ' || b.credit_id || ' is ' || ${pounds(tx, tx.sql`b.amount`)} || '; '
    || coalesce(i.undone, 0) || ' of its ' || coalesce(i.items, 0) || ' items are undone as '
    || b.why || ', for ' || ${pounds(tx, tx.sql`i.amount`)} || '.' as offender
  from (
    select credit_id, amount, case how when 'rejected' then 'rejected' else 'bounced' end as why
    from returned_credits
  ) as b
  left join (
    select i.credit_id, count(*) as items, u.why, count(u.item_id) as undone,
      sum(i.amount) filter (where u.item_id is not null) as amount
    from pay_run_items i left join undone_items u on u.item_id = i.id
    where u.why is distinct from 'taken_out' group by i.credit_id, u.why
  ) as i on i.credit_id = b.credit_id
  where i.why is distinct from b.why or i.amount is distinct from b.amount`;

const itemsUndoneAlone = ({ sql }: Tx): Query => sql`
  select 'Payment ' || u.item_id || ' is undone as ' || u.why
    || ', and its credit did not come back.'
  from undone_items u join pay_run_items i on i.id = u.item_id
  left join returned_credits b on b.credit_id = i.credit_id
  where u.why in ('rejected', 'bounced') and b.credit_id is null`;

/** Payments whose entry takes back from a share otherwise than the payment drew on it. */
const entriesNotMirrored = (tx: Tx): Query => tx.sql`
  select 'Payment ' || coalesce(p.item_id, m.item_id) || ': share '
    || coalesce(p.share_id, m.share_id) || ' paid ' || ${pounds(tx, tx.sql`p.amount`)}
    || ', and its return moves ' || ${pounds(tx, tx.sql`m.drawn`)} || ' from drawn and '
    || ${pounds(tx, tx.sql`m.held`)} || ' from held.'
  from (
    select s.item_id, s.share_id, s.amount from undone_items u
    join pay_run_item_shares s on s.item_id = u.item_id where u.why in ('rejected', 'bounced')
  ) as p
  full join (
    select substr(e.key, 9)::uuid as item_id, a.subject as share_id,
      sum(t.amount) filter (where c.kind = 'drawn' and o.kind = 'committed') as drawn,
      sum(t.amount) filter (where c.kind = 'held' and o.kind = 'in_transit') as held
    from entries e join entry_kinds k on k.id = e.kind and k.name = 'bounced'
    join transfers t on t.entry_id = e.id
    join accounts a on a.id = t.from_account join account_classes c on c.id = a.class
    join accounts b on b.id = t.to_account join account_classes o on o.id = b.class
    group by 1, a.subject
  ) as m on m.item_id = p.item_id and m.share_id = p.share_id
  where p.amount is distinct from m.drawn or p.amount is distinct from m.held`;

const filesChanged = ({ sql }: Tx): Query => sql`
  select 'The file of the bank ' || id || ' is not what was received.'
  from bank_answers where sha256(content) <> sha256`;
