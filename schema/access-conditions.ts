/** The conditions by which the database decides whose records a caller sees; see access.ts. */
export const setting = (name: string): string =>
  `(select nullif(current_setting('ledger.${name}', true), ''))`;
/**
 * Whether the caller is of one of these kinds, as one yes or no that is worked out once. Of such a
 * condition the planner expects half of the rows; of a comparison it would expect hardly any, and
 * then join large tables row by row.
 */
export const kindIs = (...kinds: string[]): string =>
  `(select current_setting('ledger.kind', true) in (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;

/** Kinds of user who work with everybody's records. `service` is the service's own background work. */
export const OFFICE = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
  'service',
];
export const office = kindIs(...OFFICE);
export const counting = kindIs(...OFFICE, 'commissioner');

/**
 * A family user's own access, on the days it holds. Whoever also works for the authority is family
 * only while signed in as such.
 */
export const mine = `${kindIs('family')} and f.user_id = ${setting('user')}::uuid
  and ${setting('today')}::date between f.from_on and coalesce(f.to_on, 'infinity')`;
/** Those who decide for a funder outside the authority. */
export const PARTNERS = ['health_approver', 'school_approver'];
/** A request that the caller's funder is asked to decide on. */
export const askedOfMe = `${kindIs(...PARTNERS)} and r.funder_id = ${setting('funder')}::uuid`;
/**
 * Whether the authority lets the caller's broker in: an agreement is in force, or ended so lately
 * that the broker may still look and send its last return. Worked out once a statement.
 */
const letIn = `(select exists (select from broker_agreements let
  left join broker_agreement_endings over on over.agreement_id = let.id
  where let.broker_id = ${setting('broker')}::uuid
    and ${setting('today')}::date between let.from_on
      and coalesce(over.access_until, let.to_on, 'infinity')))`;
/** The caller is a broker that is let in, and this is its own record. */
export const ofMyBroker = (column = 'broker_id'): string =>
  `(${kindIs('broker')} and ${letIn} and ${column} = ${setting('broker')}::uuid)`;
/** A party to an arrangement that is the caller: its broker, or one of its funders. */
export const myParty = `((${ofMyBroker('p.party_id')} and p.party = 'broker')
  or (${kindIs(...PARTNERS)} and p.party = 'funder'
    and p.party_id = ${setting('funder')}::uuid))`;

/**
 * Whose records a caller may see, worked out once a statement. They are functions so that the
 * policies stay short: a policy that spells this out is planned anew in every place it is used.
 */
export const FUNCTIONS = [
  // The people of a family user, and those for whom the caller is broker or funder.
  `create or replace function my_people() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(beneficiary_id), '{}') from (
      select f.beneficiary_id from family_access f where ${mine}
      union select p.beneficiary_id from arrangement_parties p where ${myParty}
      union select r.beneficiary_id from request_funders r where ${askedOfMe}) as ours);
  end $$`,
  // The people of a family user who is not limited to one arrangement: all that is written of them.
  `create or replace function my_whole_people() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(f.beneficiary_id), '{}') from family_access f
      where ${mine} and f.arrangement_id is null);
  end $$`,
  // The requests that a partner is asked to decide on, and what was written about them.
  `create or replace function my_requests() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(r.request_id), '{}') from request_funders r where ${askedOfMe});
  end $$`,
  `create or replace function my_texts() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(id), '{}') from (
      select wishes_id as id from budget_requests union select reasons_id from holding_choices
      union select reasons_id from funder_decisions union select representations_id from decision_reviews
      union select reasons_id from review_outcomes) as ours);
  end $$`,
  // The arrangements of those people; a family user may be limited to one of them.
  `create or replace function my_arrangements() returns uuid[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(arrangement_id), '{}') from (
      select p.arrangement_id from family_access f
      join arrangement_parties p on p.beneficiary_id = f.beneficiary_id
        and coalesce(f.arrangement_id, p.arrangement_id) = p.arrangement_id
      where ${mine}
      union select p.arrangement_id from arrangement_parties p where ${myParty}) as ours);
  end $$`,
  `create or replace function my_accounts() returns bigint[] language plpgsql stable as $$ begin
    return (select coalesce(array_agg(id), '{}') from accounts
      where arrangement_id in (select unnest(my_arrangements())));
  end $$`,
];

/** A person's own record: their family from the day access begins to the day it ends. */
export const person = (column = 'beneficiary_id'): string =>
  `${column} in (select unnest(my_people()))`;
/** A record of a person's requests and of what was written about them, for the whole family. */
export const whole = (column = 'beneficiary_id'): string =>
  `${column} in (select unnest(my_whole_people()))`;
/** A record of a request that the caller's funder is asked to decide on. */
export const asked = (column = 'request_id'): string =>
  `(${kindIs(...PARTNERS)} and ${column} = any ((select my_requests())::uuid[]))`;
/** A record of one arrangement: a family user may be limited to one of them. */
export const arrangement = (column = 'arrangement_id'): string =>
  `${column} in (select unnest(my_arrangements()))`;
/** An account of one of the caller's arrangements. */
export const account = (column: string): string => `${column} in (select unnest(my_accounts()))`;
