import { beforeAll, describe, expect, it } from 'vitest';
import { IMPORT_CHECKS } from '../../src/commands/evidence/imports.ts';
import { connect } from '../../src/database/connections.ts';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  EXAMPLE,
  STARTS_ON,
  goingLive,
  verified,
  type GoingLive,
} from '../support/opening-file.ts';
import { AUTHORITY } from '../support/template.ts';

/** What the example comes to: added up by hand from the file. */
const TOTALS = {
  people: 3,
  plans: 3,
  budgets: 3,
  arrangements: 4,
  agreed: '26900.00',
  agreedBySector: [
    { sector: 'education', amount: '12133.34' },
    { sector: 'health', amount: '5733.33' },
    { sector: 'social_care', amount: '9033.33' },
  ],
  paidToDate: '15333.33',
  held: '2287.18',
};

let live: GoingLive;
let loaded: any;
beforeAll(async () => {
  live = await goingLive();
  loaded = await ok(live.load(EXAMPLE), 200);
});

const get = (url: string) => ok(live.staff.finance.get(url), 200);

/** A person's arrangement of a kind. */
async function arrangementOf(reference: string, kind: string) {
  const { items: people } = await get('/beneficiaries');
  const person = people.find((one: any) => one.reference === reference);
  const { items: budgets } = await get(`/budgets?beneficiaryId=${person.id}`);
  const { items } = await get(`/budgets/${budgets[0].id}/arrangements`);
  return items.find((one: any) => one.kind === kind);
}

/** The sums of the accounts of one kind, by class. */
async function balancesOf(kind: string): Promise<Record<string, string>> {
  const { items } = await get('/balances');
  const mine = items.filter((one: any) => one.class.split('/')[0] === kind);
  const byClass = Map.groupBy(mine, (one: any) => one.class as string);
  return Object.fromEntries(
    [...byClass].map(([name, list]) => [
      name,
      toText(sum(list.map((one: any) => money(one.balance)))),
    ]),
  );
}

describe('a file that was loaded', () => {
  it('is listed with what it comes to, by its bytes', async () => {
    expect(loaded).toMatchObject({
      name: 'going-live.csv',
      state: 'loaded',
      startsOn: STARTS_ON,
      lines: 8,
      people: 3,
      arrangements: 4,
      agreed: '26900.00',
      held: '2287.18',
      entry: expect.stringMatching(/^\d+$/),
    });
    expect((await get('/imports')).items).toEqual([loaded]);
    expect(await get(`/imports/${loaded.id}`)).toEqual({ ...loaded, totals: TOTALS });
  });

  it('gives every share what is available, committed, drawn, held and spent', async () => {
    expect(await balancesOf('drawn')).toEqual({
      'drawn/direct/education': '5800.00',
      'drawn/direct/social_care': '3700.00',
      'drawn/third_party/education': '1944.45',
      'drawn/third_party/health': '1944.44',
      'drawn/third_party/social_care': '1944.44',
    });
    expect(await balancesOf('held')).toEqual({
      'held/direct/education': '549.99',
      'held/direct/social_care': '200.00',
      'held/third_party/education': '512.40',
      'held/third_party/health': '512.40',
      'held/third_party/social_care': '512.39',
    });
    expect(await balancesOf('spent')).toEqual({
      'spent/direct/education': '5250.01',
      'spent/direct/social_care': '3500.00',
      'spent/third_party/education': '1432.05',
      'spent/third_party/health': '1432.04',
      'spent/third_party/social_care': '1432.05',
    });
    expect(await balancesOf('committed')).toEqual({
      'committed/direct/education': '3000.00',
      'committed/direct/social_care': '2000.00',
      'committed/third_party/education': '1388.89',
      'committed/third_party/health': '1388.89',
      'committed/third_party/social_care': '1388.89',
    });
    expect(await balancesOf('available')).toEqual({ 'available/notional/health': '2400.00' });
    expect(await balancesOf('agreed')).toEqual({
      'agreed/education': '-12133.34',
      'agreed/health': '-5733.33',
      'agreed/social_care': '-9033.33',
    });
  });

  it('takes what was paid from the treasury of the bank account that was named', async () => {
    const { items } = await get('/balances');
    const treasury = items.filter((one: any) => one.class === 'treasury');
    expect(treasury).toMatchObject([{ subject: live.bankAccountId, balance: '-15333.33' }]);
  });

  it('has each arrangement agreed, at its terms, by the two who sent and loaded the file', async () => {
    const tutor = await arrangementOf('P-1001', 'direct');
    const therapy = await arrangementOf('P-1001', 'notional');
    expect(tutor).toMatchObject({
      kind: 'direct',
      purpose: 'Tutor, equipment and short breaks',
      shares: [
        { source: 'education', fraction: '3/5', amount: '7800.00' },
        { source: 'social_care', fraction: '2/5', amount: '5200.00' },
      ],
    });
    expect(therapy).toMatchObject({ kind: 'notional', payeeId: null });
    const rows = await live.api.db.run(
      (tx) => tx.sql`
      select distinct g.proposed_by = i.recorded_by as proposed, d.decided_by = l.loaded_by as decided
      from agreements g join agreement_decisions d on d.agreement_id = g.id
      cross join book_imports i join book_import_loads l on l.import_id = i.id`,
    );
    expect(rows).toEqual([{ proposed: true, decided: true }]);
  });

  it('pays nothing again that was paid before the start, and all that is due from then on', async () => {
    const tutor = await arrangementOf('P-1001', 'direct');
    const { items } = await get(`/arrangements/${tutor.id}/schedule`);
    expect(items.map((one: any) => `${one.valueOn} ${one.amount} ${one.state}`)).toEqual([
      ...[
        '2026-04-02',
        '2026-05-01',
        '2026-06-01',
        '2026-06-29',
        '2026-07-27',
        '2026-08-24',
        '2026-09-21',
        '2026-10-19',
      ].map((day) => `${day} 1000.00 paid_before_the_start`),
      ...['2026-11-16', '2026-12-14', '2027-01-11', '2027-02-08', '2027-03-08'].map(
        (day) => `${day} 1000.00 scheduled`,
      ),
    ]);
  });

  it('puts no payment from before the start into a pay run', async () => {
    const asked = { bankAccountId: live.bankAccountId, valueOn: '2026-12-14' };
    const { body } = await live.staff.finance.post('/pay-runs', asked);
    // The accounts are not checked yet, so that all that is due is left out, and listed.
    expect(body.left.map((one: any) => `${one.valueOn} ${one.amount}`)).toEqual([
      '2026-11-16 1000.00',
      '2026-12-01 833.34',
      '2026-12-14 1000.00',
    ]);
  });

  it('tells the family what was spent before', async () => {
    const aid = await arrangementOf('P-1003', 'direct');
    const statement = await get(`/arrangements/${aid.id}/statement?from=2026-11-01&to=2026-11-20`);
    expect(statement).toMatchObject({
      opening: '0.00',
      moneyIn: '1500.00',
      moneyOut: '1250.01',
      closing: '249.99',
    });
    expect(statement.lines.map((line: any) => line.what)).toEqual([
      'opening balance',
      'Spent before this ledger began',
    ]);
  });

  it('leaves the accounts of payees to be checked by a second person', async () => {
    const tutor = await arrangementOf('P-1001', 'direct');
    const { items } = await get(`/payees/${tutor.payeeId}/bank-details`);
    expect(items).toMatchObject([
      { sortCode: '200000', accountNumber: '01234567', accountName: 'A Fernside', checked: false },
    ]);
    const { finance, approver } = live.staff;
    const url = `/bank-details/${items[0].id}/check`;
    expect((await finance.post(url, { method: 'call_back' })).status).toBe(403);
    await ok(approver.post(url, { method: 'call_back' }), 200);
  });

  it('leaves a book that verifies', async () => {
    const { failing, figures } = await verified(live);
    expect(failing).toEqual([]);
    expect(figures).toContain('1 × loaded file');
  });

  it('shows that a file was changed after it was loaded', async () => {
    const owner = connect(live.api.db.urls.superuser, { name: 'test', max: 1 });
    const change = (by: string) =>
      owner.unsafe(`update ${AUTHORITY}.book_imports set held = held + ${by}`);
    const found = () =>
      live.api.db.run(async (tx) => (await IMPORT_CHECKS[0]!({ tx } as never)).found);
    expect(await found()).toBe(0);
    await change('0.01');
    expect(await found()).toBe(1);
    await change('-0.01');
    await owner.end();
  });
});
