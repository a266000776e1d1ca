import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnswerFormat } from '../../../src/payments/answers/answer.ts';
import { readBankAnswer } from '../../../src/payments/answers/file-reader.ts';
import { arucs, awacs, pain002 } from '../../support/answering.ts';

const read = (text: string, format?: AnswerFormat) => readBankAnswer(Buffer.from(text), format);
const reference = 'PB 000001 000001';
const report = { messageId: 'TESTSHIRE-000001' };
const one = (more: object) =>
  pain002({
    ...report,
    blocks: [{ id: 'TESTSHIRE-000001', payments: [{ reference, ...more }] }],
  } as never);

describe('a payment status report', () => {
  it('says of the file, its blocks and its payments what became of them', async () => {
    const text = pain002({
      messageId: 'TESTSHIRE-000001',
      madeAt: '2026-04-01T23:30:00Z',
      group: { status: 'PART' },
      blocks: [
        { id: 'TESTSHIRE-000001-1', own: { status: 'RJCT', code: 'DT01' } },
        {
          id: 'TESTSHIRE-000001-2',
          own: { status: 'ACCP' },
          payments: [
            { reference, status: 'RJCT', code: 'AC04', amount: '5.0100' },
            { reference: 'PB 000001 000002', status: 'ACSC' },
          ],
        },
      ],
    });
    const { format, madeOn, lines, errors } = await read(text);
    expect(errors).toEqual([]);
    // Half past eleven in the evening of universal time is past midnight in a British summer.
    expect([format, madeOn]).toEqual(['pain_002', '2026-04-02']);
    expect(
      lines.map((each) => [each.line, each.level, each.said, each.code, each.blockId, each.amount]),
    ).toEqual([
      [1, 'group', 'accepted', null, null, null],
      [2, 'payment', 'rejected', 'DT01', 'TESTSHIRE-000001-1', null],
      [3, 'payment', 'accepted', null, 'TESTSHIRE-000001-2', null],
      [4, 'transaction', 'rejected', 'AC04', 'TESTSHIRE-000001-2', '5.01'],
      [5, 'transaction', 'settled', null, 'TESTSHIRE-000001-2', null],
    ]);
    expect(lines.every((each) => each.messageId === 'TESTSHIRE-000001')).toBe(true);
    expect(lines[3]!.reference).toBe(reference);
  });

  it.each([
    ['ACCP', 'accepted'],
    ['ACSP', 'accepted'],
    ['ACSC', 'settled'],
    ['ACTC', 'accepted'],
    ['ACWC', 'accepted'],
    ['ACCC', 'settled'],
    ['PDNG', 'pending'],
    ['RCVD', 'pending'],
    ['RJCT', 'rejected'],
    ['CANC', 'rejected'],
  ])('of the status %s says %s', async (status, said) => {
    expect((await read(one({ status }))).lines[0]!.said).toBe(said);
  });

  it.each(['03', '08', '09', '10', '12', '14'])('is read in version %s', async (version) => {
    const { lines, errors } = await read(
      pain002({ ...report, version, group: { status: 'ACTC' } }),
    );
    expect([errors, lines.length]).toEqual([[], 1]);
  });

  it('is read with a prefix, and a reason in the words of the bank', async () => {
    const text = one({ status: 'RJCT', code: 'AC04' })
      .replaceAll('<Cd>AC04</Cd>', '<Prtry>Account   closed</Prtry>')
      .replaceAll(/<(\/?)([A-Z])/g, '<$1p:$2')
      .replace('xmlns=', 'xmlns:p=');
    const { lines, errors } = await read(text);
    expect(errors).toEqual([]);
    expect(lines[0]).toMatchObject({ said: 'rejected', code: 'Account closed', reference });
  });

  it('keeps the amount of pounds only', async () => {
    const { lines } = await read(one({ status: 'RJCT', amount: '12.50', currency: 'EUR' }));
    expect(lines[0]).toMatchObject({ amount: null, currency: 'EUR' });
  });

  it.each([
    ['a status that nobody knows', one({ status: 'XXXX' }), /Expected a status of ACCP.*"XXXX"/],
    ['a payment without a status', one({ status: '' }), /Expected a status \(TxSts\)/],
    ['parts of a penny', one({ status: 'RJCT', amount: '1.005' }), /whole pence; found "1\.005"/],
    ['no status at all', pain002(report), /Expected at least one status/],
    [
      'an accepted payment in a rejected block',
      pain002({
        ...report,
        blocks: [{ id: 'B', own: { status: 'RJCT' }, payments: [{ reference, status: 'ACSC' }] }],
      }),
      /every payment of a rejected file or block/,
    ],
    [
      'an accepted payment in a rejected file',
      pain002({
        ...report,
        group: { status: 'RJCT' },
        blocks: [{ id: 'B', payments: [{ reference, status: 'PDNG' }] }],
      }),
      /every payment of a rejected file or block/,
    ],
  ])('is refused with %s', async (_what, text, message) => {
    const { errors } = await read(text);
    expect(errors).toHaveLength(1);
    expect(errors[0]!.message).toMatch(message);
    expect(errors[0]!.where).toMatch(/^\d+:\d+$/);
  });
});

describe('a Bacs report', () => {
  it('says which credits come back, and why', async () => {
    const text = arucs([
      { reference, code: '0', amount: '1,769.23' },
      { reference: 'PB 000001 000002', code: 'B' },
    ]);
    const { format, madeOn, lines, errors } = await read(text);
    expect([format, madeOn, errors]).toEqual(['arucs', '2026-04-07', []]);
    expect(lines[0]).toMatchObject({
      level: 'return',
      said: 'returned',
      code: '0',
      reference,
      amount: '1769.23',
      account: { sortCode: '200000', accountNumber: '12345678' },
      processedOn: '2026-04-01',
    });
    expect(lines[1]).toMatchObject({ code: 'B', amount: '769.23' });
  });

  it.each([
    ['5001', '', '5'],
    ['2001', 'BENEFICIARY DECEASED', '2'],
    ['2001', 'INSTRUCTION CANCELLED', '2001'],
    ['b', '', 'B'],
  ])('reads the code %s with the words "%s" as %s', async (code, words, expected) => {
    const text = arucs([{ reference, code }]).replace(
      'returnDescription=""',
      `returnDescription="${words}"`,
    );
    expect((await read(text)).lines[0]!.code).toBe(expected);
  });

  it('is refused when it does not add up to its totals', async () => {
    const item = { reference, code: '0' };
    const totals = (count: number, sum: string) =>
      read(arucs([item], '2026-04-07', `<Totals numberOf="${count}" valueOf="${sum}"/>`));
    expect((await totals(1, '769.23')).errors).toEqual([]);
    expect((await totals(2, '769.23')).errors[0]!.message).toMatch(/Expected 2 returned credits/);
    expect((await totals(1, '769.24')).errors[0]!.message).toMatch(/credits of 769\.24.* 769\.23/);
  });

  it('says where the money of a payment should go in future', async () => {
    const { format, lines, errors } = await read(awacs(reference));
    expect([format, errors]).toEqual(['awacs', []]);
    expect(lines[0]).toMatchObject({
      level: 'advice',
      said: 'advised',
      code: '3',
      reference,
      account: { sortCode: '200000', accountNumber: '12345678' },
      newDetails: { sortCode: '200001', accountNumber: '87654321', name: 'G EXAMPLE' },
    });
  });

  it('of advices that do not say what they are of is read only as what the caller says', async () => {
    const text = awacs(reference).replaceAll(/<\/?AWACS>/g, '');
    expect((await read(text)).errors[0]!.message).toMatch(/name the format awacs/);
    expect((await read(text, 'awacs')).lines).toHaveLength(1);
  });
});

describe('a CSV form', () => {
  it('names its columns in any order', async () => {
    const text = `Code,Reference,Amount,sort code,Account Number\r\n5,${reference},769.23,20-00-00,12345678\r\n\r\n`;
    const { format, lines, errors } = await read(text);
    expect([format, errors]).toEqual(['arucs', []]);
    expect(lines[0]).toMatchObject({ code: '5', reference, amount: '769.23', said: 'returned' });
    expect(lines[0]!.account).toEqual({ sortCode: '200000', accountNumber: '12345678' });
  });

  it('is of advices when it has new details', async () => {
    const text = `reference,code,newSortCode,newAccountNumber\n${reference},3,200001,87654321\n`;
    const { format, lines } = await read(text);
    expect(format).toBe('awacs');
    expect(lines[0]!.newDetails).toEqual({
      sortCode: '200001',
      accountNumber: '87654321',
      name: null,
    });
  });

  it.each([
    ['no columns', 'hello\nthere', /CSV whose first line names its columns/],
    ['a column twice', 'reference,code,code\n', /CSV whose first line/],
    ['a short line', `reference,code\n${reference}\n`, /Expected 2 cells; found 1/],
    ['no reason', `reference,code\n${reference},\n`, /Expected a reason code/],
    ['no reference', 'reference,code\n,5\n', /Expected the reference/],
    ['no amount', `reference,code,amount\n${reference},5,much\n`, /Expected an amount/],
    ['a quote that never closes', `reference,code\n"${reference},5\n`, /never closed/],
  ])('is refused with %s', async (_what, text, message) => {
    const { errors } = await read(text);
    expect(errors[0]!.message).toMatch(message);
  });
});

describe('a file that is none of these', () => {
  const bomb =
    '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY c "&a;&a;&a;">]><Document><CstmrPmtStsRpt>&c;' +
    '</CstmrPmtStsRpt></Document>';
  it.each([
    ['nothing', '', /the file is empty/],
    ['other XML', '<hello/>', /found XML that begins with <hello>/],
    ['a statement', '<Document><BkToCstmrStmt/></Document>', /found a bank statement/],
    ['our own order', '<Document><CstmrCdtTrfInitn/></Document>', /found a payment order/],
    ['unpaid direct debits', '<BACSDocument><Data><ARUDD/></Data></BACSDocument>', /\(ARUDD\)/],
    ['an entity bomb', bomb, /document type declaration/],
    [
      'half of a report',
      arucs([{ reference, code: '0' }]).slice(0, 500),
      /a part of it is missing/,
    ],
    ['half of a status', one({ status: 'RJCT' }).slice(0, 450), /a part of it is missing/],
    ['a thousand levels', '<a>'.repeat(1000), /at most 100 levels/],
  ])('is refused: %s', async (_what, text, message) => {
    const { errors } = await read(text);
    expect(errors.map((error) => error.message)).toEqual([expect.stringMatching(message)]);
  });

  it('is refused where the caller says that it is another', async () => {
    const { errors } = await read(arucs([]), 'pain_002');
    expect(errors[0]!.message).toMatch(/Expected pain_002, as was asked for; found arucs/);
  });

  it('never breaks the reader, wherever a file is cut or changed', async () => {
    const whole = arucs([{ reference, code: '0' }]) + one({ status: 'RJCT', code: 'AC04' });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.string(),
        async (a, b, put) => {
          const text = whole.slice(0, Math.min(a, b)) + put + whole.slice(Math.max(a, b));
          await expect(read(text)).resolves.toHaveProperty('errors');
        },
      ),
      { numRuns: 300 },
    );
  });
});

const FIXTURES = new URL('../../../../shared/fixtures/iso20022js/', import.meta.url);
const present = existsSync(FIXTURES);

describe(`reports that banks have published (${present ? 'present' : 'not present'})`, () => {
  it.skipIf(!present).each([
    ['cross_river__pain_002_credit_accepted', ['accepted', 'accepted', 'accepted'], null],
    [
      'cross_river__pain_002_transaction_rejected',
      ['accepted', 'rejected', 'rejected', 'rejected', 'rejected'],
      'NARR',
    ],
    ['goldman_sachs__pain_002_v3_accepted', ['accepted'], 'NARR'],
    ['goldman_sachs__pain_002_v3_payment_accepted', ['accepted'], 'NARR'],
    ['nordea__pain_002_v3_payment_reject', ['rejected'], 'NARR'],
  ])('%s', async (name, said, lastCode) => {
    const { lines, errors } = await readBankAnswer(readFileSync(new URL(`${name}.xml`, FIXTURES)));
    expect(errors).toEqual([]);
    expect(lines.map((line) => line.said)).toEqual(said);
    expect(lines.at(-1)!.code).toBe(lastCode);
  });
});
