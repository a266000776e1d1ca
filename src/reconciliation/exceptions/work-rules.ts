import { money } from '../../money.ts';
import type { KindSummary } from './list.ts';
import type { ExceptionKind } from './kinds.ts';

/** What an officer may have to do about a bank account. */
export const THINGS_TO_DO = [
  'import_statement',
  'search',
  'accept',
  'see_to_exceptions',
  'sign_off',
] as const;

/** One thing to do, why, and by which request. */
export interface ToDo {
  readonly do: (typeof THINGS_TO_DO)[number];
  readonly why: string;
  readonly method: 'GET' | 'POST';
  readonly address: string;
}

/** All that decides what is to be done about an account. Days and amounts are text. */
export interface WorkFacts {
  readonly bankAccountId: string;
  readonly openLines: number;
  readonly statementTo: string | null;
  readonly signedOffThrough: string | null;
  /** A sign-off that one person prepared and nobody has signed. */
  readonly prepared: { readonly id: string; readonly throughOn: string } | null;
  readonly difference: string | null;
  readonly search: {
    readonly id: string;
    /** Whether other lines, or other payments, are open now than when it was made. */
    readonly changedSince: boolean;
    /** Proposals without a rival whose lines are open still. */
    readonly toAccept: number;
  } | null;
  readonly exceptions: readonly KindSummary[];
}

/** What is to be done, in order; nothing where the account is signed off to its last statement. */
export function toDo(facts: WorkFacts): ToDo[] {
  return [...imports(facts), ...matching(facts), ...exceptions(facts), ...signOff(facts)];
}

const countOf = ({ exceptions }: WorkFacts, kinds: readonly ExceptionKind[]): number =>
  exceptions.filter(({ kind }) => kinds.includes(kind)).reduce((sum, one) => sum + one.count, 0);

function imports(facts: WorkFacts): ToDo[] {
  const why = whyImport(facts);
  if (why === null) return [];
  return [{ do: 'import_statement', why, method: 'POST', address: '/bank-files' }];
}

function whyImport(facts: WorkFacts): string | null {
  const gaps = countOf(facts, ['gap']);
  if (facts.statementTo === null) return 'The account has no statement yet.';
  if (countOf(facts, ['missing_statement']) > 0) {
    return `The last statement ended on ${facts.statementTo}; the next is missing.`;
  }
  return gaps > 0 ? `Gaps between statements: ${gaps}.` : null;
}

function matching({ openLines, search }: WorkFacts): ToDo[] {
  if (openLines === 0) return [];
  const again = { do: 'search', method: 'POST', address: '/match-runs' } as const;
  if (search === null) {
    return [{ ...again, why: `Lines with something open: ${openLines}. No search was made yet.` }];
  }
  if (search.changedSince) {
    return [{ ...again, why: 'Other lines or payments are open than when the last was made.' }];
  }
  if (search.toAccept === 0) return [];
  return [
    {
      do: 'accept',
      why: `Proposals of the last search without a rival: ${search.toAccept}.`,
      method: 'POST',
      address: `/match-runs/${search.id}/acceptances`,
    },
  ];
}

function exceptions({ bankAccountId, exceptions: kinds }: WorkFacts): ToDo[] {
  const count = kinds.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return [];
  const overdue = kinds.reduce((sum, one) => sum + one.overdue, 0);
  return [
    {
      do: 'see_to_exceptions',
      why: `Exceptions: ${count}, of which ${overdue} overdue.`,
      method: 'GET',
      address: `/exceptions?bankAccount=${bankAccountId}`,
    },
  ];
}

/** Kinds that a sign-off does not wait for: what was sent may be on its way. */
const MAY_STAY: readonly ExceptionKind[] = [
  'unmatched_payment',
  'expected_receipt_missing',
  'returned_credit',
  'missing_statement',
  'signed_off_changed',
];

function signOff(facts: WorkFacts): ToDo[] {
  const { statementTo, signedOffThrough, prepared, difference, exceptions: kinds } = facts;
  const step = { do: 'sign_off', method: 'POST' } as const;
  if (prepared !== null) {
    const why = `The sign-off to ${prepared.throughOn} awaits its second person.`;
    return [{ ...step, why, address: `/sign-offs/${prepared.id}/approval` }];
  }
  const inTheWay = kinds.some(({ kind }) => !MAY_STAY.includes(kind));
  const reached = statementTo !== null && statementTo > (signedOffThrough ?? '');
  if (!reached || inTheWay || difference === null || !money(difference).isZero()) return [];
  const why = `Nothing is open to ${statementTo}, and nothing differs.`;
  return [{ ...step, why, address: '/sign-offs' }];
}
