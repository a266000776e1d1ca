import {
  OFFICE,
  PARTNERS,
  account,
  arrangement,
  counting,
  kindIs,
  mine,
  myParty,
  ofMyBroker,
  office,
  person,
  setting,
  whole,
} from './access-conditions.ts';
import { HOLDERS_AND_PARTNERS } from './access-holders.ts';
import {
  ADD,
  EDIT,
  follows,
  ofArrangement,
  ofPerson,
  ofRequest,
  officeOnly,
  reference,
  type Access,
} from './access-shapes.ts';

export const ACCESS: Readonly<Record<string, Access>> = {
  users: {
    service: ADD,
    see: `${kindIs(...OFFICE, 'administrator')} or id = ${setting('user')}::uuid`,
  },
  rules: { ...reference(ADD), alsoWrites: kindIs('administrator') },
  rules_used: {
    service: ADD,
    see: `${counting} or exists (select from entries x where x.id = TABLE.entry_id)`,
    alsoWrites: kindIs(...PARTNERS),
  },
  requirements: reference(),
  scope_services: { ...reference(EDIT), alsoWrites: kindIs('commissioner') },
  policy_statements: { ...reference(ADD), alsoWrites: kindIs('commissioner') },
  national_return_codes: { ...reference(ADD), alsoWrites: kindIs('administrator') },
  published_files: { ...reference(ADD), alsoWrites: kindIs('commissioner') },
  published_budgets: { ...reference(ADD), alsoWrites: kindIs('commissioner') },
  published_plans: { ...reference(ADD), alsoWrites: kindIs('commissioner') },
  account_classes: reference(),
  entry_kinds: reference(),
  flows: reference(),
  funders: reference(ADD),
  brokers: {
    service: ADD,
    see: `${kindIs(...OFFICE, 'commissioner', 'administrator')} or id = ${setting('broker')}::uuid
      or (${kindIs('family')} and id in (select broker_id from payees))`,
  },
  bank_accounts: { service: ADD, see: kindIs(...OFFICE, 'administrator') },

  beneficiaries: {
    service: EDIT,
    see: `${counting} or ${person('id')}`,
  },
  personal_details: ofPerson(EDIT, office),
  // A protected address is for caseworkers; the rest of the office sees the others.
  addresses: {
    service: EDIT,
    see: `${kindIs('caseworker', 'service')} or (not protected and (${office}
      or (${kindIs('broker', 'health_approver', 'school_approver')} and ${person()})
      or exists (select from family_access f where f.beneficiary_id = TABLE.beneficiary_id
        and f.sees_address and ${mine})))`,
  },
  plans: ofPerson(EDIT),
  provision_items: ofPerson(ADD),
  family_access: {
    service: EDIT,
    see: `${kindIs(...OFFICE, 'administrator')} or user_id = ${setting('user')}::uuid`,
  },
  arrangement_parties: {
    service: ADD,
    see: `${counting} or ${myParty.replaceAll('p.', '')}
      or exists (select from family_access f where f.beneficiary_id = TABLE.beneficiary_id
        and coalesce(f.arrangement_id, TABLE.arrangement_id) = TABLE.arrangement_id and ${mine})`,
  },

  payees: {
    service: ADD,
    see: `${office} or ${ofMyBroker()}
      or beneficiary_id in (select f.beneficiary_id from family_access f
        where ${mine} and f.arrangement_id is null)
      or (${kindIs('family')} and id in (select payee_id from arrangements))`,
  },
  modulus_tables: { ...reference(ADD), alsoWrites: kindIs('administrator') },
  modulus_weights: { ...reference(ADD), alsoWrites: kindIs('administrator') },
  modulus_substitutions: { ...reference(ADD), alsoWrites: kindIs('administrator') },
  payee_confirmations: officeOnly(),
  prepaid_cards: officeOnly(),
  bank_details: officeOnly(),
  bank_details_checks: officeOnly(),

  texts: {
    service: ADD,
    see: `${office} or ${whole()}
      or (${kindIs(...PARTNERS)} and (id = any ((select my_texts())::uuid[])
        or recorded_by = ${setting('user')}::uuid))`,
    alsoWrites: kindIs(...PARTNERS),
  },
  budget_requests: ofRequest(undefined, 'id'),
  // Whoever is asked sees their own row, and the family all of them. It reads no other request's
  // table, because those ask this one.
  request_funders: {
    service: ADD,
    see: `${counting} or ${whole()} or (${kindIs(...PARTNERS)} and funder_id = ${setting('funder')}::uuid)`,
  },
  indicative_amounts: ofRequest(),
  holding_choices: ofRequest(),
  // A partner decides for its own funder and nobody else's.
  funder_decisions: ofRequest(`${kindIs(...PARTNERS)} and funder_id = ${setting('funder')}::uuid`),
  decision_reviews: follows('decision_id', 'funder_decisions'),
  review_outcomes: {
    ...follows('review_id', 'decision_reviews'),
    alsoWrites: `${kindIs(...PARTNERS)} and exists (select from decision_reviews w
    join funder_decisions d on d.id = w.decision_id
    where w.id = review_id and d.funder_id = ${setting('funder')}::uuid)`,
  },

  budgets: ofPerson(ADD),
  budget_closures: follows('budget_id', 'budgets'),
  arrangements: {
    service: ADD,
    see: `${counting} or ${arrangement('id')}`,
  },
  shares: ofArrangement(),
  agreements: ofArrangement(),
  agreement_shares: ofArrangement(),
  agreement_decisions: follows('agreement_id', 'agreements'),
  agreement_refusals: follows('agreement_id', 'agreements'),
  budget_items: ofArrangement(),
  contributions_due: ofArrangement(),
  instalments: ofArrangement(),
  instalment_shares: ofArrangement(),
  instalment_lines: ofArrangement(),
  replaced_instalments: ofArrangement(),
  instalments_paid_before: ofArrangement(),
  documents: ofArrangement(),
  document_withdrawals: ofArrangement(),
  exclusions: ofArrangement(),
  hold_releases: ofArrangement(),
  reviews: ofArrangement(),
  notices: ofArrangement(),
  reconsiderations: ofArrangement(),
  reconsideration_outcomes: follows('notice_id', 'notices'),
  moves: ofPerson(ADD),
  book_imports: officeOnly(),
  book_import_loads: officeOnly(),
  uplifts: officeOnly(),
  uplift_agreements: officeOnly(),
  uplift_decisions: officeOnly(),
  spending: {
    service: ADD,
    see: `${office} or ${arrangement()}`,
  },

  pay_runs: officeOnly(),
  // A broker sees the credits that pay its people; a family, its own items.
  pay_run_credits: {
    service: ADD,
    see: `${office} or (${kindIs('broker')} and exists (select from pay_run_items x
      where x.credit_id = TABLE.id))`,
  },
  pay_run_items: ofArrangement(),
  pay_run_item_shares: ofArrangement(),
  undone_items: ofArrangement(),
  approval_limits: {
    service: ADD,
    see: kindIs(...OFFICE, 'administrator'),
    alsoWrites: kindIs('administrator'),
  },
  pay_run_approvals: officeOnly(),
  pay_run_releases: officeOnly(),
  pay_run_withdrawals: officeOnly(),
  payment_files: officeOnly(),
  pay_run_sendings: officeOnly(),
  payment_holds: officeOnly(),
  payment_hold_endings: officeOnly(),
  tasks: officeOnly(),
  task_closings: officeOnly(),
  bank_answers: officeOnly(),
  bank_answer_lines: officeOnly(),
  returned_credits: officeOnly(),
  return_reasons: { ...reference(ADD), alsoWrites: kindIs('administrator') },
  contribution_charges: ofArrangement(),
  contribution_receipts: ofArrangement(),
  contribution_undoings: ofArrangement(),

  ...HOLDERS_AND_PARTNERS,

  bank_files: officeOnly(),
  bank_statements: officeOnly(),
  bank_lines: officeOnly(),
  bank_file_parts: officeOnly(),
  bank_line_details: officeOnly(),
  likely_repeats: officeOnly(),
  repeat_dismissals: officeOnly(),
  expected_lines: officeOnly(),
  matching_rule_sets: officeOnly(),
  matching_rules: officeOnly(),
  match_runs: officeOnly(),
  match_proposals: officeOnly('select, insert, delete'),
  matches: officeOnly(),
  line_allocations: officeOnly(),
  exception_steps: officeOnly(),
  write_offs: officeOnly(),
  write_off_decisions: officeOnly(),
  bank_sign_offs: officeOnly(),
  bank_sign_off_approvals: officeOnly(),
  bank_sign_off_reopenings: officeOnly(),

  accounts: {
    service: ADD,
    see: `${counting} or ${arrangement()}`,
  },
  // What a partner or an administrator decides, or a holder sends in, moves nothing, and is an entry
  // of its own.
  entries: {
    service: ADD,
    see: `${counting} or exists (select from transfers x where x.entry_id = TABLE.id)
      or by = ${setting('user')}::uuid`,
    alsoWrites: `${kindIs(...PARTNERS, 'administrator', 'broker', 'family')} and kind = 7`,
  },
  transfers: {
    service: ADD,
    see: `${counting} or ${account('from_account')} or ${account('to_account')}`,
  },
  account_balances: {
    service: EDIT,
    update: 'balance, last_effective_on, may_go_below',
    see: `${counting} or ${account('account_id')}`,
  },
  period_closings: { service: ADD, see: 'true' },

  seals: follows('entry_id', 'entries'),
  seal_nodes: reference(ADD),
  seal_batches: reference(ADD),
  seal_checkpoints: reference(ADD),
  balance_checkpoints: { service: 'select, insert, delete', see: 'true' },
  checkpoint_balances: {
    service: 'select, insert, delete',
    see: `${counting} or ${account('account_id')}`,
  },
  late_movements: {
    service: 'select, insert, delete',
    see: `${counting} or ${account('account_id')}`,
  },

  general_ledger_codes: officeOnly(),
  general_ledger_feeds: officeOnly(),
  general_ledger_feed_lines: officeOnly(),
  // Who was shown what is for those who look after it; the service writes it in its own name.
  reads: { service: ADD, see: kindIs('auditor', 'administrator', 'service') },
  lettings_in: { service: ADD, see: kindIs('auditor', 'administrator', 'service') },
  audit_bundles: {
    service: ADD,
    see: kindIs(...OFFICE, 'administrator'),
    alsoWrites: kindIs('auditor'),
  },
  sent_reports: {
    service: ADD,
    see: kindIs(...OFFICE, 'commissioner'),
    alsoWrites: kindIs('commissioner', 'auditor'),
  },

  answers: { service: ADD, see: `user_id = ${setting('user')}::uuid` },
};
