import type { Tx } from '../database/transactions.ts';

export interface NewAccess {
  readonly beneficiaryId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly relationship: string;
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly arrangementId: string | null;
  readonly seesAddress: boolean;
}

export interface Access extends Omit<NewAccess, 'issuer' | 'subject'> {
  readonly id: string;
  readonly userId: string;
  readonly version: number;
}

/** Lets family users see people, as a set. @returns the ids in the order given. */
export async function addAccess(tx: Tx, access: readonly NewAccess[]): Promise<string[]> {
  const input = JSON.stringify(access);
  await tx.sql`
    insert into users (issuer, subject)
    select distinct issuer, subject from jsonb_to_recordset(${input}::text::jsonb)
      as a(issuer text, subject text)
    on conflict (issuer, subject) do nothing`;
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(${input}::text::jsonb)
        as ("beneficiaryId" uuid, issuer text, subject text, relationship text, "fromOn" date,
          "toOn" date, "arrangementId" uuid, "seesAddress" boolean)) with ordinality
        as p(beneficiary_id, issuer, subject, relationship, from_on, to_on, arrangement_id, sees, n)
    ), added as (
      insert into family_access (id, user_id, beneficiary_id, arrangement_id, relationship, from_on,
        to_on, sees_address, recorded_by)
      select i.id, u.id, i.beneficiary_id, i.arrangement_id, i.relationship, i.from_on, i.to_on,
        i.sees, ${tx.scope.user}
      from input i join users u on u.issuer = i.issuer and u.subject = i.subject
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

/** Who of the family may see a person, and one access by its id. */
export async function accessOf(
  tx: Tx,
  by: { beneficiaryId: string } | { id: string },
): Promise<Access[]> {
  const { sql } = tx;
  return sql<Access[]>`
    select id, beneficiary_id as "beneficiaryId", user_id as "userId", relationship,
      from_on as "fromOn", to_on as "toOn", arrangement_id as "arrangementId",
      sees_address as "seesAddress", version
    from family_access
    where ${'id' in by ? sql`id = ${by.id}` : sql`beneficiary_id = ${by.beneficiaryId}`}
    order by from_on, id limit 200`;
}

/** Changes an access if it is still that version. @returns whether it was. */
export async function changeAccess(
  tx: Tx,
  id: string,
  version: number,
  change: { toOn: string | null; seesAddress: boolean },
): Promise<boolean> {
  const changed = await tx.sql`
    update family_access set version = version + 1, to_on = ${change.toOn},
      sees_address = ${change.seesAddress}
    where id = ${id} and version = ${version}`;
  return changed.count === 1;
}
