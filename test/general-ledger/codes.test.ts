import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { nameCodes } from '../support/general-ledger.ts';
import { emptyLedgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { refusalOf } from '../support/refusal.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await emptyLedgerBook('2026-04-15');
});

const codeOf = async (className: string, on: string, funderId: string | null = null) => {
  const { body } = await book.staff.auditor.get(`/general-ledger/codes?on=${on}&limit=200`);
  const found = body.items.find((one: any) => one.class === className && one.funderId === funderId);
  return [found.code, found.of, found.fromOn, found.revision];
};

describe('codes of the general ledger', () => {
  it('are refused all together, with every fault at once', async () => {
    const { education, health } = book.funders;
    const one = (of: object) => ({ class: 'bank', code: 'A1', name: 'A', ...of });
    const refused = await book.staff.finance.post('/general-ledger/codes', {
      fromOn: '2026-04-01',
      codes: [
        one({}),
        one({ class: 'purse' }),
        one({ class: 'held/direct/education', funderId: randomUUID() }),
        one({ class: 'held/direct/education', funderId: health }),
        one({ class: 'held/direct/contribution', funderId: education }),
        one({ class: 'charges', funderId: education }),
        one({ class: 'agreed/education', funderId: education }),
        one({ code: 'A2' }),
      ],
    });
    expect(refusalOf(refused)).toEqual([
      422,
      'invalid-request',
      'body.codes.1.class',
      'body.codes.2.funderId',
      'body.codes.3.funderId',
      'body.codes.4.funderId',
      'body.codes.5.funderId',
      'body.codes.6.class',
      'body.codes.7',
    ]);
    expect(refused.body.errors.map((fault: any) => fault.message)).toEqual([
      'No such class of account: purse. GET /general-ledger/codes lists them.',
      'There is no such funder.',
      'The funder is of health, and held/direct/education is of education.',
      "held/direct/contribution is no funder's. Leave the funder out.",
      "charges is no funder's. Leave the funder out.",
      'agreed/education is of the budget control book, which is not handed over. Codes are named for classes of the money book.',
      'The same class and funder stand in codes.0 already. Leave one out.',
    ]);
    const { body } = await book.staff.auditor.get('/general-ledger/code-versions');
    expect(body.items).toEqual([]);
  });

  it.each([
    [{ code: '=1+1' }, 'body.codes.0.code'],
    [{ code: '' }, 'body.codes.0.code'],
    [{ code: 'x'.repeat(41) }, 'body.codes.0.code'],
    [{ name: 'two\nlines' }, 'body.codes.0.name'],
    [{ funderId: 'me' }, 'body.codes.0.funderId'],
    [{ colour: 'red' }, 'body.codes.0.colour'],
  ])('with %o are refused', async (of, where) => {
    const codes = [{ class: 'bank', code: 'A1', name: 'A', ...of }];
    const refused = await book.staff.finance.post('/general-ledger/codes', {
      fromOn: '2026-04-01',
      codes,
    });
    expect(refusalOf(refused)).toEqual([422, 'invalid-request', where]);
  });

  it('hold from their day, the funder’s own before that of the class', async () => {
    const { education } = book.funders;
    const of = 'spent/notional/education';
    await nameCodes(
      book.staff,
      [
        [of, 'S1'],
        ['bank', 'B1'],
      ],
      '2026-04-01',
    );
    await nameCodes(book.staff, [[of, 'S2', education]], '2026-04-10');
    await nameCodes(book.staff, [[of, 'S3']], '2026-04-12');
    expect(await codeOf(of, '2026-03-31', education)).toEqual([null, null, null, null]);
    expect(await codeOf(of, '2026-04-09', education)).toEqual(['S1', 'class', '2026-04-01', 1]);
    expect(await codeOf(of, '2026-04-14', education)).toEqual(['S2', 'funder', '2026-04-10', 1]);
    const another = await ok(
      book.staff.finance.post('/funders', { name: 'Schools block', sector: 'education' }),
    );
    expect(await codeOf(of, '2026-04-14', another.id)).toEqual(['S3', 'class', '2026-04-12', 1]);
    expect(await codeOf('bank', '2026-04-14')).toEqual(['B1', 'class', '2026-04-01', 1]);
  });

  it('of a day that has one are its next revision, and nothing is overwritten', async () => {
    const set = await nameCodes(
      book.staff,
      [
        ['vat', 'V1'],
        ['payable', 'P1'],
      ],
      '2026-04-01',
    );
    expect(set).toEqual({ fromOn: '2026-04-01', set: 2, unchanged: 0 });
    const again = await nameCodes(
      book.staff,
      [
        ['vat', 'V2'],
        ['payable', 'P1'],
      ],
      '2026-04-01',
    );
    expect(again).toEqual({ fromOn: '2026-04-01', set: 1, unchanged: 1 });
    expect(await codeOf('vat', '2026-04-01')).toEqual(['V2', 'class', '2026-04-01', 2]);
    const { body } = await book.staff.auditor.get('/general-ledger/code-versions');
    const versions = body.items.filter((one: any) => one.class === 'vat');
    expect(versions.map((one: any) => [one.code, one.revision])).toEqual([
      ['V2', 2],
      ['V1', 1],
    ]);
    const entry = await ok(book.staff.auditor.get(`/entries/${versions[0].entry}`), 200);
    expect(entry).toMatchObject({ kind: 'decision', reason: 'general_ledger_code_set' });
  });

  it('are listed a page at a time, every class of the money book with every funder of its sector', async () => {
    const all: any[] = [];
    let next: string | null = '';
    while (next !== null) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const { body } = await book.staff.auditor.get(`/general-ledger/codes?limit=7${after}`);
      all.push(...body.items);
      next = body.next;
    }
    const whole = (await book.staff.auditor.get('/general-ledger/codes?limit=200')).body;
    expect(all).toEqual(whole.items);
    expect(whole.on).toBe('2026-04-15');
    const ofEducation = all.filter((one) => one.class === 'held/direct/education');
    expect(new Set(ofEducation.map((one) => one.funder))).toEqual(
      new Set(['High needs block', 'Schools block']),
    );
    expect(all.filter((one) => one.class === 'bank')).toHaveLength(1);
    expect(all.map((one) => one.class)).not.toContain('agreed/education');
    const unnamed = await book.staff.auditor.get('/general-ledger/codes?named=false&limit=200');
    const named = await book.staff.auditor.get('/general-ledger/codes?named=true&limit=200');
    expect(unnamed.body.items).toEqual(all.filter((one) => one.code === null));
    expect(named.body.items).toEqual(all.filter((one) => one.code !== null));
  });

  it('are set by finance officers and by nobody else', async () => {
    for (const kind of ['approver', 'auditor', 'administrator', 'caseworker'] as const) {
      const user = await book.api.as(kind);
      const codes = [{ class: 'bank', code: 'A1', name: 'A' }];
      const asked = await user.post('/general-ledger/codes', { fromOn: '2026-04-01', codes });
      expect(asked.status).toBe(403);
    }
  });
});
