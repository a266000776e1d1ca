import { FREE_TEXT, PERSONAL, RAW, type TableDecisions } from '../table-form.ts';

/** Bank statements, matches and sign-offs. */
export const BANK: TableDecisions = {
  bank_accounts: {
    about: 'A bank account of the authority.',
    columns: `id name sort_code account_number account_name service_user_number`,
  },
  bank_file_parts: { leftOut: RAW },
  bank_files: {
    about: 'A file from the bank, as received, with its hash.',
    columns: `id name format sha256 profile received_by received_at`,
    without: { content: RAW },
  },
  bank_line_details: {
    leftOut: 'Names and texts as the bank wrote them; its amounts are those of the lines.',
  },
  bank_lines: {
    about: "A line of the bank's statement; money out is negative.",
    columns: `id statement_id bank_account_id position booked_on value_on amount size fingerprint occurrence`,
    without: {
      reference: 'As the payer wrote it, which may be a name.',
      counterparty: PERSONAL,
      text: FREE_TEXT,
      words: FREE_TEXT,
    },
  },
  bank_statements: {
    about: 'A statement of an account in a file.',
    columns: `id file_id bank_account_id reference whole_days from_on to_on opening closing balances`,
  },
  likely_repeats: {
    leftOut: 'A question that was put to a person; repeat_dismissals has what they answered.',
  },
  repeat_dismissals: {
    about: 'Two lines that look alike and are two.',
    columns: `line_id dismissed_by dismissed_at entry_id`,
  },
  expected_lines: {
    about:
      "A line that the authority expects on the bank's statement: what a pay run sends, in all or on one day, or one payment of it; a payment of invoices; a returned credit; and what the ledger's bank account has already.",
    columns: `id name kind bank_account_id amount value_on pay_run_id credit_id invoice_payment_id entry_id line_id`,
  },
  line_allocations: {
    about: 'What of a line belongs to what.',
    columns: `id match_id bank_account_id amount line_id line_amount line_seq line_previous line_before line_after expected_id expected_amount expected_seq expected_previous expected_before expected_after part_of`,
  },
  matches: {
    about:
      'One line and one expected line that a person put together, by hand or by a proposal, or took apart.',
    columns: `id bank_account_id kind rule rule_set reason undoes together by at entry_id`,
  },
  match_proposals: {
    leftOut:
      'What the last search proposed. What came of it are matches; match_runs has its digest.',
  },
  match_runs: {
    about: 'One search for matches, with all that it was made from: the same gives the same again.',
    columns: `id bank_account_id rule_set lines expected proposals without_rivals automatic gave_up input_digest output_digest as_at ledger in_transit statement made_by made_at`,
  },
  matching_rule_sets: {
    about: 'The rules by which lines are matched, in their order.',
    columns: `version recorded_by recorded_at entry_id`,
  },
  matching_rules: {
    about: 'One of the rules of a version.',
    columns: `version position rule automatic days_before days_after tolerance reason`,
  },
  bank_sign_off_approvals: {
    about: 'A second person signed it.',
    columns: `sign_off_id prepared_by approved_by approved_at entry_id`,
  },
  bank_sign_off_reopenings: {
    about: 'It is opened again, or was not signed: its lines can be matched and undone as before.',
    columns: `sign_off_id reason reopened_by reopened_at entry_id`,
    without: { note: FREE_TEXT },
  },
  bank_sign_offs: {
    about:
      'An account that is reconciled to a day, as one person says: what the ledger has, less what no statement shows yet, is what the bank has; and nothing of a line is open.',
    columns: `id bank_account_id through_on statement_id ledger not_on_statement statement in_transit lines sha256 prepared_by prepared_at entry_id`,
  },
  exception_steps: {
    about: 'What was done about an exception: who has it now, and notes.',
    columns: `id bank_account_id exception seq owner_id by at`,
    without: { note: FREE_TEXT },
  },
  write_off_decisions: {
    about: 'What a second person said to it.',
    columns: `write_off_id asked_by decided_by decided_at approved match_id entry_id`,
  },
  write_offs: {
    about: 'What of a line is to be given up, as one person asks.',
    columns: `id bank_account_id line_id line_amount amount reason asked_by asked_at entry_id`,
    without: { note: FREE_TEXT },
  },
};
