import { Decimal, sum } from '../../src/money.ts';
import { REPORT, NOTICE, STATEMENT, balance, camt, type Message } from './camt-family.ts';

/** A line as all formats can say it. */
export interface DayLine {
  readonly amount: string;
  readonly reference: string;
  readonly name: string;
  readonly text: string;
}

/** The lines of one day of an account. */
export interface BankDay {
  readonly account: { readonly sortCode: string; readonly accountNumber: string };
  readonly day: string;
  readonly opening: string;
  readonly lines: readonly DayLine[];
}

const closingOf = ({ opening, lines }: BankDay): string =>
  new Decimal(opening).plus(sum(lines.map(({ amount }) => new Decimal(amount)))).toFixed(2);
const numberOf = ({ account }: BankDay): string => `${account.sortCode}${account.accountNumber}`;
const unsigned = (amount: string): string => amount.replace('-', '');
const short = (day: string): string => day.slice(2).replaceAll('-', '');

/** ISO 20022 of any of the three messages. */
function camtOf(day: BankDay, message: Message): string {
  const entries = day.lines.map(({ amount, reference, name, text }) => {
    const out = amount.startsWith('-');
    const party = `<${out ? 'Cdtr' : 'Dbtr'}><Pty><Nm>${name}</Nm></Pty></${out ? 'Cdtr' : 'Dbtr'}>`;
    return `<Ntry><Amt Ccy="GBP">${unsigned(amount)}</Amt><CdtDbtInd>${out ? 'DBIT' : 'CRDT'}</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day.day}</Dt></BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties>${party}</RltdPties><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
  });
  const account = `<Acct><Id><Othr><Id>${numberOf(day)}</Id></Othr></Id><Ccy>GBP</Ccy></Acct>`;
  const balances =
    message === STATEMENT
      ? `${balance('OPBD', day.opening, { on: day.day })}${balance('CLBD', closingOf(day), { on: day.day })}`
      : '';
  return camt(`${balances}${entries.join('')}`, { message, account });
}

function swift(day: BankDay, isWhole: boolean): string {
  const money = (amount: string): string => unsigned(amount).replace('.', ',');
  const sign = (amount: string): string => (amount.startsWith('-') ? 'D' : 'C');
  const bal = (tag: string, amount: string): string =>
    `:${tag}:${sign(amount)}${short(day.day)}GBP${money(amount)}\n`;
  const lines = day.lines.map(
    ({ amount, reference, name, text }) =>
      `:61:${short(day.day)}${day.day.slice(5).replace('-', '')}${sign(amount)}${money(amount)}NTRF${reference}\n` +
      `:86:${text} ${name}\n`,
  );
  const head = `:20:DAY\n:25:${numberOf(day)}\n:28C:1/1\n`;
  if (isWhole) {
    return `${head}${bal('60F', day.opening)}${lines.join('')}${bal('62F', closingOf(day))}-\n`;
  }
  const stamp = `:34F:GBP0,\n:13D:${short(day.day)}1200+0000\n`;
  return `${head}${stamp}${lines.join('')}-\n`;
}

function ofxOf(day: BankDay): string {
  const on = day.day.replaceAll('-', '');
  const lines = day.lines.map(
    ({ amount, reference, name, text }) =>
      `<STMTTRN><TRNTYPE>OTHER<DTPOSTED>${on}<TRNAMT>${amount}<FITID>${reference}<NAME>${name}<MEMO>${text}</STMTTRN>`,
  );
  const { sortCode, accountNumber } = day.account;
  return (
    'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX>' +
    `<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>GBP<BANKACCTFROM><BANKID>${sortCode}<ACCTID>${accountNumber}` +
    `</BANKACCTFROM><BANKTRANLIST><DTSTART>${on}<DTEND>${on}${lines.join('')}</BANKTRANLIST>` +
    `<LEDGERBAL><BALAMT>${closingOf(day)}<DTASOF>${on}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`
  );
}

function qifOf(day: BankDay): string {
  const on = day.day.split('-').toReversed().join('/');
  const lines = day.lines.map(
    ({ amount, name, text }) => `D${on}\nT${amount}\nP${name}\nM${text}\nL${numberOf(day)}\n^\n`,
  );
  return `!Type:Bank\n${lines.join('')}`;
}

function bai2Of(day: BankDay): string {
  const on = short(day.day);
  const cents = (amount: string): string => new Decimal(amount).times(100).toFixed(0);
  const signed = (amount: string): string =>
    amount.startsWith('-') ? cents(amount) : `+${cents(amount)}`;
  const [opening, closing] = [signed(day.opening), signed(closingOf(day))];
  const lines = day.lines.map(({ amount, reference, name, text }) => {
    const type = amount.startsWith('-') ? '475' : '195';
    return `16,${type},${cents(unsigned(amount))},,${reference},,${text} ${name}\n`;
  });
  const total = [
    opening,
    closing,
    ...day.lines.map(({ amount }) => cents(unsigned(amount))),
  ].reduce((all, one) => all.plus(one.replace('+', '')), new Decimal(0));
  const records = lines.length + 2;
  return (
    `01,BANK,US,${on},0600,1,,,2/\n02,US,BANK,1,${on},,GBP,2/\n` +
    `03,${numberOf(day)},,010,${opening},,,015,${closing},,/\n${lines.join('')}` +
    `49,${total.toFixed()},${records}/\n98,${total.toFixed()},1,${records + 2}/\n99,${total.toFixed()},1,${records + 4}/\n`
  );
}

function csvOf(day: BankDay): string {
  const on = day.day.split('-').toReversed().join('/');
  const { sortCode, accountNumber } = day.account;
  let left = new Decimal(day.opening);
  const rows = day.lines.map(({ amount, reference, name, text }) => {
    left = left.plus(amount);
    const [out, income] = amount.startsWith('-') ? [unsigned(amount), ''] : ['', amount];
    return `${on},FPI,'${sortCode},${accountNumber},${text} ${name} ${reference},${out},${income},${left.toFixed(2)}\r\n`;
  });
  return (
    'Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\r\n' +
    rows.toReversed().join('')
  );
}

/** A day in every format that is read, with the content type it may come as. */
export const IN_FORMATS: readonly (readonly [
  format: RegExp,
  type: string,
  write: (day: BankDay) => string,
])[] = [
  [/^camt\.053\.001\.08$/, 'application/xml', (day) => camtOf(day, STATEMENT)],
  [/^camt\.052\.001\.08$/, 'text/xml', (day) => camtOf(day, REPORT)],
  [/^camt\.054\.001\.08$/, 'application/octet-stream', (day) => camtOf(day, NOTICE)],
  [/^mt940$/, 'text/plain', (day) => swift(day, true)],
  [/^mt942$/, 'text/plain', (day) => swift(day, false)],
  [/^ofx\./, 'application/x-ofx', ofxOf],
  [/^qif$/, 'text/plain', qifOf],
  [/^bai2$/, 'text/plain', bai2Of],
  [/^csv\.lloyds$/, 'text/csv', csvOf],
];

/** A day as a statement of camt.053, and as a report within the day. */
export const asStatement = (day: BankDay): string => camtOf(day, STATEMENT);
export const asReport = (day: BankDay): string => camtOf(day, REPORT);
export const asCsv = csvOf;
export const asQif = qifOf;
