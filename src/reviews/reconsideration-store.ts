import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';
import type { NoticeRow } from './notice-store.ts';

export interface Asked {
  readonly askedOn: string;
  readonly askedBy: string;
  readonly representations: string;
}

/** Records that the recipient asked for a notice to be reconsidered, and what they put forward. */
export async function addReconsideration(tx: Tx, notice: NoticeRow, asked: Asked): Promise<void> {
  const { beneficiaryId } = notice;
  const [text] = await addTexts(tx, [{ beneficiaryId, text: asked.representations }]);
  await tx.sql`
    insert into reconsiderations (notice_id, arrangement_id, beneficiary_id, asked_on, asked_by,
      representations_id, recorded_by)
    values (${notice.id}, ${notice.arrangementId}, ${beneficiaryId}, ${asked.askedOn},
      ${asked.askedBy}, ${text!.id}, ${tx.scope.user})`;
}

/** Who proposed the version that a notice announces. */
export async function proposerOf(tx: Tx, agreementId: string): Promise<string> {
  const [row] = await tx.sql<{ proposedBy: string }[]>`
    select proposed_by as "proposedBy" from agreements where id = ${agreementId}`;
  return row!.proposedBy;
}

export interface Decided {
  readonly outcome: string;
  readonly toldOn: string;
  readonly reasons: string;
}

/** What the digest of a reconsideration covers. */
export interface ReconsiderationEvidence extends Asked, Decided {
  readonly noticeId: string;
  readonly decidedBy: string;
}

/** The fields that the digest of a reconsideration covers, in order. */
export function reconsiderationFields(one: ReconsiderationEvidence): string[] {
  return [
    'reconsideration-1',
    one.noticeId,
    one.askedOn,
    one.askedBy,
    one.representations,
    one.outcome,
    one.toldOn,
    one.reasons,
    one.decidedBy,
  ];
}

/** Records what came of a reconsideration that was asked for, as a decision. */
export async function addOutcome(tx: Tx, notice: NoticeRow, decided: Decided): Promise<void> {
  const { beneficiaryId } = notice;
  const { askedOn, askedBy, representations } = notice.reconsideration!;
  const [text] = await addTexts(tx, [{ beneficiaryId, text: decided.reasons }]);
  const [entry] = await recordDecisions(tx, [
    {
      key: `reconsideration:${notice.id}`,
      reason: decided.outcome === 'confirmed' ? 'notice_confirmed' : 'notice_to_be_changed',
      fields: reconsiderationFields({
        ...decided,
        askedOn,
        askedBy,
        representations: representations!,
        noticeId: notice.id,
        decidedBy: tx.scope.user,
      }),
      salt: text!.salt,
    },
  ]);
  await tx.sql`
    insert into reconsideration_outcomes (notice_id, beneficiary_id, outcome, told_on, reasons_id,
      decided_by, entry_id)
    values (${notice.id}, ${beneficiaryId}, ${decided.outcome}, ${decided.toldOn}, ${text!.id},
      ${tx.scope.user}, ${entry!})`;
}
