import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAYEE_CHECKS } from '../../src/commands/evidence/payees.ts';
import { connect } from '../../src/database/connections.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addPerson, ok, staffOf, type Person, type Staff } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

let api: Api;
let staff: Staff;
let person: Person;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  person = await addPerson(staff, { checked: false });
});

const ANSWER = { outcome: 'match', askedOn: '2026-04-14', code: 'MATC' };
const newDetails = async (): Promise<string> => {
  const account = {
    sortCode: '20-00-00',
    accountNumber: '12345678',
    accountName: 'G Example',
    accountUse: 'only_direct_payments',
  };
  const url = `/payees/${person.payeeId}/bank-details`;
  return (await ok(staff.caseworker.post(url, account))).id;
};
const confirm = (id: string, more: object = {}) =>
  staff.caseworker.post(`/bank-details/${id}/confirmation`, { ...ANSWER, ...more });
const check = (id: string, method = 'confirmation_of_payee') =>
  staff.finance.post(`/bank-details/${id}/check`, { method });

describe('a confirmation of payee', () => {
  it('is shown with the details, the latest one', async () => {
    const id = await newDetails();
    expect((await ok(confirm(id, { outcome: 'no_match' }))).confirmation.outcome).toBe('no_match');
    const details = await ok(
      confirm(id.toUpperCase(), { outcome: 'close_match', code: undefined }),
    );
    const latest = { outcome: 'close_match', askedOn: '2026-04-14', code: null };
    expect(details).toMatchObject({ id, checked: false, confirmation: latest });
    const url = `/payees/${person.payeeId}/bank-details`;
    const { items } = await ok(staff.approver.get(url), 200);
    expect(items[0]).toEqual(details);
    expect(items.at(-1).confirmation).toBeNull();
  });

  it.each([
    [{ outcome: 'maybe' }, 'body.outcome'],
    [{ askedOn: '2026-04-16' }, 'body.askedOn'],
    [{ askedOn: '2026-02-30' }, 'body.askedOn'],
    [{ code: 'Amina Example' }, 'body.code'],
  ])('is refused in its place: %j', async (more, where) => {
    expect(refusalOf(await confirm(await newDetails(), more))).toEqual([
      422,
      'invalid-request',
      where,
    ]);
  });

  it('is of details that exist, and is recorded once under its key', async () => {
    expect((await confirm(randomUUID())).status).toBe(404);
    const id = await newDetails();
    const key = { 'idempotency-key': randomUUID() };
    const url = `/bank-details/${id}/confirmation`;
    await ok(staff.caseworker.post(url, ANSWER, key));
    await ok(staff.caseworker.post(url, ANSWER, key));
    const rows = await api.db.run(
      (tx) => tx.sql`select from payee_confirmations where bank_details_id = ${id}`,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('the check by confirmation of payee', () => {
  it.each(['match', 'close_match'])('takes the answer %s', async (outcome) => {
    const id = await newDetails();
    await ok(confirm(id, { outcome }));
    expect(await ok(check(id), 200)).toMatchObject({ checked: true, confirmation: { outcome } });
  });

  it.each([['not_asked'], ['no_match'], ['not_available']])(
    'does not stand on %s, but another way does',
    async (outcome) => {
      const id = await newDetails();
      if (outcome !== 'not_asked') {
        await ok(confirm(id));
        await ok(confirm(id, { outcome }));
      }
      const refused = await check(id);
      expect(refusalOf(refused)).toEqual([409, 'state-does-not-allow']);
      expect(refused.body.state).toBe(outcome);
      expect((await ok(check(id, 'call_back'), 200)).checked).toBe(true);
    },
  );
});

describe('the evidence of a confirmation', () => {
  const findings = () =>
    api.db.run((tx) => Promise.all(PAYEE_CHECKS.map((one) => one({ tx } as unknown as Work))));

  it('is found again, and is not once the outcome was changed', async () => {
    const id = await newDetails();
    await ok(confirm(id, { outcome: 'no_match' }));
    const [before] = await findings();
    expect(before!.figure).toMatch(/^[1-9]\d* × confirmation of payee$/);
    expect(before!.found).toBe(0);

    const superuser = connect(api.db.urls.superuser, { name: 'test forger', max: 1 });
    await superuser.unsafe(`update testshire.payee_confirmations set outcome = 'match'
      where bank_details_id = '${id}'`);
    await superuser.end();
    const [after] = await findings();
    expect(after!.found).toBe(1);
  });
});
