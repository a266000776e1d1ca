import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { addCheckedDetails } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * Case 2: 1,000.00 every four weeks to a broker, half social care and half health, an assistant on
 * the payroll, and a start-up payment of 115.00 for insurance.
 */
let book: Council;
let broker: ApiUser;
let brokerId: string;
let account: string;
let reference: string;
let support: string;
let startUp: string;

const MONTHS = [
  { from: '2026-04-01', to: '2026-04-30', paidOn: '2026-04-02', wagesOn: '2026-04-24' },
  { from: '2026-05-01', to: '2026-05-31', paidOn: '2026-05-01', wagesOn: '2026-05-22' },
  { from: '2026-06-01', to: '2026-06-30', paidOn: '2026-06-01', wagesOn: '2026-06-19' },
] as const;

type Cells = Record<string, string>;

/** What the broker sends in for a month: other authorities' 250.00 is in the account too. */
function rowsOf(n: number): Cells[] {
  const { to, paidOn, wagesOn } = MONTHS[n]!;
  const before = ['0.00', '232.01', '464.02'][n]!;
  const after = ['232.01', '464.02', '696.03'][n]!;
  const [opening, closing] = [
    ['250.00', '482.01', '714.02'][n]!,
    ['482.01', '714.02', '946.03'][n]!,
  ];
  const ofPerson = (arrangement: string, cells: Cells): Cells => ({
    arrangement,
    person: reference,
    ...cells,
  });
  return [
    { kind: 'account_opening', amount: opening },
    { kind: 'account_closing', amount: closing },
    { kind: 'other_authorities_opening', amount: '250.00' },
    { kind: 'bank', on: paidOn, amount: '1000.00' },
    { kind: 'bank', on: wagesOn, amount: '-756.00' },
    { kind: 'bank', on: to, amount: '-11.99' },
    ofPerson(support, { kind: 'opening', amount: before }),
    ofPerson(support, { kind: 'paid_in', on: paidOn, amount: '1000.00' }),
    ofPerson(support, {
      kind: 'spending',
      on: wagesOn,
      amount: '756.00',
      category: 'wages',
      description: 'Wages of PA1',
      evidence: 'payslip.pdf',
    }),
    ofPerson(support, { kind: 'fee', on: to, amount: '11.99', category: 'fees' }),
    ofPerson(support, { kind: 'closing', amount: after }),
    ...['payroll_gross', 'payroll_net', 'payroll_tax', 'payroll_pension', 'holiday_accrued'].map(
      (kind, i) =>
        ofPerson(support, {
          kind,
          employee: 'PA1',
          amount: ['756.00', '756.00', '0.00', '0.00', '91.25'][i]!,
        }),
    ),
    ...(n === 0 ? insurance(ofPerson) : []),
  ];
}

function insurance(ofPerson: (arrangement: string, cells: Cells) => Cells): Cells[] {
  const { paidOn } = MONTHS[0];
  return [
    { kind: 'bank', on: paidOn, amount: '115.00' },
    { kind: 'bank', on: '2026-04-10', amount: '-115.00' },
    ofPerson(startUp, { kind: 'opening', amount: '0.00' }),
    ofPerson(startUp, { kind: 'paid_in', on: paidOn, amount: '115.00' }),
    ofPerson(startUp, {
      kind: 'spending',
      on: '2026-04-10',
      amount: '115.00',
      category: 'insurance',
      description: "Employer's liability",
      evidence: 'policy.pdf',
    }),
    ofPerson(startUp, { kind: 'closing', amount: '0.00' }),
  ];
}

beforeAll(async () => {
  book = await council();
  const { api, staff, funders } = book;
  const added = await ok(
    staff.administrator.post('/brokers', {
      name: 'Managed Accounts',
      agreement: { kind: 'managed_account', reference: 'MA-1', fromOn: '2026-01-01' },
    }),
  );
  brokerId = added.id;
  broker = await api.as('broker', { sub: 'managed', broker: brokerId });
  const payee = await ok(staff.finance.post(`/brokers/${brokerId}/payees`, { name: 'Managed' }));
  await addCheckedDetails(staff, payee.id);
  await ok(
    staff.finance.post(`/brokers/${brokerId}/fees`, {
      effectiveOn: '2026-01-01',
      perMonth: '11.99',
      perExtraFunder: '0.00',
    }),
  );
  const pooled = await ok(
    staff.finance.post(`/brokers/${brokerId}/pooled-accounts`, {
      name: 'Client account',
      sortCode: '20-00-00',
      accountNumber: '87654321',
      openedOn: '2026-01-01',
    }),
  );
  account = pooled.id;
  const person = await addPerson(staff);
  reference = (await ok(staff.finance.get(`/beneficiaries/${person.id}`), 200)).reference;
  const budget = await addBudget(staff, person);
  const arrange = async (amount: string, schedule: object): Promise<string> => {
    const { id } = await ok(
      staff.caseworker.post(`/budgets/${budget}/arrangements`, {
        kind: 'third_party',
        purpose: 'A personal assistant',
        payeeId: payee.id,
        amount,
        effectiveOn: '2026-04-06',
        shares: [
          { funderId: funders.social_care, fraction: '1/2' },
          { funderId: funders.health, fraction: '1/2' },
        ],
        schedule: { firstPeriodOn: '2026-04-06', paid: 'in_advance', ...schedule },
        reason: 'Agreed at panel',
      }),
    );
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await putOnFile(staff, id);
    return id;
  };
  support = await arrange('3000.00', { every: '4_weeks', instalments: 3 });
  startUp = await arrange('115.00', { every: 'once', instalments: 1 });
  for (const { paidOn } of MONTHS) await book.pay(paidOn);
  book.on('2026-07-02');
}, 120_000);

describe('case 2: a managed account with an assistant on the payroll', () => {
  it('is accepted month by month, and comes out to the penny', async () => {
    const { staff } = book;
    for (const [n, { from, to }] of MONTHS.entries()) {
      const sent = { pooledAccountId: account, from, to, rows: rowsOf(n) };
      const { return: kept } = await ok(broker.post('/returns', sent));
      const check = await ok(broker.get(`/returns/${kept.id}/check`), 200);
      expect(check.bank, JSON.stringify(check)).toMatchObject({
        difference: '0.00',
        openDifferences: 0,
        otherAuthorities: '250.00',
      });
      const accepted = await ok(staff.finance.post(`/returns/${kept.id}/acceptance`, {}));
      expect(accepted).toMatchObject({ accepted: n === 0 ? 2 : 1, submitted: 0 });
    }
    const money = await ok(staff.finance.get(`/arrangements/${support}/money?on=2026-06-30`), 200);
    expect(money).toMatchObject({
      held: '696.03',
      liabilities: [{ kind: 'holiday', amount: '273.75' }],
      owed: '273.75',
      free: '422.28',
      mayKeep: '2000.00',
      weeks: 8,
      above: '0.00',
    });
    // 1,500.00 each, 1,134.00 of it for wages: fees of 17.99 and 17.98.
    expect(money.shares.map((one: any) => [one.source, one.held])).toEqual([
      ['social_care', '348.01'],
      ['health', '348.02'],
    ]);
    const once = await ok(broker.get(`/arrangements/${startUp}/money?on=2026-06-30`), 200);
    expect(once).toMatchObject({ held: '0.00', free: '0.00', mayKeep: '0.00', above: '0.00' });
  });

  it('shows the holiday that accrued, as declared and by the rule', async () => {
    const found = await ok(
      book.staff.finance.get(`/arrangements/${support}/liabilities?on=2026-06-30`),
      200,
    );
    expect(found.total).toBe('273.75');
    expect(found.liabilities[0].movements.map((one: any) => one.amount)).toEqual([
      '91.25',
      '91.25',
      '91.25',
    ]);
    expect(found.holiday).toEqual([
      { employee: 'PA1', gross: '2268.00', declared: '273.75', byRule: '273.75' },
    ]);
  });

  it('is proved in the pooled account on every last day of a month, and in between', async () => {
    const { staff } = book;
    const days = ['2026-04-09', '2026-04-30', '2026-05-31', '2026-06-10', '2026-06-30'];
    const ledger = ['1115.00', '232.01', '464.02', '1464.02', '696.03'];
    for (const [n, on] of days.entries()) {
      const proof = await ok(staff.finance.get(`/pooled-accounts/${account}/proof?on=${on}`), 200);
      expect(proof, on).toMatchObject({ ledger: ledger[n], difference: '0.00' });
    }
  });
});
