import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { openAccounts, shareClasses, type Holding } from '../ledger/accounts.ts';
import { toText, type Decimal } from '../money.ts';
import type { Grid } from './entitlement.ts';
import { isPublic, type Reckoned, type StatedShare, type StatedTerms } from './versions.ts';
import { weeksInYearOf } from './weekly.ts';

/** A version to write: its terms, what they come to, and which of its shares are new. */
export interface NewVersion {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly grid: Grid;
  readonly terms: StatedTerms;
  readonly reckoned: Reckoned & { ok: true };
  readonly reason: string;
  /** Why a decrease or an end needs no notice. */
  readonly withoutNotice?: string | null;
  /** Shares that the arrangement does not have yet; their keys are their identifiers to be. */
  readonly newShares: readonly StatedShare[];
  /** Shares of earlier versions that this one does not state any more. */
  readonly dropped?: readonly StatedShare[];
  /** Where the next new share stands in the agreed order. */
  readonly nextPosition: number;
}

const orNull = (amount: Decimal | null): string | null => (amount === null ? null : toText(amount));

/**
 * Writes proposed versions as a set: new shares with their accounts and parties, the terms, how they
 * are shared, and the lines. Nothing is agreed yet. @returns the agreements' ids in the order given.
 */
export async function addVersions(tx: Tx, list: readonly NewVersion[]): Promise<string[]> {
  const rows = list.map((one) => ({ ...one, id: randomUUID() as string }));
  await addShares(tx, rows);
  await addTerms(tx, rows);
  await addAgreementShares(tx, rows);
  await addItems(tx, rows);
  return rows.map((row) => row.id);
}

async function addShares(tx: Tx, list: readonly NewVersion[]): Promise<void> {
  const shares = list.flatMap((one) =>
    one.newShares.map((share, n) => ({
      id: share.key,
      arrangementId: one.arrangementId,
      beneficiaryId: one.beneficiaryId,
      position: one.nextPosition + n,
      source: share.source,
      funderId: share.funderId,
      kind: one.kind,
    })),
  );
  if (shares.length === 0) return;
  await tx.sql`
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(shares)}::text::jsonb) as s(id uuid,
        "arrangementId" uuid, "beneficiaryId" uuid, position smallint, source text, "funderId" uuid)
    ), parties as (
      insert into arrangement_parties (arrangement_id, beneficiary_id, party, party_id)
      select distinct "arrangementId", "beneficiaryId", 'funder', "funderId" from input
      where "funderId" is not null
      on conflict do nothing
    )
    insert into shares (id, arrangement_id, beneficiary_id, position, source, funder_id)
    select id, "arrangementId", "beneficiaryId", position, source, "funderId" from input`;
  await openAccounts(
    tx,
    shares.flatMap((share) =>
      shareClasses(share.kind, share.source).map((name) => ({
        class: name,
        subject: share.id,
        arrangementId: share.arrangementId,
        beneficiaryId: share.beneficiaryId,
      })),
    ),
  );
}

type Row = NewVersion & { readonly id: string };

/** The amount of the whole schedule, and the conventions by which it is one, as they are kept. */
export const shownConventions = ({ grid, terms }: Pick<NewVersion, 'grid' | 'terms'>) => ({
  amount: toText(terms.amount),
  weekly: orNull(terms.weekly),
  weeksInYear: terms.weekly === null ? null : weeksInYearOf(grid),
  remainder: grid.remainder ?? 'cumulative',
});

async function addTerms(tx: Tx, rows: readonly Row[]): Promise<void> {
  const input = rows.map(({ id, arrangementId, beneficiaryId, grid, terms, reckoned, ...row }) => ({
    id,
    arrangementId,
    beneficiaryId,
    version: terms.number,
    change: reckoned.change,
    effectiveOn: terms.effectiveOn,
    ...shownConventions({ grid, terms }),
    agreedTotal: toText(reckoned.agreedTotal),
    every: grid.every,
    firstPeriodOn: grid.firstPeriodOn,
    instalments: grid.instalments,
    terms: grid.terms ?? null,
    paid: grid.paid,
    sameHousehold: terms.sameHousehold,
    reason: row.reason,
    withoutNotice: row.withoutNotice ?? null,
  }));
  await tx.sql`
    insert into agreements (id, arrangement_id, beneficiary_id, version, change, effective_on, amount,
      agreed_total, weekly, weeks_in_year, every, first_period_on, instalments, terms, paid,
      same_household, remainder, reason, without_notice, proposed_by)
    select id, "arrangementId", "beneficiaryId", version, change, "effectiveOn", amount, "agreedTotal",
      weekly, "weeksInYear", every, "firstPeriodOn", instalments, nullif(terms, 'null'::jsonb), paid,
      "sameHousehold", remainder, reason, "withoutNotice", ${tx.scope.user}
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as g(id uuid, "arrangementId" uuid,
      "beneficiaryId" uuid, version int, change text, "effectiveOn" date, amount numeric,
      "agreedTotal" numeric, weekly numeric, "weeksInYear" text, every text, "firstPeriodOn" date,
      instalments smallint, terms jsonb, paid text, "sameHousehold" boolean, remainder text,
      reason text, "withoutNotice" text)`;
}

/** A share that is not stated any more has had what it had, and nothing from now on. */
const nothingMore = (share: StatedShare): StatedShare => ({
  ...share,
  basis: isPublic(share.source) ? 'fixed' : 'weekly',
  fraction: null,
  upTo: null,
  fixed: isPublic(share.source) ? (share.fixed?.times(0) ?? null) : null,
  weekly: isPublic(share.source) ? null : (share.weekly?.times(0) ?? null),
});

async function addAgreementShares(tx: Tx, rows: readonly Row[]): Promise<void> {
  const input = rows.flatMap((row) =>
    [...row.terms.shares, ...(row.dropped ?? []).map(nothingMore)].map((share) => ({
      agreementId: row.id,
      arrangementId: row.arrangementId,
      beneficiaryId: row.beneficiaryId,
      shareId: share.key,
      basis: share.basis,
      numerator: share.fraction?.numerator ?? null,
      denominator: share.fraction?.denominator ?? null,
      upTo: orNull(share.upTo),
      fixed: share.basis === 'fixed' ? (orNull(share.fixed) ?? '0.00') : null,
      weekly: share.basis === 'weekly' ? (orNull(share.weekly) ?? '0.00') : null,
      paid: share.paid,
      amount: toText(row.reckoned.amounts.get(share.key) ?? row.terms.amount.times(0)),
    })),
  );
  await tx.sql`
    insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id, basis,
      numerator, denominator, up_to, fixed, weekly, paid, amount)
    select "agreementId", "arrangementId", "beneficiaryId", "shareId", basis, numerator, denominator,
      "upTo", fixed, weekly, paid, amount
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as x("agreementId" uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "shareId" uuid, basis text, numerator int,
      denominator int, "upTo" numeric, fixed numeric, weekly numeric, paid text, amount numeric)`;
}

async function addItems(tx: Tx, rows: readonly Row[]): Promise<void> {
  const input = rows.flatMap((row) =>
    row.terms.items.map((item, n) => ({
      ...item,
      agreementId: row.id,
      arrangementId: row.arrangementId,
      beneficiaryId: row.beneficiaryId,
      position: n + 1,
      quantity: item.quantity.toFixed(),
      times: item.times.toFixed(),
      unitCost: toText(item.unitCost),
      cost: toText(item.cost),
    })),
  );
  if (input.length === 0) return;
  await tx.sql`
    insert into budget_items (agreement_id, arrangement_id, beneficiary_id, position,
      provision_item_id, nature, description, quantity, unit, times, frequency, unit_cost, cost_basis,
      cost, setting, funder_id, scope_service_id)
    select "agreementId", "arrangementId", "beneficiaryId", position, "provisionItemId", nature,
      description, quantity, unit, times, frequency, "unitCost", "costBasis", cost, setting, "funderId",
      "serviceId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as i("agreementId" uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, position smallint, "provisionItemId" uuid,
      nature text, description text, quantity numeric, unit text, times numeric, frequency text,
      "unitCost" numeric, "costBasis" text, cost numeric, setting text, "funderId" uuid,
      "serviceId" uuid)`;
}
