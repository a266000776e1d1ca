import type { Tx } from '../../database/transactions.ts';
import type { AnswerFormat, AnswerLevel, NewDetails } from './answer.ts';
import type { Outcome } from './rules.ts';

/** A file that came back, with how many of its lines had which outcome. */
export interface Answer {
  readonly id: string;
  readonly name: string;
  readonly format: AnswerFormat;
  readonly sha256: string;
  readonly receivedBy: string;
  readonly receivedAt: string;
  readonly lines: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
}

/** Files that came back, the latest first: one, or a page and one more. */
export async function listAnswers(
  tx: Tx,
  by: { id: string } | { after?: string | undefined; limit: number },
): Promise<Answer[]> {
  const { sql } = tx;
  const [receivedAt, id] = ('id' in by ? undefined : by.after?.split('_')) ?? [];
  const which =
    'id' in by
      ? sql`a.id = ${by.id}`
      : id === undefined
        ? sql`true`
        : sql`(a.received_at, a.id) < (${receivedAt!}::timestamptz, ${id}::uuid)`;
  return sql<Answer[]>`
    select a.id, a.name, a.format, encode(a.sha256, 'hex') as sha256,
      a.received_by as "receivedBy",
      to_char(a.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "receivedAt",
      coalesce(o.lines, 0)::int as lines, coalesce(o.outcomes, '{}') as outcomes
    from (
      select * from bank_answers a where ${which}
      order by a.received_at desc, a.id desc limit ${'id' in by ? 1 : by.limit + 1}
    ) as a
    left join lateral (
      select sum(count) as lines, jsonb_object_agg(outcome, count) as outcomes from (
        select outcome, count(*) as count from bank_answer_lines l where l.answer_id = a.id
        group by outcome) as each
    ) as o on true
    order by a.received_at desc, a.id desc`;
}

/** A line of a file that came back. */
export interface ReadLine {
  readonly line: number;
  readonly level: AnswerLevel;
  readonly outcome: Outcome;
  readonly reference: string | null;
  readonly payRunId: string | null;
  readonly creditId: string | null;
  readonly amount: string | null;
  readonly code: string | null;
  readonly meaning: string | null;
  readonly newDetails: NewDetails | null;
}

/** The lines of a file in their order, after one, with one outcome or any. */
export async function linesOf(
  { sql, scope }: Tx,
  by: {
    answerId: string;
    outcome?: Outcome | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<ReadLine[]> {
  return sql<ReadLine[]>`
    select l.line, l.level, l.outcome, l.reference, l.pay_run_id as "payRunId",
      l.credit_id as "creditId", l.amount, l.code, (
        select m.meaning from return_reasons m
        where m.scheme = a.format and m.code = l.code
          and m.effective_on <= ${scope.today.toString()}::date
        order by m.effective_on desc limit 1) as meaning,
      case when num_nonnulls(l.new_sort_code, l.new_account_number, l.new_name) > 0
        then jsonb_build_object('sortCode', l.new_sort_code, 'accountNumber', l.new_account_number,
          'name', l.new_name) end as "newDetails"
    from bank_answer_lines l join bank_answers a on a.id = l.answer_id
    where l.answer_id = ${by.answerId} and l.line > ${Number(by.after ?? 0)}
      ${by.outcome === undefined ? sql`` : sql`and l.outcome = ${by.outcome}`}
    order by l.line limit ${by.limit + 1}`;
}

/** A credit that was rejected or came back. */
export interface ReturnedCredit {
  readonly creditId: string;
  readonly payRunId: string;
  readonly serial: string;
  readonly reference: string;
  readonly how: 'rejected' | 'returned';
  readonly code: string;
  readonly amount: string;
  /** How many people's payments it was. */
  readonly items: number;
  readonly advisedOn: string;
  readonly expectedOn: string | null;
  /** Whether its money is awaited, awaited too long, awaited no more, or never left. */
  readonly money: 'expected' | 'overdue' | 'closed' | 'never_left';
  readonly answerId: string | null;
  readonly recordedBy: string;
  readonly entry: string;
}

export type ReturnsAsked = {
  readonly creditId?: string;
  readonly payRunId?: string | undefined;
  readonly money?: ReturnedCredit['money'] | undefined;
  /** `DAY_CREDIT` of the last of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
};

/**
 * Credits that were rejected or came back, by the day on which they are expected or, of those that
 * never left, were advised. Once the task that expects the money was closed, its note says whether
 * the money came.
 */
export async function listReturned(tx: Tx, asked: ReturnsAsked): Promise<ReturnedCredit[]> {
  const { sql, scope } = tx;
  const [day, creditId] = asked.after?.split('_') ?? [];
  const after =
    creditId === undefined
      ? sql``
      : sql`and (day, "creditId") > (${day!}::date, ${creditId}::uuid)`;
  return sql<ReturnedCredit[]>`
    select * from (
      select b.credit_id as "creditId", b.pay_run_id as "payRunId", r.serial, c.reference, b.how,
        b.code, b.amount, b.advised_on as "advisedOn", b.expected_on as "expectedOn",
        b.answer_id as "answerId", b.recorded_by as "recordedBy", b.entry_id as entry,
        coalesce(b.expected_on, b.advised_on) as day,
        (select count(*)::int from pay_run_items i
          join undone_items u on u.item_id = i.id and u.why in ('rejected', 'bounced')
          where i.credit_id = c.id) as items,
        case when b.how = 'rejected' then 'never_left' when d.task_id is not null then 'closed'
          when b.expected_on < ${scope.today.toString()}::date then 'overdue'
          else 'expected' end as money
      from returned_credits b
      join pay_run_credits c on c.id = b.credit_id
      join pay_runs r on r.id = b.pay_run_id
      left join tasks t on t.kind = 'credit_expected' and t.about = b.credit_id
      left join task_closings d on d.task_id = t.id
      where true ${asked.creditId === undefined ? sql`` : sql`and b.credit_id = ${asked.creditId}`}
        ${asked.payRunId === undefined ? sql`` : sql`and b.pay_run_id = ${asked.payRunId}`}
    ) as listed
    where true ${asked.money === undefined ? sql`` : sql`and money = ${asked.money}`} ${after}
    order by day, "creditId" limit ${asked.limit + 1}`;
}
