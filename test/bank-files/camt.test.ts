import { describe, expect, test } from 'vitest';
import { readFile, type ReadFile } from '../support/bank-files.ts';

type Message = readonly [name: string, element: string, part: string];
const REPORT: Message = ['camt.052', 'BkToCstmrAcctRpt', 'Rpt'];
const STATEMENT: Message = ['camt.053', 'BkToCstmrStmt', 'Stmt'];
const NOTICE: Message = ['camt.054', 'BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
const VERSIONS = Array.from({ length: 12 }, (_, n) => String(n + 1).padStart(2, '0'));

interface Parts {
  readonly message?: Message;
  readonly version?: string;
  readonly account?: string;
}

const ACCOUNT = '<Acct><Id><Othr><Id>20-20-15 55555555</Id></Othr></Id><Ccy>GBP</Ccy></Acct>';

/** A message of the CAMT family with one account. */
function camt(
  inside: string,
  { message = STATEMENT, version = '08', account = ACCOUNT }: Parts = {},
): string {
  const [name, element, part] = message;
  const whole = version === '01' ? `${element}V01` : element;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}.001.${version}"><${whole}><GrpHdr/>
<${part}><Id>1</Id>${account}${inside}</${part}></${whole}></Document>`;
}

const balance = (
  code: string,
  amount: string,
  { on = '2026-04-30', currency = 'GBP' } = {},
): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount.replace('-', '')}</Amt>
<CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;

const amount = (text: string, currency = 'GBP'): string =>
  `<Amt Ccy="${currency}">${text.replace('-', '')}</Amt><CdtDbtInd>${text.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;

const line = (text: string, more = '', status = '<Sts><Cd>BOOK</Cd></Sts>'): string =>
  `<Ntry>${amount(text)}${status}<BookgDt><Dt>2026-04-30</Dt></BookgDt>${more}</Ntry>`;

const codes = (file: ReadFile): string[] => file.problems.map((problem) => problem.code);

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

describe('amounts', () => {
  test.each([
    ['12.5', '12.5', []],
    ['0012.50', '0012.50', []],
    ['123456789012.00', '123456789012.00', []],
    ['1234567890123.00', '1234567890123.00', ['amount-too-long']],
    ['12345678901234567890', '12345678901234567890', ['amount-too-long']],
    ['1.005', '1.005', ['amount-decimals']],
  ])('%s is kept', (text, expected, problems) => {
    const file = readFile(camt(line(text), { message: REPORT }));
    expect(file.statements[0]?.lines[0]?.amount).toBe(expected);
    expect(codes(file)).toEqual(problems);
  });

  test.each(['', 'ten', '1e3', '12,50', '1 000', 'NaN', '9'.repeat(40), '='.repeat(20)])(
    '"%s" makes no line, and is named',
    (text) => {
      const file = readFile(camt(line(text) + line('1'), { message: REPORT }));
      expect(file.statements[0]?.lines).toHaveLength(1);
      expect(file.problems).toMatchObject([{ severity: 'error', code: 'amount-unreadable' }]);
    },
  );
});

describe('a file', () => {
  test('with several accounts, one of them without lines', () => {
    const second = '<Stmt><Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></Acct></Stmt>';
    const file = readFile(camt(line('1')).replace('</BkTo', `${second}</BkTo`));
    expect(file.statements.map(({ account, lines }) => [account, lines.length])).toEqual([
      ['20-20-15 55555555', 1],
      ['GB33BUKB20201555555555', 0],
    ]);
  });

  test('in an envelope, with prefixes, or without its document', () => {
    const plain = camt(line('1'));
    const inner = plain.slice(plain.indexOf('<Document'));
    const alone = inner.replace(/^<Document[^>]*>/, '').replace('</Document>', '');
    const prefixed = inner.replaceAll(/<(\/?)(?=\w)/g, '<$1n:').replace('xmlns=', 'xmlns:n=');
    for (const text of [`<Envelope><Header/>${inner}</Envelope>`, alone, prefixed]) {
      expect(readFile(text).statements[0]?.lines).toHaveLength(1);
    }
    expect(codes(readFile(alone))).toContain('version-unknown');
  });

  test('with an empty line before its declaration', () => {
    const file = readFile(`\r\n ${camt(line('1'))}`);
    expect(file.statements[0]?.lines).toHaveLength(1);
    expect(file.problems[0]?.where).toBe('line 4, column 1');
  });

  test('that does not say its character set is read as UTF-8, else as Windows-1252', () => {
    const text = camt(line('1', '<AddtlNtryInf>caf\u00E9 \u00A35</AddtlNtryInf>'), {
      message: NOTICE,
    }).replace(/^<\?xml.*\?>/, '');
    const [utf8, windows] = [readFile(text), readFile(Buffer.from(text, 'latin1'))];
    expect(utf8.statements[0]?.lines[0]?.text).toBe('café £5');
    expect(windows.statements).toEqual(utf8.statements);
    expect([codes(utf8), codes(windows)]).toEqual([[], ['encoding-guessed']]);
  });

  test('with an impossible date keeps the line and leaves the date empty', () => {
    const file = readFile(camt(line('1').replace('2026-04-30', '2026-02-30'), { message: REPORT }));
    expect(file.statements[0]?.lines).toMatchObject([{ bookedOn: null, amount: '1' }]);
    expect(codes(file)).toEqual(['date-unreadable']);
  });

  test('that breaks off keeps its lines and proves nothing', () => {
    const whole = camt(balance('OPBD', '0.00') + balance('CLBD', '3.00') + line('1') + line('2'));
    const file = readFile(whole.slice(0, whole.lastIndexOf('<Ntry>') + 20));
    expect(file.statements).toMatchObject([{ balances: null, lines: [{ amount: '1' }] }]);
    expect(codes(file)).toEqual(['file-truncated']);
  });

  test.each([
    ['a message without accounts', camt('').replace(/<Stmt>.*<\/Stmt>/s, ''), 'nothing-to-read'],
    ['a payment order', '<Document><CstmrCdtTrfInitn/></Document>', 'format-unknown'],
    ['other XML', '<?xml version="1.0"?><feed/>', 'format-unknown'],
    ['an entity bomb', `<!DOCTYPE b [<!ENTITY a "x">]>${camt('')}`, 'doctype-refused'],
    ['zero bytes', camt(line('\0')), 'xml-broken'],
  ])('that is %s says so', (_, text, code) => {
    const file = readFile(text, { format: 'camt' });
    expect(file.problems.filter((one) => one.severity === 'error')).toMatchObject([{ code }]);
  });
});
