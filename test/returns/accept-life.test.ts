import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  accept,
  closingOf,
  decidedBook,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
  type Move,
  type SaidOf,
} from './decided-book.ts';

const PEOPLE = 8;
const MONTHS = [
  { from: '2026-04-01', to: '2026-04-30', paidOn: '2026-04-02' },
  { from: '2026-05-01', to: '2026-05-31', paidOn: '2026-05-01' },
  { from: '2026-06-01', to: '2026-06-30', paidOn: '2026-06-01' },
];

let book: DecidedBook;
let people: Held[];

beforeAll(async () => {
  book = await decidedBook();
  people = [];
  for (let n = 0; n < PEOPLE; n += 1) people.push(await book.served());
  for (const { paidOn } of MONTHS) await book.pay(paidOn);
  book.on('2026-07-15');
}, 120_000);

/** What somebody does with so much money in a month: spends in tens, gives back, pays a fee. */
const doings = fc.array(
  fc.tuple(fc.integer({ min: 3, max: 28 }), fc.integer({ min: 1, max: 400 })),
  {
    maxLength: 8,
  },
);

/** A month of a person, in which nothing is spent that is not there, nor given back unspent. */
function monthOf(of: Held, opening: string, month: (typeof MONTHS)[0], seed: number): SaidOf {
  const moves: Move[] = [['paid_in', month.paidOn, PAID[month.paidOn]!]];
  const [done] = fc.sample(doings, { seed, numRuns: 1 });
  let pence = Math.round(Number(closingOf({ of, opening, moves })) * 100);
  let spent = 0;
  for (const [on, size] of done!.toSorted(([a], [b]) => a - b)) {
    const day = `${month.from.slice(0, 8)}${String(on).padStart(2, '0')}`;
    const isRefund = size % 4 === 0 && spent > 0;
    const amount = isRefund ? Math.min(spent, size * 3) : Math.min(pence, size * 97);
    if (amount === 0) continue;
    pence += isRefund ? amount : -amount;
    spent += isRefund ? -amount : amount;
    moves.push([isRefund ? 'refund' : 'spending', day, (amount / 100).toFixed(2)]);
  }
  if (pence >= 1250) moves.push(['fee', month.to, '12.50']);
  return { of, opening, moves };
}

const PAID: Record<string, string> = {};

/** What the bank has at the end of each day, by what it was told. */
function bankOn(said: readonly SaidOf[][], on: string): string {
  const moves = said.flat().flatMap((one) => one.moves.filter((move) => move[1] <= on));
  const into = new Set(['paid_in', 'refund']);
  return toText(sum(moves.map(([kind, , amount]) => money(amount).times(into.has(kind) ? 1 : -1))));
}

async function proves(on: string, statement: string): Promise<void> {
  const url = `/pooled-accounts/${book.account}/proof?on=${on}`;
  const proof = await ok(book.staff.finance.get(url), 200);
  expect([on, proof.statement, proof.difference]).toEqual([on, statement, '0.00']);
}

it('whatever is spent and given back, everybody adds up to the bank on every day', async () => {
  const [one] = people;
  for (const { paidOn } of MONTHS) {
    const at = (on: string) => book.staff.finance.get(`/arrangements/${one!.id}/money?on=${on}`);
    const before = Temporal.PlainDate.from(paidOn).subtract({ days: 1 }).toString();
    const [had, has] = [await ok(at(before), 200), await ok(at(paidOn), 200)];
    PAID[paidOn] = toText(money(has.held).minus(had.held));
  }
  const said: SaidOf[][] = [];
  for (const [m, month] of MONTHS.entries()) {
    const before = said.at(-1);
    const now = people.map((of, n) =>
      monthOf(of, before === undefined ? '0.00' : closingOf(before[n]!), month, m * 100 + n),
    );
    said.push(now);
    const id = await sent(book, rowsOf(now), { period: { from: month.from, to: month.to } });
    const days = ['02', '09', '17', '28', month.to.slice(8)].map(
      (day) => `${month.from.slice(0, 8)}${day}`,
    );
    for (const on of days) await proves(on, bankOn(said, on));
    // Some are accepted at once, the others later: the proof holds in between.
    const some = people.filter((_, n) => n % 3 === m).map((of) => of.id);
    await ok(accept(book, id, { arrangements: some }), 201);
    for (const on of days) await proves(on, bankOn(said, on));
    await ok(accept(book, id), 201);
  }
  for (const [n, of] of people.entries()) {
    const { held } = await ok(
      book.staff.finance.get(`/arrangements/${of.id}/money?on=2026-06-30`),
      200,
    );
    expect(held).toBe(closingOf(said.at(-1)![n]!));
  }
  for (const on of ['2026-04-09', '2026-05-17', '2026-06-30']) await proves(on, bankOn(said, on));
}, 120_000);
