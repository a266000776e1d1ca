import type { z } from 'zod';
import type { ArrangementSchema } from '../budgets/arrangement-schemas.ts';
import type { Sector } from '../ledger/accounts.ts';
import { money, sum, toText } from '../money.ts';
import { SECTORS } from '../ledger/accounts.ts';
import type { SectionJ, SectionJArrangement } from './schemas.ts';
import { heldInWords, scheduleInWords, type PaidTo } from './words.ts';

/** An arrangement with one version of its terms. */
export type ArrangementWithTerms = z.output<typeof ArrangementSchema>;

/** What is known about an arrangement besides its terms. */
export interface Around {
  readonly paidTo: PaidTo | null;
  readonly conditions: SectionJArrangement['conditions'];
  readonly reviews: SectionJArrangement['reviews'];
}

export interface Provision {
  readonly section: string;
  readonly provision: string;
  readonly outcome: string;
}

type Section = SectionJArrangement['sections'][number];

/** The sections of a plan in which a sector's provision stands (SEND Regulations 2014, reg. 12). */
const SECTIONS: Readonly<Record<Sector, readonly Section[]>> = {
  education: ['F'],
  health: ['G'],
  social_care: ['H1', 'H2'],
};

/**
 * Which version of each arrangement Section J shows: the one in force on the day, and in a draft the
 * one that is proposed, from whichever day. An arrangement that has ended is left out.
 */
export function versionsShown(
  agreed: readonly ArrangementWithTerms[],
  latest: readonly ArrangementWithTerms[],
  { asAt, draft }: { asAt: string; draft: boolean },
): ArrangementWithTerms[] {
  const inForce = new Map(agreed.map((one) => [one.id, one]));
  return latest.flatMap((one) => {
    const { state, change, effectiveOn } = one.agreement;
    const proposed = draft && state === 'proposed' && (change !== 'end' || effectiveOn <= asAt);
    const shown = proposed ? one : inForce.get(one.id);
    if (shown === undefined || shown.agreement.change === 'end') return [];
    return proposed || shown.agreement.effectiveOn <= asAt ? [shown] : [];
  });
}

/** One arrangement of Section J. */
export function arrangementOf(
  one: ArrangementWithTerms,
  around: Around,
  plan: readonly Provision[],
): SectionJArrangement {
  const { agreement } = one;
  const shares = one.shares.flatMap(publicShare);
  const sectors = SECTORS.filter((sector) => shares.some((share) => share.sector === sector));
  const lines = agreement.items.map((item) => lineOf(item));
  const provision = provisionOf(agreement.items, sectors, plan);
  const { every, firstPeriodOn, instalments, terms, paid } = agreement;
  const schedule = { every, firstPeriodOn, instalments, terms, paid } as Omit<
    SectionJArrangement['schedule'],
    'inWords'
  >;
  return {
    id: one.id,
    purpose: one.purpose,
    kind: one.kind,
    heldInWords: heldInWords(one.kind, around.paidTo),
    version: agreement.version,
    state: agreement.state === 'agreed' ? 'agreed' : 'proposed',
    effectiveOn: agreement.effectiveOn,
    sectors,
    sections: [...new Set(provision.map((item) => item.section))],
    provision,
    provisionFrom: lines.length > 0 ? 'lines' : 'plan',
    lines,
    amount: agreement.amount,
    agreedTotal: agreement.agreedTotal,
    weekly: agreement.weekly,
    shares,
    ownMoney: one.shares.flatMap(ownMoney),
    schedule: { ...schedule, inWords: scheduleInWords(one.kind, schedule) },
    flexibility: flexibilityOf(lines),
    conditions: one.kind === 'notional' ? [] : around.conditions,
    reviews: one.kind === 'notional' ? [] : around.reviews,
  };
}

type Share = ArrangementWithTerms['shares'][number];

function publicShare(share: Share): SectionJArrangement['shares'] {
  const { source, funder, basis, fraction, upTo, fixed, amount } = share;
  if (source === 'contribution' || source === 'top_up' || basis === 'weekly') return [];
  return [{ sector: source, funder: funder ?? '', basis, fraction, upTo, fixed, amount }];
}

function ownMoney({ source, weekly, paid, amount }: Share): SectionJArrangement['ownMoney'] {
  if (source !== 'contribution' && source !== 'top_up') return [];
  return [{ source, weekly: weekly ?? '0.00', paid, amount }];
}

type Item = ArrangementWithTerms['agreement']['items'][number];

function lineOf(item: Item): SectionJArrangement['lines'][number] {
  const { description, quantity, unit, times, frequency, unitCost, costBasis, cost } = item;
  return {
    section: item.section as Section,
    nature: item.nature as SectionJArrangement['lines'][number]['nature'],
    description,
    quantity,
    unit,
    times,
    frequency,
    unitCost,
    costBasis,
    cost,
    setting: item.setting,
    service: item.service,
  };
}

/** What the lines are for, each once; without lines, what the plan has in the sectors' sections. */
function provisionOf(
  items: readonly Item[],
  sectors: readonly Sector[],
  plan: readonly Provision[],
): SectionJArrangement['provision'] {
  const sections = sectors.flatMap((sector) => SECTIONS[sector]);
  const rows: readonly Provision[] =
    items.length > 0 ? items : plan.filter((one) => sections.includes(one.section as Section));
  const once = new Map(
    rows.map(({ section, provision, outcome }) => [
      JSON.stringify([section, provision, outcome]),
      { section: section as Section, provision, outcome },
    ]),
  );
  return [...once.values()].sort((a, b) => (a.section < b.section ? -1 : 1));
}

function flexibilityOf(lines: SectionJArrangement['lines']): SectionJArrangement['flexibility'] {
  return (['contingency', 'one_off', 'start_up'] as const).flatMap((nature) => {
    const mine = lines.filter((line) => line.nature === nature);
    if (mine.length === 0) return [];
    const amount = toText(sum(mine.map((line) => money(line.cost))));
    return [{ nature, amount, descriptions: mine.map((line) => line.description) }];
  });
}

/** What the funders of each sector pay over all arrangements; a person's own money stands apart. */
export function totalsOf(arrangements: readonly SectionJArrangement[]): SectionJ['totals'] {
  const shares = arrangements.flatMap((one) => one.shares);
  const own = arrangements.flatMap((one) => one.ownMoney);
  const total = (rows: readonly { amount: string }[]): string =>
    toText(sum(rows.map((row) => money(row.amount))));
  const sectors = SECTORS.map((sector) => ({
    sector,
    mine: shares.filter((share) => share.sector === sector),
  })).filter(({ mine }) => mine.length > 0);
  return {
    sectors: sectors.map(({ sector, mine }) => ({ sector, amount: total(mine) })),
    total: total(shares),
    contribution: total(own.filter((one) => one.source === 'contribution')),
    topUp: total(own.filter((one) => one.source === 'top_up')),
  };
}
