import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addPerson, ok, staffOf, type Person, type Staff } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

let api: Api;
let staff: Staff;
let person: Person;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  person = await addPerson(staff);
});

const DETAILS = {
  sortCode: '20-00-00',
  accountNumber: '12345678',
  accountName: 'G Example',
  accountUse: 'only_direct_payments',
};
const record = (more: object = {}, payee = person.payeeId) =>
  staff.caseworker.post(`/payees/${payee}/bank-details`, { ...DETAILS, ...more });

describe('a payee', () => {
  const add = (more: object) =>
    staff.caseworker.post('/payees', {
      beneficiaryId: person.id,
      relationship: 'parent',
      name: 'G. Example',
      ...more,
    });

  it('is of a person who exists', async () => {
    const unknown = [422, 'person-unknown', 'body.beneficiaryId'];
    expect(refusalOf(await add({ beneficiaryId: randomUUID() }))).toEqual(unknown);
  });

  it('is not a broker by name only', async () => {
    const wrong = [422, 'invalid-request', 'body.relationship'];
    expect(refusalOf(await add({ relationship: 'broker' }))).toEqual(wrong);
  });
});

describe('bank details', () => {
  it.each(['200000', '20-00-00'])('have a sort code of six digits: %s', async (sortCode) => {
    expect((await ok(record({ sortCode }))).sortCode).toBe('200000');
  });

  it.each([
    ['sortCode', '2000'],
    ['sortCode', '20 00 00'],
    ['sortCode', '２０００００'],
    ['accountNumber', '1234567'],
    ['accountNumber', 12345678],
    ['accountNumber', '12345678\n'],
    ['accountName', ''],
    ['accountName', '   '],
  ])('are refused in their place: %s %j', async (field, value) => {
    const answer = await record({ [field]: value });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', `body.${field}`]);
  });

  it('are of a payee that exists, and checked where they exist', async () => {
    expect((await record({}, randomUUID())).status).toBe(404);
    const url = `/payees/${randomUUID()}/bank-details`;
    expect((await staff.finance.get(url)).status).toBe(404);
    const check = staff.finance.post(`/bank-details/${randomUUID()}/check`, {
      method: 'call_back',
    });
    expect((await check).status).toBe(404);
  });

  it('are checked once, in a way that is known', async () => {
    const { id } = await ok(record());
    const check = (method: string) => staff.finance.post(`/bank-details/${id}/check`, { method });
    expect(refusalOf(await check('by_email'))).toEqual([422, 'invalid-request', 'body.method']);
    expect((await ok(check('bank_letter'), 200)).checked).toBe(true);
    const again = await check('bank_letter');
    expect(refusalOf(again)).toEqual([409, 'state-does-not-allow']);
    expect(again.body.state).toBe('checked');
  });

  it('are found by their identifier in capitals too, and sealed by it in small letters', async () => {
    const { id } = await ok(record());
    const url = `/bank-details/${id.toUpperCase()}/check`;
    const checked = await ok(staff.finance.post(url, { method: 'call_back' }), 200);
    expect(checked.id).toBe(id);
    const [row] = await api.db.run(
      (tx) => tx.sql<{ user: string; evidence: Buffer }[]>`
        select c.checked_by as user, e.evidence from bank_details_checks c
        join entries e on e.id = c.entry_id where c.bank_details_id = ${id}`,
    );
    const { user, evidence } = row!;
    expect(evidence.equals(evidenceOf(['bank-details-check-1', id, user, 'call_back']))).toBe(true);
  });
});
