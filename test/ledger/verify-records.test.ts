import { beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../src/ledger/post.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import { twoPeople } from '../../src/ledger/verify/four-eyes.ts';
import {
  agreementsAreSharedOut,
  fractionsMakeOne,
  instalmentsAddUp,
} from '../../src/ledger/verify/instalments.ts';
import { linesAreNotOverAllocated } from '../../src/ledger/verify/chains.ts';
import { matchesAreInTheJournal } from '../../src/ledger/verify/matching.ts';
import {
  inTransitIsUnmatched,
  payRunsAreWhatWasApproved,
} from '../../src/ledger/verify/pay-runs.ts';
import { agreementsAreInTheJournal } from '../../src/ledger/verify/agreements.ts';
import { accountIn, DIRECT, breakAndVerify, failing, type Break } from '../support/breaking.ts';
import { anEntry } from '../support/shares.ts';
import { verifiedBook, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

const BREAKS: readonly Break[] = [
  {
    what: 'a decision that names the entry of another',
    check: agreementsAreInTheJournal,
    by: ({ superuser }) => superuser`
      update agreement_decisions set entry_id = (select min(entry_id) from agreement_decisions)
      where entry_id = (select max(entry_id) from agreement_decisions)`,
    says: /^Agreement \S+, share \S+: £\S+ was agreed, and the entry moves £/,
  },
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
      await superuser`alter table line_allocations drop constraint line_allocations_line_sum`;
      await superuser`update line_allocations set line_after = line_after - 100 where line_seq = 1`;
    },
    says: /^Bank line \d+ is £\S+ and £\S+ of it is matched, by a chain that is broken/,
  },
  {
    what: 'a bank line that is smaller than what is allocated of it',
    check: linesAreNotOverAllocated,
    by: async ({ superuser }) => {
      await superuser`update bank_lines set amount = -500.00, size = 500.00 where size = 538.46`;
    },
    says: /^Bank line \d+ is £500\.00 and £538\.46 of it is matched/,
  },
  {
    what: 'an entry that matches what nothing was allocated of',
    check: matchesAreInTheJournal,
    async by(copy, book) {
      const { bank } = book.own;
      const inTransit = await accountIn(copy, 'in_transit', 2);
      await copy.run((tx) =>
        post(tx, [
          anEntry('bank_match', '2026-04-15', [[bank, inTransit, '5.00']]),
          anEntry('bank_match', '2026-04-15', [[inTransit, bank, '5.00']]),
        ]),
      );
    },
    says: /^Entry \d+: £5\.00 matched for what \S+ sent, and its allocations make £0\.00/,
  },
  {
    what: 'how many payments were approved',
    check: payRunsAreWhatWasApproved,
    by: ({ superuser }) => superuser`
      update pay_run_approvals set items = items + 1`,
    says: /^Pay run \S+ was approved with 3 items of £1,538\.46; it has 2 of £1,538\.46/,
  },
  {
    what: "the total of the bank's file",
    check: payRunsAreWhatWasApproved,
    by: ({ superuser }) => superuser`update payment_files set total = total + 1`,
    says: /^Pay run \S+: its file has 2 items of £1,539\.46, and its approval says otherwise/,
  },
  {
    what: "a byte of the bank's file",
    check: payRunsAreWhatWasApproved,
    by: ({ superuser }) => superuser`
      update payment_files set content = set_byte(content, 90, get_byte(content, 90) # 1)`,
    says: /^Pay run \S+: its bacs_standard_18 file is not the one that was made\./,
  },
  {
    what: 'a payment of the bank that is more than its items',
    check: payRunsAreWhatWasApproved,
    by: ({ superuser }) => superuser`update pay_run_credits set amount = amount + 1`,
    says: /^Credit \S+ of pay run \S+ was drawn up with 1 items of £770\.23; it has 1 of £769\.23/,
  },
  {
    what: 'a payment that is in no pay run',
    check: inTransitIsUnmatched,
    async by(copy) {
      const share = await Promise.all(
        ['committed', 'drawn', 'held'].map((kind) => accountIn(copy, DIRECT(kind))),
      );
      const inTransit = await accountIn(copy, 'in_transit', 2);
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

describe('in the records, one check alone finds', () => {
  it.each(BREAKS)('$what', async (broken) => {
    const { failed, said } = await breakAndVerify(book, broken);
    expect(failed).toEqual([broken.check.name]);
    expect(said).toMatch(broken.says);
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
