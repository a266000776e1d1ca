import { beforeAll, describe, expect, it } from 'vitest';
import { GENERAL_LEDGER_CHECKS } from '../../src/commands/evidence/general-ledger.ts';
import type { Client } from '../../src/database/connections.ts';
import { feedBy } from '../../src/general-ledger/feed-list.ts';
import { GENERAL_LEDGER_PROOFS } from '../../src/ledger/verify/general-ledger.ts';
import { ALL_CODES, drawUp, nameCodes } from '../support/general-ledger.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { lookBroken, runCheck, runEvidence } from '../support/look-broken.ts';
import { anEntry, postAll } from '../support/shares.ts';

const [feedsAreWhatMoved, feedsBalance] = GENERAL_LEDGER_PROOFS;
const [codes, feeds] = GENERAL_LEDGER_CHECKS;

let book: LedgerBook;

/** Two feeds: one through March, and one with something late for March and with April. */
beforeAll(async () => {
  book = await ledgerBook();
  await nameCodes(book.staff, ALL_CODES(book.funders));
  await drawUp(book.staff, '2026-03-31');
  const { own } = book;
  await postAll(book.api.db, [
    anEntry('treasury', '2026-03-20', [[own.treasury, own.bank, '70.00']]),
    anEntry('treasury', '2026-04-20', [[own.treasury, own.bank, '3.00']]),
  ]);
  await drawUp(book.staff, '2026-04-14');
  // Not in a feed yet.
  await postAll(book.api.db, [
    anEntry('treasury', '2026-03-21', [[own.treasury, own.bank, '9.00']]),
  ]);
});

const nothing = async (): Promise<void> => {};

it('holds of a book that nobody has changed', async () => {
  const figures = await lookBroken(book.api, nothing, async (tx) => [
    await runCheck(feedsAreWhatMoved!, tx),
    await runCheck(feedsBalance!, tx),
    await runEvidence(codes!, tx),
    await runEvidence(feeds!, tx),
  ]);
  expect(figures).toEqual([
    { figure: '2 feeds, £5,939.59 on each side', found: 0, named: [] },
    { figure: '13 lines', found: 0, named: [] },
    { figure: '10 × code of the general ledger', found: 0, named: [] },
    { figure: '2 × feed for the general ledger', found: 0, named: [] },
  ]);
});

const lineOf = (sql: Client, change: 'code' | 'amount') =>
  change === 'code'
    ? sql`update general_ledger_feed_lines set code = 'X1' where feed = 2 and line = 1`
    : sql`update general_ledger_feed_lines set amount = amount + 1 where feed = 2 and line = 1`;

/** Each is found by one check at least; which others find it too is not asked. */
describe('finds', () => {
  it.each([
    [
      'a line that was raised',
      (sql: Client) => lineOf(sql, 'amount'),
      /^Feed 2 has a debit of £71\.00 for bank; the journal says £70\.00\.$/,
    ],
    [
      'a line that was taken out',
      (sql: Client) => sql`delete from general_ledger_feed_lines where feed = 1 and line = 4`,
      /^Feed 1 has a debit of £0\.00 for charges; the journal says £0\.35\.$/,
    ],
    [
      'a line with the funder of another',
      (sql: Client) => sql`
        update general_ledger_feed_lines set funder_id = (select id from funders where sector = 'health')
        where feed = 2 and funder_id is not null and side = 'credit' and amount = 60.01`,
      /^Feed 2 has a credit of £\d+\.\d\d for held\/direct\/education of funder/,
    ],
    [
      'an entry that was put into the past',
      async (sql: Client) => {
        await sql`update entries set effective_on = '2026-03-31' where id in (
          select entry_id from transfers where amount = 3.00)`;
        await sql`update transfers set effective_on = '2026-03-31' where amount = 3.00`;
      },
      /^Feed 2 has a debit of £70\.00 for bank; the journal says £73\.00\.$/,
    ],
    [
      'a feed that goes as far as an entry that it has not',
      (sql: Client) => sql`
        update general_ledger_feeds set through_entry = (select max(id) from entries) where number = 2`,
      /^Feed 2 has a debit of £70\.00 for bank; the journal says £79\.00\.$/,
    ],
  ])('%s', async (_, by, says) => {
    const found = await lookBroken(book.api, by, (tx) => runCheck(feedsAreWhatMoved!, tx));
    expect(found.found).toBeGreaterThan(0);
    expect(found.named[0]).toMatch(says);
  });

  it('a feed of which one side is more than the other', async () => {
    const found = await lookBroken(
      book.api,
      (sql) => lineOf(sql, 'amount'),
      (tx) => runCheck(feedsBalance!, tx),
    );
    expect(found.named).toEqual([
      'Feed 2 is of £939.24 in 9 lines; it has debits of £940.24 and credits of £939.24 in 9.',
    ]);
  });

  it.each([
    ['a code that was changed in a feed', (sql: Client) => lineOf(sql, 'code')],
    [
      'a hash that was changed with it',
      (sql: Client) => sql`update general_ledger_feeds set sha256 = sha256('x') where number = 2`,
    ],
    [
      'a period that was changed',
      (sql: Client) =>
        sql`update general_ledger_feeds set period_end = '2026-04-13' where number = 2`,
    ],
  ])('%s', async (_, by) => {
    const found = await lookBroken(book.api, by, (tx) => runEvidence(feeds!, tx));
    expect(found.named).toEqual([
      expect.stringMatching(/^entry \d+: the feed for the general ledger is not what was decided$/),
    ]);
  });

  it('a code that was given another name', async () => {
    const found = await lookBroken(
      book.api,
      (sql) => sql`update general_ledger_codes set name = 'Other' where code = 'B910'`,
      (tx) => runEvidence(codes!, tx),
    );
    expect(found.named).toEqual([
      expect.stringMatching(/^entry \d+: the code of the general ledger is not what was decided$/),
    ]);
  });
});

it('a file that is no longer what was handed over is not given out', async () => {
  const answer = await lookBroken(
    book.api,
    (sql) => lineOf(sql, 'amount'),
    async (tx) => {
      return feedBy(tx, 2).catch((error: unknown) => error);
    },
  );
  expect(answer).toMatchObject({ type: 'state-does-not-allow' });
});
