import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { beancountName } from '../../src/export/beancount.ts';
import type { ExportedAccount } from '../../src/export/journal-format.ts';
import { plainName } from '../../src/export/plain-journal.ts';
import { freshDatabase } from '../support/database.ts';

it('every class of account has a name of its own that each program takes', async () => {
  const db = await freshDatabase();
  const classes = await db.run(
    (tx) => tx.sql<Pick<ExportedAccount, 'book' | 'class'>[]>`
      select book, name as class from account_classes order by id`,
  );
  expect(classes.length).toBeGreaterThan(80);
  const subject = randomUUID();
  const accounts = classes.map((one) => ({ ...one, subject }));
  const beancount = accounts.map(beancountName);
  for (const name of beancount) {
    expect(name).toMatch(
      /^(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*){3,5}$/,
    );
  }
  expect(new Set(beancount).size).toBe(classes.length);
  const plain = accounts.map(plainName);
  for (const name of plain) expect(name).toMatch(/^(?:control|money)(?::[a-z_]+)+:[0-9a-f-]{36}$/);
  expect(new Set(plain).size).toBe(classes.length);
});

it('a kind of account without a root is told of, and not guessed', () => {
  const account = { book: 'money', class: 'petty_cash', subject: randomUUID() } as const;
  expect(() => beancountName(account)).toThrow(/found "petty_cash"\. Add it to ROOTS\./);
});
