/** Problems that any part of the service can answer. */
export const COMMON_PROBLEMS = {
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
} as const;
