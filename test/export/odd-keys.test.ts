import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_NAMES, FORMATS } from '../../src/export/journal-format.ts';
import { safeText } from '../../src/export/safe-text.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { aFileWith, PROGRAMS } from '../support/programs.ts';
import { anyName, nameOfBalance, readJournal, sumsOf } from '../support/read-journal.ts';
import { anEntry, postAll } from '../support/shares.ts';

/** What somebody could put into a key to be taken for something else. */
const ODD = [
  'two\nlines\r\nand a third\u2028fourth\u0085',
  '\n\n2026-04-01 * (1) theft\n    money:bank:x  1000000.00 GBP\n    money:treasury:x\n',
  'a "quoted" \'text\' and \\ a \\" backslash',
  '; comment , date:2020-01-01, [=2020-01-01] :tag: #tag ^link',
  'key: by: reverses: 7',
  '  spaces at both ends  ',
  '\t\u0000'.replace('\u0000', '\u0001'),
  'ünïcödé — 中文 🏦 \u202Eright to left',
  '!@#$%^&*()_+-=[]{}|<>?/~`%41%zz',
  'end comment\ncomment\ninclude /etc/passwd\n!include x\npython\nplugin "x"',
  'x'.repeat(200),
];

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  const { api, own } = book;
  await postAll(
    api.db,
    ODD.map((key) => anEntry('treasury', '2026-04-13', [[own.treasury, own.bank, '0.01']], key)),
  );
});

describe.each(FORMAT_NAMES)('keys of any signs, for %s', (format) => {
  const exported = async (): Promise<string> =>
    (await book.staff.auditor.get(`/journal-export?format=${format}&asAt=2026-04-15`)).text;

  it('are read back as they are, and make nothing of their own', async () => {
    const text = await exported();
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    const journal = readJournal(text);
    const keys = journal.entries.map(({ tags }) => decodeURIComponent(tags['key']!));
    expect(keys.slice(-ODD.length)).toEqual(ODD);
    const { body } = await book.staff.auditor.get('/balances');
    const sums = [...sumsOf(journal)].filter(([, sum]) => sum !== '0.00');
    expect(new Map(sums.map(([name, sum]) => [anyName(name), sum]))).toEqual(
      new Map(body.items.map((row: any) => [nameOfBalance(row), row.balance])),
    );
  });

  const program = PROGRAMS[format];
  it.skipIf(!program.isHere)(
    `trouble no program${program.isHere ? '' : ': not present'}`,
    async () => {
      const file = aFileWith(await exported(), `journal.${FORMATS[format].ending}`);
      expect(program.complaint(file)).toBeNull();
      const { body } = await book.staff.auditor.get('/balances');
      expect(program.balances(file).size).toBe(body.items.length);
    },
  );
});

it('a free text is written with signs that mean nothing to any of them, and comes back', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 60 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(safeText(text)).toMatch(/^(?:[A-Za-z0-9._~/@+-]|%[0-9A-F]{2})*$/);
      expect(decodeURIComponent(safeText(text))).toBe(text);
    }),
  );
});

it('a journal made of random keys is read back by all', { timeout: 60_000 }, async () => {
  const { api, own, staff } = book;
  const key = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 120 })
    .filter((text) => text.isWellFormed() && !text.includes('\u0000'));
  await fc.assert(
    fc.asyncProperty(fc.array(key, { minLength: 1, maxLength: 20 }), async (texts) => {
      const keys = texts.map((text) => `${text.slice(0, 100)}${randomUUID()}`);
      await postAll(
        api.db,
        keys.map((one) =>
          anEntry('treasury', '2026-04-14', [[own.treasury, own.bank, '1.00']], one),
        ),
      );
      for (const format of FORMAT_NAMES) {
        const { text } = await staff.auditor.get(`/journal-export?format=${format}`);
        const found = readJournal(text).entries.map(({ tags }) => decodeURIComponent(tags['key']!));
        expect(found.filter((one) => keys.includes(one)).toSorted()).toEqual(keys.toSorted());
      }
    }),
    { numRuns: 10 },
  );
});
