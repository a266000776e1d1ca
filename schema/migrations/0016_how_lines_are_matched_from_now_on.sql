-- What may differ between a payment and its line is borne by the account's charges.
insert into entry_kinds (id, name, meaning, by_hand) values
  (22, 'repaid', 'A holder or broker pays back money that it held.', false),
  (23, 'line_written_off', 'A line of the bank is given up: the authority bears it, or keeps it.', false);
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where (k.name, a.kind, b.kind) in (
    ('bank_match', 'in_transit', 'charges'), ('bank_match', 'charges', 'in_transit'),
    ('line_written_off', 'bank', 'charges'), ('line_written_off', 'charges', 'bank'),
    ('repaid', 'held', 'to_return'), ('repaid', 'to_return', 'bank'),
    ('repaid', 'drawn', 'available')
  )
  and (a.source is null or b.source is null or a.source = b.source)
  and (a.holding is null or b.holding is null or a.holding = b.holding)
  and not (k.name = 'repaid' and 'notional' in (coalesce(a.holding, ''), coalesce(b.holding, '')));
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select distinct r.id, f.to_class, f.from_class
from flows f join entry_kinds k on k.id = f.kind and k.name in ('bank_match', 'repaid', 'line_written_off'),
  entry_kinds r where r.name = 'reversal'
on conflict do nothing;
--> statement-breakpoint
insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence, recorded_by)
select name, null, effective_on::date, value, unit, meaning, source, confidence,
  '00000000-0000-0000-0000-000000000000'
from (values
  ('payment_on_statement', '2014-09-01', '3', 'working_days',
    'By when a payment is on the bank''s statement, from its value date.', 'Local policy.', 'local'),
  ('statement_expected', '2014-09-01', '35', 'days',
    'How long after the end of an account''s last statement the next is missing.', 'Local policy.', 'local'),
  ('exception_due', '2014-09-01', '10', 'working_days',
    'Within how long an exception of the bank reconciliation is seen to.', 'Local policy.', 'local'),
  ('exception_large', '2014-09-01', '1000.00', 'pounds',
    'From which amount an exception is seen to sooner.', 'Local policy.', 'local'),
  ('exception_large_due', '2014-09-01', '3', 'working_days',
    'Within how long a large exception is seen to.', 'Local policy.', 'local'),
  ('exception_very_large', '2014-09-01', '10000.00', 'pounds',
    'From which amount an exception is seen to at once.', 'Local policy.', 'local'),
  ('exception_very_large_due', '2014-09-01', '1', 'working_days',
    'Within how long a very large exception is seen to.', 'Local policy.', 'local'),
  ('line_write_off_limit', '2014-09-01', '50.00', 'pounds',
    'The most of a line of the bank that two officers may write off.', 'Local policy.', 'local')
) as r(name, effective_on, value, unit, meaning, source, confidence);
--> statement-breakpoint
insert into matching_rule_sets (version, recorded_by)
values (1, '00000000-0000-0000-0000-000000000000');
--> statement-breakpoint
insert into matching_rules (version, position, rule, automatic, days_before, days_after, tolerance, reason)
values
  (1, 1, 'batch_details', true, 0, 3, 0.00, null),
  (1, 2, 'reference', true, 2, 5, 0.00, null),
  (1, 3, 'several_expected', false, 0, 3, 0.00, null),
  (1, 4, 'several_lines', false, 0, 3, 0.00, null),
  (1, 5, 'tolerance', false, 0, 3, 1.00, 'bank_took_a_charge'),
  (1, 6, 'amount_and_day', false, 0, 3, 0.00, null);
--> statement-breakpoint
-- Runs that were matched before are expected as one line.
insert into expected_lines (name, kind, bank_account_id, amount, value_on, pay_run_id)
select 'pay_run:' || r.id, 'pay_run', r.bank_account_id, -l.total, r.value_on, r.id
from pay_runs r join pay_run_releases l on l.pay_run_id = r.id
where r.id in (select pay_run_id from allocations);
--> statement-breakpoint
insert into matches (id, bank_account_id, kind, rule, reason, undoes, by, at, entry_id)
select a.id, l.bank_account_id, case when u.id is null then 'match' else 'undo' end, a.rule,
  e.reason, u.id, a.by, a.at, a.entry_id
from allocations a
join bank_lines l on l.id = a.line_id
join entries e on e.id = a.entry_id
left join allocations u on u.entry_id = e.reverses
order by u.id nulls first;
--> statement-breakpoint
insert into line_allocations (match_id, bank_account_id, amount, line_id, line_amount, line_seq,
  line_previous, line_before, line_after, expected_id, expected_amount, expected_seq,
  expected_previous, expected_before, expected_after)
select a.id, l.bank_account_id, a.amount, a.line_id, l.amount, a.line_seq, a.line_previous,
  a.line_before, a.line_after, x.id, x.amount, a.run_seq, a.run_previous, a.run_before, a.run_after
from allocations a
join bank_lines l on l.id = a.line_id
join expected_lines x on x.name = 'pay_run:' || a.pay_run_id;
--> statement-breakpoint
-- Receipts of partners that named their line.
insert into expected_lines (name, kind, bank_account_id, amount, value_on, entry_id)
select 'entry:' || r.entry_id, 'entry', r.bank_account_id, r.amount, r.received_on, r.entry_id
from partner_receipts r where r.bank_line_id is not null;
--> statement-breakpoint
insert into matches (id, bank_account_id, kind, rule, by, at, entry_id)
select r.id, r.bank_account_id, 'posting', 'by_hand', r.recorded_by, r.recorded_at, r.entry_id
from partner_receipts r where r.bank_line_id is not null;
--> statement-breakpoint
insert into line_allocations (match_id, bank_account_id, amount, line_id, line_amount, line_seq,
  line_previous, line_before, line_after, expected_id, expected_amount, expected_seq,
  expected_before, expected_after)
select r.id, r.bank_account_id, r.amount, r.bank_line_id, l.amount, coalesce(s.seq, 0) + 1, s.seq,
  0.00, r.amount, x.id, x.amount, 1, 0.00, r.amount
from partner_receipts r
join bank_lines l on l.id = r.bank_line_id
join expected_lines x on x.name = 'entry:' || r.entry_id
cross join lateral (
  select max(a.line_seq) as seq from line_allocations a where a.line_id = r.bank_line_id) as s;
--> statement-breakpoint
update bank_lines set words = array(
  select distinct w from regexp_split_to_table(
    upper(concat_ws(' ', reference, text)), '[^A-Z0-9]+') as w
  where length(w) >= 4 order by w);
