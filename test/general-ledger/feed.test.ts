import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { ALL_CODES, drawUp, nameCodes } from '../support/general-ledger.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { refusalOf } from '../support/refusal.ts';
import { anEntry, postAll } from '../support/shares.ts';

const CSV = { accept: 'text/csv' };
let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
});

const inShort = (lines: any[]): string[] =>
  lines.map(
    ({ code, funder, debit, credit }) => `${code} ${funder ?? '-'} ${debit ?? ''}/${credit ?? ''}`,
  );

describe('the first feed', () => {
  it('is refused with every class and funder that has no code', async () => {
    await nameCodes(book.staff, [['bank', 'B100']]);
    const refused = await book.staff.finance.post('/general-ledger/feeds', {
      periodEnd: '2026-04-14',
    });
    const { education, social_care } = book.funders;
    const [status, type, ...where] = refusalOf(refused);
    expect([status, type]).toEqual([409, 'state-does-not-allow']);
    expect(where).toHaveLength(7);
    expect(new Set(where)).toEqual(
      new Set([
        'charges',
        'treasury',
        'in_transit',
        `held/direct/education:${education}`,
        `held/direct/social_care:${social_care}`,
        `spent/direct/education:${education}`,
        `spent/direct/social_care:${social_care}`,
      ]),
    );
    expect(refused.body.errors).toContainEqual({
      where: `held/direct/education:${education}`,
      message: 'No code is named on 2026-04-14 for held/direct/education of High needs block.',
    });
    expect((await book.staff.finance.get('/general-ledger/feeds')).body.items).toEqual([]);
  });

  it('has all that moved by the day, gross, by code and funder, and both sides make one sum', async () => {
    await nameCodes(book.staff, ALL_CODES(book.funders));
    const feed = await drawUp(book.staff, '2026-03-31');
    expect(feed).toMatchObject({
      number: 1,
      periodEnd: '2026-03-31',
      previous: null,
      lines: 4,
      total: '5000.35',
    });
    const { items } = await ok(book.staff.auditor.get('/general-ledger/feeds/1'), 200);
    expect(inShort(items)).toEqual([
      'B100 - 5000.00/',
      'B100 - /0.35',
      'B900 - /5000.00',
      'B910 - 0.35/',
    ]);
  });

  it('is a file whose hash is on record, and is the same whatever comes later', async () => {
    const read = async () => (await book.staff.auditor.get('/general-ledger/feeds/1', CSV)).text;
    const file = await read();
    expect(file).toBe(
      [
        'number,period_end,code,name,class,funder,debit,credit',
        '1,2026-03-31,B100,Code B100,bank,,5000.00,',
        '1,2026-03-31,B100,Code B100,bank,,,0.35',
        '1,2026-03-31,B900,Code B900,treasury,,,5000.00',
        '1,2026-03-31,B910,Code B910,charges,,0.35,',
        '',
      ].join('\r\n'),
    );
    const { sha256 } = (await book.staff.auditor.get('/general-ledger/feeds/1')).body;
    expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    // The same code under another name, and another code, both from long before.
    await ok(
      book.staff.finance.post('/general-ledger/codes', {
        fromOn: '2026-01-01',
        codes: [
          { class: 'bank', code: 'B100', name: 'Renamed' },
          { class: 'charges', code: 'B999', name: 'Moved' },
        ],
      }),
    );
    const { own } = book;
    await postAll(book.api.db, [
      anEntry('treasury', '2026-03-20', [[own.treasury, own.bank, '70.00']]),
    ]);
    await book.sealNow();
    expect(await read()).toBe(file);
    const excel = await book.staff.auditor.get('/general-ledger/feeds/1?excel=1', CSV);
    expect(excel.text).toBe(`\uFEFF${file}`);
    expect(excel.headers['content-disposition']).toBe(
      'attachment; filename="general-ledger-feed-1-2026-03-31.csv"',
    );
  });
});

describe('the next feed', () => {
  it('has what came late for the earlier days, and what is new, and nothing twice', async () => {
    const feed = await drawUp(book.staff, '2026-04-14');
    expect(feed).toMatchObject({ number: 2, previous: 1 });
    const { items } = await ok(book.staff.auditor.get('/general-ledger/feeds/2'), 200);
    expect(inShort(items)).toEqual([
      'B100 - 70.00/',
      'B200 - /769.23',
      'B900 - /70.00',
      'H101 High needs block 461.54/',
      'H101 High needs block /60.01',
      "H300 Children's social care 307.69/",
      "H300 Children's social care /40.00",
      'S100 High needs block 60.01/',
      "S300 Children's social care 40.00/",
    ]);
    expect(feed.total).toBe('939.24');
  });

  it('is refused, saying what to do, where nothing has moved', async () => {
    const refused = await book.staff.finance.post('/general-ledger/feeds', {
      periodEnd: '2026-04-14',
    });
    expect(refusalOf(refused)).toEqual([409, 'state-does-not-allow']);
    expect(refused.body.detail).toBe(
      'Nothing has moved by 2026-04-14 that is not in feed 2 or one before it. Look at GET ' +
        '/general-ledger/feeds; draw up the next feed once something is posted, or through a later day.',
    );
  });

  it.each([
    ['2026-03-30', 'The last feed goes through 2026-04-14; the next goes as far or further.'],
    ['2026-04-15', 'A feed is of days that are over: before today, 2026-04-15.'],
  ])('through %s is refused', async (periodEnd, message) => {
    const refused = await book.staff.finance.post('/general-ledger/feeds', { periodEnd });
    expect(refusalOf(refused)).toEqual([422, 'invalid-request', 'body.periodEnd']);
    expect(refused.body.errors[0].message).toContain(message);
  });

  it('is answered again for the same key, and drawn up once', async () => {
    const { own } = book;
    await postAll(book.api.db, [
      anEntry('treasury', '2026-04-13', [[own.treasury, own.bank, '1.00']]),
    ]);
    const key = { 'idempotency-key': 'feed-three' };
    const ask = () =>
      book.staff.finance.post('/general-ledger/feeds', { periodEnd: '2026-04-14' }, key);
    const [first, again] = [await ask(), await ask()];
    expect([first.status, first.body.number]).toEqual([201, 3]);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });
});

it('lists feeds, the last first, to those who answer for the books', async () => {
  const { body } = await book.staff.auditor.get('/general-ledger/feeds?limit=2');
  expect(body.items.map((one: any) => one.number)).toEqual([3, 2]);
  const rest = await book.staff.auditor.get(`/general-ledger/feeds?after=${body.next}`);
  expect(rest.body.items.map((one: any) => one.number)).toEqual([1]);
  for (const kind of ['caseworker', 'family', 'commissioner', 'administrator'] as const) {
    const user = await book.api.as(kind);
    expect((await user.get('/general-ledger/feeds')).status).toBe(403);
  }
  for (const kind of ['auditor', 'approver'] as const) {
    const user = await book.api.as(kind);
    const asked = await user.post('/general-ledger/feeds', { periodEnd: '2026-04-14' });
    expect(asked.status).toBe(403);
  }
  expect((await book.staff.auditor.get('/general-ledger/feeds/99')).status).toBe(404);
});
