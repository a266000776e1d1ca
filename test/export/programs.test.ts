import { beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../../src/export/journal-format.ts';
import { ok } from '../support/book.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { aFileWith, PROGRAMS } from '../support/programs.ts';
import { anyName, nameOfBalance } from '../support/read-journal.ts';
import { anEntry, postAll } from '../support/shares.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  const { api, own, staff } = book;
  const [, charge] = await postAll(api.db, [
    anEntry('unidentified', '2026-04-13', [[own.suspense, own.bank, '12.34']]),
    anEntry('bank_charge', '2026-04-13', [[own.bank, own.charges, '0.10']]),
    anEntry('treasury', '2026-04-14', [[own.treasury, own.bank, '900000.07']]),
  ]);
  await ok(staff.finance.post(`/entries/${charge}/reversal`, { reason: 'entered_in_error' }));
});

const exported = async (format: FormatName, query = ''): Promise<string> => {
  const { status, text } = await book.staff.auditor.get(`/journal-export?format=${format}${query}`);
  expect(status, text).toBe(200);
  return aFileWith(text, `journal.${FORMATS[format].ending}`);
};
const balancesAsAt = async (day: string): Promise<Map<string, string>> => {
  const { body } = await book.staff.auditor.get(`/balances?asAt=${day}`);
  return new Map(body.items.map((row: any) => [nameOfBalance(row), row.balance]));
};

for (const format of FORMAT_NAMES) {
  const program = PROGRAMS[format];
  describe(`${format}${program.isHere ? '' : ': not present'}`, { skip: !program.isHere }, () => {
    it('reads the whole journal and has nothing to say', async () => {
      expect(program.complaint(await exported(format))).toBeNull();
    });

    it.each(['2026-04-15', '2026-04-09', '2026-03-31'])(
      'makes every balance of %s what the service says',
      async (day) => {
        const file = await exported(format, `&asAt=${day}`);
        expect(program.complaint(file)).toBeNull();
        const found = [...program.balances(file)].map(([name, sum]) => [anyName(name), sum]);
        expect(new Map(found as [string, string][])).toEqual(await balancesAsAt(day));
      },
    );

    it('complains of a penny more in the journal than the service has', async () => {
      const { text } = await book.staff.auditor.get(`/journal-export?format=${format}`);
      const spoilt = text
        .replace(/-5000\.00 GBP/, '-5000.01 GBP')
        .replace(/ 5000\.00 GBP/, ' 5000.01 GBP');
      expect(spoilt).not.toBe(text);
      expect(program.complaint(aFileWith(spoilt))).toMatch(/0\.01/);
    });

    it('complains of a journal in which one book leaves money to the other', async () => {
      const { text } = await book.staff.auditor.get(`/journal-export?format=${format}`);
      const [control] = /\S*[cC]ontrol:\S+/.exec(text)!;
      const ofBooks = text
        .split('\n')
        .filter((line) => !/ 0\.00 GBP = | balance (?!Equity:Control {2})/.test(line))
        .join('\n');
      expect(program.complaint(aFileWith(ofBooks))).toBeNull();
      const spoilt = ofBooks.replace(/\S+(?= {2}-5000\.00 GBP)/, control);
      expect(program.complaint(aFileWith(spoilt))).toMatch(/control/i);
    });

    it('reads a journal in which nothing has happened', async () => {
      expect(program.complaint(await exported(format, '&asAt=2020-01-01'))).toBeNull();
    });
  });
}
