import { writeFile } from 'node:fs/promises';
import { REOPENED_BECAUSE } from '../../reconciliation/sign-off/schemas.ts';
import type { List, SignOff } from './answers.ts';
import { at, refuseUnless, type BankCommand, type Given, type Outcome } from './bank-command.ts';
import type { Service } from './service.ts';
import { facts, textTable } from './text-table.ts';

/** Days that are reconciled are signed off by two people. */
export const SIGNING: readonly BankCommand[] = [
  {
    usage: 'sign-off',
    summary: 'prepare the sign-off of days that are reconciled',
    description:
      'Prepares the sign-off of a bank account through a day. Another person approves it.',
    example: 'sign-off --through 2026-04-30',
    options: [{ flags: '--through <day>', says: 'the last day of it', required: true }],
    ofAccount: true,
    asks: async (given) => ({
      method: 'POST',
      path: '/sign-offs',
      body: { bankAccountId: await given.account(), throughOn: given.option('through') },
    }),
    print: printSignOff,
  },
  {
    usage: 'sign-offs',
    summary: 'the sign-offs of a bank account',
    description: 'Lists what was prepared, signed and opened again.',
    example: 'sign-offs',
    ofAccount: true,
    pages: true,
    asks: async (given) => ({
      method: 'GET',
      path: '/sign-offs',
      query: { bankAccount: await given.account() },
    }),
    print: ({ items }: List<SignOff>) =>
      textTable(items, {
        'Sign-off': (one) => one.id,
        Through: (one) => one.throughOn,
        State: (one) => one.state,
        Statement: (one) => one.statement,
        Ledger: (one) => one.ledger,
      }),
  },
  {
    usage: 'approve-sign-off <id>',
    summary: 'sign what another person prepared',
    description: 'Signs what another person prepared. Its days take no more lines or matches.',
    example: 'approve-sign-off 6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b',
    asks: ({ args }) => ({ method: 'POST', path: `/sign-offs/${at(args[0])}/approval` }),
    print: printSignOff,
  },
  {
    usage: 'reopen <id>',
    summary: 'open a sign-off again',
    description: 'Opens a sign-off again, with a reason. It stays to be seen.',
    example:
      "reopen 6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b --reason late_line --note 'The bank sent one more'",
    options: [
      { flags: '--reason <reason>', says: 'why', choices: REOPENED_BECAUSE, required: true },
      { flags: '--note <text>', says: 'what is to be put right', required: true },
    ],
    asks: ({ args, option }) => ({
      method: 'POST',
      path: `/sign-offs/${at(args[0])}/reopening`,
      body: { reason: option('reason'), note: option('note') },
    }),
    print: printSignOff,
  },
  {
    usage: 'reconciliation <id>',
    summary: 'the statement of reconciliation of a sign-off',
    description:
      'Writes the statement of reconciliation of a sign-off into a file: as CSV, of which the ' +
      'digest was signed, or as PDF. Without a file the CSV goes to stdout.',
    example: 'reconciliation 6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b --pdf april.pdf',
    options: [
      { flags: '--csv <file>', says: 'where the CSV goes' },
      { flags: '--pdf <file>', says: 'where the PDF goes' },
    ],
    runs: reconciliation,
  },
];

function printSignOff(one: SignOff): string {
  return facts([
    ['Sign-off', one.id],
    ['State', one.state],
    ['Through', one.throughOn],
    ['Ledger', one.ledger],
    ['Not on the statement', one.notOnStatement],
    ['Statement', one.statement],
    ['In transit', one.inTransit],
    ['Lines', one.lines],
    ['SHA-256', one.sha256],
  ]);
}

async function reconciliation(service: Service, given: Given): Promise<Outcome> {
  const path = `/sign-offs/${at(given.args[0])}/statement`;
  const asked = { method: 'GET', path } as const;
  const [csv, pdf] = [given.option('csv'), given.option('pdf')];
  refuseUnless(
    ['csv', 'pdf', 'json'].filter(given.has).length < 2,
    'Expected one of --csv, --pdf and --json; with --json no file is written.',
  );
  if (given.has('json')) return { answer: await service.ask(asked), text: '' };

  const format = pdf === undefined ? 'csv' : 'pdf';
  const bytes = await service.bytes({ ...asked, query: { format } });
  const file = csv ?? pdf;
  if (file === undefined) return { answer: null, text: bytes };
  await writeFile(file, bytes);
  return { answer: null, text: `Written to ${file}.\n` };
}
