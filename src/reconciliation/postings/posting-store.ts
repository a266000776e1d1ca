import { randomUUID } from 'node:crypto';
import { decideAlone, decideBeside } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { accountName, findAccounts, openAccounts } from '../../ledger/accounts.ts';
import { post, type Posting } from '../../ledger/post.ts';
import { sum, toText, type Decimal } from '../../money.ts';
import { notFound } from '../../problem.ts';
import { listLines, type BankLine } from '../line-store.ts';
import { bankAccountLock, matchPairs, refuseSignedOff } from '../matching/pair-store.ts';
import { recordContributions } from './contribution-parts.ts';
import { partnersAlone, recordPartners } from './partner-parts.ts';
import { planParts, type PartPlan, type RepaymentPlan } from './plan.ts';
import type { PartAsked } from './schemas.ts';
import type { SplitMade } from './split-rules.ts';

/** A part of a line that was posted and matched. */
export interface PostedPart {
  readonly to: PartAsked['to'];
  readonly amount: Decimal;
  readonly entryId: string;
  readonly matchId: string;
  /** Of what a partner or a person paid. */
  readonly receiptId: string | null;
  readonly split: SplitMade | null;
}

/** Whoever else posts from a line, or writes it off, waits until the transaction ends. */
export const lineAlone = (tx: Tx, lineId: string): Promise<void> =>
  decideAlone(tx, `bank line ${lineId}`);

/** A line as it stands while nobody else posts from it, on a day that is not signed off. */
export async function lineToPost(tx: Tx, id: string): Promise<BankLine> {
  const line = await lineOf(tx, id);
  await decideBeside(tx, bankAccountLock(line.bankAccountId));
  const bookedOn = Temporal.PlainDate.from(line.bookedOn);
  await refuseSignedOff(tx, [{ ...line, bookedOn }]);
  return lineOf(tx, id);
}

async function lineOf(tx: Tx, id: string): Promise<BankLine> {
  const [line] = await listLines(tx, { id });
  if (line === undefined) throw notFound();
  return line;
}

/**
 * Posts what the parts of a line are for, on the line's booking day, and matches the line with each
 * entry: all parts or, with every reason, none. @returns the parts in the order given
 */
export async function postParts(
  tx: Tx,
  lineId: string,
  parts: readonly PartAsked[],
): Promise<PostedPart[]> {
  // The account is held last, because whoever signs it off holds nothing else meanwhile.
  await lineAlone(tx, lineId);
  await partnersAlone(tx, parts);
  const line = await lineToPost(tx, lineId);
  const plans = await planParts(tx, line, parts);
  const made = await recordAll(tx, line, plans);
  const together = plans.length > 1 ? randomUUID() : undefined;
  const matchIds = await matchPairs(
    tx,
    plans.map(({ amount, ...plan }, n) => ({
      lineId,
      expected: `entry:${made[n]!.entryId}`,
      amount,
      // What another room has recorded stays when the match is undone.
      kind: 'own' in plan || 'repayment' in plan ? 'posting' : 'match',
      together,
    })),
    (n) => `body.parts.${n}`,
  );
  return plans.map((plan, n) => ({
    to: plan.to,
    amount: plan.amount,
    ...made[n]!,
    matchId: matchIds[n]!,
    split: 'repayment' in plan ? plan.repayment.split : null,
  }));
}

interface Made {
  readonly entryId: string;
  readonly receiptId: string | null;
}

/** Records every part, each sort of them as a set. @returns in the order of the plans */
async function recordAll(tx: Tx, line: BankLine, plans: readonly PartPlan[]): Promise<Made[]> {
  const made = new Map<PartPlan, Made>();
  const partners = plans.filter((plan) => 'partner' in plan);
  const contributions = plans.filter((plan) => 'contribution' in plan);
  const own = plans.filter((plan) => 'own' in plan || 'repayment' in plan);
  const entries = await postEntries(tx, line, own);
  for (const [n, plan] of own.entries()) made.set(plan, { entryId: entries[n]!, receiptId: null });
  const paid = await recordPartners(
    tx,
    line,
    partners.map(({ partner }) => partner),
  );
  const came = await recordContributions(
    tx,
    contributions.map(({ contribution }) => contribution),
  );
  for (const [n, { id, entryId }] of [...paid, ...came].entries()) {
    made.set([...partners, ...contributions][n]!, { entryId, receiptId: id });
  }
  return plans.map((plan) => made.get(plan)!);
}

type OwnPlan = Extract<PartPlan, { own: unknown } | { repayment: unknown }>;

/** Posts entries that stand for no record elsewhere, as a set. @returns their ids in order */
async function postEntries(tx: Tx, line: BankLine, plans: readonly OwnPlan[]): Promise<string[]> {
  if (plans.length === 0) return [];
  const wanted = plans.map((plan) => ('own' in plan ? ownOf(line, plan) : repaidOf(line, plan)));
  const names = [...new Set(wanted.flatMap(({ transfers }) => transfers.flatMap(namesOf)))];
  await openAccounts(tx, names.filter((name) => !name.includes('/')).map(bankAccountOf));
  const accounts = await findAccounts(tx, names);
  const postings = wanted.map((one): Posting => ({
    ...one,
    key: `line_part:${randomUUID()}`,
    effectiveOn: Temporal.PlainDate.from(line.bookedOn),
    transfers: one.transfers.map(({ from, to, amount }) => ({
      from: accounts.get(from)!,
      to: accounts.get(to)!,
      amount,
    })),
  }));
  const { ids } = await post(tx, postings);
  return postings.map(({ key }) => ids.get(key)!);
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly amount: Decimal;
}

interface Wanted {
  readonly kind: string;
  readonly reason: string;
  readonly transfers: readonly Move[];
}

const namesOf = ({ from, to }: Move): string[] => [from, to];

function bankAccountOf(name: string): { class: string; subject: string } {
  const [kind, subject] = name.split(':') as [string, string];
  return { class: kind, subject };
}

function ownOf(line: BankLine, { amount, own }: Extract<PartPlan, { own: unknown }>): Wanted {
  const { kind, reason, other } = own;
  return { kind, reason, transfers: [movedBy(line, other, amount)] };
}

/** Between the line's bank account and another account of it, the way that the line goes. */
export function movedBy(line: BankLine, other: string, amount: Decimal): Move {
  const bank = accountName('bank', line.bankAccountId);
  const its = accountName(other, line.bankAccountId);
  return line.amount.startsWith('-')
    ? { from: bank, to: its, amount }
    : { from: its, to: bank, amount };
}

/** Of each share: what is held comes back and is there to be agreed again. */
function repaidOf(line: BankLine, { repayment }: { readonly repayment: RepaymentPlan }): Wanted {
  const { kind, split } = repayment;
  const transfers = split.parts.flatMap(({ shareId, sector, amount }): Move[] => {
    if (amount.isZero()) return [];
    const share = (account: string): string => accountName(`${account}/${kind}/${sector}`, shareId);
    return [
      { from: share('held'), to: share('to_return'), amount },
      { from: share('to_return'), to: accountName('bank', line.bankAccountId), amount },
      { from: share('drawn'), to: share('available'), amount },
    ];
  });
  return { kind: 'repaid', reason: `split_${split.rule}`, transfers };
}

/** A part as it is shown. */
export function shownPart(part: PostedPart) {
  const { to, amount, entryId, matchId, receiptId, split } = part;
  return { to, amount: toText(amount), entryId, matchId, receiptId, split: shownSplit(split) };
}

function shownSplit(split: SplitMade | null) {
  if (split === null) return null;
  const { rule, parts } = split;
  const residue = sum(parts.map((part) => part.residue));
  return {
    rule,
    residue: toText(residue),
    shares: parts.map((part) => ({
      shareId: part.shareId,
      sector: part.sector,
      held: toText(part.held),
      amount: toText(part.amount),
      residue: toText(part.residue),
    })),
  };
}
