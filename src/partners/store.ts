import type { Tx } from '../database/transactions.ts';
import { openAccounts, type Sector } from '../ledger/accounts.ts';
import { recordDecisions } from '../ledger/decision.ts';

/** A funder outside the authority that pays its share of what was spent, from a day on. */
export interface NewPartner {
  readonly funderId: string;
  readonly organisation: string;
  readonly sinceOn: string;
}

/** The facts that the digest of a partner covers. */
export function partnerFields(one: NewPartner): (string | null)[] {
  return ['partner-1', one.funderId, one.organisation, one.sinceOn];
}

/** Adds partners as a set, with what each owes and its counter-account in the ledger. */
export async function addPartners(
  tx: Tx,
  partners: readonly (NewPartner & { readonly sector: Sector })[],
): Promise<void> {
  await openAccounts(
    tx,
    partners.flatMap(({ funderId, sector }) => [
      { class: `recharge/${sector}`, subject: funderId },
      { class: `partner/${sector}`, subject: funderId },
    ]),
  );
  const entries = await recordDecisions(
    tx,
    partners.map((one) => ({
      key: `partner:${one.funderId}`,
      reason: 'partner_added',
      fields: partnerFields(one),
    })),
  );
  const rows = partners.map((one, n) => ({ ...one, entryId: entries[n] }));
  await tx.sql`
    insert into partners (funder_id, organisation, since_on, recorded_by, entry_id)
    select "funderId", organisation, "sinceOn", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as p("funderId" uuid,
      organisation text, "sinceOn" date, "entryId" bigint)`;
}

/** A partner, and what it was recharged, paid and owes at the end of a day, in pounds as text. */
export interface PartnerRow {
  readonly id: string;
  readonly name: string;
  readonly sector: Sector;
  readonly organisation: string;
  readonly sinceOn: string;
  readonly issued: string;
  readonly received: string;
  readonly owed: string;
}

/** How many partners there may be to show at once. */
const MOST = 200;

/**
 * The partners in order of sector and name, or one or some of them. A recharge counts from its last day,
 * money from the day it came. Whoever decides for a partner sees that one only.
 */
export async function listPartners(
  tx: Tx,
  by: { readonly id?: string; readonly ids?: readonly string[]; readonly on: string },
): Promise<PartnerRow[]> {
  const { sql, scope } = tx;
  const own = scope.funder ?? null;
  return sql<PartnerRow[]>`
    select p.funder_id as id, f.name, f.sector, p.organisation, p.since_on as "sinceOn",
      i.amount as issued, r.amount as received, i.amount - r.amount as owed
    from partners p join funders f on f.id = p.funder_id,
    lateral (select coalesce(sum(c.amount), 0.00) as amount from recharges c
      join recharge_issues s on s.recharge_id = c.id
      where c.funder_id = p.funder_id and c.to_on <= ${by.on}::date) as i,
    lateral (select coalesce(sum(amount), 0.00) as amount from partner_receipts c
      where c.funder_id = p.funder_id and c.received_on <= ${by.on}::date) as r
    where p.funder_id = coalesce(${own}::uuid, p.funder_id)
      and p.funder_id = coalesce(${by.id ?? null}::uuid, p.funder_id)
      ${by.ids === undefined ? sql`` : sql`and p.funder_id = any(${`{${by.ids.join(',')}}`}::uuid[])`}
    order by f.sector, f.name limit ${MOST}`;
}
