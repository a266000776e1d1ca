import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText, type Decimal } from '../../src/money.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { anEntry, openShare, postAll, type OpenAccount } from '../support/shares.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const FIRST_DAY = Temporal.PlainDate.from('2026-02-15');
/** Days counted from the first one that are in March. */
const inMarch = ({ day }: { day: number }): boolean => day >= 14 && day <= 44;
const beforeMarch = ({ day }: { day: number }): boolean => day < 14;

interface SomeEntry {
  readonly day: number;
  readonly kind: 'treasury' | 'bank_charge' | 'unidentified';
  readonly lines: readonly { readonly out: boolean; readonly pence: number }[];
}

const someEntry: fc.Arbitrary<SomeEntry> = fc.record({
  day: fc.integer({ min: 0, max: 58 }),
  kind: fc.constantFrom('treasury', 'bank_charge', 'unidentified'),
  lines: fc.array(fc.record({ out: fc.boolean(), pence: fc.integer({ min: 1, max: 99_999 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

const pounds = (pence: number): Decimal => money(String(pence)).div(100);
/** What entries added to the bank account. */
const net = (entries: readonly SomeEntry[]): string =>
  toText(
    sum(
      entries.flatMap(({ lines }) => lines.map((one) => pounds(one.out ? -one.pence : one.pence))),
    ),
  );

/** Posts entries of a new bank account. */
async function posted(entries: readonly SomeEntry[]): Promise<OpenAccount> {
  const a = await openShare(api.db);
  const others = { treasury: a.treasury, bank_charge: a.charges, unidentified: a.suspense };
  const postings = entries.map(({ day, kind, lines }) =>
    anEntry(
      kind,
      FIRST_DAY.add({ days: day }).toString(),
      lines.map(({ out, pence }) => {
        const amount = toText(pounds(pence));
        return out ? [a.bank, others[kind], amount] : [others[kind], a.bank, amount];
      }),
    ),
  );
  await postAll(api.db, postings);
  return a.bank;
}

/** All pages of the statement for March. */
async function pagesOf(account: OpenAccount, limit: number): Promise<any[]> {
  const url = `/accounts/${account.id}/statement?from=2026-03-01&to=2026-03-31&limit=${limit}`;
  const pages: any[] = [];
  for (let next: string | null = ''; next !== null; next = pages.at(-1).next) {
    const answer = await finance.get(next === '' ? url : `${url}&after=${next}`);
    expect(answer.status, answer.text).toBe(200);
    pages.push(answer.body);
  }
  return pages;
}

type Place = [string, number, number];
function byPlace([dayA, entryA, lineA]: Place, [dayB, entryB, lineB]: Place): number {
  return dayA.localeCompare(dayB) || entryA - entryB || lineA - lineB;
}

function expectToAddUp(pages: readonly any[], entries: readonly SomeEntry[]): void {
  const [{ opening, moneyIn, moneyOut, closing }] = pages;
  expect(opening).toBe(net(entries.filter(beforeMarch)));
  expect(toText(money(opening).plus(money(moneyIn)).minus(money(moneyOut)))).toBe(closing);
  const lines: any[] = pages.flatMap((page) => page.lines);
  expect(lines.length).toBe(entries.filter(inMarch).flatMap((one) => one.lines).length);
  let balance = money(opening);
  for (const line of lines) {
    balance = balance.plus(money(line.amount));
    expect(line.balance).toBe(toText(balance));
  }
  expect(toText(balance)).toBe(closing);
  const ins = lines.map((line) => money(line.amount)).filter((amount) => amount.gt(0));
  expect(toText(sum(ins))).toBe(moneyIn);
  const order = lines.map((one): Place => [one.effectiveOn, Number(one.entry), one.line]);
  expect(order).toEqual(order.toSorted(byPlace));
}

describe('a statement', () => {
  it('adds up, and has the same totals and balances that run on whatever the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someEntry, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (entries, limit) => {
          const pages = await pagesOf(await posted(entries), limit);
          const [{ opening, moneyIn, moneyOut, closing }] = pages;
          for (const page of pages) {
            expect(page).toMatchObject({ opening, moneyIn, moneyOut, closing });
            expect(page.lines.length).toBeLessThanOrEqual(limit);
          }
          expectToAddUp(pages, entries);
        },
      ),
      { numRuns: 25 },
    );
  });
});
