import { setImmediate } from 'node:timers/promises';
import { agreedOf, loadVersions, type Versioned } from '../budgets/version-store.ts';
import { planVersions, type Planned } from '../budgets/version-plan.ts';
import type { ChangeAsked } from '../budgets/version-rules.ts';
import type { Tx } from '../database/transactions.ts';
import { SECTORS, type Holding, type Sector } from '../ledger/accounts.ts';
import { ZERO, sum, toText, type Decimal } from '../money.ts';
import type { Problem } from '../problem.ts';
import { raise, whyLeftOut, type Rise, type Why } from './uplift-rules.ts';

/** Arrangements that are planned in one set, before others get their turn. */
const SET = 50;

/** Each raised arrangement is locked until the transaction ends, and locks are not without number. */
export const MOST_RAISED = 2000;

/** Which arrangements; what is left out does not narrow them. */
export interface Select {
  readonly kind?: Holding | undefined;
  /** Those with a share of this sector, or of this funder. */
  readonly sector?: Sector | undefined;
  readonly funderId?: string | undefined;
  readonly arrangementIds?: readonly string[] | undefined;
}

export interface UpliftRule {
  readonly effectiveOn: Temporal.PlainDate;
  readonly reason: string;
  readonly select: Select;
  readonly rise: Rise;
}

export interface LeftOut extends Why {
  readonly arrangementId: string;
}

/** What an uplift would do. */
export interface UpliftPlan {
  readonly raised: readonly (Planned & { ok: true })[];
  readonly leftOut: readonly LeftOut[];
}

/** Works out an uplift without writing anything. */
export async function planUplift(
  tx: Tx,
  rule: UpliftRule,
  ids: readonly string[],
): Promise<UpliftPlan> {
  const raised: (Planned & { ok: true })[] = [];
  const leftOut: LeftOut[] = [];
  for (let start = 0; start < ids.length; start += SET) {
    const plan = await planSet(tx, rule, ids.slice(start, start + SET));
    raised.push(...plan.raised);
    leftOut.push(...plan.leftOut);
    await setImmediate();
  }
  return { raised, leftOut };
}

async function planSet(tx: Tx, rule: UpliftRule, ids: readonly string[]): Promise<UpliftPlan> {
  const arrangements = await loadVersions(tx, ids);
  const leftOut: LeftOut[] = [];
  const asked = ids.flatMap((id): ChangeAsked[] => {
    const change = changeOf(rule, arrangements.get(id)!);
    if (!('why' in change)) return [change];
    leftOut.push({ arrangementId: id, ...change });
    return [];
  });
  const raised: (Planned & { ok: true })[] = [];
  for (const one of await planVersions(tx, asked)) {
    const why = one.ok ? whyUnchanged(one) : whyRefused(one.problem);
    if (one.ok && why === null) raised.push(one);
    else leftOut.push({ arrangementId: one.asked.arrangementId, ...why! });
  }
  return { raised, leftOut };
}

function changeOf(rule: UpliftRule, one: Versioned): ChangeAsked | Why {
  const why = whyLeftOut(one, rule.effectiveOn);
  if (why !== null) return why;
  const to = raise(agreedOf(one).at(-1)!, one.grid, rule.rise);
  if (to === null) {
    return { why: 'not-by-week', message: 'Its schedule is not counted in weeks.' };
  }
  const { effectiveOn, reason } = rule;
  const follows = one.versions.at(-1)!.number;
  return { arrangementId: one.arrangementId, follows, effectiveOn, reason, ...to };
}

/** A version from a day on which nothing more is due changes nothing. */
function whyUnchanged({ before, version }: Planned & { ok: true }): Why | null {
  if (version.reckoned.agreedTotal.gt(before.agreedTotal)) return null;
  return { why: 'ends-before', message: 'Nothing more of it is due from that day on.' };
}

function whyRefused(problem: Problem): Why {
  const { type, detail, extras } = problem;
  const message = extras.errors?.[0]?.message ?? detail;
  if (type === 'period-closed' || type === 'shares-do-not-make-one') return { why: type, message };
  return { why: 'terms', message };
}

/** What one raised arrangement costs before and after. Amounts are text. */
export interface UpliftItem {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  /** Over the whole schedule, as if the terms held for all of it. */
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  /** What the funders have agreed in all, counting each version for its own days. */
  readonly agreedBefore: string;
  readonly agreedAfter: string;
}

export const itemOf = ({ arrangement, before, version }: Planned & { ok: true }): UpliftItem => ({
  arrangementId: arrangement.arrangementId,
  beneficiaryId: arrangement.beneficiaryId,
  kind: arrangement.kind,
  before: toText(before.amount),
  after: toText(version.terms.amount),
  difference: toText(version.terms.amount.minus(before.amount)),
  agreedBefore: toText(before.agreedTotal),
  agreedAfter: toText(version.reckoned.agreedTotal),
});

export interface UpliftTotals {
  readonly items: number;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  /** What funders agree in all, by sector. */
  readonly bySector: readonly {
    readonly sector: Sector;
    readonly agreedBefore: string;
    readonly agreedAfter: string;
    readonly difference: string;
  }[];
}

/** Adds up what an uplift does. */
export function totalsOf(raised: UpliftPlan['raised']): UpliftTotals {
  const before = sum(raised.map((one) => one.before.amount));
  const after = sum(raised.map((one) => one.version.terms.amount));
  return {
    items: raised.length,
    before: toText(before),
    after: toText(after),
    difference: toText(after.minus(before)),
    bySector: SECTORS.map((sector) => {
      const agreedBefore = sum(raised.map((one) => ofSector(one.before, sector)));
      const agreedAfter = sum(
        raised.map(({ version }) =>
          ofSector({ shares: version.terms.shares, amounts: version.reckoned.amounts }, sector),
        ),
      );
      return {
        sector,
        agreedBefore: toText(agreedBefore),
        agreedAfter: toText(agreedAfter),
        difference: toText(agreedAfter.minus(agreedBefore)),
      };
    }),
  };
}

function ofSector(
  one: {
    readonly shares: readonly { readonly key: string; readonly source: string }[];
    readonly amounts: ReadonlyMap<string, Decimal>;
  },
  sector: Sector,
): Decimal {
  const mine = one.shares.filter((share) => share.source === sector);
  return sum(mine.map((share) => one.amounts.get(share.key) ?? ZERO));
}
