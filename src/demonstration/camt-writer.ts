import { type Decimal, sum, toText } from '../money.ts';

/** One line of a made-up statement. Money out is negative. */
export interface StatementLine {
  readonly bookedOn: Temporal.PlainDate;
  readonly valueOn: Temporal.PlainDate;
  /** In whole pence. */
  readonly amount: Decimal;
  /** The bank's reference, 1 to 35 characters. */
  readonly reference: string;
  /** The name at the other end, 1 to 140 characters. */
  readonly counterparty: string | null;
  /** What the statement says, 1 to 140 characters. */
  readonly text: string | null;
  /** "PMNT-ICDT-DMCT" of the ISO code set, or a bank's own code of up to 35 characters. */
  readonly bankCode?: string | undefined;
}

/** A made-up statement of one account. */
export interface Statement {
  /** 1 to 35 characters. */
  readonly messageId: string;
  readonly account: {
    /** Six digits. */
    readonly sortCode: string;
    /** Eight digits. */
    readonly accountNumber: string;
    /** ISO 4217, with two decimals: "GBP". */
    readonly currency: string;
  };
  /** The first and last day. */
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly opening: Decimal;
  readonly lines: readonly StatementLine[];
}

/** Characters XML 1.0 cannot hold at all, not even escaped. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** The three codes of a bank transaction in the ISO code set. */
const ISO_CODE = /^([A-Z]{4})-([A-Z]{4})-([A-Z]{4})$/;

/**
 * Writes a bank statement as ISO 20022 camt.053.001.08, for demonstrations and tests. The closing
 * balance is the opening balance and the lines, so the statement always balances. The account is
 * written as sort code and account number together, 14 digits.
 *
 * Throws RangeError for a text that is too long, empty or not possible in XML, and for parts of a
 * penny.
 */
export function camt053(statement: Statement): string {
  const { account, from, to, opening, lines } = statement;
  const closing = opening.plus(sum(lines.map((line) => line.amount)));
  const entries = lines.map((line) => entry(line, account.currency)).join('\n');
  const made = `${to.toString()}T23:59:59`;
  const id = text(statement.messageId, 35);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${made}</CreDtTm></GrpHdr>
<Stmt>
<Id>${id}</Id>
<CreDtTm>${made}</CreDtTm>
<FrToDt><FrDtTm>${from.toString()}T00:00:00</FrDtTm><ToDtTm>${made}</ToDtTm></FrToDt>
${accountOf(account)}
${balance('OPBD', opening, account.currency, from)}
${balance('CLBD', closing, account.currency, to)}
${entries === '' ? '' : `${entries}\n`}</Stmt>
</BkToCstmrStmt>
</Document>
`;
}

function accountOf({ sortCode, accountNumber, currency }: Statement['account']): string {
  if (!/^\d{6}$/.test(sortCode) || !/^\d{8}$/.test(accountNumber)) {
    throw new RangeError('Expected a sort code of 6 digits and an account number of 8 digits.');
  }
  return `<Acct>
<Id><Othr><Id>${sortCode}${accountNumber}</Id></Othr></Id>
<Ccy>${text(currency, 3)}</Ccy>
<Svcr><FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId><MmbId>${sortCode}</MmbId>\
</ClrSysMmbId></FinInstnId></Svcr>
</Acct>`;
}

function balance(code: string, value: Decimal, currency: string, on: Temporal.PlainDate): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amountOf(value, currency)}\
<Dt><Dt>${on.toString()}</Dt></Dt></Bal>`;
}

function entry(line: StatementLine, currency: string): string {
  const money = amountOf(line.amount, currency);
  const role = line.amount.lt(0) ? 'Cdtr' : 'Dbtr';
  const party =
    line.counterparty === null
      ? ''
      : `<RltdPties><${role}><Pty><Nm>${text(line.counterparty, 140)}</Nm></Pty></${role}>\
</RltdPties>`;
  const remittance =
    line.text === null ? '' : `<RmtInf><Ustrd>${text(line.text, 140)}</Ustrd></RmtInf>`;
  return `<Ntry>
${money}
<Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>${line.bookedOn.toString()}</Dt></BookgDt>
<ValDt><Dt>${line.valueOn.toString()}</Dt></ValDt>
<AcctSvcrRef>${text(line.reference, 35)}</AcctSvcrRef>
${bankCodeOf(line.bankCode)}
<NtryDtls><TxDtls>${money}${party}${remittance}</TxDtls></NtryDtls>
</Ntry>`;
}

function amountOf(value: Decimal, currency: string): string {
  const direction = value.lt(0) ? 'DBIT' : 'CRDT';
  return `<Amt Ccy="${currency}">${toText(value.abs())}</Amt><CdtDbtInd>${direction}</CdtDbtInd>`;
}

function bankCodeOf(code: string | undefined): string {
  if (code === undefined) return '<BkTxCd/>';
  const iso = ISO_CODE.exec(code);
  if (!iso) return `<BkTxCd><Prtry><Cd>${text(code, 35)}</Cd></Prtry></BkTxCd>`;
  return `<BkTxCd><Domn><Cd>${iso[1]}</Cd><Fmly><Cd>${iso[2]}</Cd>\
<SubFmlyCd>${iso[3]}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
}

function text(value: string, longest: number): string {
  const length = Array.from(value).length;
  if (length < 1 || length > longest) {
    throw new RangeError(`Expected a text of 1 to ${longest} characters; found ${length}.`);
  }
  if (NOT_IN_XML.test(value)) {
    throw new RangeError('Expected a text of characters that XML can hold; found a control code.');
  }
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
