insert into entry_kinds (id, name, meaning, by_hand) values
  (13, 'bounced', 'A payment was rejected by the bank, or comes back; it is due again.', false),
  (14, 'contribution_due', 'A contribution or top-up is due to the authority, which pays gross.', false),
  (15, 'contribution_received', 'A contribution or top-up came to the holder or to the authority.', false);
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where (k.name, a.kind, b.kind) in (
    ('bounced', 'held', 'in_transit'), ('bounced', 'drawn', 'committed'),
    ('contribution_due', 'contribution', 'contribution_due'),
    ('contribution_due', 'contribution_due', 'contribution'),
    ('contribution_received', 'contribution', 'held'),
    ('contribution_received', 'contribution_due', 'bank')
  )
  and (a.source is null or b.source is null or a.source = b.source)
  and (a.holding is null or b.holding is null or a.holding = b.holding)
  and not (k.name = 'bounced' and 'notional' in (coalesce(a.holding, ''), coalesce(b.holding, '')));
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select r.id, f.to_class, f.from_class
from flows f join entry_kinds k on k.id = f.kind and k.id in (13, 14, 15),
  entry_kinds r where r.name = 'reversal'
on conflict do nothing;
--> statement-breakpoint
insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence, recorded_by)
select name, sector, effective_on::date, value, unit, meaning, source, confidence,
  '00000000-0000-0000-0000-000000000000'
from (values
  ('dedicated_account', 'education', '2014-09-01', 'required', 'choice',
    'Whether direct payments of the sector go only to an account that is used for nothing else: required or not_required.',
    'SI 2014/1652, the recipient''s duties.', 'secondary'),
  ('dedicated_account', 'health', '2013-08-01', 'required', 'choice',
    'Whether direct payments of the sector go only to an account that is used for nothing else: required or not_required.',
    'SI 2013/1617, reg. 10.', 'secondary'),
  ('dedicated_account', 'social_care', '2009-11-01', 'not_required', 'choice',
    'Whether direct payments of the sector go only to an account that is used for nothing else: required or not_required.',
    'Local policy.', 'local'),
  ('bacs_limit', null, '2014-09-01', '20000000.00', 'pounds',
    'The most that one payment by Bacs can be.', 'Bacs user documentation.', 'secondary'),
  ('faster_payments_limit', null, '2022-02-07', '1000000.00', 'pounds',
    'The most that one Faster Payment can be; banks may set less.', 'Pay.UK.', 'memory'),
  ('returned_credit_arrives', null, '2014-09-01', '2', 'working_days',
    'By when the money of a returned credit is back, from the day of the advice.',
    'Bacs: returned credits are there by day five of the cycle.', 'secondary'),
  ('bank_answer_acted_on', null, '2014-09-01', '3', 'working_days',
    'Within how long a returned credit or a wrong-account advice is acted on.',
    'Bacs messaging service guidance.', 'secondary')
) as r(name, sector, effective_on, value, unit, meaning, source, confidence);
--> statement-breakpoint
insert into return_reasons (scheme, code, effective_on, meaning, follows, source, confidence, recorded_by)
select scheme, code, date '2014-09-01', meaning, follows, source, confidence,
  '00000000-0000-0000-0000-000000000000'
from (values
  ('arucs', '0', 'Invalid details', 'correct_details', 'Bacs ARUCS reason codes', 'secondary'),
  ('arucs', '2', 'Beneficiary deceased', 'stop_payments', 'Bacs ARUCS reason codes', 'secondary'),
  ('arucs', '3', 'Account transferred', 'correct_details', 'Bacs ARUCS reason codes', 'secondary'),
  ('arucs', '5', 'No account', 'correct_details', 'Bacs ARUCS reason codes', 'secondary'),
  ('arucs', 'B', 'Account closed', 'correct_details', 'Bacs ARUCS reason codes', 'secondary'),
  ('arucs', 'C', 'Requested by the remitter', 'ask', 'Bacs ARUCS reason codes', 'secondary'),
  ('awacs', '0', 'Invalid details', 'ask', 'Bacs AWACS reason codes', 'secondary'),
  ('awacs', '3', 'Account transferred', 'ask', 'Bacs AWACS reason codes', 'secondary'),
  ('pain_002', 'AC01', 'Incorrect account number', 'correct_details', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AC03', 'Invalid creditor account number', 'correct_details', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AC04', 'Account closed', 'correct_details', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AC06', 'Account blocked', 'ask', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AC07', 'Creditor account closed', 'correct_details', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AM02', 'Amount not allowed', 'ask', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AM04', 'Insufficient funds of the payer', 'pay_again', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'AM05', 'Duplicate', 'ask', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'DT01', 'Invalid date', 'pay_again', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'FF01', 'Invalid file format', 'pay_again', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'MD07', 'End customer deceased', 'stop_payments', 'ISO 20022 external code sets', 'memory'),
  ('pain_002', 'RC01', 'Invalid bank identifier', 'correct_details', 'ISO 20022 external code sets', 'memory')
) as r(scheme, code, meaning, follows, source, confidence);
