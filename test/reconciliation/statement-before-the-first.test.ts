import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { anAccountToSign, reopen, signOff, signersOf, type Signers } from '../support/sign-offs.ts';

const TO = '2026-04-10';

let api: Api;
let signers: Signers;
beforeAll(async () => {
  api = await freshApi();
  signers = await signersOf(api);
});

describe('a statement from before the first one of an account that is signed off', () => {
  it('is refused, though it has no line, as it would change what was signed', async () => {
    const { id, account } = await anAccountToSign(api, signers);
    const signed = await signOff(signers, id, TO);
    const march = { account, from: '2026-03-01', to: '2026-03-31', opening: '1000.00' };
    const file = bankFile(march);
    const { status, body } = await importFile(signers.finance, file);
    expect([status, body.type]).toEqual([409, '/problems/signed-off']);
    expect(body.errors).toEqual([
      {
        where: account.name,
        message:
          'The statement from 2026-03-01 begins before the first of the account, by whose opening ' +
          'balance it is signed off. Have that reopened first.',
      },
    ]);
    const read = await ok(signers.auditor.get(`/sign-offs/${signed.id}`), 200);
    expect(read.holds).toBe(true);
    await ok(reopen(signers.approver, signed.id));
    await ok(importFile(signers.finance, file));
  });
});
