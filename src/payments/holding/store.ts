import { randomUUID } from 'node:crypto';
import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { recordDecisions } from '../../ledger/decision.ts';
import { addTexts } from '../../people/texts.ts';
import type { Acts, HoldReason } from './rules.ts';

/** What an officer holds back, and why. */
export interface NewHold {
  readonly beneficiaryId: string;
  readonly arrangementId: string;
  /** One payment; null where it is every payment of the arrangement with a value date from `fromOn`. */
  readonly instalmentId: string | null;
  /** The first value date that is held; of one payment, its own. */
  readonly fromOn: string;
  readonly reason: HoldReason;
  readonly acts: Acts;
  /** In the officer's own words; kept apart. */
  readonly reasons: string;
}

/**
 * Holds payments back, as a set, each with a salted digest in the journal. Nothing is cancelled:
 * what is held stays out of runs until the hold has ended. What stands in a drawn-up run already is
 * for `takeOutHeld`; what stands in an approved one, for its release, which is refused.
 * @returns their ids in the order given
 */
export async function placeHolds(tx: Tx, holds: readonly NewHold[]): Promise<string[]> {
  if (holds.length === 0) return [];
  // Nobody draws up a run meanwhile that would have what is held here.
  await decideAlone(tx, 'schedules');
  const texts = await addTexts(
    tx,
    holds.map(({ beneficiaryId, reasons }) => ({ beneficiaryId, text: reasons })),
  );
  const placedBy = tx.scope.user;
  const ids = holds.map(() => randomUUID());
  const entries = await recordDecisions(
    tx,
    holds.map((hold, n) => ({
      key: `payment_hold:${ids[n]!}`,
      reason: 'payment_held',
      fields: holdFields({ ...hold, id: ids[n]!, placedBy }),
      salt: texts[n]!.salt,
    })),
  );
  const rows = holds.map(({ reasons: _text, ...hold }, n) => ({
    ...hold,
    id: ids[n],
    reasonsId: texts[n]!.id,
    entryId: entries[n],
  }));
  await tx.sql`
    insert into payment_holds (id, beneficiary_id, arrangement_id, instalment_id, from_on, reason,
      acts, reasons_id, placed_by, entry_id)
    select id, "beneficiaryId", "arrangementId", "instalmentId", "fromOn", reason, acts,
      "reasonsId", ${placedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as h(id uuid,
      "beneficiaryId" uuid, "arrangementId" uuid, "instalmentId" uuid, "fromOn" date, reason text,
      acts text, "reasonsId" uuid, "entryId" bigint)`;
  return ids;
}

/** What the digest of a hold is made of. */
export interface HoldFacts extends Omit<NewHold, 'beneficiaryId'> {
  readonly id: string;
  readonly placedBy: string;
}

/** The fields that the digest of a hold covers, in order; salted by its reasons'. */
export function holdFields(hold: HoldFacts): (string | null)[] {
  return [
    'payment-hold-1',
    hold.id,
    hold.arrangementId,
    hold.instalmentId,
    hold.fromOn,
    hold.reason,
    hold.acts,
    hold.placedBy,
    hold.reasons,
  ];
}

/** The end of a hold: from then on, what was held is due. */
export interface NewEnding {
  readonly holdId: string;
  readonly beneficiaryId: string;
  readonly reasons: string;
}

/** Ends a hold, with a salted digest in the journal. */
export async function endHold(tx: Tx, ending: NewEnding): Promise<void> {
  const { holdId, beneficiaryId, reasons } = ending;
  const [text] = await addTexts(tx, [{ beneficiaryId, text: reasons }]);
  const endedBy = tx.scope.user;
  const [entryId] = await recordDecisions(tx, [
    {
      key: `payment_hold_ending:${holdId}`,
      reason: 'payment_hold_ended',
      fields: endingFields({ holdId, endedBy, reasons }),
      salt: text!.salt,
    },
  ]);
  await tx.sql`
    insert into payment_hold_endings (hold_id, beneficiary_id, reasons_id, ended_by, entry_id)
    values (${holdId}, ${beneficiaryId}, ${text!.id}, ${endedBy}, ${entryId!})`;
}

/** What the digest of the end of a hold is made of. */
export interface EndingFacts {
  readonly holdId: string;
  readonly endedBy: string;
  readonly reasons: string;
}

/** The fields that the digest of the end of a hold covers, in order; salted by its reasons'. */
export function endingFields(ending: EndingFacts): string[] {
  return ['payment-hold-ending-1', ending.holdId, ending.endedBy, ending.reasons];
}
