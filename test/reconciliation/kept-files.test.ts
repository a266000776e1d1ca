import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
let auditor: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  auditor = await api.as('auditor');
});

/** A file with this many bytes: before its end stand elements that nobody reads. */
function fileOf(account: Parameters<typeof bankFile>[0]['account'], bytes: number): Buffer {
  const text = bankFile({ account });
  const more = `<More>${'z'.repeat(1000)}</More>`;
  const many = more.repeat(Math.floor((bytes - text.length) / more.length));
  return Buffer.from(text.replace('</Stmt>', `${many}</Stmt>`).padEnd(bytes, ' '));
}

const bytesOf = async (id: string) => {
  const answer = await api.app.inject({
    method: 'GET',
    url: `/v1/testshire/bank-files/${id}/content`,
    headers: { authorization: `Bearer ${auditor.token}` },
  });
  return { headers: answer.headers, bytes: answer.rawPayload };
};

const MEGABYTE = 1024 * 1024;

describe('a file that was imported', () => {
  it.each([5_000, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE, 3_333_333])(
    'of %i bytes is given back byte for byte, with its digest',
    async (size) => {
      const content = fileOf(await aBankAccount(api.db), size);
      const { file } = await ok(importFile(finance, content));
      const digest = createHash('sha256').update(content).digest();
      expect(file.sha256).toBe(digest.toString('hex'));
      const { headers, bytes } = await bytesOf(file.id);
      expect(bytes.equals(content)).toBe(true);
      expect(headers['repr-digest']).toBe(`sha-256=:${digest.toString('base64')}:`);
      expect(headers['content-length']).toBe(String(size));
      expect(headers['content-type']).toBe('application/octet-stream');
      const parts = await api.db.run(
        (tx) => tx.sql<{ size: number }[]>`
          select octet_length(content) as size from bank_file_parts where file_id = ${file.id}
          order by part`,
      );
      expect(parts.slice(0, -1).every((one) => one.size === MEGABYTE)).toBe(true);
      expect(parts.reduce((total, one) => total + one.size, 0)).toBe(size);
      const [row] = await api.db.run(
        (tx) => tx.sql`select content from bank_files where id = ${file.id}`,
      );
      expect(row).toEqual({ content: null });
    },
  );

  it('of the time before files were kept in pieces is given back too', async () => {
    const content = randomBytes(MEGABYTE + 5);
    const [old] = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`
        insert into bank_files (name, format, sha256, content, received_by)
        values ('old.xml', 'camt.053', ${createHash('sha256').update(content).digest()}, ${content},
          ${tx.scope.user}) returning id`,
    );
    const { headers, bytes } = await bytesOf(old!.id);
    expect(bytes.equals(content)).toBe(true);
    expect(headers['content-disposition']).toBe("attachment; filename*=UTF-8''old.xml");
  });

  it('is shown with its statements', async () => {
    const account = await aBankAccount(api.db);
    const content = bankFile({ account, lines: [['2026-04-02', '-1.00']] });
    const { file, statements } = await ok(importFile(finance, content, { name: 'april.xml' }));
    expect(await ok(auditor.get(`/bank-files/${file.id}`), 200)).toEqual({
      ...file,
      profile: null,
      bytes: content.length,
      receivedBy: expect.any(String),
      receivedAt: expect.stringMatching(/Z$/),
      statements: [
        {
          id: statements[0].id,
          account: account.id,
          reference: expect.any(String),
          from: '2026-04-01',
          to: '2026-04-30',
          wholeDays: true,
          opening: '0.00',
          closing: '-1.00',
          balances: true,
          added: 1,
        },
      ],
    });
  });

  it('is in the list, the latest first, a page at a time, by its account', async () => {
    const account = await aBankAccount(api.db);
    const ids: string[] = [];
    for (const to of ['2026-04-01', '2026-04-02', '2026-04-03']) {
      const { file } = await ok(importFile(finance, bankFile({ account, from: to, to })));
      ids.unshift(file.id);
    }
    const url = `/bank-files?bankAccount=${account.id}&limit=2`;
    const first = await ok(auditor.get(url), 200);
    expect(first.items.map((one: { id: string }) => one.id)).toEqual(ids.slice(0, 2));
    const next = await ok(auditor.get(`${url}&after=${encodeURIComponent(first.next)}`), 200);
    expect(next.items.map((one: { id: string }) => one.id)).toEqual(ids.slice(2));
    expect(next.next).toBeNull();
    expect((await ok(auditor.get('/bank-files?limit=200'), 200)).items.length).toBeGreaterThan(3);
    expect((await auditor.get(`${url}&after=x`)).status).toBe(422);
  });

  it('is for finance officers and auditors, and no file is a 404', async () => {
    const none = '/bank-files/5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47';
    expect((await finance.get(`${none}/content`)).status).toBe(404);
    expect((await finance.get(none)).status).toBe(404);
    expect((await (await api.as('approver')).get(`${none}/content`)).status).toBe(403);
  });
});
