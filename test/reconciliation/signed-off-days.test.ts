import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordDecisions } from '../../src/ledger/decision.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile, type Line } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

/** Signs an account off through a day, as two people do. @returns the sign-off */
async function signOff(bankAccountId: string, through: string): Promise<string> {
  return api.db.run(async (tx) => {
    const users = await tx.sql<{ id: string }[]>`
      insert into users (issuer, subject)
      values ('test', ${randomUUID()}), ('test', ${randomUUID()}) returning id`;
    const [prepared, approved] = users.map(({ id }) => id);
    const decision = { key: randomUUID(), reason: 'bank_signed_off', fields: [] };
    const [entry] = await recordDecisions(tx, [decision]);
    const [made] = await tx.sql<{ id: string }[]>`
      insert into bank_sign_offs (bank_account_id, through_on, statement_id, ledger,
        not_on_statement, statement, in_transit, lines, sha256, prepared_by, entry_id)
      select ${bankAccountId}, ${through}, id, 0, 0, 0, 0, 0, '\\x00', ${prepared!}, ${entry!}
      from bank_statements where bank_account_id = ${bankAccountId} limit 1 returning id`;
    await tx.sql`insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, entry_id)
      values (${made!.id}, ${prepared!}, ${approved!}, ${entry!})`;
    return made!.id;
  });
}

const reopen = (signOffId: string) =>
  api.db.run(
    (tx) => tx.sql`
      insert into bank_sign_off_reopenings (sign_off_id, reason, note, reopened_by, entry_id)
      select sign_off_id, 'line_missing', 'x', approved_by, entry_id from bank_sign_off_approvals
      where sign_off_id = ${signOffId}`,
  );

describe('days that are signed off', () => {
  const known: Line = ['2026-04-02', '-1.00', { text: 'Known' }];

  it('take no line that is not known; all of them are named, and nothing is kept', async () => {
    const account = await aBankAccount(api.db);
    await ok(importFile(finance, bankFile({ account, lines: [known] })));
    const id = await signOff(account.id, '2026-04-10');
    const late: Line[] = [known, ['2026-04-03', '-2.00'], ['2026-04-10', '-3.00']];
    const file = bankFile({ account, lines: [...late, ['2026-04-11', '-4.00']] });
    const { status, body } = await importFile(finance, file);
    expect([status, body.type]).toEqual([409, '/problems/signed-off']);
    expect(body.errors).toHaveLength(2);
    for (const [n, day] of ['2026-04-03', '2026-04-10'].entries()) {
      expect(body.errors[n].where).toBe(account.name);
      expect(body.errors[n].message).toContain(day);
    }
    await reopen(id);
    expect((await ok(importFile(finance, file))).statements[0]).toMatchObject({ added: 3 });
  });

  it('may come again with lines that are known', async () => {
    const account = await aBankAccount(api.db);
    await ok(importFile(finance, bankFile({ account, lines: [known] })));
    await signOff(account.id, '2026-04-10');
    const file = bankFile({ account, lines: [known, ['2026-04-11', '-4.00']] });
    expect((await ok(importFile(finance, file))).statements[0]).toMatchObject({
      added: 1,
      knownAlready: 1,
    });
  });

  it('are those of the account that is signed off', async () => {
    const [account, other] = [await aBankAccount(api.db), await aBankAccount(api.db)];
    await ok(importFile(finance, bankFile({ account, lines: [known] })));
    await signOff(account.id, '2026-04-10');
    const of = await ok(importFile(finance, bankFile({ account: other, lines: [known] })));
    expect(of.statements[0]).toMatchObject({ account: other.id, added: 1 });
  });
});
