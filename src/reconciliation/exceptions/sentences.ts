import type { ExceptionKind } from './kinds.ts';

/** What a sentence is made from. Amounts and days are text. */
export interface Facts {
  readonly kind: ExceptionKind;
  readonly state: 'open' | 'proposed' | 'in_suspense';
  readonly amount: string | null;
  readonly since: string;
  readonly expectedAmount: string | null;
  readonly foundAmount: string | null;
  readonly lineId: string | null;
  readonly ofLineId: string | null;
  readonly expected: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** What was expected, what was found, and what to do. It says nothing about anybody. */
export function sentenceOf(facts: Facts): string {
  return SENTENCES[facts.kind](facts);
}

const SENTENCES: Readonly<Record<ExceptionKind, (facts: Facts) => string>> = {
  unidentified_receipt: (facts) =>
    `Expected: all that came in belongs to something. Found: ${pounds(facts.amount)} of line ` +
    `${facts.lineId}, in on ${facts.since}, ${whereItStands(facts)}`,
  unidentified_payment: (facts) =>
    `Expected: all that went out belongs to something. Found: ${pounds(facts.amount)} of line ` +
    `${facts.lineId}, out on ${facts.since}, ${whereItStands(facts)}`,
  unmatched_payment: (facts) =>
    `Expected: ${pounds(facts.amount)} out for ${facts.expected}, on a statement by ` +
    `${facts.since}. Found: no line for it. Import the statement if one is missing, or ask the ` +
    'bank whether it left.',
  expected_receipt_missing: (facts) =>
    `Expected: ${pounds(facts.amount)} in for ${facts.expected}, on a statement by ` +
    `${facts.since}. Found: no line for it. Import the statement if one is missing, or correct ` +
    'what was recorded as received.',
  returned_credit: (facts) =>
    `Expected: ${pounds(facts.amount)} back for ${facts.expected} by ${facts.since}, as the bank ` +
    'advised. Found: no line for it. Ask the bank where the money is.',
  amount_differs: (facts) =>
    `Expected: ${pounds(facts.expectedAmount)} for ${facts.expected}. Found: line ` +
    `${facts.lineId} names it and has ${pounds(facts.foundAmount)}. Match them with the reason ` +
    'for the difference, or match a part.',
  duplicate: (facts) =>
    `Expected: each line once. Found: line ${facts.lineId} looks the same as line ` +
    `${facts.ofLineId}, ${pounds(facts.amount)}. Set it aside as a repeat, or say that they are ` +
    'two.',
  missing_statement: (facts) =>
    `Expected: a statement by ${facts.since}. Found: none since ${facts.from}. Get it from the ` +
    'bank and import it.',
  gap: (facts) =>
    `Expected: the statement from ${facts.to} opens with ${pounds(facts.expectedAmount)}, as the ` +
    `one to ${facts.from} closed. Found: ${pounds(facts.foundAmount)}. Import the statement ` +
    'between them.',
  signed_off_changed: (facts) =>
    `Expected: ${pounds(facts.expectedAmount)} in the ledger on ${facts.from}, as signed off. ` +
    `Found: ${pounds(facts.foundAmount)}. Look for what was posted into those days since; ` +
    'correct it, or reopen the sign-off.',
};

function whereItStands({ state }: Facts): string {
  if (state === 'in_suspense') {
    return 'stands in suspense. Find out whose it is, take it out of suspense and match it.';
  }
  if (state === 'proposed') {
    return 'is not matched. The last search proposes a match without a rival: look at it and accept it.';
  }
  return 'is not matched. Match it, split it, or post what it is.';
}

function pounds(amount: string | null): string {
  if (amount === null) return 'an amount';
  return amount.startsWith('-') ? `-£${amount.slice(1)}` : `£${amount}`;
}
