import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportJournal, requestOf } from '../../src/commands/export-journal.ts';
import { makeProgram } from '../../src/commands/program.ts';
import { serviceScope } from '../../src/ledger/sealer.ts';
import { clock } from '../support/database.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { aFileWith } from '../support/programs.ts';
import { AUTHORITY } from '../support/template.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  await book.sealNow();
});

const scope = serviceScope(AUTHORITY, clock);
const inAFolder = (name: string): string => join(aFileWith('', 'empty'), '..', name);

describe('export-journal', () => {
  it('writes the file that the route answers with', async () => {
    const to = inAFolder('journal.beancount');
    const knownAt = Temporal.Now.instant().toString();
    const request = requestOf({ format: 'beancount', asAt: '2026-04-10', knownAt, to });
    await exportJournal(book.api.db.service, scope, request);
    const { text } = await book.staff.auditor.get(
      `/journal-export?format=beancount&asAt=2026-04-10&knownAt=${knownAt}`,
    );
    expect(readFileSync(to, 'utf8')).toBe(text);
  });

  it('writes over no file, and leaves that one as it is', async () => {
    const to = aFileWith('mine', 'journal.ledger');
    const done = exportJournal(book.api.db.service, scope, requestOf({ format: 'ledger', to }));
    await expect(done).rejects.toThrow(`Expected no file at ${to}; there is one.`);
    expect(readFileSync(to, 'utf8')).toBe('mine');
  });

  it('leaves no file where it cannot read the journal', async () => {
    const to = inAFolder('journal.ledger');
    const elsewhere = serviceScope('nowhere_at_all', clock);
    const done = exportJournal(book.api.db.service, elsewhere, requestOf({ format: 'ledger', to }));
    await expect(done).rejects.toThrow('account_classes');
    expect(existsSync(to)).toBe(false);
  });

  it.each([
    [{ asAt: '31 March' }, '--as-at must be a real day, year first'],
    [{ asAt: '2026-02-30' }, '--as-at must be a real day, year first'],
    [{ knownAt: 'noon' }, '--known-at must be a moment with its zone'],
  ])('says what it expects in place of %o', (given, expected) => {
    expect(() => requestOf({ format: 'hledger', ...given })).toThrow(expected);
  });

  it('is a command, and knows its formats', async () => {
    const command = makeProgram().commands.find((one) => one.name() === 'export-journal')!;
    expect(command.options.find((one) => one.long === '--format')!.argChoices).toEqual([
      'hledger',
      'ledger',
      'beancount',
    ]);
  });
});
