import {
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
} from '../../src/ledger/verify/chains.ts';
import type { Check } from '../../src/ledger/verify/check.ts';
import { expectedIsWhatItIsOf } from '../../src/ledger/verify/expected-lines.ts';
import { matchesAreInTheJournal, undoingsMirror } from '../../src/ledger/verify/matching.ts';
import { signedDaysStay } from '../../src/ledger/verify/signed-days.ts';

const OF = (kind: string, more = 'true'): string =>
  `(select a.id from line_allocations a join expected_lines x on x.id = a.expected_id
    where x.kind = '${kind}' and ${more} order by a.id limit 1)`;

/** What is changed, which check finds it, and what it says. */
export const MATCH_BREAKS: readonly (readonly [
  what: string,
  change: string,
  check: Check,
  says: RegExp,
])[] = [
  [
    'the running total of a line',
    `alter table line_allocations drop constraint line_allocations_line_sum;
     update line_allocations set line_after = line_after - 1 where line_seq = 1 and amount = 60.00`,
    linesAreNotOverAllocated,
    /^Bank line \d+ is £60\.00 and £60\.00 of it is matched, by a chain that is broken\.$/,
  ],
  [
    'the running total of what is expected',
    `alter table line_allocations drop constraint line_allocations_expected_sum;
     update line_allocations set expected_after = expected_after - 1 where id = ${OF('payment')}`,
    linesAreNotOverAllocated,
    /^Of what is expected as payment:\S+, which is £60\.00, £60\.00 is matched, by a chain that is/,
  ],
  [
    'a number of a chain that is left out',
    `alter table line_allocations drop constraint line_allocations_first;
     update line_allocations set line_seq = 2, line_previous = 1 where amount = 60.00 and line_seq = 1`,
    linesAreNotOverAllocated,
    /^Bank line \d+ is £60\.00 and £60\.00 of it is matched, by a chain that is broken/,
  ],
  [
    'a line that is smaller than what is matched of it',
    `update bank_lines set amount = -59.99, size = 59.99 where size = 60.00`,
    linesAreNotOverAllocated,
    /^Bank line \d+ is £59\.99 and £60\.00 of it is matched, by a chain that adds up\.$/,
  ],
  [
    'the bank account of a match',
    `update matches set bank_account_id = gen_random_uuid() where kind = 'undo'`,
    linesAreNotOverAllocated,
    /^Match \S+: \S+ is of another bank account than its line, or goes the other way\.$/,
  ],
  [
    'a line that went the other way',
    `update bank_lines set amount = 60.00 where size = 60.00`,
    linesAreNotOverAllocated,
    /^Match \S+: payment:\S+ is of another bank account than its line, or goes the other way\.$/,
  ],
  [
    'a payment that is not taken from its run',
    `update line_allocations set part_of = null where part_of is not null`,
    paymentsAreOfTheirRuns,
    /^Match \S+: £60\.00 of payment:\S+ is not taken from its pay run\.$/,
  ],
  [
    'a payment that is taken from another day',
    `update line_allocations set part_of = ${OF('pay_run', 'a.amount = 35.00 and a.line_id is not null')}
     where part_of is not null`,
    paymentsAreOfTheirRuns,
    /^Match \S+: £60\.00 of payment:\S+ takes £35\.00 from pay_run:\S+:2026-04-10\.$/,
  ],
  [
    'a difference without its reason',
    `update matches set reason = null where reason = 'paid_short'`,
    paymentsAreOfTheirRuns,
    /^Match \S+ takes £0\.01 from pay_run:\S+ for no line, no payment and no reason\.$/,
  ],
  [
    'more that is expected of a run than it sent',
    `update expected_lines set amount = -110.00 where amount = -100.00;
     update line_allocations set expected_amount = -110.00 where expected_amount = -100.00`,
    expectedIsWhatItIsOf,
    /^What is expected as pay_run:\S+ is -£110\.00 on 2026-04-10; what it is of says -£100\.00 on/,
  ],
  [
    'the day of what came back',
    `update returned_credits set advised_on = '2026-04-14'`,
    expectedIsWhatItIsOf,
    /^What is expected as returned_credit:\S+ is £25\.00 on 2026-04-13; what it is of says £25\.00 on 2/,
  ],
  [
    'an expected line of nothing',
    `insert into expected_lines (name, kind, bank_account_id, amount, value_on, entry_id)
     select 'entry:999999', kind, bank_account_id, amount, value_on, 999999 from expected_lines
     where kind = 'entry'`,
    expectedIsWhatItIsOf,
    /^What is expected as entry:999999 is £30\.00 on 2026-04-10, and there is no such thing\.$/,
  ],
  [
    'an entry that was taken back and is matched still',
    `update entries set reverses = (select entry_id from expected_lines where kind = 'entry')
     where id = (select max(id) from entries)`,
    expectedIsWhatItIsOf,
    /^Entry \d+ was taken back, and £30\.00 of bank lines is matched to it\.$/,
  ],
  [
    'an entry of another match',
    `update matches set entry_id = entry_id + 100000 where entry_id = (
       select m.entry_id from matches m join line_allocations a on a.match_id = m.id
       where a.amount = 60.00 and a.line_id is not null);
     insert into entries (id, key, kind, effective_on, by, content)
     select max(id) + 100000, 'x', (select id from entry_kinds where name = 'bank_match'),
       '2026-04-10', gen_random_uuid(), '' from entries where id in (
       select entry_id - 100000 from matches)`,
    matchesAreInTheJournal,
    /^Entry \d+: £60\.00 matched for what \S+ sent, and its allocations make £0\.00\.$/,
  ],
  [
    'the day of a line',
    `update bank_lines set booked_on = '2026-04-11' where size = 60.00`,
    matchesAreInTheJournal,
    /^Match \S+ is of a line of 2026-04-11, and its entry of 2026-04-10\.$/,
  ],
  [
    'a match without a row',
    `insert into entries (id, key, kind, effective_on, by, content)
     select 900000, 'x', (select id from entry_kinds where name = 'decision'), '2026-04-10',
       gen_random_uuid(), '';
     insert into matches (bank_account_id, kind, rule, by, entry_id)
     select bank_account_id, 'match', 'by_hand', by, 900000 from matches limit 1`,
    matchesAreInTheJournal,
    /^Match \S+ is of 0 lines\.$/,
  ],
  [
    'a link that moves money',
    `insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
       to_account, amount)
     select m.entry_id, 1, t.kind, t.effective_on, t.from_class, t.to_class, t.from_account,
       t.to_account, 30.00
     from line_allocations a join matches m on m.id = a.match_id and m.undoes is null,
       lateral (select * from transfers where kind = (
         select id from entry_kinds where name = 'treasury') limit 1) as t
     where a.amount = 30.00 order by m.at desc limit 1`,
    matchesAreInTheJournal,
    /^Match \S+ moves money, and entry:\d+ is in the ledger already\.$/,
  ],
  [
    'an undoing that takes back another amount',
    `update matches set undoes = (select match_id from line_allocations where amount = 39.00)
     where undoes in (select match_id from line_allocations where amount = 35.00)`,
    undoingsMirror,
    /^Match \S+ allocates £39\.00 of \S+, and its undoing £0\.00\.$/,
  ],
  [
    'a match that is undone twice',
    `alter table matches drop constraint matches_undone_once;
     update matches set undoes = (select undoes from matches where undoes in (
       select match_id from line_allocations where amount = 35.00)) where undoes in (
       select match_id from line_allocations where amount = 25.00)`,
    undoingsMirror,
    /^Match \S+ is undone 2 times, or undoes another itself\.$/,
  ],
  [
    'an undoing whose entry takes nothing back',
    `update entries set reverses = null where reverses in (
       select m.entry_id from matches m join line_allocations a on a.match_id = m.id
       where a.amount = 35.00)`,
    undoingsMirror,
    /^Match \S+ was undone, and entry \d+ is not taken back\.$/,
  ],
  [
    'matches on an account that was signed off before',
    `update bank_sign_offs set bank_account_id = (select min(bank_account_id::text)::uuid from matches);
     update bank_sign_off_approvals set approved_at = now() + interval '1 hour'`,
    signedDaysStay,
    /^Match \S+ is of bank line \d+ of 2026-04-10, and the account was signed off to 2026-04-30 before\.$/,
  ],
  [
    'a file that came when its days were signed off',
    `update bank_sign_off_approvals set approved_at = now() - interval '1 hour'`,
    signedDaysStay,
    /^Bank line \d+ of 2026-04-10 came when the account was signed off to 2026-04-30\.$/,
  ],
];
