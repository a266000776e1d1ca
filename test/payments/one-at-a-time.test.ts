import { beforeAll, describe, expect, it } from 'vitest';
import { decideAlone } from '../../src/database/lock.ts';
import type { Tx } from '../../src/database/transactions.ts';
import type { Answer } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../support/turning-sixteen.ts';

/** Drawing up, letting go of a hold and agreeing a new version never cross. */
let book: Council;
let arrangement: string;
beforeAll(async () => {
  book = await council();
  arrangement = await paidToTheMother(book);
  await book.pay('2026-06-01');
  book.on('2026-07-08');
  const given = documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON);
  await putDocuments(book, arrangement, given);
});

/** Replaces an instalment as agreeing a new version does. */
const replace = (tx: Tx, id: string) =>
  tx.sql`
    insert into replaced_instalments (instalment_id, arrangement_id, beneficiary_id, agreement_id)
    select id, arrangement_id, beneficiary_id, agreement_id from instalments where id = ${id}`;

/** Asks for something while a version is being agreed that replaces an instalment. */
async function askWhileReplacing(id: string, ask: () => Promise<Answer>): Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  await book.api.db.run(async (tx) => {
    await decideAlone(tx, 'schedules');
    asked = ask();
    const waits = new Promise((resolve) => setTimeout(() => resolve('waits'), 400));
    expect(await Promise.race([asked, waits])).toBe('waits');
    await replace(tx, id);
  });
  return asked!;
}

describe('while a new version is agreed', () => {
  it('no run is drawn up, and then without what was replaced', async () => {
    const other = await paidToTheMother(book);
    const { id } = await instalmentOf(book, other, 1);
    const { bankAccountId, staff } = book;
    const draw = () => staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-07-10' });
    const run = await ok(askWhileReplacing(id, draw));
    const { items } = await ok(staff.finance.get(`/pay-runs/${run.id}/items`), 200);
    const starts = items
      .filter((one: any) => one.arrangementId === other)
      .map((one: any) => one.period.from);
    expect(starts.toSorted()).toEqual(['2026-05-04', '2026-06-01', '2026-06-29']);
    const statement = staff.finance.get(`/arrangements/${other}/statement?to=2026-03-31`);
    expect((await ok(statement, 200)).nextPayment.on).toBe('2026-05-01');
  });

  it('no hold is let go, and then not of what was replaced', async () => {
    const { id } = await instalmentOf(book, arrangement, 4);
    const body = { sector: 'education', reasons: 'Late' };
    const letGo = () => book.staff.approver.post(`/instalments/${id}/hold-release`, body);
    const answer = await askWhileReplacing(id, letGo);
    expect([...refusalOf(answer), answer.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'replaced',
    ]);
  });
});

describe('a hold', () => {
  it('is let go once, however many decide at once', async () => {
    const third = await paidToTheMother(book);
    const given = documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON);
    await putDocuments(book, third, given);
    const { id } = await instalmentOf(book, third, 4);
    const body = { sector: 'education', reasons: 'Late', cover: 'by_days' };
    const users = [book.staff.approver, book.staff.panel, book.staff.approver, book.staff.panel];
    const answers = await Promise.all(
      users.map((user) => user.post(`/instalments/${id}/hold-release`, body)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 409, 409, 409,
    ]);
  });
});
