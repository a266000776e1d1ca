import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordDecisions } from '../../src/ledger/decision.ts';
import {
  aStatement,
  anExpectedRun,
  anOffice,
  exceptionsOf,
  expectNames,
  ownMoney,
  type Office,
} from '../support/exceptions.ts';
import { aBankAccount } from '../support/released-run.ts';

/** Statements that are missing, and what was signed off and is not so any more. */
let office: Office;
beforeAll(async () => {
  office = await anOffice();
});

describe('a statement that is missing', () => {
  it('is an exception 35 days after the end of the last, until the next is there', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    await aStatement(db, { bankAccountId, from: '2026-02-01', to: '2026-02-28' });
    // A report within the day is no statement of whole days.
    await aStatement(db, { bankAccountId, from: '2026-04-03', to: '2026-04-03', wholeDays: false });
    office.on('2026-04-04');
    await expectNames(finance, bankAccountId, []);
    office.on('2026-04-05');
    const [found] = await expectNames(finance, bankAccountId, [
      `missing_statement:${bankAccountId}:2026-02-28`,
    ]);
    expect(found).toMatchObject({
      direction: null,
      amount: null,
      since: '2026-04-04',
      dueOn: '2026-04-20',
      about: { lineId: null, expected: null, from: '2026-02-28' },
    });
    await aStatement(db, { bankAccountId, from: '2026-03-01', to: '2026-03-31' });
    await expectNames(finance, bankAccountId, []);
    office.on('2026-04-15');
  });

  it('is one of an account that pays and has none', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    const query = '&kind=missing_statement';
    expect(await exceptionsOf(finance, bankAccountId, query)).toEqual([]);
    await anExpectedRun(db, bankAccountId, '5.00', '2026-03-10');
    const [found] = await exceptionsOf(finance, bankAccountId, query);
    expect([found.since, found.about.from]).toEqual(['2026-04-14', '2026-03-10']);
  });
});

describe('a gap between statements', () => {
  it('is an exception until the statement between them is there', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    const week = (from: string, to: string, opening: string, closing: string) =>
      aStatement(db, { bankAccountId, from, to, opening, closing });
    const before = await week('2026-03-01', '2026-03-07', '0.00', '100.00');
    const after = await week('2026-03-15', '2026-03-21', '1350.50', '2000.00');
    const [gap] = await expectNames(finance, bankAccountId, [`gap:${after.statementId}`]);
    expect(gap).toMatchObject({
      amount: '1250.50',
      expectedAmount: '100.00',
      foundAmount: '1350.50',
      difference: '1250.50',
      since: '2026-03-15',
      dueOn: '2026-03-18',
      overdue: true,
      about: {
        statementIds: [before.statementId, after.statementId],
        from: '2026-03-07',
        to: '2026-03-15',
      },
    });
    expect(gap.says).toContain(
      'opens with £100.00, as the one to 2026-03-07 closed. Found: £1350.50',
    );
    await week('2026-03-08', '2026-03-14', '100.00', '1350.50');
    await expectNames(finance, bankAccountId, []);
  });
});

describe('an account that is signed off', () => {
  it('says nothing of gaps before, and is an exception when the ledger of those days changes', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    const one = { bankAccountId, from: '2026-03-01', to: '2026-03-07', closing: '5.00' };
    await aStatement(db, { ...one, opening: '0.00' });
    const second = { bankAccountId, from: '2026-03-08', to: '2026-03-14' };
    const { statementId } = await aStatement(db, { ...second, opening: '7.00', closing: '9.00' });
    const third = { bankAccountId, from: '2026-03-15', to: '2026-03-31' };
    const next = await aStatement(db, { ...third, opening: '9.50', closing: '1.00' });
    await expectNames(finance, bankAccountId, [`gap:${statementId}`, `gap:${next.statementId}`]);

    const signOffId = await signedOff(bankAccountId, statementId, '2026-03-14');
    await expectNames(finance, bankAccountId, [`gap:${next.statementId}`]);
    const changed = `signed_off_changed:${signOffId}`;
    await ownMoney(db, bankAccountId, '12.00', '2026-03-15');
    expect(await exceptionsOf(finance, bankAccountId, '&kind=signed_off_changed')).toEqual([]);
    await ownMoney(db, bankAccountId, '40.00', '2026-03-10');
    const [found] = await exceptionsOf(finance, bankAccountId, '&kind=signed_off_changed');
    expect(found).toMatchObject({
      name: changed,
      amount: '40.00',
      expectedAmount: '0.00',
      foundAmount: '40.00',
      since: '2026-04-15',
      ageDays: 0,
      about: { from: '2026-03-14', to: '2026-03-14' },
    });
    await ownMoney(db, bankAccountId, '-40.00', '2026-03-12');
    expect(await exceptionsOf(finance, bankAccountId, '&kind=signed_off_changed')).toEqual([]);
    await ownMoney(db, bankAccountId, '1.00', '2026-03-12');
    expect(await exceptionsOf(finance, bankAccountId, '&kind=signed_off_changed')).toHaveLength(1);
    await reopen(signOffId);
    expect(await exceptionsOf(finance, bankAccountId, '&kind=signed_off_changed')).toEqual([]);
    expect(await exceptionsOf(finance, bankAccountId, '&kind=gap')).toHaveLength(2);
  });

  /** A sign-off that two people made when the ledger had nothing. @returns its id */
  async function signedOff(bankAccountId: string, statementId: string, through: string) {
    return office.db.run(async (tx) => {
      const [approver] = await tx.sql<{ id: string }[]>`
        insert into users (issuer, subject) values ('test', ${randomUUID()}) returning id`;
      const [entry, approval] = await decisions(tx, 2);
      const [made] = await tx.sql<{ id: string }[]>`
        insert into bank_sign_offs (bank_account_id, through_on, statement_id, ledger,
          not_on_statement, statement, in_transit, lines, sha256, prepared_by, prepared_at, entry_id)
        values (${bankAccountId}, ${through}, ${statementId}, 0, 0, 0, 0, 0, ${randomBytes(32)},
          ${tx.scope.user}, now(), ${entry!}) returning id`;
      await tx.sql`
        insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, approved_at,
          entry_id)
        values (${made!.id}, ${tx.scope.user}, ${approver!.id}, now(), ${approval!})`;
      return made!.id;
    });
  }

  async function reopen(signOffId: string): Promise<void> {
    await office.db.run(async (tx) => {
      const [entry] = await decisions(tx, 1);
      await tx.sql`
        insert into bank_sign_off_reopenings (sign_off_id, reason, note, reopened_by, reopened_at,
          entry_id)
        values (${signOffId}, 'late_entry', 'An entry came late.', ${tx.scope.user}, now(),
          ${entry!})`;
    });
  }

  const decisions = (tx: Parameters<typeof recordDecisions>[0], count: number) =>
    recordDecisions(
      tx,
      Array.from({ length: count }, () => ({ key: randomUUID(), reason: 'test', fields: ['x'] })),
    );
});
