/** What sorts of line are expected on a statement; see schema/matching.ts. */
export const EXPECTED_KINDS = [
  'pay_run',
  'payment',
  'returned_credit',
  'invoice_payment',
  'entry',
  'repeat',
] as const;
export type ExpectedKind = (typeof EXPECTED_KINDS)[number];

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** A name of an expected line: "pay_run:ID", "pay_run:ID:2026-04-17", "payment:ID", "entry:17", ... */
export const NAME_PATTERN = new RegExp(
  `^(?:pay_run:${ID}(?::\\d{4}-\\d\\d-\\d\\d)?|(?:payment|returned_credit|invoice_payment):${ID}` +
    '|(?:entry|repeat):[1-9]\\d{0,17})$',
);

/** The identifiers that names speak of, by what they are of. */
export interface NamedIds {
  readonly payRuns: readonly string[];
  readonly credits: readonly string[];
  readonly invoicePayments: readonly string[];
  readonly entries: readonly string[];
  readonly lines: readonly string[];
}

const COLLECTED: Readonly<Record<ExpectedKind, keyof NamedIds>> = {
  pay_run: 'payRuns',
  payment: 'credits',
  returned_credit: 'credits',
  invoice_payment: 'invoicePayments',
  entry: 'entries',
  repeat: 'lines',
};

/** Sorts names by what they are of. A name that is none says nothing, and so finds nothing. */
export function idsOf(names: readonly string[]): NamedIds {
  const found = {
    payRuns: new Set<string>(),
    credits: new Set<string>(),
    invoicePayments: new Set<string>(),
    entries: new Set<string>(),
    lines: new Set<string>(),
  };
  for (const name of names) {
    if (!NAME_PATTERN.test(name)) continue;
    const [kind, id] = name.split(':') as [ExpectedKind, string];
    found[COLLECTED[kind]].add(id);
  }
  return {
    payRuns: [...found.payRuns],
    credits: [...found.credits],
    invoicePayments: [...found.invoicePayments],
    entries: [...found.entries],
    lines: [...found.lines],
  };
}
