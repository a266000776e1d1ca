import { beforeAll, describe, expect, it } from 'vitest';
import { serviceAt } from '../../src/commands/bank/service.ts';
import { loadCodes } from '../../src/commands/gl-codes.ts';
import { readCodes } from '../../src/general-ledger/code-file.ts';
import { ok } from '../support/book.ts';
import { nameCodes } from '../support/general-ledger.ts';
import { emptyLedgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { AUTHORITY } from '../support/template.ts';

const CSV = { accept: 'text/csv' };
let book: LedgerBook;
let url: string;
beforeAll(async () => {
  book = await emptyLedgerBook('2026-04-15');
  url = await book.api.app.listen({ port: 0, host: '127.0.0.1' });
});

const file = (...lines: readonly string[]): Uint8Array =>
  Buffer.from(['class,funder,code,name', ...lines, ''].join('\r\n'));
const load = (content: Uint8Array, from = '2026-04-01') => {
  const service = serviceAt(
    { url, authority: AUTHORITY },
    { LEDGER_TOKEN: book.staff.finance.token },
  );
  return loadCodes(service, content, from);
};

describe('a file of codes', () => {
  it('is given out with every class and funder, filled in and loaded', async () => {
    await nameCodes(book.staff, [['bank', 'B1']]);
    const { text, headers } = await book.staff.finance.get('/general-ledger/codes', CSV);
    expect(headers['content-disposition']).toContain('general-ledger-codes-2026-04-15.csv');
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('class,funder,code,name');
    expect(lines).toContain('bank,,B1,Code B1');
    expect(lines).toContain("spent/notional/social_care,Children's social care,,");
    const filled = text
      .replace('treasury,,,', 'treasury,,T1,"Treasury, own"')
      .replace(
        'held/direct/education,High needs block,,',
        'held/direct/education,High needs block,H1,Held',
      );
    expect(await load(Buffer.from(filled))).toEqual({ fromOn: '2026-04-01', set: 3, unchanged: 0 });
    expect(await load(Buffer.from(filled))).toEqual({ fromOn: '2026-04-01', set: 0, unchanged: 3 });
    const { items } = await ok(
      book.staff.auditor.get('/general-ledger/codes?named=true&limit=200'),
      200,
    );
    const named = items.map(({ class: of, funder, code, name }: any) => [of, funder, code, name]);
    expect(named.toSorted()).toEqual([
      ['bank', null, 'B1', 'Code B1'],
      ['held/direct/education', 'High needs block', 'H1', 'Held'],
      ['treasury', null, 'T1', 'Treasury, own'],
    ]);
  });

  it('is refused with the lines that the service does not take', async () => {
    const refused = load(
      file('bank,,B2,Bank', '', 'vat,,V1,VAT', 'purse,,P1,Purse', 'bank,,=1,Bank'),
    );
    await expect(refused).rejects.toThrow(/line 6, code: A code is of at most 40/);
    const twice = load(file('bank,,B2,Bank', 'purse,,P1,Purse', 'bank,,B3,Bank'));
    await expect(twice).rejects.toThrow(
      /line 3, class: No such class of account: purse[^]*line 4: The same class and funder stand on line 2 already/,
    );
  });

  it('is refused with every funder that is not known, before anything is sent', async () => {
    const refused = load(file('held/direct/health,NHS,H1,Held', 'held/direct/health,ICB,H1,Held'));
    await expect(refused).rejects.toThrow(
      'Line 2: there is no funder "NHS".\nLine 3: there is no funder "ICB".',
    );
  });

  it.each([
    ['', /^The first line must be "class,funder,code,name"; found ""/],
    ['class,code\r\nbank,B1\r\n', /^The first line must be/],
    ['class,funder,code,name\r\nbank,,B1,"Bank\r\n', /^Line 2: /],
    ['class,funder,code,name\r\nbank,,B1,Bank,more\r\n', /^Line 2: Expected 4 columns; found 5/],
    ['class,funder,code,name\r\nb\u0000nk,,B1,Bank\r\n', /^Line 2: Expected text in UTF-8/],
  ])('%j cannot be read, and says why', (text, says) => {
    expect(() => readCodes(Buffer.from(text))).toThrow(says);
  });

  it('without one code sets nothing', async () => {
    await expect(load(file('bank,,,'))).rejects.toThrow('No line of the file has a code');
  });
});
