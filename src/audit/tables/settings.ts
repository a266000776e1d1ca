import type { TableDecisions } from '../table-form.ts';

/** Rules, codes, feeds of the general ledger, and who saw what. */
export const SETTINGS: TableDecisions = {
  requirements: {
    about:
      "What must be on file before a sector's money may leave, by the stage of life the person has reached in that sector and by who receives the money.",
    columns: `id sector stage capacity recipient document given_by applies_to effective_on ends_on source confidence`,
  },
  rules: {
    about:
      'Every period, threshold and age that the law or the authority sets, by the day from which it holds, with its source and how sure we are of it.',
    columns: `id name sector effective_on revision value unit meaning source confidence recorded_by recorded_at`,
  },
  rules_used: {
    about: 'Which versions of the rules a decision used.',
    columns: `entry_id rule_id`,
    cut: 'entry_id <= THROUGH',
  },
  national_return_codes: {
    about:
      'What our words are called in each national return, by the day from which it holds, with its source and how sure we are of it.',
    columns: `id return item ours code effective_on revision meaning source confidence recorded_by recorded_at`,
  },
  published_budgets: { leftOut: 'Published figures; published_files has the SHA-256 of the file.' },
  published_files: {
    about: 'A file of published figures as it came from the department, by its hash.',
    columns: `id figures name sha256 rows imported_by imported_at`,
  },
  published_plans: { leftOut: 'Published figures; published_files has the SHA-256 of the file.' },
  general_ledger_codes: {
    about:
      "The code of the council's own general ledger for a class of account, or for a funder's part of it, from a day on.",
    columns: `id account_class funder_id from_on revision code name set_by set_at entry_id`,
  },
  general_ledger_feed_lines: {
    about: 'The lines of a feed as handed over: so much on one side, for one code.',
    columns: `feed line account_class funder_id code side amount`,
  },
  general_ledger_feeds: {
    about: "A journal for the council's general ledger.",
    columns: `number period_end through_entry previous previous_period_end previous_through_entry lines total sha256 drawn_up_by drawn_up_at entry_id`,
  },
  audit_bundles: {
    about: 'A signed copy of the books that somebody took away.',
    columns: `id name through_entry size bytes sha256 taken_by taken_at`,
  },
  lettings_in: {
    about: 'As what each user was let in, on each day on which they were.',
    columns: `user_id kind acts_for seen_on first_at`,
  },
  reads: {
    about: 'Who was shown what: one row for each record that was read, or list that was asked for.',
    columns: `id read_at user_id kind operation subject`,
  },
  sent_reports: {
    about:
      'The columns of a national return or report that was sent off, as a proof of what it was.',
    columns: `id report parameters through_entry rows sha256 sent_to sent_on recorded_by recorded_at`,
  },
};
