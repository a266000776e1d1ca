import { beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../src/ledger/post.ts';
import { eachBookSumsToZero } from '../../src/ledger/verify/books.ts';
import { checkpointsAreRight, lateMovementsAreRight } from '../../src/ledger/verify/checkpoints.ts';
import {
  closedPeriodsStayClosed,
  entriesMoveWhatTheyMay,
  reversalsMirror,
  transfersFitTheirEntries,
} from '../../src/ledger/verify/entries.ts';
import { guardedBalancesAreRight, neverBelowZero } from '../../src/ledger/verify/guarded.ts';
import {
  agreedIsSomewhere,
  drawnIsExplained,
  nothingHeldUnderNotional,
} from '../../src/ledger/verify/shares.ts';
import {
  accountIn,
  anEntryBy,
  aTransferBy,
  DIRECT,
  breakAndVerify,
  failing,
  type Break,
} from '../support/breaking.ts';
import { anEntry } from '../support/shares.ts';
import { verifiedBook, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

const BREAKS: readonly Break[] = [
  {
    what: 'a transfer from the control book to the money book',
    check: eachBookSumsToZero,
    async by(copy) {
      await copy.superuser`insert into flows select k.id, f.id, t.id
        from entry_kinds k, account_classes f, account_classes t
        where (k.name, f.name, t.name) = ('treasury', 'agreed/health', 'treasury')`;
      const entry = await anEntryBy(copy.superuser, 'treasury', '2026-04-15');
      await aTransferBy(copy, entry, { from: 'agreed/health', to: 'treasury', amount: '1.00' });
    },
    says: /^Entry \d+, line 1, moves £1\.00 from agreed\/health in the control book to treasury in/,
  },
  {
    what: 'money that was drawn a day before it was held',
    check: drawnIsExplained,
    async by(copy) {
      const [drawn, held] = [
        await accountIn(copy, DIRECT('drawn')),
        await accountIn(copy, DIRECT('held')),
      ];
      const [toDrawn, toHeld] = [
        await accountIn(copy, 'drawn/direct/social_care'),
        await accountIn(copy, 'held/direct/social_care'),
      ];
      await copy.run((tx) =>
        post(tx, [
          anEntry('cross_charge', '2026-04-12', [[drawn, toDrawn, '2.00']]),
          anEntry('cross_charge', '2026-04-13', [[held, toHeld, '2.00']]),
        ]),
      );
    },
    says: /^Share \S+ \(direct, \w+\) is out by -?£2\.00 from 2026-04-12; at the latest date by £0\.00/,
  },
  {
    what: 'an account of money held under a notional arrangement',
    check: nothingHeldUnderNotional,
    by: ({ superuser }) => superuser`
      insert into accounts (class, subject, arrangement_id, beneficiary_id)
      select c.id, s.id, s.arrangement_id, s.beneficiary_id
      from account_classes c, shares s join arrangements r on r.id = s.arrangement_id
      where c.name = 'to_return/direct/education' and r.kind = 'notional'
        and s.source = 'education' limit 1`,
    says: /^Account to_return\/direct\/education:\S+ is of a share of a notional arrangement/,
  },
  {
    what: 'an account that was given to another family',
    check: nothingHeldUnderNotional,
    by: ({ superuser }) => superuser`
      update accounts set arrangement_id = gen_random_uuid() where id = (
        select max(id) from accounts where arrangement_id is not null)`,
    says: /does not name the arrangement of its share/,
  },
  {
    what: 'a balance that posting relies on, by a penny',
    check: guardedBalancesAreRight,
    by: ({ superuser }) => superuser`
      update account_balances set balance = balance + 0.01
      where account_id = (select max(account_id) from account_balances where balance > 0)`,
    says: /^Account \S+ stands at £[\d,.]+; its transfers make £/,
  },
  {
    what: 'the day that posting thinks an account moved last',
    check: guardedBalancesAreRight,
    by: ({ superuser }) => superuser`
      update account_balances set last_effective_on = '2026-01-01'
      where account_id = (select max(account_id) from account_balances where balance > 0)`,
    says: /is said to have moved last on 2026-01-01; its transfers say 2026-/,
  },
  {
    what: 'a guarded account without the row that guards it',
    check: guardedBalancesAreRight,
    by: ({ superuser }) => superuser`
      delete from account_balances where account_id = (
        select max(account_id) from account_balances)`,
    says: /^Account \S+ has no balance/,
  },
  {
    what: 'an account that was below zero for a day',
    check: neverBelowZero,
    async by(copy) {
      const [available, committed] = [DIRECT('available'), DIRECT('committed')];
      const out = await anEntryBy(copy.superuser, 'scheduled', '2026-04-10');
      await aTransferBy(copy, out, { from: available, to: committed, amount: '3.00' });
      const back = await anEntryBy(copy.superuser, 'scheduled', '2026-04-11');
      await aTransferBy(copy, back, { from: committed, to: available, amount: '3.00' });
      const { id } = await accountIn(copy, available);
      const { id: other } = await accountIn(copy, committed);
      await copy.superuser`update account_balances set last_effective_on = greatest(
        last_effective_on, '2026-04-11') where account_id in (${id}, ${other})`;
    },
    says: /^Account available\/direct\/education:\S+ stands at -£3\.00 on 2026-04-10/,
  },
  {
    what: "one share's money scheduled for another share",
    check: agreedIsSomewhere,
    async by(copy) {
      const from = await accountIn(copy, DIRECT('committed'), 0);
      const to = await accountIn(copy, DIRECT('available'), 1);
      await copy.run((tx) => post(tx, [anEntry('scheduled', '2026-04-15', [[from, to, '4.00']])]));
    },
    says: /^Share \S+: £\S+ agreed and cross-charged, £\S+ available, committed or drawn/,
  },
  {
    what: 'an entry of money that moves none',
    check: entriesMoveWhatTheyMay,
    by: ({ superuser }) => anEntryBy(superuser, 'treasury', '2026-04-15'),
    says: /^Entry \d+ \(treasury\) has no transfers/,
  },
  {
    what: 'a transfer on another day than its entry',
    check: transfersFitTheirEntries,
    by: ({ superuser }) => superuser`
      update transfers set effective_on = effective_on + 1
      where entry_id = (select max(entry_id) from transfers)`,
    says: /^Entry \d+, line 1, took effect on 2026-03-21 and its entry on 2026-03-20/,
  },
  {
    what: 'a flow that is not allowed any more',
    check: transfersFitTheirEntries,
    by: ({ superuser }) => superuser`
      delete from flows where kind = (select id from entry_kinds where name = 'unidentified')
        and from_class = (select id from account_classes where name = 'suspense')`,
    says: /^Entry \d+, line 1, moves money from suspense to bank, which no flow allows/,
  },
  {
    what: 'a class of account that is called otherwise than what it is',
    check: transfersFitTheirEntries,
    by: ({ superuser }) => superuser`
      update account_classes set source = 'health' where name = 'recharge/education'`,
    says: /^The class of account recharge\/education says otherwise than its name/,
  },
  {
    what: 'a reversal of less than what it reverses',
    check: reversalsMirror,
    async by(copy, book) {
      const [entry] = await copy.superuser<{ id: string }[]>`
        select e.id from entries e join transfers t on t.entry_id = e.id where t.amount = 0.45`;
      const { bank, charges } = book.other;
      const reversal = anEntry('reversal', '2026-04-15', [[charges, bank, '0.44']]);
      await copy.run((tx) => post(tx, [{ ...reversal, reverses: entry!.id }]));
    },
    says: /^Entry \d+ reverses entry \d+ and does not mirror its line 1/,
  },
  {
    what: 'an entry that slipped into a closed period',
    check: closedPeriodsStayClosed,
    async by(copy) {
      const entry = await anEntryBy(copy.superuser, 'treasury', '2026-02-28');
      await aTransferBy(copy, entry, { from: 'treasury', to: 'bank', amount: '1.00' });
    },
    says: /^Entry \d+ took effect on 2026-02-28, and entry \d+ had closed the books through 2026-02-28/,
  },
  {
    what: 'a balance that is kept for a month',
    check: checkpointsAreRight,
    by: ({ superuser }, book) => superuser`
      update checkpoint_balances set balance = balance + 0.01 where account_id = ${book.own.bank.id}
        and checkpoint_id = (select id from balance_checkpoints where month_end = '2026-03-31')`,
    says: /^Account bank:\S+ is kept otherwise than its transfers say from the month to 2026-03-31/,
  },
  {
    what: 'a balance that is missing from a month',
    check: checkpointsAreRight,
    by: ({ superuser }, book) => superuser`
      delete from checkpoint_balances where account_id = ${book.own.bank.id}
        and checkpoint_id = (select max(id) from balance_checkpoints)`,
    says: /^Account bank:\S+ is kept otherwise than its transfers say from the month to 2027-07-31/,
  },
  {
    what: 'a late movement',
    check: lateMovementsAreRight,
    by: ({ superuser }, book) => superuser`
      update late_movements set amount = amount + 0.01 where account_id = ${book.own.suspense.id}`,
    says: /^Account suspense:\S+, 2026-03-03, sealed through entry \d+: the late movement is not what/,
  },
  {
    what: 'a late movement that was never noted',
    check: lateMovementsAreRight,
    by: ({ superuser }, book) => superuser`
      delete from late_movements where account_id = ${book.own.suspense.id}`,
    says: /^Account suspense:\S+, 2026-03-03/,
  },
];

describe('a sound book', () => {
  it('holds in every check, and counts what is not sealed', async () => {
    const report = await (await book.copy()).verify();
    expect(failing(report)).toEqual([]);
    expect(report).toMatchObject({ authority: 'testshire', holds: true, unsealed: 2 });
    expect(report.checkedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  });
});

describe('in the journal, one check alone finds', () => {
  it.each(BREAKS)('$what', async (broken) => {
    const { failed, said } = await breakAndVerify(book, broken);
    expect(failed).toEqual([broken.check.name]);
    expect(said).toMatch(broken.says);
  });
});
