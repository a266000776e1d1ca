import type { Tx } from '../database/transactions.ts';
import { Decimal, money, sum, toText, type Decimal as Amount } from '../money.ts';
import { ordersOf, type OrderRow } from './order-list.ts';

interface ShareRow {
  readonly shareId: string;
  readonly source: string;
  readonly funderId: string;
  readonly funder: string;
  readonly available: string;
  readonly committed: string;
  readonly drawn: string;
  readonly freed: string;
}

/** Where the money of a notional arrangement is: budget = actual + open + freed + not yet ordered. */
interface Position {
  readonly budget: Amount;
  readonly actual: Amount;
  readonly open: Amount;
  readonly freed: Amount;
  readonly notYetOrdered: Amount;
}

/**
 * How a notional arrangement stands at the end of a day: by share from the journal, by order from
 * the records. What was freed is what of that is still available; the rest of what is available was
 * never ordered. VAT is apart. What is in dispute stays in sight beside the forecast.
 *
 * @param on an ISO day
 */
export async function notionalPosition(tx: Tx, arrangementId: string, on: string): Promise<object> {
  const shares = (await sharesOn(tx, arrangementId, on)).map((row) => ({
    ...row,
    position: positionOf(row),
  }));
  const orders = await ordersOf(tx, { arrangementId, on });
  const whole = added(shares.map((share) => share.position));
  const inDispute = total(orders, 'inDispute');
  const forecast = whole.actual.plus(whole.open);
  return {
    arrangementId,
    on,
    ...shown(whole),
    vat: {
      recoverable: toText(vatOf(orders, (order) => order.heldBy === null)),
      paidByPartners: toText(vatOf(orders, (order) => order.heldBy !== null)),
    },
    inDispute: toText(inDispute),
    toDecide: toText(total(orders, 'toDecide')),
    forecast: toText(forecast),
    forecastIfOwed: toText(forecast.plus(inDispute)),
    underspend: toText(whole.budget.minus(forecast)),
    shares: shares.map(({ shareId, source, funderId, funder, position }) => ({
      shareId,
      source,
      funderId,
      funder,
      ...shown(position),
    })),
    orders,
  };
}

/** Where the money of a notional arrangement is, all its funders together, at the end of a day. */
export async function notionalFigures(
  tx: Tx,
  arrangementId: string,
  on: string,
): Promise<Pick<Position, 'actual' | 'open'> & { readonly left: Amount }> {
  const { budget, actual, open } = added((await sharesOn(tx, arrangementId, on)).map(positionOf));
  return { actual, open, left: budget.minus(actual).minus(open) };
}

function positionOf(row: ShareRow): Position {
  const [available, open, actual] = [money(row.available), money(row.committed), money(row.drawn)];
  const freed = Decimal.min(available, row.freed);
  const budget = available.plus(open).plus(actual);
  return { budget, actual, open, freed, notYetOrdered: available.minus(freed) };
}

function added(positions: readonly Position[]): Position {
  const of = (key: keyof Position): Amount => sum(positions.map((one) => one[key]));
  return {
    budget: of('budget'),
    actual: of('actual'),
    open: of('open'),
    freed: of('freed'),
    notYetOrdered: of('notYetOrdered'),
  };
}

const shown = (position: Position): Record<keyof Position, string> => ({
  budget: toText(position.budget),
  actual: toText(position.actual),
  open: toText(position.open),
  freed: toText(position.freed),
  notYetOrdered: toText(position.notYetOrdered),
});

const total = (orders: readonly OrderRow[], key: 'inDispute' | 'toDecide' | 'vat'): Amount =>
  sum(orders.map((order) => money(order[key])));

const vatOf = (orders: readonly OrderRow[], which: (order: OrderRow) => boolean): Amount =>
  total(orders.filter(which), 'vat');

/** The public shares of an arrangement in the agreed order, by what their accounts held on a day. */
async function sharesOn(tx: Tx, arrangementId: string, on: string): Promise<ShareRow[]> {
  return tx.sql<ShareRow[]>`
    with sides as (
      select a.subject, c.kind, m.amount, m.entry_id
      from accounts a
      join account_classes c on c.id = a.class and c.kind in ('available', 'committed', 'drawn')
      cross join lateral (
        select amount, entry_id from transfers
        where to_account = a.id and effective_on <= ${on}::date
        union all
        select -amount, entry_id from transfers
        where from_account = a.id and effective_on <= ${on}::date
      ) as m
      where a.arrangement_id = ${arrangementId}
    )
    select s.id as "shareId", s.source, s.funder_id as "funderId", f.name as funder,
      coalesce(sum(m.amount) filter (where m.kind = 'available'), 0.00) as available,
      coalesce(sum(m.amount) filter (where m.kind = 'committed'), 0.00) as committed,
      coalesce(sum(m.amount) filter (where m.kind = 'drawn'), 0.00) as drawn,
      coalesce(sum(m.amount) filter (where m.kind = 'available' and x.id is not null), 0.00) as freed
    from shares s join funders f on f.id = s.funder_id
    left join sides m on m.subject = s.id
    left join order_freeings x on x.entry_id = m.entry_id
    where s.arrangement_id = ${arrangementId}
    group by s.id, s.source, s.funder_id, f.name, s.position order by s.position`;
}
