import { beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import { bankDetailsFields } from '../../src/payees/store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addPerson, ok, staffOf, type Person, type Staff } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { SUBSTITUTIONS, WEIGHTS } from './modulus-cases.ts';

let api: Api;
let staff: Staff;
let person: Person;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  person = await addPerson(staff);
});

const record = (account: object) =>
  staff.caseworker.post(`/payees/${person.payeeId}/bank-details`, {
    accountName: 'G Example',
    accountUse: 'only_direct_payments',
    ...account,
  });
const load = (version: string, effectiveOn: string, weights = WEIGHTS) =>
  ok(
    staff.administrator.post('/modulus-tables', {
      version,
      effectiveOn,
      weights,
      substitutions: SUBSTITUTIONS,
    }),
  );

/** A table by which nothing at 089999 is judged as it should be. */
const OTHER = '089999 089999 MOD10 0 0 0 0 0 0 0 0 0 0 0 0 0 1';
const PASSES = { sortCode: '08-99-99', accountNumber: '66374958' };
const FAILS = { sortCode: '08-99-99', accountNumber: '66374959' };

describe('bank details', () => {
  it('are not checked while no table is in force', async () => {
    await load('2.00', '2026-04-16', OTHER);
    expect((await ok(record(FAILS))).modulus).toBeNull();
  });

  it('that pass are stored with the table that was used, and keep their digest', async () => {
    await load('0.90', '2025-04-06', OTHER);
    await load('1.00', '2026-04-15');
    const details = await ok(record(PASSES));
    expect(details.modulus).toEqual({ outcome: 'pass', table: '1.00' });
    const { items } = await ok(staff.auditor.get(`/payees/${person.payeeId}/bank-details`), 200);
    expect(items[0]).toEqual(details);

    const [row] = await api.db.run(
      (tx) => tx.sql<{ salt: Buffer; evidence: Buffer }[]>`
        select d.salt, e.evidence from bank_details d join entries e on e.id = d.entry_id
        where d.id = ${details.id}`,
    );
    const account = { ...details, sortCode: '089999', accountNumber: '66374958' };
    expect(row!.evidence.equals(evidenceOf(bankDetailsFields(account), row!.salt))).toBe(true);
  });

  it('that fail are refused without the number, and nothing is stored', async () => {
    const url = `/payees/${person.payeeId}/bank-details`;
    const before = (await ok(staff.auditor.get(url), 200)).items.length;
    const answer = await record(FAILS);
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.accountNumber']);
    expect(answer.text).not.toContain(FAILS.accountNumber);
    expect(answer.body.errors[0].message).toContain('table 1.00');
    expect((await ok(staff.auditor.get(url), 200)).items).toHaveLength(before);
  });

  it('that the table says nothing about are stored as such', async () => {
    const unknown = await ok(record({ sortCode: '99-99-99', accountNumber: '12345678' }));
    expect(unknown.modulus).toEqual({ outcome: 'not_covered', table: '1.00' });
    const foreign = await ok(record({ sortCode: '20-09-15', accountNumber: '41011166' }));
    expect(foreign.modulus).toEqual({ outcome: 'not_covered', table: '1.00' });
  });

  it('are checked as another sort code where the table says so', async () => {
    const account = { sortCode: '93-86-00', accountNumber: '42368003' };
    expect((await ok(record(account))).modulus.outcome).toBe('pass');
  });
});

describe('an IBAN', () => {
  const IBAN = 'GB29 NWBK 6016 1331 9268 19';

  it('gives the sort code and the account number', async () => {
    const details = await ok(record({ iban: IBAN }));
    expect(details).toMatchObject({ sortCode: '601613', accountNumber: '31926819' });
    expect(details.modulus.outcome).toBe('not_covered');
  });

  it('is of the same account as what is sent beside it', async () => {
    const other = { iban: IBAN, sortCode: '60-16-13', accountNumber: '31926818' };
    expect(refusalOf(await record(other))).toEqual([422, 'invalid-request', 'body.accountNumber']);
  });

  it('is not needed, but one of both ways is', async () => {
    const wheres = ['body.sortCode', 'body.accountNumber'];
    expect(refusalOf(await record({}))).toEqual([422, 'invalid-request', ...wheres]);
  });

  it('whose account fails the check is refused in its own place', async () => {
    const answer = await record({ iban: 'GB43 NWBK 0899 9966 3749 59' });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.iban']);
    expect(answer.body.detail).toBe('There can be no such account.');
  });
});
