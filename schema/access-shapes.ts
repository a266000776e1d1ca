/** The shapes that the access to a table has; see access-tables.ts. */
import {
  OFFICE,
  PARTNERS,
  arrangement,
  asked,
  counting,
  kindIs,
  ofMyBroker,
  office,
  person,
  setting,
  whole,
} from './access-conditions.ts';

export interface Access {
  /** What the service's role may do at all. It never has UPDATE or DELETE on the journal. */
  readonly service: string;
  /** Which rows a caller sees, as a condition. */
  readonly see: string;
  /** Which columns of a table the service may update, where not all of them. */
  readonly update?: string;
  /** Who else writes in it, as a condition, beside those who work with everybody's records. */
  readonly alsoWrites?: string;
}

export const READ = 'select';
export const ADD = 'select, insert';
export const EDIT = 'select, insert, update';

/** A table that everyone of the authority may read: it is about no person. */
export const reference = (service = READ): Access => ({ service, see: 'true' });
/** A table for the office only. */
export const officeOnly = (service = ADD): Access => ({ service, see: office });
export const ofPerson = (service: string, who = counting): Access => ({
  service,
  see: `${who} or ${person()}`,
});
export const ofArrangement = (service = ADD): Access => ({
  service,
  see: `${counting} or ${arrangement()}`,
});
/** A table about a person's requests: counted by commissioners, decided on by the funders asked. */
export const ofRequest = (alsoWrites?: string, column = 'request_id'): Access => ({
  service: ADD,
  see: `${counting} or ${whole()} or ${asked(column)}`,
  ...(alsoWrites === undefined ? {} : { alsoWrites }),
});
/** A table whose rows follow those of another, which has its own rule. */
export const follows = (column: string, table: string, key = 'id', service = ADD): Access => ({
  service,
  see: `${counting} or exists (select from ${table} x where x.${key} = TABLE.${column})`,
});

/** A table about a broker: the office, and the broker itself. */
export const ofBroker = (): Access => ({
  service: ADD,
  see: `${kindIs(...OFFICE, 'administrator')} or ${ofMyBroker()}`,
  alsoWrites: kindIs('administrator'),
});
/**
 * A table of what holders send in: by arrangement, or by broker where a row is about a whole account.
 * Brokers and families may add to some of them, each for their own.
 */
export const ofHolder = (service: string, holdersWrite: boolean, alsoByBroker = false): Access => {
  // A row about the whole account of a family follows the family's return.
  const ofAccount = `(${kindIs('family')} and arrangement_id is null and exists (
    select from holders_returns x where x.id = TABLE.return_id and x.payee_id is not null))`;
  const own = `${arrangement()}${alsoByBroker ? ` or ${ofMyBroker()} or ${ofAccount}` : ''}`;
  const theirs = `${kindIs('broker', 'family')} and (${own})`;
  return {
    service,
    see: `${office} or (${theirs})`,
    ...(holdersWrite ? { alsoWrites: theirs } : {}),
  };
};
/** A return of an account that belongs to the caller's own family. */
export const OF_OWN_ACCOUNT = `(${kindIs('family')} and payee_id in (select x.id from payees x
  where x.beneficiary_id = any ((select my_whole_people())::uuid[])))`;
/** A table about what a partner owes: the office, and those who decide for that partner. */
export const ofPartner = (): Access => ({
  service: ADD,
  see: `${counting} or (${kindIs(...PARTNERS)} and funder_id = ${setting('funder')}::uuid)`,
});
