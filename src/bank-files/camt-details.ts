import { Decimal, sum } from '../money.ts';
import { plainAmount } from './amounts.ts';
import { amountOf, signedAmount, usable, words, wordsOf, type CamtAmount } from './camt-values.ts';
import type { Note } from './events.ts';
import { inWords } from './statement-sum.ts';
import { childOf, textOf, type XmlNode } from './xml-tree.ts';

/** One payment inside a line (TxDtls). Amounts are in the line's currency, debits negative. */
export interface CamtDetail {
  /** Null when the file gives none in the line's currency. */
  readonly amount: string | null;
  /** Its own amount in the file, where that is not `amount`: in another currency, or too long. */
  readonly stated: { readonly amount: string; readonly currency: string | null } | undefined;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

/** A charge that is in the amount of a line, or of one payment in it. */
export interface CamtCharge extends CamtAmount {
  readonly credit: boolean;
}

/** What is kept of a TxDtls element until its line is complete. */
export interface CamtTransaction {
  readonly amounts: readonly CamtAmount[];
  /** What the debtor ordered: before charges and often in another currency. */
  readonly ordered: CamtAmount | undefined;
  readonly charges: readonly CamtCharge[];
  readonly direction: string | null;
  readonly debtor: string | null;
  readonly creditor: string | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly text: string | null;
  readonly bankCode: string | null;
}

/** Reads one TxDtls element of any version. */
export function transactionOf(node: XmlNode): CamtTransaction {
  const refs = childOf(node, 'Refs');
  const parties = childOf(node, 'RltdPties');
  return {
    amounts: amountsOf(node),
    ordered: amountOf(childOf(childOf(childOf(node, 'AmtDtls'), 'InstdAmt'), 'Amt')),
    charges: chargesOf(node),
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

/** What a line says that its details are read by. */
export interface OfLine {
  /** The amount of the only detail that has none of its own. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly direction: string | null;
  readonly reversal: boolean;
}

/** A payment inside a line, with the line's direction where it has none. */
export function detailOf(transaction: CamtTransaction, line: OfLine, note: Note): CamtDetail {
  const noteDetail: Note = (_, code, message) => note('warning', code, `In a detail: ${message}`);
  const direction = transaction.direction ?? line.direction;
  const { amounts, ordered } = transaction;
  const own = [...amounts, ...(ordered ? [ordered] : [])].find(
    (one) => one.currency === line.currency,
  );
  const given = own ?? amounts[0];
  const stated = given ? signedAmount(given, direction, noteDetail) : null;
  const amount = own ? usable(stated) : line.amount;
  const differs = given !== undefined && stated !== null && stated !== amount;
  return {
    amount,
    stated: differs ? { amount: stated, currency: given.currency } : undefined,
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

/** Notes a line that its details do not add up to, unless by the charges that the file states. */
export function checkDetails(
  line: { readonly amount: string | null; readonly currency: string | null },
  details: readonly CamtDetail[],
  charges: readonly CamtCharge[],
  note: Note,
): void {
  const { amount, currency } = line;
  if (amount === null || details.length === 0) return;
  if (details.length === 1 && details[0]?.amount === amount) return;
  const parts: Decimal[] = [];
  for (const detail of details) {
    if (detail.amount === null) return;
    parts.push(new Decimal(detail.amount));
  }
  const difference = new Decimal(amount).minus(sum(parts));
  if (difference.isZero() || difference.eq(chargedIn(charges, currency))) return;
  note(
    'warning',
    'details-differ',
    `Expected the details to add up to the line; they differ by ${inWords(difference, currency)}. The ` +
      `line counts; look for a charge or for details that were left out.`,
  );
}

function chargedIn(charges: readonly CamtCharge[], currency: string | null): Decimal {
  return sum(
    charges
      .filter((one) => one.currency === currency)
      .map((one) => new Decimal(one.text).times(one.credit ? 1 : -1)),
  );
}

/**
 * The charges of a line or of one of its payments: several elements up to version 2, records in one
 * element after it. A total is read where there are no records.
 */
export function chargesOf(node: XmlNode): CamtCharge[] {
  return node.children
    .filter((child) => child.name === 'Chrgs')
    .flatMap((charges) => {
      const records = charges.children.filter((child) => child.name === 'Rcrd');
      return (records.length > 0 ? records : [charges]).flatMap(chargeOf);
    });
}

function chargeOf(node: XmlNode): CamtCharge[] {
  const amount = amountOf(childOf(node, 'Amt') ?? childOf(node, 'TtlChrgsAndTaxAmt'));
  const plain = amount ? plainAmount(amount.text, '.') : null;
  if (amount === undefined || plain === null) return [];
  return [{ ...amount, text: plain, credit: textOf(node, 'CdtDbtInd') === 'CRDT' }];
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

/** The bank's code of what a line or payment is: of the ISO code set, else its own. */
export function bankCodeOf(node: XmlNode | undefined): string | null {
  const domain = childOf(node, 'Domn');
  const code = textOf(domain, 'Cd');
  if (code === null) return wordsOf(childOf(node, 'Prtry'), 'Cd');
  const family = childOf(domain, 'Fmly');
  return `${code}-${textOf(family, 'Cd') ?? ''}-${textOf(family, 'SubFmlyCd') ?? ''}`;
}
