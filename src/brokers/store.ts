import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';

/** A broker's agreement with the authority: while it is in force, the authority lets the broker in. */
export interface NewAgreement {
  readonly brokerId: string;
  readonly kind: 'managed_account' | 'third_party';
  readonly reference: string;
  /** ISO days; no end where it runs until it is ended. */
  readonly fromOn: string;
  readonly toOn: string | null;
}

/** The facts that the digest of a broker's agreement covers. */
export function agreementFields(one: NewAgreement & { readonly id: string }): (string | null)[] {
  return [
    'broker-agreement-1',
    one.id,
    one.brokerId,
    one.kind,
    one.reference,
    one.fromOn,
    one.toOn,
  ];
}

/** Adds agreements with brokers, as a set. @returns their ids in the order given */
export async function addAgreements(
  tx: Tx,
  agreements: readonly NewAgreement[],
): Promise<string[]> {
  const rows = agreements.map((one) => ({ ...one, id: randomUUID() as string }));
  const entries = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `broker_agreement:${row.id}`,
      reason: 'broker_let_in',
      fields: agreementFields(row),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entries[n] }));
  await tx.sql`
    insert into broker_agreements (id, broker_id, kind, reference, from_on, to_on, recorded_by,
      entry_id)
    select id, "brokerId", kind, reference, "fromOn", "toOn", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as a(id uuid, "brokerId" uuid,
      kind text, reference text, "fromOn" date, "toOn" date, "entryId" bigint)`;
  return rows.map((row) => row.id);
}

/**
 * Adds brokers, each let in by an agreement: the one given, or one that runs until it is ended. An
 * organisation that works for several authorities has the same identifier with each, because it
 * signs in once.
 * @returns ids in the order given
 */
export async function addBrokers(
  tx: Tx,
  names: readonly string[],
  ids: readonly string[] = names.map(() => randomUUID()),
  terms: readonly Omit<NewAgreement, 'brokerId'>[] = names.map(untilEnded),
): Promise<string[]> {
  const brokers = names.map((name, n) => ({ id: ids[n], name }));
  await tx.sql`
    insert into brokers (id, name)
    select id, name from jsonb_to_recordset(${JSON.stringify(brokers)}::text::jsonb)
      as b(id uuid, name text)`;
  await addAgreements(
    tx,
    ids.map((brokerId, n) => ({ ...terms[n]!, brokerId })),
  );
  return [...ids];
}

const untilEnded = (name: string): Omit<NewAgreement, 'brokerId'> => ({
  kind: 'third_party',
  reference: `Agreement with ${name}`,
  fromOn: '2014-09-01',
  toOn: null,
});
