import { FREE_TEXT, RAW, TEXT_NUMBER, type TableDecisions } from '../table-form.ts';

/** Budgets, arrangements, what was agreed, and what is due of it. */
export const AGREEMENTS: TableDecisions = {
  agreement_decisions: {
    about: "A second person's decision on a proposed version.",
    columns: `agreement_id proposed_by decided_by decided_at entry_id`,
  },
  agreement_refusals: {
    about: 'A proposed version that a second person did not agree.',
    columns: `agreement_id proposed_by beneficiary_id decided_by decided_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  agreement_shares: {
    about:
      "How one version's amount is shared, and what that makes over the whole schedule, counting every version for its own days: an exact fraction, a fraction up to a cap, a fixed amount, the lines that a funder owns, or the rest.",
    columns: `agreement_id arrangement_id beneficiary_id share_id basis numerator denominator up_to fixed weekly paid amount`,
  },
  agreements: {
    about:
      'The terms of an arrangement, by version: the amount, how it is shared, and the schedule.',
    columns: `id arrangement_id beneficiary_id version change effective_on amount agreed_total weekly weeks_in_year every first_period_on instalments paid same_household remainder without_notice proposed_by proposed_at`,
    without: {
      reason: FREE_TEXT,
      terms: 'How the rules write the terms; agreement_shares and instalments say what they make.',
    },
  },
  budget_items: {
    about:
      "What a version is made of: each line is tied to the plan's section and outcome, with quantity, times and unit cost, and where the unit cost comes from.",
    columns: `id agreement_id arrangement_id beneficiary_id position nature quantity unit times unit_cost cost_basis cost setting funder_id scope_service_id`,
    without: {
      frequency: FREE_TEXT,
      description: FREE_TEXT,
      provision_item_id: 'The provision of the plan is not in the bundle.',
    },
  },
  arrangement_parties: {
    about: 'The broker and the funders of an arrangement, for the rule of who may see it.',
    columns: `arrangement_id beneficiary_id party party_id`,
  },
  arrangements: {
    about: 'Part of a budget held one way, by one holder, paid to one payee on one schedule.',
    columns: `id budget_id beneficiary_id kind payee_id recorded_by recorded_at`,
    without: { purpose: FREE_TEXT },
  },
  budget_closures: {
    about: 'A closed budget takes no new arrangement, agreement or payment.',
    columns: `budget_id closed_on closed_by recorded_at entry_id`,
    without: { reason: FREE_TEXT },
  },
  budgets: {
    about: 'An amount identified to secure particular provision of the plan, for a span of days.',
    columns: `id beneficiary_id plan_id request_id starts_on ends_on recorded_by recorded_at`,
  },
  shares: {
    about:
      "One source of an arrangement's money: a funder of one sector, the person's own contribution, or a family's top-up.",
    columns: `id arrangement_id beneficiary_id position source funder_id`,
  },
  contributions_due: {
    about: 'What a person contributes, or a family tops up, period by period under one version.',
    columns: `id agreement_id arrangement_id beneficiary_id share_id number period_from period_to amount`,
  },
  instalment_lines: {
    about:
      'What a payment is made of where it is not simply its period: the period, and each difference for a period that was paid before the terms changed.',
    columns: `instalment_id arrangement_id beneficiary_id line what period_from period_to amount adjusts`,
  },
  instalment_shares: {
    about: 'What of an instalment is whose money.',
    columns: `instalment_id arrangement_id beneficiary_id share_id amount`,
  },
  instalments: {
    about:
      'One payment that is due: service period, value date and submission date are three dates.',
    columns: `id agreement_id arrangement_id beneficiary_id number period_from period_to value_on input_on amount`,
  },
  instalments_paid_before: {
    about:
      'An instalment that was paid before this book began; what was paid is an opening balance.',
    columns: `instalment_id arrangement_id beneficiary_id`,
  },
  replaced_instalments: {
    about: 'An instalment that a later version replaced before it was in any pay run.',
    columns: `instalment_id arrangement_id beneficiary_id agreement_id`,
  },
  spending: {
    about: 'Money shown to be spent by the holder, with what it was for.',
    columns: `id arrangement_id beneficiary_id spent_on amount category recorded_by recorded_at entry_id`,
    without: { description: FREE_TEXT },
  },
  contribution_charges: {
    about:
      'What is due to the authority of a contribution or a top-up, where the authority pays gross: charged once for each period, and by the difference where what is due of it changes.',
    columns: `id arrangement_id beneficiary_id share_id number charge period_from period_to amount charged_by charged_at entry_id`,
  },
  contribution_receipts: {
    about: "A contribution or top-up that came: into the holder's account, or to the authority.",
    columns: `id arrangement_id beneficiary_id share_id received_on amount paid_into bank_account_id recorded_by recorded_at entry_id`,
    without: { reference: 'As the payer wrote it, which may be a name.' },
  },
  contribution_undoings: {
    about: 'A receipt that was a mistake.',
    columns: `receipt_id arrangement_id beneficiary_id undone_by undone_at entry_id`,
  },
  arrangement_transfer_decisions: {
    about: "A second person's decision on a transfer.",
    columns: `transfer_id proposed_by outcome decided_by decided_at entry_id`,
  },
  arrangement_transfer_shares: {
    about: 'How much goes from which share to which, when it is decided.',
    columns: `transfer_id position from_arrangement_id from_share_id to_arrangement_id to_share_id amount`,
  },
  arrangement_transfers: {
    about:
      "Money of one arrangement that becomes another's of the same person: what is held, when a direct payment becomes a third party's; or what was agreed and not used, when a notional arrangement leaves money over.",
    columns: `id beneficiary_id from_arrangement_id to_arrangement_id what amount effective_on cause from_agreement_id to_agreement_id proposed_by proposed_at`,
    without: { reasons_id: TEXT_NUMBER },
  },
  book_import_loads: {
    about: 'A second person let the file into the book: all of it.',
    columns: `import_id recorded_by loaded_by loaded_at entry_id`,
  },
  book_imports: {
    about: 'A file of plans, budgets, arrangements and balances to start with, kept as it came.',
    columns: `id name sha256 starts_on lines people arrangements agreed held recorded_by recorded_at`,
    without: { content: RAW },
  },
  uplift_agreements: {
    about: 'The versions that an uplift proposes.',
    columns: `uplift_id agreement_id before after`,
  },
  uplift_decisions: {
    about: "A second person's decision on an uplift, all of it.",
    columns: `uplift_id drawn_up_by outcome decided_by decided_at entry_id`,
  },
  uplifts: {
    about: 'A change of many arrangements at once by one rule, e.g.',
    columns: `id effective_on reason rule items before after drawn_up_by drawn_up_at`,
  },
};
