import { expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { freshApi } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { testSealer } from '../support/sealing.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';

it('finds that the last numbers of the journal are gone, by how many were sealed', async () => {
  const sealer = testSealer();
  const api = await freshApi({ sealNow: sealer.sealNow });
  sealer.start(api.db);
  const a = await openShare(api.db);
  const amounts = Array.from({ length: 12 }, (_, n) => `${n + 1}.00`);
  await postAll(
    api.db,
    amounts.map((amount) => anEntry('bank_charge', '2026-04-07', [[a.bank, a.charges, amount]])),
  );
  await sealer.sealNow();
  const auditor = await api.as('auditor');
  const found = async (): Promise<any[]> =>
    (await ok(auditor.get('/reports/journal-gaps'), 200)).rows;
  const [all] = await found();
  const last = Number(all.to_number);
  expect(all).toMatchObject({ finding: 'numbered', count: String(last + 1) });
  const superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
  await superuser.unsafe(`delete from ${api.db.authority}.seals where number in (2, ${last})`);
  await superuser.end();
  expect(await found()).toEqual([
    { finding: 'missing', from_number: '2', to_number: '2', count: '1' },
    { finding: 'missing', from_number: String(last), to_number: String(last), count: '1' },
    { ...all, count: String(last - 1) },
  ]);
}, 30_000);
