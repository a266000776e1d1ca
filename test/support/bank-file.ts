import { randomUUID } from 'node:crypto';
import { camt053 } from '../../src/demonstration/camt-writer.ts';
import { money } from '../../src/money.ts';
import type { ApiUser } from './api.ts';

/** A line of a made-up statement: booking date, amount, and what is written beside it. */
export type Line = readonly [
  bookedOn: string,
  amount: string,
  facts?: { reference?: string; text?: string | null; counterparty?: string | null },
];

export interface StatementFacts {
  readonly account: { readonly sortCode: string; readonly accountNumber: string };
  readonly from?: string;
  readonly to?: string;
  readonly opening?: string;
  readonly lines?: readonly Line[];
  /** Different in each file, unless the same file is meant. */
  readonly messageId?: string;
}

const day = (text: string) => Temporal.PlainDate.from(text);

/** The text of a camt.053 file with one statement, by default of April. */
export function bankFile(facts: StatementFacts): string {
  const { account, from = '2026-04-01', to = '2026-04-30', opening = '0.00' } = facts;
  return camt053({
    messageId: facts.messageId ?? randomUUID().slice(0, 35),
    account: { ...account, currency: 'GBP' },
    from: day(from),
    to: day(to),
    opening: money(opening),
    lines: (facts.lines ?? []).map(([on, amount, words = {}]) => ({
      bookedOn: day(on),
      valueOn: day(on),
      amount: money(amount),
      reference: words.reference ?? 'BACS',
      counterparty: words.counterparty ?? null,
      text: words.text ?? null,
    })),
  });
}

/** Sends a file to be imported; `more` is the rest of the query. */
export function importFile(
  user: ApiUser,
  content: string | Buffer,
  options: { name?: string; type?: string; more?: string; headers?: Record<string, string> } = {},
) {
  const { name = 'statement.xml', type = 'application/xml', more = '', headers = {} } = options;
  return user.post(`/bank-files?name=${name}${more}`, content, {
    'content-type': type,
    ...headers,
  });
}
