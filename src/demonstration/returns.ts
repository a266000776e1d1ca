import { stringify } from 'csv-stringify/sync';
import { addFees } from '../brokers/fee-store.ts';
import { addPooledAccounts } from '../brokers/account-store.ts';
import { fixedClock } from '../calendar.ts';
import { Decimal, money, sum, toText, type Decimal as Amount } from '../money.ts';
import { acceptReturn } from '../returns/accepting.ts';
import { COLUMN_NAMES, type ColumnName } from '../returns/columns.ts';
import { decide, standingPeople } from '../returns/decision-store.ts';
import { addMessage } from '../returns/message-store.ts';
import { submitReturn } from '../returns/submit.ts';
import { templateRows, type TemplateRow } from '../returns/template-store.ts';
import { addTerms } from '../returns/terms-store.ts';
import type { Loading } from './load.ts';
import type { Choices } from './random.ts';
import { inventSpending } from './spending.ts';
import { BROKERS } from './users.ts';

type Day = Temporal.PlainDate;
type Row = Partial<Record<ColumnName, string>>;

const NAMES = ['Harbour client account', 'Willow Tree client account'];
/** What the brokers take by the month for each person. */
const FEE = money('9.99');
/** Holds money for another council too, which is declared apart. */
const OTHERS = money('12345.67');

interface Quarter {
  readonly from: Day;
  readonly to: Day;
}

/** The pooled accounts of the brokers, what they take, and how often they and some families report. */
export async function setUpBrokers({ as, year }: Loading): Promise<string[]> {
  return as('finance_officer', async (tx) => {
    const day = year.from.toString();
    const accounts = await addPooledAccounts(
      tx,
      BROKERS.map((brokerId, n) => ({
        brokerId,
        name: NAMES[n]!,
        sortCode: '107999',
        accountNumber: `7000000${n + 1}`,
        openedOn: day,
      })),
    );
    const fee = { effectiveOn: day, perMonth: toText(FEE), perExtraFunder: '0.00' };
    await addFees(
      tx,
      BROKERS.map((brokerId) => ({ ...fee, brokerId })),
    );
    const payees = await tx.sql<{ id: string }[]>`
      select p.id from payees p join beneficiaries b on b.id = p.beneficiary_id
      where exists (select from arrangements a where a.payee_id = p.id and a.kind = 'direct')
      order by b.reference limit 12`;
    await addTerms(tx, [
      ...accounts.map((pooledAccountId) => ({
        pooledAccountId,
        payeeId: null,
        effectiveOn: day,
        tier: 'standard' as const,
        every: 'quarter' as const,
      })),
      ...payees.map(({ id }, n) => ({
        pooledAccountId: null,
        payeeId: id,
        effectiveOn: day,
        tier: n < 3 ? ('standard' as const) : ('light_touch' as const),
        every: n < 3 ? ('quarter' as const) : ('year' as const),
      })),
    ]);
    return accounts;
  });
}

/**
 * The brokers' returns of the quarters that are over. The first broker's are accepted, but for one
 * person of the last, who is queried; the second's last waits for somebody to look at it.
 */
export async function sendReturns(
  loading: Loading,
  accounts: readonly string[],
  choose: Choices,
): Promise<void> {
  const quarters = quartersOver(loading);
  for (const [n, pooledAccountId] of accounts.entries()) {
    for (const quarter of quarters) {
      const last = quarter === quarters.at(-1);
      const others = n === 1 ? OTHERS : money('0.00');
      const id = await send(loading, { pooledAccountId, quarter, others }, choose);
      if (n === 1 && last) continue;
      if (last) await queryOne(loading, id, quarter);
      await acceptRest(loading, id, quarter);
    }
  }
}

function quartersOver({ year, today }: Loading): Quarter[] {
  return [0, 3, 6, 9]
    .map((months) => {
      const from = year.from.add({ months });
      return { from, to: from.add({ months: 3 }).subtract({ days: 1 }) };
    })
    .filter(({ to }) => Temporal.PlainDate.compare(to.add({ days: 20 }), today) < 0);
}

interface Account {
  readonly pooledAccountId: string;
  readonly quarter: Quarter;
  readonly others: Amount;
}

async function send({ as }: Loading, account: Account, choose: Choices): Promise<string> {
  const { pooledAccountId, quarter } = account;
  const day = quarter.to.add({ days: 14 });
  return as(
    'finance_officer',
    async (tx) => {
      const holder = { pooledAccountId, brokerId: null, payeeId: null };
      const known = await templateRows(tx, holder, quarter);
      const rows = fillIn(known, account, choose);
      const csv = stringify(rows, { header: true, columns: [...COLUMN_NAMES] });
      const asked = {
        pooledAccountId,
        ...quarter,
        source: { csv: Buffer.from(csv) },
        name: `return-${quarter.to.toString()}.csv`,
        dryRun: false,
      };
      const { id } = await submitReturn(tx, asked, fixedClock(day));
      return id!;
    },
    day,
  );
}

/** What a broker would write into the template: spending, its fees, and the bank's lines. */
function fillIn(known: readonly TemplateRow[], account: Account, choose: Choices): Row[] {
  const people = Map.groupBy(
    known.filter((row) => row.arrangement !== null),
    (row) => row.arrangement!,
  );
  const filled = [...people.values()].map((rows) => ofPerson(rows, account.quarter, choose));
  const rows = filled.flatMap((one) => one.rows);
  const bank = bankOf(rows);
  const closing = sum(filled.map((one) => one.closing)).plus(account.others);
  const opening = closing.minus(sum(bank.map((row) => money(row.amount!))));
  return [
    { kind: 'account_opening', amount: toText(opening) },
    { kind: 'account_closing', amount: toText(closing) },
    { kind: 'other_authorities_opening', amount: toText(account.others) },
    ...bank,
    ...rows,
  ];
}

function ofPerson(known: readonly TemplateRow[], { from, to }: Quarter, choose: Choices) {
  const { arrangement, person } = known[0]!;
  const whose = { arrangement: arrangement!, person: person! };
  const opening = money(known.find((row) => row.kind === 'opening')!.amount!);
  const paid = known.filter((row) => row.kind === 'paid_in');
  const payments = paid.map((row) => ({
    arrangementId: whose.arrangement,
    valueOn: row.on!,
    amount: row.amount!,
  }));
  const spent = inventSpending(payments, to.add({ days: 1 }), choose).map((one): Row => ({
    ...whose,
    kind: 'spending',
    on: one.spentOn.toString(),
    amount: toText(one.amount),
    category: one.category,
    description: one.description,
    evidence: 'on file',
  }));
  const fees = paid.length < 2 ? [] : feesOf(whose, from);
  const into = sum(paid.map((row) => money(row.amount!)));
  const out = sum([...spent, ...fees].map((row) => money(row.amount!)));
  const closing = opening.plus(into).minus(out);
  const rows: Row[] = [
    { ...whose, kind: 'opening', amount: toText(opening) },
    ...paid.map((row): Row => ({ ...whose, kind: 'paid_in', on: row.on!, amount: row.amount! })),
    ...spent,
    ...fees,
    { ...whose, kind: 'closing', amount: toText(closing) },
  ];
  return { rows, closing };
}

/** The fee of each month that begins in the quarter, taken on its last day. */
const feesOf = (whose: Row, from: Day): Row[] =>
  [0, 1, 2].map((months) => ({
    ...whose,
    kind: 'fee',
    on: from
      .add({ months: months + 1 })
      .subtract({ days: 1 })
      .toString(),
    amount: toText(FEE),
    category: 'fees',
    description: 'Managed account',
  }));

/** The bank's lines: one credit of each day from the council, and every payment out. */
function bankOf(rows: readonly Row[]): Row[] {
  const paid = Map.groupBy(
    rows.filter((row) => row.kind === 'paid_in'),
    (row) => row.on!,
  );
  const credits = [...paid].map(([on, mine]): Row => ({
    kind: 'bank',
    on,
    amount: toText(sum(mine.map((row) => money(row.amount!)))),
    description: 'Council',
  }));
  const debits = rows
    .filter((row) => row.kind === 'spending' || row.kind === 'fee')
    .map((row): Row => ({
      kind: 'bank',
      on: row.on!,
      amount: toText(new Decimal(0).minus(money(row.amount!))),
      description: 'Payment',
    }));
  return [...credits, ...debits];
}

async function queryOne({ as }: Loading, returnId: string, { to }: Quarter): Promise<void> {
  await as(
    'finance_officer',
    async (tx) => {
      // By reference, since numbers are by chance and the book is to be the same each time.
      const [row] = await tx.sql<{ id: string }[]>`
        select p.arrangement_id as id
        from return_people p join beneficiaries b on b.id = p.beneficiary_id
        where p.return_id = ${returnId} order by b.reference limit 1`;
      const people = await standingPeople(tx, returnId);
      const first = people.find(({ arrangementId }) => arrangementId === row?.id);
      if (first === undefined) return;
      await decide(tx, returnId, { people: [first], outcome: 'queried' });
      await addMessage(tx, {
        returnId,
        arrangementId: first.arrangementId,
        brokerId: BROKERS[0],
        text: 'Which sessions does the largest payment of the quarter pay for? Please send the invoice.',
        kind: 'query',
      });
    },
    to.add({ days: 17 }),
  );
}

async function acceptRest({ as }: Loading, returnId: string, { to }: Quarter): Promise<void> {
  await as('approver', (tx) => acceptReturn(tx, returnId), to.add({ days: 19 }));
}
