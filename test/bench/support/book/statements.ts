import type { BookPlan } from './plan.ts';

/** What is done, to be told while it is, and the statement that does it. */
export type Step = readonly [what: string, sql: string];

/** The tables that everything beside the journal is made from; they go with the connection. */
export const prepare = ({ arrangements, first, days, today }: BookPlan): string => `
  create function pg_temp.uid(text) returns uuid language sql immutable as 'select md5($1)::uuid';
  create function pg_temp.officer(bigint) returns uuid language sql immutable
    as $$select md5('user ' || (1 + $1 % 40))::uuid$$;
  create function pg_temp.salt(text) returns bytea language sql immutable
    as $$select decode(md5($1), 'hex')$$;
  create function pg_temp.digest(text) returns bytea language sql immutable
    as $$select sha256(convert_to($1, 'UTF8'))$$;
  create function pg_temp.kind_of_entry(text) returns smallint language sql stable
    as 'select id from entry_kinds where name = $1';
  create function pg_temp.entry_on(date, bigint) returns bigint language sql stable as $$
    -- An entry of about that day, of an arrangement.
    select least(greatest(($1 - date '${first.toString()}')::bigint * 100 / ${days}, 0), 99)
      * ${arrangements} + $2$$;
  create temp table book as select date '${first.toString()}' as first,
    date '${first.add({ days }).toString()}' as "end", date '${today.toString()}' as today;
  create temp table book_arrangements (a bigint primary key, id uuid, person int, person_id uuid,
    kind text, share_id uuid, sector text, funder_id uuid, second_id uuid, second_sector text,
    second_funder uuid, monthly numeric(14, 2), broker int, provider int);
  create temp table book_payments (entry_id bigint, a bigint, month int, day_number int, day date,
    item_id uuid)`;

/** Adds entries made by a query of (key, kind, day, recorded_at, reason, reverses, relates_on). */
export const entriesOf = (query: string): string => `
  insert into entries (id, key, kind, effective_on, recorded_at, reason, reverses, relates_on, by,
    content)
  select (select max(id) from entries) + row_number() over (order by day, key), key,
    pg_temp.kind_of_entry(kind), day, recorded_at, reason, reverses, relates_on,
    pg_temp.officer(row_number() over (order by day, key)), pg_temp.digest(key)
  from (${query}) as q`;

/** Adds transfers made by a query of (key, line, from_id, to_id, amount) for entries by their key. */
export const transfersOf = (query: string): string => `
  insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
    to_account, amount)
  select e.id, q.line, e.kind, e.effective_on, f.class, t.class, f.id, t.id, q.amount
  from (${query}) as q
  join entries e on e.key = q.key
  join accounts f on f.id = q.from_id
  join accounts t on t.id = q.to_id`;

/** The number of an account, by its class and subject, within a query. */
export const account = (name: string, subject: string): string => `
  (select x.id from accounts x where x.subject = ${subject}
    and x.class = (select c.id from account_classes c where c.name = ${name}))`;
