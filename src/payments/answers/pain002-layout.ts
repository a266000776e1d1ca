import { childOf, textOf, type XmlNode } from '../../bank-files/xml-tree.ts';
import type { Finding, Said } from './answer.ts';
import type { Layout } from './layout.ts';
import { amountOf, dayOf, shortText, shown } from './values.ts';

/**
 * What the statuses of a payment mean (ISO 20022, external payment status codes). "Partly
 * accepted" says nothing of any one payment: those that were not are named.
 */
const STATUSES: ReadonlyMap<string, Said> = new Map([
  ...['ACCP', 'ACFC', 'ACPD', 'ACSP', 'ACTC', 'ACWC', 'ACWP', 'PART'].map(
    (code) => [code, 'accepted'] as const,
  ),
  // Only these two say that the money has left the payer's account.
  ...['ACCC', 'ACSC'].map((code) => [code, 'settled'] as const),
  ...['BLCK', 'PATC', 'PDNG', 'PRES', 'RCVD'].map((code) => [code, 'pending'] as const),
  ...['CANC', 'RJCT'].map((code) => [code, 'rejected'] as const),
]);

/** How the message's element is called: since version 3, and before. */
const MESSAGE = /^Document\/(?:CstmrPmtStsRpt|pain\.002\.001\.\d\d)$/;

/**
 * Reads a payment status report, pain.002.001 of any version: what it says of the whole file that
 * was sent, of its blocks and of single payments, a line for each that has a status.
 */
export class Pain002Layout implements Layout {
  readonly format = 'pain_002';
  readonly #finding: Finding;
  #messageId: string | null = null;
  #group: Said | null = null;
  #block: Block | null = null;

  constructor(finding: Finding) {
    this.#finding = finding;
  }

  static reads(path: string): boolean {
    return MESSAGE.test(path);
  }

  /** Parts below the message, and those of a block one by one: it may hold every payment. */
  keeps(inside: readonly string[]): boolean {
    const [part, ...rest] = inside;
    if (part === 'OrgnlPmtInfAndSts') return rest.length === 1;
    return rest.length === 0 && ['GrpHdr', 'OrgnlGrpInfAndSts', 'TxInfAndSts'].includes(part ?? '');
  }

  opened(inside: readonly string[], _tag: unknown, where: string): void {
    if (inside.length === 1 && inside[0] === 'OrgnlPmtInfAndSts') this.#block = newBlock(where);
  }

  closed(inside: readonly string[]): void {
    if (inside.length !== 1 || inside[0] !== 'OrgnlPmtInfAndSts') return;
    this.#addBlock();
    this.#block = null;
  }

  kept(node: XmlNode, where: string): void {
    if (node.name === 'GrpHdr') this.#finding.madeOn = dayOf(textOf(node, 'CreDtTm'));
    else if (node.name === 'OrgnlGrpInfAndSts') this.#addGroup(node, where);
    else if (node.name === 'TxInfAndSts') this.#addTransaction(node, where);
    else if (this.#block !== null) takeInto(this.#block, node);
  }

  ended(): void {
    if (this.#finding.lines.length > 0 || this.#finding.errors.length > 0) return;
    this.#finding.refuse('1:1', 'Expected at least one status; the report has none.');
  }

  #addGroup(node: XmlNode, where: string): void {
    this.#messageId = shortText(textOf(node, 'OrgnlMsgId'));
    this.#group = this.#saidOf(textOf(node, 'GrpSts'), where);
    if (this.#group === null) return;
    const code = codeOf(node);
    this.#finding.add(where, {
      level: 'group',
      said: this.#group,
      code,
      messageId: this.#messageId,
    });
  }

  /** The line of the block itself, once and before those of its payments. */
  #addBlock(): void {
    const block = this.#block;
    if (block === null || block.added) return;
    block.added = true;
    block.said = this.#saidOf(block.status, block.where);
    if (block.said === null) return;
    const { id: blockId, code, said, where } = block;
    this.#finding.add(where, {
      level: 'payment',
      said,
      code,
      messageId: this.#messageId,
      blockId,
    });
  }

  #addTransaction(node: XmlNode, where: string): void {
    this.#addBlock();
    const said = this.#saidOf(textOf(node, 'TxSts'), where);
    if (said === null) {
      if (textOf(node, 'TxSts') === null) {
        this.#finding.refuse(where, 'Expected a status (TxSts) of each payment named; found none.');
      }
      return;
    }
    const whole = [this.#group, this.#block?.said].includes('rejected');
    if (whole && said !== 'rejected') {
      this.#finding.refuse(
        where,
        'Expected every payment of a rejected file or block to be rejected; one is not. Ask the ' +
          'bank which of the two holds before anything is paid again.',
      );
    }
    this.#finding.add(where, {
      level: 'transaction',
      said,
      code: codeOf(node),
      messageId: this.#messageId,
      blockId: this.#block?.id ?? null,
      reference: shortText(textOf(node, 'OrgnlEndToEndId')),
      ...this.#amountOf(node, where),
    });
  }

  /** Null where there is no status, and for one that is not known, with an error. */
  #saidOf(status: string | null, where: string): Said | null {
    if (status === null) return null;
    const said = STATUSES.get(status);
    if (said !== undefined) return said;
    const known = [...STATUSES.keys()].join(', ');
    this.#finding.refuse(where, `Expected a status of ${known}; found "${shown(status)}".`);
    return null;
  }

  #amountOf(node: XmlNode, where: string): { amount: string | null; currency: string | null } {
    const original = childOf(node, 'OrgnlTxRef');
    const given =
      childOf(childOf(original, 'Amt'), 'InstdAmt') ?? childOf(original, 'IntrBkSttlmAmt');
    if (given === undefined) return { amount: null, currency: null };
    const currency = shortText(given.attributes['Ccy']);
    if (currency !== 'GBP') return { amount: null, currency };
    const amount = amountOf(given.text);
    if (amount === null) {
      const message = `Expected an amount above zero in whole pence; found "${shown(given.text)}".`;
      this.#finding.refuse(where, message);
    }
    return { amount, currency };
  }
}

/** A block of payments as far as it has been read. */
interface Block {
  readonly where: string;
  id: string | null;
  status: string | null;
  code: string | null;
  said: Said | null;
  added: boolean;
}

const newBlock = (where: string): Block => ({
  where,
  id: null,
  status: null,
  code: null,
  said: null,
  added: false,
});

function takeInto(block: Block, node: XmlNode): void {
  if (node.name === 'OrgnlPmtInfId') block.id = shortText(node.text);
  else if (node.name === 'PmtInfSts') block.status = node.text === '' ? null : node.text;
  else if (node.name === 'StsRsnInf') block.code ??= reasonOf(node);
}

/** The first reason given, by code or in the bank's own words. */
function codeOf(node: XmlNode): string | null {
  for (const child of node.children) {
    const code = child.name === 'StsRsnInf' ? reasonOf(child) : null;
    if (code !== null) return code;
  }
  return null;
}

/** Since version 3 the reason is `Rsn`; before it was `StsRsn`. */
function reasonOf(information: XmlNode): string | null {
  const reason = childOf(information, 'Rsn') ?? childOf(information, 'StsRsn');
  return shortText(textOf(reason, 'Cd') ?? textOf(reason, 'Prtry'));
}
