import { Decimal, sum } from '../money.ts';
import {
  amountOf,
  dayOf,
  inWords,
  shown,
  signedAmount,
  words,
  wordsOf,
  type CamtAmount,
  type Note,
} from './camt053-values.ts';
import { childOf, textOf, type XmlNode } from './xml-tree.ts';

/** One payment inside a line (TxDtls). Amounts are in the line's currency, debits negative. */
export interface CamtDetail {
  /** Null when the file gives none in the line's currency. */
  readonly amount: string | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

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

/** What is kept of a TxDtls element until its line is complete. */
export interface CamtTransaction {
  readonly amounts: readonly CamtAmount[];
  readonly direction: string | null;
  readonly debtor: string | null;
  readonly creditor: string | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly text: string | null;
  readonly bankCode: string | null;
}

const STATUS: ReadonlyMap<string, CamtLine['status']> = new Map([
  ['BOOK', 'booked'],
  ['PDNG', 'pending'],
  ['FUTR', 'pending'],
  ['INFO', 'information'],
]);

/** Reads one TxDtls element of any version. */
export function transactionOf(node: XmlNode): CamtTransaction {
  const refs = childOf(node, 'Refs');
  const parties = childOf(node, 'RltdPties');
  return {
    amounts: amountsOf(node),
    direction: textOf(node, 'CdtDbtInd'),
    debtor: nameOf(childOf(parties, 'Dbtr')) ?? nameOf(childOf(parties, 'UltmtDbtr')),
    creditor: nameOf(childOf(parties, 'Cdtr')) ?? nameOf(childOf(parties, 'UltmtCdtr')),
    reference: wordsOf(refs, 'AcctSvcrRef') ?? wordsOf(refs, 'TxId') ?? wordsOf(refs, 'InstrId'),
    endToEndId: wordsOf(refs, 'EndToEndId'),
    text: remittanceOf(childOf(node, 'RmtInf')) ?? wordsOf(node, 'AddtlTxInf'),
    bankCode: bankCodeOf(childOf(node, 'BkTxCd')),
  };
}

/** The amount of a payment is in one of these, by version and bank. */
function amountsOf(node: XmlNode): CamtAmount[] {
  const inAccount = amountOf(childOf(node, 'Amt'));
  const others = childOf(node, 'AmtDtls');
  const amounts = inAccount === undefined ? [] : [inAccount];
  if (others === undefined) return amounts;
  for (const name of ['TxAmt', 'CntrValAmt']) {
    const amount = amountOf(childOf(childOf(others, name), 'Amt'));
    if (amount !== undefined) amounts.push(amount);
  }
  return amounts;
}

/** Reads one Ntry element of any version; its TxDtls elements have been read before. */
export function lineOf(
  node: XmlNode,
  transactions: readonly CamtTransaction[],
  place: { readonly number: number; readonly where: string },
  note: Note,
): CamtLine {
  const direction = textOf(node, 'CdtDbtInd');
  const stated = amountOf(childOf(node, 'Amt'));
  const currency = stated?.currency ?? null;
  const amount = signedAmount(stated, direction, note);
  const reversal = isTrue(textOf(node, 'RvslInd'));
  const only = transactions.length === 1 ? transactions[0] : undefined;
  const details = transactions.map((one) =>
    detailOf(one, { amount: only ? amount : null, currency, direction, reversal }, note),
  );
  checkDetails({ amount, currency }, details, note);
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

interface OfLine {
  readonly amount: string | null;
  readonly currency: string | null;
  readonly direction: string | null;
  readonly reversal: boolean;
}

function detailOf(transaction: CamtTransaction, line: OfLine, note: Note): CamtDetail {
  const noteDetail: Note = (_, code, message) => note('warning', code, `In a detail: ${message}`);
  const direction = transaction.direction ?? line.direction;
  const amount = transaction.amounts.find((one) => one.currency === line.currency);
  return {
    amount: amount ? signedAmount(amount, direction, noteDetail) : line.amount,
    reference: transaction.reference,
    endToEndId: transaction.endToEndId,
    counterparty: counterpartyOf(transaction, direction === 'CRDT', line.reversal),
    text: transaction.text,
  };
}

/**
 * Who is at the other end: of money in the debtor, of money out the creditor. A reversal keeps
 * the parties of the payment it takes back, so there they are the other way round; banks that
 * turn them are read too.
 */
function counterpartyOf(
  { debtor, creditor }: CamtTransaction,
  credit: boolean,
  reversal: boolean,
): string | null {
  const [usual, other] = credit ? [debtor, creditor] : [creditor, debtor];
  return reversal ? (other ?? usual) : usual;
}

function checkDetails(
  { amount, currency }: Pick<CamtLine, 'amount' | 'currency'>,
  details: readonly CamtDetail[],
  note: Note,
): void {
  if (amount === null || details.length === 0) return;
  if (details.length === 1 && details[0]?.amount === amount) return;
  const parts: Decimal[] = [];
  for (const detail of details) {
    if (detail.amount === null) return;
    parts.push(new Decimal(detail.amount));
  }
  const difference = new Decimal(amount).minus(sum(parts));
  if (difference.isZero()) return;
  note(
    'warning',
    'details-differ',
    `Expected the details to add up to the line; they differ by ${inWords(difference, currency)}. The ` +
      `line counts; look for a charge or for details that were left out.`,
  );
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

/** A party's name: directly up to version 7; under Pty, or Agt for a bank, from version 8. */
function nameOf(party: XmlNode | undefined): string | null {
  if (party === undefined) return null;
  return (
    wordsOf(party, 'Nm') ??
    wordsOf(childOf(party, 'Pty'), 'Nm') ??
    wordsOf(childOf(childOf(party, 'Agt'), 'FinInstnId'), 'Nm')
  );
}

/** Free text in all its pieces, then structured references. */
function remittanceOf(node: XmlNode | undefined): string | null {
  if (node === undefined) return null;
  const pieces: string[] = [];
  for (const child of node.children) {
    const piece =
      child.name === 'Ustrd' ? words(child.text) : wordsOf(childOf(child, 'CdtrRefInf'), 'Ref');
    if (piece !== null) pieces.push(piece);
  }
  return pieces.length === 0 ? null : pieces.join(' ');
}

function bankCodeOf(node: XmlNode | undefined): string | null {
  const domain = childOf(node, 'Domn');
  const code = textOf(domain, 'Cd');
  if (code === null) return wordsOf(childOf(node, 'Prtry'), 'Cd');
  const family = childOf(domain, 'Fmly');
  return `${code}-${textOf(family, 'Cd') ?? ''}-${textOf(family, 'SubFmlyCd') ?? ''}`;
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
