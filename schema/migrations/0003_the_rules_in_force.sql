-- The day on which somebody reaches an age. Born on 29 February, they reach it on 1 March of a year
-- that has no such day.
create function birthday(born date, age integer) returns date language sql immutable as $$
  select case when extract(month from born) = 2 and extract(day from born) = 29
    then make_date(extract(year from born)::int + age, 2, 28) + 1
    else make_date(extract(year from born)::int + age, extract(month from born)::int,
      extract(day from born)::int) end
$$;
--> statement-breakpoint
-- The last Friday in June of the school year in which somebody turns 16 (Education Act 1996, s.8).
create function end_of_compulsory_school_age(born date) returns date language sql immutable as $$
  select june - (extract(isodow from june)::int + 2) % 7
  from (select make_date(extract(year from born)::int + 16
    + case when extract(month from born) >= 9 then 1 else 0 end, 6, 30) as june) as of_the_year
$$;
--> statement-breakpoint
insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence, recorded_by)
select name, sector, effective_on::date, value, unit, meaning, source, confidence,
  '00000000-0000-0000-0000-000000000000'
from (values
  ('review_of_refusal_asked_within', null, '2014-09-01', '28', 'days',
    'How long a family has to ask for a review of a refusal, from the day it is told.',
    'Local: the regulations give the right to a review (SI 2014/1652, reg. 7) and no period for it.', 'local'),
  ('notice_of_decrease', null, '2009-11-01', '28', 'days',
    'How long before a decrease the recipient has written notice with reasons.',
    'Local: "reasonable notice" (SI 2014/1652, reg. 12; SI 2013/1617, reg. 13).', 'local'),
  ('notice_of_stop', null, '2009-11-01', '28', 'days',
    'How long before a direct payment is stopped the recipient has written notice with reasons.',
    'Local: "reasonable notice" (SI 2014/1652, reg. 14; SI 2013/1617, reg. 17).', 'local'),
  ('own_consent_from', 'education', '2014-09-01', 'end_of_compulsory_school_age', 'choice',
    'From when the young person decides in place of the parent.',
    'SI 2014/1652, reg. 5; Education Act 1996, s. 8(3).', 'secondary'),
  ('own_consent_from', 'health', '2013-08-01', '16', 'years',
    'From which birthday the patient consents in place of a representative.',
    'SI 2013/1617, regs 2 to 4 and 17(1).', 'verified'),
  ('own_consent_from', 'social_care', '2009-11-01', '16', 'years',
    'From which birthday the young person may be paid in their own name.',
    'Children Act 1989, s. 17A(2).', 'verified'),
  ('adult_from', 'social_care', '2015-04-01', '18', 'years',
    'From which birthday the law for adults applies.', 'Care Act 2014, ss. 26 to 33.', 'verified'),
  ('plan_until', 'education', '2014-09-01', '25', 'years',
    'The birthday after which a plan may be kept only to the end of that academic year.',
    'Children and Families Act 2014, ss. 45 and 46.', 'memory'),
  ('first_review', 'education', '2014-09-01', '3', 'months',
    'By when the first review is held, from the first payment.', 'SI 2014/1652, reg. 11.', 'secondary'),
  ('first_review', 'health', '2013-08-01', '3', 'months',
    'By when the first review is held, from the first payment.', 'SI 2013/1617, reg. 14.', 'memory'),
  ('first_review', 'social_care', '2009-11-01', '12', 'months',
    'By when the first review is held, from the first payment, under 18.', 'SI 2009/1887.', 'memory'),
  ('first_review_adult', 'social_care', '2015-04-01', '6', 'months',
    'By when the first review is held, from the first payment, from 18.', 'SI 2014/2871, reg. 7.', 'verified'),
  ('next_review', 'education', '2014-09-01', '12', 'months',
    'By when a following review is held: with each review of the plan.',
    'SI 2014/1652, reg. 11; Children and Families Act 2014, s. 44.', 'secondary'),
  ('next_review', 'health', '2013-08-01', '12', 'months',
    'By when a following review is held.', 'SI 2013/1617, reg. 14.', 'memory'),
  ('next_review', 'social_care', '2009-11-01', '12', 'months',
    'By when a following review is held, under 18.', 'SI 2009/1887.', 'memory'),
  ('next_review_adult', 'social_care', '2015-04-01', '12', 'months',
    'By when a following review is held, from 18.', 'SI 2014/2871, reg. 7.', 'verified'),
  ('transfer_of_plan', null, '2014-09-01', '15', 'working_days',
    'Within how long a plan is transferred, beginning with the day the authority learnt of the move, if that was less than this before the move.',
    'SI 2014/1530, reg. 15.', 'verified'),
  ('letter_after_transfer', null, '2014-09-01', '6', 'weeks',
    'Within how long of the transfer the new authority writes to the family.',
    'SI 2014/1530, reg. 15.', 'verified'),
  ('review_after_transfer', null, '2014-09-01', '3', 'months',
    'The new authority reviews the plan within 12 months of its last review, or within this of the transfer, whichever is later.',
    'SI 2014/1530, reg. 15.', 'memory'),
  ('late_consent', null, '2014-09-01', 'whole_period', 'choice',
    'What is paid for a period that began before a missing consent came: whole_period, or by_days for the days it covers.',
    'Local policy.', 'local'),
  ('diary_ahead', null, '2014-09-01', '90', 'days',
    'How far ahead the diary looks unless it is told otherwise.', 'Local policy.', 'local')
) as r(name, sector, effective_on, value, unit, meaning, source, confidence);
--> statement-breakpoint
-- What must be on file, by sector, stage, capacity and recipient. `right_age` and `other_recipient`
-- are never on file: that recipient cannot be paid there.
insert into requirements (sector, stage, capacity, recipient, document, given_by, applies_to,
  effective_on, source, confidence)
select distinct s.sector, s.stage, r.capacity, r.recipient, r.document, nullif(r.given_by, ''), 'all',
  date '2009-11-01', s.source, s.confidence
from (values
  ('education', 'child', 'SI 2014/1652, regs 5 and 8', 'secondary'),
  ('education', 'young_person', 'SI 2014/1652, regs 5 and 8', 'secondary'),
  ('health', 'child', 'SI 2013/1617, regs 3 to 6', 'secondary'),
  ('health', 'young_person', 'SI 2013/1617, regs 3 to 6', 'secondary'),
  ('social_care', 'child', 'Children Act 1989, s. 17A; SI 2009/1887', 'secondary'),
  ('social_care', 'young_person', 'Children Act 1989, s. 17A; SI 2009/1887', 'secondary'),
  ('social_care', 'adult', 'Care Act 2014, ss. 31 and 32; SI 2014/2871', 'secondary')
) as s(sector, stage, source, confidence)
join (values
  ('child', 'either', 'parent', 'consent', 'parent'),
  ('child', 'either', 'nominee', 'consent', 'parent'),
  ('child', 'either', 'nominee', 'nomination', 'parent'),
  ('child', 'either', 'nominee', 'nominee_agreement', 'nominee'),
  ('child', 'either', 'representative', 'consent', 'representative'),
  ('child', 'either', 'representative', 'appointment', ''),
  ('child', 'either', 'broker', 'consent', 'parent'),
  ('child', 'either', 'broker', 'nomination', 'parent'),
  ('child', 'either', 'young_person', 'right_age', ''),
  ('child', 'either', 'authorised_person', 'right_age', ''),
  ('young_person', 'has', 'young_person', 'consent', 'young_person'),
  ('young_person', 'has', 'parent', 'consent', 'young_person'),
  ('young_person', 'has', 'parent', 'nomination', 'young_person'),
  ('young_person', 'has', 'nominee', 'consent', 'young_person'),
  ('young_person', 'has', 'nominee', 'nomination', 'young_person'),
  ('young_person', 'has', 'nominee', 'nominee_agreement', 'nominee'),
  ('young_person', 'has', 'broker', 'consent', 'young_person'),
  ('young_person', 'has', 'broker', 'nomination', 'young_person'),
  ('young_person', 'has', 'representative', 'lacks_capacity', ''),
  ('young_person', 'either', 'authorised_person', 'right_age', ''),
  ('young_person', 'lacks', 'young_person', 'other_recipient', ''),
  ('young_person', 'lacks', 'parent', 'consent', 'representative'),
  ('young_person', 'lacks', 'parent', 'appointment', ''),
  ('young_person', 'lacks', 'representative', 'consent', 'representative'),
  ('young_person', 'lacks', 'representative', 'appointment', ''),
  ('young_person', 'lacks', 'nominee', 'consent', 'representative'),
  ('young_person', 'lacks', 'nominee', 'appointment', ''),
  ('young_person', 'lacks', 'nominee', 'nomination', 'representative'),
  ('young_person', 'lacks', 'nominee', 'nominee_agreement', 'nominee'),
  ('young_person', 'lacks', 'broker', 'consent', 'representative'),
  ('young_person', 'lacks', 'broker', 'appointment', ''),
  ('young_person', 'lacks', 'broker', 'nomination', 'representative'),
  ('adult', 'has', 'young_person', 'consent', 'young_person'),
  ('adult', 'has', 'parent', 'consent', 'young_person'),
  ('adult', 'has', 'parent', 'nomination', 'young_person'),
  ('adult', 'has', 'nominee', 'consent', 'young_person'),
  ('adult', 'has', 'nominee', 'nomination', 'young_person'),
  ('adult', 'has', 'nominee', 'nominee_agreement', 'nominee'),
  ('adult', 'has', 'broker', 'consent', 'young_person'),
  ('adult', 'has', 'broker', 'nomination', 'young_person'),
  ('adult', 'has', 'representative', 'lacks_capacity', ''),
  ('adult', 'has', 'authorised_person', 'lacks_capacity', ''),
  ('adult', 'lacks', 'authorised_person', 'consent', 'authorised_person'),
  ('adult', 'lacks', 'authorised_person', 'appointment', ''),
  ('adult', 'lacks', 'broker', 'consent', 'authorised_person'),
  ('adult', 'lacks', 'broker', 'appointment', ''),
  ('adult', 'lacks', 'broker', 'nomination', 'authorised_person'),
  ('adult', 'lacks', 'young_person', 'other_recipient', ''),
  ('adult', 'lacks', 'parent', 'other_recipient', ''),
  ('adult', 'lacks', 'nominee', 'other_recipient', ''),
  ('adult', 'lacks', 'representative', 'other_recipient', '')
) as r(stage, capacity, recipient, document, given_by) on r.stage = s.stage;
--> statement-breakpoint
-- Whoever receives the money has had notice of the conditions, has accepted them, and is not one of
-- the persons whom the schedules of the regulations exclude.
insert into requirements (sector, stage, capacity, recipient, document, given_by, applies_to,
  effective_on, source, confidence)
select distinct q.sector, q.stage, 'either', q.recipient, d.document, null, d.applies_to,
  date '2009-11-01', d.source, d.confidence
from requirements q
join (values
  ('', 'notice_of_conditions', 'all', 'SI 2014/1652, reg. 8; SI 2013/1617; SI 2014/2871, reg. 4', 'memory'),
  ('', 'conditions_accepted', 'all', 'SI 2014/1652, reg. 8; SI 2013/1617; SI 2014/2871, reg. 4', 'memory'),
  ('', 'not_excluded', 'all', 'Schedules to SI 2014/1652, SI 2013/1617, SI 2009/1887 and SI 2014/2871', 'secondary'),
  ('', 'household_necessity', 'same_household', 'SI 2013/1617, reg. 8(5A); SI 2014/2871, reg. 3; SI 2009/1887', 'secondary'),
  ('education', 'setting_agreement', 'on_premises', 'SI 2014/1652: goods or services used or provided at a school or post-16 institution', 'secondary')
) as d(sector, document, applies_to, source, confidence) on d.sector in ('', q.sector);
--> statement-breakpoint
insert into entry_kinds (id, name, meaning, by_hand) values
  (12, 'opening_balance', 'What a recipient already held, and had been paid, when the book began.', false);
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select k.id, a.id, b.id
from entry_kinds k, account_classes a, account_classes b
where k.name = 'opening_balance'
  and (a.kind, b.kind) in (('treasury', 'held'), ('agreed', 'drawn'))
  and (a.source is null or b.source is null or a.source = b.source)
  and coalesce(b.holding, '') <> 'notional';
--> statement-breakpoint
insert into flows (kind, from_class, to_class)
select r.id, f.to_class, f.from_class
from flows f join entry_kinds k on k.id = f.kind and k.name = 'opening_balance',
  entry_kinds r where r.name = 'reversal'
on conflict do nothing;
