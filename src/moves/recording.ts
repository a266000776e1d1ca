import { planVersions, proposeVersions, type Planned } from '../budgets/version-plan.ts';
import type { Versioned } from '../budgets/version-store.ts';
import type { Tx } from '../database/transactions.ts';
import { changesOfMove, isRunning, type ChangesOfMove } from './changes.ts';
import { figuresOf, textsOf, type Figures } from './pack-arrangement.ts';
import { funderNames } from './pack-store.ts';
import { loadArrangements } from './pack.ts';
import type { Move } from './store.ts';

/** What follows from a move for the arrangements of its budget. */
export interface Follows {
  readonly follows: readonly object[];
  readonly toBeChanged: ChangesOfMove['toBeChanged'];
}

/**
 * Proposes what a move away changes, each for a second person to agree, and says what every running
 * arrangement is entitled to up to the day before. What cannot be proposed now is listed with what
 * stands in the way: that somebody has moved is a fact, and is put on record all the same.
 */
export async function followMove(tx: Tx, move: Move): Promise<Follows> {
  if (move.direction === 'in') return { follows: [], toBeChanged: [] };
  const known = { through: null, at: null };
  await aloneWithArrangements(tx, move.budgetId);
  const movedOn = Temporal.PlainDate.from(move.movedOn);
  const loaded = await loadArrangements(tx, move, known);
  const changes = changesOfMove(
    { what: move.what, movedOn },
    loaded.map((one) => one.versioned),
    new Map(loaded.map((one) => [one.versioned.arrangementId, one.standing])),
  );
  const planned = await planVersions(tx, changes.asked);
  const proposable = planned.filter((one): one is Planned & { ok: true } => one.ok);
  const ids = await proposeVersions(tx, proposable);
  const proposed = new Map(
    proposable.map(({ arrangement, version }, n) => [
      arrangement.arrangementId,
      { agreementId: ids[n]!, version: version.terms.number, change: version.reckoned.change },
    ]),
  );
  const look = { what: move.what, movedOn, knownThrough: null };
  const funders = await funderNames(tx);
  return {
    follows: loaded.flatMap((one) => {
      const figures = isRunning(one.versioned, movedOn) ? figuresOf(one, look) : null;
      if (figures === null) return [];
      const { arrangementId, kind } = one.versioned;
      return [
        {
          arrangementId,
          kind,
          purpose: one.purpose,
          entitledTo: movedOn.subtract({ days: 1 }).toString(),
          ...textsOf(figures.totals),
          shares: sharesOf(figures, one.versioned, funders),
          proposed: proposed.get(arrangementId) ?? null,
        },
      ];
    }),
    toBeChanged: [
      ...changes.toBeChanged,
      ...planned.flatMap((one) =>
        one.ok ? [] : [{ arrangementId: one.asked.arrangementId, why: one.problem.detail }],
      ),
    ],
  };
}

/** Whoever decides about one of the arrangements waits; always in the same order. */
async function aloneWithArrangements(tx: Tx, budgetId: string): Promise<void> {
  await tx.sql`
    select pg_advisory_xact_lock(hashtextextended(${`${tx.scope.authority} arrangement `}::text || id, 0))
    from (select id from arrangements where budget_id = ${budgetId} order by id offset 0) as a`;
}

const sharesOf = (
  { shares, reckoned }: Figures,
  { kind }: Versioned,
  funders: ReadonlyMap<string, string>,
) =>
  kind === 'notional'
    ? []
    : shares.flatMap(({ key, source, funderId }) => {
        const part = reckoned.shares.get(key);
        const funder = funderId === null ? null : (funders.get(funderId) ?? null);
        return part === undefined ? [] : [{ source, funder, ...textsOf(part) }];
      });
