/**
 * Problems: what the service answers when it cannot do what was asked (RFC 9457). Every type is
 * listed here, once; its documentation page and its part of the OpenAPI document come from here.
 */
export const PROBLEMS = {
  'invalid-request': {
    status: 422,
    title: 'The request is not well formed',
    meaning:
      'One or more values are missing, of the wrong form, or contradict each other. `errors` lists all of them, each with its place.',
    todo: 'Put right every value listed in `errors` and send the request again.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    meaning: 'The body could not be read as JSON at all.',
    todo: 'Send a JSON object with the content type application/json.',
  },
  'not-signed-in': {
    status: 401,
    title: 'No valid sign-in',
    meaning: 'The request has no bearer token, or one that is not valid here.',
    todo: 'Send `Authorization: Bearer TOKEN` with a token of the configured OpenID issuer for this audience.',
  },
  'not-allowed': {
    status: 403,
    title: 'Not for this kind of user',
    meaning: 'You are signed in, but this is not something your kind of user does.',
    todo: 'Ask someone whose work this is; `allowed` lists the kinds of user.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such record',
    meaning:
      "Nothing with this address exists that you may see. Somebody else's record is answered in the same way.",
    todo: 'Check the identifier.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not in that form',
    meaning: 'The answer is not available in the form that the Accept header asks for.',
    todo: 'Ask for application/json, or text/csv where the reference says so.',
  },
  'content-type-unknown': {
    status: 415,
    title: 'That content type is not read here',
    meaning: 'The body is of a type that this address does not take.',
    todo: 'Send the content type that the reference names.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'The body is larger than this address takes.',
    todo: 'Send less at a time.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    meaning: 'You have sent more requests than the service takes from one caller in a minute.',
    todo: 'Wait as many seconds as the Retry-After header says.',
  },
  'took-too-long': {
    status: 503,
    title: 'The request took too long',
    meaning: 'The service gave up on the request. Nothing of it was kept.',
    todo: 'Try again; with the same Idempotency-Key nothing can happen twice.',
  },
  'sign-in-unavailable': {
    status: 503,
    title: 'Sign-in cannot be checked now',
    meaning: 'The OpenID issuer does not answer, so tokens cannot be checked.',
    todo: 'Try again in a minute.',
  },
  'internal-error': {
    status: 500,
    title: 'The service failed',
    meaning: 'Something went wrong that is not your doing. Nothing of the request was kept.',
    todo: 'Try again; if it stays, give the request id in `instance` to whoever runs the service.',
  },
  'key-required': {
    status: 400,
    title: 'An Idempotency-Key is required',
    meaning: 'This request moves money, so it must carry a key that makes sure it happens once.',
    todo: 'Send a header `Idempotency-Key` of 1 to 100 characters, new for each thing you want done.',
  },
  'key-reused': {
    status: 409,
    title: 'That key was used for something else',
    meaning: 'The same key came before with other content. Nothing was done.',
    todo: 'Use a new key for a new request; repeat a request unchanged to get its first answer.',
  },
  'if-match-required': {
    status: 428,
    title: 'Say which version you changed',
    meaning: 'People edit this record, so a change must say which version it started from.',
    todo: 'Read the record, and send its ETag in `If-Match`.',
  },
  'changed-meanwhile': {
    status: 412,
    title: 'Somebody else changed it first',
    meaning: 'The record is no longer the version you started from. Nothing was changed.',
    todo: 'Read the record again and decide whether your change still applies.',
  },
  'already-exists': {
    status: 409,
    title: 'It is there already',
    meaning: 'A record with the same distinguishing value exists.',
    todo: 'Use the record that exists, or another value.',
  },
  'not-covered': {
    status: 409,
    title: 'There is not enough money there',
    meaning:
      'An account would fall below zero. `shortfalls` names every account with what is there and what was asked. Nothing was posted.',
    todo: 'Lower the amount, or first bring in what is missing.',
  },
  'flow-not-allowed': {
    status: 409,
    title: 'Money may not move that way',
    meaning:
      "This kind of entry may not take from or give to that kind of account: a notional arrangement pays no cash, and a sector's money stays in its share.",
    todo: 'Use the kind of entry that is meant for it.',
  },
  'account-unknown': {
    status: 422,
    title: 'There is no such account',
    meaning: 'A transfer names an account that is not open.',
    todo: 'Check the names of the accounts.',
  },
  'already-reversed': {
    status: 409,
    title: 'The entry is reversed already',
    meaning: 'An entry can be reversed once.',
    todo: 'Look at the entry that reverses it.',
  },
  'not-reversible': {
    status: 409,
    title: 'This entry cannot be reversed',
    meaning:
      'Entries of this kind are taken back where they were made, so that the records about them change too.',
    todo: 'Use the route of the kind of record, e.g. undo the match or withdraw the pay run.',
  },
  'not-sealed-yet': {
    status: 409,
    title: 'The entry is not sealed yet',
    meaning: 'Entries are sealed in the background, a few seconds after they are posted.',
    todo: 'Ask again after the seconds in Retry-After.',
  },
  'person-unknown': {
    status: 422,
    title: 'There is no such person',
    meaning: 'The request names a beneficiary that does not exist or that you may not see.',
    todo: 'Check the identifier.',
  },
  'record-unknown': {
    status: 422,
    title: 'The request names a record that does not exist',
    meaning: 'A value refers to a record that does not exist or that you may not see.',
    todo: 'Check the identifiers listed in `errors`.',
  },
  'budget-closed': {
    status: 409,
    title: 'The budget is closed',
    meaning: 'A closed budget takes no new arrangement, agreement or payment.',
    todo: 'Make a new budget, if the plan still needs one.',
  },
  'bank-details-not-checked': {
    status: 409,
    title: 'The payee has no checked bank details',
    meaning: 'Nothing is paid to an account that a second person has not checked with the payee.',
    todo: 'Record the bank details and have a second person check them.',
  },
  'shares-do-not-make-one': {
    status: 422,
    title: 'The shares do not make the whole',
    meaning:
      'Fractions must make exactly one; fixed amounts must make the agreed amount, with at most one share to balance.',
    todo: 'Correct the shares; a third is 1/3, not 33.33%.',
  },
  'dates-out-of-order': {
    status: 422,
    title: 'The dates are out of order',
    meaning: 'A date comes before one that it must follow. `errors` names both.',
    todo: 'Correct the dates.',
  },
  'needs-a-second-person': {
    status: 403,
    title: 'A second person must do this',
    meaning:
      'Nobody decides on what they proposed, approves what they drew up, or checks details they recorded.',
    todo: 'Ask a colleague.',
  },
  'state-does-not-allow': {
    status: 409,
    title: 'Not in this state',
    meaning: 'What was asked does not follow from the state that the record is in.',
    todo: 'Read the record; `state` says where it stands.',
  },
  'nothing-due': {
    status: 409,
    title: 'Nothing is due',
    meaning: 'No instalment is due by that date that could be paid.',
    todo: 'Check the value date; `left` lists what is due and why it cannot be paid.',
  },
  'not-a-working-day': {
    status: 422,
    title: 'That is not a working day',
    meaning: 'Bacs pays on working days of England and Wales only.',
    todo: 'Use the working day that `errors` proposes.',
  },
  'payment-file-faults': {
    status: 409,
    title: 'The payment file cannot be made',
    meaning: "One or more items cannot be written in the bank's format. Nothing was released.",
    todo: 'Put right every item listed in `errors`.',
  },
  'bank-file-unreadable': {
    status: 422,
    title: 'The bank file cannot be read',
    meaning:
      'The file is truncated, or not a statement in the format expected. Nothing of it was kept.',
    todo: 'Fetch the file again from the bank; `errors` says what is wrong and where.',
  },
  'bank-file-known': {
    status: 409,
    title: 'The file was imported before',
    meaning: 'A file with exactly this content has been imported. Nothing was imported again.',
    todo: 'Look at the import named in `file`.',
  },
  'statement-gap': {
    status: 409,
    title: 'A statement is missing',
    meaning: 'The opening balance is not the closing balance of the statement before.',
    todo: 'Import the missing statement first.',
  },
  'match-not-possible': {
    status: 409,
    title: 'These do not match',
    meaning:
      'The line and the pay run do not fit: account, direction or amount differ, or one of them is matched already.',
    todo: 'Look at the proposals for the line.',
  },
  'period-closed': {
    status: 409,
    title: 'That period is closed',
    meaning: 'A period can be closed once, and only later ones after it.',
    todo: 'Post on the first open day; the entry says which date it relates to.',
  },
} as const;

export type ProblemType = keyof typeof PROBLEMS;

/** One fault: where it is, what was expected, what was found. */
export interface Fault {
  readonly where: string;
  readonly message: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Fault[];
  readonly [extension: string]: unknown;
}

/** Thrown by anything that cannot do what was asked; becomes problem+json in one place. */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly detail: string;
  readonly extras: ProblemExtras;

  constructor(type: ProblemType, detail: string, extras: ProblemExtras = {}) {
    super(`${type}: ${detail}`);
    this.name = 'Problem';
    this.type = type;
    this.detail = detail;
    this.extras = extras;
  }
}

/** Throws all faults at once, if there are any. */
export function refuseFaults(type: ProblemType, detail: string, faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Problem(type, detail, { errors: faults });
}

export const notFound = (): Problem =>
  new Problem('not-found', 'There is no such record, or it is not yours to see.');

/** The body of a problem as it is sent. */
export function problemBody(problem: Problem, instance: string): Record<string, unknown> {
  const { status, title } = PROBLEMS[problem.type];
  return {
    type: `/problems/${problem.type}`,
    title,
    status,
    detail: problem.detail,
    instance,
    ...problem.extras,
  };
}
