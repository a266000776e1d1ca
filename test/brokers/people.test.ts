import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { aSetting, anArrangement, payOn, spend, type Setting } from './setting.ts';

/** Two people in one account, each paid 100.00 on 2 April; one spends 30.00 on 8 April. */
let setting: Setting;
let amina: string;
let ben: string;
beforeAll(async () => {
  setting = await aSetting();
  amina = await anArrangement(setting);
  ben = await anArrangement(setting);
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-15');
  await ok(spend(setting, amina, '2026-04-08', '30.00'));
});

describe('the people in an account', () => {
  const PEOPLE = '/people?on=2026-04-14';

  it('are listed share by share, and come to the ledger’s side of the proof', async () => {
    const url = `/pooled-accounts/${setting.accountId}${PEOPLE}`;
    const { items, totals, on } = await ok(setting.staff.auditor.get(url), 200);
    const proof = await ok(setting.staff.auditor.get(url.replace('people', 'proof')), 200);
    expect(on).toBe('2026-04-14');
    expect(totals).toEqual({
      arrangements: 2,
      held: '170.00',
      toReturn: '0.00',
      total: proof.ledger,
    });
    expect(items.map((one: any) => one.arrangementId)).toEqual([amina, ben]);
    expect(items[0]).toMatchObject({ held: '70.00', pooledAccountId: setting.accountId });
    expect(items[0].shares).toMatchObject([
      { source: 'education', funder: 'High needs block', held: '42.00', toReturn: '0.00' },
      { source: 'social_care', held: '28.00', toReturn: '0.00' },
    ]);
  });

  it('are listed a page at a time', async () => {
    const url = `/brokers/${setting.brokerId}${PEOPLE}&limit=1`;
    const first = await ok(setting.staff.auditor.get(url), 200);
    const next = encodeURIComponent(first.next);
    const second = await ok(setting.staff.auditor.get(`${url}&after=${next}`), 200);
    expect([...first.items, ...second.items].map((one: any) => one.arrangementId)).toEqual([
      amina,
      ben,
    ]);
    expect([second.next, second.totals]).toEqual([null, first.totals]);
    expect((await setting.staff.auditor.get(`${url}&after=made-up`)).status).toBe(422);
  });

  it('are given to auditors as CSV', async () => {
    const url = `/pooled-accounts/${setting.accountId}${PEOPLE}`;
    const { status, text, headers } = await setting.staff.auditor.get(url, { accept: 'text/csv' });
    expect([status, headers['content-disposition']]).toEqual([
      200,
      'attachment; filename="pooled-account-2026-04-14.csv"',
    ]);
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toBe('reference,arrangement,source,funder,held,toReturn');
    expect(lines.slice(1).map((line) => line.split(',').slice(1))).toEqual([
      [`"${amina}"`, 'education', 'High needs block', '42.00', '0.00'],
      [`"${amina}"`, 'social_care', "Children's social care", '28.00', '0.00'],
      [`"${ben}"`, 'education', 'High needs block', '60.00', '0.00'],
      [`"${ben}"`, 'social_care', "Children's social care", '40.00', '0.00'],
    ]);
  });

  it('begin with the day of their agreement', async () => {
    const url = `/brokers/${setting.brokerId}/people`;
    const before = await ok(setting.staff.auditor.get(`${url}?on=2026-04-01`), 200);
    expect(before.items).toEqual([]);
    const late = await anArrangement(setting, {
      effectiveOn: '2026-04-20',
      schedule: {
        every: '4_weeks',
        firstPeriodOn: '2026-04-20',
        instalments: 2,
        paid: 'in_advance',
      },
    });
    const on = async (day: string): Promise<string[]> =>
      (await ok(setting.staff.auditor.get(`${url}?on=${day}`), 200)).items.map(
        (one: any) => one.arrangementId,
      );
    expect(await on('2026-04-19')).not.toContain(late);
    expect(await on('2026-04-20')).toContain(late);
  });
});
