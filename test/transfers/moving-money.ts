import { connect } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Check, Finding } from '../../src/ledger/verify/check.ts';
import { drawnIsExplained, agreedIsSomewhere } from '../../src/ledger/verify/shares.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import { guardedBalancesAreRight, neverBelowZero } from '../../src/ledger/verify/guarded.ts';
import { agreementsAreInTheJournal } from '../../src/ledger/verify/agreements.ts';
import { eachBookSumsToZero } from '../../src/ledger/verify/books.ts';
import { entriesMoveWhatTheyMay } from '../../src/ledger/verify/entries.ts';
import {
  agreedMoneyMovesTogether,
  transfersAreInTheJournal,
  twoPeopleMovedIt,
} from '../../src/ledger/verify/transfers.ts';
import { TRANSFER_CHECKS } from '../../src/commands/evidence/transfers.ts';
import { AUTHORITY } from '../support/template.ts';
import { addBudget, addPerson, caseOne, ok, type Person } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { aBrokersAccount } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** A council with one person, whose parent is paid what case 1 says, and a broker. */
export interface MovingBook extends Council {
  readonly person: Person;
  readonly budget: string;
  /** The broker's payee. */
  readonly broker: string;
  /** The direct payment: 769.23 on 2 April and on 1 May 2026, and 300.00 of it spent. */
  readonly direct: string;
}

/** Proposes an arrangement, agrees it, and puts everything on file. @returns its id */
export async function arranged(book: Council, budget: string, terms: object): Promise<string> {
  const { staff } = book;
  const { id } = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, terms));
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id);
  return id;
}

export async function movingBook(): Promise<MovingBook> {
  const book = await council();
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const broker = await aBrokersAccount(book, 'Harbour Managed Accounts');
  const direct = await arranged(book, budget, caseOne(person, book.funders));
  await book.pay('2026-04-02');
  book.on('2026-04-25');
  await book.pay('2026-05-01');
  await spend(book, direct, '2026-04-20', '300.00');
  book.on('2026-06-02');
  return { ...book, person, budget, broker, direct };
}

export const spend = (book: Council, arrangement: string, spentOn: string, amount: string) =>
  ok(
    book.staff.finance.post(`/arrangements/${arrangement}/spending`, {
      spentOn,
      amount,
      category: 'support',
      description: 'Tutor',
    }),
  );

/** The rest of the year, from 1 June on, through a payee: eleven periods of four weeks. */
export const restOfYear = (book: MovingBook, payeeId: string, more: object = {}) =>
  caseOne(book.person, book.funders, {
    kind: 'third_party',
    purpose: 'Tutor and short breaks through a broker',
    payeeId,
    amount: '8461.54',
    effectiveOn: '2026-06-01',
    schedule: {
      every: '4_weeks',
      firstPeriodOn: '2026-06-01',
      instalments: 11,
      paid: 'in_advance',
    },
    ...more,
  });

/** Ends an arrangement because a new one takes its place. */
export async function end(book: Council, id: string, effectiveOn: string, follows = 1) {
  const version = { follows, effectiveOn, reason: 'A broker takes over' };
  const body = { ...version, end: true, withoutNotice: 'new_arrangement' };
  await ok(book.staff.caseworker.post(`/arrangements/${id}/versions`, body));
  await ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
}

/** A proposal to move all that is held, unless changed. */
export const held = (toArrangementId: string, more: object = {}) => ({
  what: 'held',
  toArrangementId,
  all: true,
  effectiveOn: '2026-06-01',
  cause: 'other_kind',
  reasons: 'The family asked for a broker.',
  ...more,
});

/** Proposes a transfer and has it agreed. @returns it as decided */
export async function moved(book: Council, from: string, body: object): Promise<any> {
  const { caseworker, approver } = book.staff;
  const { id } = await ok(caseworker.post(`/arrangements/${from}/transfers`, body));
  return ok(approver.post(`/transfers/${id}/decision`, { outcome: 'agreed' }), 200);
}

/** What is held by source on a day: from the journal. */
export async function heldOn(book: Council, id: string, on: string) {
  return standing(book, id, 'held', on);
}

/** What accounts of a kind have by source on a day, those with nothing left out. */
export async function standing(
  { api }: Council,
  id: string,
  kind: string,
  on: string,
): Promise<Record<string, string>> {
  const rows = await api.db.run(
    (tx) => tx.sql<{ source: string; amount: string }[]>`
      select s.source, sum(case when t.to_account = a.id then t.amount else -t.amount end)::text as amount
      from accounts a join account_classes c on c.id = a.class and c.kind = ${kind}
      join shares s on s.id = a.subject
      join transfers t on a.id in (t.from_account, t.to_account) and t.effective_on <= ${on}::date
      where a.arrangement_id = ${id} group by s.source, s.position
      having sum(case when t.to_account = a.id then t.amount else -t.amount end) <> 0
      order by s.position`,
  );
  return Object.fromEntries(rows.map((row) => [row.source, row.amount]));
}

/** What must hold of the book whatever moves in it; of evidence, that of transfers. */
const CHECKS: readonly Check[] = [
  eachBookSumsToZero,
  drawnIsExplained,
  agreedIsSomewhere,
  agreementsAreInTheJournal,
  guardedBalancesAreRight,
  neverBelowZero,
  entriesMoveWhatTheyMay,
  evidenceIsUnchanged,
  transfersAreInTheJournal,
  agreedMoneyMovesTogether,
  twoPeopleMovedIt,
];

const ran = (check: Check, tx: Tx): Promise<Finding> =>
  check.run({
    tx,
    outside: undefined as never,
    evidenceChecks: TRANSFER_CHECKS,
    onProgress: () => {},
  });

/** All that is found wrong with the book: nothing, while it holds. */
export async function wrongWith({ api }: Council): Promise<string[]> {
  return api.db.run(async (tx) => {
    const named: string[] = [];
    for (const check of CHECKS) named.push(...(await ran(check, tx)).named);
    return named;
  });
}

/**
 * Breaks the book as nobody but a superuser can, and says what one check then finds; afterwards the
 * book is as it was.
 */
export async function foundBy(
  { api }: Council,
  check: Check,
  by: (sql: Tx['sql']) => Promise<unknown>,
): Promise<readonly string[]> {
  const superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 1 });
  let named: readonly string[] = [];
  const undo = new Error('Everything is taken back.');
  try {
    await superuser.begin(async (transaction) => {
      const sql = transaction as unknown as Tx['sql'];
      await sql.unsafe(`set local search_path = ${AUTHORITY}`);
      await sql.unsafe('set local session_replication_role = replica');
      await by(sql);
      const today = Temporal.PlainDate.from('2026-06-02');
      const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today };
      named = (await ran(check, { sql, scope, db: undefined as never })).named;
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  } finally {
    await superuser.end();
  }
  return named;
}
