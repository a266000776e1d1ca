import { describe, expect, test } from 'vitest';
import { collectCamt053 } from '../support/camt053.ts';
import { golden, pieces, readGolden } from '../support/camt-files.ts';

const name = 'Zoë Ní Bhriain';

describe('the encoding', () => {
  test.each([
    ['utf-8-bom.xml', '£12.50 café trip'],
    ['utf-16le.xml', '£12.50 café trip'],
    ['utf-16be.xml', '£12.50 café trip'],
    ['latin-1.xml', '£12.50 café trip'],
    ['windows-1252.xml', '£12.50 café trip – €3'],
  ])('of %s is found and read', async (file, text) => {
    const { statements, problems } = await readGolden(file);
    expect(problems).toEqual([]);
    expect(statements[0]).toMatchObject({ balances: true });
    expect(statements[0]?.lines[0]).toMatchObject({ counterparty: name, text });
  });

  test.each(['utf-8-bom.xml', 'utf-16le.xml', 'utf-16be.xml', 'windows-1252.xml'])(
    'of %s survives a piece that ends inside a character',
    async (file) => {
      const bytes = golden(file);
      const whole = await collectCamt053([bytes]);
      for (const size of [1, 3]) expect(await collectCamt053(pieces(bytes, size))).toEqual(whole);
    },
  );

  const text = (encoding: string): string =>
    new TextDecoder('latin1').decode(golden('latin-1.xml')).replace('ISO-8859-1', encoding);
  const bytesOf = (latin: string): Uint8Array => Buffer.from(latin, 'latin1');

  test('is UTF-16 without a byte order mark when there are zero bytes', async () => {
    const { problems } = await collectCamt053([golden('utf-16be.xml').subarray(2)]);
    expect(problems).toEqual([]);
  });

  test('that is declared UTF-16 but plainly is not, is UTF-8 with a warning', async () => {
    const { statements, problems } = await collectCamt053([
      new TextEncoder().encode(text('utf-16')),
    ]);
    expect(statements[0]?.lines[0]?.counterparty).toBe(name);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'encoding-differs' }]);
  });

  test('that is said to be UTF-8 but is not, gives a warning and all amounts', async () => {
    const { statements, problems } = await collectCamt053([bytesOf(text('UTF-8'))]);
    expect(statements[0]).toMatchObject({ balances: true, lineCount: 1 });
    expect(statements[0]?.lines[0]?.counterparty).toBe('Zo\uFFFD N\uFFFD Bhriain');
    expect(problems).toMatchObject([{ severity: 'warning', code: 'characters-lost' }]);
  });

  test('that is not known is an error which names it', async () => {
    const { statements, problems } = await collectCamt053([bytesOf(text('EBCDIC-X'))]);
    expect(statements).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'error', code: 'encoding-unknown' }]);
    expect(problems[0]?.message).toContain('"EBCDIC-X"');
  });
});
