import { beforeAll, describe, expect, it } from 'vitest';
import { PARTNER_CHECKS } from '../../src/commands/evidence/partners.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Check, Finding } from '../../src/ledger/verify/check.ts';
import {
  partnersOweWhatIsOpen,
  rechargesAreInTheJournal,
  rechargesAreWhatWasSpent,
  settlementsAreWithin,
} from '../../src/ledger/verify/partners.ts';
import { ok } from '../support/book.ts';
import { AUTHORITY } from '../support/template.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';

const CHECKS = [
  rechargesAreInTheJournal,
  rechargesAreWhatWasSpent,
  partnersOweWhatIsOpen,
  settlementsAreWithin,
] as const;

let book: PartnerBook;

/** Two partners, two recharges of one of them, one withdrawn, a credit, and two receipts. */
beforeAll(async () => {
  book = await partnerBook();
  const { health, social_care } = book.funders;
  const arrangement = await notional(book, '9000.00', thirds(book.funders));
  await addPartner(book, health);
  await addPartner(book, social_care, { organisation: 'Trust' });
  await spend(book.api.db, arrangement, { on: '2026-04-08', amount: '300.01' });
  await recharge(book, health, '2026-04-09');
  await recharge(book, social_care, '2026-04-09');
  await spend(book.api.db, arrangement, { on: '2026-04-10', amount: '600.00' });
  const { id } = await ok(
    book.staff.finance.post(`/partners/${health}/recharges`, { to: '2026-04-11' }),
  );
  await ok(book.staff.finance.post(`/recharges/${id}/withdrawal`, { reason: 'Too early' }));
  await recharge(book, health, '2026-04-12');
  await spend(book.api.db, arrangement, { on: '2026-04-13', amount: '-30.00' });
  await recharge(book, social_care, '2026-04-15');
  for (const [amount, reference] of [
    ['150.00', 'ICB 1'],
    ['40.00', 'ICB 2'],
  ]) {
    await ok(
      book.staff.finance.post(`/partners/${health}/receipts`, {
        receivedOn: '2026-04-14',
        amount,
        reference,
        bankAccountId: book.bank.id,
      }),
    );
  }
});

const KEPT = new Error('nothing of this is kept');

/** Breaks the book, as nobody but a superuser can, looks, and puts all back. */
async function lookAt<T>(by: (sql: Client) => Promise<unknown>, look: (tx: Tx) => Promise<T>) {
  const superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  let found: T | undefined;
  const scope = {
    authority: AUTHORITY,
    user: WHOLE_AUTHORITY,
    kind: 'service',
    today: Temporal.PlainDate.from('2026-04-15'),
  };
  try {
    await superuser
      .begin(async (sql) => {
        await sql.unsafe(
          `set local search_path = ${AUTHORITY}; set local session_replication_role = replica`,
        );
        await by(sql as unknown as Client);
        found = await look({ sql, scope } as unknown as Tx);
        throw KEPT;
      })
      .catch((error: unknown) => {
        if (error !== KEPT) throw error;
      });
  } finally {
    await superuser.end();
  }
  return found as T;
}

const run = (check: Check, tx: Tx): Promise<Finding> =>
  check.run({ tx, outside: undefined as never, evidenceChecks: [], onProgress: () => {} });

/** The database itself refuses such rows. */
const unchecked = (sql: Client) => sql`alter table recharge_settlements
  drop constraint recharge_settlements_recharge_sum, drop constraint recharge_settlements_receipt_sum`;

const nothing = async (): Promise<void> => {};

/** What the checks other than one find is not asked: one mistake may be wrong in several ways. */
const BREAKS: readonly {
  what: string;
  check: Check;
  by: (sql: Client) => Promise<unknown>;
  says: RegExp;
}[] = [
  {
    what: 'a line of a recharge that was raised with its recharge',
    check: rechargesAreInTheJournal,
    by: async (sql) => {
      await sql`update recharge_lines set amount = amount + 1, part = part + 1
        where recharge_id = (select id from recharges where to_on = '2026-04-12')`;
      await sql`update recharges set amount = amount + 1 where to_on = '2026-04-12'`;
    },
    says: /^Entry \d+: a recharge of £201\.00 has lines of £201\.00, and its entry moves £200\.00\./,
  },
  {
    what: 'a line that was taken out',
    check: rechargesAreInTheJournal,
    by: (sql) => sql`delete from recharge_lines where recharge_id = (
      select id from recharges where to_on = '2026-04-12')`,
    says: /^Entry \d+: a recharge of £200\.00 has lines of £0\.00/,
  },
  {
    what: 'an issue that was taken away',
    check: rechargesAreInTheJournal,
    by: (sql) => sql`delete from recharge_issues where recharge_id = (
      select id from recharges where to_on = '2026-04-12')`,
    says: /^Entry \d+: a recharge of £0\.00 has lines of £0\.00, and its entry moves £200\.00\./,
  },
  {
    what: 'a part of the partner that is more than its share of the spending',
    check: rechargesAreWhatWasSpent,
    by: (sql) => sql`update recharge_lines set part = part + 7, amount = amount + 7
      where recharge_id = (select id from recharges where to_on = '2026-04-12')`,
    says: /^Recharge \S+, share \S+: £900\.01 spent and £307\.00 of it .*; the journal says £900\.01, £300\.00 and £100\.00\./,
  },
  {
    what: 'spending that is less than what was drawn',
    check: rechargesAreWhatWasSpent,
    by: (sql) => sql`update recharge_lines set spent = spent - 5
      where recharge_id = (select id from recharges where to_on = '2026-04-12')`,
    says: /£895\.01 spent/,
  },
  {
    what: 'something recharged twice',
    check: rechargesAreWhatWasSpent,
    by: (sql) => sql`update recharge_lines set before = 0, amount = part
      where recharge_id = (select id from recharges where to_on = '2026-04-12')`,
    says: /recharged before £0\.00; the journal says .* and £100\.00\./,
  },
  {
    what: 'a receipt that is not in the accounts',
    check: partnersOweWhatIsOpen,
    by: (sql) => sql`update partner_receipts set amount = amount + 1 where reference = 'ICB 2'`,
    says: /^Partner \S+: £300\.00 issued and £191\.00 received, and the accounts say £110\.00 owed of £300\.00\./,
  },
  {
    what: 'a receipt of another partner',
    check: partnersOweWhatIsOpen,
    by: (sql) => sql`update partner_receipts set funder_id = ${book.funders.social_care}
      where reference = 'ICB 2'`,
    says: /^Partner \S+: £\d+\.\d\d issued and £\d+\.00 received/,
  },
  {
    what: 'a settlement of more than a recharge is',
    check: settlementsAreWithin,
    by: async (sql) => {
      await unchecked(sql);
      await sql`update recharge_settlements set amount = amount + 20,
        recharge_after = recharge_after + 20 where recharge_amount = 100.00`;
    },
    says: /^The recharge \S+ is £100\.00 and £120\.00 of it is settled, by a chain that adds up\./,
  },
  {
    what: 'a chain that does not go on where it ended',
    check: settlementsAreWithin,
    by: async (sql) => {
      await unchecked(sql);
      await sql`update recharge_settlements set receipt_after = receipt_after - 1
        where receipt_seq = 2`;
    },
    says: /^The receipt \S+ is £150\.00 and £150\.00 of it is settled, by a chain that is broken\./,
  },
];

describe('the checks of what partners owe', () => {
  it.each(CHECKS)('holds: $name', async (check) => {
    const finding = await lookAt(nothing, (tx) => run(check, tx));
    expect(finding.named).toEqual([]);
    expect(finding.figure).toMatch(/[1-9]/);
  });

  it.each(BREAKS)('sees $what', async ({ check, by, says }) => {
    const finding = await lookAt(by, (tx) => run(check, tx));
    expect(finding.found).toBeGreaterThan(0);
    expect(finding.named).toContainEqual(expect.stringMatching(says));
  });
});

describe('the evidence of decisions about partners', () => {
  const found = (by: (sql: Client) => Promise<unknown>) =>
    lookAt(by, async (tx) => {
      const findings: Finding[] = [];
      for (const check of PARTNER_CHECKS) findings.push(await check({ tx } as never));
      return findings;
    });

  it('is the same that was decided', async () => {
    const findings = await found(nothing);
    expect(findings.map((one) => one.found)).toEqual([0, 0, 0, 0, 0]);
    expect(findings.map((one) => one.figure)).toEqual([
      '2 × partner',
      '4 × issue of a recharge',
      '1 × withdrawal of a recharge',
      '2 × receipt from a partner',
      '3 × settlement of a recharge',
    ]);
  });

  it.each([
    ['a partner', 0, `update partners set since_on = '2026-05-01'`],
    ['a day on which a recharge is due', 1, `update recharge_issues set due_on = due_on + 1`],
    ['a line of a recharge', 1, `update recharge_lines set spent = spent + 1`],
    ['why a recharge was withdrawn', 2, `update recharge_withdrawals set reason = 'Other'`],
    ['the reference of a receipt', 3, `update partner_receipts set reference = reference || ' b'`],
    ['who let a receipt pay', 4, `update recharge_settlements set by = gen_random_uuid()`],
  ])('is not, where somebody changed %s', async (_what, which, statement) => {
    const findings = await found((sql) => sql.unsafe(statement));
    expect(findings.map((one) => one.found > 0)).toEqual([0, 1, 2, 3, 4].map((n) => n === which));
  });
});
