import type {
  ExportedAccount,
  ExportedBalance,
  ExportedEntry,
  ExportTotals,
  JournalFormat,
} from './journal-format.ts';
import { safeText } from './safe-text.ts';
import { TAGS, endLines, headLines } from './words.ts';

/** An account's name, e.g. `money:held:direct:education:UUID`. */
export function plainName({ book, class: name, subject }: ExportedAccount): string {
  return [book, ...name.split('/'), subject].join(':');
}

/** What hledger and ledger read alike. */
const plain = {
  head: (facts: Parameters<JournalFormat['head']>[0]): string =>
    [
      ...headLines(facts).map((line) => `; ${line}`),
      '',
      'commodity GBP',
      '    format 1000.00 GBP',
      '',
      ...TAGS.map((tag) => `tag ${tag}`),
      '',
      'account control',
      'account money',
      '',
    ].join('\n'),

  accounts: (accounts: readonly ExportedAccount[]): string =>
    accounts.map((account) => `account ${plainName(account)}\n`).join(''),

  entry: (entry: ExportedEntry): string =>
    `\n${entry.effectiveOn} * (${entry.id}) ${entry.kind}\n` +
    tagsOf(entry)
      .map(([name, value]) => `    ; ${name}: ${value}\n`)
      .join(''),

  transfer: ({ from, to, amount }: Parameters<JournalFormat['transfer']>[0]): string =>
    `    ${plainName(from)}  -${amount} GBP\n    ${plainName(to)}  ${amount} GBP\n`,

  balances: (day: string, balances: readonly ExportedBalance[]): string =>
    `\n${day} * balances of the service\n` +
    balances
      .map(({ account, balance }) => `    ${plainName(account)}  0.00 GBP = ${balance} GBP\n`)
      .join(''),
} as const;

/** The tags that an entry has. */
export function tagsOf(entry: ExportedEntry): [name: string, value: string][] {
  const values: Record<(typeof TAGS)[number], string | null> = {
    key: safeText(entry.key),
    recorded: entry.recordedAt,
    by: entry.by,
    reverses: entry.reverses,
    reason: entry.reason,
    relates: entry.relatesOn,
  };
  return TAGS.flatMap((name): [string, string][] => {
    const value = values[name];
    return value === null ? [] : [[name, value]];
  });
}

const comments = (totals: ExportTotals): string =>
  `\n${endLines(totals)
    .map((line) => `; ${line}\n`)
    .join('')}`;

/** For hledger (1.25 and later); `hledger check --strict` finds nothing wanting. */
export const hledger: JournalFormat = {
  ...plain,
  ending: 'hledger',
  end: (day, totals) =>
    day === null
      ? comments(totals)
      : `\n${day} * each book adds up to zero\n` +
        '    control  0.00 GBP =* 0.00 GBP\n    money  0.00 GBP =* 0.00 GBP\n' +
        comments(totals),
};

/** For ledger (3.2 and later); `--pedantic` finds nothing wanting. */
export const ledger: JournalFormat = {
  ...plain,
  ending: 'ledger',
  end: (day, totals) =>
    day === null
      ? comments(totals)
      : '\nassert account("control").total == 0\nassert account("money").total == 0\n' +
        comments(totals),
};
