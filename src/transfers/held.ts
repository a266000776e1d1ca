import { agreedOf, loadVersions, type Versioned } from '../budgets/version-store.ts';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { money, toText, type Decimal } from '../money.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { standingShares, transfersOf } from './money-store.ts';
import { faultsOfHeld, partsOf, type HeldAsked, type Part, type Party } from './rules.ts';
import type { HeldBody } from './schemas.ts';
import {
  addDecision,
  addTransfer,
  factsBefore,
  openBetween,
  textOfParts,
  transferFields,
  type TransferRow,
} from './transfer-store.ts';

/** Two arrangements that money goes between, or not found. */
export async function bothOf(
  tx: Tx,
  fromId: string,
  toId: string,
  where: string,
): Promise<{ from: Versioned; to: Versioned }> {
  const found = await loadVersions(tx, [fromId, toId]);
  const [from, to] = [found.get(fromId), found.get(toId)];
  if (from === undefined) throw notFound();
  if (to === undefined) {
    const message = 'No arrangement has this identifier.';
    throw new Problem('record-unknown', message, { errors: [{ where, message }] });
  }
  return { from, to };
}

function partyOf(one: Versioned): Party {
  const agreed = agreedOf(one);
  const last = agreed.at(-1);
  return {
    id: one.arrangementId,
    beneficiaryId: one.beneficiaryId,
    kind: one.kind,
    startsOn: agreed[0]?.effectiveOn ?? null,
    endedOn: last?.ends === true ? last.effectiveOn : null,
  };
}

interface Plan {
  readonly from: Versioned;
  readonly amount: Decimal;
  readonly parts: readonly Part[];
}

type Asked = HeldAsked & {
  readonly fromId: string;
  readonly toId: string;
  /** Null for all that is held. */
  readonly amount: Decimal | null;
};

/** What would move of what is held; throws all that stands in its way. */
async function planHeld(tx: Tx, asked: Asked): Promise<Plan> {
  const { from, to } = await bothOf(tx, asked.fromId, asked.toId, 'body.toArrangementId');
  const parties = [partyOf(from), partyOf(to)] as const;
  const faults = faultsOfHeld(asked, ...parties, tx.scope.today);
  refuseFaults('invalid-request', 'This does not move from one to the other.', faults);
  if (to.budgetClosed) throw new Problem('budget-closed', 'The budget it goes to is closed.');
  if (parties.some((party) => party.startsOn === null)) {
    const message = 'Money moves between arrangements that are agreed. One of them is not yet.';
    throw new Problem('state-does-not-allow', message, { state: 'proposed' });
  }
  const shares = await standingShares(tx, {
    account: 'held',
    fromId: asked.fromId,
    toId: asked.toId,
    on: asked.effectiveOn,
  });
  const parted = partsOf(shares, asked.amount);
  if (parted.ok) return { from, amount: parted.amount, parts: parted.parts };
  if ('alone' in parted) throw withoutCounterpart(parted.alone);
  throw notHeld(parted.available, parted.asked, asked.effectiveOn);
}

function withoutCounterpart(names: readonly string[]): Problem {
  const message =
    `The other arrangement has no agreed share of ${names.join(', ')}, so that money cannot go there. ` +
    'Agree such a share first.';
  const errors = [{ where: 'body.toArrangementId', message }];
  return new Problem('invalid-request', message, { errors });
}

function notHeld(available: Decimal, asked: Decimal | null, on: Temporal.PlainDate): Problem {
  const there = toText(available);
  const wanted = asked === null ? 'all of it' : toText(asked);
  return new Problem(
    'not-covered',
    `On ${on.toString()}, and with all that is recorded after it, ${there} is held; ${wanted} was to move.`,
    { shortfalls: [{ account: 'held', available: there, asked: asked === null ? there : wanted }] },
  );
}

/** Proposes that what one arrangement holds becomes another's. @returns the transfer's id */
export async function proposeHeld(tx: Tx, fromId: string, body: HeldBody): Promise<string> {
  const toId = body.toArrangementId;
  const asked = { ...body, fromId, toId, amount: body.amount ?? null };
  const { from, amount } = await planHeld(tx, asked);
  const one = {
    beneficiaryId: from.beneficiaryId,
    fromArrangementId: fromId,
    toArrangementId: toId,
    what: 'held' as const,
    amount,
    effectiveOn: body.effectiveOn,
    cause: body.cause,
    reasons: body.reasons,
  };
  const open = await openBetween(tx, one);
  if (open !== null) {
    const message = `Transfer ${open} between the two is still to be decided.`;
    throw new Problem('already-exists', message, { id: open });
  }
  return addTransfer(tx, one);
}

/** What would move of a proposed transfer as things stand now; throws what stands in its way. */
export async function partsNow(tx: Tx, transfer: TransferRow): Promise<readonly Part[]> {
  const plan = await planHeld(tx, {
    fromId: transfer.from.arrangementId,
    toId: transfer.to.arrangementId,
    amount: money(transfer.amount),
    effectiveOn: Temporal.PlainDate.from(transfer.effectiveOn),
    cause: transfer.cause,
  });
  return plan.parts;
}

/** Agrees a transfer of what is held: works it out anew, and posts it on its day. */
export async function agreeHeld(tx: Tx, transfer: TransferRow): Promise<void> {
  const parts = await partsNow(tx, transfer);
  const facts = await factsBefore(tx, transfer.id);
  const fields = transferFields({
    ...facts,
    outcome: 'agreed',
    decidedBy: tx.scope.user,
    parts: textOfParts(parts),
  });
  const key = `transfer:${transfer.id}`;
  const posted = await post(tx, [
    {
      key,
      kind: 'transfer',
      effectiveOn: Temporal.PlainDate.from(transfer.effectiveOn),
      reason: transfer.cause,
      evidence: evidenceOf(fields, facts.salt),
      transfers: await transfersOf(tx, parts),
    },
  ]);
  await addDecision(tx, { facts, outcome: 'agreed', entry: posted.ids.get(key)!, parts });
}
