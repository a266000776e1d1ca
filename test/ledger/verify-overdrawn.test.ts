import { beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/database/transactions.ts';
import type { Finding, Work } from '../../src/ledger/verify/check.ts';
import { guardedBalancesAreRight, neverBelowZero } from '../../src/ledger/verify/guarded.ts';
import { drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import { breakingOf, type Broken } from '../brokers/breaking.ts';
import { aSetting, anArrangement, payOn, spend, type Setting } from '../brokers/setting.ts';
import { ok } from '../support/book.ts';

/**
 * 100.00 came on 2 April and 150.00 was spent on 10 April, under an overdrawing of 50.00 for April;
 * on 15 May 100.00 came. Another arrangement has an overdrawing that ended unused.
 */
let setting: Setting;
let broken: Broken;
beforeAll(async () => {
  setting = await aSetting();
  broken = breakingOf(setting.api);
  const { staff } = setting;
  const arrangement = await anArrangement(setting);
  const other = await anArrangement(setting);
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-15');
  const allowed = {
    cause: 'emergency',
    most: '50.00',
    fromOn: '2026-04-06',
    untilOn: '2026-04-30',
    reasons: 'A hoist broke.',
  };
  const allow = (id: string) =>
    ok(staff.approver.post(`/arrangements/${id}/overdrawings`, allowed));
  await allow(arrangement);
  await ok(staff.approver.post(`/overdrawings/${(await allow(other)).id}/ending`));
  await ok(spend(setting, arrangement, '2026-04-10', '150.00'));
  setting.goTo('2026-05-13');
  await payOn(setting, '2026-05-15');
});

const look = (tx: Tx): Promise<Finding> => neverBelowZero.run({ tx } as Work);

describe('a book with an overdrawing', () => {
  it('holds, and counts the accounts with an exception', async () => {
    const found = await setting.api.db.run(look);
    expect(found).toEqual({
      figure: '12 guarded accounts, 2 with an exception',
      found: 0,
      named: [],
    });
    for (const check of [guardedBalancesAreRight, drawnIsExplained]) {
      const { named } = await setting.api.db.run((tx) => check.run({ tx } as Work));
      expect(named).toEqual([]);
    }
  });

  it.each([
    [
      'that never was',
      `delete from overdrawings where arrangement_id in (
        select arrangement_id from spending)`,
      [
        /^Account held\/third_party\/education:\S+ stands at -£30\.00 on 2026-04-10\.$/,
        /^Account held\/third_party\/social_care:\S+ stands at -£20\.00 on 2026-04-10\.$/,
        /^Account held\/\S+ is let below zero, and no overdrawing is open\.$/,
        /^Account held\/\S+ is let below zero, and no overdrawing is open\.$/,
      ],
    ],
    [
      'that began later',
      `update overdrawings set from_on = '2026-04-11'`,
      [/ stands at -£30\.00 on 2026-04-10/, / stands at -£20\.00 on 2026-04-10/],
    ],
    [
      'that was over before',
      `update overdrawings set until_on = '2026-04-09'`,
      [/ stands at -£30\.00 on 2026-04-10/, / stands at -£20\.00 on 2026-04-10/],
    ],
    [
      'of a penny less',
      `update overdrawings set most = 49.99`,
      [
        /^Arrangement \S+ is £50\.00 below zero on 2026-04-10, and its overdrawing allows £49\.99\.$/,
      ],
    ],
    [
      'that is said to have ended',
      `insert into overdrawing_endings (overdrawing_id, ended_by, entry_id)
        select id, allowed_by, entry_id from overdrawings
        on conflict do nothing`,
      [/ is let below zero, and no overdrawing is open/, / is let below zero/],
    ],
    [
      'of another account than what is held',
      `update account_balances set may_go_below = true where account_id = (
        select min(a.id) from accounts a join account_classes c on c.id = a.class
        where c.kind = 'available')`,
      [/^Account available\/third_party\/\S+ is let below zero, and no overdrawing is open\.$/],
    ],
  ])('does not with one %s', async (_what, breaks, says) => {
    const { named, found } = await broken(breaks, look);
    expect(found).toBe(says.length);
    says.forEach((one, n) => expect(named[n]).toMatch(one));
  });

  it('may only come back up after its last day', async () => {
    const move = (from: string, to: string): string => `
      update transfers set effective_on = '${to}' where effective_on = '${from}'
        and entry_id in (select id from entries where key like 'spending:%')`;
    const later = await broken(move('2026-04-10', '2026-05-01'), look);
    expect(later.named[0]).toMatch(/ stands at -£30\.00 on 2026-05-01/);
    const partly = await broken(
      `update transfers t set amount = 1.00 from accounts a join account_classes c on c.id = a.class
        where a.id = t.to_account and c.kind = 'held' and t.effective_on = '2026-05-15'`,
      look,
    );
    expect(partly.named).toEqual([]);
  });
});
