import { describe, expect, test } from 'vitest';
import { readFile } from '../support/bank-files.ts';
import { REPORT, NOTICE, balance, camt, codes, line } from '../support/camt-family.ts';

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
