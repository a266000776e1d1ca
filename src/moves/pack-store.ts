import type { Tx } from '../database/transactions.ts';
import type { Sector } from '../ledger/accounts.ts';
import { balancesOf } from '../ledger/balances.ts';
import { money, type Decimal } from '../money.ts';

/** Up to where something is known: the last entry, and the moment for what has no entry. */
export interface Known {
  readonly through: string | null;
  readonly at: Temporal.Instant | null;
}

/** The person's plan as it goes to the new body, and when it was last reviewed. */
export interface PackPlan {
  readonly reference: string;
  readonly id: string;
  readonly startsOn: string;
  readonly reviewBy: string;
  /** The last review of the plan as a whole that was held by the day; null where there was none. */
  readonly lastReviewOn: string | null;
  readonly provision: readonly { section: string; provision: string; outcome: string }[];
}

const EVERYTHING = '9223372036854775807';
const through = (known: Known): string => known.through ?? EVERYTHING;
const until = (known: Known): string => known.at?.toString() ?? 'infinity';

/** The plan of a budget, with its last review up to a day. */
export async function planOf(
  tx: Tx,
  budgetId: string,
  { lastDay, known }: { lastDay: string; known: Known },
): Promise<PackPlan> {
  const [row] = await tx.sql<PackPlan[]>`
    select n.reference, p.id, p.starts_on as "startsOn", p.review_by as "reviewBy", (
        select max(r.held_on) from reviews r
        join arrangements a on a.id = r.arrangement_id
        join budgets o on o.id = a.budget_id
        where o.plan_id = p.id and r.why = 'plan_review' and r.held_on <= ${lastDay}::date
          and r.entry_id <= ${through(known)}::bigint) as "lastReviewOn",
      coalesce((select jsonb_agg(jsonb_build_object('section', i.section, 'provision', i.provision,
        'outcome', i.outcome) order by i.section, i.provision, i.id)
        from provision_items i where i.plan_id = p.id), '[]') as provision
    from budgets b join plans p on p.id = b.plan_id join beneficiaries n on n.id = b.beneficiary_id
    where b.id = ${budgetId}`;
  return row!;
}

/** The arrangements of a budget, in the order in which they were put forward. */
export async function arrangementsOf(
  tx: Tx,
  budgetId: string,
): Promise<{ readonly id: string; readonly purpose: string }[]> {
  return tx.sql<{ id: string; purpose: string }[]>`
    select id, purpose from arrangements where budget_id = ${budgetId} order by recorded_at, id`;
}

/** The sections of the plan that a person's provision stands in, by the provision's id. */
export async function provisionSections(
  tx: Tx,
  beneficiaryId: string,
): Promise<Map<string, string>> {
  const rows = await tx.sql<{ id: string; section: string }[]>`
    select id, section from provision_items where beneficiary_id = ${beneficiaryId}`;
  return new Map(rows.map((row) => [row.id, row.section]));
}

/** The names of funders, by id. */
export async function funderNames(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.sql<{ id: string; name: string }[]>`select id, name from funders`;
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** A payment of a schedule: what was planned, and what has been paid of it. */
export interface PackPayment {
  readonly instalmentId: string;
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly valueOn: string;
  /** What was planned, by share. */
  readonly planned: ReadonlyMap<string, Decimal>;
  /** What was paid, by share; empty while nothing is. */
  readonly paid: ReadonlyMap<string, Decimal>;
}

interface PaymentRow extends Omit<PackPayment, 'planned' | 'paid'> {
  readonly arrangementId: string;
  readonly planned: Record<string, string>;
  readonly paid: Record<string, string> | null;
}

/**
 * The payments of arrangements by arrangement, in the order of their value dates: those that stand,
 * and those that only the move on a day put an end to. Paid is what was released in a pay run, and
 * what was paid before the book began.
 */
export async function paymentsOf(
  tx: Tx,
  arrangementIds: readonly string[],
  { movedOn, known }: { movedOn: string; known: Known },
): Promise<Map<string, PackPayment[]>> {
  const { sql } = tx;
  const rows = await sql<PaymentRow[]>`
    with wanted as materialized (
      select value::uuid as id
      from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb)
    ), paid as materialized (${paidShares(tx, known)}
    ), paid_parts as (
      select instalment_id, jsonb_object_agg(share_id, amount::text) as parts from (
        select instalment_id, share_id, sum(amount) as amount from paid
        group by instalment_id, share_id) as s group by instalment_id
    )
    select i.id as "instalmentId", i.arrangement_id as "arrangementId", i.number,
      i.period_from as "from", i.period_to as "to", i.value_on as "valueOn", p.parts as paid,
      (select jsonb_object_agg(x.share_id, x.amount::text) from instalment_shares x
        where x.instalment_id = i.id) as planned
    from wanted w join instalments i on i.arrangement_id = w.id
    join agreements g on g.id = i.agreement_id
    join agreement_decisions d on d.agreement_id = g.id and d.entry_id <= ${through(known)}::bigint
    left join paid_parts p on p.instalment_id = i.id
    left join (replaced_instalments r
      join agreement_decisions b on b.agreement_id = r.agreement_id
        and b.entry_id <= ${through(known)}::bigint
      join agreements n on n.id = r.agreement_id) on r.instalment_id = i.id
    where n.id is null or (n.without_notice = 'moved' and n.effective_on >= ${movedOn}::date)
    order by i.arrangement_id, i.value_on, i.period_from, i.number, i.id`;
  const read = rows.map(({ arrangementId, planned, paid, ...row }) => ({
    arrangementId,
    payment: { ...row, planned: amountsOf(planned), paid: amountsOf(paid ?? {}) },
  }));
  return byArrangement(read, ({ payment }) => payment);
}

/** What was paid of the wanted arrangements, as a query of (instalment_id, share_id, amount). */
function paidShares({ sql }: Tx, known: Known) {
  return sql`
      select p.instalment_id, s.share_id, s.amount
      from wanted w join pay_run_items p on p.arrangement_id = w.id
      join pay_run_releases l on l.pay_run_id = p.pay_run_id
      join entries e on e.key = 'payment:' || p.id and e.id <= ${through(known)}::bigint
      join pay_run_item_shares s on s.item_id = p.id
      union all
      select b.instalment_id, x.share_id, x.amount
      from wanted w join instalments_paid_before b on b.arrangement_id = w.id
      join instalment_shares x on x.instalment_id = b.instalment_id`;
}

const amountsOf = (texts: Record<string, string>): Map<string, Decimal> =>
  new Map(Object.entries(texts).map(([id, amount]) => [id, money(amount)]));

function byArrangement<T extends { readonly arrangementId: string }, R>(
  rows: readonly T[],
  each: (row: T) => R,
): Map<string, R[]> {
  const grouped = Map.groupBy(rows, (row) => row.arrangementId);
  return new Map([...grouped].map(([id, some]) => [id, some.map(each)]));
}

/** What the ledger says of one share. */
export interface ShareBalances {
  readonly drawn: Decimal;
  readonly held: Decimal;
  readonly toReturn: Decimal;
}

/** What is drawn, held and to be returned, by share, as at the end of a day. */
export async function shareBalances(
  tx: Tx,
  arrangementIds: readonly string[],
  at: { asAt: Temporal.PlainDate; known: Known },
): Promise<Map<string, ShareBalances>> {
  const accounts = await tx.sql<{ id: string; kind: keyof ShareBalances; share: string }[]>`
    select a.id, case c.kind when 'to_return' then 'toReturn' else c.kind end as kind,
      a.subject as share
    from accounts a join account_classes c on c.id = a.class
    where c.kind in ('drawn', 'held', 'to_return') and a.arrangement_id in (
      select value::uuid
      from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb))
    order by a.id`;
  const balances = await balancesOf(
    tx,
    accounts.map((account) => account.id),
    { asAt: at.asAt, knownThrough: at.known.through },
  );
  const shares = Map.groupBy(accounts, (account) => account.share);
  return new Map(
    [...shares].map(([share, own]) => {
      const of = (kind: keyof ShareBalances): Decimal => {
        const account = own.find((one) => one.kind === kind);
        return balances.get(account?.id ?? '') ?? money('0.00');
      };
      return [share, { drawn: of('drawn'), held: of('held'), toReturn: of('toReturn') }];
    }),
  );
}

/** A review of a refusal that nobody has decided. */
export interface UndecidedReview {
  readonly funder: string;
  readonly sector: Sector;
  readonly askedOn: string;
  readonly askedBy: string;
}

/** The reviews of refusals that a person's family asked for and that are not decided yet. */
export async function undecidedReviews(
  tx: Tx,
  beneficiaryId: string,
  known: Known,
): Promise<UndecidedReview[]> {
  return tx.sql<UndecidedReview[]>`
    select f.name as funder, f.sector, w.asked_on as "askedOn", w.asked_by as "askedBy"
    from decision_reviews w
    join funder_decisions d on d.id = w.decision_id
    join funders f on f.id = d.funder_id
    where w.beneficiary_id = ${beneficiaryId} and w.recorded_at <= ${until(known)}::timestamptz
      and not exists (select from review_outcomes o
        where o.review_id = w.id and o.entry_id <= ${through(known)}::bigint)
    order by w.asked_on, w.id limit 200`;
}

/** A document on file: what it is and when it holds, without its text. */
export interface PackDocument {
  readonly arrangementId: string;
  readonly sector: Sector;
  readonly kind: string;
  readonly givenBy: string;
  readonly givenOn: string;
  readonly from: string;
  readonly to: string | null;
  readonly withdrawnOn: string | null;
}

/** The documents on file for arrangements. */
export async function documentsOf(
  tx: Tx,
  arrangementIds: readonly string[],
  known: Known,
): Promise<PackDocument[]> {
  return tx.sql<PackDocument[]>`
    select d.arrangement_id as "arrangementId", d.sector, d.kind, d.given_by as "givenBy",
      d.given_on as "givenOn", d.from_on as "from", d.to_on as "to",
      w.withdrawn_on as "withdrawnOn"
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) with ordinality
      as a(id, n)
    join documents d on d.arrangement_id = a.id::uuid and d.entry_id <= ${through(known)}::bigint
    left join document_withdrawals w on w.document_id = d.id
      and w.entry_id <= ${through(known)}::bigint
    order by a.n, d.sector, d.kind, d.given_on, d.id`;
}

/** A review that was held, and what came of it. */
export interface PackReview {
  readonly arrangementId: string;
  readonly sector: Sector;
  readonly heldOn: string;
  readonly dueOn: string | null;
  readonly why: string;
  readonly outcome: string;
}

/** The reviews held of arrangements, up to the day before the move. */
export async function reviewsOf(
  tx: Tx,
  arrangementIds: readonly string[],
  { lastDay, known }: { lastDay: string; known: Known },
): Promise<PackReview[]> {
  return tx.sql<PackReview[]>`
    select r.arrangement_id as "arrangementId", r.sector, r.held_on as "heldOn",
      r.due_on as "dueOn", r.why, r.outcome
    from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb) with ordinality
      as a(id, n)
    join reviews r on r.arrangement_id = a.id::uuid
    where r.held_on <= ${lastDay}::date and r.entry_id <= ${through(known)}::bigint
    order by a.n, r.sector, r.held_on, r.id`;
}
