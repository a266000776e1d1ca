import { FREE_TEXT, PERSONAL, RAW, SALT, TEXT_NUMBER, type TableDecisions } from '../table-form.ts';

/** What brokers and families hold and send in, documents and reviews. */
export const HOLDERS: TableDecisions = {
  broker_agreement_endings: {
    about:
      'An agreement that ended before its time; the broker may still look, and send its last return.',
    columns: `agreement_id ended_on access_until ended_by recorded_at entry_id`,
    without: { reason: FREE_TEXT },
  },
  broker_agreements: {
    about: "The authority's agreement with a broker.",
    columns: `id broker_id kind reference from_on to_on recorded_by recorded_at entry_id`,
  },
  broker_fees: {
    about:
      'What a broker takes for each person, from a day on: by the month, and for every funder beyond one.',
    columns: `id broker_id effective_on per_month per_extra_funder recorded_by recorded_at entry_id`,
  },
  overdrawing_endings: {
    about: "An exception that is over: the person's money is back to zero or above.",
    columns: `overdrawing_id ended_by ended_at entry_id`,
  },
  overdrawings: {
    about:
      "A person's money may go below zero, by so much and until a day, because somebody with a name allowed it.",
    columns: `id arrangement_id beneficiary_id cause most from_on until_on allowed_by allowed_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  pooled_accounts: {
    about: "A bank account in which a broker holds many people's money.",
    columns: `id broker_id opened_on recorded_by recorded_at entry_id`,
    without: {
      name: 'The name of an account may be of a person.',
      sort_code: 'The account of a broker; it is read in the service.',
      account_number: 'The account of a broker; it is read in the service.',
    },
  },
  pooled_arrangements: {
    about: "In which pooled account an arrangement's money is, from a day on.",
    columns: `arrangement_id beneficiary_id from_on pooled_account_id recorded_by recorded_at`,
  },
  holders_returns: {
    about: "A holder's return: what a broker or a family sends in about an account and a period.",
    columns: `id pooled_account_id broker_id payee_id from_on to_on tier opening closing other_opening interest_opening lines people sha256 replaces submitted_by submitted_at entry_id`,
    without: { file_name: 'A name that a holder gave, which may be a person.', content: RAW },
  },
  payroll_summaries: {
    about:
      'The payroll of an employed assistant for the period, as the holder or its payroll says.',
    columns: `return_id arrangement_id gross net tax pension holiday_accrued`,
    without: { employee: PERSONAL },
  },
  return_lines: {
    about: 'One line of a return.',
    columns: `id return_id row kind on_day arrangement_id beneficiary_id broker_id amount category`,
    without: { description: FREE_TEXT, evidence: FREE_TEXT },
  },
  return_people: {
    about: 'What a return declares for one arrangement: what there was, and what is left.',
    columns: `return_id arrangement_id beneficiary_id opening closing`,
  },
  return_terms: {
    about:
      'How often the holder of a direct payment, or a broker for a pooled account, sends in a return.',
    columns: `id pooled_account_id payee_id effective_on tier every recorded_by recorded_at entry_id`,
  },
  difference_steps: {
    about: 'Who sees to a difference from now on, or how it ended.',
    columns: `difference_id seq step owner_id by at entry_id`,
    without: { note: FREE_TEXT },
  },
  refunds: {
    about: 'Money that a supplier gave back to the holder: it was spent, and is held again.',
    columns: `id arrangement_id beneficiary_id received_on amount category recorded_by recorded_at entry_id`,
    without: { description: FREE_TEXT },
  },
  return_decisions: {
    about:
      'What was decided on a return, arrangement by arrangement: queried, then accepted; or all of it sent back.',
    columns: `id return_id arrangement_id seq outcome decided_by decided_at entry_id`,
  },
  return_differences: {
    about:
      "Where the three do not agree: the authority's ledger, the holder's return, and the holder's bank statement.",
    columns: `id return_id arrangement_id beneficiary_id broker_id what expected found due_on owner_id opened_at`,
  },
  return_files: {
    about: 'A file that shows what a return says: an invoice, a payslip, a bank statement.',
    columns: `id return_id arrangement_id broker_id media_type size sha256 added_by added_at entry_id`,
    without: { content: RAW, name: 'A name that a holder gave, which may be a person.' },
  },
  return_messages: {
    about: 'What was asked and answered about a return, of one person or of the whole account.',
    columns: `id return_id arrangement_id broker_id kind written_by written_at entry_id`,
    without: { text: FREE_TEXT, salt: SALT },
  },
  liability_movements: {
    about:
      'What the holder owes, or will owe, to an employed assistant and because of one: so much more, or (below zero) so much that was paid or is no longer due.',
    columns: `id arrangement_id beneficiary_id kind on_day amount cause due_on return_id recorded_by recorded_at entry_id`,
    without: { employee: PERSONAL },
  },
  document_withdrawals: {
    about: 'A document that no longer holds from a day on: a consent or a nomination taken back.',
    columns: `document_id arrangement_id beneficiary_id withdrawn_on recorded_by recorded_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  documents: {
    about:
      'A consent, nomination, appointment, assessment or agreement on file for one sector of an arrangement, with the days on which it holds.',
    columns: `id arrangement_id beneficiary_id sector kind given_by given_on from_on to_on recorded_by recorded_at entry_id`,
    without: { detail_id: TEXT_NUMBER },
  },
  exclusions: {
    about: 'A person that may not be paid, or a purpose that the money may not be used for.',
    columns: `id arrangement_id beneficiary_id what from_on to_on recorded_by recorded_at entry_id`,
    without: { description_id: TEXT_NUMBER },
  },
  hold_releases: {
    about:
      'A share that was on hold when its period began, let go by decision once what was missing is on file: for the whole period, or for the days that are covered.',
    columns: `instalment_id arrangement_id beneficiary_id share_id cover amount freed released_by released_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  moves: {
    about: 'A person who moves to another authority, or whose NHS body changes.',
    columns: `id beneficiary_id budget_id what direction learnt_on moved_on transfer_by letter_by recorded_by recorded_at entry_id`,
    without: { other_body: FREE_TEXT },
  },
  notices: {
    about:
      'Written notice to the recipient, with reasons, before a decrease or a stop takes effect.',
    columns: `id arrangement_id beneficiary_id agreement_id kind given_on takes_effect_on recorded_by recorded_at`,
    without: { reasons_id: TEXT_NUMBER },
  },
  reconsideration_outcomes: {
    about: 'What came of the reconsideration, told with reasons.',
    columns: `notice_id beneficiary_id outcome told_on decided_by decided_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  reconsiderations: {
    about: 'The recipient asked that a decrease or a stop be reconsidered, which is done once.',
    columns: `notice_id arrangement_id beneficiary_id asked_on asked_by recorded_by recorded_at`,
    without: { representations_id: TEXT_NUMBER },
  },
  reviews: {
    about: "A review of one sector's part of an arrangement that was held, and what came of it.",
    columns: `id arrangement_id beneficiary_id sector due_on held_on why outcome recorded_by recorded_at entry_id`,
    without: { findings_id: TEXT_NUMBER },
  },
};
