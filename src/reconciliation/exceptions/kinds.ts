/** What sorts of exception the reconciliation of a bank account has. */
export const EXCEPTION_KINDS = [
  'unidentified_receipt',
  'unidentified_payment',
  'unmatched_payment',
  'expected_receipt_missing',
  'returned_credit',
  'amount_differs',
  'duplicate',
  'missing_statement',
  'gap',
  'signed_off_changed',
] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** What an exception is about, as its name says it after the kind. */
export type SubjectKind = 'line' | 'expected' | 'account_since' | 'statement' | 'sign_off';

export const SUBJECTS: Readonly<Record<ExceptionKind, SubjectKind>> = {
  unidentified_receipt: 'line',
  unidentified_payment: 'line',
  amount_differs: 'line',
  duplicate: 'line',
  unmatched_payment: 'expected',
  expected_receipt_missing: 'expected',
  returned_credit: 'expected',
  missing_statement: 'account_since',
  gap: 'statement',
  signed_off_changed: 'sign_off',
};

const LINE = '[1-9]\\d{0,17}';
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const DAY = '\\d{4}-\\d\\d-\\d\\d';
const EXPECTED = `(?:[a-z_]{1,20}:(?:${ID}(?::${DAY})?|${LINE}))`;

const FORMS: Readonly<Record<SubjectKind, string>> = {
  line: LINE,
  expected: EXPECTED,
  account_since: `${ID}:${DAY}`,
  statement: ID,
  sign_off: ID,
};

/** The name of an exception: "unidentified_receipt:17", "unmatched_payment:pay_run:ID", "gap:ID". */
export const EXCEPTION_NAME = new RegExp(
  `^(?:${EXCEPTION_KINDS.map((kind) => `${kind}:${FORMS[SUBJECTS[kind]]}`).join('|')})$`,
);

/** The kind and the subject that a well-formed name is made of. */
export function partsOf(name: string): { kind: ExceptionKind; subject: string } {
  const at = name.indexOf(':');
  return { kind: name.slice(0, at) as ExceptionKind, subject: name.slice(at + 1) };
}
