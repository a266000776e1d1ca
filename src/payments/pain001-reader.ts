import { ZERO, money, sum, toText, type Decimal } from '../money.ts';
import { XmlTreeReader, type XmlNode, type XmlWatcher } from '../bank-files/xml-tree.ts';
import {
  GROUP,
  PAYMENT,
  PAYMENT_09,
  TRANSFER,
  readPart,
  type Layout,
  type Texts,
} from './pain001-reader-layout.ts';

/**
 * Reads a pain.001 message of payments in pounds, of the shape that this service sends, and proves
 * its sums and counts. It is written from the schema and shares nothing with the writer, so that a
 * mistake in one is found by the other.
 *
 * The message has no control for the account a payment goes to, its name and its date: compare
 * what was read with the pay run for those.
 */

/** A payment as it stands in the message, in pounds. */
export interface PainReadItem {
  readonly reference: string;
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly amount: Decimal;
  /** What the payee sees; null where nothing was said. */
  readonly remittance: string | null;
}

/** The payments of one execution date. */
export interface PainReadBlock {
  readonly paymentId: string;
  readonly executeOn: Temporal.PlainDate;
  readonly items: readonly PainReadItem[];
}

export interface PainRead {
  readonly version: '09' | '03';
  readonly messageId: string;
  /** In UTC. */
  readonly createdAt: Temporal.PlainDateTime;
  /** Whether it is urgent. */
  readonly service: 'NURG' | 'URGP';
  readonly initiator: string;
  readonly payer: {
    readonly sortCode: string;
    readonly accountNumber: string;
    readonly name: string;
  };
  readonly blocks: readonly PainReadBlock[];
  /** Of all blocks, in order. */
  readonly items: readonly PainReadItem[];
  readonly total: Decimal;
}

/** What is wrong at a place of the file, "line:column" from 1. Names and numbers are not repeated. */
export interface PainReadFault {
  readonly where: string;
  readonly message: string;
}

export type PainReadResult =
  | { readonly faults: readonly PainReadFault[]; readonly file?: never }
  | { readonly file: PainRead; readonly faults?: never };

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:pain\.001\.001\.(09|03)$/;
const WAY: readonly string[] = ['Document', 'CstmrCdtTrfInitn'];
const MOST_PER_ITEM = money('20000000.00');

/**
 * Reads a message from its bytes, piece by piece, and tells of everything that is wrong with it.
 * Never throws for bad input. `mostPerItem` is the most that one payment can be, in pounds.
 */
export async function readPain(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  mostPerItem: Decimal = MOST_PER_ITEM,
): Promise<PainReadResult> {
  const reading = new Reading(mostPerItem);
  const reader = new XmlTreeReader(reading, '');
  for await (const piece of pieces) {
    reader.write(piece);
    if (reader.stopped) break;
  }
  reader.end();
  return reading.result();
}

type Part<L extends Layout> = Texts<L> & { readonly where: string };

/** A payment block while it is read: what it says of itself, and its payments. */
interface Block {
  readonly where: string;
  readonly head: XmlNode[];
  readonly items: PainReadItem[];
  /** Its payments, with those that could not be read. */
  count: number;
  about: Part<typeof PAYMENT> | null;
}

class Reading implements XmlWatcher {
  readonly #most: Decimal;
  readonly #faults: PainReadFault[] = [];
  readonly #blocks: Block[] = [];
  readonly #seen = new Set<string>();
  #version: PainRead['version'] | null = null;
  #count = 0;
  #groups = 0;
  #open: Block | null = null;
  #group: Part<typeof GROUP> | null = null;

  constructor(mostPerItem: Decimal) {
    this.#most = mostPerItem;
  }

  opened(
    name: string,
    tag: { attributes: Readonly<Record<string, string>> },
    depth: number,
    where: string,
  ): boolean {
    const expected = WAY[depth - 1];
    if (expected !== undefined) {
      if (name !== expected) this.#tell(where, `Expected ${expected}; found another element.`);
      if (depth === 1) this.#readNamespace(tag.attributes['xmlns'] ?? '', where);
      return false;
    }
    if (depth === 3 && name === 'PmtInf') {
      this.#open = { where, head: [], items: [], count: 0, about: null };
      this.#blocks.push(this.#open);
      return false;
    }
    return true;
  }

  closed(depth: number): void {
    if (depth !== 3 || this.#open === null) return;
    const layout: typeof PAYMENT = this.#version === '09' ? PAYMENT_09 : PAYMENT;
    this.#open.about = this.#part('Payment', layout, this.#open.head, this.#open.where);
    this.#open = null;
  }

  kept(node: XmlNode, where: string): void {
    if (this.#open === null) this.#readGroup(node, where);
    else if (node.name === 'CdtTrfTxInf') this.#readItem(this.#open, node, where);
    else if (this.#open.count > 0) {
      this.#tell(where, 'Everything about the payment block must come before its payments.');
    } else this.#open.head.push(node);
  }

  warned(_code: string, where: string): void {
    this.#tell(where, 'The message must be UTF-8 and say so; it is not.');
  }

  failed(code: string, where: string): void {
    this.#tell(
      where,
      `The message is no whole, well-formed XML (${code}). It was read up to here.`,
    );
  }

  /** What was read, once the file has ended. */
  result(): PainReadResult {
    const [group, version] = [this.#group, this.#version];
    if (this.#groups !== 1) this.#tell('1:1', `Expected one GrpHdr; found ${this.#groups}.`);
    if (this.#blocks.length === 0) this.#tell('1:1', 'Expected a PmtInf; found none.');
    const items = this.#blocks.flatMap((block) => block.items);
    this.#prove('GrpHdr', group, items, this.#count);
    for (const block of this.#blocks) this.#prove('PmtInf', block.about, block.items, block.count);
    this.#proveAlike();
    const blocks = this.#blocks.map((block) => this.#blockOf(block)).filter((one) => one !== null);
    const createdAt = this.#createdAt(group);
    const about = this.#blocks[0]?.about;
    const whole = group && about && version && createdAt;
    if (this.#faults.length > 0 || !whole) return { faults: this.#faults };
    const { sortCode, accountNumber, payer: name } = about;
    const { messageId, initiator } = group;
    const service = about.service === 'URGP' ? 'URGP' : 'NURG';
    const payer = { sortCode, accountNumber, name };
    const total = sum(items.map((item) => item.amount));
    return {
      file: { version, messageId, createdAt, initiator, service, payer, blocks, items, total },
    };
  }

  #readNamespace(namespace: string, where: string): void {
    const version = NAMESPACE.exec(namespace)?.[1];
    if (version === '09' || version === '03') this.#version = version;
    else this.#tell(where, 'Expected the namespace of pain.001.001.09 or .03; found another.');
  }

  #readGroup(node: XmlNode, where: string): void {
    if (node.name !== 'GrpHdr') return this.#tell(where, 'Expected GrpHdr or PmtInf.');
    if (this.#blocks.length > 0) this.#tell(where, 'GrpHdr must come before PmtInf.');
    this.#groups += 1;
    this.#group = this.#part('GrpHdr', GROUP, node.children, where);
  }

  #readItem(block: Block, node: XmlNode, where: string): void {
    this.#count += 1;
    block.count += 1;
    const what = `Item ${this.#count}`;
    const texts = this.#part(what, TRANSFER, node.children, where);
    if (texts === null) return;
    const { reference, sortCode, accountNumber, name } = texts;
    const amount = money(texts.amount);
    if (!amount.gt(ZERO) || amount.gt(this.#most)) {
      const found = toText(amount);
      this.#tell(where, `${what}: pays 0.01 to ${toText(this.#most)}; found ${found}.`);
    }
    if (this.#seen.has(reference)) this.#tell(where, `${what}: its reference stands twice.`);
    this.#seen.add(reference);
    const remittance = (texts as { readonly remittance?: string }).remittance ?? null;
    block.items.push({ reference, sortCode, accountNumber, name, amount, remittance });
  }

  #part<L extends Layout>(
    what: string,
    layout: L,
    nodes: readonly XmlNode[],
    where: string,
  ): Part<L> | null {
    const texts = readPart(layout, nodes, (message) => this.#tell(where, `${what}: ${message}`));
    return texts === null ? null : { ...texts, where };
  }

  /** What a header says of its payments must be what they are. An unreadable one counts, without its amount. */
  #prove(
    what: string,
    head: { readonly where: string; readonly count: string; readonly sum: string } | null,
    items: readonly PainReadItem[],
    count: number,
  ): void {
    if (head === null) return;
    const { where } = head;
    if (head.count !== String(count)) {
      this.#tell(where, `${what}: NbOfTxs must be ${count}; found ${head.count}.`);
    }
    const total = sum(items.map((item) => item.amount));
    if (items.length < count || head.sum === toText(total)) return;
    const found = toText(money(head.sum));
    this.#tell(where, `${what}: CtrlSum must be the sum, ${toText(total)}; found ${found}.`);
  }

  /** All blocks are paid from one account by one service, and each has an identifier of its own. */
  #proveAlike(): void {
    const [first, ...others] = this.#blocks
      .map((block) => block.about)
      .filter((about) => about !== null);
    const ids = new Set(first === undefined ? [] : [first.paymentId]);
    const common = ({ payer, sortCode, accountNumber, service }: Texts<typeof PAYMENT>): string =>
      [payer, sortCode, accountNumber, service].join();
    for (const other of others) {
      if (first === undefined) return;
      const { where, paymentId } = other;
      if (common(other) !== common(first)) {
        this.#tell(where, 'PmtInf: the payer and the service must be those of the first.');
      }
      if (ids.has(paymentId)) this.#tell(where, 'PmtInf: its PmtInfId stands twice.');
      ids.add(paymentId);
    }
  }

  #blockOf({ about, items }: Block): PainReadBlock | null {
    if (about === null) return null;
    const executeOn = orNull(() => Temporal.PlainDate.from(about.executeOn));
    if (executeOn === null) this.#tell(about.where, 'Payment: ReqdExctnDt must be a day there is.');
    return executeOn && { paymentId: about.paymentId, executeOn, items };
  }

  #createdAt(group: Part<typeof GROUP> | null): Temporal.PlainDateTime | null {
    if (group === null) return null;
    const time = orNull(() => Temporal.PlainDateTime.from(group.createdAt));
    if (time === null) this.#tell(group.where, 'GrpHdr: CreDtTm must be a time there is.');
    return time;
  }

  #tell(where: string, message: string): void {
    this.#faults.push({ where, message });
  }
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
