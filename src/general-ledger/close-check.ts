import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { balancesOf } from '../ledger/balances.ts';
import { ZERO, sum, toText } from '../money.ts';
import { lineSums } from '../orders/line-sums.ts';
import { returnsDue } from '../returns/due-store.ts';
import { carriedOrders } from '../year-ends/order-store.ts';
import { carriedBatches } from '../year-ends/payment-store.ts';
import { Totals } from '../year-ends/report.ts';
import { EVERY_ENTRY, freshTransfers, lastReach } from './feed-store.ts';

/** How much of something is not done. */
export interface Outstanding {
  readonly count: number;
  /** Pounds as text; null where it is not about an amount. */
  readonly amount: string | null;
}

/** One thing to look at before a period is closed. */
export interface CloseStep {
  readonly what: string;
  /** What is not done, as a sentence. */
  readonly says: string;
  /** The address, after the authority's, that lists it. */
  readonly where: (through: Temporal.PlainDate) => string;
  readonly look: (tx: Tx, through: Temporal.PlainDate) => Promise<Outstanding>;
  /** Whether it belongs to a close through a day; to every close where it is left out. */
  readonly belongs?: (through: Temporal.PlainDate) => boolean;
}

async function one(tx: Tx, query: Fragment): Promise<Outstanding> {
  const [row] = await joiningWhole(
    tx,
    () => tx.sql<Outstanding[]>`
    select count::int as count, amount::text as amount from (${query}) as found`,
  );
  return row!;
}

/** The accounts of a class that are not at zero at the end of a day, and what stands in them. */
async function standingIn(
  tx: Tx,
  className: string,
  asAt: Temporal.PlainDate,
): Promise<Outstanding> {
  const rows = await tx.sql<{ id: string }[]>`
    select a.id from accounts a join account_classes c on c.id = a.class and c.name = ${className}`;
  const ids = rows.map(({ id }) => id);
  const balances = await balancesOf(tx, ids, { asAt, knownThrough: null });
  const open = [...balances.values()].filter((balance) => !balance.isZero());
  return { count: open.length, amount: toText(sum(open.map((balance) => balance.abs()))) };
}

const bankLines: CloseStep = {
  what: 'bank_lines_open',
  says: 'Lines of the bank that nothing is matched to, or not wholly.',
  where: () => '/exceptions',
  look: (tx, through) => {
    const { sql } = tx;
    return one(
      tx,
      sql`select count(*), coalesce(sum(l.size - coalesce(t.amount, 0.00)), 0.00) as amount
        from bank_lines l left join (
          select line_id, sum(amount) as amount from line_allocations group by line_id
        ) as t on t.line_id = l.id
        where l.booked_on <= ${through.toString()} and l.size <> coalesce(t.amount, 0.00)`,
    );
  },
};

const bankAccounts: CloseStep = {
  what: 'bank_accounts_not_signed_off',
  says: 'Bank accounts that two people have not signed off through the day.',
  where: () => '/bank-accounts',
  look: (tx, through) => {
    const { sql } = tx;
    return one(
      tx,
      sql`select count(*), null as amount from bank_accounts b where not exists (
        select from bank_sign_offs s join bank_sign_off_approvals a on a.sign_off_id = s.id
        where s.bank_account_id = b.id and s.through_on >= ${through.toString()}
          and not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id))`,
    );
  },
};

const suspense: CloseStep = {
  what: 'suspense',
  says: 'Suspense accounts with money that nobody has placed.',
  where: (through) => `/accounts?class=suspense&asAt=${through.toString()}`,
  look: (tx, through) => standingIn(tx, 'suspense', through),
};

const inTransit: CloseStep = {
  what: 'in_transit',
  says: 'Pay runs and invoice payments that were sent and are on no statement.',
  where: (through) => `/accounts?class=in_transit&asAt=${through.toString()}`,
  look: (tx, through) => standingIn(tx, 'in_transit', through),
};

const payRuns: CloseStep = {
  what: 'pay_runs_not_released',
  says: 'Pay runs of the period that are drawn up or approved, and neither released nor withdrawn.',
  where: () => '/pay-runs',
  look: (tx, through) => {
    const { sql } = tx;
    return one(
      tx,
      sql`select count(distinct r.id), coalesce(sum(i.amount), 0.00) as amount
        from pay_runs r left join pay_run_items i on i.pay_run_id = r.id
          and not exists (select from undone_items u where u.item_id = i.id)
        where r.value_on <= ${through.toString()}
          and not exists (select from pay_run_releases x where x.pay_run_id = r.id)
          and not exists (select from pay_run_withdrawals x where x.pay_run_id = r.id)`,
    );
  },
};

const MOST_RETURNS = 1_000_000;

const returns: CloseStep = {
  what: 'returns_overdue',
  says: 'Returns of holders for periods that ended by the day, which are overdue.',
  where: () => '/returns/due?state=late',
  look: async (tx, through) => {
    const on = tx.scope.today.toString();
    const late = await returnsDue(tx, { on, state: 'late', limit: MOST_RETURNS });
    return { count: late.filter((due) => due.to <= through.toString()).length, amount: null };
  },
};

/** Invoices of which a part is in a state, with that part and its VAT. */
const invoicesWith = (state: 'in_query' | 'undecided') => (tx: Tx, through: Temporal.PlainDate) => {
  const { sql } = tx;
  const part = sql`${sql(`${state}_net`)} + ${sql(`${state}_vat`)}`;
  return one(
    tx,
    sql`select count(distinct invoice_id), coalesce(sum(${part}), 0.00) as amount
      from ${lineSums(tx, through.toString())} as s where ${part} > 0`,
  );
};

const invoicesInQuery: CloseStep = {
  what: 'invoices_in_query',
  says: 'Invoices with a part in query at the end of the day.',
  where: () => '/invoices?state=in_query',
  look: invoicesWith('in_query'),
};

const invoicesToDecide: CloseStep = {
  what: 'invoices_to_decide',
  says: 'Invoices with a part that is neither accepted nor queried.',
  where: () => '/invoices?state=to_decide',
  look: invoicesWith('undecided'),
};

const recharges: CloseStep = {
  what: 'recharges_not_issued',
  says: 'Recharges of partners that are drawn up, and neither issued nor withdrawn.',
  where: () => '/partners',
  look: (tx, through) => {
    const { sql } = tx;
    return one(
      tx,
      sql`select count(*), coalesce(sum(r.amount), 0.00) as amount from recharges r
        where r.to_on <= ${through.toString()}
          and not exists (select from recharge_issues i where i.recharge_id = r.id)
          and not exists (select from recharge_withdrawals w where w.recharge_id = r.id)`,
    );
  },
};

const feed: CloseStep = {
  what: 'feed_not_drawn_up',
  says: 'Entries of the period that are in no feed for the general ledger.',
  where: () => '/general-ledger/feeds',
  look: async (tx, through) => {
    const { sql } = tx;
    const reach = { periodEnd: through.toString(), throughEntry: EVERY_ENTRY };
    const fresh = freshTransfers(tx, reach, await lastReach(tx));
    return one(
      tx,
      sql`select count(distinct t.entry_id), coalesce(sum(t.amount), 0.00) as amount
        from (${fresh}) as t join account_classes c on c.id = t.from_class and c.book = 'money'`,
    );
  },
};

const isYearEnd = ({ month, day }: Temporal.PlainDate): boolean => month === 3 && day === 31;

const accruals: CloseStep = {
  what: 'accruals',
  says: 'Payments and orders of which something belongs to another financial year.',
  where: ({ year }) => `/year-ends/${year - 1}/accruals`,
  belongs: isYearEnd,
  look: async (tx, through) => {
    const at = { on: through.toString(), knownThrough: null, knownAt: null };
    const totals = new Totals();
    for await (const items of carriedBatches(tx, at)) totals.add(items);
    totals.add(await carriedOrders(tx, at));
    const { payments, orders } = totals.shown();
    const amount = totals
      .funders()
      .reduce((made, { prepayment, accrual }) => made.plus(prepayment).plus(accrual), ZERO);
    return { count: payments + orders, amount: toText(amount) };
  },
};

/** What is looked at before a period is closed, in the order in which it is done. */
const CLOSE_STEPS: readonly CloseStep[] = [
  bankLines,
  suspense,
  inTransit,
  bankAccounts,
  payRuns,
  returns,
  invoicesToDecide,
  invoicesInQuery,
  recharges,
  accruals,
  feed,
];

/** A step with how much of it is not done. */
export interface StepLookedAt extends Outstanding {
  readonly what: string;
  readonly says: string;
  readonly where: string;
  readonly done: boolean;
}

/** What is and is not done before a period is closed through a day. It refuses nothing. */
export async function lookBeforeClose(
  tx: Tx,
  through: Temporal.PlainDate,
): Promise<StepLookedAt[]> {
  const looked: StepLookedAt[] = [];
  for (const { what, says, where, look, belongs } of CLOSE_STEPS) {
    if (belongs?.(through) === false) continue;
    const found = await look(tx, through);
    looked.push({ what, says, where: where(through), done: found.count === 0, ...found });
  }
  return looked;
}
