/** Problems about the journal, payments and the bank. */
export const MONEY_PROBLEMS = {
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
  'nothing-due': {
    status: 409,
    title: 'Nothing is due',
    meaning: 'No instalment is due by that date that could be paid.',
    todo: 'Check the value date; `left` lists what is due and why it cannot be paid.',
  },
  'over-approval-limit': {
    status: 403,
    title: 'The amount is above the limit',
    meaning:
      'The total of a pay run, or a write-off, is above what you may approve at once; or more of one line of the bank would be written off than the rules allow. `limit` and `total` say both. Nothing was done.',
    todo: 'Ask somebody with a higher limit to approve it. Or make it less: withdraw a pay run and draw up smaller ones; ask to write off no more of a line than the limit.',
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
    meaning:
      "One or more items cannot be written in the bank's format. No file was kept, and nothing was released by it.",
    todo: 'Put right every item listed in `errors`.',
  },
  'payment-file-changed': {
    status: 409,
    title: 'The payment file is not the one that was made',
    meaning:
      'The SHA-256 of the file is another than was recorded when it was made from the released run. `expected` and `found` say which. Nothing was sent, and nothing was recorded.',
    todo: 'Send no such file. Compare it with what the run makes, and find out who changed it.',
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
