import { bacsInputDay } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { approve, release } from '../payments/release-store.ts';
import { runsBy, type Run } from '../payments/run-list.ts';
import { drawUp } from '../payments/run-store.ts';
import type { Book } from './book.ts';
import type { Loading } from './load.ts';

/**
 * Pays everything that has been due this year, run by run, each on its own day; and draws up the
 * next run, for somebody to approve.
 * @returns the released runs
 */
export async function makeRuns(loading: Loading, book: Book): Promise<Run[]> {
  const { as, today } = loading;
  const days = await as('finance_officer', async (tx) => {
    const rows = await tx.sql<{ valueOn: string }[]>`
      select distinct value_on as "valueOn" from instalments
      where value_on <= ${today.add({ days: 35 }).toString()}::date order by 1`;
    return rows.map((row) => Temporal.PlainDate.from(row.valueOn));
  });
  const released: Run[] = [];
  for (const valueOn of days) {
    const inputOn = bacsInputDay(valueOn);
    const isPast = Temporal.PlainDate.compare(inputOn, today) < 0;
    const day = isPast ? inputOn : today;
    const id = await as('finance_officer', (tx) => draw(tx, book, valueOn), day);
    // The next run waits to be approved.
    if (!isPast) break;
    await as('approver', async (tx) => approve(tx, await runOf(tx, id)), day);
    await as('finance_officer', async (tx) => release(tx, await runOf(tx, id)), day);
    released.push(await as('finance_officer', (tx) => runOf(tx, id)));
  }
  return released;
}

async function draw(tx: Tx, book: Book, valueOn: Temporal.PlainDate): Promise<string> {
  const run = await drawUp(tx, {
    bankAccountId: book.bankAccountId,
    valueOn: valueOn.toString(),
    inputOn: bacsInputDay(valueOn).toString(),
  });
  return run.id;
}

async function runOf(tx: Tx, id: string): Promise<Run> {
  const [run] = await runsBy(tx, { id });
  return run!;
}
