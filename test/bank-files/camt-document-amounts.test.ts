import { describe, expect, test } from 'vitest';
import type { CamtFile } from '../support/camt053.ts';
import { balanceOf, entryOf, readGolden, readXml, statementOf } from '../support/camt-files.ts';

const codes = (file: CamtFile): string[] => file.problems.map((problem) => problem.code);

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
    [
      'opening before that of the statement before',
      balanceOf('PRCD', '9.00') + opening + closing + entryOf({}),
      true,
      '10.00',
      [],
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

  test('is in the currency of the account, else of the balances, else of the first line', async () => {
    const currencyOf = async (parts: string): Promise<string | null | undefined> =>
      (await readXml(statementOf(parts).replace('<Ccy>GBP</Ccy>', ''))).statements[0]?.currency;
    const dollars = entryOf({ amount: '<Amt Ccy="USD">5.00</Amt>' });
    expect(await currencyOf(balanceOf('OPBD', '1.00', 'EUR') + dollars)).toBe('EUR');
    expect(await currencyOf(dollars)).toBe('USD');
    expect(await currencyOf('')).toBeNull();
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
