-- Brokers that were there before are let in as they were.
insert into broker_agreements (broker_id, kind, reference, from_on, recorded_by)
select id, 'third_party', 'In place before agreements were kept', '2014-09-01',
  '00000000-0000-0000-0000-000000000000'
from brokers;
--> statement-breakpoint
insert into entry_kinds (id, name, meaning, by_hand) values
  (16, 'invoice', 'A provider''s invoice, or part of it, is accepted under a notional arrangement.', false),
  (17, 'credit_note', 'A provider takes back what was accepted of an invoice.', false),
  (18, 'invoice_paid', 'An invoice is paid by the authority, or by the partner that holds the money.', false),
  (19, 'recharge', 'A funding partner owes its share of what was spent.', false),
  (20, 'partner_paid', 'A funding partner paid, or the authority paid it back.', false),
  (21, 'transfer', 'What one arrangement holds becomes another''s of the same person.', false);
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where (k.name, a.kind, b.kind) in (
    ('invoice', 'committed', 'drawn'), ('invoice', 'payable', 'spent'), ('invoice', 'payable', 'vat'),
    ('credit_note', 'drawn', 'committed'), ('credit_note', 'spent', 'payable'),
    ('credit_note', 'vat', 'payable'),
    ('invoice_paid', 'in_transit', 'payable'), ('invoice_paid', 'paid_by_holder', 'payable'),
    ('recharge', 'recharge', 'partner'), ('recharge', 'partner', 'recharge'),
    ('partner_paid', 'partner', 'bank'), ('partner_paid', 'bank', 'partner')
  )
  and (a.source is null or b.source is null or a.source = b.source)
  and (a.holding is null or b.holding is null or a.holding = b.holding)
  and coalesce(a.holding, 'notional') = 'notional' and coalesce(b.holding, 'notional') = 'notional';
--> statement-breakpoint
-- What is held moves only to the same source's share of another arrangement that holds money.
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where k.name = 'transfer' and a.kind = b.kind and a.kind in ('held', 'drawn')
  and a.source = b.source and a.holding <> 'notional' and b.holding <> 'notional';
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select distinct r.id, f.to_class, f.from_class
from flows f join entry_kinds k on k.id = f.kind and k.id between 16 and 21,
  entry_kinds r where r.name = 'reversal'
on conflict do nothing;
--> statement-breakpoint
insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence, recorded_by)
select name, null, effective_on::date, value, unit, meaning, source, confidence,
  '00000000-0000-0000-0000-000000000000'
from (values
  ('return_due', '2014-09-01', '28', 'days',
    'Within how long after the end of its period a holder''s return is sent in.',
    'Local policy; 14 to 31 days are in use.', 'local'),
  ('return_difference_seen_to', '2014-09-01', '28', 'days',
    'Within how long a difference found in a return is seen to.', 'Local policy.', 'local'),
  ('evidence_above', '2014-09-01', '50.00', 'pounds',
    'Spending of more than this needs evidence in a standard return.', 'Local policy.', 'local'),
  ('holiday_accrual', '2014-09-01', '12.07', 'percent',
    'Holiday pay that accrues on what an assistant with irregular hours earns: 5.6 of 46.4 weeks.',
    'Working Time Regulations 1998.', 'memory'),
  ('retained_weeks', '2014-09-01', '8', 'weeks',
    'How many weeks of the payments a holder may keep before a surplus is looked at.',
    'Local policy; eight weeks is common.', 'local'),
  ('invoice_due', '2015-02-26', '30', 'days',
    'Within how long a provider''s invoice is paid, from the day it was received.',
    'Public Contracts Regulations 2015, reg. 113, and their successor.', 'memory'),
  ('recharge_due', '2014-09-01', '30', 'days',
    'Within how long a partner pays what it is recharged.', 'Local agreement.', 'local')
) as r(name, effective_on, value, unit, meaning, source, confidence);
