import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { partsOwed, receiptsThrough } from './owed.ts';

export const ARREARS_ORDERS = ['largest', 'oldest'] as const;
export type ArrearsOrder = (typeof ARREARS_ORDERS)[number];

interface Ageing {
  readonly to28: string;
  readonly to56: string;
  readonly over56: string;
}

/** What one person owes of one contribution one way. Amounts as text, in pounds. */
export interface ArrearsRow {
  readonly beneficiaryId: string;
  readonly reference: string;
  readonly arrangementId: string;
  readonly shareId: string;
  readonly paid: 'net' | 'gross';
  readonly due: string;
  readonly received: string;
  readonly arrears: string;
  readonly since: string;
  readonly ageing: Ageing;
}

export interface ArrearsTotals {
  readonly contributions: number;
  readonly arrears: string;
  readonly ageing: Ageing;
}

const END = '_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}_(?:net|gross)$';
/** The cursor of each order: what is ordered by, the share, and the way. */
export const ARREARS_CURSORS: Readonly<Record<ArrearsOrder, RegExp>> = {
  largest: new RegExp(String.raw`^\d{1,12}\.\d{2}${END}`),
  oldest: new RegExp(String.raw`^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])${END}`),
};

export const arrearsCursor = (row: ArrearsRow, order: ArrearsOrder): string =>
  `${order === 'largest' ? row.arrears : row.since}_${row.shareId}_${row.paid}`;

/**
 * Everybody's arrears on a day, the largest or the oldest first, one row more than the limit, and
 * what all of them come to. What came pays the oldest period first: as `standingOf`.
 */
export async function arrearsOn(
  tx: Tx,
  on: string,
  by: { order: ArrearsOrder; after?: string | undefined; limit: number },
): Promise<{ items: ArrearsRow[]; totals: ArrearsTotals }> {
  const { sql } = tx;
  const first = by.order === 'largest' ? sql`arrears desc` : sql`since`;
  const [row] = await joiningWhole(
    tx,
    () => sql<{ items: ArrearsRow[]; totals: ArrearsTotals }[]>`
      with owing as materialized (${owing(tx, on)}
      ), listed as (
        select o.*, b.reference from owing o join beneficiaries b on b.id = o.beneficiary_id
        where true ${by.after === undefined ? sql`` : isAfter(tx, by.order, by.after)}
        order by ${first}, o.share_id, o.way limit ${by.limit + 1}
      )
      select coalesce((
          select jsonb_agg(jsonb_build_object('beneficiaryId', beneficiary_id,
            'reference', reference, 'arrangementId', arrangement_id, 'shareId', share_id,
            'paid', way, 'due', due::text, 'received', received::text, 'arrears', arrears::text,
            'since', since, 'ageing', jsonb_build_object('to28', to28::text, 'to56', to56::text,
              'over56', over56::text)) order by ${first}, share_id, way)
          from listed), '[]') as items, (
        select jsonb_build_object('contributions', count(*)::int,
          'arrears', coalesce(sum(arrears), 0.00)::text, 'ageing', jsonb_build_object(
            'to28', coalesce(sum(to28), 0.00)::text, 'to56', coalesce(sum(to56), 0.00)::text,
            'over56', coalesce(sum(over56), 0.00)::text))
        from owing) as totals`,
  );
  return row!;
}

/** Who owes what on a day. Columns: as the row, the ageing apart. */
function owing(tx: Tx, on: string): Fragment {
  return tx.sql`
    select s.arrangement_id, s.beneficiary_id, o.*
    from (
      select share_id, way, sum(due) as due, max(received) as received, sum(outstanding) as arrears,
        min(period_from) filter (where outstanding > 0) as since,
        coalesce(sum(outstanding) filter (where age <= 28), 0.00) as to28,
        coalesce(sum(outstanding) filter (where age between 29 and 56), 0.00) as to56,
        coalesce(sum(outstanding) filter (where age > 56), 0.00) as over56
      from (
        select p.share_id, p.way, p.period_from, p.due, coalesce(r.amount, 0.00) as received,
          ${on}::date - p.period_to as age,
          least(p.due, greatest(sum(p.due) over (partition by p.share_id, p.way order by p.number)
            - coalesce(r.amount, 0.00), 0.00)) as outstanding
        from (${partsOwed(tx, on)}) as p
        left join (
          select share_id, way, sum(amount) as amount from (${receiptsThrough(tx, on)}) as r
          group by share_id, way
        ) as r on r.share_id = p.share_id and r.way = p.way
        where p.way <> 'top_up'
      ) as each_period
      group by share_id, way having sum(outstanding) > 0
    ) as o join shares s on s.id = o.share_id`;
}

function isAfter({ sql }: Tx, order: ArrearsOrder, cursor: string): Fragment {
  const [value, share, way] = cursor.split('_') as [string, string, string];
  const same = sql`(o.share_id, o.way) > (${share}::uuid, ${way})`;
  return order === 'largest'
    ? sql`and (o.arrears < ${value}::numeric or (o.arrears = ${value}::numeric and ${same}))`
    : sql`and (o.since > ${value}::date or (o.since = ${value}::date and ${same}))`;
}
