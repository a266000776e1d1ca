import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { payRunsAreWhatWasApproved } from '../../src/ledger/verify/pay-runs.ts';
import { money, toText } from '../../src/money.ts';
import { readBureauCsv } from '../../src/payments/bureau-csv-reader.ts';
import { readPain } from '../../src/payments/pain001-reader.ts';
import { ok } from '../support/book.ts';
import { offenders } from '../support/offenders.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, paidToTheMother, type Council } from '../support/turning-sixteen.ts';

/** The files of a released run, for banks that take ISO 20022 and for bureaux. */
const MADE = ['pain_001_001_09', 'pain_001_001_03', 'bureau_csv'] as const;
let book: Council;
let superuser: Client;
let run: { id: string; serial: string; items: number; total: string };
beforeAll(async () => {
  book = await council();
  await paidToTheMother(book);
  await paidToTheMother(book);
  run = await book.pay('2026-04-02');
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${book.api.db.authority}`);
});
afterAll(async () => superuser.end());

const make = (format: string, id = run.id) =>
  book.staff.finance.post(`/pay-runs/${id}/files`, { format });
const fetch = (format: string, id = run.id) =>
  book.staff.finance.get(`/pay-runs/${id}/files/${format}`);
const list = async (id = run.id) =>
  (await ok(book.staff.auditor.get(`/pay-runs/${id}/files`), 200)).items;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const rename = async (name: string) => superuser`update bank_details set account_name = ${name}`;
const lose = async (format: string) =>
  superuser`delete from payment_files where format = ${format}`;

describe('the payment files of a released run', () => {
  it('are the Bacs file alone at first', async () => {
    expect((await list()).map((file: { format: string }) => file.format)).toEqual([
      'bacs_standard_18',
    ]);
    expect(refusalOf(await fetch('bureau_csv'))).toEqual([404, 'not-found']);
    const bacs = await fetch('bacs_standard_18');
    const before = await book.staff.finance.get(`/pay-runs/${run.id}/bacs-file`);
    expect([bacs.status, bacs.text]).toEqual([200, before.text]);
    const stored = await ok(make('bacs_standard_18'));
    expect(stored.sha256).toBe(hashOf(bacs.text));
  });

  it.each(MADE)('are made once, and are the same bytes when made again: %s', async (format) => {
    const first = await ok(make(format));
    expect(first).toMatchObject({ format, items: 2, total: run.total });
    const { text } = await fetch(format);
    expect(hashOf(text)).toBe(first.sha256);
    await lose(format);
    book.on('2026-04-01');
    expect(await ok(make(format))).toEqual(first);
    expect((await fetch(format)).text).toBe(text);
    book.on('2026-03-31');
  });

  it.each(MADE)('are answered as they are stored, whatever came after: %s', async (format) => {
    const [before, { text }] = [await list(), await fetch(format)];
    await rename('Changed Afterwards');
    const stored = await ok(make(format));
    await rename('Mother of Amina');
    expect(before).toContainEqual(stored);
    expect(await list()).toEqual(before);
    expect((await fetch(format)).text).toBe(text);
  });

  it('read back as the run', async () => {
    const expected = { count: run.items, total: money(run.total) };
    const bureau = readBureauCsv((await fetch('bureau_csv')).text, expected);
    expect(bureau.faults).toBeUndefined();
    expect(bureau.file!.items.map((one) => String(one.processingOn))).toEqual([
      '2026-04-01',
      '2026-04-01',
    ]);
    const items = (await ok(book.staff.finance.get(`/pay-runs/${run.id}/items`), 200)).items;
    const paid = items.map((one: { reference: string; amount: string }) => [
      one.reference,
      one.amount,
    ]);
    expect(bureau.file!.items.map((one) => [one.reference, toText(one.amount)])).toEqual(paid);
    for (const version of ['09', '03']) {
      const { text } = await fetch(`pain_001_001_${version}`);
      const { file, faults } = await readPain([Buffer.from(text)]);
      expect(faults).toBeUndefined();
      expect([file!.version, file!.service]).toEqual([version, 'NURG']);
      expect(file!.blocks.map((block) => String(block.executeOn))).toEqual(['2026-04-02']);
      expect(file!.messageId).toMatch(new RegExp(`^[A-Z0-9-]+-${run.serial}$`));
      expect(file!.items.map((one) => [one.reference, toText(one.amount)])).toEqual(paid);
    }
    expect(await offenders(book.api.db, [payRunsAreWhatWasApproved])).toEqual([]);
  });

  it.each([
    ['pain_001_001_09', 'application/xml; charset=utf-8', 'pain001-09', 'xml'],
    ['pain_001_001_03', 'application/xml; charset=utf-8', 'pain001-03', 'xml'],
    ['bureau_csv', 'text/csv; charset=us-ascii; header=absent', 'bureau', 'csv'],
    ['bacs_standard_18', 'text/plain; charset=us-ascii', 'bacs', 'txt'],
  ])('are sent as what they are: %s', async (format, type, name, ext) => {
    const { headers, text } = await fetch(format);
    expect(headers['content-type']).toBe(type);
    expect(headers['x-content-sha256']).toBe(hashOf(text));
    expect(headers['content-disposition']).toBe(
      `attachment; filename="${name}-${run.serial}.${ext}"`,
    );
  });
});

describe('a run that is not released', () => {
  it('has no files and makes none', async () => {
    const { finance, approver } = book.staff;
    const valueOn = '2026-05-01';
    const body = { bankAccountId: book.bankAccountId, valueOn };
    const { id } = await ok(finance.post('/pay-runs', body));
    for (const format of ['bacs_standard_18', ...MADE]) {
      expect(refusalOf(await make(format, id))).toEqual([409, 'state-does-not-allow']);
      expect(refusalOf(await fetch(format, id))).toEqual([409, 'state-does-not-allow']);
    }
    await ok(approver.post(`/pay-runs/${id}/approval`), 200);
    expect(refusalOf(await make('bureau_csv', id))).toEqual([409, 'state-does-not-allow']);
    expect(await list(id)).toEqual([]);
    await ok(finance.post(`/pay-runs/${id}/withdrawal`, { reason: 'Only tried' }), 200);
    expect(refusalOf(await make('bureau_csv', id))).toEqual([409, 'state-does-not-allow']);
  });

  it('is not found when there is none, and a format that there is not is refused', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(refusalOf(await make('bureau_csv', nobody))).toEqual([404, 'not-found']);
    expect(refusalOf(await fetch('bureau_csv', nobody))).toEqual([404, 'not-found']);
    expect((await make('pain_001_001_12')).status).toBe(422);
  });
});

describe('a file that cannot be made', () => {
  it('is refused with every item at once, and nothing is stored', async () => {
    const second = await book.pay('2026-05-01');
    await rename('-王');
    for (const format of MADE) {
      const answer = await make(format, second.id);
      expect(refusalOf(answer)).toEqual([
        409,
        'payment-file-faults',
        `PB ${second.serial} 000001`,
        `PB ${second.serial} 000002`,
      ]);
      expect(answer.text).not.toContain('王');
    }
    expect(await list(second.id)).toHaveLength(1);
    await rename('Amina’s mother');
    expect((await ok(make('pain_001_001_09', second.id))).items).toBe(2);
  });
});

describe('several who ask for a file at once', () => {
  it('are answered the same one', async () => {
    const third = await book.pay('2026-06-26');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => make('pain_001_001_09', third.id)),
    );
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });
});
