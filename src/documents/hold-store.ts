import type { Tx } from '../database/transactions.ts';
import type { RulesInForce } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { dueShares } from '../payments/due.ts';

/** A share of an instalment that would not leave, because its sector lacks something. */
export interface Hold {
  readonly instalmentId: string;
  readonly number: number;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly shareId: string;
  readonly sector: Sector;
  readonly amount: string;
  readonly valueOn: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly missing: readonly { readonly document: string; readonly givenBy: string | null }[];
}

/** The place of a hold in the list. */
export interface HoldPlace {
  readonly valueOn: string;
  readonly instalmentId: string;
  readonly shareId: string;
}

/**
 * The shares of instalments with a value date up to a day that are in no run, and lack something on
 * the first day of their period; by value date. A closed budget pays nothing, so it holds nothing.
 */
export async function holdsBy(
  tx: Tx,
  by: { readonly valueOn: string; readonly after: HoldPlace | undefined; readonly limit: number },
  rules: RulesInForce,
): Promise<Hold[]> {
  const { sql } = tx;
  const { after } = by;
  const following =
    after === undefined
      ? sql``
      : sql`and (d.value_on, d.instalment_id, d.share_id)
          > (${after.valueOn}::date, ${after.instalmentId}::uuid, ${after.shareId}::uuid)`;
  return joiningWhole(
    tx,
    () => sql<Hold[]>`
      select d.instalment_id as "instalmentId", i.number, d.arrangement_id as "arrangementId",
        d.beneficiary_id as "beneficiaryId", d.share_id as "shareId", s.source as sector, d.amount,
        d.value_on as "valueOn",
        jsonb_build_object('from', i.period_from, 'to', i.period_to) as period, d.missing
      from (${dueShares(tx, by.valueOn, rules)}) as d
      join instalments i on i.id = d.instalment_id
      join shares s on s.id = d.share_id
      where d.missing is not null ${following}
      order by d.value_on, d.instalment_id, d.share_id limit ${by.limit + 1}`,
  );
}
