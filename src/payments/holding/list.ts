import type { Tx } from '../../database/transactions.ts';
import type { Acts, HoldReason } from './rules.ts';

/** A hold as it is shown. */
export interface PaymentHold {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly beneficiary: string;
  readonly arrangementId: string;
  /** The one payment that is held; null where it is every payment from `fromOn`. */
  readonly instalmentId: string | null;
  readonly fromOn: string;
  readonly reason: HoldReason;
  readonly acts: Acts;
  readonly reasons: string;
  readonly placedBy: string;
  readonly placedOn: string;
  /** For how many days it has been there, or was there. */
  readonly ageInDays: number;
  readonly ending: {
    readonly reasons: string;
    readonly endedBy: string;
    readonly endedOn: string;
  } | null;
  /** The entry of the decision to hold; the later the hold, the higher. */
  readonly entry: string;
}

/** The place of a hold in the list. */
export interface PaymentHoldPlace {
  readonly ended: boolean;
  readonly entry: string;
}

export interface PaymentHoldFilter {
  readonly arrangementId?: string | undefined;
  readonly reason?: HoldReason | undefined;
  readonly acts?: Acts | undefined;
  readonly after?: PaymentHoldPlace | undefined;
  readonly limit: number;
}

/** Holds by officers: one, or those asked for, the open ones first and the oldest of them first. */
export async function paymentHoldsBy(
  tx: Tx,
  by: { readonly id: string } | PaymentHoldFilter,
): Promise<PaymentHold[]> {
  const { sql, scope } = tx;
  return sql<PaymentHold[]>`
    select h.id, h.beneficiary_id as "beneficiaryId", b.reference as beneficiary,
      h.arrangement_id as "arrangementId", h.instalment_id as "instalmentId",
      h.from_on as "fromOn", h.reason, h.acts, t.text as reasons, h.placed_by as "placedBy",
      e.effective_on as "placedOn",
      coalesce(ee.effective_on, ${scope.today.toString()}::date) - e.effective_on as "ageInDays",
      case when n.hold_id is not null then jsonb_build_object('reasons', et.text,
        'endedBy', n.ended_by, 'endedOn', ee.effective_on) end as ending, h.entry_id as entry
    from payment_holds h
    join beneficiaries b on b.id = h.beneficiary_id
    join entries e on e.id = h.entry_id
    join texts t on t.id = h.reasons_id
    left join payment_hold_endings n on n.hold_id = h.id
    left join entries ee on ee.id = n.entry_id
    left join texts et on et.id = n.reasons_id
    where ${'id' in by ? sql`h.id = ${by.id}` : asked(tx, by)}
    order by n.hold_id is not null, h.entry_id limit ${'id' in by ? 1 : by.limit + 1}`;
}

function asked({ sql }: Tx, by: PaymentHoldFilter) {
  const { arrangementId, reason, acts, after } = by;
  return sql`true
    ${arrangementId === undefined ? sql`` : sql`and h.arrangement_id = ${arrangementId}`}
    ${reason === undefined ? sql`` : sql`and h.reason = ${reason}`}
    ${acts === undefined ? sql`` : sql`and h.acts = ${acts}`}
    ${
      after === undefined
        ? sql``
        : sql`and (n.hold_id is not null, h.entry_id) > (${after.ended}::boolean, ${after.entry}::bigint)`
    }`;
}
