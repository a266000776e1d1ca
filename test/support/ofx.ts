import type { BankFileLine } from '../../src/bank-files/events.ts';
import type { ReadFile } from './bank-files.ts';

/** The header of OFX 1.0.2. */
export const HEADER =
  'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n';
/** The head of a statement. */
export const ACCOUNT = '<CURDEF>GBP<BANKACCTFROM><BANKID>202015<ACCTID>55555555</BANKACCTFROM>';
/** One transaction, as banks write it: no value is closed. */
export const LINE =
  '<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260402<TRNAMT>-12.34<FITID>F1<NAME>Shop<MEMO>Card</STMTTRN>';

/** A file of these messages. */
export const inFile = (content: string): string => `${HEADER}<OFX>${content}</OFX>`;
/** A file with one statement. */
export const inStatement = (content: string): string =>
  inFile(`<BANKMSGSRSV1><STMTTRNRS><STMTRS>${content}</STMTRS></STMTTRNRS></BANKMSGSRSV1>`);
/** A file with one statement of these transactions. */
export const inList = (lines: string): string =>
  inStatement(`${ACCOUNT}<BANKTRANLIST>${lines}</BANKTRANLIST>`);

/** The lines of all accounts. */
export const linesOf = (file: ReadFile): BankFileLine[] =>
  file.statements.flatMap((one) => one.lines);
/** What was said about a file. */
export const codesOf = (file: ReadFile): string[] => file.problems.map((one) => one.code);

/** What is read of LINE. */
export const shop = {
  bookedOn: '2026-04-02',
  valueOn: null,
  amount: '-12.34',
  status: 'booked',
  reference: 'F1',
  counterparty: 'Shop',
  text: 'Card',
  details: [],
};
