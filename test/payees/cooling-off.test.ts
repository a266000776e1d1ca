import { beforeAll, describe, expect, it } from 'vitest';
import { RulesInForce, type Rule } from '../../src/law/rules.ts';
import { addVersions } from '../../src/law/store.ts';
import { coolingOffUntil } from '../../src/payees/rules.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addPerson, ok, staffOf, type Staff } from '../support/book.ts';

const rulesWith = (value: string): RulesInForce => {
  const rule = { id: 'r', name: 'bank_details_cooling_off', sector: null, value, unit: 'days' };
  return new RulesInForce(Temporal.PlainDate.from('2026-04-15'), [rule as Rule]);
};

describe('the cooling off of bank details', () => {
  it.each([
    [true, '3', '2026-04-18'],
    [true, '20', '2026-05-05'],
    [true, '0', null],
    [false, '3', null],
  ])('for details that replace others: %s, of %s days, ends on %s', (replaces, days, until) => {
    const details = { replaces, recordedOn: '2026-04-15' };
    expect(coolingOffUntil(details, rulesWith(days))).toBe(until);
  });
});

describe('bank details that take the place of others', () => {
  let api: Api;
  let staff: Staff;
  beforeAll(async () => {
    api = await freshApi();
    staff = await staffOf(api);
  });
  const change = async (payeeId: string) =>
    ok(
      staff.caseworker.post(`/payees/${payeeId}/bank-details`, {
        sortCode: '20-00-00',
        accountNumber: '87654321',
        accountName: 'G Example',
        accountUse: 'only_direct_payments',
      }),
    );

  it('may be paid at once by the rule as it came', async () => {
    const { payeeId } = await addPerson(staff);
    expect((await change(payeeId)).coolingOffUntil).toBeNull();
  });

  it('are shown with the day from which they may be paid; the first ones need no wait', async () => {
    const source = { meaning: 'A wait.', source: 'Policy.', confidence: 'local' as const };
    const rule = { name: 'bank_details_cooling_off', sector: null, unit: 'days' as const };
    await api.db.run((tx) =>
      addVersions(tx, [{ ...rule, ...source, effectiveOn: '2026-04-01', revision: 1, value: '5' }]),
    );
    const { payeeId } = await addPerson(staff);
    const url = `/payees/${payeeId}/bank-details`;
    const [first] = (await ok(staff.finance.get(url), 200)).items;
    expect(first.coolingOffUntil).toBeNull();
    expect((await change(payeeId)).coolingOffUntil).toBe('2026-04-20');
    const { items } = await ok(staff.finance.get(url), 200);
    expect(items.map((one: { coolingOffUntil: string }) => one.coolingOffUntil)).toEqual([
      '2026-04-20',
      null,
    ]);
  });
});
