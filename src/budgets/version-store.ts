import type { Tx } from '../database/transactions.ts';
import type { Holding, Source } from '../ledger/accounts.ts';
import { money, type Decimal, type Remainder } from '../money.ts';
import type { Grid, Version } from './entitlement.ts';
import type { Every } from './rules.ts';
import {
  versionOf,
  type Basis,
  type Change,
  type Item,
  type StatedShare,
  type StatedTerms,
} from './versions.ts';
import { weeksInYearOf, type WeeksInYear } from './weekly.ts';

/** One version of an arrangement's terms as it stands in the book. */
export interface StoredVersion extends StatedTerms {
  readonly id: string;
  readonly change: Change;
  readonly agreedTotal: Decimal;
  readonly reason: string;
  readonly proposedBy: string;
  readonly state: 'proposed' | 'agreed' | 'refused';
  /** The entry of its decision, by which "as known at" is told; null while it is proposed. */
  readonly entryId: string | null;
  /** What each share comes to with all versions up to this one. */
  readonly amounts: ReadonlyMap<string, Decimal>;
}

/** An arrangement with all its versions, in order, and what its budget says about it. */
export interface Versioned {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly budgetId: string;
  readonly requestId: string | null;
  readonly kind: Holding;
  readonly budgetStartsOn: Temporal.PlainDate;
  readonly budgetEndsOn: Temporal.PlainDate;
  readonly budgetClosed: boolean;
  readonly grid: Grid;
  readonly versions: readonly StoredVersion[];
}

interface ShareRow {
  readonly key: string;
  readonly source: Source;
  readonly funderId: string | null;
  readonly basis: Basis;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly upTo: string | null;
  readonly fixed: string | null;
  readonly weekly: string | null;
  readonly paid: 'net' | 'gross' | null;
  readonly amount: string;
}

type ItemRow = Omit<Item, 'quantity' | 'times' | 'unitCost' | 'cost'> &
  Record<'quantity' | 'times' | 'unitCost' | 'cost', string>;

interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly change: Change;
  readonly effectiveOn: string;
  readonly amount: string;
  readonly agreedTotal: string;
  readonly weekly: string | null;
  readonly every: Every;
  readonly firstPeriodOn: string;
  readonly instalments: number;
  readonly paid: 'in_advance' | 'in_arrears';
  readonly terms: { from: string; to: string; weeks: number }[] | null;
  readonly remainder: Remainder;
  readonly weeksInYear: WeeksInYear | null;
  readonly sameHousehold: boolean;
  readonly reason: string;
  readonly proposedBy: string;
  readonly state: StoredVersion['state'];
  readonly entryId: string | null;
  readonly shares: ShareRow[];
  readonly items: ItemRow[] | null;
}

interface Row {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly budgetId: string;
  readonly requestId: string | null;
  readonly kind: Holding;
  readonly budgetStartsOn: string;
  readonly budgetEndsOn: string;
  readonly budgetClosed: boolean;
  readonly versions: VersionRow[];
}

/** Loads arrangements with all their versions as a set; those not visible are absent. */
export async function loadVersions(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, Versioned>> {
  const rows = await tx.sql<Row[]>`
    with wanted as materialized (
      select distinct value::uuid as id from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)
    ), stated as materialized (
      select x.agreement_id, jsonb_agg(jsonb_build_object('key', s.id, 'source', s.source,
        'funderId', s.funder_id, 'basis', x.basis, 'numerator', x.numerator,
        'denominator', x.denominator, 'upTo', x.up_to::text, 'fixed', x.fixed::text,
        'weekly', x.weekly::text, 'paid', x.paid, 'amount', x.amount::text)
        order by s.position) as shares
      from wanted w join agreement_shares x on x.arrangement_id = w.id
      join shares s on s.id = x.share_id group by x.agreement_id
    ), listed as materialized (
      select i.agreement_id, jsonb_agg(jsonb_build_object('provisionItemId', i.provision_item_id,
        'nature', i.nature, 'description', i.description, 'quantity', i.quantity::text,
        'unit', i.unit, 'times', i.times::text, 'frequency', i.frequency,
        'unitCost', i.unit_cost::text, 'costBasis', i.cost_basis, 'cost', i.cost::text,
        'setting', i.setting, 'funderId', i.funder_id,
        'serviceId', i.scope_service_id) order by i.position) as items
      from wanted w join budget_items i on i.arrangement_id = w.id group by i.agreement_id
    ), versions as materialized (
      select g.arrangement_id, jsonb_agg(jsonb_build_object('id', g.id, 'number', g.version,
        'change', g.change, 'effectiveOn', g.effective_on, 'amount', g.amount::text,
        'agreedTotal', g.agreed_total::text, 'weekly', g.weekly::text, 'every', g.every,
        'firstPeriodOn', g.first_period_on, 'instalments', g.instalments, 'paid', g.paid,
        'terms', g.terms, 'remainder', g.remainder, 'weeksInYear', g.weeks_in_year,
        'sameHousehold', g.same_household, 'reason', g.reason,
        'proposedBy', g.proposed_by, 'entryId', coalesce(d.entry_id, r.entry_id)::text,
        'state', case when d.agreement_id is not null then 'agreed'
          when r.agreement_id is not null then 'refused' else 'proposed' end,
        'shares', t.shares, 'items', l.items) order by g.version) as versions
      from wanted w join agreements g on g.arrangement_id = w.id
      left join agreement_decisions d on d.agreement_id = g.id
      left join agreement_refusals r on r.agreement_id = g.id
      left join stated t on t.agreement_id = g.id
      left join listed l on l.agreement_id = g.id
      group by g.arrangement_id
    )
    select a.id as "arrangementId", a.beneficiary_id as "beneficiaryId", a.budget_id as "budgetId",
      b.request_id as "requestId", a.kind, b.starts_on as "budgetStartsOn",
      b.ends_on as "budgetEndsOn", c.budget_id is not null as "budgetClosed", v.versions
    from wanted w join arrangements a on a.id = w.id join budgets b on b.id = a.budget_id
    join versions v on v.arrangement_id = a.id
    left join budget_closures c on c.budget_id = b.id`;
  return new Map(rows.map((row) => [row.arrangementId, versioned(row)]));
}

function versioned(row: Row): Versioned {
  return {
    ...row,
    budgetStartsOn: Temporal.PlainDate.from(row.budgetStartsOn),
    budgetEndsOn: Temporal.PlainDate.from(row.budgetEndsOn),
    grid: gridOf(row.versions),
    versions: row.versions.map(storedVersion),
  };
}

/** What no version changes, of which the weeks in a year come with the first amount by the week. */
function gridOf(versions: readonly VersionRow[]): Grid {
  const first = versions[0]!;
  const grid: Grid = {
    every: first.every,
    firstPeriodOn: Temporal.PlainDate.from(first.firstPeriodOn),
    instalments: first.instalments,
    paid: first.paid,
    remainder: first.remainder,
    ...(first.terms === null ? {} : { terms: first.terms.map(termOf) }),
  };
  const byWeek = versions.find((one) => one.weekly !== null && one.state !== 'refused');
  const weeksInYear = byWeek && (byWeek.weeksInYear ?? weeksInYearOf(grid) ?? undefined);
  return { ...grid, weeksInYear };
}

const termOf = (term: { from: string; to: string; weeks: number }) => ({
  from: Temporal.PlainDate.from(term.from),
  to: Temporal.PlainDate.from(term.to),
  weeks: term.weeks,
});

const maybe = (text: string | null): Decimal | null => (text === null ? null : money(text));

function storedVersion(row: VersionRow): StoredVersion {
  return {
    id: row.id,
    number: row.number,
    change: row.change,
    effectiveOn: Temporal.PlainDate.from(row.effectiveOn),
    ends: row.change === 'end',
    amount: money(row.amount),
    agreedTotal: money(row.agreedTotal),
    weekly: maybe(row.weekly),
    sameHousehold: row.sameHousehold,
    reason: row.reason,
    proposedBy: row.proposedBy,
    state: row.state,
    entryId: row.entryId,
    shares: row.shares.map(statedShare),
    items: (row.items ?? []).map((item) => ({
      ...item,
      quantity: money(item.quantity),
      times: money(item.times),
      unitCost: money(item.unitCost),
      cost: money(item.cost),
    })),
    amounts: new Map(row.shares.map((share) => [share.key, money(share.amount)])),
  };
}

function statedShare(row: ShareRow): StatedShare {
  const { numerator, denominator } = row;
  return {
    key: row.key,
    source: row.source,
    funderId: row.funderId,
    basis: row.basis,
    fraction: numerator === null || denominator === null ? null : { numerator, denominator },
    upTo: maybe(row.upTo),
    fixed: maybe(row.fixed),
    weekly: maybe(row.weekly),
    paid: row.paid,
  };
}

/** The agreed versions, ready to be worked out; as known up to an entry, or all. */
export function agreedVersions(
  one: Pick<Versioned, 'grid' | 'versions'>,
  knownThrough: string | null = null,
): Version[] {
  return agreedOf(one, knownThrough).map((stored) => {
    const made = versionOf(one.grid, stored);
    if (!made.ok) throw new Error('An agreed version has shares that do not stand.');
    return made.version;
  });
}

/** The agreed versions as they stand in the book; as known up to an entry, or all. */
export function agreedOf(
  one: Pick<Versioned, 'versions'>,
  knownThrough: string | null = null,
): StoredVersion[] {
  return one.versions.filter(
    (version) =>
      version.state === 'agreed' &&
      (knownThrough === null || BigInt(version.entryId!) <= BigInt(knownThrough)),
  );
}

/** The version that holds on a day: the latest of those whose date has come, else the first. */
export function inForceOn<T extends { effectiveOn: Temporal.PlainDate }>(
  versions: readonly T[],
  day: Temporal.PlainDate,
): T | undefined {
  const come = versions.filter((one) => Temporal.PlainDate.compare(one.effectiveOn, day) <= 0);
  return come.at(-1) ?? versions[0];
}
