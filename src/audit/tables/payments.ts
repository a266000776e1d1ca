import {
  FREE_TEXT,
  PAYEES_BANK,
  PERSONAL,
  RAW,
  SALT,
  TEXT_NUMBER,
  type TableDecisions,
} from '../table-form.ts';

/** Payees, pay runs and what the bank answered. */
export const PAYMENTS: TableDecisions = {
  bank_details: {
    about: "A payee's bank details, each version kept.",
    columns: `id payee_id account_use modulus modulus_table_id recorded_by recorded_at entry_id`,
    without: {
      sort_code: PAYEES_BANK,
      account_number: PAYEES_BANK,
      account_name: PAYEES_BANK,
      salt: SALT,
    },
  },
  bank_details_checks: {
    about: 'A second person has checked the details with the payee.',
    columns: `bank_details_id payee_id recorded_by checked_by checked_at method entry_id`,
  },
  brokers: {
    about: "An organisation that holds many people's money in one pooled account.",
    columns: `id name`,
  },
  modulus_substitutions: {
    leftOut: 'A published table; modulus_tables has its version and its SHA-256.',
  },
  modulus_tables: {
    about:
      'A table of weights for the modulus check, as its owner publishes it; loaded by the operator.',
    columns: `id version effective_on sha256 rows loaded_by loaded_at`,
  },
  modulus_weights: {
    leftOut: 'A published table; modulus_tables has its version and its SHA-256.',
  },
  payee_confirmations: {
    about: "What the payee's bank answered when it was asked whose account it is.",
    columns: `id bank_details_id outcome asked_on code recorded_by recorded_at entry_id`,
  },
  payees: {
    about: 'Who is paid: a parent, the young person, a nominee, a representative, or a broker.',
    columns: `id beneficiary_id broker_id recorded_by recorded_at`,
    without: { name: PERSONAL, relationship: PERSONAL },
  },
  prepaid_cards: {
    about: "A prepaid card that a payee is paid on: the programme's reference and when it expires.",
    columns: `id payee_id programme expires_on recorded_by recorded_at`,
    without: { reference: PAYEES_BANK },
  },
  pay_run_credits: {
    about:
      "What leaves as one payment: a family's item by itself; what many people have with one broker together, which the items say whose it is.",
    columns: `id pay_run_id bank_details_id reference value_on items amount`,
  },
  pay_run_item_shares: {
    about: 'What each share pays of one payment.',
    columns: `item_id pay_run_id instalment_id arrangement_id beneficiary_id share_id tried amount`,
  },
  pay_run_items: {
    about: 'One payment in a run.',
    columns: `id pay_run_id instalment_id attempt arrangement_id beneficiary_id bank_details_id credit_id amount reference`,
  },
  pay_runs: {
    about: 'A pay run: drawn up by one person, approved by another, then released.',
    columns: `id serial bank_account_id value_on input_on way each_on_its_day chosen drawn_up_by drawn_up_at`,
    without: { urgent_reason: FREE_TEXT },
  },
  undone_items: {
    about:
      'A payment that is not made, or did not stay made: its run was withdrawn, an officer took it out, the bank rejected it, or it came back.',
    columns: `item_id pay_run_id instalment_id arrangement_id beneficiary_id why recorded_by recorded_at`,
  },
  approval_limits: {
    about: 'The most that somebody may approve in one run, from a day on; set by somebody else.',
    columns: `id user_id amount from_on set_by set_at entry_id`,
  },
  pay_run_approvals: {
    about: 'The approval names what was approved: how many, how much, and a digest of every item.',
    columns: `pay_run_id drawn_up_by approved_by approved_at items total limit_id entry_id`,
  },
  pay_run_releases: {
    about: 'Released: the money is on its way, and the ledger says so.',
    columns: `pay_run_id total released_by released_at`,
  },
  pay_run_sendings: {
    about: "Which of a run's files was sent to the bank.",
    columns: `pay_run_id file_id sent_by sent_at bank_reference`,
  },
  pay_run_withdrawals: {
    about: 'A run that will not go out: its instalments are due again.',
    columns: `pay_run_id withdrawn_by withdrawn_at entry_id`,
    without: { reason: FREE_TEXT },
  },
  payment_files: {
    about: 'The file for the bank, kept as it was made.',
    columns: `id pay_run_id format sha256 items total made_by made_at`,
    without: { content: RAW },
  },
  payment_hold_endings: {
    about: 'A hold that has ended, with why.',
    columns: `hold_id beneficiary_id ended_by ended_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  payment_holds: {
    about:
      'What an officer holds back: one payment, or every payment of an arrangement from a value date on.',
    columns: `id beneficiary_id arrangement_id instalment_id from_on reason acts placed_by placed_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  task_closings: {
    about: 'What was to be done is done.',
    columns: `task_id closed_by closed_at`,
    without: { note_id: TEXT_NUMBER },
  },
  tasks: {
    about:
      'Something that somebody has to see to, by a day: it stays until somebody says what was done.',
    columns: `id kind for_kind beneficiary_id arrangement_id about due_on opened_by opened_at`,
  },
  bank_answer_lines: {
    about: 'One statement of such a file, and what became of it.',
    columns: `answer_id line level pay_run_id credit_id reference amount code outcome`,
    without: { new_sort_code: PAYEES_BANK, new_account_number: PAYEES_BANK, new_name: PERSONAL },
  },
  bank_answers: {
    about: 'A file in which the bank or Bacs answers what was sent, as received.',
    columns: `id name format sha256 received_by received_at`,
    without: { content: RAW },
  },
  return_reasons: {
    about: "What a bank's reason means, and what follows from it; by the day from which it holds.",
    columns: `id scheme code effective_on meaning follows source confidence recorded_by recorded_at`,
  },
  returned_credits: {
    about: 'A payment that the bank rejected, so that no money left, or that came back.',
    columns: `credit_id pay_run_id how code amount advised_on expected_on answer_id recorded_by recorded_at entry_id`,
  },
};
