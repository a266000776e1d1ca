import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import type { NewAgreement } from './store.ts';

/** An agreement with a broker, and how it ended where it ended before its time. */
export interface Agreement extends NewAgreement {
  readonly id: string;
  readonly ended: {
    readonly endedOn: string;
    readonly accessUntil: string;
    readonly reason: string;
    readonly entry: string;
  } | null;
  /** Whether the broker may look today because of it. */
  readonly letsIn: boolean;
  /** Null where it was in place before agreements were kept. */
  readonly entry: string | null;
}

/** How an agreement ends. ISO days. */
export interface AgreementEnding {
  readonly agreementId: string;
  readonly endedOn: string;
  readonly accessUntil: string;
  readonly reason: string;
}

/** The fields that the digest of an agreement's ending covers, in order. */
export const agreementEndingFields = (
  one: AgreementEnding & { readonly endedBy: string },
): string[] => [
  'broker-agreement-ending-1',
  one.agreementId,
  one.endedOn,
  one.accessUntil,
  one.reason,
  one.endedBy,
];

/** Agreements with brokers, the latest first: of some brokers, or one by id. */
export async function agreementsBy(
  tx: Tx,
  by: { readonly id: string } | { readonly brokerIds: readonly string[] },
): Promise<Agreement[]> {
  const { sql, scope } = tx;
  const which =
    'id' in by
      ? sql`a.id = ${by.id}`
      : sql`a.broker_id in (select w::uuid from jsonb_array_elements_text(
          ${JSON.stringify(by.brokerIds)}::text::jsonb) as w)`;
  return sql<Agreement[]>`
    select a.id, a.broker_id as "brokerId", a.kind, a.reference, a.from_on as "fromOn",
      a.to_on as "toOn", case when e.agreement_id is not null then jsonb_build_object(
        'endedOn', e.ended_on, 'accessUntil', e.access_until, 'reason', e.reason,
        'entry', e.entry_id::text) end as ended,
      ${scope.today.toString()}::date between a.from_on
        and coalesce(e.access_until, a.to_on, 'infinity') as "letsIn",
      a.entry_id as entry
    from broker_agreements a left join broker_agreement_endings e on e.agreement_id = a.id
    where ${which} order by a.broker_id, a.from_on desc, a.id`;
}

/** Ends agreements before their time, as a set. */
export async function endAgreements(tx: Tx, endings: readonly AgreementEnding[]): Promise<void> {
  const endedBy = tx.scope.user;
  const entries = await recordDecisions(
    tx,
    endings.map((one) => ({
      key: `broker_agreement_ending:${one.agreementId}`,
      reason: 'broker_agreement_ended',
      fields: agreementEndingFields({ ...one, endedBy }),
    })),
  );
  const input = endings.map((one, n) => ({ ...one, entryId: entries[n] }));
  await tx.sql`
    insert into broker_agreement_endings (agreement_id, ended_on, access_until, reason, ended_by,
      entry_id)
    select "agreementId", "endedOn", "accessUntil", reason, ${endedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as e("agreementId" uuid,
      "endedOn" date, "accessUntil" date, reason text, "entryId" bigint)`;
}
