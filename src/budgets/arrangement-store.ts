import type { Tx } from '../database/transactions.ts';
import {
  openAccounts,
  shareClasses,
  type Holding,
  type NewAccount,
  type Sector,
} from '../ledger/accounts.ts';
import { toText, type Decimal } from '../money.ts';
import type { ShareTerm, Terms } from './rules.ts';

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
    readonly amount: Decimal;
  }[];
  readonly terms: Terms;
  readonly reason: string;
}

export interface Proposed {
  readonly arrangementId: string;
  readonly agreementId: string;
}

/**
 * Proposes arrangements as a set: the arrangement, its shares with their accounts, and version 1
 * of its agreement. Nothing is agreed yet. @returns ids in the order given.
 */
export async function proposeArrangements(
  tx: Tx,
  arrangements: readonly NewArrangement[],
): Promise<Proposed[]> {
  const input = arrangements.map((one) => ({
    ...one,
    shares: one.shares.map((share, position) => ({
      position: position + 1,
      source: share.source,
      funderId: share.funderId,
      numerator: 'fraction' in share.term ? share.term.fraction.numerator : null,
      denominator: 'fraction' in share.term ? share.term.fraction.denominator : null,
      fixed: 'fraction' in share.term ? null : toText(share.amount),
      amount: toText(share.amount),
    })),
    terms: { ...one.terms, amount: toText(one.terms.amount) },
  }));
  const rows = await tx.sql<
    { id: string; agreement: string; beneficiary: string; kind: Holding; shares: Share[] }[]
  >`
    with input as materialized (
      select gen_random_uuid() as id, gen_random_uuid() as agreement, p.* from rows from (
        jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as ("budgetId" uuid,
          "beneficiaryId" uuid, kind text, purpose text, "payeeId" uuid, "brokerId" uuid,
          shares jsonb, terms jsonb, reason text)) with ordinality as p(budget_id, beneficiary_id,
          kind, purpose, payee_id, broker_id, shares, terms, reason, n)
    ), share_input as materialized (
      select gen_random_uuid() as share_id, i.id, i.agreement, i.beneficiary_id, s.*
      from input i, jsonb_to_recordset(i.shares) as s(position smallint, source text,
        "funderId" uuid, numerator int, denominator int, fixed numeric, amount numeric)
    ), arranged as (
      insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by)
      select id, budget_id, beneficiary_id, kind, purpose, payee_id, ${tx.scope.user} from input
    ), parties as (
      insert into arrangement_parties (arrangement_id, beneficiary_id, party, party_id)
      select id, beneficiary_id, 'broker', broker_id from input where broker_id is not null
      union
      select id, beneficiary_id, 'funder', "funderId" from share_input
    ), shared as (
      insert into shares (id, arrangement_id, beneficiary_id, position, source, funder_id)
      select share_id, id, beneficiary_id, position, source, "funderId" from share_input
    ), agreed as (
      insert into agreements (id, arrangement_id, beneficiary_id, version, change, effective_on, amount,
        agreed_total, every, first_period_on, instalments, paid, same_household, remainder, reason,
        proposed_by)
      select agreement, id, beneficiary_id, 1, 'first', (terms ->> 'effectiveOn')::date,
        (terms ->> 'amount')::numeric, (terms ->> 'amount')::numeric, terms ->> 'every',
        (terms ->> 'firstPeriodOn')::date, (terms ->> 'instalments')::smallint, terms ->> 'paid', false,
        'cumulative', reason, ${tx.scope.user}
      from input
    ), agreed_shares as (
      insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id,
        basis, numerator, denominator, fixed, amount)
      select agreement, id, beneficiary_id, share_id,
        case when numerator is null then 'fixed' else 'fraction' end, numerator, denominator, fixed, amount
      from share_input
    )
    select i.id, i.agreement, i.beneficiary_id as beneficiary, i.kind, (
      select jsonb_agg(jsonb_build_object('id', s.share_id, 'source', s.source))
      from share_input s where s.id = i.id) as shares
    from input i order by i.n`;
  await openAccounts(tx, rows.flatMap(accountsOf));
  return rows.map((row) => ({ arrangementId: row.id, agreementId: row.agreement }));
}

/** The accounts that each share of a new arrangement needs. */
function accountsOf(row: {
  id: string;
  beneficiary: string;
  kind: Holding;
  shares: Share[];
}): NewAccount[] {
  return row.shares.flatMap((share) =>
    shareClasses(row.kind, share.source).map((name) => ({
      class: name,
      subject: share.id,
      arrangementId: row.id,
      beneficiaryId: row.beneficiary,
    })),
  );
}

interface Share {
  readonly id: string;
  readonly source: Sector;
}

export interface ArrangementRow {
  readonly id: string;
  readonly budgetId: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly purpose: string;
  readonly payeeId: string | null;
  readonly shares: {
    id: string;
    source: string;
    funderId: string;
    funder: string;
    fraction: string | null;
    fixed: string | null;
    amount: string;
  }[];
  readonly agreement: {
    id: string;
    version: number;
    state: 'proposed' | 'agreed';
    effectiveOn: string;
    amount: string;
    every: string;
    firstPeriodOn: string;
    instalments: number;
    paid: string;
    reason: string;
  };
}

/** Arrangements that the caller may see, with their latest agreement: one, or those of a budget. */
export async function arrangementsBy(
  tx: Tx,
  by: { id: string } | { budgetId: string },
): Promise<ArrangementRow[]> {
  const { sql } = tx;
  return sql<ArrangementRow[]>`
    select a.id, a.budget_id as "budgetId", a.beneficiary_id as "beneficiaryId", a.kind, a.purpose,
      a.payee_id as "payeeId", (
        select jsonb_agg(jsonb_build_object('id', s.id, 'source', s.source,
          'funderId', s.funder_id, 'funder', f.name,
          'fraction', x.numerator || '/' || x.denominator, 'fixed', x.fixed::text,
          'amount', x.amount::text) order by s.position)
        from shares s join funders f on f.id = s.funder_id
        join agreement_shares x on x.share_id = s.id and x.agreement_id = g.id
        where s.arrangement_id = a.id) as shares,
      jsonb_build_object('id', g.id, 'version', g.version,
        'state', case when d.agreement_id is null then 'proposed' else 'agreed' end,
        'effectiveOn', g.effective_on, 'amount', g.amount::text, 'every', g.every,
        'firstPeriodOn', g.first_period_on, 'instalments', g.instalments, 'paid', g.paid,
        'reason', g.reason) as agreement
    from arrangements a
    join lateral (select * from agreements where arrangement_id = a.id
      order by version desc limit 1) g on true
    left join agreement_decisions d on d.agreement_id = g.id
    where ${'id' in by ? sql`a.id = ${by.id}` : sql`a.budget_id = ${by.budgetId}`}
    order by a.recorded_at, a.id limit 200`;
}
