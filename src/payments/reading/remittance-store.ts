import type { Tx, Fragment } from '../../database/transactions.ts';
import { missingFor } from '../../documents/missing.ts';
import { rulesOn } from '../../law/store.ts';
import type { MissingThing } from '../left-out.ts';
import type { OtherPayment, PaymentFacts, PaymentShare } from './remittance-rules.ts';

/** A payment with what its remittance says of it. */
export interface PaymentRow extends Omit<PaymentFacts, 'shares'> {
  readonly id: string;
  readonly reference: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly purpose: string;
  readonly kind: 'direct' | 'notional' | 'third_party';
  /** The day it is on the account; null while its run is not released. */
  readonly valueOn: string | null;
  readonly undone: 'withdrawn' | 'taken_out' | 'rejected' | 'bounced' | null;
  readonly paidAgain: OtherPayment | null;
  readonly shares: readonly (Omit<PaymentShare, 'missing'> & { readonly id: string })[];
}

/** A payment `o` that was released and still stands, as it is shown. */
const otherPayment = ({ sql }: Tx): Fragment => sql`
  jsonb_build_object('id', o.id, 'reference', o.reference, 'valueOn', f.effective_on)`;

/** Where a payment `i` that is undone was paid again: the first that pays a share of it later. */
const paidAgain = (tx: Tx): Fragment => tx.sql`
  case when u.item_id is not null then (
    select ${otherPayment(tx)} from pay_run_items o
    join entries f on f.key = 'payment:' || o.id
    left join undone_items w on w.item_id = o.id
    where o.instalment_id = i.instalment_id and o.attempt > i.attempt and w.item_id is null
      and exists (select from pay_run_item_shares y join pay_run_item_shares z
        on z.share_id = y.share_id and z.item_id = o.id where y.item_id = i.id)
    order by o.attempt limit 1) end`;

/** A payment that the caller may see. */
export async function paymentById(tx: Tx, id: string): Promise<PaymentRow | undefined> {
  const { sql } = tx;
  const [row] = await sql<PaymentRow[]>`
    select i.id, i.reference, i.amount, i.arrangement_id as "arrangementId",
      i.beneficiary_id as "beneficiaryId", a.purpose, a.kind, e.effective_on as "valueOn",
      u.why as undone, n.amount as whole, ${paidAgain(tx)} as "paidAgain",
      jsonb_build_object('from', n.period_from, 'to', n.period_to) as period,
      jsonb_build_object('number', g.version, 'change', g.change, 'effectiveOn', g.effective_on)
        as version,
      coalesce((select jsonb_agg(jsonb_build_object('what', l.what, 'from', l.period_from,
        'to', l.period_to, 'amount', l.amount::text) order by l.line)
        from instalment_lines l where l.instalment_id = n.id), '[]') as lines,
      coalesce((select jsonb_agg(jsonb_build_object('source', s.source, 'amount', c.amount::text)
        order by s.position)
        from contributions_due c join shares s on s.id = c.share_id
        join agreement_shares x on x.agreement_id = c.agreement_id and x.share_id = c.share_id
        where c.agreement_id = n.agreement_id and c.number = n.number and x.paid = 'net'
          and s.source = 'contribution' and c.amount > 0), '[]') as contributions,
      (select jsonb_agg(jsonb_build_object('id', s.id, 'source', s.source, 'due', x.amount::text,
        'paid', y.amount::text, 'other', ${otherOfShare(tx)}) order by s.position)
        from instalment_shares x join shares s on s.id = x.share_id
        left join pay_run_item_shares y on y.item_id = i.id and y.share_id = x.share_id
        where x.instalment_id = n.id and x.amount > 0) as shares
    from pay_run_items i
    join instalments n on n.id = i.instalment_id
    join agreements g on g.id = n.agreement_id
    join arrangements a on a.id = i.arrangement_id
    left join entries e on e.key = 'payment:' || i.id
    left join undone_items u on u.item_id = i.id
    where i.id = ${id}`;
  return row;
}

/** The payment that a share `x` left with, where it did not leave with the payment `i`. */
const otherOfShare = (tx: Tx): Fragment => tx.sql`
  case when y.item_id is null then (
    select ${otherPayment(tx)} || jsonb_build_object('earlier', o.attempt < i.attempt)
    from pay_run_item_shares z
    join pay_run_items o on o.id = z.item_id
    join entries f on f.key = 'payment:' || o.id
    left join undone_items w on w.item_id = o.id
    where z.instalment_id = n.id and z.share_id = x.share_id and w.item_id is null
    order by o.attempt limit 1) end`;

/** What is missing today for shares of a payment that stayed behind, by share. */
export async function missingOfShares(
  tx: Tx,
  payment: PaymentRow,
): Promise<Map<string, MissingThing[]>> {
  const behind = payment.shares.filter((share) => share.paid === null && share.other === null);
  if (behind.length === 0) return new Map();
  const rules = await rulesOn(tx, tx.scope.today);
  const ids = JSON.stringify(behind.map((share) => share.id));
  const asked = tx.sql`
    select ${payment.arrangementId}::uuid as arrangement_id, value::uuid as share_id,
      ${payment.period.from}::date as day
    from jsonb_array_elements_text(${ids}::text::jsonb)`;
  const rows = await tx.sql<{ shareId: string; missing: MissingThing[] }[]>`
    select share_id as "shareId", jsonb_agg(jsonb_build_object('document', document,
      'givenBy', given_by) order by document, given_by) as missing
    from (${missingFor(tx, asked, rules)}) as m group by share_id`;
  return new Map(rows.map((row) => [row.shareId, row.missing]));
}

/** What the bank statement calls the credit of a payment, and where it went. */
export interface Destination {
  readonly statementReference: string;
  readonly endsIn: string;
}

/** To be read in the service's own name: whoever may see a payment may not see bank details. */
export async function destinationOf(tx: Tx, itemId: string): Promise<Destination> {
  const [row] = await tx.sql<Destination[]>`
    select c.reference as "statementReference", right(d.account_number, 3) as "endsIn"
    from pay_run_items i
    join pay_run_credits c on c.id = i.credit_id
    join bank_details d on d.id = c.bank_details_id
    where i.id = ${itemId}`;
  return row!;
}

export interface PaymentMadeRow {
  readonly entry: string;
  readonly id: string;
  readonly reference: string;
  readonly undone: PaymentRow['undone'];
  readonly paidAgain: OtherPayment | null;
  readonly valueOn: string;
  readonly period: { from: string; to: string };
  readonly amount: string;
  readonly sectors: { source: string; amount: string }[];
}

/** The payments of an arrangement that were released, the newest first, before an entry. */
export async function paymentsMade(
  tx: Tx,
  by: { arrangementId: string; after?: string | undefined; limit: number },
): Promise<PaymentMadeRow[]> {
  const { sql } = tx;
  return sql<PaymentMadeRow[]>`
    select e.id as entry, i.id, i.reference, u.why as undone, ${paidAgain(tx)} as "paidAgain",
      e.effective_on as "valueOn", i.amount,
      jsonb_build_object('from', n.period_from, 'to', n.period_to) as period,
      (select jsonb_agg(jsonb_build_object('source', s.source, 'amount', y.amount::text)
        order by s.position) from pay_run_item_shares y join shares s on s.id = y.share_id
        where y.item_id = i.id) as sectors
    from pay_run_items i
    join entries e on e.key = 'payment:' || i.id
    join instalments n on n.id = i.instalment_id
    left join undone_items u on u.item_id = i.id
    where i.arrangement_id = ${by.arrangementId}
      ${by.after === undefined ? sql`` : sql`and e.id < ${by.after}::bigint`}
    order by e.id desc limit ${by.limit + 1}`;
}
