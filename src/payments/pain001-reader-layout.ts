import type { XmlNode } from '../bank-files/xml-tree.ts';

/**
 * What the parts of a pain.001 message hold, as its reader knows it: every element with a text, in
 * order, by its path in the part, and what the text must look like. The writer does not use it.
 */

/** An element with a text. */
export interface Leaf {
  readonly path: string;
  readonly form: RegExp;
  readonly expected: string;
  readonly optional?: boolean;
  /** The only attribute that it has, as NAME=VALUE. */
  readonly attribute?: string;
}

export type Layout = Readonly<Record<string, Leaf>>;
export type Texts<L extends Layout> = { readonly [Name in keyof L]: string };

const IN_SET = "[A-Za-z0-9?:().,'+\\- ]";
const COUNT = leaf('NbOfTxs', /^[1-9]\d{0,14}$/, 'a number above 0');
const SUM = leaf('CtrlSum', /^\d{1,12}\.\d{2}$/, 'pounds with two decimals');

export const GROUP = {
  messageId: identifier('MsgId'),
  createdAt: leaf(
    'CreDtTm',
    /^\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/,
    'YYYY-MM-DDThh:mm:ss',
  ),
  count: COUNT,
  sum: SUM,
  initiator: name('InitgPty/Nm'),
};

/** The payment block without its payments. */
export const PAYMENT = {
  paymentId: identifier('PmtInfId'),
  method: exactly('PmtMtd', 'TRF'),
  batch: exactly('BtchBookg', 'true'),
  count: COUNT,
  sum: SUM,
  service: leaf('PmtTpInf/SvcLvl/Cd', /^(?:NURG|URGP)$/, 'NURG or URGP'),
  executeOn: leaf('ReqdExctnDt', /^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD'),
  payer: name('Dbtr/Nm'),
  accountNumber: digits('DbtrAcct/Id/Othr/Id', 8),
  currency: exactly('DbtrAcct/Ccy', 'GBP'),
  ...bank('DbtrAgt'),
  charges: leaf('ChrgBr', /^(?:SHAR|SLEV)$/, 'SHAR or SLEV'),
};

/** In version .09 the date is one of two kinds. */
export const PAYMENT_09 = {
  ...PAYMENT,
  executeOn: { ...PAYMENT.executeOn, path: 'ReqdExctnDt/Dt' },
};

export const TRANSFER = {
  reference: identifier('PmtId/EndToEndId'),
  amount: { ...SUM, path: 'Amt/InstdAmt', attribute: 'Ccy=GBP' },
  ...bank('CdtrAgt'),
  name: name('Cdtr/Nm'),
  accountNumber: digits('CdtrAcct/Id/Othr/Id', 8),
  remittance: {
    ...leaf(
      'RmtInf/Ustrd',
      new RegExp(`^(?:/|${IN_SET}){1,140}$`),
      '1 to 140 characters of the set',
    ),
    optional: true,
  },
};

function leaf(path: string, form: RegExp, expected: string): Leaf {
  return { path, form, expected };
}

function exactly(path: string, text: string): Leaf {
  return leaf(path, new RegExp(`^${text}$`), text);
}

function digits(path: string, count: number): Leaf {
  return leaf(path, new RegExp(`^\\d{${count}}$`), `${count} digits`);
}

function name(path: string): Leaf {
  return leaf(path, new RegExp(`^(?:/|${IN_SET}){1,70}$`), '1 to 70 characters of the set');
}

function identifier(path: string): Leaf {
  const form = new RegExp(`^(?=.{1,35}$)${IN_SET}+(?:/${IN_SET}+)*$`);
  return leaf(path, form, '1 to 35 characters of the set, "/" only between others');
}

function bank(agent: string) {
  const member = `${agent}/FinInstnId/ClrSysMmbId`;
  return {
    clearing: exactly(`${member}/ClrSysId/Cd`, 'GBDSC'),
    sortCode: digits(`${member}/MmbId`, 6),
  };
}

interface Found {
  readonly path: string;
  readonly node: XmlNode;
}

/** The elements of a part that hold a text or nothing, in order, by their paths. */
function* leavesOf(node: XmlNode, path: string): Generator<Found> {
  if (node.children.length === 0) yield { path, node };
  for (const child of node.children) {
    yield* leavesOf(child, path === '' ? child.name : `${path}/${child.name}`);
  }
}

/**
 * The texts of a part by the names of its layout; null when one is missing, unknown, out of order
 * or not of its form, of all of which it tells. What stands in an element is never repeated.
 */
export function readPart<L extends Layout>(
  layout: L,
  parts: readonly XmlNode[],
  tell: (message: string) => void,
): Texts<L> | null {
  let right = true;
  const wrong = (message: string): void => {
    right = false;
    tell(message);
  };
  const found = [...leavesOf({ name: '', text: '', attributes: {}, children: parts }, '')];
  const wanted = Object.entries(layout);
  for (const message of placeFaults(
    wanted.map(([, one]) => one),
    found,
  ))
    wrong(message);
  const texts: Record<string, string> = {};
  for (const [key, { path, form, expected, attribute = '' }] of wanted) {
    const node = found.find((one) => one.path === path)?.node;
    if (node === undefined) continue;
    texts[key] = node.text;
    if (!form.test(node.text)) wrong(`${path} must be ${expected}; it is not.`);
    const attributes = Object.entries(node.attributes).map((pair) => pair.join('='));
    if (attributes.join(' ') === attribute) continue;
    wrong(`${path} must have ${attribute === '' ? 'no attribute' : `${attribute} alone`}.`);
  }
  return right ? (texts as Texts<L>) : null;
}

function* placeFaults(layout: readonly Leaf[], found: readonly Found[]): Generator<string> {
  const paths = found.map((one) => one.path);
  const known = layout.map((one) => one.path);
  const missing = layout.filter(({ path, optional }) => optional !== true && !paths.includes(path));
  for (const { path } of missing) yield `${path} is missing.`;
  for (const path of paths) if (!known.includes(path)) yield `${path} is not expected.`;
  const twice = paths.filter((path, index) => paths.indexOf(path) !== index);
  for (const path of twice) yield `${path} stands twice.`;
  const places = paths.map((path) => known.indexOf(path)).filter((place) => place >= 0);
  if (twice.length === 0 && places.some((place, index) => place < (places[index - 1] ?? 0))) {
    yield `The elements must be in this order: ${known.join(', ')}.`;
  }
}
