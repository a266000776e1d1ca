import { FUNDERS, subjectOf } from '../../src/demonstration/users.ts';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import type { UserKind } from '../../src/access/kinds.ts';
import type { Api } from './api.ts';
import { addPerson, ok, type Person, type Staff } from './book.ts';
import { putOnFile } from './documents.ts';
import { agreed, weeklyTerms } from './terms.ts';

/** The book that scenes are added to; the day of the service can be set. */
interface Scenes {
  readonly api: Api;
  readonly staff: Staff;
  readonly bankAccountId: string;
  readonly on: (day: string) => void;
}

/** Somebody who is paid, contributes, and whose payee has had other bank details since. */
interface Contributor {
  readonly person: Person;
  readonly arrangement: string;
}

/**
 * What the contributors agree to give a week and how, the first days of their two periods of four
 * weeks, and when the new bank details of their payees were recorded: between the two. They are paid
 * on days of their own, as the payments of one day are numbered in no order that can be known.
 */
const CONTRIBUTORS = [
  {
    contribution: { weekly: '250.00', paid: 'gross' },
    paidOn: ['2026-03-02', '2026-03-30'],
    changedOn: '2026-03-10',
  },
  {
    contribution: { weekly: '40.00', paid: 'net' },
    paidOn: ['2026-02-23', '2026-03-23'],
    changedOn: '2026-03-16',
  },
] as const;

/**
 * What the demonstration has nothing of, so that no golden file of a report is a heading alone:
 * services delivered and not billed at the year's end, contributions in arrears, new bank details
 * before a payment, a closed year of which more became known, limits of approval and round sums.
 * The demonstration's users do it, one step after the other, so that entries have the same numbers.
 * @param on sets the day of the service
 * @returns what sets the moments that a report counts days from, for a superuser to run at the end
 */
export async function addScenes(api: Api, on: (day: string) => void): Promise<string> {
  const staff = await demonstrationStaff(api);
  const bankAccountId = await onlyId(api, 'select id from bank_accounts');
  const scenes: Scenes = { api, staff, bankAccountId, on };
  await deliverBeforeBilling(scenes);
  const contributors = await payContributors(scenes);
  const mistake = await receiveBeforeTheClose(scenes, contributors[1]!);
  await closeAndLearnMore(scenes, mistake);
  await setLimits(scenes);
  await moveRoundSums(scenes, contributors[0]!);
  return contributors.map(momentOfChange).join(';');
}

async function demonstrationStaff(api: Api): Promise<Staff> {
  const as = (kind: UserKind) => api.as(kind, { sub: subjectOf(kind) });
  return {
    caseworker: await as('caseworker'),
    panel: await as('panel_member'),
    finance: await as('finance_officer'),
    approver: await as('approver'),
    administrator: await as('administrator'),
    auditor: await as('auditor'),
  };
}

async function onlyId({ db }: Api, query: string): Promise<string> {
  const [row, ...more] = await db.run((tx) => tx.sql.unsafe<{ id: string }[]>(query));
  if (row === undefined || more.length > 0) throw new Error(`Not one row: ${query}`);
  return row.id;
}

/** A budget that began before the last year's end, so that something can be owed on that day. */
async function addEarlierBudget({ staff }: Scenes, person: Person): Promise<string> {
  const budget = await ok(
    staff.caseworker.post('/budgets', {
      beneficiaryId: person.id,
      planId: person.planId,
      startsOn: '2025-12-01',
      endsOn: '2026-11-30',
    }),
  );
  return budget.id;
}

/**
 * Twenty sessions ordered, ten delivered by 27 March and four of them billed by then: at the year's
 * end six are owed, 555.00, half of it by each funder. They are billed and accepted in April.
 */
async function deliverBeforeBilling(scenes: Scenes): Promise<void> {
  const { staff, on } = scenes;
  on('2025-12-15');
  const person = await addPerson(staff, { bornOn: '2013-02-11' });
  const id = await agreed(staff, await addEarlierBudget(scenes, person), {
    kind: 'notional',
    purpose: 'Speech and language therapy',
    amount: '1850.00',
    effectiveOn: '2026-01-05',
    shares: [
      { funderId: FUNDERS.education, fraction: '1/2' },
      { funderId: FUNDERS.health, fraction: '1/2' },
    ],
    schedule: { every: 'once', firstPeriodOn: '2026-01-05', instalments: 1, paid: 'in_advance' },
    reason: 'Panel of December',
  });
  const { id: providerId } = await ok(
    staff.finance.post('/providers', { name: 'Bridge Street Speech Therapy' }),
  );
  const span = { fromOn: '2026-01-05', toOn: '2026-03-27' };
  const order = { service: 'Speech and language therapy', unit: 'session', quantity: '20' };
  const { id: orderId } = await ok(
    staff.caseworker.post(`/arrangements/${id}/orders`, {
      ...order,
      providerId,
      rate: '92.50',
      fromOn: '2026-01-05',
      toOn: '2026-07-17',
    }),
  );
  on('2026-03-27');
  const delivery = { ...span, planned: '10', delivered: '10' };
  await ok(staff.caseworker.post(`/orders/${orderId}/deliveries`, delivery));
  const line = { orderId, ...span, rate: '92.50', vat: '0.00' };
  const bill = async (number: string, day: string, quantity: string, net: string) => {
    on(day);
    const amounts = { net, vat: '0.00', gross: net };
    const dates = { invoicedOn: day, receivedOn: day };
    const lines = [{ ...line, quantity, net }];
    const made = await ok(
      staff.finance.post('/invoices', { providerId, number, ...dates, ...amounts, lines }),
    );
    await ok(staff.approver.post(`/invoices/${made.id}/acceptance`, {}), 200);
  };
  await bill('BS-1', '2026-03-27', '4', '370.00');
  await bill('BS-2', '2026-04-20', '6', '555.00');
}

/**
 * Two people paid twice for four weeks each, so that most of the second payment is for the next
 * financial year. Between the two the bank details of both payees are changed.
 */
async function payContributors(scenes: Scenes): Promise<Contributor[]> {
  const { staff, on } = scenes;
  on('2026-02-16');
  const contributors: Contributor[] = [];
  for (const { contribution, paidOn } of CONTRIBUTORS) {
    const person = await addPerson(staff, { bornOn: '2012-08-30' });
    const schedule = { every: '4_weeks', instalments: 2, paid: 'in_advance' };
    const terms = weeklyTerms(person, FUNDERS.social_care, '900.00', paidOn[0], {
      contribution,
      schedule: { ...schedule, firstPeriodOn: paidOn[0] },
    });
    const arrangement = await agreed(staff, await addEarlierBudget(scenes, person), terms);
    await putOnFile(staff, arrangement);
    contributors.push({ person, arrangement });
  }
  const [gross, net] = CONTRIBUTORS;
  for (const valueOn of [net.paidOn[0], gross.paidOn[0]]) await pay(scenes, valueOn);
  for (const { person } of contributors) await changeBankDetails(scenes, person);
  for (const valueOn of [net.paidOn[1], gross.paidOn[1]]) await pay(scenes, valueOn);
  return contributors;
}

/** Six days before, draws a run up of what is due on a day, has it approved, and releases it. */
async function pay({ staff, bankAccountId, on }: Scenes, valueOn: string): Promise<void> {
  on(Temporal.PlainDate.from(valueOn).subtract({ days: 6 }).toString());
  const { id } = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn }));
  await ok(staff.approver.post(`/pay-runs/${id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${id}/release`), 200);
}

async function changeBankDetails({ staff }: Scenes, { payeeId }: Person): Promise<void> {
  const { id } = await ok(
    staff.caseworker.post(`/payees/${payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  await ok(staff.finance.post(`/bank-details/${id}/check`, { method: 'bank_letter' }), 200);
}

/** The clock of the machine wrote when bank details were recorded; of the new ones it is fixed. */
const momentOfChange = ({ person }: Contributor, n: number): string => `
  update bank_details set recorded_at = timestamptz '${CONTRIBUTORS[n]!.changedOn}T10:15:00Z'
  where payee_id = '${person.payeeId}' and entry_id > (
    select min(entry_id) from bank_details where payee_id = '${person.payeeId}')`;

/** Charges what is due of the gross contribution; some of the net one came, by a mistake twice. */
async function receiveBeforeTheClose(scenes: Scenes, net: Contributor): Promise<string> {
  const { staff, on } = scenes;
  on('2026-03-30');
  await ok(staff.finance.post('/contribution-charges', { upTo: '2026-03-30' }));
  const receive = (receivedOn: string, reference: string) =>
    ok(
      staff.finance.post(`/arrangements/${net.arrangement}/contributions`, {
        source: 'contribution',
        receivedOn,
        amount: '160.00',
        reference,
        paidInto: 'holder',
      }),
    );
  await receive('2026-03-05', 'SO MARCH');
  return (await receive('2026-03-06', 'SO MARCH AGAIN')).id;
}

/** Closes the year; then a receipt of it is undone, and a charge of the bank is learned of. */
async function closeAndLearnMore(scenes: Scenes, receiptId: string): Promise<void> {
  const { staff, on } = scenes;
  on('2026-04-14');
  const closing = { closedThrough: '2026-03-31', reason: 'year_end' };
  await ok(staff.finance.post('/period-closings', closing));
  await ok(staff.finance.post(`/contributions/${receiptId}/undoing`, { reason: 'recorded_twice' }));
  await move(scenes, ['bank_charge', 'bank', 'charges'], '2026-03-31', '7.50');
}

/** The approver may approve so much from May, and more from September. */
async function setLimits({ api, staff, on }: Scenes): Promise<void> {
  const userId = await onlyId(api, `select id from users where subject = 'approver'`);
  for (const [fromOn, amount] of [
    ['2026-05-01', '250000.00'],
    ['2026-09-01', '400000.00'],
  ] as const) {
    on(fromOn);
    await ok(staff.administrator.post('/approval-limits', { userId, amount, fromOn }));
  }
}

/** Half of the gross contribution comes in October, and the authority puts in more money. */
async function moveRoundSums(scenes: Scenes, gross: Contributor): Promise<void> {
  const { staff, bankAccountId, on } = scenes;
  on('2026-10-05');
  await ok(
    staff.finance.post(`/arrangements/${gross.arrangement}/contributions`, {
      source: 'contribution',
      receivedOn: '2026-10-05',
      amount: '1000.00',
      reference: 'CHEQUE 000117',
      paidInto: 'authority',
      bankAccountId,
    }),
  );
  await move(scenes, ['treasury', 'treasury', 'bank'], '2026-10-12', '250000.00');
}

/** Moves money between two accounts of the bank account, which no route does without a bank line. */
async function move(
  { api, bankAccountId }: Scenes,
  [kind, giver, receiver]: readonly [string, string, string],
  day: string,
  amount: string,
): Promise<void> {
  const names = [giver, receiver].map((one) => `${one}:${bankAccountId}`);
  await api.db.run(async (tx) => {
    const found = await findAccounts(tx, names);
    const [from, to] = names.map((name) => found.get(name)!);
    const transfers = [{ from: from!, to: to!, amount: money(amount) }];
    const effectiveOn = Temporal.PlainDate.from(day);
    await post(tx, [{ key: `scene:${kind}:${day}`, kind, effectiveOn, transfers }]);
  });
}
