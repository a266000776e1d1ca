import { type Decimal, toText } from '../money.ts';
import type { DayTotals, FileDay, FileFormat, FileItem, FileTotals } from './file-maker.ts';
import { carriedText } from './pain001-text.ts';
import type { Way } from './rules.ts';
import {
  MOST_BY_BACS,
  amountFaults,
  dayFaults,
  numberFaults,
  type BankAccount,
} from './scheme-rules.ts';

/**
 * Writes an ISO 20022 customer credit transfer initiation, pain.001.001.09 or .03, of payments in
 * pounds between UK accounts: a payment block for each day on which payees have the money, which is
 * booked as one debit. Sort codes stand as members of the clearing system GBDSC, account numbers as other identifications.
 *
 * Banks differ in what they want beside the schema. As most refuse it, no time has a "Z" or parts
 * of a second, no identifier an underscore, and no payment a UETR. Service level NURG, not urgent,
 * is paid by Bacs; URGP, urgent, by Faster Payments. Check a file against the bank's own guide before the first is sent.
 */

export type PainVersion = '09' | '03';

/** What a message is made from beside its items. */
export interface PainMessage {
  readonly version: PainVersion;
  /** At most 35 characters. Banks refuse one that they have seen. */
  readonly messageId: string;
  /** Given to the second, in UTC. */
  readonly createdAt: Temporal.Instant;
  /** How it is paid; by Bacs, unless given. */
  readonly way?: Way;
  /** The account that pays, and who asks for it. */
  readonly payer: BankAccount;
  /** The most that one payment can be, in pounds; Bacs carries 20,000,000.00. */
  readonly mostPerItem?: Decimal;
}

/** The service levels of the external code set of ISO 20022 that stand for each way to pay. */
const SERVICE: Readonly<Record<Way, string>> = { bacs: 'NURG', faster_payments: 'URGP' };
const LONGEST_ID = 35;
/** What the identifiers of payment blocks add to that of the message, as "-12". */
const LONGEST_NUMBER = 4;
const MOST_BLOCKS = 999;
const LONGEST_NAME = 70;

/**
 * The letters and digits of an authority and a serial as an identifier of a message, with room for
 * the numbers of its payment blocks.
 */
export function messageIdOf(authority: string, serial: string): string {
  const longest = LONGEST_ID - LONGEST_NUMBER - serial.length - 1;
  const name = authority.replaceAll('_', '-').slice(0, longest);
  return `${name}-${serial}`.toUpperCase();
}

/** The message as a format to check items with and to write them in. Pure. */
export function pain001(message: PainMessage): FileFormat {
  const most = message.mostPerItem ?? MOST_BY_BACS;
  return {
    fileFaults: [...messageFaults(message)],
    totalFaults: (totals) => totalFaults(message, totals),
    itemFaults: (item) => itemFaults(item, most),
    head: (totals) => head(message, totals),
    dayHead: (day, totals) => blockHead(message, day, totals),
    item: transfer,
    dayTail: () => '</PmtInf>\n',
    tail: () => '</CstmrCdtTrfInitn>\n</Document>\n',
  };
}

function* messageFaults({ messageId, payer }: PainMessage): Generator<string> {
  yield* identifierFaults('message identifier', messageId);
  for (const fault of [...numberFaults(payer), ...nameFaults(payer.name)]) {
    yield `Paying account: ${fault}`;
  }
}

function* totalFaults({ messageId, way }: PainMessage, { days }: FileTotals): Generator<string> {
  // Faster Payments pay on every day.
  if (way !== 'faster_payments') {
    for (const { valueOn } of days) yield* dayFaults('execution date', valueOn);
  }
  if (days.length > MOST_BLOCKS) {
    yield `A message has at most ${MOST_BLOCKS} execution dates; found ${days.length}.`;
  }
  if (days.length > 1 && messageId.length > LONGEST_ID - LONGEST_NUMBER) {
    yield (
      'The message identifier must leave room for the numbers of several execution dates: at ' +
        `most ${LONGEST_ID - LONGEST_NUMBER} characters; found ${messageId.length}.`
    );
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

function head({ version, messageId, createdAt, payer }: PainMessage, totals: FileTotals): string {
  const created = createdAt.toZonedDateTimeISO('UTC').toPlainDateTime();
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}">\n` +
    '<CstmrCdtTrfInitn>\n' +
    `<GrpHdr><MsgId>${messageId}</MsgId>` +
    `<CreDtTm>${created.toString({ smallestUnit: 'second' })}</CreDtTm>${sums(totals)}` +
    `<InitgPty><Nm>${carriedText(payer.name).text}</Nm></InitgPty></GrpHdr>\n`
  );
}

/** A payment block up to its payments. The only block of a message has the message's identifier. */
function blockHead(message: PainMessage, block: FileDay, { days }: FileTotals): string {
  const { version, messageId, payer } = message;
  const id = days.length === 1 ? messageId : `${messageId}-${block.number}`;
  const day = block.valueOn.toString();
  const lines = [
    '<PmtInf>',
    `<PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>${sums(block)}`,
    `<PmtTpInf><SvcLvl><Cd>${SERVICE[message.way ?? 'bacs']}</Cd></SvcLvl></PmtTpInf>`,
    `<ReqdExctnDt>${version === '03' ? day : `<Dt>${day}</Dt>`}</ReqdExctnDt>`,
    `<Dbtr><Nm>${carriedText(payer.name).text}</Nm></Dbtr>`,
    `<DbtrAcct><Id><Othr><Id>${payer.accountNumber}</Id></Othr></Id><Ccy>GBP</Ccy></DbtrAcct>`,
    `<DbtrAgt>${bankOf(payer)}</DbtrAgt>`,
    '<ChrgBr>SHAR</ChrgBr>',
  ];
  return `${lines.join('\n')}\n`;
}

function sums({ count, total }: Pick<DayTotals, 'count' | 'total'>): string {
  return `<NbOfTxs>${count}</NbOfTxs><CtrlSum>${toText(total)}</CtrlSum>`;
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

function bankOf({ sortCode }: BankAccount): string {
  return (
    '<FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId>' +
    `<MmbId>${sortCode}</MmbId></ClrSysMmbId></FinInstnId>`
  );
}
