import type { ExportedAccount, JournalFormat } from './journal-format.ts';
import { tagsOf } from './plain-journal.ts';
import { endLines, headLines } from './words.ts';

/** Before the first day that anything can take effect on. */
const OPENED_ON = '1900-01-01';

/**
 * The root that each kind of account of the money book stands under. beancount knows five. The
 * budget control book is a memorandum, so all of it stands under `Equity:Control`.
 */
const ROOTS: Readonly<Record<string, string>> = {
  bank: 'Assets',
  in_transit: 'Assets',
  held: 'Assets',
  to_return: 'Assets',
  recoverable: 'Assets',
  contribution_due: 'Assets',
  partner: 'Assets',
  vat: 'Assets',
  payable: 'Liabilities',
  suspense: 'Liabilities',
  paid_by_holder: 'Liabilities',
  treasury: 'Equity',
  contribution: 'Income',
  recharge: 'Income',
  spent: 'Expenses',
  written_off: 'Expenses',
  charges: 'Expenses',
};

/** An account's name, e.g. `Assets:Money:Held:Direct:Education:` and its subject in capitals. */
export function beancountName({ book, class: name, subject }: ExportedAccount): string {
  const parts = name.split('/');
  const root = book === 'control' ? 'Equity' : ROOTS[parts[0]!];
  if (root === undefined) {
    throw new Error(
      `Expected a kind of account that has a root in beancount, found "${parts[0]}". Add it to ROOTS.`,
    );
  }
  return [root, capitalised(book), ...parts.map(capitalised), subject.toUpperCase()].join(':');
}

const capitalised = (words: string): string =>
  words.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The day after a day: beancount checks a balance before the first entry of its day. */
const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

/** For beancount (2.3 and later); `bean-check` finds nothing wanting. */
export const beancount: JournalFormat = {
  ending: 'beancount',

  head: (facts) =>
    [
      ...headLines(facts).map((line) => `; ${line}`),
      '',
      `option "title" "Journal of ${facts.authority}"`,
      'option "operating_currency" "GBP"',
      '',
      `${OPENED_ON} open Equity:Control GBP`,
      '',
    ].join('\n'),

  accounts: (accounts) =>
    accounts
      .map(
        (account) =>
          `${OPENED_ON} open ${beancountName(account)} GBP\n` +
          `  account: "${account.class}:${account.subject}"\n`,
      )
      .join(''),

  entry: (entry) =>
    `\n${entry.effectiveOn} * "${entry.kind}" "${entry.id}"\n` +
    tagsOf(entry)
      .map(([name, value]) => `  ${name}: "${value}"\n`)
      .join(''),

  transfer: ({ from, to, amount }) =>
    `  ${beancountName(from)}  -${amount} GBP\n  ${beancountName(to)}  ${amount} GBP\n`,

  // Without the `~ 0.00` a penny would pass: beancount allows twice half of the last decimal.
  balances: (day, balances) =>
    `\n${balances
      .map(
        ({ account, balance }) =>
          `${dayAfter(day)} balance ${beancountName(account)}  ${balance} ~ 0.00 GBP\n`,
      )
      .join('')}`,

  // Every entry balances, so if the control book adds up to zero the money book does too.
  end: (day, totals) =>
    (day === null ? '' : `\n${dayAfter(day)} balance Equity:Control  0.00 ~ 0.00 GBP\n`) +
    `\n${endLines(totals)
      .map((line) => `; ${line}\n`)
      .join('')}`,
};
