import { calendarCovers, isWorkingDay } from '../calendar.ts';
import { Decimal, toText } from '../money.ts';
import type { BacsAccount } from './bacs.ts';
import {
  amountFaults,
  numberFaults,
  type FileFormat,
  type FileItem,
  type FileTotals,
} from './file-maker.ts';
import { carriedText } from './pain001-text.ts';

/**
 * Writes an ISO 20022 customer credit transfer initiation, pain.001.001.09 or .03, of payments in
 * pounds between UK accounts: one payment block that is booked as one debit. Sort codes stand as
 * members of the clearing system GBDSC, account numbers as other identifications.
 *
 * Banks differ in what they want beside the schema. As most refuse it, no time has a "Z" or parts
 * of a second, no identifier an underscore, and no payment a UETR. Service level NURG is not
 * urgent: paid by Bacs. Check a file against the bank's own guide before the first is sent.
 */

export type PainVersion = '09' | '03';

/** What a message is made from beside its items. */
export interface PainMessage {
  readonly version: PainVersion;
  /** At most 35 characters. Banks refuse one that they have seen. */
  readonly messageId: string;
  /** Given to the second, in UTC. */
  readonly createdAt: Temporal.Instant;
  /** The working day on which the payees have the money. */
  readonly executeOn: Temporal.PlainDate;
  /** The account that pays, and who asks for it. */
  readonly payer: BacsAccount;
  /** The most that one payment can be, in pounds; Bacs carries 20,000,000.00. */
  readonly mostPerItem?: Decimal;
}

const MOST_PER_ITEM = new Decimal('20000000.00');
const LONGEST_ID = 35;
const LONGEST_NAME = 70;

/** The letters and digits of an authority and a serial as an identifier of up to 35 characters. */
export function messageIdOf(authority: string, serial: string): string {
  const name = authority.replaceAll('_', '-').slice(0, LONGEST_ID - serial.length - 1);
  return `${name}-${serial}`.toUpperCase();
}

/** The message as a format to check items with and to write them in. Pure. */
export function pain001(message: PainMessage): FileFormat {
  const most = message.mostPerItem ?? MOST_PER_ITEM;
  return {
    fileFaults: [...messageFaults(message)],
    itemFaults: (item) => itemFaults(item, most),
    head: (totals) => head(message, totals),
    item: transfer,
    tail: '</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n',
  };
}

function* messageFaults({ messageId, executeOn, payer }: PainMessage): Generator<string> {
  yield* identifierFaults('message identifier', messageId);
  if (!calendarCovers(executeOn)) {
    yield `The execution date ${executeOn.toString()} is outside the bank holiday calendar.`;
  } else if (!isWorkingDay(executeOn)) {
    yield `The execution date must be a working day; ${executeOn.toString()} is not.`;
  }
  for (const fault of [...numberFaults(payer), ...nameFaults(payer.name)]) {
    yield `Paying account: ${fault}`;
  }
}

function* itemFaults(item: FileItem, most: Decimal): Generator<string> {
  yield* identifierFaults('reference', item.reference);
  yield* numberFaults(item);
  yield* nameFaults(item.name);
  yield* amountFaults(item.amount, most);
}

/** An identifier comes back as it was sent, so nothing is written for any of its characters. */
function* identifierFaults(what: string, identifier: string): Generator<string> {
  const { length } = identifier;
  if (length === 0 || length > LONGEST_ID) {
    yield `The ${what} must be 1 to ${LONGEST_ID} characters; found ${length}.`;
  }
  if (carriedText(identifier).text !== identifier || /^\/|\/\/|\/$/.test(identifier)) {
    yield (
      `The ${what} must be of A-Z, a-z, 0-9, single spaces and / - ? : ( ) . , ' + with no "/" ` +
        'first, last or twice in a row.'
    );
  }
}

/** Says where a wrong character is, never what it is. */
function* nameFaults(name: string): Generator<string> {
  const { text, refused } = carriedText(name);
  if (refused.length > 0) {
    yield (
      `The name has ${refused.length} characters that banks do not carry and no letters stand ` +
        `for, the first at position ${refused[0]}. Write the name as the bank has it.`
    );
  } else if (text === '') {
    yield 'The name is empty.';
  }
  if (text.length > LONGEST_NAME) {
    yield `The name must be at most ${LONGEST_NAME} characters; found ${text.length}.`;
  }
}

function head(message: PainMessage, totals: FileTotals): string {
  const { version, messageId, createdAt, payer } = message;
  const name = carriedText(payer.name).text;
  const created = createdAt.toZonedDateTimeISO('UTC').toPlainDateTime();
  const sums = `<NbOfTxs>${totals.count}</NbOfTxs><CtrlSum>${toText(totals.total)}</CtrlSum>`;
  const day = message.executeOn.toString();
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}">`,
    '<CstmrCdtTrfInitn>',
    `<GrpHdr><MsgId>${messageId}</MsgId>` +
      `<CreDtTm>${created.toString({ smallestUnit: 'second' })}</CreDtTm>${sums}` +
      `<InitgPty><Nm>${name}</Nm></InitgPty></GrpHdr>`,
    '<PmtInf>',
    `<PmtInfId>${messageId}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>${sums}`,
    '<PmtTpInf><SvcLvl><Cd>NURG</Cd></SvcLvl></PmtTpInf>',
    `<ReqdExctnDt>${version === '03' ? day : `<Dt>${day}</Dt>`}</ReqdExctnDt>`,
    `<Dbtr><Nm>${name}</Nm></Dbtr>`,
    `<DbtrAcct><Id><Othr><Id>${payer.accountNumber}</Id></Othr></Id><Ccy>GBP</Ccy></DbtrAcct>`,
    `<DbtrAgt>${bankOf(payer)}</DbtrAgt>`,
    '<ChrgBr>SHAR</ChrgBr>',
  ];
  return `${lines.join('\n')}\n`;
}

/** One payment. Nothing needs to be escaped, because no character of XML is in the set. */
function transfer(item: FileItem): string {
  return (
    `<CdtTrfTxInf><PmtId><EndToEndId>${item.reference}</EndToEndId></PmtId>` +
    `<Amt><InstdAmt Ccy="GBP">${toText(item.amount)}</InstdAmt></Amt>` +
    `<CdtrAgt>${bankOf(item)}</CdtrAgt><Cdtr><Nm>${carriedText(item.name).text}</Nm></Cdtr>` +
    `<CdtrAcct><Id><Othr><Id>${item.accountNumber}</Id></Othr></Id></CdtrAcct>` +
    `<RmtInf><Ustrd>${item.reference}</Ustrd></RmtInf></CdtTrfTxInf>\n`
  );
}

function bankOf({ sortCode }: BacsAccount): string {
  return (
    '<FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId>' +
    `<MmbId>${sortCode}</MmbId></ClrSysMmbId></FinInstnId>`
  );
}
