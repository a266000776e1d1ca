import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvPieces } from '../../src/http/csv.ts';
import { money, sum, toText } from '../../src/money.ts';

const AMOUNTS = ['-12.34', '0.00', '-0.01', '1234567890.12', '-999999999999.99', '100.10', '0.10'];
const TEXTS = ['=1+1', '-2', '+44 1622', '@cmd', 'plain', '"quoted", with a comma', 'two\r\nlines'];

async function file(excel: boolean): Promise<string> {
  const columns = [
    { name: 'id', type: 'id' },
    { name: 'text', type: 'text' },
    { name: 'amount', type: 'money' },
  ] as const;
  const rows = AMOUNTS.map((amount, n) => ({ id: `00${n}`, text: TEXTS[n]!, amount }));
  let text = '';
  const batches = (async function* () {
    yield rows;
  })();
  for await (const piece of csvPieces(columns, batches, { excel })) text += piece;
  return text;
}

/** What a spreadsheet makes of a file: its cells as it shows them, written again as CSV. */
function throughLibreOffice(text: string): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-spreadsheet-'));
  try {
    const [taken, shown] = [join(folder, 'taken.csv'), join(folder, 'taken.xlsx')];
    writeFileSync(taken, text);
    const office = (...args: string[]) =>
      execFileSync('soffice', [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        ...args,
        '--outdir',
        folder,
      ]);
    // Commas, double quotes, UTF-8, the first line, and no column said to be text.
    office('--convert-to', 'xlsx', '--infilter=CSV:44,34,76,1', taken);
    rmSync(taken);
    office('--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false', shown);
    return parse(readFileSync(taken, 'utf8'), { bom: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('money in a CSV file', () => {
  it.each([false, true])('survives csv-parse, to the penny (for Excel: %s)', async (excel) => {
    const rows: Record<string, string>[] = parse(await file(excel), { columns: true, bom: true });
    expect(rows.map((row) => row['amount'])).toEqual(AMOUNTS);
    const total = sum(rows.map((row) => money(row['amount']!)));
    expect(toText(total)).toBe('-998765432022.02');
    const back = rows.map((row) => row['text']!.replace(/^'(?=[=+\-@\t\r\n])/, ''));
    expect(back).toEqual(TEXTS);
  });

  it.skipIf(spawnSync('which', ['soffice']).status !== 0)(
    'is a number to a spreadsheet, and no text becomes a formula (LibreOffice, or not present)',
    { timeout: 180_000 },
    async () => {
      const [, ...cells] = throughLibreOffice(await file(true));
      const amounts = cells.map((row) => row[2]!);
      // A number is shown without needless decimals; a text would have kept them.
      expect(amounts).toEqual([
        '-12.34',
        '0',
        '-0.01',
        '1234567890.12',
        '-999999999999.99',
        '100.1',
        '0.1',
      ]);
      expect(cells.map((row) => row[1]!.replace(/\r/g, ''))).toEqual(
        TEXTS.map((text) => (/^[=+\-@]/.test(text) ? `'${text}` : text).replace(/\r/g, '')),
      );
    },
  );
});
