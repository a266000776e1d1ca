import { describe, expect, test } from 'vitest';
import { collectCamt053, readCamt053, type CamtFile } from '../support/camt053.ts';
import {
  balanceOf,
  golden,
  message,
  pieces,
  readGolden,
  readXml,
  statementOf,
} from '../support/camt-files.ts';

const codes = (file: CamtFile): string[] => file.problems.map((problem) => problem.code);

describe('a day of a UK account', () => {
  test('is read in full: contra debit, grant, returned payment, charge', async () => {
    const file = await readGolden('uk-v8.xml');
    expect(file.format).toBe('camt.053.001.08');
    expect(file.problems).toEqual([]);
    expect(file.statements).toHaveLength(2);
    const [first, second] = file.statements;
    expect(first).toMatchObject({
      number: 1,
      id: 'STMT-DP-0067',
      sequence: '67',
      account: 'GB33BUKB20201555555555',
      currency: 'GBP',
      from: '2026-04-02',
      to: '2026-04-02',
      opening: '25000.00',
      closing: '60120.35',
      balances: true,
      lineCount: 4,
      complete: true,
    });
    expect(first?.lines).toEqual([
      {
        number: 1,
        where: '43:7',
        bookedOn: '2026-04-02',
        valueOn: '2026-04-02',
        amount: '-14900.00',
        currency: 'GBP',
        status: 'booked',
        reversal: false,
        reference: 'BACS-CONTRA-000412',
        endToEndId: null,
        batch: 'RUN-2026-04-A',
        counterparty: null,
        text: 'BACS CONTRA 000412',
        bankCode: 'PMNT-ICDT-ACDT',
        details: [],
      },
      {
        number: 2,
        where: '66:7',
        bookedOn: '2026-04-02',
        valueOn: '2026-04-02',
        amount: '50000.00',
        currency: 'GBP',
        status: 'booked',
        reversal: false,
        reference: '2',
        endToEndId: 'ICB-Q1-2026',
        batch: null,
        counterparty: 'NHS COUNTY ICB',
        text: 'HEALTH SHARE Q1 AGREEMENT 7',
        bankCode: 'CHP',
        details: [
          {
            amount: '50000.00',
            reference: null,
            endToEndId: 'ICB-Q1-2026',
            counterparty: 'NHS COUNTY ICB',
            text: 'HEALTH SHARE Q1 AGREEMENT 7',
          },
        ],
      },
      {
        number: 3,
        where: '87:7',
        bookedOn: '2026-04-02',
        valueOn: '2026-03-31',
        amount: '125.35',
        currency: 'GBP',
        status: 'booked',
        reversal: true,
        reference: 'RET-99812',
        endToEndId: null,
        batch: null,
        counterparty: 'M & J Okafor',
        text: 'DP0001187 RETURNED',
        bankCode: 'BAC',
        details: [
          {
            amount: '125.35',
            reference: null,
            endToEndId: null,
            counterparty: 'M & J Okafor',
            text: 'DP0001187 RETURNED',
          },
        ],
      },
      {
        number: 4,
        where: '111:7',
        bookedOn: '2026-04-02',
        valueOn: '2026-04-02',
        amount: '-105.00',
        currency: 'GBP',
        status: 'booked',
        reversal: false,
        reference: '4',
        endToEndId: null,
        batch: null,
        counterparty: null,
        text: 'BANK CHARGES MARCH',
        bankCode: 'CHG',
        details: [],
      },
    ]);
    expect(second).toMatchObject({
      number: 2,
      account: '20201566666666',
      opening: '-310.07',
      closing: '-310.07',
      balances: true,
      lineCount: 0,
      lines: [],
    });
  });

  test('reads the same from version 2 as from version 8', async () => {
    const [older, newer] = [await readGolden('uk-v2.xml'), await readGolden('uk-v8.xml')];
    const withoutPlaces = (file: CamtFile): unknown =>
      file.statements.map((one) => ({
        ...one,
        lines: one.lines.map((line) => ({ ...line, where: '' })),
      }));
    expect(older.format).toBe('camt.053.001.02');
    expect(older.problems).toEqual([]);
    expect(withoutPlaces(older)).toEqual(withoutPlaces(newer));
  });

  test('is read from version 1, which has details directly in the line', async () => {
    const file = await readGolden('v1.xml');
    expect(file.format).toBe('camt.053.001.01');
    expect(file.problems).toEqual([]);
    expect(file.statements[0]).toMatchObject({
      sequence: '3',
      account: '20201555555555',
      currency: 'GBP',
      opening: '70.00',
      closing: '50.00',
      balances: true,
    });
    expect(file.statements[0]?.lines[0]).toMatchObject({ amount: '-20.00', batch: 'FILE-3' });
    expect(file.statements[0]?.lines[0]?.details).toMatchObject([
      { amount: '-12.00', counterparty: 'Ash Carers' },
      { amount: '-8.00', counterparty: 'Oak Home Care' },
    ]);
  });
});

describe('the message', () => {
  test('may have prefixes and an envelope around it', async () => {
    const inside = message('<Stmt><Id>S</Id></Stmt>')
      .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1c:')
      .replace('xmlns=', 'xmlns:c=');
    const file = await readXml(`<Envelope xmlns="urn:x"><AppHdr/>${inside}</Envelope>`);
    expect(file.format).toBe('camt.053.001.08');
    expect(file.statements).toMatchObject([{ id: 'S', complete: true }]);
  });

  test('without a known version is read with a warning', async () => {
    for (const version of ['camt.053.001.13', 'camt.053.002.02', 'other']) {
      const xml = statementOf(balanceOf('OPBD', '1') + balanceOf('CLBD', '1'));
      const file = await readXml(xml.replace('camt.053.001.08', version));
      expect(file.format).toBe(version === 'other' ? 'camt.053' : version);
      expect(codes(file)).toEqual(['version-unknown']);
    }
  });

  test('has parts that are not read, with parts in them that have the same names', async () => {
    const file = await readXml(
      message('<Stmt><RltdAcct><Id>other</Id><Ntry/></RltdAcct><Intrst><FrToDt/></Intrst></Stmt>'),
    );
    expect(file.statements).toMatchObject([{ id: null, from: null, lineCount: 0 }]);
  });

  test('has a statement without an account: an error', async () => {
    const file = await readXml(message('<Stmt><Id>S</Id></Stmt>'));
    expect(file.problems[0]).toMatchObject({ severity: 'error', code: 'account-missing' });
  });
});

describe('the stream', () => {
  test('reads the same in pieces of any size', async () => {
    const bytes = golden('uk-v8.xml');
    const whole = await collectCamt053([bytes]);
    for (const size of [1, 2, 3, 7, 64, 1021, 4096]) {
      expect(await collectCamt053(pieces(bytes, size))).toEqual(whole);
    }
  });

  test('gives lines before the file has ended, after the statement they are of', async () => {
    const bytes = golden('uk-v8.xml');
    let given = 0;
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (const piece of pieces(bytes, 100)) {
        given += piece.length;
        yield piece;
      }
    }
    const kinds: string[] = [];
    for await (const event of readCamt053(slowly())) {
      kinds.push(event.type);
      if (event.type === 'line') break;
    }
    expect(kinds).toEqual(['document', 'statement', 'line']);
    expect(given).toBeLessThan(bytes.length / 2);
  });

  test('passes an error of its source on', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield golden('uk-v8.xml').subarray(0, 2000);
      throw new Error('The connection was lost.');
    }
    await expect(collectCamt053(failing())).rejects.toThrow('The connection was lost.');
  });
});
