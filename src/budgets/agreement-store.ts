import type { Tx } from '../database/transactions.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, type Posting } from '../ledger/post.ts';
import { money, sum, toText, weightsOf, type Decimal } from '../money.ts';
import { agreedFrom, schedule, type Every, type Instalment, type Terms } from './rules.ts';

/** A proposed agreement with what is needed to decide on it. */
export interface Proposal {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly budgetId: string;
  readonly kind: Holding;
  readonly version: number;
  readonly proposedBy: string;
  readonly decided: boolean;
  readonly budgetClosed: boolean;
  readonly terms: Terms;
  readonly shares: readonly {
    readonly id: string;
    readonly source: Sector;
    readonly numerator: number | null;
    readonly denominator: number | null;
    readonly amount: Decimal;
    /** The accounts that agreeing moves money between. */
    readonly agreed: string;
    readonly available: string;
    readonly committed: string;
  }[];
}

interface ProposalRow extends Omit<Proposal, 'terms' | 'shares'> {
  readonly amount: string;
  readonly effectiveOn: string;
  readonly every: Every;
  readonly firstPeriodOn: string;
  readonly instalments: number;
  readonly paid: 'in_advance' | 'in_arrears';
  readonly shares: (Omit<Proposal['shares'][number], 'amount'> & { amount: string })[];
}

/** Loads agreements by id as a set, in the order given; those not visible are absent. */
export async function loadProposals(tx: Tx, ids: readonly string[]): Promise<Proposal[]> {
  const rows = await tx.sql<ProposalRow[]>`
    with wanted as materialized (
      select value::uuid as id, n
      from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) with ordinality as w(value, n)
    ), share_accounts as (
      select x.agreement_id, s.position, jsonb_build_object('id', s.id, 'source', s.source,
        'numerator', x.numerator, 'denominator', x.denominator, 'amount', x.amount::text,
        'agreed', ag.id::text, 'available', av.id::text, 'committed', co.id::text) as share
      from wanted w
      join agreement_shares x on x.agreement_id = w.id
      join shares s on s.id = x.share_id
      join arrangements a on a.id = s.arrangement_id
      join account_classes agc on agc.name = 'agreed/' || s.source
      join accounts ag on ag.class = agc.id and ag.subject = s.funder_id
      join account_classes avc on avc.name = 'available/' || a.kind || '/' || s.source
      join accounts av on av.class = avc.id and av.subject = s.id
      join account_classes coc on coc.name = 'committed/' || a.kind || '/' || s.source
      join accounts co on co.class = coc.id and co.subject = s.id
    )
    select g.id, g.arrangement_id as "arrangementId", g.beneficiary_id as "beneficiaryId",
      a.budget_id as "budgetId", a.kind, g.version, g.proposed_by as "proposedBy",
      d.agreement_id is not null as decided, c.budget_id is not null as "budgetClosed",
      g.amount, g.effective_on as "effectiveOn", g.every, g.first_period_on as "firstPeriodOn",
      g.instalments, g.paid,
      (select jsonb_agg(share order by position) from share_accounts s where s.agreement_id = g.id) as shares
    from wanted w
    join agreements g on g.id = w.id
    join arrangements a on a.id = g.arrangement_id
    left join agreement_decisions d on d.agreement_id = g.id
    left join budget_closures c on c.budget_id = a.budget_id
    order by w.n`;
  return rows.map((row) => ({
    ...row,
    terms: {
      amount: money(row.amount),
      effectiveOn: Temporal.PlainDate.from(row.effectiveOn),
      every: row.every,
      firstPeriodOn: Temporal.PlainDate.from(row.firstPeriodOn),
      instalments: row.instalments,
      paid: row.paid,
    },
    shares: row.shares.map((share) => ({ ...share, amount: money(share.amount) })),
  }));
}

/** The schedule that a proposal would have. */
export function scheduleOf(proposal: Proposal): Instalment[] {
  const fractions = proposal.shares.flatMap(({ numerator, denominator }) =>
    numerator === null || denominator === null ? [] : [{ numerator, denominator }],
  );
  const weights =
    fractions.length === proposal.shares.length
      ? weightsOf(fractions)
      : proposal.shares.map((share) => share.amount);
  return schedule(proposal.terms, weights);
}

/**
 * Agrees proposals as a set: records the decision, writes the schedule, and posts what the funders
 * agreed and what is scheduled of it. A notional arrangement is agreed; its orders come later.
 */
export async function agree(tx: Tx, proposals: readonly Proposal[]): Promise<void> {
  const plans = proposals.map((proposal) => ({ proposal, plan: scheduleOf(proposal) }));
  const posted = await post(
    tx,
    plans.flatMap(({ proposal, plan }) => postingsOf(tx, proposal, plan)),
  );
  const decisions = proposals.map((one) => ({
    id: one.id,
    proposedBy: one.proposedBy,
    entryId: posted.ids.get(agreedKey(one)),
  }));
  await tx.sql`
    insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
    select id, "proposedBy", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(decisions)}::text::jsonb)
      as d(id uuid, "proposedBy" uuid, "entryId" bigint)`;
  const instalments = plans.flatMap(({ proposal, plan }) =>
    proposal.kind === 'notional' ? [] : plan.map((one) => instalmentRow(proposal, one)),
  );
  await tx.sql`
    with input as materialized (
      select gen_random_uuid() as id, p.* from jsonb_to_recordset(${JSON.stringify(instalments)}::text::jsonb)
        as p("agreementId" uuid, "arrangementId" uuid, "beneficiaryId" uuid, number smallint,
          "periodFrom" date, "periodTo" date, "valueOn" date, "inputOn" date, amount numeric, shares jsonb)
    ), added as (
      insert into instalments (id, agreement_id, arrangement_id, beneficiary_id, number, period_from,
        period_to, value_on, input_on, amount)
      select id, "agreementId", "arrangementId", "beneficiaryId", number, "periodFrom", "periodTo",
        "valueOn", "inputOn", amount from input
    )
    insert into instalment_shares (instalment_id, arrangement_id, beneficiary_id, share_id, amount)
    select i.id, i."arrangementId", i."beneficiaryId", s.id, s.amount
    from input i, jsonb_to_recordset(i.shares) as s(id uuid, amount numeric)`;
}

function instalmentRow(proposal: Proposal, one: Instalment) {
  return {
    ...one,
    agreementId: proposal.id,
    arrangementId: proposal.arrangementId,
    beneficiaryId: proposal.beneficiaryId,
    amount: toText(one.amount),
    shares: one.shares.map((amount, n) => ({
      id: proposal.shares[n]!.id,
      amount: toText(amount),
    })),
  };
}

const agreedKey = (proposal: Proposal): string => `agreed:${proposal.id}`;

function postingsOf(tx: Tx, proposal: Proposal, plan: readonly Instalment[]): Posting[] {
  const effectiveOn = agreedFrom(proposal.terms.effectiveOn, plan);
  const shares = proposal.shares.filter((share) => share.amount.gt(0));
  const agreed: Posting = {
    key: agreedKey(proposal),
    kind: 'agreed',
    effectiveOn,
    reason: proposal.version === 1 ? 'first_agreement' : 'new_version',
    evidence: evidenceOf(agreementFields(proposal, tx.scope.user)),
    transfers: shares.map((share) => ({
      from: share.agreed,
      to: share.available,
      amount: share.amount,
    })),
  };
  if (proposal.kind === 'notional') return [agreed];
  const scheduled = proposal.shares.map((_, n) => sum(plan.map((one) => one.shares[n]!)));
  return [
    agreed,
    {
      key: `scheduled:${proposal.id}`,
      kind: 'scheduled',
      effectiveOn,
      transfers: proposal.shares.flatMap((share, n) =>
        scheduled[n]!.gt(0)
          ? [{ from: share.available, to: share.committed, amount: scheduled[n]! }]
          : [],
      ),
    },
  ];
}

/** The fields that the digest of a decided agreement covers, in order. */
export function agreementFields(proposal: Proposal, decidedBy: string): (string | null)[] {
  const { terms } = proposal;
  return [
    'agreement-1',
    proposal.id,
    proposal.arrangementId,
    String(proposal.version),
    toText(terms.amount),
    terms.effectiveOn.toString(),
    terms.every,
    terms.firstPeriodOn.toString(),
    String(terms.instalments),
    terms.paid,
    proposal.proposedBy,
    decidedBy,
    ...proposal.shares.flatMap((share) => [
      share.id,
      share.numerator === null ? null : `${share.numerator}/${share.denominator}`,
      toText(share.amount),
    ]),
  ];
}

export interface InstalmentRow {
  readonly id: string;
  readonly number: number;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly valueOn: string;
  readonly inputOn: string;
  readonly amount: string;
  readonly shares: { source: string; funder: string; amount: string }[];
  readonly state: 'scheduled' | 'in_a_run' | 'released';
}

/** The agreed schedule of an arrangement, in order. */
export async function scheduleRows(tx: Tx, arrangementId: string): Promise<InstalmentRow[]> {
  return tx.sql<InstalmentRow[]>`
    select i.id, i.number, i.period_from as "periodFrom", i.period_to as "periodTo",
      i.value_on as "valueOn", i.input_on as "inputOn", i.amount, (
        select jsonb_agg(jsonb_build_object('source', s.source, 'funder', f.name,
          'amount', x.amount::text) order by s.position)
        from instalment_shares x join shares s on s.id = x.share_id
        join funders f on f.id = s.funder_id where x.instalment_id = i.id) as shares,
      coalesce((select case when exists (select from transfers t join entries e on e.id = t.entry_id
          where e.key = 'payment:' || p.id) then 'released' else 'in_a_run' end
        from pay_run_items p where p.instalment_id = i.id
          and not exists (select from pay_run_withdrawals w where w.pay_run_id = p.pay_run_id)
        order by p.attempt desc limit 1),
        'scheduled') as state
    from instalments i where i.arrangement_id = ${arrangementId}
    order by i.value_on, i.number limit 1000`;
}
