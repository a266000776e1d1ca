import { FREE_TEXT, PERSONAL, SPECIAL, TEXT_NUMBER, type TableDecisions } from '../table-form.ts';

/** People by number, their requests and the decisions on them. */
export const PEOPLE: TableDecisions = {
  addresses: { leftOut: PERSONAL },
  beneficiaries: {
    about: 'The child or young person, without a name: what the national returns need.',
    columns: `id version recorded_by recorded_at`,
    without: {
      reference: PERSONAL,
      sex: SPECIAL,
      ethnicity: SPECIAL,
      placement: SPECIAL,
      postcode_district: PERSONAL,
    },
  },
  family_access: {
    about:
      'Which family user may see which person, from when to when, and whether all of it or only one arrangement: separated parents each see only what they may.',
    columns: `id user_id beneficiary_id arrangement_id from_on to_on sees_address version recorded_by recorded_at`,
    without: { relationship: PERSONAL },
  },
  personal_details: { leftOut: PERSONAL },
  plans: {
    about: 'The Education, Health and Care plan.',
    columns: `id beneficiary_id starts_on review_by ceased_on version recorded_by recorded_at`,
  },
  provision_items: { leftOut: FREE_TEXT },
  budget_requests: {
    about: "A family's request for a personal budget, and when in the plan's life it was made.",
    columns: `id beneficiary_id plan_id made_on made_by stage wants recorded_by recorded_at`,
    without: { wishes_id: TEXT_NUMBER },
  },
  decision_reviews: {
    about: 'The family asked for a review of a refusal.',
    columns: `id decision_id decided_by beneficiary_id asked_on asked_by in_time recorded_by recorded_at`,
    without: { representations_id: TEXT_NUMBER },
  },
  funder_decisions: {
    about: 'What one funder decided on a request.',
    columns: `id request_id beneficiary_id funder_id number outcome amount ground told_on review_by decided_by decided_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  holding_choices: {
    about: 'The ways of holding money that the family was offered, and which of them it chose.',
    columns: `id request_id beneficiary_id offered chosen chosen_on chosen_by recorded_by recorded_at`,
    without: { reasons_id: TEXT_NUMBER },
  },
  indicative_amounts: {
    about:
      'A planning figure told to the family, clearly indicative; a later one does not replace it.',
    columns: `id request_id beneficiary_id sector amount method told_on recorded_by recorded_at`,
  },
  request_funders: {
    about: 'Which funders are asked to decide on a request.',
    columns: `request_id beneficiary_id funder_id`,
  },
  review_outcomes: {
    about: 'What the review made of the refusal, by somebody who had not decided it.',
    columns: `review_id first_decided_by beneficiary_id outcome told_on decided_by decided_at entry_id`,
    without: { reasons_id: TEXT_NUMBER },
  },
  texts: { leftOut: FREE_TEXT },
  answers: { leftOut: 'What a caller was answered, kept so that asking again does nothing twice.' },
  policy_statements: {
    about: 'The local policy on personal budgets as published, version by version.',
    columns: `id number effective_on kinds published_by published_at`,
    without: {
      introduction: 'It is published.',
      eligibility: 'It is published.',
      decisions: 'It is published.',
      support: 'It is published.',
      complaints: 'It is published.',
    },
  },
  scope_services: {
    about: 'A service that personal budgets can cover: in what sector, from when, freed from what.',
    columns: `id name sector kinds from_on to_on funding_freed freed_from version recorded_by recorded_at`,
  },
};
