import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVIDENCE_CHECKS } from '../../src/commands/evidence-checks.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { bankDetailsFields } from '../../src/payees/store.ts';
import { addPerson, ok } from '../support/book.ts';
import { aPooledAccount } from '../support/held-payments.ts';
import { refusalOf } from '../support/refusal.ts';
import { AUTHORITY } from '../support/template.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** What else is in an account is asked, shown, and part of what the journal has the digest of. */
let book: Council;
let payeeId: string;
let superuser: Client;
beforeAll(async () => {
  book = await council();
  ({ payeeId } = await addPerson(book.staff));
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
});
afterAll(() => superuser.end());

const ACCOUNT = { sortCode: '20-00-00', accountNumber: '12345678', accountName: 'G Example' };
const record = (accountUse: string | undefined, payee = payeeId, more: object = {}) =>
  book.staff.caseworker.post(`/payees/${payee}/bank-details`, { ...ACCOUNT, accountUse, ...more });

describe('what an account is used for', () => {
  it.each(['only_direct_payments', 'other_money_too', 'prepaid_card'])(
    'is recorded and shown: %s',
    async (use) => {
      const details = await ok(record(use));
      expect(details.accountUse).toBe(use);
      const { items } = await ok(book.staff.approver.get(`/payees/${payeeId}/bank-details`), 200);
      expect(items[0]).toEqual(details);
    },
  );

  it('must be said, and be one of those', async () => {
    const wrong = [422, 'invalid-request', 'body.accountUse'];
    expect(refusalOf(await record(undefined))).toEqual(wrong);
    expect(refusalOf(await record('savings'))).toEqual(wrong);
  });

  it("is pooled where it is a broker's, and only there", async () => {
    const wrong = [422, 'invalid-request', 'body.accountUse'];
    expect(refusalOf(await record('pooled'))).toEqual(wrong);
    const broker = await aPooledAccount(book);
    expect(refusalOf(await record('only_direct_payments', broker))).toEqual(wrong);
    expect((await ok(record('pooled', broker))).accountUse).toBe('pooled');
  });

  it('is refused together with all else that is wrong', async () => {
    const iban = 'GB00 BARC 2000 0055 7799 11';
    const answer = await record('pooled', payeeId, {
      iban,
      sortCode: undefined,
      accountNumber: undefined,
    });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.iban', 'body.accountUse']);
  });
});

describe('the digest of bank details', () => {
  const altered = async (): Promise<string[]> =>
    book.api.db.run(async (tx) => {
      const named: string[] = [];
      for (const check of EVIDENCE_CHECKS) {
        const finding = await check({ tx, onProgress: () => {} } as unknown as Work);
        named.push(...finding.named);
      }
      return named;
    });
  const setUse = (id: string, use: string | null) =>
    superuser`update bank_details set account_use = ${use} where id = ${id}`;

  it('covers what the account is used for', async () => {
    const { id } = await ok(record('other_money_too'));
    expect(await altered()).toEqual([]);
    for (const use of ['only_direct_payments', null]) {
      await setUse(id, use);
      expect(await altered()).toEqual([
        expect.stringMatching(/the record of bank details is not what was decided/),
      ]);
    }
    await setUse(id, 'other_money_too');
  });

  it('of details recorded before it was asked stands, and no answer can be put in', async () => {
    const { id } = await ok(record('other_money_too'));
    const [row] = await superuser<{ salt: Buffer; entry: string }[]>`
      select salt, entry_id as entry from bank_details where id = ${id}`;
    const first = { ...ACCOUNT, id, payeeId, sortCode: '200000', accountUse: null };
    expect(bankDetailsFields(first)[0]).toBe('bank-details-1');
    const evidence = evidenceOf(bankDetailsFields(first), row!.salt);
    await superuser`update entries set evidence = ${evidence} where id = ${row!.entry}`;
    await setUse(id, null);
    expect(await altered()).toEqual([]);
    await setUse(id, 'only_direct_payments');
    expect(await altered()).toHaveLength(1);
  });
});
