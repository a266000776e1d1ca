import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

/**
 * A sign-off says what the ledger had, and what of it no statement showed. Both are added up again
 * from the journal as it was known then, by the day that was signed off; entries that were posted
 * later do not count, whatever day they take effect on.
 */
export const signOffsAreInTheJournal: Check = {
  name: 'What was signed off of a bank account is what the journal says of that day',
  expected:
    'For each sign-off, as known when it was prepared: the ledger, what is not on the statement ' +
    'and what is in transit are the sums of their entries; the statement is as the bank sent it, ' +
    'and is the one less the other.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' sign-offs of ' || count(distinct bank_account_id)
        || ' bank accounts' as figure from bank_sign_offs`,
      sql`
        select 'Sign-off ' || id || ' to ' || through_on || ' has ' || what || ' as '
          || ${pounds(tx, sql`said`)} || '; the books have ' || ${pounds(tx, sql`found`)} || '.'
          as offender
        from (${recomputed(tx)}) as s
        cross join lateral (values
          ('the ledger', ledger, in_ledger),
          ('what is not on the statement', not_on_statement, missing),
          ('what is in transit', in_transit, sent),
          ('the statement', statement, closing),
          ('the difference', 0.00, closing - in_ledger + missing)
        ) as figures(what, said, found)
        where said is distinct from found
        order by through_on, id, what`,
    );
  },
};

/** Each sign-off beside what the books gave at its entry. */
const recomputed = (tx: Tx): Query => tx.sql`
  select s.id, s.through_on, s.ledger, s.not_on_statement, s.in_transit, s.statement, b.closing,
    (select coalesce(sum(amount), 0.00) from (${moved(tx, bankAccount(tx))}) as m)
      as in_ledger,
    (select coalesce(-sum(amount), 0.00) from (${moved(tx, inTransit(tx))}) as m)
      as sent,
    (${missing(tx)}) as missing
  from bank_sign_offs s left join bank_statements b on b.id = s.statement_id`;

/** The account of the bank account of the sign-off. */
const bankAccount = ({ sql }: Tx): Query => sql`
  select a.id from accounts a
  where a.class = (select id from account_classes where kind = 'bank')
    and a.subject = s.bank_account_id`;

/**
 * The accounts of what was sent from it. They are joined, because PostgreSQL would keep a list of
 * them, as of a sub-select, from one sign-off for the next.
 */
const inTransit = ({ sql }: Tx): Query => sql`
  select a.id from (
    select id from pay_runs where bank_account_id = s.bank_account_id
    union all select id from invoice_payments where bank_account_id = s.bank_account_id
  ) as p
  join accounts a on a.subject = p.id
    and a.class = (select id from account_classes where kind = 'in_transit')`;

/** What moved on accounts by the day of the sign-off, as known at its entry. */
const moved = ({ sql }: Tx, accounts: Query): Query => sql`
  select t.entry_id, t.kind, t.effective_on, t.amount
  from (${accounts}) as w
  cross join lateral (
    select entry_id, kind, effective_on, amount from transfers where to_account = w.id
    union all
    select entry_id, kind, effective_on, -amount from transfers where from_account = w.id
  ) as t
  where t.effective_on <= s.through_on and t.entry_id < s.entry_id`;

/**
 * What was on the ledger's bank account and on no line by the day: all that moved there but by
 * matches and by what was there before the bank's first statement, less what lines were linked with.
 */
const missing = (tx: Tx): Query => tx.sql`
  select coalesce(sum(m.amount), 0.00)
    - coalesce(sum(l.amount) filter (where m.place = 1), 0.00)
  from (
    select *, row_number() over (partition by entry_id) as place
    from (${moved(tx, bankAccount(tx))}) as each
  ) as m
  join entries e on e.id = m.entry_id
  join entries r on r.id = coalesce(e.reverses, e.id)
  left join lateral (${linked(tx, tx.sql`e.id`)}) as l on true
  left join lateral (${linked(tx, tx.sql`r.id`)}) as o on true
  where m.kind <> (select id from entry_kinds where name = 'bank_match')
    and (coalesce(o.ever, false) or not exists (
      select from (
        select min(b.from_on) as from_on from bank_statements b join bank_files f on f.id = b.file_id
        where b.bank_account_id = s.bank_account_id and f.received_at <= s.prepared_at
      ) as first
      where r.effective_on < first.from_on or (r.effective_on = first.from_on
        and r.kind = (select id from entry_kinds where name = 'treasury'))))`;

/** What of an entry lines were linked with: on those by the day, and whether on any. */
const linked = ({ sql }: Tx, entry: Query): Query => sql`
  select sum(sign(x.amount) * a.amount) filter (where b.booked_on <= s.through_on) as amount,
    sum(a.amount) <> 0 as ever
  from expected_lines x
  join line_allocations a on a.expected_id = x.id
  join matches t on t.id = a.match_id
  join bank_lines b on b.id = a.line_id
  where x.name = 'entry:' || ${entry} and x.bank_account_id = s.bank_account_id
    and t.entry_id < s.entry_id`;

/** The last day to which each account is signed off, of the sign-offs that stand. */
const signedThrough = ({ sql }: Tx): Query => sql`
  select s.bank_account_id, max(s.through_on) as through_on
  from bank_sign_offs s join bank_sign_off_approvals a on a.sign_off_id = s.id
  left join bank_sign_off_reopenings r on r.sign_off_id = s.id
  where r.sign_off_id is null group by s.bank_account_id`;

/** The database refuses lines and matches of signed days; here it is seen that there are none. */
export const signedLinesHaveNothingOpen: Check = {
  name: 'Nothing of a line is open on a day that is signed off',
  expected: 'Every line of a day that is signed off is matched, posted or set aside as a repeat.',
  run({ tx }) {
    const { sql } = tx;
    const lines = sql`
      select l.id, l.bank_account_id, l.booked_on, l.size, l.size - coalesce(a.amount, 0) as open
      from (${signedThrough(tx)}) as s
      join bank_lines l on l.bank_account_id = s.bank_account_id and l.booked_on <= s.through_on
      left join (select line_id, sum(amount) as amount from line_allocations
        where line_id is not null group by line_id) as a on a.line_id = l.id`;
    return find(
      tx,
      sql`select count(*) || ' lines of ' || ${pounds(tx, sql`sum(size)`)}
        || ' on days that are signed off' as figure from (${lines}) as l`,
      sql`select 'Bank line ' || id || ' of ' || booked_on || ', which is signed off, has '
        || ${pounds(tx, sql`open`)} || ' open.' as offender
        from (${lines}) as l where open <> 0 order by id`,
    );
  },
};

/** Two people, as the journal has them, and one after the other. */
export const twoPeopleSignedOff: Check = {
  name: 'Two different people signed each sign-off, the second what the first prepared',
  expected:
    'The entries of a sign-off and of its approval are by two people, those whom the records name, ' +
    'in that order; one that was opened again has no later one of its account that stands.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' sign-offs approved' as figure from bank_sign_off_approvals`,
      sql`
        select 'Sign-off ' || s.id || ' was prepared by ' || p.by || ' and approved by ' || e.by
          || ', as the journal has it.' as offender
        from bank_sign_off_approvals a
        join bank_sign_offs s on s.id = a.sign_off_id
        join entries p on p.id = s.entry_id
        join entries e on e.id = a.entry_id
        where e.by = p.by or p.by <> s.prepared_by or e.by <> a.approved_by or e.id < p.id
          or a.prepared_by <> s.prepared_by
        union all
        select 'Sign-off ' || s.id || ' was opened again, and sign-off ' || o.id || ' to '
          || o.through_on || ' stands.'
        from bank_sign_off_reopenings r
        join bank_sign_offs s on s.id = r.sign_off_id
        join bank_sign_offs o on o.bank_account_id = s.bank_account_id
          and o.through_on > s.through_on and o.entry_id < r.entry_id
        left join bank_sign_off_reopenings n on n.sign_off_id = o.id
        where n.sign_off_id is null or n.entry_id > r.entry_id`,
    );
  },
};

/** All that is verified of sign-offs. */
export const SIGN_OFF_PROOFS: readonly Check[] = [
  signOffsAreInTheJournal,
  signedLinesHaveNothingOpen,
  twoPeopleSignedOff,
];
