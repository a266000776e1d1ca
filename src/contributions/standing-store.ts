import type { Tx } from '../database/transactions.ts';
import { ZERO, money, sum, toText, type Decimal } from '../money.ts';
import { receiptsThrough, stretchesOf } from './owed.ts';
import { listReceipts } from './receipt-store.ts';
import { partsOf, standingOf, type OwnPeriod, type Standing, type Way } from './rules.ts';

interface PeriodRow {
  readonly shareId: string;
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly stretches: { from: string; to: string; weekly: string; way: Way }[];
}

/** What is due of a person's own money, by share and period, under the agreed versions. */
export async function ownPeriods(
  tx: Tx,
  arrangementId: string,
): Promise<(OwnPeriod & { readonly shareId: string })[]> {
  const rows = await tx.sql<PeriodRow[]>`
    select share_id as "shareId", number, period_from as "from", period_to as "to",
      of_period as amount, jsonb_agg(jsonb_build_object('from', from_on, 'to', to_on,
        'weekly', weekly::text, 'way', way) order by from_on) as stretches
    from (${stretchesOf(tx, { arrangementId })}) as t
    group by share_id, number, period_from, period_to, of_period order by share_id, number`;
  const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
  return rows.map(({ from, to, amount, stretches, ...row }) => ({
    ...row,
    from: day(from),
    to: day(to),
    amount: money(amount),
    stretches: stretches.map((one) => ({
      from: day(one.from),
      to: day(one.to),
      weekly: money(one.weekly),
      way: one.way,
    })),
  }));
}

type Line = { readonly shareId: string; readonly way: Way } & Standing;

/** How the contribution and the top-up of an arrangement stand on a day. */
export async function contributionsOf(tx: Tx, arrangementId: string, on: Temporal.PlainDate) {
  const periods = await ownPeriods(tx, arrangementId);
  const parts = periods.flatMap((period) =>
    partsOf(period).map((part) => ({ ...part, shareId: period.shareId })),
  );
  const received = await receivedThrough(tx, arrangementId, on.toString());
  const keys = [...parts, ...received].map(({ shareId, way }) => `${shareId} ${way}`);
  const lines = [...new Set(keys)].map((key): Line => {
    const [shareId, way] = key.split(' ') as [string, Way];
    const mine = (one: { shareId: string; way: Way }) => one.shareId === shareId && one.way === way;
    const amount = received.find(mine)?.amount ?? ZERO;
    return { shareId, way, ...standingOf(parts.filter(mine), amount, on) };
  });
  const owed = lines.filter((one) => one.way !== 'top_up');
  const total = (what: 'due' | 'received' | 'arrears' | 'credit') =>
    toText(sum(owed.map((one) => one[what])));
  const topUp = lines.find((one) => one.way === 'top_up');
  return {
    arrangementId,
    on: on.toString(),
    due: total('due'),
    received: total('received'),
    arrears: total('arrears'),
    credit: total('credit'),
    contributions: owed.map(shownLine),
    topUp: topUp === undefined ? null : shownTopUp(topUp),
    receipts: await listReceipts(tx, { arrangementId, on: on.toString() }),
  };
}

const shownTopUp = ({ shareId, due, received }: Line) => ({
  shareId,
  promised: toText(due),
  received: toText(received),
});

function shownLine({ shareId, way, ageing, periods, ...line }: Line) {
  return {
    shareId,
    paid: way,
    due: toText(line.due),
    received: toText(line.received),
    arrears: toText(line.arrears),
    credit: toText(line.credit),
    ageing: {
      to28: toText(ageing.to28),
      to56: toText(ageing.to56),
      over56: toText(ageing.over56),
    },
    periods: periods.map((one) => ({
      number: one.number,
      from: one.from.toString(),
      to: one.to.toString(),
      amount: toText(one.amount),
      due: toText(one.due),
      received: toText(one.received),
      outstanding: toText(one.outstanding),
    })),
  };
}

async function receivedThrough(
  tx: Tx,
  arrangementId: string,
  on: string,
): Promise<{ shareId: string; way: Way; amount: Decimal }[]> {
  const rows = await tx.sql<{ shareId: string; way: Way; amount: string }[]>`
    select share_id as "shareId", way, sum(amount) as amount
    from (${receiptsThrough(tx, on)}) as r where arrangement_id = ${arrangementId}
    group by share_id, way`;
  return rows.map((row) => ({ ...row, amount: money(row.amount) }));
}
