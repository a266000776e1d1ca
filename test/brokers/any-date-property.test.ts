import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZERO, money, sum, toText, type Decimal } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import { addAccount, aSetting, anArrangement, payOn, spend, type Setting } from './setting.ts';

/** Five people in two accounts, each paid 100.00 on 2 April; one may be overdrawn by 40.00. */
let setting: Setting;
let accounts: string[];
let people: string[];
beforeAll(async () => {
  setting = await aSetting();
  const second = await addAccount(setting.staff, setting.brokerId, '2026-01-01');
  accounts = [setting.accountId, second];
  people = [];
  for (let n = 0; n < 5; n += 1) people.push(await anArrangement(setting));
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-30');
  const allowed = { cause: 'emergency', most: '40.00', fromOn: '2026-04-02' };
  await ok(
    setting.staff.approver.post(`/arrangements/${people[0]!}/overdrawings`, {
      ...allowed,
      untilOn: '2026-04-30',
      reasons: 'Wages are due.',
    }),
  );
});

const dayOf = (n: number): string =>
  Temporal.PlainDate.from('2026-04-02').add({ days: n }).toString();
interface Step {
  readonly who: number;
  readonly day: number;
  readonly does: { readonly spends: number } | { readonly movesTo: number };
}
const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(4),
  day: fc.nat(28),
  does: fc.oneof(
    fc.record({ spends: fc.integer({ min: 1, max: 6000 }) }),
    fc.record({ movesTo: fc.nat(1) }),
  ),
});

/** What was done, told apart from the ledger: spending, and moves to an account, by person. */
const spent: { who: number; on: string; amount: Decimal }[] = [];
const moves: { who: number; on: string; to: number }[] = [];

const heldOn = (who: number, on: string): Decimal =>
  money('100.00').minus(
    sum(spent.filter((one) => one.who === who && one.on <= on).map((one) => one.amount)),
  );
const accountOn = (who: number, on: string): number =>
  moves
    .filter((one) => one.who === who && one.on <= on)
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .at(-1)?.to ?? 0;

async function take({ who, day, does }: Step): Promise<void> {
  const on = dayOf(day);
  if ('spends' in does) {
    const amount = money((does.spends / 100).toFixed(2));
    const { status } = await spend(setting, people[who]!, on, toText(amount));
    if (status === 201) spent.push({ who, on, amount });
    return;
  }
  const { status } = await setting.staff.finance.post(
    `/arrangements/${people[who]!}/pooled-account`,
    { pooledAccountId: accounts[does.movesTo], fromOn: on },
  );
  if (status === 201) moves.push({ who, on, to: does.movesTo });
}

describe('whatever is spent and wherever it is', () => {
  it('each account holds what its people have, on every date, and nobody’s money twice', async () => {
    const steps = fc.array(step, { minLength: 5, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(28), async (some, day) => {
        for (const one of some) await take(one);
        for (const on of [dayOf(day), '2026-04-30']) {
          const expected = accounts.map((_, place) =>
            toText(
              people.reduce(
                (all, _one, who) =>
                  accountOn(who, on) === place ? all.plus(heldOn(who, on)) : all,
                ZERO,
              ),
            ),
          );
          const found: string[] = [];
          for (const id of accounts) {
            const proof = setting.staff.auditor.get(`/pooled-accounts/${id}/proof?on=${on}`);
            const listed = setting.staff.auditor.get(`/pooled-accounts/${id}/people?on=${on}`);
            const { ledger } = await ok(proof, 200);
            expect((await ok(listed, 200)).totals.total).toBe(ledger);
            found.push(ledger);
          }
          expect([on, found]).toEqual([on, expected]);
        }
      }),
      // What one run did is there in the next, so a failure cannot be made smaller.
      { numRuns: 10, endOnFailure: true },
    );
    expect([spent.length > 5, moves.length > 2]).toEqual([true, true]);
  });
});
