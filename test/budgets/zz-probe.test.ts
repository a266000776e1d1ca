import { randomUUID } from 'node:crypto';
import { beforeAll, it } from 'vitest';
import type { Clock } from '../../src/calendar.ts';
import { freshApi } from '../support/api.ts';
import { addBudget, addFunders, addPerson, staffOf, caseOne } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed } from '../support/terms.ts';
import { item } from '../support/case-book.ts';

let b: any;
let today = Temporal.PlainDate.from('2026-03-23');
beforeAll(async () => {
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };
  const api = await freshApi({ clock });
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  const person = await addPerson(staff);
  const bankAccountId = (await aBankAccount(api.db)).id;
  const budget = await addBudget(staff, person);
  b = { api, staff, funders, person, budget, bankAccountId };
});
const show = (what: string, a: any) => console.log(what, a.status, a.text.slice(0, 700));
const thirds = (f: any) => [f.education, f.health, f.social_care].map((funderId) => ({ funderId, fraction: '1/3' }));
const halves = (f: any) => [f.education, f.health].map((funderId) => ({ funderId, fraction: '1/2' }));
const version = (id: string, more: object) =>
  b.staff.caseworker.post(`/arrangements/${id}/versions`, { follows: 1, effectiveOn: '2026-09-01', reason: 'x', ...more });
const agreeIt = (id: string) => b.staff.panel.post(`/arrangements/${id}/agreement`);
const ent = (id: string) => b.staff.finance.get(`/arrangements/${id}/entitlement`);
const draw = async (valueOn: string) => b.staff.finance.post('/pay-runs', { bankAccountId: b.bankAccountId, valueOn });
const withdraw = (id: string) => b.staff.approver.post(`/pay-runs/${id}/withdrawal`, { reason: 'n' });
const release = async (id: string) => { await b.staff.approver.post(`/pay-runs/${id}/approval`); return b.staff.finance.post(`/pay-runs/${id}/release`); };

it('dropped share', async () => {
  const id = await agreed(b.staff, b.budget, caseOne(b.person, b.funders, { shares: thirds(b.funders) }));
  show('propose', await version(id, { shares: halves(b.funders) }));
  show('agree', await agreeIt(id));
  show('ent', await ent(id));
  show('v3', await version(id, { follows: 2, amount: '12000.00', effectiveOn: '2026-10-01' }));
  show('agree', await agreeIt(id));
});
it('not agreed', async () => {
  const made = await b.staff.caseworker.post(`/budgets/${b.budget}/arrangements`, caseOne(b.person, b.funders));
  show('ent of proposal', await ent(made.body.id));
});
it('future uplift then end', async () => {
  const id = await agreed(b.staff, b.budget, caseOne(b.person, b.funders));
  show('uplift', await version(id, { amount: '12000.00', effectiveOn: '2027-01-01' }));
  show('agree', await agreeIt(id));
  show('end', await version(id, { follows: 2, end: true, effectiveOn: '2026-06-01', withoutNotice: 'died' }));
  show('agree', await agreeIt(id));
});
it('withdrawn run after difference', async () => {
  const id = await agreed(b.staff, b.budget, caseOne(b.person, b.funders));
  await putOnFile(b.staff, id);
  const r1 = await draw('2026-04-02'); show('draw', r1);
  show('v', await version(id, { amount: '12000.00', effectiveOn: '2026-04-20' }));
  show('agree', await agreeIt(id));
  today = Temporal.PlainDate.from('2026-04-15');
  const r2 = await draw('2026-05-01'); show('draw2', r2);
  show('withdraw1', await withdraw(r1.body.id));
  show('ent', await ent(id));
  show('v3', await version(id, { follows: 2, amount: '13000.00', effectiveOn: '2026-06-20' }));
  show('agree', await agreeIt(id));
  show('ent', await ent(id));
  await withdraw(r2.body.id);
});
it('end while in run, then withdrawn', async () => {
  const id = await agreed(b.staff, b.budget, caseOne(b.person, b.funders));
  await putOnFile(b.staff, id);
  const r1 = await draw('2026-04-27');
  show('end', await version(id, { end: true, effectiveOn: '2026-04-06', withoutNotice: 'died' }));
  show('agree', await agreeIt(id));
  show('withdraw1', await withdraw(r1.body.id));
  show('ent', await ent(id));
  const r2 = await draw('2026-04-27');
  show('r2', r2);
});
it('odds', async () => {
  const id = await agreed(b.staff, b.budget, caseOne(b.person, b.funders));
  const { items } = (await b.staff.caseworker.get(`/beneficiaries/${b.person.id}/plans`)).body;
  const provisionItemId = items[0].provision[0].id;
  show('unknown funder of item', await version(id, { items: [item({ provisionItemId, funderId: randomUUID() })] }));
  show('huge cost', await version(id, { items: [item({ provisionItemId, quantity: '999999', times: '999999', unitCost: '9999999999.99' })] }));
  show('end with amount', await version(id, { end: true, amount: '5.00', withoutNotice: 'died' }));
  const n = await agreed(b.staff, b.budget, caseOne(b.person, b.funders, { kind: 'notional', payeeId: undefined, schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' } }));
  show('contribution on notional', await version(n, { contribution: { weekly: '10.00', paid: 'net' } }));
  const big = await b.staff.caseworker.post(`/budgets/${b.budget}/arrangements`, caseOne(b.person, b.funders, { contribution: { weekly: '9999.00', paid: 'net' } }));
  show('contribution larger', big);
  show('agree', await agreeIt(big.body.id));
  show('ent', await ent(big.body.id));
  const termly = { every: 'term', firstPeriodOn: '2026-04-06', instalments: 2, paid: 'in_advance', terms: [{ from: '2026-04-06', to: '2026-07-01', weeks: 53 }, { from: '2026-07-02', to: '2026-08-01', weeks: 53 }, ] };
  show('huge weekly', await b.staff.caseworker.post(`/budgets/${b.budget}/arrangements`, caseOne(b.person, b.funders, { amount: undefined, weekly: '9999999999.99', schedule: termly })));
  show('agree', await agreeIt(id));
});
