import { find, pounds, type Check } from './check.ts';

/**
 * Every posting balances. A transfer has one amount for both of its accounts, so a
 * book is out of balance only if a transfer leaves it for the other.
 */
export const eachBookSumsToZero: Check = {
  name: 'Each of the two books, control and money, adds up to zero',
  expected: 'Every transfer stays within its book, so that the balances of a book add up to zero.',
  run({ tx }) {
    const { sql } = tx;
    const moved = sql`
      select f.book as from_book, o.book as to_book, sum(t.amount) as amount
      from transfers t
      join accounts fa on fa.id = t.from_account join account_classes f on f.id = fa.class
      join accounts oa on oa.id = t.to_account join account_classes o on o.id = oa.class
      group by f.book, o.book`;
    return find(
      tx,
      sql`
        select string_agg(book || ' ' || ${pounds(tx, sql`moved`)} || ' moved, balances '
          || ${pounds(tx, sql`balance`)}, '; ' order by book) as figure
        from (
          select book, coalesce(sum(amount) filter (where book = to_book), 0) as moved,
            coalesce(sum(amount) filter (where book = to_book), 0)
              - coalesce(sum(amount) filter (where book = from_book), 0) as balance
          from (values ('control'), ('money')) as books(book) left join (${moved}) as m
            on book in (from_book, to_book)
          group by book
        ) as each`,
      sql`
        select 'Entry ' || t.entry_id || ', line ' || t.line || ', moves '
          || ${pounds(tx, sql`t.amount`)} || ' from ' || f.name || ' in the ' || f.book
          || ' book to ' || o.name || ' in the ' || o.book || ' book.' as offender
        from transfers t
        join accounts fa on fa.id = t.from_account join account_classes f on f.id = fa.class
        join accounts oa on oa.id = t.to_account join account_classes o on o.id = oa.class
        where f.book <> o.book
        order by t.entry_id, t.line`,
    );
  },
};
