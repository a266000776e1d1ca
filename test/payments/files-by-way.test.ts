import { beforeAll, describe, expect, it } from 'vitest';
import { toText } from '../../src/money.ts';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { readPain } from '../../src/payments/pain001-reader.ts';
import { ok } from '../support/book.ts';
import { aBrokersAccount, aPayable, creditsOfRun } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, instalmentOf, type Council } from '../support/turning-sixteen.ts';

/** Which files a run has by the way it is paid, and what stands in them. Today is 31 March 2026. */
let book: Council;
let payeeId: string;
beforeAll(async () => {
  book = await council();
  payeeId = await aBrokersAccount(book, 'Northern Managed Accounts');
});

const urgent = { way: 'faster_payments', urgentReason: 'The family has no money for food' };
const file = (id: string, format: string) =>
  book.staff.finance.get(`/pay-runs/${id}/files/${format}`);
const make = (id: string, format: string) =>
  book.staff.finance.post(`/pay-runs/${id}/files`, { format });

async function approved(valueOn: string, more: object = {}): Promise<any> {
  const { finance, approver } = book.staff;
  const body = { bankAccountId: book.bankAccountId, valueOn, ...more };
  const run = await ok(finance.post('/pay-runs', body));
  await ok(approver.post(`/pay-runs/${run.id}/approval`), 200);
  return run;
}

async function released(valueOn: string, more: object = {}): Promise<any> {
  const run = await approved(valueOn, more);
  await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
  return run;
}

const first = async (arrangement: string) => ({
  instalmentIds: [(await instalmentOf(book, arrangement, 1)).id],
});

describe('a run by Bacs of several days', () => {
  it('has a multi-day file, in which a broker has one payment a day', async () => {
    const pooled = { kind: 'third_party', payeeId };
    await aPayable(book);
    await aPayable(book, pooled);
    await aPayable(book, pooled);
    const run = await released('2026-05-01', { eachOnItsDay: true });
    const credits = (await creditsOfRun(book, run.id)).map(
      (one) => `${one.reference}: ${one.amount}`,
    );
    const { file: read, faults } = readBacs((await file(run.id, 'bacs_standard_18')).text);
    expect(faults).toBeUndefined();
    expect(String(read!.madeOn)).toBe('2026-03-31');
    const inFile = read!.items.map((one) => `${one.reference}: ${toText(one.amount)}`);
    expect(new Set(inFile)).toEqual(new Set(credits));
    expect(inFile.filter((one) => one.includes(' C'))).toEqual([
      `PB ${run.serial} C000001: 1538.46`,
      `PB ${run.serial} C000002: 1538.46`,
    ]);
    expect(read!.contras.map((one) => [String(one.processingOn), toText(one.amount)])).toEqual([
      ['2026-04-01', '2307.69'],
      ['2026-04-30', '2307.69'],
    ]);
    expect(toText(read!.totals.credits)).toBe(run.total);

    await ok(make(run.id, 'pain_001_001_03'));
    const { text } = await file(run.id, 'pain_001_001_03');
    const { file: message } = await readPain([Buffer.from(text)]);
    expect(message!.service).toBe('NURG');
    expect(message!.blocks.map((one) => [String(one.executeOn), one.items.length])).toEqual([
      ['2026-04-02', 2],
      ['2026-05-01', 2],
    ]);
    const { items } = await ok(book.staff.finance.get(`/pay-runs/${run.id}/files`), 200);
    expect(items.map((one: any) => [one.format, one.items, one.total])).toEqual([
      ['bacs_standard_18', 4, run.total],
      ['pain_001_001_03', 4, run.total],
    ]);
  });
});

describe('a run by Faster Payments', () => {
  it('has an urgent message, and no file that cannot say so', async () => {
    const run = await released('2026-04-02', { ...urgent, ...(await first(await aPayable(book))) });
    const { text } = await file(run.id, 'pain_001_001_09');
    const { file: message, faults } = await readPain([Buffer.from(text)]);
    expect(faults).toBeUndefined();
    expect([message!.service, message!.version]).toEqual(['URGP', '09']);
    expect((await ok(make(run.id, 'pain_001_001_03'))).items).toBe(1);
    for (const format of ['bacs_standard_18', 'bureau_csv']) {
      expect(refusalOf(await make(run.id, format))).toEqual([
        409,
        'payment-file-faults',
        'body.format',
      ]);
      expect(refusalOf(await file(run.id, format))).toEqual([404, 'not-found']);
    }
  });

  it('is not released with a payment over what one Faster Payment carries', async () => {
    const large = await aPayable(book, { amount: '13000000.13' });
    const run = await approved('2026-04-02', { ...urgent, ...(await first(large)) });
    const refused = await book.staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(refused)).toEqual([409, 'payment-file-faults', `PB ${run.serial} 000001`]);
    expect(refused.body.errors[0].message).toBe(
      'One payment carries at most 1000000.00; found 1000000.01. Pay it another way.',
    );
    expect((await ok(book.staff.finance.get(`/pay-runs/${run.id}`), 200)).state).toBe('approved');
    await ok(
      book.staff.finance.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Too much' }),
      200,
    );
    expect((await released('2026-04-02', await first(large))).total).toBe('1000000.01');
  });
});

describe('a run by Bacs', () => {
  it('is not released with a payment over 20 million', async () => {
    const large = await aPayable(book, { amount: '260000000.13' });
    const run = await approved('2026-04-02', await first(large));
    const refused = await book.staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(refused)).toEqual([409, 'payment-file-faults', `PB ${run.serial} 000001`]);
    expect(refused.body.errors[0].message).toContain('at most 20000000.00; found 20000000.01');
    await ok(
      book.staff.finance.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Too much' }),
      200,
    );
  });

  it('is not released so early that Bacs would not take its file', async () => {
    const arrangement = await aPayable(book);
    const { id } = await instalmentOf(book, arrangement, 3);
    const run = await approved('2026-06-01', { instalmentIds: [id] });
    const early = await book.staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(early)).toEqual([409, 'payment-file-faults', 'file']);
    expect(early.body.errors[0].message).toContain('only up to 2026-05-02');
    book.on('2026-05-01');
    await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    book.on('2026-03-31');
  });
});
