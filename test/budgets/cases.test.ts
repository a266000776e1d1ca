import { beforeAll, describe, expect, it } from 'vitest';
import { addBrokers } from '../../src/brokers/store.ts';
import { addPayees } from '../../src/payees/store.ts';
import { amounts, item, once, caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, caseOne, ok } from '../support/book.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** Cases 3, 4 and 5 of the worked cases through the API, to the penny and to the day. */
let api: CaseBook['api'];
let staff: CaseBook['staff'];
let funders: CaseBook['funders'];
let person: CaseBook['person'];
let budget: string;
let provision: CaseBook['provision'];
let schedule: CaseBook['schedule'];
let entitlement: CaseBook['entitlement'];
let shown: CaseBook['shown'];
beforeAll(async () => {
  ({ api, staff, funders, person, budget, provision, schedule, entitlement, shown } =
    await caseBook());
});

const thirds = () => [
  { funderId: funders.education, fraction: '1/3' },
  { funderId: funders.health, fraction: '1/3' },
  { funderId: funders.social_care, fraction: '1/3' },
];

describe('case 3: notional speech therapy', () => {
  it('is 39 sessions at 92.50: 3,607.50, agreed and not scheduled', async () => {
    const terms = {
      kind: 'notional',
      purpose: 'Speech and language therapy',
      amount: '3607.50',
      effectiveOn: '2026-04-06',
      shares: [{ funderId: funders.health, fraction: '1/1' }],
      items: [item({ provisionItemId: provision.F, description: 'Speech therapy' })],
      schedule: once,
      reason: 'Panel of 2 March',
    };
    const id = await agreed(staff, budget, terms);
    const { agreement } = await shown(id);
    expect(agreement).toMatchObject({ agreedTotal: '3607.50', warnings: [] });
    expect(agreement.items[0]).toMatchObject({
      section: 'F',
      cost: '3607.50',
      quantity: '1',
      times: '39',
    });
    expect(await schedule(id)).toEqual([]);
    const less = await ok(
      staff.caseworker.post(`/budgets/${budget}/arrangements`, { ...terms, amount: '3600.00' }),
    );
    expect(less.agreement.warnings).toMatchObject([{ code: 'below_cost_basis' }]);
    const more = await ok(
      staff.caseworker.post(`/arrangements/${id}/versions`, {
        follows: 1,
        effectiveOn: '2026-09-01',
        amount: '4000.00',
        reason: 'The price went up',
      }),
    );
    expect(more).toMatchObject({ change: 'increase', agreedTotal: '4000.00' });
  });
});

describe('case 4: thirds, and all three ways of holding', () => {
  it('shares 20,000.00 in exact thirds, every penny of every payment', async () => {
    const id = await agreed(
      staff,
      budget,
      caseOne(person, funders, { amount: '20000.00', shares: thirds() }),
    );
    expect(amounts((await shown(id)).shares)).toEqual(['6666.67', '6666.67', '6666.66']);
    const rows = await schedule(id);
    expect(amounts(rows)).toEqual(
      Array.from({ length: 13 }, (_, n) => ([3, 9].includes(n) ? '1538.47' : '1538.46')),
    );
    expect(amounts(rows[3].shares)).toEqual(['512.83', '512.82', '512.82']);
    expect(amounts(rows[9].shares)).toEqual(['512.82', '512.83', '512.82']);
  });

  it('mixes a direct payment, a notional part and a broker in one budget', async () => {
    const mixed = await addBudget(staff, person);
    const [payeeId] = await api.db.run(async (tx) => {
      const [brokerId] = await addBrokers(tx, ['Northern Managed Accounts']);
      return addPayees(tx, [
        {
          beneficiaryId: null,
          brokerId: brokerId!,
          relationship: 'broker',
          name: 'Pooled account',
        },
      ]);
    });
    const of = (funderId: string, more: object) =>
      caseOne(person, funders, { shares: [{ funderId, fraction: '1/1' }], ...more });
    const broker = of(funders.education, {
      kind: 'third_party',
      payeeId,
      amount: '6666.67',
      purpose: 'Tutor',
    });
    const { payeeId: _, ...notional } = of(funders.health, {
      kind: 'notional',
      amount: '6666.67',
      schedule: once,
    });
    await agreed(
      staff,
      mixed,
      of(funders.social_care, { amount: '6666.66', purpose: 'Short breaks' }),
    );
    await agreed(staff, mixed, notional);
    await agreed(staff, mixed, broker);
    const asAt = await ok(staff.finance.get(`/budgets/${mixed}/as-at?on=2026-06-01`), 200);
    expect(asAt.arrangements.map((one: any) => one.kind).sort()).toEqual([
      'direct',
      'notional',
      'third_party',
    ]);
    expect(asAt.agreed).toBe('20000.00');
    expect(asAt.bySector).toEqual([
      { sector: 'education', amount: '6666.67' },
      { sector: 'health', amount: '6666.67' },
      { sector: 'social_care', amount: '6666.66' },
    ]);
  });
});

describe('case 5: a contribution', () => {
  const terms = (paid: string) =>
    weeklyTerms(person, funders.social_care, '350.00', '2026-03-23', {
      contribution: { weekly: '42.37', paid },
      schedule: {
        every: '4_weeks',
        firstPeriodOn: '2026-03-23',
        instalments: 13,
        paid: 'in_arrears',
      },
      effectiveOn: '2026-04-01',
    });
  const change = (id: string, effectiveOn: string, more: object = {}) =>
    ok(
      staff.caseworker.post(`/arrangements/${id}/versions`, {
        follows: 1,
        effectiveOn,
        reason: 'Benefits went up in April',
        contribution: { weekly: '51.12', paid: 'net' },
        notice: { givenOn: '2026-03-02', reasons: 'The contribution was assessed again' },
        ...more,
      }),
    );
  let early: string;
  beforeAll(async () => {
    early = (
      await ok(
        staff.caseworker.post('/budgets', {
          beneficiaryId: person.id,
          planId: person.planId,
          startsOn: '2026-03-01',
          endsOn: '2027-04-04',
        }),
      )
    ).id;
  });

  it.each([
    ['2026-04-06', '186.98', '1213.02'],
    ['2026-04-09', '183.23', '1216.77'],
  ])('that changes within the period on %s is %s: net %s', async (on, contribution, net) => {
    const id = await agreed(staff, early, terms('net'));
    const before = await entitlement(id);
    expect(before.due[0]).toMatchObject({
      gross: '1400.00',
      amount: '1230.52',
      contributions: [{ source: 'contribution', funder: null, amount: '169.48' }],
    });
    await change(id, on);
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    const after = await entitlement(id);
    expect(after.due[0]).toMatchObject({ gross: '1400.00', amount: net });
    expect(after.due[0].contributions[0].amount).toBe(contribution);
    expect(after.due[1]).toMatchObject({ amount: '1195.52' });
  });

  it('paid gross takes nothing off: it is owed to the authority, apart from public money', async () => {
    const id = await agreed(staff, early, terms('gross'));
    const { due, total } = await entitlement(id);
    expect(due[0]).toMatchObject({ amount: '1400.00' });
    expect(due[0].contributions[0].amount).toBe('169.48');
    expect(total).toBe('18200.00');
    const { shares } = await shown(id);
    expect(shares[1]).toMatchObject({
      source: 'contribution',
      funderId: null,
      weekly: '42.37',
      amount: '2203.24',
    });
  });

  it('and a family’s top-up are never public money', async () => {
    const id = await agreed(staff, early, { ...terms('net'), topUp: { weekly: '5.00' } });
    const { shares, agreement } = await shown(id);
    expect(shares.map((share: any) => [share.source, share.amount])).toEqual([
      ['social_care', '15996.76'],
      ['contribution', '2203.24'],
      ['top_up', '260.00'],
    ]);
    expect(agreement.agreedTotal).toBe('15996.76');
    const asAt = await ok(staff.finance.get(`/budgets/${early}/as-at?on=2026-05-01`), 200);
    expect(asAt.topUps).toBe('260.00');
  });

  it('is not taken for what is paid once, nor for a notional arrangement', async () => {
    const wrong = await staff.caseworker.post(
      `/budgets/${early}/arrangements`,
      caseOne(person, funders, { schedule: once, contribution: { weekly: '1.00', paid: 'net' } }),
    );
    expect([wrong.status, wrong.body.errors[0].where]).toEqual([422, 'body.contribution']);
  });
});
