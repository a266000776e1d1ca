import { describe, expect, test } from 'vitest';
import { collectCamt053, readCamt053, type CamtFile } from '../../src/reconciliation/camt053.ts';
import {
  balanceOf,
  entryOf,
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

describe('details', () => {
  test('are the breakdown of the line, each with its own amount', async () => {
    const { statements } = await readGolden('batch-details.xml');
    const line = statements[0]?.lines[0];
    expect(line).toMatchObject({ amount: '-450.00', batch: 'FILE-9', counterparty: null });
    expect(line?.details).toEqual([
      {
        amount: '-150.10',
        reference: 'P1',
        endToEndId: 'E-P1',
        counterparty: 'Ash Carers',
        text: 'APRIL P1',
      },
      {
        amount: '-149.90',
        reference: 'P2',
        endToEndId: 'E-P2',
        counterparty: 'B. Whitlock',
        text: 'APRIL P2',
      },
      {
        amount: '-150.00',
        reference: 'P3',
        endToEndId: 'E-P3',
        counterparty: 'Ash Carers',
        text: 'APRIL P3',
      },
    ]);
  });

  test('that do not add up are a warning; the line counts in the balance', async () => {
    const { statements, problems } = await readGolden('batch-details.xml');
    expect(statements[0]?.balances).toBe(true);
    expect(statements[0]?.lines[1]?.amount).toBe('-1532.50');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: 'warning', code: 'details-differ' });
    expect(problems[0]?.message).toContain('line 2');
    expect(problems[0]?.message).toContain('-6.50');
  });

  test('in another currency have no amount, but a single one is the whole line', async () => {
    const foreign = '<TxDtls><Amt Ccy="EUR">6.00</Amt></TxDtls>';
    const one = entryOf({ more: `<NtryDtls>${foreign}</NtryDtls>` });
    const two = entryOf({ more: `<NtryDtls>${foreign}</NtryDtls><NtryDtls>${foreign}</NtryDtls>` });
    const { statements } = await readXml(statementOf(one + two));
    const amounts = statements[0]?.lines.map((line) => line.details.map((part) => part.amount));
    expect(amounts).toEqual([['-5.00'], [null, null]]);
  });

  test('with their own direction keep it, and name the other party', async () => {
    const credit = `<TxDtls><Amt Ccy="GBP">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties>\
<Dbtr><Pty><Nm>Payer</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Payee</Nm></Pty></Cdtr></RltdPties></TxDtls>`;
    const debit = credit.replace('CRDT', 'DBIT').replace('1.00', '6.00');
    const { statements } = await readXml(
      statementOf(entryOf({ more: `<NtryDtls>${credit}${debit}</NtryDtls>` })),
    );
    expect(statements[0]?.lines[0]?.details).toMatchObject([
      { amount: '1.00', counterparty: 'Payer' },
      { amount: '-6.00', counterparty: 'Payee' },
    ]);
  });
});

describe('the balance', () => {
  test('leaves pending, future and information lines out', async () => {
    const { statements, problems } = await readGolden('pending.xml');
    expect(statements[0]?.lines.map((line) => line.status)).toEqual([
      'booked',
      'pending',
      'information',
      'pending',
    ]);
    expect(statements[0]?.balances).toBe(true);
    expect(problems).toEqual([]);
  });

  test('that does not add up is false, with a warning that gives the difference', async () => {
    const { statements, problems } = await readGolden('not-balancing.xml');
    expect(statements[0]).toMatchObject({ balances: false, complete: true });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: 'warning', code: 'balance-differs' });
    expect(problems[0]?.message).toContain('a difference of 108.35');
  });

  const opening = balanceOf('OPBD', '10.00');
  const closing = balanceOf('CLBD', '5.00');
  test.each([
    ['after the lines', entryOf({}) + opening + closing, true, '10.00', []],
    [
      'from the statement before (PRCD)',
      opening.replace('OPBD', 'PRCD') + closing,
      false,
      '10.00',
      ['balance-differs'],
    ],
    ['opening missing', closing + entryOf({}), null, null, ['balance-missing']],
    ['closing missing', opening + entryOf({}), null, '10.00', ['balance-missing']],
    [
      'only available',
      balanceOf('OPAV', '1.00') + balanceOf('CLAV', '1.00'),
      null,
      null,
      ['balance-missing'],
    ],
    [
      'closing in another currency',
      opening + balanceOf('CLBD', '5.00', 'SEK'),
      null,
      '10.00',
      ['balance-missing'],
    ],
    [
      'overdrawn',
      balanceOf('OPBD', '-2.50') + balanceOf('CLBD', '-7.50') + entryOf({}),
      true,
      '-2.50',
      [],
    ],
  ])('%s', async (_, parts, balances, start, expected) => {
    const file = await readXml(statementOf(parts));
    expect(file.statements[0]).toMatchObject({ balances, opening: start });
    expect(codes(file)).toEqual(expected);
  });

  test('cannot be checked when a line is in another currency or has no amount', async () => {
    const other = entryOf({ amount: '<Amt Ccy="EUR">5.00</Amt>' });
    const none = entryOf({ amount: '' });
    const first = await readXml(statementOf(opening + closing + other));
    const second = await readXml(statementOf(opening + closing + none));
    expect(first.statements[0]).toMatchObject({ balances: null, lineCount: 1 });
    expect(codes(first)).toEqual(['currency-differs']);
    expect(second.statements[0]).toMatchObject({ balances: null, lineCount: 1 });
    expect(codes(second)).toEqual(['amount-unreadable']);
  });
});

describe('amounts', () => {
  test('keep every decimal; those the currency does not have are an error', async () => {
    const { statements, problems } = await readGolden('three-decimals.xml');
    expect(statements[0]?.lines.map((line) => line.amount)).toEqual(['-10.005', '-8.850']);
    expect(statements[0]?.balances).toBe(true);
    expect(problems.map(({ severity, code, where }) => [severity, code, where])).toEqual([
      ['error', 'amount-decimals', '9:7'],
      ['error', 'amount-decimals', '10:7'],
    ]);
  });

  test.each([
    ['GBP', '1234.5', '-1234.5', []],
    ['GBP', '1234', '-1234', []],
    ['GBP', '0.00', '0.00', []],
    ['GBP', '.50', '-0.50', []],
    ['GBP', '5.', '-5', []],
    ['GBP', '+5.00', '-5.00', []],
    ['JPY', '2700', '-2700', []],
    ['JPY', '2700.5', '-2700.5', ['amount-decimals']],
    ['KWD', '1.005', '-1.005', []],
    ['GBP', '9999999999999999.99', '-9999999999999999.99', []],
    ['GBP', '99999999999999999.99', null, ['amount-too-long']],
    ['GBP', '12,50', null, ['amount-unreadable']],
    ['GBP', '1e3', null, ['amount-unreadable']],
    ['GBP', '-5.00', null, ['amount-unreadable']],
    ['GBP', '', null, ['amount-unreadable']],
    ['GBP', '£5.00', null, ['amount-unreadable']],
  ])('%s %s', async (currency, text, amount, expected) => {
    const account = statementOf('').replace('GBP', currency).replace('</Stmt></Bk', '@</Stmt></Bk');
    const balances = balanceOf('OPBD', '0', currency);
    const entry = entryOf({ amount: `<Amt Ccy="${currency}">${text}</Amt>` });
    const file = await readXml(account.replace('@', balances + entry));
    expect(file.statements[0]?.lines[0]?.amount).toBe(amount);
    expect(codes(file)).toEqual([...expected, 'balance-missing']);
  });

  test.each([
    ['no direction', { direction: '' }, 'direction-unreadable'],
    ['an unknown direction', { direction: '<CdtDbtInd>BOTH</CdtDbtInd>' }, 'direction-unreadable'],
    ['no amount', { amount: '' }, 'amount-unreadable'],
  ])('with %s are an error, and the line is still given', async (_, parts, code) => {
    const file = await readXml(statementOf(entryOf(parts)));
    expect(file.statements[0]?.lines).toMatchObject([{ number: 1, amount: null }]);
    expect(file.problems[0]).toMatchObject({ severity: 'error', code });
  });
});

describe('a line', () => {
  const lineOf = async (parts: Parameters<typeof entryOf>[0]) => {
    const balances = balanceOf('OPBD', '5.00') + balanceOf('CLBD', '0.00');
    const file = await readXml(statementOf(balances + entryOf(parts)));
    return { line: file.statements[0]?.lines[0], codes: codes(file) };
  };

  test.each([
    ['a date', '<Dt>2026-04-30</Dt>', '2026-04-30', []],
    ['a date with zone', '<Dt>2026-04-30+01:00</Dt>', '2026-04-30', []],
    ['the local day as written', '<DtTm>2026-04-30T00:30:00+01:00</DtTm>', '2026-04-30', []],
    ['a leap day', '<Dt>2028-02-29</Dt>', '2028-02-29', []],
    ['a day not in the calendar', '<Dt>2026-02-29</Dt>', null, ['date-unreadable']],
    ['month 13', '<Dt>2026-13-01</Dt>', null, ['date-unreadable']],
    ['British order', '<Dt>30/04/2026</Dt>', null, ['date-unreadable']],
    ['more digits', '<Dt>2026-04-301</Dt>', null, ['date-unreadable']],
  ])('has %s', async (_, booked, bookedOn, expected) => {
    const found = await lineOf({ booked: `<BookgDt>${booked}</BookgDt>` });
    expect(found.line?.bookedOn).toBe(bookedOn);
    expect(found.codes).toEqual(expected);
  });

  test('that is booked without a date is a warning', async () => {
    const found = await lineOf({ booked: '' });
    expect(found.line?.bookedOn).toBeNull();
    expect(found.codes).toEqual(['date-missing']);
  });

  test.each(['<Sts>OTHR</Sts>', '', '<Sts><Prtry>x</Prtry></Sts>', '<Sts>constructor</Sts>'])(
    'with the status %s is information only, and a warning',
    async (status) => {
      const found = await lineOf({ status });
      expect(found.line?.status).toBe('information');
      expect(found.codes).toEqual(['status-unknown', 'balance-differs']);
    },
  );

  test('that is returned keeps its sign, whichever way the bank turns the parties', async () => {
    const payment = (parties: string): string =>
      `<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties>${parties}</RltdPties></TxDtls></NtryDtls>`;
    const direction = '<CdtDbtInd>CRDT</CdtDbtInd>';
    const kept = '<Dbtr><Nm>Council</Nm></Dbtr><Cdtr><Nm>Payee</Nm></Cdtr>';
    const turned = '<Dbtr><Nm>Payee</Nm></Dbtr>';
    for (const parties of [kept, turned]) {
      const found = await lineOf({ direction, more: payment(parties) });
      expect(found.line).toMatchObject({ amount: '5.00', reversal: true, counterparty: 'Payee' });
    }
  });

  test('has the name of a bank, of an ultimate party, and of no party', async () => {
    const named = (parties: string): string =>
      `<NtryDtls><TxDtls><RltdPties>${parties}</RltdPties></TxDtls></NtryDtls>`;
    const bank = '<Cdtr><Agt><FinInstnId><Nm>A Bank</Nm></FinInstnId></Agt></Cdtr>';
    const ultimate = '<UltmtCdtr><Pty><Nm>A Person</Nm></Pty></UltmtCdtr>';
    const owner = '<Dbtr><Pty><Nm>The Council</Nm></Pty></Dbtr>';
    expect((await lineOf({ more: named(bank) })).line?.counterparty).toBe('A Bank');
    expect((await lineOf({ more: named(ultimate) })).line?.counterparty).toBe('A Person');
    expect((await lineOf({ more: named(owner) })).line?.counterparty).toBeNull();
  });

  test.each([
    [
      'free text and structured reference',
      '<RmtInf><Ustrd>A</Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>',
      '',
      'A RF18',
    ],
    ['additional text of the payment', '<AddtlTxInf>B</AddtlTxInf>', '', 'B'],
    [
      'both texts',
      '<RmtInf><Ustrd>A</Ustrd></RmtInf>',
      '<AddtlNtryInf>FASTER PAYMENT</AddtlNtryInf>',
      'A FASTER PAYMENT',
    ],
    [
      'the longer of two that say the same',
      '<RmtInf><Ustrd>A1</Ustrd></RmtInf>',
      '<AddtlNtryInf>FPO A1</AddtlNtryInf>',
      'FPO A1',
    ],
    [
      'character data',
      '<RmtInf><Ustrd>A &amp; <![CDATA[<B>]]> &#163;</Ustrd></RmtInf>',
      '',
      'A & <B> £',
    ],
    ['nothing', '', '', null],
  ])('has %s', async (_, inPayment, inLine, text) => {
    const more = `<NtryDtls><TxDtls>${inPayment}</TxDtls></NtryDtls>${inLine}`;
    expect((await lineOf({ more })).line?.text).toBe(text);
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
