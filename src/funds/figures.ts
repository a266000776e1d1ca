import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import type { Period } from '../calendar.ts';
import { ZERO, money, sum, type Decimal } from '../money.ts';
import { shareParts, standing, type AsAt } from '../year-ends/payment-query.ts';

/** What a funder has spent, agreed and still to pay within a fund's days. Amounts in pounds. */
export interface FunderFigures {
  /** Paid out or invoiced by the day asked for, by quarter. */
  readonly spent: readonly Decimal[];
  readonly agreed: Decimal;
  /** Scheduled with a value date in the fund's days and not paid, and ordered and not invoiced. */
  readonly toCome: Decimal;
}

/** Which fund, to which day. Days are ISO text. */
export interface FiguresAsked extends AsAt {
  readonly fundId: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly quarters: readonly Period[];
}

/** The figures of a fund's members, by funder. */
export async function figuresOf(tx: Tx, asked: FiguresAsked): Promise<Map<string, FunderFigures>> {
  return joiningWhole(tx, async () => {
    const spent = await spentByQuarter(tx, asked);
    const agreed = await byFunder(tx, agreedOf(tx, asked));
    const toCome = await byFunder(tx, toComeOf(tx, asked));
    const members = await tx.sql<{ funderId: string }[]>`
      select funder_id as "funderId" from fund_members where fund_id = ${asked.fundId}`;
    const figures = ({ funderId }: { funderId: string }): FunderFigures => {
      const mine = spent.filter((one) => one.funderId === funderId);
      return {
        spent: asked.quarters.map(({ number }) =>
          sum(mine.filter((one) => one.number === number).map((one) => money(one.amount))),
        ),
        agreed: agreed.get(funderId) ?? ZERO,
        toCome: toCome.get(funderId) ?? ZERO,
      };
    };
    return new Map(members.map((member) => [member.funderId, figures(member)]));
  });
}

async function byFunder(tx: Tx, query: Fragment): Promise<Map<string, Decimal>> {
  const rows = await tx.sql<{ funderId: string; amount: string }[]>`
    select funder_id as "funderId", sum(amount) as amount from (${query}) as q group by funder_id`;
  return new Map(rows.map((row) => [row.funderId, money(row.amount)]));
}

const known = ({ sql }: Tx, { knownThrough }: FiguresAsked): Fragment =>
  knownThrough === null ? sql`` : sql`and t.entry_id <= ${knownThrough}::bigint`;

/** What accounts of a kind gain, of the funders that are members, as (funder_id, day, amount). */
function gained(tx: Tx, asked: FiguresAsked, kind: string, subject: Fragment): Fragment {
  const { sql } = tx;
  return sql`
    select f.funder_id, t.effective_on, case when t.to_account = a.id then t.amount
      else -t.amount end as amount
    from (${subject}) as f join accounts a on a.subject = f.subject
    join account_classes c on c.id = a.class and c.kind = ${kind}
    join (select entry_id, effective_on, to_account as account, to_account, amount from transfers
      union all select entry_id, effective_on, from_account, to_account, amount from transfers) as t
      on t.account = a.id
    where true ${known(tx, asked)}`;
}

/** The shares of a fund's members, as (funder_id, subject). */
const memberShares = ({ sql }: Tx, { fundId }: FiguresAsked, notional = sql``): Fragment => sql`
  select m.funder_id, s.id as subject from fund_members m
  join shares s on s.funder_id = m.funder_id
  join arrangements g on g.id = s.arrangement_id
  where m.fund_id = ${fundId} ${notional}`;

async function spentByQuarter(
  tx: Tx,
  asked: FiguresAsked,
): Promise<{ funderId: string; number: number; amount: string }[]> {
  const { sql } = tx;
  const rows = asked.quarters.map(({ number, from, to }) => ({
    number,
    from_on: from.toString(),
    to_on: to.toString(),
  }));
  return sql`
    with moved as materialized (
      select funder_id, effective_on, sum(amount) as amount
      from (${gained(tx, asked, 'drawn', memberShares(tx, asked))}) as g
      where effective_on between ${asked.fromOn} and least(${asked.on}::date, ${asked.toOn}::date)
      group by funder_id, effective_on
    )
    select m.funder_id as "funderId", q.number, sum(m.amount) as amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as q(number int, from_on date, to_on date), moved m
    where m.effective_on between q.from_on and q.to_on group by m.funder_id, q.number`;
}

/** What was agreed with effect from a day in the fund's days, less what lapsed with such effect. */
function agreedOf(tx: Tx, asked: FiguresAsked): Fragment {
  const { sql } = tx;
  const funders = sql`
    select funder_id, funder_id as subject from fund_members where fund_id = ${asked.fundId}`;
  return sql`
    select funder_id, -amount as amount from (${gained(tx, asked, 'agreed', funders)}) as g
    where effective_on between ${asked.fromOn} and ${asked.toOn}`;
}

/**
 * What is scheduled to be paid by the fund's last day and is not, and what is on order in its days.
 * Before its first day only what is scheduled from then on: the rest is the year's before.
 */
function toComeOf(tx: Tx, asked: FiguresAsked): Fragment {
  const { sql } = tx;
  const due = sql`
    select i.* from (${standing(tx, asked)}) as i
    where i.value_on <= ${asked.toOn}
      and i.value_on >= case when ${asked.on}::date < ${asked.fromOn}::date
        then ${asked.fromOn}::date else '-infinity' end`;
  const notional = sql`and g.kind = 'notional'`;
  return sql`
    select s.funder_id, p.amount from (${shareParts(tx, asked, due)}) as p
    join shares s on s.id = p.share_id
    join fund_members m on m.funder_id = s.funder_id and m.fund_id = ${asked.fundId}
    where not p.paid
    union all
    select funder_id, amount
    from (${gained(tx, asked, 'committed', memberShares(tx, asked, notional))}) as o
    where effective_on <= ${asked.on}
      and ${asked.on}::date between ${asked.fromOn}::date and ${asked.toOn}::date`;
}
