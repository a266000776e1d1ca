import { ZERO, money, toText, type Decimal } from '../../money.ts';
import type { XmlNode } from '../../bank-files/xml-tree.ts';
import type { Finding, NewDetails } from './answer.ts';
import type { Layout, OpenTag } from './layout.ts';
import {
  accountNumberOf,
  accountOf,
  amountOf,
  dayOf,
  shortText,
  shown,
  sortCodeOf,
} from './values.ts';

/** The attributes of an element, by their names in small letters without hyphens. */
type Attributes = ReadonlyMap<string, string>;

function attributesOf({ attributes }: OpenTag): Attributes {
  return new Map(
    Object.entries(attributes).map(([name, value]) => [
      name.toLowerCase().replaceAll(/[-_]/g, ''),
      value.trim(),
    ]),
  );
}

/** The first attribute that is there, of several names for the same thing. */
function first(attributes: Attributes, ...names: string[]): string | null {
  for (const name of names) {
    const value = attributes.get(name) ?? '';
    if (value !== '') return value;
  }
  return null;
}

/** The day that a report was made on, from whichever element of its head names it. */
function noteDay(finding: Finding, attributes: Attributes): void {
  finding.madeOn ??= dayOf(
    first(attributes, 'currentprocessingdate', 'processingdate', 'reportdate'),
  );
}

/**
 * Reads the report of returned credits (ARUCS) of Bacs. Its form is that of the report of unpaid
 * direct debits (ARUDD), of which examples are public: under each originating account an element
 * for each item, whose attributes say what came back, with the payee's account in it, and totals.
 */
export class ArucsLayout implements Layout {
  readonly format = 'arucs';
  readonly #finding: Finding;
  #count = 0;
  #sum: Decimal = ZERO;

  constructor(finding: Finding) {
    this.#finding = finding;
  }

  keeps(inside: readonly string[]): boolean {
    const name = inside.at(-1) ?? '';
    return inside.at(-2) === 'OriginatingAccountRecord' && /Item$|^Totals$/.test(name);
  }

  opened(inside: readonly string[], tag: OpenTag): void {
    if (inside.at(-1) === 'Header') noteDay(this.#finding, attributesOf(tag));
    if (inside.at(-1) !== 'OriginatingAccountRecord') return;
    this.#count = 0;
    this.#sum = ZERO;
  }

  closed(): void {}

  kept(node: XmlNode, where: string): void {
    const attributes = attributesOf(node);
    if (node.name === 'Totals') return this.#checkTotals(attributes, where);
    const amount = this.#amountOf(attributes, where);
    const payee = node.children.find((child) => child.name.endsWith('Account'));
    const account = payee === undefined ? new Map<string, string>() : attributesOf(payee);
    const code = this.#codeOf(attributes, where);
    this.#count += 1;
    this.#sum = this.#sum.plus(amount ?? ZERO);
    this.#finding.add(where, {
      level: 'return',
      said: 'returned',
      code,
      reference: shortText(first(attributes, 'ref', 'reference') ?? account.get('ref')),
      amount,
      currency: shortText(attributes.get('currency')),
      account: accountOf(account.get('sortcode'), account.get('number')),
      processedOn: dayOf(attributes.get('originalprocessingdate')),
    });
  }

  ended(): void {
    if (this.#finding.lines.length > 0) return;
    this.#finding.warn('1:1', 'The report has no returned credits.');
  }

  #amountOf(attributes: Attributes, where: string): string | null {
    const given = first(attributes, 'valueof', 'amount') ?? '';
    const amount = amountOf(given);
    if (amount === null) {
      const message = `Expected an amount above zero in whole pence (valueOf); found "${shown(given)}".`;
      this.#finding.refuse(where, message);
    }
    return amount;
  }

  #codeOf(attributes: Attributes, where: string): string | null {
    const given = shortText(first(attributes, 'returncode', 'reasoncode'));
    if (given !== null) return reasonCode(given, attributes.get('returndescription') ?? '');
    this.#finding.refuse(where, 'Expected the reason of each return (returnCode); found none.');
    return null;
  }

  /** A report that was cut or edited does not add up any more. */
  #checkTotals(attributes: Attributes, where: string): void {
    const count = first(attributes, 'numberof');
    if (count !== null && Number(count) !== this.#count) {
      const message = `Expected ${shown(count)} returned credits, as the totals say; found ${this.#count}.`;
      this.#finding.refuse(where, `${message} Fetch the report again.`);
    }
    const sum = amountOf(first(attributes, 'valueof') ?? '');
    if (sum === null || this.#sum.eq(money(sum))) return;
    const message = `Expected returned credits of ${sum}, as the totals say; found ${toText(this.#sum)}.`;
    this.#finding.refuse(where, `${message} Fetch the report again.`);
  }
}

/**
 * The reason as one character. Reports may write it with three digits after it. That somebody has
 * died follows from such a code only if the words say so too.
 */
export function reasonCode(given: string, description: string): string {
  if (!/^[0-9A-Z]\d{3}$/i.test(given)) return given.toUpperCase();
  const code = given[0]!.toUpperCase();
  return code === '2' && !/deceased/i.test(description) ? given.toUpperCase() : code;
}

/**
 * Reads the advice of wrong accounts (AWACS): the payment arrived, but the payee's details must be
 * changed. Each advice is an element `MessagingAdvice` with attributes, as in the other advices of
 * Bacs (ADDACS), of which examples are public.
 */
export class AwacsLayout implements Layout {
  readonly format = 'awacs';
  readonly #finding: Finding;

  constructor(finding: Finding) {
    this.#finding = finding;
  }

  keeps(inside: readonly string[]): boolean {
    return inside.at(-1) === 'MessagingAdvice';
  }

  opened(inside: readonly string[], tag: OpenTag): void {
    if (inside.at(-1)?.endsWith('Header') === true) noteDay(this.#finding, attributesOf(tag));
  }

  closed(): void {}

  kept(node: XmlNode, where: string): void {
    const attributes = attributesOf(node);
    const given = first(attributes, 'valueof', 'amount', 'transactionamount');
    this.#finding.add(where, {
      level: 'advice',
      said: 'advised',
      code: shortText(first(attributes, 'reasoncode', 'returncode'))?.toUpperCase() ?? null,
      reference: shortText(first(attributes, 'reference', 'ref')),
      amount: given === null ? null : amountOf(given),
      currency: shortText(attributes.get('currency')),
      account: accountOf(oldOf(attributes, 'sortcode'), oldOf(attributes, 'accountnumber')),
      processedOn: dayOf(first(attributes, 'originalprocessingdate', 'duedate')),
      newDetails: newDetailsOf(attributes),
    });
    if (newDetailsOf(attributes) === null) {
      this.#finding.warn(where, 'The advice names no new account that could be read.');
    }
  }

  ended(): void {
    if (this.#finding.lines.length > 0) return;
    this.#finding.warn('1:1', 'The report has no advice.');
  }
}

/** Bacs calls the account's holder payer or payee by the report. */
const HOLDERS = ['payee', 'payer', 'beneficiary', 'destination', ''];

function oldOf(attributes: Attributes, what: string): string | null {
  return first(attributes, ...HOLDERS.map((holder) => `${holder}${what}`));
}

function newDetailsOf(attributes: Attributes): NewDetails | null {
  const of = (what: string): string | null =>
    first(attributes, ...HOLDERS.map((holder) => `${holder}new${what}`));
  return detailsOf(of('sortcode'), of('accountnumber'), of('name') ?? of('accountname'));
}

/** New details, or null when none of them can be read. */
export function detailsOf(
  sortCode: string | null,
  accountNumber: string | null,
  name: string | null,
): NewDetails | null {
  const details = {
    sortCode: sortCodeOf(sortCode),
    accountNumber: accountNumberOf(accountNumber),
    name: shortText(name),
  };
  return Object.values(details).every((value) => value === null) ? null : details;
}
