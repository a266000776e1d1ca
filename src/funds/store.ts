import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import type { Sector } from '../ledger/accounts.ts';
import type { FundKind } from './rules.ts';

/** A member of a fund. Amounts are text, in pounds; the risk is like "3/5", null where none. */
export interface FundMember {
  readonly funderId: string;
  readonly contribution: string;
  readonly risk: string | null;
}

/** A fund to set up. Days are ISO text. */
export interface NewFund {
  readonly name: string;
  readonly kind: FundKind;
  readonly fromOn: string;
  readonly toOn: string;
  readonly host: string;
  readonly manager: string;
  readonly agreement: string;
  readonly members: readonly FundMember[];
}

/** What the digest of setting a fund up covers. */
export interface FundFacts extends NewFund {
  readonly id: string;
  readonly recordedBy: string;
}

/** A fund as it is listed. */
export interface Fund extends NewFund {
  readonly id: string;
  readonly members: readonly (FundMember & { readonly funder: string; readonly sector: Sector })[];
  readonly recordedAt: string;
  readonly entry: string;
}

/** The fields that the digest of a fund covers, in order. */
export const fundFields = (fund: FundFacts): (string | null)[] => [
  'fund-1',
  fund.id,
  fund.name,
  fund.kind,
  fund.fromOn,
  fund.toOn,
  fund.host,
  fund.manager,
  fund.agreement,
  fund.recordedBy,
  ...fund.members.flatMap(({ funderId, contribution, risk }) => [funderId, contribution, risk]),
];

/** Sets funds up and puts them on record, as a set. @returns their ids in the order given */
export async function addFunds(tx: Tx, funds: readonly NewFund[]): Promise<string[]> {
  const facts = funds.map((fund): FundFacts => ({
    ...fund,
    id: randomUUID(),
    recordedBy: tx.scope.user,
  }));
  const entries = await recordDecisions(
    tx,
    facts.map((fund) => ({
      key: `fund:${fund.id}`,
      reason: 'fund_set_up',
      fields: fundFields(fund),
    })),
  );
  const rows = facts.map(({ members: _members, ...fund }, n) => ({ ...fund, entryId: entries[n] }));
  const members = facts.flatMap(({ id, members: own }) =>
    own.map(({ risk, ...member }, n) => {
      const [numerator, denominator] = risk?.split('/') ?? [];
      return { ...member, fundId: id, position: n + 1, numerator, denominator };
    }),
  );
  await tx.sql`
    insert into funds (id, name, kind, from_on, to_on, host, manager, agreement, recorded_by,
      entry_id)
    select id, name, kind, "fromOn", "toOn", host, manager, agreement, "recordedBy", "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as f(id uuid, name text,
      kind text, "fromOn" date, "toOn" date, host text, manager text, agreement text,
      "recordedBy" uuid, "entryId" bigint)`;
  await tx.sql`
    insert into fund_members (fund_id, position, funder_id, contribution, risk_numerator,
      risk_denominator)
    select "fundId", position, "funderId", contribution, numerator, denominator
    from jsonb_to_recordset(${JSON.stringify(members)}::text::jsonb) as m("fundId" uuid,
      position smallint, "funderId" uuid, contribution numeric(14, 2), numerator int,
      denominator int)`;
  return facts.map((fund) => fund.id);
}

/** Funds: one, or all, the last set up first, after one. */
export async function fundsBy(
  tx: Tx,
  by: { id: string } | { after?: string | undefined; limit: number },
): Promise<Fund[]> {
  const { sql } = tx;
  const which =
    'id' in by
      ? sql`f.id = ${by.id}`
      : sql`true ${by.after === undefined ? sql`` : sql`and f.entry_id < ${by.after}::bigint`}`;
  return sql<Fund[]>`
    select f.id, f.name, f.kind, f.from_on as "fromOn", f.to_on as "toOn", f.host, f.manager,
      f.agreement, to_json(f.recorded_at) #>> '{}' as "recordedAt", f.entry_id as entry, (
        select jsonb_agg(jsonb_build_object('funderId', m.funder_id, 'funder', u.name,
          'sector', u.sector, 'contribution', m.contribution::text,
          'risk', m.risk_numerator || '/' || m.risk_denominator) order by m.position)
        from fund_members m join funders u on u.id = m.funder_id
        where m.fund_id = f.id) as members
    from funds f where ${which}
    order by f.entry_id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

/** What stands in the way of a fund: its name, or members that are in another fund then. */
export async function inTheWay(
  tx: Tx,
  fund: Pick<NewFund, 'name' | 'fromOn' | 'toOn' | 'members'>,
): Promise<{ id: string; name: string; funderId: string | null }[]> {
  const ids = fund.members.map((member) => member.funderId);
  return tx.sql`
    select id, name, null as "funderId" from funds
    where name = ${fund.name} and from_on = ${fund.fromOn}
    union all
    select f.id, f.name, m.funder_id from fund_members m join funds f on f.id = m.fund_id
    where f.from_on <= ${fund.toOn} and f.to_on >= ${fund.fromOn} and m.funder_id::text in (
      select value from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
}

/** Which of some funders are known here. */
export async function knownFunders(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from funders where id::text in (
      select value from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  return new Set(rows.map((row) => row.id));
}
