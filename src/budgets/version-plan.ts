import type { Tx } from '../database/transactions.ts';
import { closedThrough } from '../ledger/periods.ts';
import { rulesOn } from '../law/store.ts';
import { addTexts } from '../people/texts.ts';
import { Problem } from '../problem.ts';
import { addNotices } from '../reviews/notice-store.ts';
import { sharesDoNotStand } from './arrangement-store.ts';
import { withMoneyBack } from './came-back.ts';
import {
  faultsOf,
  isLower,
  problemOfNotice,
  problemOfPeriod,
  problemOfState,
  termsOf,
  type ChangeAsked,
  type Facts,
} from './version-rules.ts';
import {
  agreedOf,
  agreedVersions,
  loadVersions,
  type StoredVersion,
  type Versioned,
} from './version-store.ts';
import { addVersions, type NewVersion } from './version-writer.ts';
import { reckon, type Reckoned } from './versions.ts';

type Day = Temporal.PlainDate;

/** A change that can be proposed, or why it cannot be. */
export type Planned =
  | {
      readonly ok: true;
      readonly asked: ChangeAsked;
      readonly arrangement: Versioned;
      readonly before: StoredVersion;
      readonly version: NewVersion;
    }
  | { readonly ok: false; readonly asked: ChangeAsked; readonly problem: Problem };

/**
 * Works out changes as a set without writing anything: the terms that follow, what they come to, and
 * all that stands in the way. An arrangement that the caller may not see is absent.
 */
export async function planVersions(tx: Tx, list: readonly ChangeAsked[]): Promise<Planned[]> {
  const arrangements = await loadVersions(
    tx,
    list.map((one) => one.arrangementId),
  );
  const through = await closedThrough(tx);
  const facts: Facts = {
    closedThrough: through === null ? null : Temporal.PlainDate.from(through),
    today: tx.scope.today,
    rules: await rulesOn(tx, tx.scope.today),
    moneyBack: await withMoneyBack(tx, endedOnes(arrangements)),
  };
  return list.flatMap((asked) => {
    const arrangement = arrangements.get(asked.arrangementId);
    return arrangement === undefined ? [] : [plan(asked, counting(arrangement, asked), facts)];
  });
}

/** The arrangements that have ended, to which nothing but their end can be agreed again. */
const endedOnes = (arrangements: ReadonlyMap<string, Versioned>): string[] =>
  [...arrangements.values()]
    .filter((one) => agreedOf(one).at(-1)?.ends === true)
    .map((one) => one.arrangementId);

/** The arrangement with the weeks of a year that are asked for, where it has none yet. */
function counting(arrangement: Versioned, { weeksInYear }: ChangeAsked): Versioned {
  const { grid } = arrangement;
  return { ...arrangement, grid: { ...grid, weeksInYear: grid.weeksInYear ?? weeksInYear } };
}

/** Proposes planned changes as a set, with their notices. @returns agreement ids in the order given. */
export async function proposeVersions(
  tx: Tx,
  planned: readonly (Planned & { ok: true })[],
): Promise<string[]> {
  const ids = await addVersions(
    tx,
    planned.map((one) => one.version),
  );
  const noticed = planned.flatMap((one, n) =>
    one.asked.notice === undefined ? [] : [{ ...one, id: ids[n]!, notice: one.asked.notice }],
  );
  const reasons = await addTexts(
    tx,
    noticed.map(({ arrangement, notice }) => ({
      beneficiaryId: arrangement.beneficiaryId,
      text: notice.reasons,
    })),
  );
  await addNotices(
    tx,
    noticed.map(({ arrangement, asked, notice, id }, n) => ({
      arrangementId: arrangement.arrangementId,
      beneficiaryId: arrangement.beneficiaryId,
      agreementId: id,
      kind: asked.end === true ? ('stop' as const) : ('decrease' as const),
      givenOn: notice.givenOn.toString(),
      takesEffectOn: asked.effectiveOn.toString(),
      reasonsId: reasons[n]!.id,
    })),
  );
  return ids;
}

function plan(asked: ChangeAsked, arrangement: Versioned, facts: Facts): Planned {
  const refused = (problem: Problem): Planned => ({ ok: false, asked, problem });
  const before = agreedOf(arrangement).at(-1);
  const stands = problemOfState(asked, arrangement, before, facts);
  if (stands !== null) return refused(stands);
  const terms = termsOf(asked, before!, arrangement);
  const faults = faultsOf(asked, terms, arrangement);
  if (faults.length > 0) {
    return refused(
      new Problem('invalid-request', 'The terms are not as expected.', { errors: faults }),
    );
  }
  const earlier = agreedVersions(arrangement);
  const reckonOn = (on: Day): Reckoned =>
    reckon(
      arrangement.kind,
      arrangement.grid,
      earlier,
      { ...terms, effectiveOn: on },
      before!.agreedTotal,
    );
  const reckoned = reckonOn(asked.effectiveOn);
  if (!reckoned.ok) return refused(sharesDoNotStand(reckoned.message));
  const late =
    problemOfPeriod(asked, facts, reckoned, reckonOn) ??
    problemOfNotice(asked, terms, reckoned, facts);
  if (late !== null) return refused(late);
  const known = new Set(
    arrangement.versions.flatMap((one) => one.shares.map((share) => share.key)),
  );
  const stated = new Set(terms.shares.map((share) => share.key));
  return {
    ok: true,
    asked,
    arrangement,
    before: before!,
    version: {
      arrangementId: arrangement.arrangementId,
      beneficiaryId: arrangement.beneficiaryId,
      kind: arrangement.kind,
      grid: arrangement.grid,
      terms,
      reckoned,
      reason: asked.reason,
      // Of an increase it would say what is not so.
      withoutNotice: isLower(reckoned.change) ? (asked.withoutNotice ?? null) : null,
      newShares: terms.shares.filter((share) => !known.has(share.key)),
      dropped: before!.shares.filter((share) => !stated.has(share.key)),
      nextPosition: known.size + 1,
    },
  };
}
