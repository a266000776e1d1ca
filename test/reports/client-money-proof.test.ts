import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../src/reports/report.ts';
import { report } from '../../reports/client-money-proof.ts';
import {
  addAccount,
  aSetting,
  anArrangement,
  payOn,
  spend,
  type Setting,
} from '../brokers/setting.ts';
import { ok } from '../support/book.ts';
import { aPooledReturn } from '../support/pooled-return.ts';
import { lastEntry, readReport } from '../support/read-report.ts';

/**
 * Three people of a broker, each paid 100.00 on 2 April. In the first account two of them: one has
 * spent 30.00, and 12.00 of the other's is declared to 14 April and not accepted; 1,000.00 in it is
 * another authority's. The third person is in the second account, which is a penny short.
 */
let setting: Setting;
let second: string;
let before: string;
beforeAll(async () => {
  setting = await aSetting();
  const [amina, ben, carl] = [
    await anArrangement(setting),
    await anArrangement(setting),
    await anArrangement(setting),
  ];
  second = await addAccount(setting.staff, setting.brokerId, '2026-04-01');
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-20');
  await ok(
    setting.staff.finance.post(`/arrangements/${carl}/pooled-account`, {
      pooledAccountId: second,
      fromOn: '2026-04-01',
    }),
  );
  const month = { from: '2026-04-01', to: '2026-04-14' };
  await aPooledReturn(setting.api.db, {
    ...month,
    account: setting.accountId,
    opening: '1000.25',
    closing: '1158.25',
    other: '1000.00',
    interest: '0.25',
    lines: [
      ['bank', '2026-04-02', '200.00'],
      ['bank', '2026-04-08', '-42.00'],
      ['spending', '2026-04-08', '12.00', ben],
    ],
  });
  const short = { account: second, opening: '0.00', closing: '99.99' };
  const lines = [['bank', '2026-04-02', '99.99']] as [string, string, string][];
  await aPooledReturn(setting.api.db, { ...month, ...short, lines });
  before = await lastEntry(setting.api.db);
  await ok(spend(setting, amina, '2026-04-08', '30.00'));
  await ok(spend(setting, carl, '2026-04-16', '5.00'));
});

const read = async (asAt: string, through?: string): Promise<Record<string, Row>> => {
  const asked = through === undefined ? { asAt } : { asAt, through };
  const rows = await readReport(setting.api.db, report, asked);
  return Object.fromEntries(rows.map((row) => [`${row['expected']}`, row]));
};

describe('the proof of client money', () => {
  it('is what the people in each account have, as at the last day of its return', async () => {
    const found = await read('2026-04-20');
    expect(found['1158.25']).toEqual({
      broker: 'North',
      account: 'Client account',
      as_of: '2026-04-14',
      people: '2',
      ledger: '170.00',
      not_yet_accepted: '12.00',
      posted_later: '0.00',
      other_authorities: '1000.00',
      interest: '0.25',
      expected: '1158.25',
      statement: '1158.25',
      difference: '0.00',
    });
    expect(found['100.00']).toMatchObject({ statement: '99.99', difference: '-0.01', people: '1' });
  });

  it('is as at the day inside a return, and what was known', async () => {
    const found = await read('2026-04-07');
    expect(found['1200.25']).toMatchObject({ as_of: '2026-04-07', difference: '0.00' });
    const unknown = await read('2026-04-20', before);
    expect(unknown['1188.25']).toMatchObject({ ledger: '200.00', difference: '-30.00' });
  });

  it('is that of each account by itself, on every day', async () => {
    for (const day of ['01', '02', '07', '08', '14', '16', '20']) {
      const rows = Object.values(await read(`2026-04-${day}`));
      const proofs = await Promise.all(
        [setting.accountId, second].map((id) =>
          ok(setting.staff.auditor.get(`/pooled-accounts/${id}/proof?on=2026-04-${day}`), 200),
        ),
      );
      const facts = (one: any) => [one.expected, one.statement, one.difference].join(' ');
      expect(rows.map(facts).sort()).toEqual(proofs.map(facts).sort());
    }
  });

  it('counts for a closed period what was posted after it', async () => {
    setting.goTo('2026-05-05');
    const closing = { closedThrough: '2026-04-30', reason: 'April' };
    await ok(setting.staff.finance.post('/period-closings', closing));
    const people = await setting.api.db.run(
      (tx) => tx.sql<{ id: string }[]>`
        select arrangement_id as id from pooled_arrangements where pooled_account_id = ${second}`,
    );
    await ok(spend(setting, people[0]!.id, '2026-04-10', '10.00'));
    const found = await read('2026-05-05');
    expect(found['90.00']).toMatchObject({ ledger: '100.00', posted_later: '-10.00' });
  });
});
