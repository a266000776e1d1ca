import { readFileSync } from 'node:fs';
import { collectCamt053, type CamtFile } from './camt053.ts';

/** The bytes of a file we wrote for these tests. */
export function golden(name: string): Uint8Array {
  return readFileSync(new URL(`../golden/camt/${name}`, import.meta.url));
}

/** Reads a golden file. */
export function readGolden(name: string): Promise<CamtFile> {
  return collectCamt053([golden(name)]);
}

/** Reads XML given as text. */
export function readXml(xml: string): Promise<CamtFile> {
  return collectCamt053([new TextEncoder().encode(xml)]);
}

/** A message of version 8 with anything inside. */
export function message(inside: string): string {
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\
<GrpHdr/>${inside}</BkToCstmrStmt></Document>`;
}

/** A message with one statement of a sterling account. */
export function statementOf(parts: string): string {
  return message(`<Stmt><Id>S</Id><Acct><Id><Othr><Id>20201555555555</Id></Othr></Id>\
<Ccy>GBP</Ccy></Acct>${parts}</Stmt>`);
}

/** A balance of the statement. */
export function balanceOf(code: string, amount: string, currency = 'GBP'): string {
  const direction = amount.startsWith('-') ? 'DBIT' : 'CRDT';
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">\
${amount.replace('-', '')}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Dt><Dt>2026-04-30</Dt></Dt></Bal>`;
}

/** A booked debit of £5.00; each part can be replaced. */
export function entryOf(parts: {
  amount?: string;
  direction?: string;
  status?: string;
  booked?: string;
  more?: string;
}): string {
  return `<Ntry>${parts.amount ?? '<Amt Ccy="GBP">5.00</Amt>'}\
${parts.direction ?? '<CdtDbtInd>DBIT</CdtDbtInd>'}${parts.status ?? '<Sts>BOOK</Sts>'}\
${parts.booked ?? '<BookgDt><Dt>2026-04-30</Dt></BookgDt>'}${parts.more ?? ''}</Ntry>`;
}

/** The bytes in pieces of a size. */
export function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}
