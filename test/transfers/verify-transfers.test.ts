import { beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '../../src/ledger/verify/check.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import {
  agreedMoneyMovesTogether,
  transfersAreInTheJournal,
  twoPeopleMovedIt,
} from '../../src/ledger/verify/transfers.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { caseOne, ok } from '../support/book.ts';
import {
  arranged,
  foundBy,
  held,
  moved,
  movingBook,
  restOfYear,
  wrongWith,
  type MovingBook,
} from './moving-money.ts';

/** A book with one transfer of each kind agreed, one refused and one open; then broken. */
let book: MovingBook;
beforeAll(async () => {
  book = await movingBook();
  const { caseworker, approver } = book.staff;
  const broker = await arranged(book, book.budget, restOfYear(book, book.broker));
  await moved(book, book.direct, held(broker, { all: undefined, amount: '1000.00' }));
  const refused = held(broker, { all: undefined, amount: '10.00' });
  const { id } = await ok(caseworker.post(`/arrangements/${book.direct}/transfers`, refused));
  await ok(approver.post(`/transfers/${id}/decision`, { outcome: 'refused' }), 200);
  const notional = await arranged(book, book.budget, notionalTerms());
  await moved(book, notional, underspend());
  const open = { ...underspend(), follows: 2 };
  await ok(caseworker.post(`/arrangements/${notional}/transfers`, open));
});

const once = { every: 'once', firstPeriodOn: '2026-06-15', instalments: 1, paid: 'in_advance' };
const notionalTerms = () =>
  caseOne(book.person, book.funders, { kind: 'notional', payeeId: undefined, schedule: once });
const underspend = () => ({
  what: 'agreed',
  amount: '100.00',
  follows: 1,
  effectiveOn: '2026-06-02',
  cause: 'underspend',
  reasons: 'Not needed.',
  to: {
    arrangement: {
      kind: 'direct',
      purpose: 'Equipment',
      payeeId: book.person.payeeId,
      schedule: once,
      reason: 'Instead',
    },
  },
});

interface BrokenBy {
  readonly what: string;
  readonly check: Check;
  readonly by: (sql: Tx['sql']) => Promise<unknown>;
  readonly says: RegExp;
}

const BREAKS: readonly BrokenBy[] = [
  {
    what: 'a part that is not what was posted',
    check: transfersAreInTheJournal,
    by: (sql) => sql`
      update arrangement_transfer_shares set amount = amount + 0.01 where amount = 600.00`,
    says: /^Entry \d+: £600\.01 (held|drawn) is agreed to go from share \S+ to \S+ on 2026-06-01, and the entry moves £600\.00\.$/,
  },
  {
    what: 'public money drawn that did not go with what is held',
    check: transfersAreInTheJournal,
    by: (sql) => sql`
      delete from transfers t using accounts a, account_classes c, entry_kinds k
      where a.id = t.from_account and c.id = a.class and c.kind = 'drawn' and k.id = t.kind
        and k.name = 'transfer' and t.amount = 400.00`,
    says: /^Entry \d+: £400\.00 drawn is agreed to go .+, and the entry moves £0\.00\.$/,
  },
  {
    what: 'money that moved without a decision',
    check: transfersAreInTheJournal,
    by: (sql) => sql`
      delete from arrangement_transfer_decisions d using arrangement_transfers t
      where t.id = d.transfer_id and t.what = 'held' and d.outcome = 'agreed'`,
    says: /^(Entry \d+: £0\.00 (held|drawn) is agreed to go .+, and the entry moves £\d+\.00|Transfer \S+ of £1,000\.00 is open, and its parts make £1,000\.00)\.$/,
  },
  {
    what: 'another day than was agreed',
    check: transfersAreInTheJournal,
    by: (sql) => sql`
      update arrangement_transfers set effective_on = '2026-06-02' where amount = 1000.00`,
    says: /^Entry \d+: £\S+ (held|drawn) is agreed to go /,
  },
  {
    what: 'an amount that its parts do not make',
    check: transfersAreInTheJournal,
    by: (sql) => sql`
      update arrangement_transfers set amount = 999.99 where amount = 1000.00`,
    says: /^Transfer \S+ of £999\.99 is agreed, and its parts make £1,000\.00\.$/,
  },
  {
    what: 'one side that was not decided with the other',
    check: agreedMoneyMovesTogether,
    by: (sql) => sql`
      delete from agreement_decisions d using arrangement_transfers t
      where d.agreement_id = t.to_agreement_id`,
    says: /^Transfer \S+ is agreed, and agreement \S+ is open\.$/,
  },
  {
    what: 'one side that was decided alone',
    check: agreedMoneyMovesTogether,
    by: (sql) => sql`
      insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
      select t.from_agreement_id, d.proposed_by, d.decided_by, d.entry_id
      from arrangement_transfers t, (select * from agreement_decisions limit 1) as d
      where t.what = 'agreed' and not exists (
        select from arrangement_transfer_decisions x where x.transfer_id = t.id)`,
    says: /^Transfer \S+ is open, and agreement \S+ is agreed\.$/,
  },
  {
    what: 'a share that agrees more than moved to it',
    check: agreedMoneyMovesTogether,
    by: (sql) => sql`
      update agreement_shares x set amount = x.amount + 0.01 from arrangement_transfers t, shares s
      where x.agreement_id = t.to_agreement_id and s.id = x.share_id and s.source = 'education'`,
    says: /^Transfer \S+: share \S+ agrees £60\.01 more by its version, and £60\.00 by the transfer\.$/,
  },
  {
    what: 'one person who decided alone',
    check: twoPeopleMovedIt,
    by: async (sql) => {
      await sql`update arrangement_transfers t set proposed_by = d.decided_by
        from arrangement_transfer_decisions d where d.transfer_id = t.id`;
    },
    says: /^Transfer \S+ was decided by the one who proposed it\.$/,
  },
  {
    what: 'other reasons than were given',
    check: evidenceIsUnchanged,
    by: (sql) => sql`
      update texts set text = 'Because.' where id in (select reasons_id from arrangement_transfers)`,
    says: /^entry \d+: the decision on a transfer is not what was decided/i,
  },
  {
    what: 'another outcome',
    check: evidenceIsUnchanged,
    by: (sql) => sql`
      update arrangement_transfer_decisions set outcome = 'agreed' where outcome = 'refused'`,
    says: /^entry \d+: the decision on a transfer is not what was decided/i,
  },
  {
    what: 'a part that goes to another share',
    check: evidenceIsUnchanged,
    by: (sql) => sql`
      update arrangement_transfer_shares set from_share_id = to_share_id where amount = 60.00`,
    says: /^entry \d+: the decision on a transfer is not what was decided/i,
  },
];

describe('verify', () => {
  it('finds nothing wrong with a book in which money moved', async () => {
    expect(await wrongWith(book)).toEqual([]);
  });

  it.each(BREAKS)('finds $what', async ({ check, by, says }) => {
    expect(await foundBy(book, check, async () => {})).toEqual([]);
    const named = await foundBy(book, check, by);
    expect(named).toContainEqual(expect.stringMatching(says));
  });
});
