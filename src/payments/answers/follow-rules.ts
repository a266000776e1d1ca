import type { NewTask } from '../../tasks/store.ts';
import type { NewHold } from '../holding/store.ts';
import type { AnswerFormat } from './answer.ts';
import type { Advice, RecordedReturn } from './return-store.ts';
import type { Return } from './rules.ts';

/** What came of a file or of a notice, as far as something follows from it. */
export interface Came {
  readonly scheme: AnswerFormat;
  readonly advice: Advice;
  readonly recorded: readonly RecordedReturn[];
  readonly notCovered: readonly Return[];
  /** Rejected although the money may have left, so left as they are. */
  readonly asked: readonly Return[];
  /** The credits whose account details should change. */
  readonly advised: readonly string[];
  /** Whether the file has lines that name nothing known or something that does not fit. */
  readonly unclear: boolean;
}

/** A reason of a bank: what it means and what follows from it. */
export interface Reason {
  readonly code: string;
  readonly meaning: string;
  readonly follows: 'pay_again' | 'correct_details' | 'stop_payments' | 'ask';
}

/** A credit, who holds the account that it went to, and whose money it is. */
export interface CreditBack {
  readonly id: string;
  /** Of the payee: young_person, parent, nominee, representative, authorised_person or broker. */
  readonly relationship: string;
  readonly paid: readonly {
    readonly beneficiaryId: string;
    readonly arrangementId: string;
    /** The value date of the earliest payment that is in the credit or was not made yet. */
    readonly fromOn: string;
    /** What the credit pays. */
    readonly instalments: readonly { readonly id: string; readonly valueOn: string }[];
    /** Every arrangement of the person under which money is paid, each from its earliest payment. */
    readonly all: readonly { readonly arrangementId: string; readonly fromOn: string }[];
  }[];
}

type Facts = Came & {
  readonly credits: ReadonlyMap<string, CreditBack>;
  readonly reasons: ReadonlyMap<string, Reason>;
};

type Follows = Reason['follows'];

/**
 * What follows from a returned credit. From a file or block that was rejected as a whole nothing
 * follows for one payee; a reason that nobody knows is asked about; and that a broker's account
 * holder has died says nothing of the people whose money it is.
 */
function followsFrom(one: Return, { credits, reasons, advice }: Facts): Follows {
  if (!one.named) return 'pay_again';
  const follows = reasons.get(one.code)?.follows ?? 'ask';
  // Whoever recorded it has asked the bank.
  if (follows === 'ask' && one.how === 'rejected' && advice.answerId === null) return 'pay_again';
  const pooled = credits.get(one.creditId)?.relationship === 'broker';
  return follows === 'stop_payments' && pooled ? 'ask' : follows;
}

/** What the bank gives a reason for: also where the payment itself stays as it is. */
const toldOf = ({ recorded, notCovered, asked }: Came): readonly Return[] => [
  ...recorded,
  ...notCovered,
  ...asked,
];

/**
 * The payments to hold back. They begin with the earliest that was not made, what came back being
 * among them: it is due again, and would otherwise leave by the next run for the same account.
 * What came back for a reason that somebody asks about is held by itself.
 */
export function holdsOf(facts: Facts): NewHold[] {
  const holds = new Map<string, NewHold>();
  const recorded = new Set(facts.recorded.map(({ creditId }) => creditId));
  for (const one of toldOf(facts)) {
    const follows = followsFrom(one, facts);
    const credit = facts.credits.get(one.creditId);
    if (credit === undefined || follows === 'pay_again') continue;
    // What was not undone is not due again, so there is nothing of it to hold.
    if (follows === 'ask' && !recorded.has(one.creditId)) continue;
    for (const hold of holdsFor(credit, follows, saidOf(one, facts))) {
      const key = `${hold.arrangementId} ${hold.instalmentId} ${hold.reason}`;
      const before = holds.get(key);
      if (before === undefined || hold.fromOn < before.fromOn) holds.set(key, hold);
    }
  }
  return [...holds.values()];
}

function holdsFor(
  { relationship, paid }: CreditBack,
  follows: Exclude<Follows, 'pay_again'>,
  said: string,
): NewHold[] {
  if (follows === 'ask') {
    const reasons = `${said} Held until somebody has found out whether to pay it again.`;
    return paid.flatMap(({ beneficiaryId, arrangementId, instalments }) =>
      instalments.map(({ id, valueOn }) => ({
        beneficiaryId,
        arrangementId,
        instalmentId: id,
        fromOn: valueOn,
        reason: 'query' as const,
        acts: 'finance' as const,
        reasons,
      })),
    );
  }
  const common = { instalmentId: null };
  if (follows === 'correct_details') {
    const reasons = `${said} Held until new bank details have been checked.`;
    return paid.map(({ beneficiaryId, arrangementId, fromOn }) => ({
      ...common,
      beneficiaryId,
      arrangementId,
      fromOn,
      reason: 'bank_details',
      acts: 'finance',
      reasons,
    }));
  }
  const holder = relationship.replaceAll('_', ' ');
  const reasons = `${said} The account is held by the ${holder}. Find out who has died before anything else is done.`;
  return paid.flatMap(({ beneficiaryId, all }) =>
    all.map(({ arrangementId, fromOn }) => ({
      ...common,
      beneficiaryId,
      arrangementId,
      fromOn,
      reason: 'beneficiary_deceased' as const,
      acts: 'caseworker' as const,
      reasons,
    })),
  );
}

/** What the bank said, in a sentence. */
function saidOf({ code, how }: Return, { scheme, reasons }: Facts): string {
  const meaning = reasons.get(code)?.meaning ?? 'a reason that is not known here';
  const way = how === 'returned' ? 'gave the payment back' : 'rejected the payment';
  return `The bank ${way} (${scheme} ${code}: ${meaning}).`;
}

/** The tasks to open: at most one of a kind for each credit, run or file. */
export function tasksOf(facts: Facts & { readonly dueOn: string }): NewTask[] {
  const { dueOn, credits, advice } = facts;
  const ofCredit = (kind: NewTask['kind'], creditId: string, due = dueOn): NewTask => ({
    kind,
    forKind: kind === 'beneficiary_deceased' ? 'caseworker' : 'finance_officer',
    ...whoseOf(credits.get(creditId)),
    about: creditId,
    dueOn: due,
  });
  const tasks: NewTask[] = [];
  for (const one of toldOf(facts)) {
    const kind = TASK_OF[followsFrom(one, facts)];
    if (kind !== null) tasks.push(ofCredit(kind, one.creditId));
  }
  for (const one of facts.asked.filter(({ named }) => named)) {
    tasks.push(ofCredit('answer_unclear', one.creditId));
  }
  for (const one of facts.recorded) {
    if (one.expectedOn !== null) {
      tasks.push(ofCredit('credit_expected', one.creditId, one.expectedOn));
    }
  }
  const ofNobody = {
    forKind: 'finance_officer',
    beneficiaryId: null,
    arrangementId: null,
  } as const;
  const whole = new Set(facts.recorded.filter((one) => !one.named).map((one) => one.payRunId));
  for (const about of whole) tasks.push({ kind: 'file_rejected', ...ofNobody, about, dueOn });
  for (const one of facts.notCovered) tasks.push(ofCredit('return_not_covered', one.creditId));
  for (const id of facts.advised) tasks.push(ofCredit('account_details_advised', id));
  if (facts.unclear && advice.answerId !== null) {
    tasks.push({ kind: 'answer_unclear', ...ofNobody, about: advice.answerId, dueOn });
  }
  return tasks;
}

const TASK_OF: Readonly<Record<Follows, NewTask['kind'] | null>> = {
  pay_again: null,
  correct_details: 'bank_details_returned',
  stop_payments: 'beneficiary_deceased',
  ask: 'answer_unclear',
};

/** The one person and arrangement that a credit pays; none where it pays several people's. */
function whoseOf(credit: CreditBack | undefined): Pick<NewTask, 'beneficiaryId' | 'arrangementId'> {
  const [only, ...others] = credit?.paid ?? [];
  if (only === undefined || others.length > 0) return { beneficiaryId: null, arrangementId: null };
  return { beneficiaryId: only.beneficiaryId, arrangementId: only.arrangementId };
}
