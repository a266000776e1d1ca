import { beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { post } from '../../src/ledger/post.ts';
import { eachBookSumsToZero } from '../../src/ledger/verify/books.ts';
import type { VerifyReport } from '../../src/ledger/verify/book.ts';
import type { Check } from '../../src/ledger/verify/check.ts';
import { checkpointsAreRight, lateMovementsAreRight } from '../../src/ledger/verify/checkpoints.ts';
import {
  closedPeriodsStayClosed,
  entriesMoveWhatTheyMay,
  reversalsMirror,
  transfersFitTheirEntries,
} from '../../src/ledger/verify/entries.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import { twoPeople } from '../../src/ledger/verify/four-eyes.ts';
import { guardedBalancesAreRight, neverBelowZero } from '../../src/ledger/verify/guarded.ts';
import {
  agreementsAreSharedOut,
  fractionsMakeOne,
  instalmentsAddUp,
} from '../../src/ledger/verify/instalments.ts';
import {
  linesAreNotOverAllocated,
  matchesAreInTheJournal,
} from '../../src/ledger/verify/matching.ts';
import {
  inTransitIsUnmatched,
  payRunsAreWhatWasApproved,
} from '../../src/ledger/verify/pay-runs.ts';
import { sealedEntriesAreUnchanged, sealsAreGapless } from '../../src/ledger/verify/seals.ts';
import {
  agreedIsSomewhere,
  agreementsAreInTheJournal,
  drawnIsExplained,
  nothingHeldUnderNotional,
} from '../../src/ledger/verify/shares.ts';
import { sealsAddUp } from '../../src/ledger/verify/tree.ts';
import { anEntry } from '../support/shares.ts';
import { verifiedBook, type Copy, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

const failing = (report: VerifyReport): string[] =>
  report.checks.filter((check) => !check.holds).map((check) => check.name);

/** The nth open account of a class. */
async function account({ superuser }: Copy, name: string, n = 0) {
  const [found] = await superuser<{ id: string; name: string }[]>`
    select a.id, c.name || ':' || a.subject as name from accounts a
    join account_classes c on c.id = a.class where c.name = ${name} order by a.id offset ${n} limit 1`;
  return found!;
}

/** An entry written around every rule. */
async function anEntryBy(sql: Client, kind: string, on: string): Promise<string> {
  const [entry] = await sql<{ id: string }[]>`
    insert into entries (key, kind, effective_on, by, content)
    select gen_random_uuid(), id, ${on}, '00000000-0000-0000-0000-000000000000', '' from entry_kinds
    where name = ${kind} returning id`;
  return entry!.id;
}

async function aTransferBy(
  copy: Copy,
  entry: string,
  move: { from: string; to: string; amount: string },
): Promise<void> {
  const [from, to] = [await account(copy, move.from), await account(copy, move.to)];
  await copy.superuser`
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
      to_account, amount)
    select e.id, 1, e.kind, e.effective_on, f.class, t.class, f.id, t.id, ${move.amount}
    from entries e, accounts f, accounts t
    where e.id = ${entry} and f.id = ${from.id} and t.id = ${to.id}`;
}

const DIRECT = (kind: string): string => `${kind}/direct/education`;

/** What is broken, how, which check alone must find it, and what it must say. */
interface Break {
  readonly what: string;
  readonly check: Check;
  readonly by: (copy: Copy) => Promise<unknown>;
  readonly says: RegExp;
}

const inTheJournal: Break[] = [
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
        await account(copy, DIRECT('drawn')),
        await account(copy, DIRECT('held')),
      ];
      const [toDrawn, toHeld] = [
        await account(copy, 'drawn/direct/social_care'),
        await account(copy, 'held/direct/social_care'),
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
      const { id } = await account(copy, available);
      const { id: other } = await account(copy, committed);
      await copy.superuser`update account_balances set last_effective_on = greatest(
        last_effective_on, '2026-04-11') where account_id in (${id}, ${other})`;
    },
    says: /^Account available\/direct\/education:\S+ stands at -£3\.00 on 2026-04-10/,
  },
  {
    what: "one share's money scheduled for another share",
    check: agreedIsSomewhere,
    async by(copy) {
      const from = await account(copy, DIRECT('committed'), 0);
      const to = await account(copy, DIRECT('available'), 1);
      await copy.run((tx) => post(tx, [anEntry('scheduled', '2026-04-15', [[from, to, '4.00']])]));
    },
    says: /^Share \S+: £6,000\.00 agreed, £(5,996|6,004)\.00 available, committed or drawn/,
  },
  {
    what: 'a decision that names the entry of another',
    check: agreementsAreInTheJournal,
    by: ({ superuser }) => superuser`
      update agreement_decisions set entry_id = (select min(entry_id) from agreement_decisions)
      where entry_id = (select max(entry_id) from agreement_decisions)`,
    says: /^Agreement \S+, share \S+: £\S+ was agreed, and the entry moves £/,
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
    async by(copy) {
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
    by: ({ superuser }) => superuser`
      update checkpoint_balances set balance = balance + 0.01 where account_id = ${book.own.bank.id}
        and checkpoint_id = (select id from balance_checkpoints where month_end = '2026-03-31')`,
    says: /^Account bank:\S+ is kept otherwise than its transfers say from the month to 2026-03-31/,
  },
  {
    what: 'a balance that is missing from a month',
    check: checkpointsAreRight,
    by: ({ superuser }) => superuser`
      delete from checkpoint_balances where account_id = ${book.own.bank.id}
        and checkpoint_id = (select max(id) from balance_checkpoints)`,
    says: /^Account bank:\S+ is kept otherwise than its transfers say from the month to 2027-07-31/,
  },
  {
    what: 'a late movement',
    check: lateMovementsAreRight,
    by: ({ superuser }) => superuser`
      update late_movements set amount = amount + 0.01 where account_id = ${book.own.suspense.id}`,
    says: /^Account suspense:\S+, 2026-03-03, sealed through entry \d+: the late movement is not what/,
  },
  {
    what: 'a late movement that was never noted',
    check: lateMovementsAreRight,
    by: ({ superuser }) => superuser`
      delete from late_movements where account_id = ${book.own.suspense.id}`,
    says: /^Account suspense:\S+, 2026-03-03/,
  },
];

const inTheRecords: Break[] = [
  {
    what: 'the amount of an agreement',
    check: agreementsAreSharedOut,
    by: ({ superuser }) => superuser`
      update agreements set amount = amount + 0.01 where id = (
        select g.id from agreements g join arrangements r on r.id = g.arrangement_id
        where r.kind = 'notional' limit 1)`,
    says: /^Agreement \S+ is over £10,000\.01 and its shares make £10,000\.00/,
  },
  {
    what: 'a fraction of an agreement',
    check: fractionsMakeOne,
    by: ({ superuser }) => superuser`
      update agreement_shares set numerator = 6666, denominator = 10000 where (agreement_id, share_id) = (
        select agreement_id, share_id from agreement_shares where numerator = 3 limit 1)`,
    says: /^The shares of agreement \S+ are 2\/5 \+ 6666\/10000, which is not one/,
  },
  {
    what: 'the amount of an instalment',
    check: instalmentsAddUp,
    by: ({ superuser }) => superuser`
      update instalments set amount = amount + 0.01 where id = (
        select id from instalments where number = 13 limit 1)`,
    says: /^Agreement \S+ is over £10,000\.00 and its instalments make £10,000\.01/,
  },
  {
    what: 'a penny of an instalment, for the other share to pay',
    check: instalmentsAddUp,
    by: ({ superuser }) => superuser`
      update instalment_shares p
      set amount = p.amount + case s.source when 'education' then 0.01 else -0.01 end
      from shares s where s.id = p.share_id and p.instalment_id = (
        select id from instalments where number = 13 limit 1)`,
    says: /^Share \S+ has £\S+ of instalments; £\S+ was agreed in agreement \S+/,
  },
  {
    what: 'the chain of a bank line',
    check: linesAreNotOverAllocated,
    by: async ({ superuser }) => {
      await superuser`alter table allocations drop constraint allocations_line_sum`;
      await superuser`update allocations set line_after = line_after - 100 where line_seq = 1`;
    },
    says: /^Bank line \d+ is £\S+ and £\S+ of it is allocated, by a chain that is broken/,
  },
  {
    what: 'a bank line that is smaller than what is allocated of it',
    check: linesAreNotOverAllocated,
    by: async ({ superuser }) => {
      await superuser`update bank_lines set amount = -500.00, size = 500.00 where size = 538.46`;
    },
    says: /^Bank line \d+ is £500\.00 and £538\.46 of it is allocated/,
  },
  {
    what: 'an entry that matches what nothing was allocated of',
    check: matchesAreInTheJournal,
    async by(copy) {
      const { bank } = book.own;
      const inTransit = await account(copy, 'in_transit', 2);
      await copy.run((tx) =>
        post(tx, [
          anEntry('bank_match', '2026-04-15', [[bank, inTransit, '5.00']]),
          anEntry('bank_match', '2026-04-15', [[inTransit, bank, '5.00']]),
        ]),
      );
    },
    says: /^Entry \d+: £5\.00 matched for pay run \S+, and its allocations make £0\.00/,
  },
  {
    what: 'how many payments were approved',
    check: payRunsAreWhatWasApproved,
    by: ({ superuser }) => superuser`
      update pay_run_approvals set items = items + 1`,
    says: /^Pay run \S+ was approved with 3 items of £1,538\.46; it has 2 of £1,538\.46/,
  },
  {
    what: 'a payment that is in no pay run',
    check: inTransitIsUnmatched,
    async by(copy) {
      const share = await Promise.all(
        ['committed', 'drawn', 'held'].map((kind) => account(copy, DIRECT(kind))),
      );
      const inTransit = await account(copy, 'in_transit', 2);
      const [committed, drawn, held] = share as [
        typeof inTransit,
        typeof inTransit,
        typeof inTransit,
      ];
      await copy.run((tx) =>
        post(tx, [
          anEntry('payment', '2026-04-15', [
            [committed, drawn, '6.00'],
            [inTransit, held, '6.00'],
          ]),
        ]),
      );
    },
    says: /^Pay run \S+ was released for £1,538\.46; £1,438\.46 is matched, £0\.00 taken back and £106\.00 in/,
  },
  {
    what: 'an agreement decided by the one who proposed it',
    check: twoPeople,
    by: async ({ superuser }) => {
      await superuser`alter table agreement_decisions drop constraint agreement_decisions_second_person`;
      await superuser`update agreement_decisions set decided_by = proposed_by
        where agreement_id = (select min(agreement_id::text)::uuid from agreement_decisions)`;
    },
    says: /^Agreement \S+ was decided by the one who proposed it/,
  },
  {
    what: 'a pay run whose drawing up was put on another',
    check: twoPeople,
    by: ({ superuser }) => superuser`
      update pay_runs set drawn_up_by = a.approved_by from pay_run_approvals a
      where a.pay_run_id = pay_runs.id`,
    says: /^Pay run \S+ was approved by the one who drew it up/,
  },
  {
    what: 'bank details that nobody checked',
    check: twoPeople,
    by: ({ superuser }) => superuser`delete from bank_details_checks`,
    says: /^Pay run \S+ was released to bank details \S+, which nobody had checked/,
  },
];

/** Seals in the database, as they stand without the record outside. */
const inTheSeals: Break[] = [
  {
    what: 'the reason of a sealed entry',
    check: sealedEntriesAreUnchanged,
    by: ({ superuser }) => superuser`update entries set reason = 'other_reason' where id = 5`,
    says: /^Entry 5 is not what was sealed/,
  },
  {
    what: 'a sealed entry that moved nothing, by taking it out',
    check: sealedEntriesAreUnchanged,
    by: ({ superuser }) => superuser`
      delete from entries where id = (select min(e.id) from entries e
        join entry_kinds k on k.id = e.kind where k.name = 'decision' and e.reason = 'period_closed')`,
    says: /^Entry \d+ was sealed and is gone/,
  },
  {
    what: 'the numbers of two seals, exchanged',
    check: sealsAreGapless,
    by: async ({ superuser }) => {
      await superuser`update seals set number = 1000 + number where number in (3, 4)`;
      await superuser`update seals set number = case number when 1003 then 4 else 3 end
        where number in (1003, 1004)`;
      // The leaves stay where they were, so that the tree does not tell.
      await superuser`update seals s set leaf = o.leaf from seals o
        where (s.number, o.number) in ((3, 4), (4, 3))`;
      await superuser`update entries e set id = -e.id where id in (
        select entry_id from seals where number in (3, 4))`;
    },
    says: /./,
  },
  {
    what: 'a node of the tree',
    check: sealsAddUp,
    by: ({ superuser }) => superuser`
      update seal_nodes set hash = sha256(hash) where (level, index) = (2, 1)`,
    says: /^The node at level 2, place 1, is not what its seals make/,
  },
  {
    what: 'a node that belongs to no seal',
    check: sealsAddUp,
    by: ({ superuser }) => superuser`
      insert into seal_nodes (level, index, hash) values (40, 0, sha256(''))`,
    says: /^There are \d+ nodes, and the seals make \d+/,
  },
  {
    what: 'the root of a batch',
    check: sealsAddUp,
    by: ({ superuser }) => superuser`
      update seal_batches set root = sha256(root) where size = (select min(size) from seal_batches)`,
    says: /^The root of the batch of \d+ seals is not the root that its seals make/,
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

describe('each check alone finds', () => {
  it.each([...inTheJournal, ...inTheRecords])('$what', async ({ check, by, says }) => {
    const copy = await book.copy();
    await by(copy);
    const report = await copy.verify();
    expect(failing(report)).toEqual([check.name]);
    expect(report.checks.find((one) => !one.holds)!.detail[0]).toMatch(says);
  });

  it.each(inTheSeals)('$what', async ({ check, by, says }) => {
    const copy = await book.copy();
    await by(copy);
    const report = await copy.verify({ sealDir: null, withoutOutside: true });
    expect(failing(report)).toEqual([check.name]);
    expect(report.checks.find((one) => !one.holds)!.detail[0]).toMatch(says);
  });

  it('evidence that a room says is not what was decided', async () => {
    const copy = await book.copy();
    const report = await copy.verify({
      evidenceChecks: [
        async () => ({ figure: '3 agreements', found: 0, named: [] }),
        async () => ({ figure: '2 pay runs', found: 30, named: ['Pay run 1 was changed.'] }),
      ],
    });
    expect(failing(report)).toEqual([evidenceIsUnchanged.name]);
    expect(report.checks.find((one) => !one.holds)).toMatchObject({
      figure: '3 agreements, 2 pay runs',
      detail: ['Pay run 1 was changed.', 'and 29 more'],
    });
  });
});
