import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import type { Rule } from '../law/rules.ts';
import { noteRules } from '../law/store.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';
import { firstPayments, plansNow } from './due-store.ts';

/** One sector of an arrangement that is reviewed, with what decided when that was due. */
export interface SectorFacts {
  readonly sector: Sector;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  /** The day from which the first agreed version holds; null where none is agreed. */
  readonly firstOn: string | null;
  readonly bornOn: string | null;
  readonly firstPaidOn: string | null;
  readonly lastHeldOn: string | null;
  readonly planReviewBy: string | null;
  /** Whether it was reviewed on that very day already. */
  readonly held: boolean;
}

/**
 * The sectors of an arrangement that public money pays for, with what was known about reviews
 * before a day.
 */
export async function sectorsOf(
  tx: Tx,
  arrangementId: string,
  heldOn: Temporal.PlainDate,
): Promise<SectorFacts[]> {
  const day = heldOn.toString();
  return tx.sql<SectorFacts[]>`
    select s.sector, a.beneficiary_id as "beneficiaryId", a.kind, v.effective_on as "firstOn",
      b.born_on as "bornOn", f.paid_on as "firstPaidOn",
      max(r.held_on) filter (where r.held_on < ${day}::date and r.held_on >= f.paid_on) as "lastHeldOn",
      coalesce(bool_or(r.held_on = ${day}::date), false) as held,
      case when coalesce(max(r.held_on) filter (where r.why = 'plan_review' and r.held_on < ${day}::date)
        < p.starts_on, true) then p.review_by end as "planReviewBy"
    from arrangements a
    join (select distinct arrangement_id, source as sector from shares
      where source in ('education', 'health', 'social_care')) as s on s.arrangement_id = a.id
    left join (select g.arrangement_id, g.effective_on from agreements g
      join agreement_decisions d on d.agreement_id = g.id where g.version = 1
    ) as v on v.arrangement_id = a.id
    left join personal_details b on b.beneficiary_id = a.beneficiary_id
    left join (${firstPayments(tx)}) as f on f.arrangement_id = a.id
    left join (${plansNow(tx)}) as p on p.beneficiary_id = a.beneficiary_id
    left join reviews r on r.arrangement_id = a.id and r.sector = s.sector
    where a.id = ${arrangementId}
    group by s.sector, a.beneficiary_id, a.kind, v.effective_on, b.born_on, f.paid_on, p.starts_on,
      p.review_by
    order by s.sector`;
}

/** A review to record: one meeting, of one or more sectors, with one outcome. */
export interface NewReview {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly heldOn: string;
  readonly why: string;
  readonly outcome: string;
  readonly findings: string;
  /** Each sector that was reviewed, with the day by which that was due. */
  readonly sectors: readonly { readonly sector: Sector; readonly dueOn: string | null }[];
  /** The rules that set those days. */
  readonly used: readonly Rule[];
}

/** What the digest of a review covers, and the sectors in the order of their names. */
export interface ReviewEvidence extends Omit<NewReview, 'beneficiaryId' | 'used'> {
  readonly recordedBy: string;
}

/** The fields that the digest of a review covers, in order. */
export function reviewFields(review: ReviewEvidence): (string | null)[] {
  return [
    'review-1',
    review.arrangementId,
    review.heldOn,
    review.why,
    review.outcome,
    review.findings,
    review.recordedBy,
    ...review.sectors.flatMap(({ sector, dueOn }) => [sector, dueOn]),
  ];
}

/** Records reviews that were held, each as one decision with a row for each of its sectors. */
export async function addHeldReviews(tx: Tx, list: readonly NewReview[]): Promise<void> {
  const reviews = list.map((review) => ({
    ...review,
    sectors: review.sectors.toSorted((a, b) => (a.sector < b.sector ? -1 : 1)),
  }));
  const findings = await addTexts(
    tx,
    reviews.map(({ beneficiaryId, findings: text }) => ({ beneficiaryId, text })),
  );
  const entries = await recordDecisions(
    tx,
    reviews.map((review, n) => ({
      key: `review:${randomUUID()}`,
      reason: 'reviewed',
      fields: reviewFields({ ...review, recordedBy: tx.scope.user }),
      salt: findings[n]!.salt,
    })),
  );
  const rows = reviews.flatMap(({ sectors, ...review }, n) =>
    sectors.map((sector) => ({
      ...sector,
      arrangementId: review.arrangementId,
      beneficiaryId: review.beneficiaryId,
      heldOn: review.heldOn,
      why: review.why,
      outcome: review.outcome,
      findingsId: findings[n]!.id,
      entryId: entries[n]!,
    })),
  );
  await tx.sql`
    insert into reviews (arrangement_id, beneficiary_id, sector, due_on, held_on, why, outcome,
      findings_id, recorded_by, entry_id)
    select "arrangementId", "beneficiaryId", sector, "dueOn", "heldOn", why, outcome, "findingsId",
      ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r("arrangementId" uuid,
      "beneficiaryId" uuid, sector text, "dueOn" date, "heldOn" date, why text, outcome text,
      "findingsId" uuid, "entryId" bigint)`;
  await noteRules(tx, entries, [
    ...new Map(reviews.flatMap((one) => one.used.map((rule) => [rule.id, rule]))).values(),
  ]);
}

export interface ReviewRow {
  readonly id: string;
  readonly sector: string;
  readonly dueOn: string | null;
  readonly heldOn: string;
  readonly late: boolean;
  readonly why: string;
  readonly outcome: string;
  readonly findings: string | null;
  readonly entry: string;
}

/** Reviews of an arrangement, the last one first, after a cursor; one row more than the limit. */
export async function reviewsOf(
  tx: Tx,
  by: {
    arrangementId: string;
    heldOn?: string;
    sectors?: readonly string[];
    after?: string | undefined;
    limit: number;
  },
): Promise<ReviewRow[]> {
  const { sql } = tx;
  const [day, sector] = by.after?.split('.') ?? [];
  return sql<ReviewRow[]>`
    select r.id, r.sector, r.due_on as "dueOn", r.held_on as "heldOn",
      coalesce(r.held_on > r.due_on, false) as late, r.why, r.outcome, t.text as findings,
      r.entry_id as entry
    from reviews r left join texts t on t.id = r.findings_id
    where r.arrangement_id = ${by.arrangementId}
      ${by.heldOn === undefined ? sql`` : sql`and r.held_on = ${by.heldOn}::date`}
      ${by.sectors === undefined ? sql`` : sql`and r.sector in (select jsonb_array_elements_text(${JSON.stringify(by.sectors)}::text::jsonb))`}
      ${
        sector === undefined
          ? sql``
          : sql`and (r.held_on < ${day!}::date or (r.held_on = ${day!}::date and r.sector > ${sector}))`
      }
    order by r.held_on desc, r.sector limit ${by.limit + 1}`;
}
