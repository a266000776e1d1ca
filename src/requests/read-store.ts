import type { Fragment, Tx } from '../database/transactions.ts';
import type { Sector } from '../ledger/accounts.ts';

export type FunderState = 'to_decide' | 'agreed' | 'refused' | 'under_review';
export type RequestState = 'open' | 'agreed' | 'refused' | 'part_agreed' | 'under_review';

/** A funder that is asked on a request, and where it stands. */
export interface FunderAsked {
  readonly funderId: string;
  readonly funder: string;
  readonly sector: Sector;
  readonly state: FunderState;
}

/** A request with where it stands. Days are ISO text. */
export interface RequestRow {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly planId: string;
  readonly madeOn: string;
  readonly madeBy: string;
  readonly stage: 'drafting' | 'review' | 'reassessment';
  readonly wants: 'budget' | 'direct_payment';
  readonly recordedBy: string;
  readonly state: RequestState;
  readonly funders: readonly FunderAsked[];
}

/**
 * Where each funder asked on a request stands: its latest decision and the review of that. After a
 * review overturned a refusal, the funder has to decide again.
 */
function standings({ sql }: Tx): Fragment {
  return sql`
    select f.request_id, f.funder_id, d.id as decision_id, d.number, d.amount,
      case when o.outcome = 'overturned' then o.told_on end as overturned_on,
      case when d.id is null or o.outcome = 'overturned' then 'to_decide'
        when d.outcome = 'agreed' then 'agreed'
        when w.id is not null and o.review_id is null then 'under_review'
        else 'refused' end as state
    from request_funders f
    left join lateral (select d.id, d.number, d.amount, d.outcome from funder_decisions d
      where d.request_id = f.request_id and d.funder_id = f.funder_id
      order by d.number desc limit 1) d on true
    left join decision_reviews w on w.decision_id = d.id
    left join review_outcomes o on o.review_id = w.id`;
}

/**
 * Requests `r` with the standing `s` of the funders that the caller sees: a partner its own, and
 * then the state is of that one. What else there is to select comes first.
 */
function requests(tx: Tx, more: Fragment): Fragment {
  const { sql } = tx;
  return sql`
    select r.id, r.beneficiary_id as "beneficiaryId", r.plan_id as "planId",
      r.made_on as "madeOn", r.made_by as "madeBy", r.stage, r.wants,
      r.recorded_by as "recordedBy", s.state, s.funders ${more}
    from budget_requests r cross join lateral (
      select case when bool_or(x.state = 'to_decide') then 'open'
          when bool_or(x.state = 'under_review') then 'under_review'
          when bool_and(x.state = 'agreed') then 'agreed'
          when bool_and(x.state = 'refused') then 'refused' else 'part_agreed' end as state,
        jsonb_agg(jsonb_build_object('funderId', f.id, 'funder', f.name, 'sector', f.sector,
          'state', x.state) order by f.sector, f.name) as funders
      from (${standings(tx)}) as x join funders f on f.id = x.funder_id
      where x.request_id = r.id) as s
    where true`;
}

/** Which requests to list, in order of id after one, as many as asked for and one more. */
export interface RequestFilter {
  readonly beneficiaryId?: string | undefined;
  readonly state?: RequestState | undefined;
  readonly stage?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The requests that the caller may see. */
export async function listRequests(tx: Tx, by: RequestFilter): Promise<RequestRow[]> {
  const { sql } = tx;
  const { beneficiaryId, state, stage, after, limit } = by;
  return sql<RequestRow[]>`
    ${requests(tx, sql``)}
      ${beneficiaryId === undefined ? sql`` : sql`and r.beneficiary_id = ${beneficiaryId}`}
      ${state === undefined ? sql`` : sql`and s.state = ${state}`}
      ${stage === undefined ? sql`` : sql`and r.stage = ${stage}`}
      ${after === undefined ? sql`` : sql`and r.id > ${after}`}
    order by r.id limit ${limit + 1}`;
}

/** A request the caller may see, or undefined. */
export async function requestById(tx: Tx, id: string): Promise<RequestRow | undefined> {
  const { sql } = tx;
  const [row] = await sql<RequestRow[]>`${requests(tx, sql``)} and r.id = ${id}`;
  return row;
}

export interface ReviewRow {
  readonly id: string;
  readonly decisionId: string;
  readonly askedOn: string;
  readonly askedBy: string;
  readonly inTime: 'in_time' | 'late_and_taken';
  readonly representations: string | null;
  readonly outcome: {
    readonly outcome: 'upheld' | 'overturned';
    readonly toldOn: string;
    readonly reasons: string | null;
    readonly entry: string;
  } | null;
}

export interface DecisionRow {
  readonly id: string;
  readonly requestId: string;
  readonly funderId: string;
  readonly number: number;
  readonly outcome: 'agreed' | 'refused';
  readonly amount: string | null;
  readonly ground: string | null;
  readonly reasons: string | null;
  readonly toldOn: string;
  readonly reviewBy: string | null;
  readonly entry: string;
  readonly review: ReviewRow | null;
}

/** A request with all that was told, chosen and decided. Texts are null where not to be seen. */
export interface WholeRequest extends RequestRow {
  readonly wishes: string | null;
  readonly indicativeAmounts: readonly {
    readonly id: string;
    readonly sector: Sector;
    readonly amount: string;
    readonly method: string;
    readonly toldOn: string;
  }[];
  readonly holdingChoices: readonly {
    readonly id: string;
    readonly offered: readonly string[];
    readonly chosen: readonly string[];
    readonly chosenOn: string;
    readonly chosenBy: string;
    readonly reasons: string | null;
  }[];
  readonly decisions: readonly DecisionRow[];
}

/** The decisions on the request `r`, each with its review and the outcome of that, as JSON. */
function decisionsOf({ sql }: Tx): Fragment {
  return sql`
    select jsonb_agg(jsonb_build_object('id', d.id, 'requestId', d.request_id,
      'funderId', d.funder_id, 'number', d.number, 'outcome', d.outcome,
      'amount', d.amount::text, 'ground', d.ground, 'reasons', dt.text, 'toldOn', d.told_on,
      'reviewBy', d.review_by, 'entry', d.entry_id::text,
      'review', case when w.id is not null then jsonb_build_object('id', w.id,
        'decisionId', w.decision_id, 'askedOn', w.asked_on, 'askedBy', w.asked_by,
        'inTime', w.in_time, 'representations', wt.text,
        'outcome', case when o.review_id is not null then jsonb_build_object(
          'outcome', o.outcome, 'toldOn', o.told_on, 'reasons', ot.text,
          'entry', o.entry_id::text) end) end) order by d.number)
    from funder_decisions d
    left join texts dt on dt.id = d.reasons_id
    left join decision_reviews w on w.decision_id = d.id
    left join texts wt on wt.id = w.representations_id
    left join review_outcomes o on o.review_id = w.id
    left join texts ot on ot.id = o.reasons_id
    where d.request_id = r.id`;
}

/** A request the caller may see with everything that belongs to it, or undefined. */
export async function wholeRequest(tx: Tx, id: string): Promise<WholeRequest | undefined> {
  const { sql } = tx;
  const more = sql`,
    (select t.text from texts t where t.id = r.wishes_id) as wishes,
    coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'sector', i.sector,
      'amount', i.amount::text, 'method', i.method, 'toldOn', i.told_on)
      order by i.told_on, i.recorded_at, i.id)
      from indicative_amounts i where i.request_id = r.id), '[]') as "indicativeAmounts",
    coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'offered', c.offered,
      'chosen', c.chosen, 'chosenOn', c.chosen_on, 'chosenBy', c.chosen_by, 'reasons', t.text)
      order by c.chosen_on, c.recorded_at, c.id)
      from holding_choices c left join texts t on t.id = c.reasons_id
      where c.request_id = r.id), '[]') as "holdingChoices",
    coalesce((${decisionsOf(tx)}), '[]') as decisions`;
  const [row] = await sql<WholeRequest[]>`${requests(tx, more)} and r.id = ${id}`;
  return row;
}

/** Where one funder asked on a request stands, with what deciding needs. */
export interface Standing {
  readonly funderId: string;
  readonly sector: Sector;
  readonly state: FunderState;
  /** The number of its latest decision; 0 before the first. */
  readonly number: number;
  /** The amount of its latest decision, where that agreed. */
  readonly amount: string | null;
  /** When the family was told that its latest refusal is overturned. */
  readonly overturnedOn: string | null;
}

/** Where the funders asked on a request stand. */
export async function standingsOf(tx: Tx, requestId: string): Promise<Standing[]> {
  return tx.sql<Standing[]>`
    select x.funder_id as "funderId", f.sector, x.state, coalesce(x.number, 0) as number,
      x.amount, x.overturned_on as "overturnedOn"
    from (${standings(tx)}) as x join funders f on f.id = x.funder_id
    where x.request_id = ${requestId} order by f.sector, f.name`;
}
