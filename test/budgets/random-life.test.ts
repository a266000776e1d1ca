import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { runVerify } from '../../src/commands/verify.ts';
import { ok } from '../support/book.ts';
import { faultsOfArrangements } from '../support/invariants.ts';
import { livingBook, type LivingBook } from '../support/living-book.ts';
import { Life } from '../support/random-life.ts';
import { randomLives } from '../support/random-terms.ts';
import { add } from '../support/sums.ts';

/**
 * Random arrangements, and what random people do to them one after the other: terms are changed,
 * ended, agreed and refused while pay runs are drawn up, withdrawn and released, payments come back,
 * documents come and go, and holds are let go. Whatever the order, everything adds up, and no request ever fails.
 */
let book: LivingBook;
beforeAll(async () => {
  book = await livingBook();
});

const get = (url: string): Promise<any> => ok(book.staff.finance.get(url), 200);

/** What one arrangement is entitled to adds up, and its schedule is what is still to be paid. */
async function checkArrangement(id: string, justAgreed: boolean): Promise<void> {
  const due = await get(`/arrangements/${id}/entitlement`);
  expect(add(due.totals)).toBe(due.total);
  expect(add(due.due)).toBe(due.total);
  expect(add(due.overpaidParts)).toBe(due.overpaid);
  for (const payment of due.payments) {
    expect(add(payment.parts)).toBe(payment.amount);
    expect(add(payment.lines)).toBe(payment.amount);
  }
  if (!justAgreed) return;
  const { items } = await get(`/arrangements/${id}/schedule?limit=200`);
  const locked = new Set(await lockedIn(id));
  const open = items.filter((row: any) => !locked.has(row.id));
  expect(open.map(shownRow)).toEqual(due.payments.map(shownPayment));
}

const above = (parts: { amount: string }[]) => parts.filter(({ amount }) => amount !== '0.00');
const line = ({ what, periodFrom, from, amount }: any) => [what, from ?? periodFrom, amount];
const shownRow = ({ number, periodFrom, periodTo, valueOn, amount, shares, lines }: any) => ({
  number,
  from: periodFrom,
  to: periodTo,
  valueOn,
  amount,
  parts: above(shares),
  lines: lines.map(line),
});
const shownPayment = ({ number, from, to, valueOn, amount, parts, lines }: any) => ({
  number,
  from,
  to,
  valueOn,
  amount,
  parts: above(parts),
  lines: lines.map(line),
});

/** The payments in a run that stands, or of which a hold was let go. */
const lockedIn = async (id: string): Promise<string[]> => {
  const rows = await book.api.db.run(
    (tx) => tx.sql<{ id: string }[]>`
      select instalment_id as id from hold_releases where arrangement_id = ${id}
      union select instalment_id from pay_run_items where arrangement_id = ${id}
        and id not in (select item_id from undone_items)`,
  );
  return rows.map((row) => row.id);
};

/** Allocated by sector and by funder is what is agreed, arrangement by arrangement and in all. */
async function checkAsAt(budgetId: string, on: string): Promise<void> {
  const asAt = await get(`/budgets/${budgetId}/as-at?on=${on}`);
  const own = (source: string) =>
    asAt.arrangements.flatMap((one: any) => one.shares).filter((one: any) => one.source === source);
  expect(add(asAt.bySector)).toBe(asAt.agreed);
  expect(add(asAt.byFunder)).toBe(asAt.agreed);
  expect(add(asAt.arrangements.map((one: any) => ({ amount: one.agreement.agreedTotal })))).toBe(
    asAt.agreed,
  );
  expect([add(own('contribution')), add(own('top_up'))]).toEqual([asAt.contributions, asAt.topUps]);
  for (const { sector, amount } of asAt.bySector) {
    expect(add(asAt.byFunder.filter((one: any) => one.sector === sector))).toBe(amount);
    expect(add(own(sector))).toBe(amount);
  }
}

describe('whatever happens to a budget, in whatever order', () => {
  const done = new Map<string, number>();
  const RUNS = Number(process.env['RUNS'] ?? 12);
  const SEED = Number(process.env['SEED'] ?? 7);

  it('adds up after every step, and on every day', { timeout: 6_000_000 }, async () => {
    const life = fc.asyncProperty(randomLives, async ({ arrangements, steps, looks }) => {
      const living = await Life.begin(book, arrangements);
      const ids = living.arrangements.map((one) => one.id);
      try {
        for (const step of steps) {
          await living.take(step);
          const faults = await book.api.db.run((tx) => faultsOfArrangements(tx, ids));
          expect(faults).toEqual([]);
          const { agreed } = living;
          if (agreed !== null) await checkArrangement(agreed, true);
        }
        for (const id of ids) await checkArrangement(id, false);
        for (const days of looks) {
          const on = Temporal.PlainDate.from('2026-04-01').add({ days });
          await checkAsAt(living.budgetId, on.toString());
        }
      } finally {
        await living.end();
        for (const [what, times] of living.done) done.set(what, (done.get(what) ?? 0) + times);
      }
    });
    // A step of a life takes long: what fails is shown as found, by its seed, and not made smaller.
    await fc.assert(life, { numRuns: RUNS, seed: SEED, endOnFailure: true });
    for (const what of ['change', 'end', 'agree', 'draw up', 'pay', 'withdraw', 'bounce']) {
      expect(done.get(what) ?? 0, what).toBeGreaterThan(0);
    }
  });

  it('leaves a book of which everything holds', async () => {
    let said = '';
    const holds = await runVerify({
      client: book.api.db.service,
      authorities: [book.api.db.authority],
      sealDir: null,
      withoutOutside: true,
      json: false,
      today: book.today,
      stdout: { write: (text: string) => (said += text) },
      stderr: { write: () => true },
    });
    expect(holds, said).toBe(true);
  });
});
