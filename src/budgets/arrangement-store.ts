import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import type { Decimal } from '../money.ts';
import { Problem } from '../problem.ts';
import type { Terms } from './rules.ts';
import type { ShareTerm } from './share-terms.ts';
import { addVersions, type NewVersion } from './version-writer.ts';
import { reckon, type Item, type StatedShare, type StatedTerms } from './versions.ts';

/** An arrangement to propose: who holds it, who pays for it, and its first terms. */
export interface NewArrangement {
  readonly budgetId: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly purpose: string;
  readonly payeeId: string | null;
  readonly brokerId: string | null;
  readonly shares: readonly {
    readonly source: Sector;
    readonly funderId: string;
    readonly term: ShareTerm;
  }[];
  readonly terms: Terms;
  readonly reason: string;
  /** Where the amount is stated by the week. */
  readonly weekly?: Decimal | null;
  readonly contribution?: { readonly weekly: Decimal; readonly paid: 'net' | 'gross' } | null;
  readonly topUp?: { readonly weekly: Decimal } | null;
  readonly items?: readonly Item[];
  readonly sameHousehold?: boolean;
}

export interface Proposed {
  readonly arrangementId: string;
  readonly agreementId: string;
}

/**
 * Proposes arrangements as a set: the arrangement, its shares with their accounts, and version 1
 * of its agreement. Nothing is agreed yet. Shares that do not make the whole are refused by the
 * problem "shares-do-not-make-one". @returns ids in the order given.
 */
export async function proposeArrangements(
  tx: Tx,
  arrangements: readonly NewArrangement[],
): Promise<Proposed[]> {
  const rows = arrangements.map((one) => ({ ...one, id: randomUUID() as string }));
  const versions = rows.map((row) => firstVersion(row.id, row));
  const input = rows.map(({ id, budgetId, beneficiaryId, kind, purpose, payeeId, brokerId }) => ({
    id,
    budgetId,
    beneficiaryId,
    kind,
    purpose,
    payeeId,
    brokerId,
  }));
  await tx.sql`
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as a(id uuid,
        "budgetId" uuid, "beneficiaryId" uuid, kind text, purpose text, "payeeId" uuid, "brokerId" uuid)
    ), arranged as (
      insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by)
      select id, "budgetId", "beneficiaryId", kind, purpose, "payeeId", ${tx.scope.user} from input
    )
    insert into arrangement_parties (arrangement_id, beneficiary_id, party, party_id)
    select id, "beneficiaryId", 'broker', "brokerId" from input where "brokerId" is not null`;
  const agreements = await addVersions(tx, versions);
  return rows.map((row, n) => ({ arrangementId: row.id, agreementId: agreements[n]! }));
}

/** The first version of a new arrangement; throws where its shares do not stand. */
export function firstVersion(arrangementId: string, one: NewArrangement): NewVersion {
  const { amount, effectiveOn, ...grid } = one.terms;
  const terms: StatedTerms = {
    number: 1,
    effectiveOn,
    ends: false,
    amount,
    weekly: one.weekly ?? null,
    sameHousehold: one.sameHousehold ?? false,
    shares: statedShares(one),
    items: one.items ?? [],
  };
  const reckoned = reckon(one.kind, grid, [], terms, null);
  if (!reckoned.ok) throw sharesDoNotStand(reckoned.message);
  return {
    arrangementId,
    beneficiaryId: one.beneficiaryId,
    kind: one.kind,
    grid,
    terms,
    reckoned,
    reason: one.reason,
    newShares: terms.shares,
    nextPosition: 1,
  };
}

/** How shares are stated, public ones first, each with the identifier it will have. */
export function statedShares(
  one: Pick<NewArrangement, 'shares' | 'contribution' | 'topUp'>,
  keyOf: (source: string, funderId: string | null) => string = () => randomUUID(),
): StatedShare[] {
  const none = { fraction: null, upTo: null, fixed: null, weekly: null, paid: null };
  const own = (source: 'contribution' | 'top_up', weekly: Decimal, paid: StatedShare['paid']) => ({
    ...none,
    key: keyOf(source, null),
    source,
    funderId: null,
    basis: 'weekly' as const,
    weekly,
    paid,
  });
  return [
    ...one.shares.map(({ source, funderId, term }) => ({
      ...none,
      key: keyOf(source, funderId),
      source,
      funderId,
      ...statedTerm(term),
    })),
    ...(one.contribution
      ? [own('contribution', one.contribution.weekly, one.contribution.paid)]
      : []),
    ...(one.topUp ? [own('top_up', one.topUp.weekly, null)] : []),
  ];
}

function statedTerm(term: ShareTerm): Pick<StatedShare, 'basis'> & Partial<StatedShare> {
  if ('rest' in term) return { basis: 'rest' };
  if ('lines' in term) return { basis: 'lines' };
  if ('fixed' in term) return { basis: 'fixed', fixed: term.fixed };
  if ('upTo' in term) return { basis: 'capped', fraction: term.fraction, upTo: term.upTo };
  return { basis: 'fraction', fraction: term.fraction };
}

/** The problem that shares do not make the whole. */
export const sharesDoNotStand = (message: string): Problem =>
  new Problem('shares-do-not-make-one', message, { errors: [{ where: 'body.shares', message }] });
