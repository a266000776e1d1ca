import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUND_CHECKS } from '../../src/commands/evidence/funds.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { addFunds } from '../../src/funds/store.ts';
import type { Finding, Work } from '../../src/ledger/verify/check.ts';
import { ok } from '../support/book.ts';
import { AUTHORITY } from '../support/template.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** What was put on record of a fund and its members is proven by the digest in the journal. */
let book: Council;
let superuser: Client;
beforeAll(async () => {
  book = await council();
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  const { education, health, social_care: care } = book.funders;
  const fund = {
    name: 'Pool',
    kind: 'pooled' as const,
    fromOn: '2026-04-01',
    toOn: '2027-03-31',
    host: 'Testshire Council',
    manager: 'Head of finance',
    agreement: 'S75-2026',
  };
  const members = [
    { funderId: education, contribution: '1000.00', risk: '1/3' },
    { funderId: health, contribution: '2000.00', risk: '2/3' },
  ];
  await ok(book.staff.finance.post('/funds', { ...fund, members }));
  const own = [{ funderId: care, contribution: '1.00', risk: null }];
  await book.api.db.run((tx) =>
    addFunds(tx, [{ ...fund, name: 'Own', kind: 'aligned', members: own }]),
  );
});
afterAll(() => superuser.end());

const findings = (): Promise<Finding[]> =>
  book.api.db.run(async (tx) => {
    const found: Finding[] = [];
    for (const check of FUND_CHECKS) found.push(await check({ tx } as Work));
    return found;
  });

describe('the evidence of funds', () => {
  it('holds as it was recorded', async () => {
    expect(await findings()).toEqual([{ figure: '2 × fund', found: 0, named: [] }]);
  });

  it.each([
    ['funds', "name = 'Other'", "name = 'Pool'"],
    ['funds', "kind = 'aligned'", "name = 'Pool'"],
    ['funds', 'from_on = from_on - 1', "name = 'Own'"],
    ['funds', 'to_on = to_on + 1', "name = 'Own'"],
    ['funds', "host = 'Nobody'", "name = 'Own'"],
    ['funds', "manager = 'Nobody'", "name = 'Own'"],
    ['funds', "agreement = 'None'", "name = 'Own'"],
    ['fund_members', 'contribution = contribution + 0.01', 'position = 2'],
    ['fund_members', 'risk_numerator = 0', 'position = 2'],
    ['fund_members', 'risk_denominator = 4', 'position = 2'],
    ['fund_members', 'position = 3', "position = 1 and contribution = '1000.00'"],
  ])('does not, once in %s somebody set %s', async (table, change, where) => {
    await superuser.unsafe(`create table kept as table ${table}`);
    await superuser.unsafe(`update ${table} set ${change} where ${where}`);
    const [found] = await findings();
    await superuser.unsafe(`
      set session_replication_role = replica;
      delete from ${table}; insert into ${table} select * from kept;
      reset session_replication_role; drop table kept`);
    expect(found!.found).toBe(1);
    expect(found!.named[0]).toMatch(/^entry \d+: the fund is not what was decided$/);
    expect((await findings())[0]!.found).toBe(0);
  });
});
