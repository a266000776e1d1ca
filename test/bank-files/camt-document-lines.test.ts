import { describe, expect, test } from 'vitest';
import type { CamtFile } from '../support/camt053.ts';
import { balanceOf, entryOf, readGolden, readXml, statementOf } from '../support/camt-files.ts';

const codes = (file: CamtFile): string[] => file.problems.map((problem) => problem.code);

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
