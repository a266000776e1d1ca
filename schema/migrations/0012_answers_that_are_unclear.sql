ALTER TABLE "bank_answer_lines" DROP CONSTRAINT "bank_answer_lines_outcome";--> statement-breakpoint
ALTER TABLE "bank_answer_lines" ADD CONSTRAINT "bank_answer_lines_outcome" CHECK ("bank_answer_lines"."outcome" in ('accepted', 'settled', 'pending', 'rejected', 'returned', 'advised',
        'unclear', 'unknown', 'already_known', 'amount_differs', 'not_released', 'not_covered'));--> statement-breakpoint
insert into return_reasons (scheme, code, effective_on, meaning, follows, source, confidence, recorded_by)
select 'pain_002', code, date '2014-09-01', meaning, follows, 'ISO 20022 external code sets', 'memory',
  '00000000-0000-0000-0000-000000000000'
from (values
  ('AC02', 'Invalid account number of the payer', 'pay_again'),
  ('AM10', 'Invalid control sum', 'pay_again'),
  ('DU01', 'Duplicate message', 'ask'),
  ('DU02', 'Duplicate block of payments', 'ask'),
  ('DU03', 'Duplicate transaction', 'ask'),
  ('DU04', 'Duplicate reference', 'ask'),
  ('DU05', 'Duplicate instruction', 'ask'),
  ('TM01', 'Sent after the cut-off time', 'pay_again')
) as r(code, meaning, follows)
on conflict (scheme, code, effective_on) do nothing;
