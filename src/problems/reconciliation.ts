/** Problems of reconciling with the bank. */
export const RECONCILIATION_PROBLEMS = {
  'signed-off': {
    status: 409,
    title: 'The bank account is signed off',
    meaning:
      'Lines of days that are signed off stay as they are: none is added, matched or taken back.',
    todo: 'Reopen the sign-off with its reason, and sign off again afterwards.',
  },
  'not-reconciled': {
    status: 409,
    title: 'The bank account is not reconciled',
    meaning:
      'An account is signed off to a day only when its statements are complete, nothing of a line is open, and the ledger and the bank differ by nothing. `errors` lists all that stands in the way.',
    todo: 'See to everything listed in `errors`, then sign off.',
  },
} as const;
