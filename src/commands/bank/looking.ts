import type { Account, Exception, Expected, Line, List, Position, Work } from './answers.ts';
import { at, type BankCommand, type Given } from './bank-command.ts';
import { facts, textTable } from './text-table.ts';

/** What stands where, what is to be done, and who sees to what does not fit. */
export const LOOKING: readonly BankCommand[] = [
  {
    usage: 'accounts',
    summary: 'the bank accounts of the authority',
    description: 'Lists the bank accounts of the authority, with what --account takes.',
    example: 'accounts',
    asks: () => ({ method: 'GET', path: '/bank-accounts' }),
    print: ({ items }: List<Account>) =>
      textTable(items, {
        Name: (one) => one.name,
        'Sort code': (one) => one.sortCode,
        Number: (one) => one.accountNumber,
        Id: (one) => one.id,
      }),
  },
  {
    usage: 'work',
    summary: 'what is to be done about a bank account',
    description: 'Says where a bank account stands and what is to be done about it next, and why.',
    example: "work --account 'Direct payments'",
    ofAccount: true,
    asks: async (given) => ({
      method: 'GET',
      path: `/bank-accounts/${at(await given.account())}/work`,
    }),
    print: printWork,
  },
  {
    usage: 'lines',
    summary: 'lines of the bank, and what of them is matched',
    description: 'Lists the lines of the bank in order of booking. Money out is negative.',
    example: 'lines --open',
    options: [{ flags: '--open', says: 'only those with something left to match' }],
    ofAccount: true,
    pages: true,
    asks: async (given) =>
      listOf(given, '/bank-lines', { state: given.has('open') ? 'open' : undefined }),
    print: ({ items }: List<Line>) =>
      textTable(items, {
        Line: (one) => one.id,
        Booked: (one) => one.bookedOn,
        Amount: (one) => one.amount,
        Open: (one) => one.open,
        Reference: (one) => one.reference,
        Text: (one) => one.text,
      }),
  },
  {
    usage: 'expected',
    summary: 'what is expected on the statement and has not come',
    description: 'Lists what the ledger expects on a statement and no line has brought yet.',
    example: 'expected',
    ofAccount: true,
    pages: true,
    asks: (given) => listOf(given, '/expected-lines', {}),
    print: ({ items }: List<Expected>) =>
      textTable(items, {
        Expected: (one) => one.name,
        Day: (one) => one.valueOn,
        Amount: (one) => one.amount,
        Open: (one) => one.open,
        'May be called': (one) => one.keys.join(', '),
      }),
  },
  {
    usage: 'exceptions',
    summary: 'what does not fit, the soonest due first',
    description:
      'Lists what does not fit between the bank and the ledger, and what to do about it.',
    example: 'exceptions --overdue',
    options: [{ flags: '--overdue', says: 'only those that should be seen to by now' }],
    ofAccount: true,
    pages: true,
    asks: (given) =>
      listOf(given, '/exceptions', { overdue: given.has('overdue') ? 'true' : undefined }),
    print: ({ items }: List<Exception>) =>
      textTable(
        items,
        {
          Exception: (one) => one.name,
          State: (one) => one.state,
          Amount: (one) => one.amount,
          Due: (one) => one.dueOn,
          Overdue: (one) => one.overdue,
          'Who has it': (one) => one.ownerId,
        },
        (one) => [one.says],
      ),
  },
  {
    usage: 'note <exception>',
    summary: 'give an exception to somebody, or write a note about it',
    description: 'Says who sees to an exception, writes a note about the money, or both.',
    example: "note unidentified_receipt:17 --note 'Asked the bank who sent it'",
    options: [
      { flags: '--owner <user>', says: 'the id of the user who sees to it' },
      { flags: '--note <text>', says: 'about the money, never about a person' },
    ],
    asks: ({ args, option }) => ({
      method: 'POST',
      path: `/exceptions/${at(args[0])}/steps`,
      body: { owner: option('owner'), note: option('note') },
    }),
    print: ({ name, steps }: { name: string; steps: readonly unknown[] }) =>
      `Written down about ${name}, step ${steps.length}.\n`,
  },
  {
    usage: 'position',
    summary: 'what the bank has against what the ledger has',
    description: 'Says what the bank must have by the ledger, what it has, and the difference.',
    example: 'position --as-at 2026-04-30',
    options: [{ flags: '--as-at <day>', says: 'at the end of this day; today if left out' }],
    ofAccount: true,
    asks: async (given) => listOf(given, '/bank-position', { asAt: given.option('asAt') }),
    print: printPosition,
  },
];

/** A list of a bank account. */
async function listOf(
  given: Given,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
) {
  const bankAccount = await given.account();
  return { method: 'GET', path, query: { bankAccount, ...query } } as const;
}

function printPosition(position: Position): string {
  const { notOnStatement, openLines, statement } = position;
  return facts([
    ['At the end of', position.asAt],
    ['Ledger', position.ledger],
    ['Not on a statement', `${notOnStatement.sum} in ${notOnStatement.count}`],
    ['Not in the ledger', `${openLines.sum} in ${openLines.count} open lines`],
    ['The bank must have', position.expected],
    ['Last statement', statement === null ? null : `${statement.closing} on ${statement.to}`],
    ['Lines since', `${position.linesSince.sum} in ${position.linesSince.count}`],
    ['Nothing explains', position.difference],
    ['In transit', position.inTransit],
  ]);
}

function printWork(work: Work): string {
  const { openLines, lastImport, lastSearch, toDo } = work;
  const stands = facts([
    ['Last statement', lastImport?.statementTo],
    ['Open lines in', `${openLines.in.count} of ${openLines.in.sum}`],
    ['Open lines out', `${openLines.out.count} of ${openLines.out.sum}`],
    ['Expected', work.expectedLines],
    [
      'Last search',
      lastSearch === null ? null : `${lastSearch.id}, ${lastSearch.toAccept} to accept`,
    ],
    ['Nothing explains', work.position.difference],
    ['Signed off through', work.signedOffThrough],
  ]);
  const exceptions = textTable(work.exceptions, {
    Exceptions: (one) => one.kind,
    Count: (one) => one.count,
    Sum: (one) => one.sum,
    Overdue: (one) => one.overdue,
    Since: (one) => one.oldest,
  });
  const steps = toDo.map((one, n) => `${n + 1}. ${one.do.replaceAll('_', ' ')}: ${one.why}\n`);
  const next = steps.length === 0 ? 'Nothing is to be done.\n' : `To do:\n${steps.join('')}`;
  return [stands, ...(work.exceptions.length === 0 ? [] : [exceptions]), next].join('\n');
}
