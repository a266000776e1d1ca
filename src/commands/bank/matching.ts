import { DIFFERENCE_REASONS, UNDO_REASONS } from '../../reconciliation/matching/schemas.ts';
import type { Accepted, LineWithMatches, List, Match, MatchRun, Proposal } from './answers.ts';
import { at, refuseUnless, type BankCommand, type Given, type Outcome } from './bank-command.ts';
import { importFile, printImport } from './importing.ts';
import type { Asked, Service } from './service.ts';
import { facts, textTable } from './text-table.ts';

/** Statements in, and their lines matched with what is expected. */
export const MATCHING: readonly BankCommand[] = [
  {
    usage: 'import <file>',
    summary: "import a file of the bank's statements",
    description: 'Imports a file of any format that the ledger reads: all of it or none.',
    example: 'import statement.xml',
    options: [
      { flags: '--format <format>', says: 'read it as this; found by the content if left out' },
      {
        flags: '--profile <name>',
        says: 'the bank whose CSV it is, or a file (.json) that describes it',
      },
      { flags: '--gap <gap>', says: 'import it though one before is missing', choices: ['accept'] },
      { flags: '--account <account>', says: 'the bank account, for a file that does not name it' },
    ],
    asks: importFile,
    print: printImport,
  },
  {
    usage: 'search',
    summary: 'search for matches and show why each is proposed',
    description:
      'Searches for matches and prints what is proposed, why, and what else it could be. Nothing ' +
      'is matched.',
    example: 'search --rivals none',
    options: [
      { flags: '--rivals <which>', says: 'only with, or without', choices: ['none', 'some'] },
    ],
    ofAccount: true,
    runs: search,
  },
  {
    usage: 'accept <run> [numbers...]',
    summary: 'accept proposals of a search',
    description:
      'Accepts proposals by their numbers, or all that have no rival and name something. What ' +
      'changed since the search is left, and named.',
    example: 'accept 6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b --all-automatic',
    options: [
      { flags: '--all-automatic', says: 'all without a rival, by rules that name something' },
    ],
    asks: accept,
    print: ({ accepted, matches, notProposedAnyMore, left }: Accepted) =>
      facts([
        ['Accepted', `${accepted}, which made ${matches} matches`],
        ['Not proposed any more', notProposedAnyMore.join(', ') || 'none'],
        ['Left', left],
      ]),
  },
  {
    usage: 'match <line> <expected>',
    summary: 'match a line with what is expected',
    description: 'Matches one line of the bank with one expected line, whole or for an amount.',
    example: 'match 17 entry:204',
    options: [
      { flags: '--amount <amount>', says: 'so much of the line; all of it if left out' },
      { flags: '--difference <amount>', says: 'what no line will bring of what is expected' },
      { flags: '--reason <reason>', says: 'why they differ', choices: DIFFERENCE_REASONS },
    ],
    asks: match,
    print: ({ items }: List<Match>) => matchTable(items),
  },
  {
    usage: 'undo <match>',
    summary: 'take a match back',
    description: 'Takes a match back by another that undoes it; both stay to be seen.',
    example: 'undo 6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b --reason wrong_line',
    options: [{ flags: '--reason <reason>', says: 'why', choices: UNDO_REASONS, required: true }],
    asks: ({ args, option }) => ({
      method: 'POST',
      path: `/matches/${at(args[0])}/undo`,
      body: { reason: option('reason') },
    }),
    print: (undo: Match) => matchTable([undo]),
  },
  {
    usage: 'line <line>',
    summary: 'one line of the bank with its matches',
    description: 'Shows a line of the bank with every match that it has had.',
    example: 'line 17',
    asks: ({ args }) => ({ method: 'GET', path: `/bank-lines/${at(args[0])}` }),
    print: (line: LineWithMatches) =>
      facts([
        ['Line', line.id],
        ['Booked', line.bookedOn],
        ['Amount', line.amount],
        ['Open', line.open],
        ['Reference', line.reference],
        ['Text', line.text],
      ]) + matchTable(line.matches),
  },
];

async function search(service: Service, given: Given): Promise<Outcome> {
  const body = { bankAccountId: await given.account() };
  const run = (await service.ask({ method: 'POST', path: '/match-runs', body })) as MatchRun;
  const path = `/match-runs/${run.id}/proposals`;
  const list = await service.all(path, { rivals: given.option('rivals') });
  const { items } = list as List<Proposal>;
  const found = facts([
    ['Search', run.id],
    ['Open', `${run.lines} lines, ${run.expected} expected`],
    ['Proposals', run.proposals],
    ['Without rivals', `${run.withoutRivals}, of which ${run.automatic} automatic`],
  ]);
  return { answer: { run, proposals: items }, text: found + proposalTable(items) };
}

function proposalTable(proposals: readonly Proposal[]): string {
  return textTable(
    proposals,
    {
      No: (one) => one.number,
      Rule: (one) => one.rule,
      Automatic: (one) => one.automatic,
      Lines: (one) => one.lines.map(({ id }) => id).join(', '),
      Booked: (one) => one.lines[0]?.bookedOn,
      Amount: (one) => one.amount,
      Difference: (one) => one.difference,
      Expected: (one) => one.expected.join(', '),
    },
    ({ evidence, rivals }) => {
      const others = [...rivals.lines.map((line) => `line ${line}`), ...rivals.expected];
      const rival = `Rivals: ${rivals.count} (${others.join(', ')})`;
      return rivals.count === 0 ? evidence : [...evidence, rival];
    },
  );
}

function accept({ args, rest, has }: Given): Asked {
  refuseUnless(
    has('allAutomatic') !== rest.length > 0 && rest.every((one) => /^[1-9]\d{0,8}$/.test(one)),
    'Expected the numbers of proposals, or --all-automatic, and not both.',
  );
  const body = has('allAutomatic') ? { all: 'automatic' } : { numbers: rest.map(Number) };
  return { method: 'POST', path: `/match-runs/${at(args[0])}/acceptances`, body };
}

function match({ args: [lineId, expected], option, has }: Given): Asked {
  refuseUnless(
    has('difference') === has('reason'),
    'Expected --difference and --reason together; one of them is missing.',
  );
  const { amount, reason } = { amount: option('difference'), reason: option('reason') };
  const difference = amount === undefined ? undefined : { amount, reason };
  const pairs = [{ lineId, expected, amount: option('amount'), difference }];
  return { method: 'POST', path: '/matches', body: { pairs } };
}

function matchTable(matches: readonly Match[]): string {
  return textTable(matches, {
    Match: (one) => one.id,
    Kind: (one) => one.kind,
    Line: (one) => one.lineId,
    Expected: (one) => one.expected,
    Amount: (one) => one.amount,
    Difference: (one) => one.difference,
    Reason: (one) => one.reason,
    Undone: (one) => one.undone,
    Entry: (one) => one.entryId,
  });
}
