import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { sentenceOf } from '../../process/failure.ts';
import { WRITE_OFF_REASONS } from '../../reconciliation/postings/write-off-rules.ts';
import type { List, Postings, WriteOff } from './answers.ts';
import { at, refuseUnless, type BankCommand, type Given } from './bank-command.ts';
import type { Asked } from './service.ts';
import { facts, textTable } from './text-table.ts';

const REPEAT_REASON = { flags: '--reason <text>', says: 'why, about the money' };

/** What lines are for that match nothing: posted, set aside, or given up. */
export const POSTING: readonly BankCommand[] = [
  {
    usage: 'post <line>',
    summary: 'post what a line is for',
    description:
      'Posts a line of the bank, or so much of it, and matches it with the entry at once.',
    example: 'post 17 --to charge --amount 12.00',
    options: [
      {
        flags: '--to <what>',
        says: 'what it is',
        choices: ['charge', 'interest', 'treasury', 'suspense'],
        required: true,
      },
      { flags: '--amount <amount>', says: 'in pounds and pence', required: true },
    ],
    asks: ({ args, option }) => ({
      method: 'POST',
      path: `/bank-lines/${at(args[0])}/postings`,
      body: { parts: [{ to: option('to'), amount: option('amount') }] },
    }),
    print: printPostings,
  },
  {
    usage: 'split <line> <file>',
    summary: 'post a line in parts',
    description:
      'Posts a line in parts, all or none. The file has them as JSON, a list as in the `parts` of ' +
      'POST /bank-lines/ID/postings; - reads them from stdin.',
    example: 'split 17 parts.json',
    asks: split,
    print: printPostings,
  },
  {
    usage: 'repeat <line>',
    summary: 'set a line aside because it is the same as another',
    description: 'Sets a line aside which the bank, or two of its files, gave twice.',
    example: 'repeat 17',
    options: [
      { flags: '--of <line>', says: 'the line it repeats; left out if the import suspected it' },
      REPEAT_REASON,
    ],
    asks: ({ args, option }) => ({
      method: 'POST',
      path: `/bank-lines/${at(args[0])}/repeat`,
      body: { of: option('of'), reason: option('reason') },
    }),
    print: printRepeat,
  },
  {
    usage: 'not-a-repeat <line>',
    summary: 'say that a line is one of its own',
    description: 'Says that a line which looks like another is a line of its own.',
    example: 'not-a-repeat 17',
    options: [REPEAT_REASON],
    asks: ({ args, option }) => ({
      method: 'POST',
      path: `/bank-lines/${at(args[0])}/not-a-repeat`,
      body: { reason: option('reason') },
    }),
    print: printRepeat,
  },
  {
    usage: 'write-off <line>',
    summary: 'ask to write a line off',
    description: 'Asks to write off what is open of a line. Somebody else decides.',
    example: "write-off 17 --reason too_small_to_pursue --note 'Asked twice'",
    options: [
      { flags: '--reason <reason>', says: 'why', choices: WRITE_OFF_REASONS, required: true },
      { flags: '--note <text>', says: 'what was tried, never about a person', required: true },
      { flags: '--amount <amount>', says: 'so much of it; all that is open if left out' },
    ],
    asks: ({ args: [lineId], option }) => ({
      method: 'POST',
      path: '/write-offs',
      body: {
        lineId,
        amount: option('amount'),
        reason: option('reason'),
        note: option('note'),
      },
    }),
    print: (one: WriteOff) => writeOffTable({ items: [one] }),
  },
  {
    usage: 'write-offs',
    summary: 'the write-offs that were asked for',
    description: 'Lists the write-offs of a bank account and what was decided.',
    example: 'write-offs',
    ofAccount: true,
    pages: true,
    asks: async (given) => ({
      method: 'GET',
      path: '/write-offs',
      query: { bankAccount: await given.account() },
    }),
    print: writeOffTable,
  },
  {
    usage: 'decide-write-off <id>',
    summary: 'approve or refuse a write-off',
    description: 'Decides a write-off that somebody else asked for.',
    example: 'decide-write-off 6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b --approve',
    options: [
      { flags: '--approve', says: 'it is written off' },
      { flags: '--refuse', says: 'it stays open' },
    ],
    asks: ({ args, has }) => {
      refuseUnless(
        has('approve') !== has('refuse'),
        'Expected one of --approve and --refuse, and not both.',
      );
      const body = { approved: has('approve') };
      return { method: 'POST', path: `/write-offs/${at(args[0])}/decision`, body };
    },
    print: (one: WriteOff) => writeOffTable({ items: [one] }),
  },
];

async function split({ args: [line, file = ''] }: Given): Promise<Asked> {
  let parts: unknown;
  try {
    parts = JSON.parse(file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8'));
  } catch (error) {
    const where = file === '-' ? 'on stdin' : `at ${file}`;
    const message = `Expected JSON with the parts of the line ${where}; ${sentenceOf(error)}`;
    throw new Error(message, { cause: error });
  }
  const body = Array.isArray(parts) ? { parts } : parts;
  return { method: 'POST', path: `/bank-lines/${at(line)}/postings`, body };
}

function printPostings({ lineId, open, parts }: Postings): string {
  const table = textTable(parts, {
    To: (one) => one.to,
    Amount: (one) => one.amount,
    Entry: (one) => one.entryId,
    Match: (one) => one.matchId,
  });
  return `${facts([[`Open of line ${lineId}`, open]])}${table}`;
}

const REPEATS = {
  suspected: 'may be the same as',
  set_aside: 'is set aside as the same as',
  two_lines: 'is another than',
} as const;

function printRepeat(one: {
  lineId: string;
  ofLineId: string;
  state: keyof typeof REPEATS;
}): string {
  return `Line ${one.lineId} ${REPEATS[one.state]} line ${one.ofLineId}.\n`;
}

function writeOffTable({ items }: List<WriteOff>): string {
  return textTable(
    items,
    {
      'Write-off': (one) => one.id,
      Line: (one) => one.lineId,
      Booked: (one) => one.bookedOn,
      Amount: (one) => one.amount,
      Reason: (one) => one.reason,
      State: (one) => one.state,
    },
    (one) => [one.note],
  );
}
