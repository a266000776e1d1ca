import type { ReadFile } from './bank-files.ts';

/** The name of a message, its element, and the element for one account. */
export type Message = readonly [name: string, element: string, part: string];

/** The three messages of the family. */
export const REPORT: Message = ['camt.052', 'BkToCstmrAcctRpt', 'Rpt'];
export const STATEMENT: Message = ['camt.053', 'BkToCstmrStmt', 'Stmt'];
export const NOTICE: Message = ['camt.054', 'BkToCstmrDbtCdtNtfctn', 'Ntfctn'];

interface Parts {
  readonly message?: Message;
  readonly version?: string;
  readonly account?: string;
}

const ACCOUNT = '<Acct><Id><Othr><Id>20-20-15 55555555</Id></Othr></Id><Ccy>GBP</Ccy></Acct>';

/** A message of the CAMT family with one account. */
export function camt(
  inside: string,
  { message = STATEMENT, version = '08', account = ACCOUNT }: Parts = {},
): string {
  const [name, element, part] = message;
  const whole = version === '01' ? `${element}V01` : element;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}.001.${version}"><${whole}><GrpHdr/>
<${part}><Id>1</Id>${account}${inside}</${part}></${whole}></Document>`;
}

/** A booked or other balance; a minus sign makes it a debit. */
export const balance = (
  code: string,
  amount: string,
  { on = '2026-04-30', currency = 'GBP' } = {},
): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount.replace('-', '')}</Amt>
<CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;

/** An amount with its direction, of a line, a detail or a charge. */
export const amount = (text: string, currency = 'GBP'): string =>
  `<Amt Ccy="${currency}">${text.replace('-', '')}</Amt><CdtDbtInd>${text.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;

/** A line with anything more inside. */
export const line = (text: string, more = '', status = '<Sts><Cd>BOOK</Cd></Sts>'): string =>
  `<Ntry>${amount(text)}${status}<BookgDt><Dt>2026-04-30</Dt></BookgDt>${more}</Ntry>`;

/** What is wrong with a file, by code. */
export const codes = (file: ReadFile): string[] => file.problems.map((problem) => problem.code);
