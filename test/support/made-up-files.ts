/** A line of a made-up statement: its amount in pence and its day of April 2026. */
export interface MadeUpLine {
  readonly pence: number;
  readonly day: number;
}

/** Pence as pounds with a mark before the decimals. */
const pounds = (pence: number, mark = '.'): string => {
  const digits = String(Math.abs(pence)).padStart(3, '0');
  return `${pence < 0 ? '-' : ''}${digits.slice(0, -2)}${mark}${digits.slice(-2)}`;
};
const side = (pence: number): string => (pence < 0 ? 'DBIT' : 'CRDT');
const two = (number: number): string => String(number).padStart(2, '0');
const total = (lines: readonly MadeUpLine[]): number =>
  lines.reduce((sum, one) => sum + one.pence, 0);

const OPENING = 100_000_000;

function camt(lines: readonly MadeUpLine[]): string {
  const amount = (pence: number): string =>
    `<Amt Ccy="GBP">${pounds(Math.abs(pence))}</Amt><CdtDbtInd>${side(pence)}</CdtDbtInd>`;
  const balance = (code: string, pence: number): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(pence)}<Dt><Dt>2026-04-30</Dt></Dt></Bal>\n`;
  const entries = lines.map(
    ({ pence, day }, n) =>
      `<Ntry>${amount(pence)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-${two(day)}</Dt></BookgDt>` +
      `<AcctSvcrRef>B${n}</AcctSvcrRef><NtryDtls><TxDtls>${amount(pence)}<RmtInf><Ustrd>Zoë &amp; Co</Ustrd>` +
      `</RmtInf></TxDtls></NtryDtls></Ntry>\n`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">` +
    `<BkToCstmrStmt><GrpHdr/><Stmt><Id>S</Id><Acct><Id><Othr><Id>20201555555555</Id></Othr></Id>` +
    `<Ccy>GBP</Ccy></Acct>\n${balance('OPBD', OPENING)}${balance('CLBD', OPENING + total(lines))}` +
    `${entries.join('')}</Stmt></BkToCstmrStmt></Document>\n`
  );
}

function mt940(lines: readonly MadeUpLine[]): string {
  const fields = lines.map(
    ({ pence, day }, n) =>
      `:61:2604${two(day)}04${two(day)}${pence < 0 ? 'D' : 'C'}${pounds(Math.abs(pence), ',')}NTRFREF${n}//B${n}\r\n` +
      `:86:166?00CARD?20SVWZ+Zoë and Co?32Ann Example\r\n`,
  );
  return (
    `:20:STARTUMS\r\n:25:20201555555555\r\n:28C:1/1\r\n:60F:C260401GBP${pounds(OPENING, ',')}\r\n` +
    `${fields.join('')}:62F:C260430GBP${pounds(OPENING + total(lines), ',')}\r\n-\r\n`
  );
}

function ofx(lines: readonly MadeUpLine[], isXml: boolean): string {
  const value = (name: string, text: string): string =>
    `<${name}>${text}${isXml ? `</${name}>` : ''}\n`;
  const transactions = lines.map(
    ({ pence, day }, n) =>
      `<STMTTRN>${value('DTPOSTED', `202604${two(day)}`)}${value('TRNAMT', pounds(pence))}` +
      `${value('FITID', `F${n}`)}${value('NAME', 'Zoë &amp; Co')}</STMTTRN>\n`,
  );
  const header = isXml
    ? '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
    : 'OFXHEADER:100\nVERSION:102\nENCODING:UTF-8\n\n';
  return (
    `${header}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>${value('CURDEF', 'GBP')}<BANKACCTFROM>` +
    `${value('ACCTID', '1')}</BANKACCTFROM><BANKTRANLIST>${transactions.join('')}</BANKTRANLIST>` +
    `</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n`
  );
}

function qif(lines: readonly MadeUpLine[]): string {
  const records = lines.map(
    ({ pence, day }, n) => `D${two(day)}/04/2026\nT${pounds(pence)}\nPZoë and Co\nN${n}\n^\n`,
  );
  return `!Type:Bank\n${records.join('')}`;
}

function bai2(lines: readonly MadeUpLine[]): string {
  const records = lines.map(
    ({ pence }, n) =>
      `16,${pence < 0 ? '475' : '142'},${Math.abs(pence)},Z,B${n},C${n},CARD ZOË AND CO/\n`,
  );
  const closing = OPENING + total(lines);
  const control = lines.reduce((sum, one) => sum + Math.abs(one.pence), OPENING + closing);
  return (
    '01,122099999,123456789,260430,0200,1,,,2/\n02,031001234,122099999,1,260430,2359,GBP,2/\n' +
    `03,55555555,GBP,010,${OPENING},,,015,${closing},,/\n${records.join('')}` +
    `49,${control},${lines.length + 2}/\n98,${control},1,${lines.length + 4}/\n99,${control},1,${lines.length + 6}/\n`
  );
}

const LLOYDS =
  'Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance';

function csv(lines: readonly MadeUpLine[], bank: 'lloyds' | 'first-direct'): string {
  let balance = OPENING;
  const rows = lines.map(({ pence, day }) => {
    balance += pence;
    const date = `${two(day)}/04/2026`;
    const amount = pounds(Math.abs(pence));
    return bank === 'lloyds'
      ? `${date},DD,'30-12-34,12345678,"ZOË, CO",${pence < 0 ? `${amount},` : `,${amount}`},${pounds(balance)}\r\n`
      : `${date},"ZOË, CO",${pounds(pence)},${pounds(balance)}\r\n`;
  });
  const headings = bank === 'lloyds' ? LLOYDS : 'Date,Description,Amount,Balance';
  return `${headings}\r\n${rows.join('')}`;
}

/** A file of every format with the same lines. */
export const MADE_UP: Readonly<Record<string, (lines: readonly MadeUpLine[]) => string>> = {
  camt,
  mt940,
  'ofx 1': (lines) => ofx(lines, false),
  'ofx 2': (lines) => ofx(lines, true),
  qif,
  bai2,
  'csv with two columns of amounts': (lines) => csv(lines, 'lloyds'),
  'csv with one column of amounts': (lines) => csv(lines, 'first-direct'),
};
