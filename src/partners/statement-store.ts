import type { Tx } from '../database/transactions.ts';
import { money, toText } from '../money.ts';
import { totalsOf, type RechargeRow } from './recharge-store.ts';
import type { PartnerRow } from './store.ts';

/** The head of a statement: everything but its lines. Amounts are pounds as text. */
export interface StatementHead {
  readonly partner: Pick<PartnerRow, 'id' | 'name' | 'organisation' | 'sector'>;
  readonly recharge: {
    readonly id: string;
    readonly number: number;
    readonly from: string;
    readonly to: string;
    readonly issuedOn: string;
    readonly dueOn: string;
  };
  readonly account: {
    readonly broughtForward: string;
    readonly received: string;
    readonly recharged: string;
    readonly outstanding: string;
  };
  readonly totals: Awaited<ReturnType<typeof totalsOf>>;
}

/**
 * The statement of an issued recharge, as it was when it was issued: it says the same for ever.
 * What came or was issued later is on the next one, by the moments of record.
 */
export async function statementOf(
  tx: Tx,
  partner: PartnerRow,
  recharge: RechargeRow,
): Promise<StatementHead> {
  const [row] = await tx.sql<{ issued: string; before: string; received: string }[]>`
    with this as (
      select issued_at from recharge_issues where recharge_id = ${recharge.id}
    ), earlier as (
      select r.amount, i.issued_at from recharges r
      join recharge_issues i on i.recharge_id = r.id
      where r.funder_id = ${partner.id} and i.issued_at < (select issued_at from this)
    )
    select (select coalesce(sum(amount), 0.00) from earlier) as issued,
      coalesce(sum(p.amount) filter (where p.recorded_at <= l.at), 0.00) as before,
      coalesce(sum(p.amount) filter (where p.recorded_at > l.at), 0.00) as received
    from (select coalesce(max(issued_at), '-infinity') as at from earlier) as l
    left join partner_receipts p on p.funder_id = ${partner.id}
      and p.recorded_at <= (select issued_at from this)`;
  const broughtForward = money(row!.issued).minus(row!.before);
  const outstanding = broughtForward.minus(row!.received).plus(recharge.amount);
  const { id, number, from, to, issuedOn, dueOn, amount } = recharge;
  const { name, organisation, sector } = partner;
  return {
    partner: { id: partner.id, name, organisation, sector },
    recharge: { id, number, from, to, issuedOn: issuedOn!, dueOn: dueOn! },
    account: {
      broughtForward: toText(broughtForward),
      received: row!.received,
      recharged: amount,
      outstanding: toText(outstanding),
    },
    totals: await totalsOf(tx, id),
  };
}
