import { Decimal, money, toText } from '../money.ts';
import { accept, query } from '../orders/deciding.ts';
import { addDelivery } from '../orders/delivery-store.ts';
import { free } from '../orders/delivery-routes.ts';
import { orderOf } from '../orders/find.ts';
import { record } from '../orders/invoice-routes.ts';
import { place } from '../orders/order-routes.ts';
import { addProviders } from '../orders/provider-store.ts';
import type { Loading } from './load.ts';
import { FUNDERS } from './users.ts';

/** How many notional arrangements have something ordered; the others wait for somebody to order. */
const ORDERED = 12;
const RATE = money('92.50');
const RAISED = money('95.00');
const ONE = new Decimal(1);

interface Notional {
  readonly id: string;
  readonly agreed: string;
  readonly health: boolean;
}

/**
 * Services ordered under notional arrangements, what was delivered in the summer, and the
 * provider's invoices: most accepted, one at a higher rate than was ordered and in dispute.
 */
export async function orderServices(loading: Loading): Promise<void> {
  const { as, year, today } = loading;
  const over = year.from.add({ months: 3 }).subtract({ days: 1 });
  if (Temporal.PlainDate.compare(over.add({ days: 20 }), today) > 0) return;
  const [provider] = await as('finance_officer', (tx) =>
    addProviders(tx, [{ name: 'Kestrel Therapies' }, { name: 'Meadow Occupational Therapy' }]),
  );
  const notional = await as(
    'finance_officer',
    (tx) => tx.sql<Notional[]>`
      select a.id, sum(t.amount)::text as agreed,
        bool_or(s.funder_id = ${FUNDERS.health}) as health
      from arrangements a join beneficiaries b on b.id = a.beneficiary_id
      join shares s on s.arrangement_id = a.id
      join agreements g on g.arrangement_id = a.id and g.version = 1
      join agreement_decisions d on d.agreement_id = g.id
      join agreement_shares t on t.agreement_id = g.id and t.share_id = s.id
      where a.kind = 'notional' group by a.id, b.reference order by b.reference limit ${ORDERED}`,
  );
  for (const [n, one] of notional.entries()) await orderOne(loading, provider!, one, n);
}

async function orderOne(
  { as, year }: Loading,
  providerId: string,
  { id, agreed, health }: Notional,
  n: number,
): Promise<void> {
  const over = year.from.add({ months: 3 }).subtract({ days: 1 });
  const quantity = money(agreed).times('0.9').div(RATE).floor();
  const orderId = await as(
    'caseworker',
    (tx) =>
      place(tx, id, {
        providerId,
        service: 'Therapy at school',
        unit: 'session',
        quantity,
        rate: RATE,
        fromOn: year.from,
        toOn: year.to,
        heldBy: health && n % 2 === 0 ? FUNDERS.health : undefined,
      }),
    year.from.add({ days: 5 }),
  );
  const planned = quantity.div(3).floor();
  const delivered = n % 3 === 0 ? planned.minus(ONE) : planned;
  const span = { fromOn: year.from, toOn: over };
  await as(
    'caseworker',
    async (tx) => {
      const order = await orderOf(tx, orderId);
      await addDelivery(tx, order, { ...span, planned, delivered });
    },
    over.add({ days: 3 }),
  );
  if (n % 3 === 0) {
    const freed = { quantity: ONE, amount: RATE, cause: 'not_delivered' as const };
    await as(
      'caseworker',
      async (tx) =>
        free(tx, await orderOf(tx, orderId), { ...freed, freedOn: over.add({ days: 3 }) }),
      over.add({ days: 3 }),
    );
  }
  await invoice(as, { providerId, orderId, quantity: delivered, span, n });
}

/** The invoice of the summer: the second one bills a rate that nobody ordered. */
async function invoice(
  as: Loading['as'],
  one: {
    readonly providerId: string;
    readonly orderId: string;
    readonly quantity: Decimal;
    readonly span: { readonly fromOn: Temporal.PlainDate; readonly toOn: Temporal.PlainDate };
    readonly n: number;
  },
): Promise<void> {
  const { providerId, orderId, quantity, span, n } = one;
  const rate = n === 1 ? RAISED : RATE;
  const net = money(toText(quantity.times(rate)));
  const came = span.toOn.add({ days: 8 });
  const amounts = { net, vat: money('0.00') };
  const id = await as(
    'finance_officer',
    (tx) =>
      record(tx, {
        providerId,
        number: `KT-${String(1001 + n)}`,
        invoicedOn: came,
        receivedOn: came,
        ...amounts,
        gross: net,
        lines: [{ orderId, ...span, quantity, rate, ...amounts }],
      }),
    came,
  );
  await as('approver', (tx) => accept(tx, id, undefined), came.add({ days: 4 }));
  if (n !== 1) return;
  const note = 'The order says 92.50 a session. Please credit the difference.';
  const disputed = { line: 1, net: net.minus(quantity.times(RATE)), vat: money('0.00') };
  await as(
    'finance_officer',
    (tx) => query(tx, id, { ...disputed, cause: 'rate', note }),
    came.add({ days: 4 }),
  );
}
