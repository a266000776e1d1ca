import { loadVersions, type Versioned } from '../budgets/version-store.ts';
import { standingInstalments } from '../budgets/schedule-store.ts';
import type { Tx } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import { money, sum, toText } from '../money.ts';
import { openNotices } from '../reviews/notice-store.ts';
import { servicesWithIds } from '../scope/store.ts';
import { packArrangement, type ArrangementFacts, type Look } from './pack-arrangement.ts';
import type { Pack } from './pack-schemas.ts';
import {
  arrangementsOf,
  documentsOf,
  funderNames,
  paymentsOf,
  planOf,
  provisionSections,
  reviewsOf,
  shareBalances,
  undecidedReviews,
  type Known,
  type PackPlan,
} from './pack-store.ts';
import { reviewBy } from './rules.ts';
import type { Move } from './store.ts';

/**
 * All that the new body needs to take a plan over: terms, what was paid and what was due up to the
 * day before, balances, notices, undecided reviews and what is on file. Of a move to us there are no
 * lines of ours: they are in the pack of whoever was left.
 */
export async function packOf(tx: Tx, move: Move, known: Known): Promise<Pack> {
  const movedOn = Temporal.PlainDate.from(move.movedOn);
  const upTo = movedOn.subtract({ days: 1 });
  const at = { lastDay: upTo.toString(), known };
  const plan = await planOf(tx, move.budgetId, at);
  const arrangements = await packArrangements(tx, move, known);
  const ids = arrangements.map((one) => one.id);
  const { what, direction, otherBody, learntOn, transferBy, letterBy } = move;
  const { id, beneficiaryId, budgetId } = move;
  const concerned = <T extends { readonly sector: string }>(list: readonly T[]): T[] =>
    list.filter(({ sector }) => what === 'authority' || sector === 'health');
  const undecided = direction === 'out' ? await undecidedReviews(tx, beneficiaryId, known) : [];
  return {
    move: {
      id,
      beneficiaryId,
      budgetId,
      what,
      direction,
      otherBody,
      learntOn,
      movedOn: move.movedOn,
      transferBy,
      letterBy,
    },
    reviewBy: await reviewByOf(tx, move, plan),
    upTo: upTo.toString(),
    knownAt: known.at?.toString() ?? null,
    person: { id: beneficiaryId, reference: plan.reference },
    plan: {
      id: plan.id,
      startsOn: plan.startsOn,
      reviewBy: plan.reviewBy,
      lastReviewOn: plan.lastReviewOn,
      provision: [...plan.provision],
    },
    arrangements,
    totals: totalsOf(arrangements),
    // What is still owed to others is not in the ledger yet, and silence could be taken for "none".
    liabilities: { recorded: [], statement: 'none recorded' },
    openNotices: await noticesOf(tx, ids, movedOn),
    undecidedReviews: concerned(undecided),
    documents: concerned(await documentsOf(tx, ids, known)),
    reviews: concerned(await reviewsOf(tx, ids, at)),
  };
}

/** By when the new body reviews the plan, by the rules on the day of the move. */
export async function reviewByOf(tx: Tx, move: Move, plan: PackPlan): Promise<string> {
  const rules = await rulesOn(tx, Temporal.PlainDate.from(move.movedOn));
  const last = Temporal.PlainDate.from(plan.lastReviewOn ?? plan.startsOn);
  return reviewBy(last, Temporal.PlainDate.from(move.transferBy), rules).toString();
}

/** The arrangements of a budget with their versions and payments, in the order put forward. */
export async function loadArrangements(
  tx: Tx,
  { budgetId, movedOn }: Pick<Move, 'budgetId' | 'movedOn'>,
  known: Known,
): Promise<Omit<ArrangementFacts, 'balances' | 'funders' | 'sections' | 'services'>[]> {
  const listed = await arrangementsOf(tx, budgetId);
  const ids = listed.map((one) => one.id);
  const versions: Map<string, Versioned> = await loadVersions(tx, ids);
  const payments = await paymentsOf(tx, ids, { movedOn, known });
  const standing = await standingInstalments(tx, ids);
  return listed.flatMap(({ id, purpose }) => {
    const versioned = versions.get(id);
    if (versioned === undefined) return [];
    const paid = { payments: payments.get(id) ?? [], standing: standing.get(id) ?? [] };
    return [{ purpose, versioned, ...paid }];
  });
}

async function packArrangements(tx: Tx, move: Move, known: Known): Promise<Pack['arrangements']> {
  if (move.direction === 'in') return [];
  const movedOn = Temporal.PlainDate.from(move.movedOn);
  const loaded = await loadArrangements(tx, move, known);
  const funders = await funderNames(tx);
  const sections = await provisionSections(tx, move.beneficiaryId);
  const services = await servicesWithIds(
    tx,
    loaded.flatMap(({ versioned }) =>
      versioned.versions.flatMap(({ items }) => items.flatMap(({ serviceId }) => serviceId ?? [])),
    ),
  );
  const balances = await shareBalances(
    tx,
    loaded.map((one) => one.versioned.arrangementId),
    { asAt: movedOn.subtract({ days: 1 }), known },
  );
  const look: Look = { what: move.what, movedOn, knownThrough: known.through };
  return loaded
    .map((one) => packArrangement({ ...one, balances, funders, sections, services }, look))
    .filter((one) => one !== null);
}

function totalsOf(arrangements: Pack['arrangements']): Pack['totals'] {
  const total = (name: 'paid' | 'entitled' | 'overpaid' | 'owed'): string =>
    toText(sum(arrangements.map((one) => money(one[name]))));
  const shares = arrangements.flatMap((one) => one.shares);
  return {
    paid: total('paid'),
    entitled: total('entitled'),
    overpaid: total('overpaid'),
    owed: total('owed'),
    held: toText(sum(shares.map((share) => money(share.held)))),
  };
}

async function noticesOf(
  tx: Tx,
  arrangementIds: readonly string[],
  on: Temporal.PlainDate,
): Promise<Pack['openNotices']> {
  const notices = await openNotices(tx, arrangementIds, on);
  return notices.map(({ arrangementId, kind, givenOn, takesEffectOn, reconsideration }) => ({
    arrangementId,
    kind,
    givenOn,
    takesEffectOn,
    reconsideration:
      reconsideration === null ? 'not_asked' : (reconsideration.outcome?.outcome ?? 'asked'),
  }));
}
