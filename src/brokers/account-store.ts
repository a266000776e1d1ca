import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';

/** A bank account in which a broker holds many people's money. Digits only; an ISO day. */
export interface NewPooledAccount {
  readonly brokerId: string;
  readonly name: string;
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly openedOn: string;
}

export interface PooledAccount extends NewPooledAccount {
  readonly id: string;
  /** Whether the money of arrangements that name no account is in it: the broker's first. */
  readonly usual: boolean;
  readonly entry: string;
}

/** The fields that the digest of a pooled account covers, in order. */
export const pooledAccountFields = (
  one: NewPooledAccount & { id: string; recordedBy: string },
): string[] => [
  'pooled-account-1',
  one.id,
  one.brokerId,
  one.name,
  one.sortCode,
  one.accountNumber,
  one.openedOn,
  one.recordedBy,
];

/** Adds pooled accounts, as a set. @returns their ids in the order given */
export async function addPooledAccounts(
  tx: Tx,
  accounts: readonly NewPooledAccount[],
): Promise<string[]> {
  const recordedBy = tx.scope.user;
  const rows = accounts.map((one) => ({ ...one, id: randomUUID() as string }));
  const entries = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `pooled_account:${row.id}`,
      reason: 'pooled_account_added',
      fields: pooledAccountFields({ ...row, recordedBy }),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entries[n] }));
  await tx.sql`
    insert into pooled_accounts (id, broker_id, name, sort_code, account_number, opened_on,
      recorded_by, entry_id)
    select id, "brokerId", name, "sortCode", "accountNumber", "openedOn", ${recordedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as a(id uuid, "brokerId" uuid,
      name text, "sortCode" text, "accountNumber" text, "openedOn" date, "entryId" bigint)`;
  return rows.map((row) => row.id);
}

type Which =
  | { readonly id: string }
  | { readonly brokerId: string }
  | { readonly sortCode: string; readonly accountNumber: string };

/** Pooled accounts: one, those of a broker with its first one first, or the one with a number. */
export async function pooledAccountsBy(tx: Tx, by: Which): Promise<PooledAccount[]> {
  const { sql } = tx;
  const which =
    'id' in by
      ? sql`p.id = ${by.id}`
      : 'brokerId' in by
        ? sql`p.broker_id = ${by.brokerId}`
        : sql`p.sort_code = ${by.sortCode} and p.account_number = ${by.accountNumber}`;
  return sql<PooledAccount[]>`
    select p.id, p.broker_id as "brokerId", p.name, p.sort_code as "sortCode",
      p.account_number as "accountNumber", p.opened_on as "openedOn", p.entry_id as entry,
      not exists (select from pooled_accounts f where f.broker_id = p.broker_id
        and (f.opened_on, f.entry_id) < (p.opened_on, p.entry_id)) as usual
    from pooled_accounts p where ${which} order by p.opened_on, p.entry_id`;
}

/** In which account an arrangement's money is from a day on. */
export interface Placing {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly pooledAccountId: string;
  readonly fromOn: string;
}

/** Puts the money of arrangements in pooled accounts, as a set. */
export async function placeArrangements(tx: Tx, placings: readonly Placing[]): Promise<void> {
  await tx.sql`
    insert into pooled_arrangements (arrangement_id, beneficiary_id, from_on, pooled_account_id,
      recorded_by)
    select "arrangementId", "beneficiaryId", "fromOn", "pooledAccountId", ${tx.scope.user}
    from jsonb_to_recordset(${JSON.stringify(placings)}::text::jsonb) as p("arrangementId" uuid,
      "beneficiaryId" uuid, "pooledAccountId" uuid, "fromOn" date)`;
}

/** Of which broker an arrangement is, and whether it names an account from the very day. */
export async function brokerOfArrangement(
  tx: Tx,
  arrangementId: string,
  on: string,
): Promise<{ readonly brokerId: string; readonly placed: boolean } | undefined> {
  const [row] = await tx.sql<{ brokerId: string; placed: boolean }[]>`
    select p.party_id as "brokerId", exists (select from pooled_arrangements n
      where n.arrangement_id = a.id and n.from_on = ${on}::date) as placed
    from arrangements a
    join arrangement_parties p on p.arrangement_id = a.id and p.party = 'broker'
    where a.id = ${arrangementId} and a.kind = 'third_party'`;
  return row;
}
