import { beforeAll, describe, expect, it } from 'vitest';
import { BROKER_CHECKS } from '../../src/commands/evidence/brokers.ts';
import type { Tx } from '../../src/database/transactions.ts';
import type { Finding, Work } from '../../src/ledger/verify/check.ts';
import { ok } from '../support/book.ts';
import { breakingOf, type Broken } from './breaking.ts';
import { aSetting, anArrangement, type Setting } from './setting.ts';

/** What was put on record about brokers, and of exceptions, is proven by digests in the journal. */
let setting: Setting;
let broken: Broken;
beforeAll(async () => {
  setting = await aSetting({ toOn: '2026-12-31' });
  broken = breakingOf(setting.api);
  const { staff, brokerId } = setting;
  const fee = { effectiveOn: '2026-01-01', perMonth: '11.99', perExtraFunder: '2.00' };
  await ok(staff.finance.post(`/brokers/${brokerId}/fees`, fee));
  const { agreements } = await ok(staff.caseworker.get(`/brokers/${brokerId}`), 200);
  const ending = { endedOn: '2026-06-30', accessUntil: '2026-07-28', reason: 'Given up' };
  await ok(staff.administrator.post(`/broker-agreements/${agreements[0].id}/ending`, ending));
  const arrangement = await anArrangement(setting);
  const allowed = {
    cause: 'emergency',
    most: '50.00',
    fromOn: '2026-04-06',
    untilOn: '2026-04-30',
    reasons: 'A hoist broke.',
  };
  const { id } = await ok(
    staff.approver.post(`/arrangements/${arrangement}/overdrawings`, allowed),
  );
  await ok(staff.approver.post(`/overdrawings/${id}/ending`));
});

async function findings(tx: Tx): Promise<Finding[]> {
  const found: Finding[] = [];
  // Of a transaction only one thing is asked at a time.
  for (const check of BROKER_CHECKS) found.push(await check({ tx } as Work));
  return found;
}

describe('the evidence of what is agreed with brokers', () => {
  it('holds as it was recorded', async () => {
    const found = await setting.api.db.run(findings);
    expect(found.map((one) => [one.figure, one.found])).toEqual([
      ['1 × agreement with a broker', 0],
      ['1 × end of an agreement with a broker', 0],
      ["1 × broker's fee", 0],
      ['1 × pooled account', 0],
      ['1 × overdrawing', 0],
      ['1 × end of an overdrawing', 0],
    ]);
  });

  it.each([
    ['agreement with a broker', `broker_agreements set kind = 'managed_account'`],
    ['agreement with a broker', `broker_agreements set reference = 'Another'`],
    ['agreement with a broker', `broker_agreements set from_on = from_on - 1`],
    ['agreement with a broker', `broker_agreements set to_on = null`],
    ['agreement with a broker', `broker_agreements set broker_id = gen_random_uuid()`],
    ['end of an agreement with a broker', `broker_agreement_endings set ended_on = '2026-06-29'`],
    [
      'end of an agreement with a broker',
      `broker_agreement_endings set access_until = '2027-01-01'`,
    ],
    ['end of an agreement with a broker', `broker_agreement_endings set reason = 'Other'`],
    [
      'end of an agreement with a broker',
      `broker_agreement_endings set ended_by = gen_random_uuid()`,
    ],
    ["broker's fee", `broker_fees set per_month = 12.00`],
    ["broker's fee", `broker_fees set per_extra_funder = 0.00`],
    ["broker's fee", `broker_fees set effective_on = '2026-01-02'`],
    ["broker's fee", `broker_fees set recorded_by = gen_random_uuid()`],
    ['pooled account', `pooled_accounts set account_number = '99999999'`],
    ['pooled account', `pooled_accounts set sort_code = '999999'`],
    ['pooled account', `pooled_accounts set broker_id = gen_random_uuid()`],
    ['pooled account', `pooled_accounts set opened_on = '2025-01-01'`],
    ['overdrawing', `overdrawings set most = 500.00`],
    ['overdrawing', `overdrawings set until_on = '2027-01-01'`],
    ['overdrawing', `overdrawings set from_on = '2026-01-01'`],
    ['overdrawing', `overdrawings set cause = 'correction'`],
    ['overdrawing', `overdrawings set arrangement_id = gen_random_uuid()`],
    ['overdrawing', `overdrawings set allowed_by = gen_random_uuid()`],
    ['overdrawing', `texts set text = 'Other' where id in (select reasons_id from overdrawings)`],
    ['end of an overdrawing', `overdrawing_endings set ended_by = gen_random_uuid()`],
  ])('of the %s does not, once somebody set %s', async (what, change) => {
    const found = await broken(`update ${change}`, findings);
    const named = found.flatMap((one) => one.named);
    expect(named).toHaveLength(1);
    expect(named[0]).toMatch(new RegExp(`^entry \\d+: the ${what} is not what was decided$`));
  });
});
