import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { APRIL, csvOf, returnBook, rowsOf, sendCsv, type ReturnBook } from './book.ts';

let book: ReturnBook;
let returnId: string;

beforeAll(async () => {
  book = await returnBook();
  const { broker, account, amina, ben } = book;
  const query = { pooledAccountId: account, ...APRIL };
  returnId = (await ok(sendCsv(broker, query, csvOf(rowsOf(amina, ben))))).return.id;
});

const PDF = Buffer.from('%PDF-1.7 an invoice');
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);

const add = (
  user: ApiUser,
  type: string,
  content: Buffer | string,
  query: Record<string, string>,
) =>
  user.post(`/returns/${returnId}/files?${new URLSearchParams(query).toString()}`, content, {
    'content-type': type,
  });

describe('a file of evidence', () => {
  it.each<[string, Buffer | string, string]>([
    ['application/pdf', PDF, 'Tutor’s “invoice”.pdf'],
    ['image/jpeg', JPEG, 'receipt.jpg'],
    ['image/png', PNG, 'receipt.png'],
    ['text/csv', '\u{FEFF}on,amount\r\n2026-04-01,"1.00"\t\r\n', 'statement.csv'],
  ])('of type %s is kept as it came', async (type, content, name) => {
    const { broker, staff, elsewhere } = book;
    const file = await ok(add(broker, type, content, { name }));
    expect(file).toMatchObject({ name, mediaType: type, arrangementId: null });
    const got = await staff.finance.get(`/return-files/${file.id}`);
    expect(got.text).toBe(content.toString());
    expect(got.headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
    });
    expect(got.headers['content-disposition']).toMatch(
      /^attachment; filename="[\x20-\x7E]+"; filename\*=UTF-8''[\w.%-]+$/,
    );
    expect((await elsewhere.broker.get(`/return-files/${file.id}`)).status).toBe(404);
  });

  it.each<[string, string, Buffer | string]>([
    ['a PDF that is a program', 'application/pdf', 'MZ not a PDF'],
    ['a JPEG that is a PNG', 'image/jpeg', PNG],
    ['a PNG cut off in its signature', 'image/png', PNG.subarray(0, 7)],
    ['a CSV with a zero byte', 'text/csv', 'a,b\0'],
    ['a CSV that is not UTF-8', 'text/csv', Buffer.from([0x61, 0xe9, 0x0a])],
  ])('that is not what it says is refused: %s', async (_name, type, content) => {
    const answer = await add(book.broker, type, content, { name: 'wrong' });
    expect(refusalOf(answer)).toEqual([422, 'file-not-accepted']);
  });

  it.each([
    ['application/pdf', PDF, 'invoice.html'],
    ['image/png', PNG, 'receipt.pdf'],
    ['text/csv', 'a,b', 'statement.csv.EXE'],
  ])('of type %s is not named as another', async (type, content, name) => {
    const answer = await add(book.broker, type, content, { name });
    expect(refusalOf(answer)).toEqual([422, 'file-not-accepted']);
  });

  it('is fetched by the name of a file, never by a path or a name that reads the other way', async () => {
    const { broker } = book;
    const name = '../..\\etc/C:\u202Efdp.jpeg';
    const file = await ok(add(broker, 'image/jpeg', Buffer.concat([JPEG, PNG]), { name }));
    expect(file.name).toBe(name);
    const { headers } = await broker.get(`/return-files/${file.id}`);
    const plain = '__.._etc_C__fdp.jpeg';
    expect(headers['content-disposition']).toBe(
      `attachment; filename="${plain}"; filename*=UTF-8''${plain}`,
    );
  });

  it('of another type or above 10 MB is refused', async () => {
    const { broker } = book;
    const page = await add(broker, 'text/html', '<script>', { name: 'page.html' });
    expect(refusalOf(page)).toEqual([415, 'content-type-unknown']);
    const large = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024)]);
    const answer = await add(broker, 'application/pdf', large, { name: 'large.pdf' });
    expect(refusalOf(answer)).toEqual([413, 'too-large']);
  });

  it('belongs to a person of the return or to the whole account', async () => {
    const { broker, amina, cara } = book;
    const content = '%PDF-1.7 of a person';
    const query = { name: 'person.pdf', arrangementId: amina.id };
    const file = await ok(add(broker, 'application/pdf', content, query));
    expect(file.arrangementId).toBe(amina.id);
    const other = { name: 'other.pdf', arrangementId: cara.id };
    expect(refusalOf(await add(broker, 'application/pdf', `${content}.`, other))).toEqual([
      422,
      'record-unknown',
      'query.arrangementId',
    ]);
  });

  it('is kept once, and one name once', async () => {
    const { broker } = book;
    await ok(add(broker, 'application/pdf', '%PDF-1 once', { name: 'once.pdf' }));
    for (const [content, name] of [
      ['%PDF-1 once', 'twice.pdf'],
      ['%PDF-1 other', 'once.pdf'],
    ] as const) {
      const answer = await add(broker, 'application/pdf', content, { name });
      expect(refusalOf(answer)).toEqual([409, 'already-exists']);
    }
  });

  it('is the last of 200', async () => {
    const { broker, api } = book;
    const { items } = await ok(broker.get(`/returns/${returnId}/files?limit=200`), 200);
    await api.db.run(async (tx) => {
      await tx.sql`
        insert into return_files (return_id, broker_id, name, media_type, size, sha256, content,
          added_by, entry_id)
        select f.return_id, ${book.brokerId}, 'file ' || n, f.media_type, f.size,
          sha256(convert_to(n::text, 'UTF8')), f.content, f.added_by, f.entry_id
        from return_files f, generate_series(1, ${200 - items.length}) as n
        where f.id = ${items[0].id}`;
    });
    const answer = await add(broker, 'application/pdf', '%PDF-1 more', { name: 'more.pdf' });
    expect(refusalOf(answer)).toEqual([413, 'too-large']);
  });

  it('of a family belongs to its whole account, or to an arrangement', async () => {
    const { family, staff, dan } = book;
    const sent = await ok(
      staff.caseworker.post('/returns', { payeeId: dan.payeeId, ...APRIL, rows: rowsOf(dan) }),
    );
    const url = `/returns/${sent.return.id}/files?name=invoice.pdf`;
    const file = await ok(family.post(url, PDF, { 'content-type': 'application/pdf' }));
    expect(file.arrangementId).toBeNull();
    const named = `/returns/${sent.return.id}/files?name=bill.pdf&arrangementId=${dan.id}`;
    const bill = await ok(family.post(named, '%PDF-1 bill', { 'content-type': 'application/pdf' }));
    expect(bill.arrangementId).toBe(dan.id);
    const files = await ok(family.get(`/returns/${sent.return.id}/files`), 200);
    expect(files.items).toEqual(expect.arrayContaining([file, bill]));
    expect((await book.broker.get(`/returns/${sent.return.id}/files`)).status).toBe(404);
  });
});
