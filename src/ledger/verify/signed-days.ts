import type { Tx } from '../../database/transactions.ts';
import { find, type Check, type Query } from './check.ts';

/**
 * The days of a bank account that two people signed off stay as they are until it is opened again.
 * Matches are compared by the order of their entries, which is exact; files by when they came.
 */
export const signedDaysStay: Check = {
  name: 'No bank line of days that are signed off came, or was matched, after the signature',
  expected:
    'Between the approval of a sign-off and its reopening, no file brings a line of its days and no ' +
    'match or undoing takes one.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' approved sign-offs, ' || count(r.sign_off_id) || ' of them reopened'
          as figure
        from bank_sign_off_approvals a
        left join bank_sign_off_reopenings r on r.sign_off_id = a.sign_off_id`,
      sql`${matchedAfter(tx)} union all ${cameAfter(tx)}`,
    );
  },
};

const signed = ({ sql }: Tx): Query => sql`
  select s.bank_account_id, s.through_on, a.entry_id, a.approved_at, r.entry_id as reopened_by,
    r.reopened_at
  from bank_sign_offs s
  join bank_sign_off_approvals a on a.sign_off_id = s.id
  left join bank_sign_off_reopenings r on r.sign_off_id = s.id`;

const matchedAfter = (tx: Tx): Query => tx.sql`
  select 'Match ' || m.id || ' is of bank line ' || l.id || ' of ' || l.booked_on
    || ', and the account was signed off to ' || s.through_on || ' before.' as offender
  from matches m
  join line_allocations c on c.match_id = m.id
  join bank_lines l on l.id = c.line_id
  join (${signed(tx)}) as s on s.bank_account_id = l.bank_account_id
  where l.booked_on <= s.through_on and m.entry_id > s.entry_id
    and (s.reopened_by is null or m.entry_id < s.reopened_by)`;

const cameAfter = (tx: Tx): Query => tx.sql`
  select 'Bank line ' || l.id || ' of ' || l.booked_on
    || ' came when the account was signed off to ' || s.through_on || '.'
  from bank_lines l
  join bank_statements t on t.id = l.statement_id
  join bank_files f on f.id = t.file_id
  join (${signed(tx)}) as s on s.bank_account_id = l.bank_account_id
  where l.booked_on <= s.through_on and f.received_at > s.approved_at
    and (s.reopened_at is null or f.received_at < s.reopened_at)`;
