-- The sorts of account. A share has accounts per kind of arrangement and per source of money;
-- under a notional arrangement nothing is held, so no such account exists.
insert into account_classes (id, book, kind, holding, source, name, guarded)
select row_number() over (order by part, book, kind, holding nulls first, source nulls first),
  book, kind, holding, source, concat_ws('/', kind, holding, source),
  kind in ('available', 'committed', 'held')
from (
  select 1 as part, 'control' as book, kind, holding, source
  from unnest(array['available', 'committed', 'drawn']) kind,
    unnest(array['direct', 'notional', 'third_party']) holding,
    unnest(array['education', 'health', 'social_care']) source
  union all
  select 2, 'money', kind, holding, source
  from unnest(array['held', 'to_return', 'recoverable', 'written_off', 'spent']) kind,
    unnest(array['direct', 'notional', 'third_party']) holding,
    unnest(array['education', 'health', 'social_care', 'contribution', 'top_up']) source
  where holding <> 'notional' or kind = 'spent'
  union all
  select 3, 'control', 'agreed', null, source
  from unnest(array['education', 'health', 'social_care']) source
  union all
  select 4, 'money', kind, null, source
  from unnest(array['paid_by_holder', 'partner', 'recharge']) kind,
    unnest(array['education', 'health', 'social_care']) source
  union all
  select 5, 'money', kind, null, source
  from unnest(array['contribution', 'contribution_due']) kind,
    unnest(array['contribution', 'top_up']) source
  union all
  select 6, 'money', kind, null, null
  from unnest(array['bank', 'treasury', 'in_transit', 'suspense', 'charges', 'payable', 'vat']) kind
) as sorts;
--> statement-breakpoint
insert into entry_kinds (id, name, meaning, by_hand) values
  (1, 'reversal', 'Takes back an earlier entry, line by line.', false),
  (2, 'agreed', 'A funder has agreed an amount, or lowered it.', false),
  (3, 'scheduled', 'An agreed amount is scheduled or ordered, or freed again.', false),
  (4, 'payment', 'A payment to a recipient or broker has been released.', false),
  (5, 'bank_match', 'A line of the bank statement is matched to what was sent.', false),
  (6, 'spending', 'The holder has shown spending, or a supplier gave money back.', false),
  (7, 'decision', 'A decision that moves no money: an approval, a change of bank details.', false),
  (8, 'treasury', 'The authority fills or empties its bank account.', true),
  (9, 'bank_charge', 'The bank took a charge or paid interest.', true),
  (10, 'unidentified', 'Money came in or went out and nobody yet knows why.', true),
  (11, 'cross_charge', 'One sector bears what another sector''s share had paid or held.', false);
--> statement-breakpoint
-- What each kind of entry may take from and give to.
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where (k.name, a.kind, b.kind) in (
    ('agreed', 'agreed', 'available'), ('agreed', 'available', 'agreed'),
    ('scheduled', 'available', 'committed'), ('scheduled', 'committed', 'available'),
    ('payment', 'committed', 'drawn'), ('payment', 'in_transit', 'held'),
    ('bank_match', 'bank', 'in_transit'), ('bank_match', 'in_transit', 'bank'),
    ('spending', 'held', 'spent'), ('spending', 'spent', 'held'),
    ('treasury', 'treasury', 'bank'), ('treasury', 'bank', 'treasury'),
    ('bank_charge', 'bank', 'charges'), ('bank_charge', 'charges', 'bank'),
    ('unidentified', 'suspense', 'bank'), ('unidentified', 'bank', 'suspense')
  )
  and (a.source is null or b.source is null or a.source = b.source)
  and (a.holding is null or b.holding is null or a.holding = b.holding)
  and not (k.name = 'payment' and 'notional' in (coalesce(a.holding, ''), coalesce(b.holding, '')));
--> statement-breakpoint
-- A cross-charge is the only way from one sector's share to another's.
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where k.name = 'cross_charge' and a.kind = b.kind and a.kind in ('held', 'drawn', 'spent')
  and a.source <> b.source
  and a.source in ('education', 'health', 'social_care')
  and b.source in ('education', 'health', 'social_care');
--> statement-breakpoint
-- A reversal may do whatever was done, backwards.
insert into flows (kind, from_class, to_class)
select distinct r.id, f.to_class, f.from_class
from flows f, entry_kinds r
where r.name = 'reversal';
--> statement-breakpoint
-- The service's own background work signs as this user.
insert into users (id, issuer, subject)
values ('00000000-0000-0000-0000-000000000000', 'service', 'service');
