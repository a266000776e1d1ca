import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { anAccountToSign, prepare, signersOf, type Signers } from '../support/sign-offs.ts';

let api: Api;
let signers: Signers;
beforeAll(async () => {
  api = await freshApi();
  signers = await signersOf(api);
});

describe('a sign-off while something long is being written', () => {
  it('gives up after some seconds, as all others who write wait behind it', async () => {
    const { id, lines } = await anAccountToSign(api, signers);
    const done = Promise.withResolvers<void>();
    const importing = api.db.run(async (tx) => {
      await tx.sql`select`;
      await done.promise;
    });
    const preparing = prepare(signers.finance, id, '2026-04-10');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const noting = signers.second.post(`/bank-lines/${lines[0]!}/not-a-repeat`, {});
    const answers = Promise.all([preparing, noting]).then((both) => both.map(refusalOf));
    const late = new Promise((resolve) => setTimeout(resolve, 15_000, 'nobody was answered'));
    const first = await Promise.race([answers, late]);
    done.resolve();
    await importing;
    expect(first).toEqual([
      [503, 'took-too-long'],
      [409, 'state-does-not-allow'],
    ]);
    await ok(prepare(signers.finance, id, '2026-04-10'));
  }, 30_000);
});
