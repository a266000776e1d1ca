import {
  bankCodeOf,
  chargesOf,
  checkDetails,
  detailOf,
  type CamtDetail,
  type CamtTransaction,
} from './camt-details.ts';
import { amountOf, dayOf, signedAmount, usable, wordsOf } from './camt-values.ts';
import { shown, type Note } from './events.ts';
import { childOf, textOf, type XmlNode } from './xml-tree.ts';

/**
 * One line of a statement (Ntry). The line is what happened on the account; its details are the
 * breakdown the bank gives and need not add up to it (charges, details left out).
 */
export interface CamtLine {
  /** 1 for the first line of the statement, in the order of the file. */
  readonly number: number;
  /** "line:column" in the file. */
  readonly where: string;
  readonly bookedOn: string | null;
  readonly valueOn: string | null;
  /** Exactly as in the file with its sign, debits negative: "-12.50". Null: see the problems. */
  readonly amount: string | null;
  /** The amount in the file when it has more digits than can be worked with, so that it is null. */
  readonly stated: string | undefined;
  readonly currency: string | null;
  /** Only booked lines count in the balance. */
  readonly status: 'booked' | 'pending' | 'information';
  /**
   * Whether this line takes back an earlier one (RvslInd). CdtDbtInd is the direction of this
   * line itself, so the sign is not turned: a returned payment is CRDT and positive.
   */
  readonly reversal: boolean;
  /** The bank's reference (AcctSvcrRef), else the line's own (NtryRef). */
  readonly reference: string | null;
  readonly endToEndId: string | null;
  /** The identification of the batch (payment run) this line is the total of. */
  readonly batch: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
  /** "PMNT-ICDT-DMCT" of the ISO code set, else the bank's own code. */
  readonly bankCode: string | null;
  readonly details: readonly CamtDetail[];
}

const STATUS: ReadonlyMap<string, CamtLine['status']> = new Map([
  ['BOOK', 'booked'],
  ['PDNG', 'pending'],
  ['FUTR', 'pending'],
  ['INFO', 'information'],
]);

/** Reads one Ntry element of any version; its TxDtls elements have been read before. */
export function lineOf(
  node: XmlNode,
  transactions: readonly CamtTransaction[],
  place: { readonly number: number; readonly where: string },
  note: Note,
): CamtLine {
  const direction = textOf(node, 'CdtDbtInd');
  const given = amountOf(childOf(node, 'Amt'));
  const currency = given?.currency ?? null;
  const stated = signedAmount(given, direction, note);
  const amount = usable(stated);
  const reversal = isTrue(textOf(node, 'RvslInd'));
  const only = transactions.length === 1 ? transactions[0] : undefined;
  const details = transactions.map((one) =>
    detailOf(one, { amount: only ? amount : null, currency, direction, reversal }, note),
  );
  const charges = [...chargesOf(node), ...transactions.flatMap((one) => one.charges)];
  checkDetails({ amount, currency }, details, charges, note);
  const status = statusOf(node, note);
  const bookedOn = dayOf(childOf(node, 'BookgDt'), 'booking date', note);
  if (bookedOn === null && status === 'booked' && childOf(node, 'BookgDt') === undefined) {
    note('warning', 'date-missing', 'Expected a booking date (BookgDt) on a booked line; none.');
  }
  return {
    ...place,
    bookedOn,
    valueOn: dayOf(childOf(node, 'ValDt'), 'value date', note),
    amount,
    stated: amount === null ? (stated ?? undefined) : undefined,
    currency,
    status,
    reversal,
    reference: wordsOf(node, 'AcctSvcrRef') ?? wordsOf(node, 'NtryRef') ?? only?.reference ?? null,
    endToEndId: only?.endToEndId ?? null,
    batch: batchOf(node),
    counterparty: details.length === 1 ? (details[0]?.counterparty ?? null) : null,
    text: joinedText(only?.text ?? null, wordsOf(node, 'AddtlNtryInf')),
    bankCode: bankCodeOf(childOf(node, 'BkTxCd')) ?? only?.bankCode ?? null,
    details,
  };
}

/** Sts holds the code itself up to version 7, and Sts/Cd from version 8. */
function statusOf(node: XmlNode, note: Note): CamtLine['status'] {
  const code = textOf(node, 'Sts') ?? textOf(childOf(node, 'Sts'), 'Cd');
  const status = STATUS.get(code ?? '');
  if (status !== undefined) return status;
  note(
    'warning',
    'status-unknown',
    `Expected the status BOOK, PDNG or INFO; found "${shown(code)}". The line was ` +
      `taken as information and does not count in the balance.`,
  );
  return 'information';
}

/** Version 1 has Btch directly in the line. */
function batchOf(node: XmlNode): string | null {
  const batch = childOf(childOf(node, 'NtryDtls'), 'Btch') ?? childOf(node, 'Btch');
  return wordsOf(batch, 'PmtInfId') ?? wordsOf(batch, 'MsgId');
}

/** Both texts, or one of them when it has the other in it as whole words. */
function joinedText(first: string | null, second: string | null): string | null {
  if (first === null || second === null) return first ?? second;
  if (` ${second} `.includes(` ${first} `)) return second;
  return ` ${first} `.includes(` ${second} `) ? first : `${first} ${second}`;
}

function isTrue(text: string | null): boolean {
  return text === 'true' || text === '1';
}
