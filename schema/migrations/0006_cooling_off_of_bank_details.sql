insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence, recorded_by)
values ('bank_details_cooling_off', null, '2014-09-01', '0', 'days',
  'How long after a change of bank details was recorded nothing is paid to them, beside the check by a second person. The first details of a payee need no such wait.',
  'Local policy; changes of bank details are the usual way of fraud.', 'local',
  '00000000-0000-0000-0000-000000000000');
