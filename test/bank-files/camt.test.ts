import { describe, expect, test } from 'vitest';
import { readFile, type ReadFile } from '../support/bank-files.ts';
import {
  REPORT,
  STATEMENT,
  NOTICE,
  amount,
  balance,
  camt,
  codes,
  line,
} from '../support/camt-family.ts';

const VERSIONS = Array.from({ length: 12 }, (_, n) => String(n + 1).padStart(2, '0'));

describe.each([REPORT, STATEMENT, NOTICE])('%s', (...message) => {
  test.each(VERSIONS)('version %s is read', (version) => {
    const isNew = Number(version) >= 8;
    const name = isNew ? '<Pty><Nm>A Payee</Nm></Pty>' : '<Nm>A Payee</Nm>';
    const status = isNew ? '<Sts><Cd>BOOK</Cd></Sts>' : '<Sts>BOOK</Sts>';
    const details = `<TxDtls><Refs><EndToEndId>DP0001</EndToEndId></Refs><RltdPties><Cdtr>${name}</Cdtr></RltdPties>
<RmtInf><Ustrd>Direct payment</Ustrd></RmtInf></TxDtls>`;
    const more = `<ValDt><DtTm>2026-05-01T00:30:00+01:00</DtTm></ValDt><AcctSvcrRef>B1</AcctSvcrRef>
${version === '01' ? details : `<NtryDtls>${details}</NtryDtls>`}`;
    const file = readFile(camt(line('-12.5', more, status), { message, version }));
    expect(file.format).toBe(`${message[0]}.001.${version}`);
    expect(file.statements).toMatchObject([
      {
        account: '20-20-15 55555555',
        currency: 'GBP',
        opening: null,
        closing: null,
        balances: null,
      },
    ]);
    const detail = {
      amount: '-12.5',
      reference: 'DP0001',
      counterparty: 'A Payee',
      text: 'Direct payment',
    };
    expect(file.statements[0]?.lines).toEqual([
      {
        bookedOn: '2026-04-30',
        valueOn: '2026-05-01',
        amount: '-12.5',
        status: 'booked',
        reference: 'B1',
        counterparty: 'A Payee',
        text: 'Direct payment',
        details: [detail],
      },
    ]);
    // Only a day's statement must have balances.
    expect(codes(file)).toEqual(message[0] === 'camt.053' ? ['balance-missing'] : []);
  });

  test('balances by its booked lines alone', () => {
    const lines =
      line('-5.00') + line('100.00', '', '<Sts>PDNG</Sts>') + line('7.00', '', '<Sts>INFO</Sts>');
    const file = readFile(
      camt(balance('OPBD', '5.00') + balance('CLBD', '0.00') + lines, { message }),
    );
    expect(file.statements[0]).toMatchObject({ opening: '5.00', closing: '0.00', balances: true });
    expect(file.statements[0]?.lines.map((one) => one.status)).toEqual([
      'booked',
      'pending',
      'pending',
    ]);
    expect(file.problems).toEqual([]);
  });

  test('that does not balance says by how much', () => {
    const inside = balance('OPBD', '5.00') + balance('CLBD', '0.00') + line('-4.99');
    const file = readFile(camt(inside, { message }));
    expect(file.statements[0]?.balances).toBe(false);
    expect(file.problems).toMatchObject([{ severity: 'warning', code: 'does-not-balance' }]);
    expect(file.problems[0]?.message).toContain('a difference of -0.01');
    expect(file.problems[0]?.where).toMatch(/^line \d+, column \d+$/);
  });
});

describe('balances', () => {
  const of = (inside: string): ReadFile['statements'][number] | undefined =>
    readFile(camt(inside)).statements[0];

  test('of every day of a longer statement: the first opens it and the last closes it', () => {
    const days = [
      balance('CLBD', '30.00', { on: '2026-04-02' }),
      balance('OPBD', '20.00', { on: '2026-04-02' }),
      balance('OPBD', '10.00', { on: '2026-04-01' }),
      balance('CLBD', '20.00', { on: '2026-04-01' }),
    ];
    for (const inside of [days, days.toReversed()]) {
      expect(of(inside.join('') + line('20'))).toMatchObject({
        opening: '10.00',
        closing: '30.00',
        balances: true,
        from: '2026-04-01',
        to: '2026-04-02',
      });
    }
  });

  test('of several currencies: that of the account counts, wherever it stands', () => {
    const euros =
      balance('OPBD', '1.00', { currency: 'EUR' }) + balance('CLBD', '2.00', { currency: 'EUR' });
    const pounds = balance('OPBD', '10.00') + balance('CLBD', '30.00');
    expect(of(euros + pounds + line('20'))).toMatchObject({
      opening: '10.00',
      closing: '30.00',
      balances: true,
    });
  });

  test('in another currency are given, and prove nothing', () => {
    const file = readFile(
      camt(balance('OPBD', '1.00') + balance('CLBD', '-3.00', { currency: 'SEK' }) + line('2')),
    );
    expect(file.statements[0]).toMatchObject({
      opening: '1.00',
      closing: '-3.00',
      balances: false,
    });
    expect(codes(file)).toContain('does-not-balance');
  });

  test('at the ends of a page (ITBD) open and close it', () => {
    const [first, second] = [balance('ITBD', '1.00'), balance('ITBD', '3.00')];
    expect(of(first + second + line('2'))).toMatchObject({
      opening: '1.00',
      closing: '3.00',
      balances: true,
    });
    expect(of(balance('OPBD', '1.00') + second + line('2'))).toMatchObject({
      closing: '3.00',
      balances: true,
    });
    expect(of(first + balance('CLBD', '3.00') + line('2'))).toMatchObject({
      opening: '1.00',
      balances: true,
    });
    expect(of(first + line('2'))).toMatchObject({ opening: null, closing: '1.00', balances: null });
  });

  test('available and forward ones are not what lines add up to', () => {
    const inside = balance('OPAV', '1.00') + balance('CLAV', '3.00') + balance('FWAV', '3.00');
    expect(of(inside + line('2'))).toMatchObject({ opening: null, closing: null, balances: null });
  });
});

describe('details', () => {
  const details = (...each: string[]): string =>
    `<NtryDtls>${each.map((one) => `<TxDtls>${one}</TxDtls>`).join('')}</NtryDtls>`;
  const ofLine = (text: string, more: string): ReadFile =>
    readFile(camt(line(text, more), { message: NOTICE }));

  test('have their own amounts and signs', () => {
    const file = ofLine(
      '-10.00',
      details(
        amount('-12.0'),
        amount('2.00'),
        '<AmtDtls><TxAmt><Amt Ccy="GBP">0.00</Amt></TxAmt></AmtDtls>',
      ),
    );
    expect(file.statements[0]?.lines[0]?.details.map((one) => one.amount)).toEqual([
      '-12.0',
      '2.00',
      '0.00',
    ]);
    expect(file.problems).toEqual([]);
  });

  test('that do not add up to the line are named, unless charges are the difference', () => {
    const two = details(amount('100.00'), amount('50.00'));
    const older = `<Chrgs>${amount('-1.50')}</Chrgs>`;
    const newer = `<Chrgs><TtlChrgsAndTaxAmt Ccy="GBP">2.50</TtlChrgsAndTaxAmt><Rcrd>${amount('-2.00')}</Rcrd><Rcrd>${amount('0.50')}</Rcrd></Chrgs>`;
    expect(codes(ofLine('148.50', two))).toEqual(['details-differ']);
    expect(codes(ofLine('148.50', older + two))).toEqual([]);
    expect(codes(ofLine('148.50', newer + two))).toEqual([]);
    expect(codes(ofLine('148.50', details(amount('100.00') + older, amount('50.00'))))).toEqual([]);
    expect(codes(ofLine('148.51', older + two))).toEqual(['details-differ']);
  });

  test('in another currency are kept as they are, with a word', () => {
    const file = ofLine('-10.00', details(amount('-11.50', 'EUR')));
    expect(file.statements[0]?.lines[0]?.details).toMatchObject([{ amount: '-11.50' }]);
    expect(codes(file)).toEqual(['currency-differs']);
  });

  test('without an amount have none, but that of a line they are alone in', () => {
    expect(ofLine('-10.00', details('')).statements[0]?.lines[0]?.details).toMatchObject([
      { amount: '-10.00' },
    ]);
    expect(ofLine('-10.00', details('', '')).statements[0]?.lines[0]?.details).toMatchObject([
      { amount: null },
      { amount: null },
    ]);
  });
});
