import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { APRIL, MAY, csvOf, returnBook, rowsOf, sendCsv, type ReturnBook } from './book.ts';

let book: ReturnBook;

beforeAll(async () => {
  book = await returnBook();
});

describe('who sends and reads returns', () => {
  it('a family, of its own account', async () => {
    const { family, staff, dan } = book;
    const { return: sent } = await ok(
      family.post('/returns', { payeeId: dan.payeeId, ...APRIL, rows: rowsOf(dan) }),
    );
    const lines = await ok(family.get(`/returns/${sent.id}/lines`), 200);
    expect(lines.items).toHaveLength(sent.lines);
    expect((await ok(family.get('/returns'), 200)).items).toEqual([sent]);
    expect((await ok(staff.auditor.get(`/returns/${sent.id}`), 200)).state).toBe('submitted');
  });

  it('nobody else reads it', async () => {
    const { broker, family, dan, api } = book;
    const [{ id }] = (await ok(family.get('/returns'), 200)).items;
    const stranger = await api.as('family', { sub: 'stranger' });
    for (const user of [broker, stranger]) {
      for (const path of ['', '/lines', '/file', '/files']) {
        expect(refusalOf(await user.get(`/returns/${id}${path}`))).toEqual([404, 'not-found']);
      }
      expect((await ok(user.get('/returns'), 200)).items).toEqual([]);
    }
    const asked = { payeeId: dan.payeeId, ...MAY, rows: rowsOf(dan) };
    expect(refusalOf(await stranger.post('/returns', asked))).toEqual([
      422,
      'record-unknown',
      'body.payeeId',
    ]);
  });

  it('not a family that sees one arrangement only', async () => {
    const { staff, dan, api } = book;
    await ok(
      staff.caseworker.post(`/beneficiaries/${dan.beneficiaryId}/family-access`, {
        subject: 'one-only',
        relationship: 'parent',
        fromOn: '2026-01-01',
        seesAddress: false,
        arrangementId: dan.id,
      }),
    );
    const user = await api.as('family', { sub: 'one-only' });
    expect((await ok(user.get('/returns'), 200)).items).toEqual([]);
    const asked = { payeeId: dan.payeeId, ...MAY, rows: rowsOf(dan) };
    expect(refusalOf(await user.post('/returns', asked)).slice(0, 2)).toEqual([
      422,
      'record-unknown',
    ]);
  });

  it('a broker that is not let in any more does not', async () => {
    const { api, broker, brokerId, account, amina } = book;
    const query = { pooledAccountId: account, ...APRIL };
    const csv = csvOf(rowsOf(amina));
    const { return: sent } = await ok(sendCsv(broker, query, csv));
    await api.db.run(async (tx) => {
      await tx.sql`
        insert into broker_agreement_endings (agreement_id, ended_on, access_until, reason, ended_by,
          entry_id)
        select id, '2026-05-31', '2026-06-14', 'Closed', ${tx.scope.user}, entry_id
        from broker_agreements where broker_id = ${brokerId}`;
    });
    expect(refusalOf(await broker.get(`/returns/${sent.id}`))).toEqual([404, 'not-found']);
    expect(refusalOf(await sendCsv(broker, { ...query, ...MAY }, csv))).toEqual([
      422,
      'record-unknown',
      'body.pooledAccountId',
    ]);
  });
});
