import type { Tx } from '../database/transactions.ts';
import type { Sector } from '../ledger/accounts.ts';
import { reviewRules } from '../reviews/due-store.ts';
import { reviewDue, rulesAt } from '../reviews/rules.ts';
import type { Around, ArrangementWithTerms, Provision } from './contents.ts';
import type { SectionJ } from './schemas.ts';
import type { PaidTo } from './words.ts';

type Day = Temporal.PlainDate;

/** The plan that a budget is for, with its provision. */
export async function planOf(
  tx: Tx,
  planId: string,
): Promise<SectionJ['plan'] & { provision: Provision[] }> {
  const [plan] = await tx.sql<(SectionJ['plan'] & { provision: Provision[] })[]>`
    select p.starts_on as "startsOn", p.review_by as "reviewBy", p.ceased_on as "ceasedOn",
      coalesce((select jsonb_agg(jsonb_build_object('section', i.section, 'provision', i.provision,
        'outcome', i.outcome) order by i.section, i.provision, i.outcome)
        from provision_items i where i.plan_id = p.id), '[]') as provision
    from plans p where p.id = ${planId}`;
  return plan!;
}

/** What is known about arrangements on a day besides their terms, by arrangement. */
export async function aroundOf(
  tx: Tx,
  arrangements: readonly ArrangementWithTerms[],
  asAt: Day,
): Promise<ReadonlyMap<string, Around>> {
  const ids = JSON.stringify(arrangements.map((one) => one.id));
  const paidTo = await paidToOf(tx, ids);
  const files = await filesOf(tx, ids, asAt);
  const versions = await reviewRules(tx);
  return new Map(
    arrangements.map((one) => {
      const paying = new Set(one.shares.map((share) => share.source as string));
      const mine = files.filter(
        ({ arrangementId, sector }) => arrangementId === one.id && paying.has(sector),
      );
      return [
        one.id,
        {
          paidTo: paidTo.get(one.id) ?? null,
          conditions: mine.map(({ sector, noticeGivenOn, acceptedOn }) => ({
            sector,
            noticeGivenOn,
            acceptedOn,
          })),
          reviews: mine.map((file) => ({
            sector: file.sector,
            lastHeldOn: file.lastHeldOn,
            dueOn: dueOf(file, versions),
          })),
        },
      ];
    }),
  );
}

async function paidToOf(tx: Tx, ids: string): Promise<Map<string, PaidTo>> {
  const rows = await tx.sql<(PaidTo & { id: string })[]>`
    select a.id, p.relationship, coalesce(b.name, p.name) as name
    from jsonb_array_elements_text(${ids}::text::jsonb) as w(id)
    join arrangements a on a.id = w.id::uuid
    join payees p on p.id = a.payee_id
    left join brokers b on b.id = p.broker_id`;
  return new Map(rows.map(({ id, relationship, name }) => [id, { relationship, name }]));
}

/** What is on file for one sector of an arrangement on a day, and what decides its next review. */
interface File {
  readonly arrangementId: string;
  readonly sector: Sector;
  readonly noticeGivenOn: string | null;
  readonly acceptedOn: string | null;
  readonly lastHeldOn: string | null;
  readonly heldSincePaidOn: string | null;
  readonly bornOn: string | null;
  readonly firstPaidOn: string | null;
  /** Null where the sector was reviewed with the plan already. */
  readonly planReviewBy: string | null;
}

async function filesOf(tx: Tx, ids: string, asAt: Day): Promise<File[]> {
  const on = asAt.toString();
  return tx.sql<File[]>`
    with sectors as materialized (
      select distinct s.arrangement_id, s.beneficiary_id, s.source as sector
      from jsonb_array_elements_text(${ids}::text::jsonb) as w(id)
      join shares s on s.arrangement_id = w.id::uuid where s.funder_id is not null
    ), given as (
      select d.arrangement_id, d.sector,
        max(d.given_on) filter (where d.kind = 'notice_of_conditions') as notice_on,
        max(d.given_on) filter (where d.kind = 'conditions_accepted') as accepted_on
      from sectors s
      join documents d on d.arrangement_id = s.arrangement_id and d.sector = s.sector
      left join document_withdrawals x on x.document_id = d.id and x.withdrawn_on <= ${on}::date
      where x.document_id is null and ${on}::date between d.from_on and coalesce(d.to_on, 'infinity')
      group by d.arrangement_id, d.sector
    )
    select s.arrangement_id as "arrangementId", s.sector, g.notice_on as "noticeGivenOn",
      g.accepted_on as "acceptedOn", r.held_on as "lastHeldOn", r.since_paid as "heldSincePaidOn",
      n.born_on as "bornOn", f.paid_on as "firstPaidOn",
      case when r.with_plan_on is null or r.with_plan_on < p.starts_on then p.review_by end
        as "planReviewBy"
    from sectors s
    join arrangements a on a.id = s.arrangement_id
    join budgets b on b.id = a.budget_id
    join plans p on p.id = b.plan_id
    left join personal_details n on n.beneficiary_id = s.beneficiary_id
    left join given g on g.arrangement_id = s.arrangement_id and g.sector = s.sector
    left join lateral (select min(i.value_on) as paid_on from instalments i
      join pay_run_items t on t.instalment_id = i.id
      join entries e on e.key = 'payment:' || t.id
      where i.arrangement_id = s.arrangement_id) f on true
    left join lateral (select max(v.held_on) as held_on,
        max(v.held_on) filter (where v.held_on >= f.paid_on) as since_paid,
        max(v.held_on) filter (where v.why = 'plan_review') as with_plan_on
      from reviews v where v.arrangement_id = s.arrangement_id and v.sector = s.sector
        and v.held_on <= ${on}::date) r on true
    order by array_position(array['education', 'health', 'social_care'], s.sector)`;
}

/** When the next review is due; in social care it takes a birth date, which not everybody sees. */
function dueOf(file: File, versions: Parameters<typeof rulesAt>[0]): string | null {
  if (file.sector === 'social_care' && file.bornOn === null) return null;
  const day = (text: string | null): Day | null =>
    text === null ? null : Temporal.PlainDate.from(text);
  const due = reviewDue(
    {
      sector: file.sector,
      bornOn: day(file.bornOn),
      firstPaidOn: day(file.firstPaidOn),
      lastHeldOn: day(file.heldSincePaidOn),
      planReviewBy: day(file.planReviewBy),
    },
    (on) => rulesAt(versions, on),
  );
  return due?.dueOn.toString() ?? null;
}
