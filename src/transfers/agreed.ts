import { loadProposals, type Proposal } from '../budgets/agreement-store.ts';
import { proposeArrangements } from '../budgets/arrangement-store.ts';
import { itemsOf, sharesOf } from '../budgets/body.ts';
import { newArrangementOf } from '../budgets/new-arrangement.ts';
import { planVersions, proposeVersions } from '../budgets/version-plan.ts';
import type { ChangeAsked } from '../budgets/version-rules.ts';
import { agreedOf, type StoredVersion, type Versioned } from '../budgets/version-store.ts';
import { isPublic } from '../budgets/versions.ts';
import type { Tx } from '../database/transactions.ts';
import { ZERO, sum, toText, type Decimal } from '../money.ts';
import { Problem, notFound, refuseFaults, type Fault } from '../problem.ts';
import { bothOf } from './held.ts';
import { standingShares } from './money-store.ts';
import { partsOfAgreed, type AgreedShare, type Part } from './rules.ts';
import type { AgreedBody } from './schemas.ts';
import { addTransfer } from './transfer-store.ts';

/** Why the terms of the notional arrangement change, as its version says. */
const REASON = 'Agreed and not used: moved to another arrangement';

/**
 * Proposes that what was agreed of a notional arrangement and not used becomes another's of the same
 * budget: less of the one and as much more of the other, by the same funders, to be decided
 * together. @returns the transfer's id
 */
export async function proposeAgreed(tx: Tx, fromId: string, body: AgreedBody): Promise<string> {
  const target = 'arrangementId' in body.to ? body.to.arrangementId : fromId;
  const { from, to } = await bothOf(tx, fromId, target, 'body.to.arrangementId');
  refuseFaults('invalid-request', 'This does not move as agreed money.', faultsOf(body, from, to));
  const [fromAgreementId] = await proposeChanges(tx, [await lessOf(tx, from, body)], 'body');
  const more = await moreOf(tx, { from, target: to, fromAgreementId: fromAgreementId! }, body);
  const parts = await partsOfVersions(tx, fromAgreementId!, more.agreementId);
  if (!sum(parts.map((part) => part.amount)).eq(body.amount)) {
    const message = `The terms come to ${toText(sum(parts.map((part) => part.amount)))} less, and ${toText(body.amount)} is to move.`;
    throw new Problem('invalid-request', message, { errors: [{ where: 'body.amount', message }] });
  }
  await checkAvailable(tx, from, body.effectiveOn, parts);
  return addTransfer(tx, {
    beneficiaryId: from.beneficiaryId,
    fromArrangementId: fromId,
    toArrangementId: more.arrangementId,
    what: 'agreed',
    amount: body.amount,
    effectiveOn: body.effectiveOn,
    cause: body.cause,
    reasons: body.reasons,
    fromAgreementId: fromAgreementId!,
    toAgreementId: more.agreementId,
  });
}

function faultsOf({ cause, to: target }: AgreedBody, from: Versioned, to: Versioned): Fault[] {
  const faults: Fault[] = [];
  const fault = (where: string, message: string) =>
    faults.push({ where: `body.${where}`, message });
  if (from.kind !== 'notional') {
    fault('what', 'What is paid out moves as "held"; "agreed" is of a notional arrangement.');
  }
  if (cause !== 'underspend' && cause !== 'correction') {
    fault('cause', 'Agreed money moves because it was not used, or as a correction.');
  }
  if ('arrangement' in target) {
    if (target.arrangement.kind === 'notional') {
      fault('to.arrangement.kind', 'It moves to an arrangement that pays it out.');
    }
    return faults;
  }
  const where = 'to.arrangementId';
  if (to.kind === 'notional') fault(where, 'It moves to an arrangement that pays it out.');
  if (to.beneficiaryId !== from.beneficiaryId || to.budgetId !== from.budgetId) {
    fault(where, 'Both arrangements are of the same budget.');
  }
  return faults;
}

/** The change by which so much less is agreed of the notional arrangement; or its end. */
async function lessOf(tx: Tx, from: Versioned, body: AgreedBody): Promise<ChangeAsked> {
  const before = agreedOf(from).at(-1);
  const all = before !== undefined && body.amount.eq(before.agreedTotal);
  if (before !== undefined && body.amount.gt(before.agreedTotal)) {
    throw notThere(before.agreedTotal, body.amount, 'agreed');
  }
  const shares = body.shares === undefined ? undefined : await sharesOf(tx, body.shares);
  const items =
    body.items === undefined
      ? undefined
      : await itemsOf(tx, body.items, {
          beneficiaryId: from.beneficiaryId,
          kind: from.kind,
          effectiveOn: body.effectiveOn,
          shares: shares ?? before?.shares ?? [],
        });
  return {
    arrangementId: from.arrangementId,
    follows: body.follows,
    effectiveOn: body.effectiveOn,
    reason: REASON,
    withoutNotice: 'new_arrangement',
    shares,
    items,
    ...(all ? { end: true as const } : { amount: before?.amount.minus(body.amount) }),
  };
}

async function proposeChanges(
  tx: Tx,
  asked: readonly ChangeAsked[],
  where: string,
): Promise<string[]> {
  const planned = await within(where, () => planVersions(tx, asked));
  if (planned.length < asked.length) throw notFound();
  const fitting = planned.map((one) => {
    if (!one.ok) throw placed(one.problem, where);
    return one;
  });
  return proposeVersions(tx, fitting);
}

/** Between which arrangements, the second the first itself where a new one is made; and by what. */
interface Moving {
  readonly from: Versioned;
  readonly target: Versioned;
  readonly fromAgreementId: string;
}

interface More {
  readonly arrangementId: string;
  readonly agreementId: string;
}

/** Proposes what is agreed more elsewhere: a new arrangement, or a change of one. */
async function moreOf(
  tx: Tx,
  { from, target, fromAgreementId }: Moving,
  { to, amount, effectiveOn }: AgreedBody,
): Promise<More> {
  if ('arrangementId' in to) {
    const { version, arrangementId } = to;
    const where = 'body.to.version';
    const shares =
      version.shares === undefined
        ? undefined
        : await within(where, () => sharesOf(tx, version.shares!));
    const items =
      version.items === undefined
        ? undefined
        : await within(where, () =>
            itemsOf(tx, version.items!, {
              beneficiaryId: target.beneficiaryId,
              kind: target.kind,
              effectiveOn,
              shares: shares ?? agreedOf(target).at(-1)?.shares ?? [],
            }),
          );
    const asked = { ...version, arrangementId, effectiveOn, shares, items };
    const [agreementId] = await proposeChanges(tx, [asked], where);
    return { arrangementId, agreementId: agreementId! };
  }
  const [proposal] = await loadProposals(tx, [fromAgreementId]);
  const shares = sidesOf(proposal!, 'less')
    .filter((share) => share.amount.gt(0))
    .map((share) => ({ funderId: share.funderId!, fixed: share.amount }));
  const body = { ...to.arrangement, amount, effectiveOn, shares };
  const [made] = await within('body.to.arrangement', async () =>
    proposeArrangements(tx, [await newArrangementOf(tx, from.budgetId, body)]),
  );
  return made!;
}

/** Faults are found where the terms stand inside the request. */
async function within<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? placed(error, where) : error;
  }
}

function placed(problem: Problem, where: string): Problem {
  const { errors, ...extras } = problem.extras;
  if (errors === undefined || where === 'body') return problem;
  return new Problem(problem.type, problem.detail, {
    ...extras,
    errors: errors.map((one) => ({ ...one, where: one.where.replace(/^body/, where) })),
  });
}

interface Side {
  readonly key: string;
  readonly source: AgreedShare['source'];
  readonly funderId: string | null;
  readonly amount: Decimal;
}

/** By how much a version changes what each public share agrees, after the versions before it. */
function sidesOf({ arrangement, version }: Proposal, which: 'less' | 'more'): Side[] {
  const before: StoredVersion | undefined = agreedOf(arrangement)
    .filter((one) => one.number < version.number)
    .at(-1);
  const shares = new Map(
    [...(before?.shares ?? []), ...version.shares].map((share) => [share.key, share]),
  );
  return [...shares.values()]
    .filter((share) => isPublic(share.source))
    .map(({ key, source, funderId }) => {
      const was = before?.amounts.get(key) ?? ZERO;
      const now = version.amounts.get(key) ?? ZERO;
      return { key, source, funderId, amount: which === 'less' ? was.minus(now) : now.minus(was) };
    });
}

/** The parts by which two versions move agreed money; throws where they are not the same. */
export async function partsOfVersions(
  tx: Tx,
  fromAgreementId: string,
  toAgreementId: string,
): Promise<readonly Part[]> {
  const [from, to] = await loadProposals(tx, [fromAgreementId, toAgreementId]);
  if (from === undefined || to === undefined) throw notFound();
  const [less, more] = [sidesOf(from, 'less'), sidesOf(to, 'more')];
  const nameOf = (side: Side): string => `${side.source}/${side.funderId ?? ''}`;
  const names = [...new Set([...less, ...more].map(nameOf))];
  const shares = names.map((name): AgreedShare => {
    const [here, there] = [less, more].map((sides) => sides.find((one) => nameOf(one) === name));
    const { source, funderId } = (here ?? there)!;
    return {
      source,
      funderId,
      funder: null,
      from: here?.key ?? null,
      less: here?.amount ?? ZERO,
      to: there?.key ?? null,
      more: there?.amount ?? ZERO,
    };
  });
  const parted = partsOfAgreed(shares);
  if (parted.ok) return parted.parts;
  const { message } = parted;
  throw new Problem('invalid-request', message, { errors: [{ where: 'body.to', message }] });
}

/** What is ordered, invoiced or paid stays: only what is available moves. */
async function checkAvailable(
  tx: Tx,
  from: Versioned,
  on: Temporal.PlainDate,
  parts: readonly Part[],
): Promise<void> {
  const id = from.arrangementId;
  const standing = await standingShares(tx, { account: 'available', fromId: id, toId: id, on });
  const least = new Map(standing.map((share) => [share.from, share.least]));
  const short = parts.filter((part) => part.amount.gt(least.get(part.from) ?? ZERO));
  if (short.length === 0) return;
  throw notThere(
    sum(short.map((part) => least.get(part.from) ?? ZERO)),
    sum(short.map((part) => part.amount)),
    'available',
  );
}

function notThere(available: Decimal, asked: Decimal, account: string): Problem {
  const [there, wanted] = [toText(available), toText(asked)];
  return new Problem(
    'not-covered',
    `Neither ordered nor invoiced is ${there}, and ${wanted} was to move. What is ordered is freed first.`,
    { shortfalls: [{ account, available: there, asked: wanted }] },
  );
}
