import type { Tx } from '../database/transactions.ts';

/** Written notice that a proposed version decreases or stops a payment. */
export interface NewNotice {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly agreementId: string;
  readonly kind: 'decrease' | 'stop';
  /** Days as ISO text; it takes effect on or after the day it is given. */
  readonly givenOn: string;
  readonly takesEffectOn: string;
  readonly reasonsId: string;
}

/** Records notices, one for each proposed version, as a set. @returns their ids in the order given. */
export async function addNotices(tx: Tx, notices: readonly NewNotice[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(notices)}::text::jsonb) as ("arrangementId" uuid, "beneficiaryId" uuid,
          "agreementId" uuid, kind text, "givenOn" date, "takesEffectOn" date, "reasonsId" uuid))
        with ordinality as p(arrangement_id, beneficiary_id, agreement_id, kind, given_on,
          takes_effect_on, reasons_id, n)
    ), added as (
      insert into notices (id, arrangement_id, beneficiary_id, agreement_id, kind, given_on,
        takes_effect_on, reasons_id, recorded_by)
      select id, arrangement_id, beneficiary_id, agreement_id, kind, given_on, takes_effect_on,
        reasons_id, ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

/**
 * Where a reconsideration of a proposed version stands: asked for and not answered, answered that it
 * is to be changed, or nothing that stands in the way of agreeing it.
 */
export async function reconsiderationOf(
  tx: Tx,
  agreementId: string,
): Promise<'undecided' | 'to_be_changed' | null> {
  const [open] = await tx.sql<{ outcome: string | null }[]>`
    select o.outcome from notices n join reconsiderations r on r.notice_id = n.id
    left join reconsideration_outcomes o on o.notice_id = n.id
    where n.agreement_id = ${agreementId}`;
  if (open === undefined || open.outcome === 'confirmed') return null;
  return open.outcome === null ? 'undecided' : 'to_be_changed';
}

/** What came of a reconsideration. */
export interface ReconsiderationOutcome {
  readonly outcome: 'confirmed' | 'to_be_changed';
  readonly toldOn: string;
  readonly reasons: string | null;
}

/** A notice with what the recipient asked and was told; texts are null to whoever may not read them. */
export interface NoticeRow {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly reference: string;
  readonly agreementId: string;
  readonly version: number;
  /** Where the version it announces stands. */
  readonly decision: 'proposed' | 'agreed' | 'refused';
  readonly kind: 'decrease' | 'stop';
  readonly givenOn: string;
  readonly takesEffectOn: string;
  readonly reasons: string | null;
  readonly open: boolean;
  readonly reconsideration: {
    readonly askedOn: string;
    readonly askedBy: string;
    readonly representations: string | null;
    readonly outcome: ReconsiderationOutcome | null;
  } | null;
}

/** Which notices: one, those of arrangements, or all; the open ones only; after a cursor. */
export interface NoticesAsked {
  readonly id?: string;
  readonly arrangementIds?: readonly string[];
  /** The day on which they are looked at. */
  readonly on: Temporal.PlainDate;
  readonly openOnly?: boolean;
  readonly after?: string | undefined;
  readonly limit?: number;
}

/**
 * Notices in the order in which they take effect. One is open until it has taken effect and whatever
 * was asked about it is decided; it is closed when its version was refused. One row more than the
 * limit, where there is one.
 */
export async function noticesBy(tx: Tx, asked: NoticesAsked): Promise<NoticeRow[]> {
  const { sql } = tx;
  const { id, arrangementIds, on, openOnly = false, after, limit } = asked;
  const [day, last] = after?.split('.') ?? [];
  return sql<NoticeRow[]>`
    select * from (
      select n.id, n.arrangement_id as "arrangementId", n.beneficiary_id as "beneficiaryId",
        b.reference, n.agreement_id as "agreementId", g.version,
        case when f.agreement_id is not null then 'refused'
          when d.agreement_id is not null then 'agreed' else 'proposed' end as decision,
        n.kind, n.given_on as "givenOn", n.takes_effect_on as "takesEffectOn", t.text as reasons,
        f.agreement_id is null and (n.takes_effect_on > ${on.toString()}::date
          or (r.notice_id is not null and o.notice_id is null)) as open,
        case when r.notice_id is not null then jsonb_build_object('askedOn', r.asked_on,
          'askedBy', r.asked_by, 'representations', rt.text,
          'outcome', case when o.notice_id is not null then jsonb_build_object(
            'outcome', o.outcome, 'toldOn', o.told_on, 'reasons', ot.text) end) end as reconsideration
      from notices n
      join beneficiaries b on b.id = n.beneficiary_id
      join agreements g on g.id = n.agreement_id
      left join agreement_decisions d on d.agreement_id = g.id
      left join agreement_refusals f on f.agreement_id = g.id
      left join texts t on t.id = n.reasons_id
      left join reconsiderations r on r.notice_id = n.id
      left join texts rt on rt.id = r.representations_id
      left join reconsideration_outcomes o on o.notice_id = n.id
      left join texts ot on ot.id = o.reasons_id
      where true
        ${id === undefined ? sql`` : sql`and n.id = ${id}`}
        ${
          arrangementIds === undefined
            ? sql``
            : sql`and n.arrangement_id in (select value::uuid
                from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb))`
        }
        ${last === undefined ? sql`` : sql`and (n.takes_effect_on, n.id) > (${day!}::date, ${last}::uuid)`}
    ) as notice
    ${openOnly ? sql`where open` : sql``}
    order by "takesEffectOn", id
    ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}`;
}

/** The notices of arrangements that are open on a day, for whoever takes them over. */
export async function openNotices(
  tx: Tx,
  arrangementIds: readonly string[],
  on: Temporal.PlainDate,
): Promise<NoticeRow[]> {
  return noticesBy(tx, { arrangementIds, on, openOnly: true });
}
