import type { Tx, Fragment } from '../../database/transactions.ts';

/** A payment as it leaves: one person's, or what many people have with one broker. */
export interface Credit {
  readonly id: string;
  readonly payRunId: string;
  readonly reference: string;
  readonly valueOn: string;
  readonly state: 'not_released' | 'sent_on' | 'rejected' | 'returned';
  /** Whose account it is: a payee's name, e.g. the broker's pooled account. */
  readonly payee: string | null;
  readonly items: number;
  readonly amount: string;
  readonly sectors: { source: string; amount: string }[];
}

type Which =
  | { readonly id: string }
  | { readonly payRunId: string; readonly after?: string | undefined; readonly limit: number }
  /** What the caller's broker was paid, the newest first. */
  | { readonly broker: string; readonly after?: CreditPlace | undefined; readonly limit: number };

/** The place of a credit in a broker's list. */
export interface CreditPlace {
  readonly valueOn: string;
  readonly id: string;
}

/**
 * Credits that the caller may see, with what is in each by sector. What an officer took out of a
 * run is in none; a credit of which nothing is left is not there. To a broker only what it was paid
 * is shown, and only once it was released.
 */
export async function creditsBy(tx: Tx, by: Which): Promise<Credit[]> {
  const { sql, scope } = tx;
  const limit = 'id' in by ? 1 : by.limit + 1;
  const inOrder = 'broker' in by ? sql`c.value_on desc, c.id` : sql`c.reference`;
  return sql<Credit[]>`
    with listed as materialized (
      select c.id, c.pay_run_id, c.reference, c.value_on from pay_run_credits c
      where ${which(tx, by)}
        and ${scope.kind === 'broker' ? paidToTheBroker(tx) : sql`exists (${itemsOfCredit(tx, sql`c.id`)})`}
      order by ${inOrder} limit ${limit}
    ), counted as materialized (
      select l.id, count(*)::int as items, sum(i.amount) as amount, min(e.id) as entry_id,
        min(u.why) as undone, min(p.name) as payee
      from listed l
      cross join lateral (${itemsOfCredit(tx, sql`l.id`)}) as i
      join arrangements a on a.id = i.arrangement_id
      left join payees p on p.id = a.payee_id
      left join entries e on e.key = 'payment:' || i.id
      left join undone_items u on u.item_id = i.id
      group by l.id
    )
    select l.id, l.pay_run_id as "payRunId", l.reference, l.value_on as "valueOn", n.items, n.amount,
      n.payee,
      case when n.undone = 'rejected' then 'rejected' when n.undone = 'bounced' then 'returned'
        when n.entry_id is not null then 'sent_on' else 'not_released' end as state,
      (select jsonb_agg(jsonb_build_object('source', x.source, 'amount', x.amount::text)
        order by x.source) from (
          select s.source, sum(y.amount) as amount
          from (${itemsOfCredit(tx, sql`l.id`)}) as i
          join pay_run_item_shares y on y.item_id = i.id join shares s on s.id = y.share_id
          group by s.source) as x) as sectors
    from listed l join counted n on n.id = l.id
    order by ${'broker' in by ? sql`l.value_on desc, l.id` : sql`l.reference`}`;
}

function which({ sql }: Tx, by: Which): Fragment {
  if ('id' in by) return sql`c.id = ${by.id}`;
  if ('payRunId' in by) {
    return sql`c.pay_run_id = ${by.payRunId} and c.reference > ${by.after ?? ''}`;
  }
  // The items that a broker sees are its own, so it is asked for the credits of those.
  const own = sql`c.id in (select credit_id from pay_run_items)`;
  if (by.after === undefined) return own;
  const { valueOn, id } = by.after;
  return sql`${own} and (c.value_on < ${valueOn}::date or (c.value_on = ${valueOn}::date and c.id > ${id}))`;
}

/** Whether a credit `c` was released, and goes to the account of the caller's broker. */
const paidToTheBroker = (tx: Tx): Fragment => tx.sql`
  exists (select from (${itemsOfCredit(tx, tx.sql`c.id`)}) as i
    join arrangements a on a.id = i.arrangement_id join payees y on y.id = a.payee_id
    join entries e on e.key = 'payment:' || i.id
    where y.broker_id = ${tx.scope.broker ?? null}::uuid)`;

/** The payments of a credit without those that an officer took out of its run. */
const itemsOfCredit = ({ sql }: Tx, creditId: Fragment): Fragment => sql`
  select i.* from pay_run_items i where i.credit_id = ${creditId} and not exists (
    select from undone_items u where u.item_id = i.id and u.why = 'taken_out')`;

/** Whose money is in a credit: one payment of one person. */
export interface CreditLine {
  readonly item: string;
  readonly reference: string;
  readonly beneficiary: string;
  readonly arrangementId: string;
  readonly purpose: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly education: string | null;
  readonly health: string | null;
  readonly socialCare: string | null;
  readonly amount: string;
}

/** The payments of a credit in order of their reference, after one: all of them without a limit. */
export function creditLines(
  tx: Tx,
  by: { creditId: string; after?: string | undefined; limit?: number },
) {
  const { sql } = tx;
  const of = (source: string): Fragment => sql`(
    select sum(y.amount) from pay_run_item_shares y join shares s on s.id = y.share_id
    where y.item_id = i.id and s.source = ${source})`;
  return sql<CreditLine[]>`
    select i.id as item, i.reference, b.reference as beneficiary,
      i.arrangement_id as "arrangementId", a.purpose, n.period_from as "periodFrom",
      n.period_to as "periodTo", ${of('education')} as education, ${of('health')} as health,
      ${of('social_care')} as "socialCare", i.amount
    from (${itemsOfCredit(tx, sql`${by.creditId}::uuid`)}) as i
    join instalments n on n.id = i.instalment_id
    join beneficiaries b on b.id = i.beneficiary_id
    join arrangements a on a.id = i.arrangement_id
    where i.reference > ${by.after ?? ''}
    order by i.reference
    ${by.limit === undefined ? sql`` : sql`limit ${by.limit + 1}`}`;
}
