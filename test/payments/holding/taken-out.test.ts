import { beforeAll, describe, expect, it } from 'vitest';
import { arrangementOf } from '../../../src/budgets/find.ts';
import { payRunsAreWhatWasApproved } from '../../../src/ledger/verify/pay-runs.ts';
import { toText } from '../../../src/money.ts';
import { readBacs } from '../../../src/payments/bacs-reader.ts';
import { placeHolds, type NewHold } from '../../../src/payments/holding/store.ts';
import { takeOutHeld } from '../../../src/payments/holding/taking-out.ts';
import { itemsHeld } from '../../../src/payments/release-checks.ts';
import { ok } from '../../support/book.ts';
import { aFamily, aPooledAccount, drawUp, itemsOf } from '../../support/held-payments.ts';
import { offenders } from '../../support/offenders.ts';
import { refusalOf } from '../../support/refusal.ts';
import { council, instalmentOf, type Council } from '../../support/turning-sixteen.ts';

/** What is held is taken out of a run that is drawn up; an approved run stays as it is. */
let book: Council;
beforeAll(async () => {
  book = await council();
});

const QUERY = { reason: 'query', acts: 'caseworker', reasons: 'Who is the payroll provider?' };
const holdOne = async (arrangement: string, number: number, more: object = {}) => {
  const { id: instalmentId } = await instalmentOf(book, arrangement, number);
  const body = { instalmentId, ...QUERY, ...more };
  return book.staff.finance.post(`/arrangements/${arrangement}/holds`, body);
};
const end = (id: string) =>
  ok(book.staff.finance.post(`/payment-holds/${id}/ending`, { reasons: 'Answered.' }));
const approve = (id: string) => book.staff.approver.post(`/pay-runs/${id}/approval`);
const withdraw = (id: string) =>
  ok(book.staff.finance.post(`/pay-runs/${id}/withdrawal`, { reason: 'Again' }), 200);
const shown = (id: string): Promise<any> => ok(book.staff.finance.get(`/pay-runs/${id}`), 200);

describe('a payment that is held', () => {
  it('leaves the run that is drawn up, and the next run after the end pays it', async () => {
    const [held, other] = [await aFamily(book), await aFamily(book)];
    const run = await ok(drawUp(book, '2026-04-02'));
    expect([run.items, run.total]).toEqual([2, '1538.46']);
    const hold = await ok(holdOne(held, 1));
    expect(await shown(run.id)).toMatchObject({ items: 1, credits: 1, total: '769.23' });
    const [mine] = (await itemsOf(book, run.id)).filter((one) => one.arrangementId === held);
    expect(mine).toMatchObject({ amount: '769.23', undone: 'taken_out' });

    await ok(approve(run.id), 200);
    await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    const file = await book.staff.finance.get(`/pay-runs/${run.id}/bacs-file`);
    expect(readBacs(file.text).file!.items.map((item) => toText(item.amount))).toEqual(['769.23']);
    expect((await instalmentOf(book, held, 1)).state).toBe('scheduled');
    expect((await instalmentOf(book, other, 1)).state).toBe('released');

    expect(refusalOf(await drawUp(book, '2026-04-02'))).toEqual([409, 'nothing-due']);
    await end(hold.id);
    const next = await book.pay('2026-04-02');
    expect([next.items, next.total, next.left]).toEqual([1, '769.23', []]);
    expect((await instalmentOf(book, held, 1)).state).toBe('released');
    expect(await offenders(book.api.db, [payRunsAreWhatWasApproved])).toEqual([]);
  });

  it('is taken out by a hold of all payments from a day, and earlier ones stay in', async () => {
    const arrangement = await aFamily(book);
    const run = await ok(drawUp(book, '2026-06-01'));
    const of = async (undone: string | null) =>
      (await itemsOf(book, run.id))
        .filter((one) => one.arrangementId === arrangement && one.undone === undone)
        .map((one) => one.period.from);
    expect(await of(null)).toEqual(['2026-04-06', '2026-05-04', '2026-06-01']);
    const hold = await ok(
      book.staff.caseworker.post(`/arrangements/${arrangement}/holds`, {
        fromOn: '2026-05-01',
        reason: 'hospital_stay',
        acts: 'caseworker',
        reasons: 'In hospital.',
      }),
    );
    expect(await of(null)).toEqual(['2026-04-06']);
    expect(await of('taken_out')).toEqual(['2026-05-04', '2026-06-01']);
    const nothing = await drawUp(book, '2026-06-01');
    expect(refusalOf(nothing)).toEqual([409, 'nothing-due']);
    const mine = nothing.body.left.filter((one: any) => one.arrangementId === arrangement);
    expect(mine.map((one: any) => [one.valueOn, one.why])).toEqual([
      ['2026-05-01', 'held'],
      ['2026-06-01', 'held'],
    ]);
    await end(hold.id);
    const again = await ok(drawUp(book, '2026-06-01'));
    expect((await itemsOf(book, again.id)).map((one) => one.period.from)).toEqual([
      '2026-05-04',
      '2026-06-01',
    ]);
    for (const { id } of [run, again]) await withdraw(id);
  });

  it('stays in an approved run, which is not released any more', async () => {
    const arrangement = await aFamily(book);
    const run = await ok(drawUp(book, '2026-04-02'));
    await ok(approve(run.id), 200);
    const { id, inApprovedRuns } = await ok(holdOne(arrangement, 1));
    const { id: payRunId, serial } = run;
    expect(inApprovedRuns).toEqual([{ payRunId, serial, reference: expect.any(String) }]);
    expect((await shown(run.id)).items).toBe(run.items);
    const release = await book.staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(release)).toEqual([409, 'state-does-not-allow']);
    expect(release.body.references).toEqual([inApprovedRuns[0].reference]);
    await withdraw(run.id);
    await end(id);
  });

  it('is named by an approved run where what the bank answered held it', async () => {
    const [arrangement, other] = [await aFamily(book), await aFamily(book)];
    const run = await ok(drawUp(book, '2026-04-02'));
    await ok(approve(run.id), 200);
    const { id } = await instalmentOf(book, arrangement, 1);
    const { references, tooLate } = await book.api.db.run(async (tx) => {
      const { beneficiaryId } = await arrangementOf(tx, arrangement);
      const hold = { beneficiaryId, arrangementId: arrangement, instalmentId: id };
      const why = { reason: 'beneficiary_deceased', acts: 'caseworker', reasons: 'As advised.' };
      const ids = await placeHolds(tx, [{ ...hold, fromOn: '2026-04-02', ...why } as NewHold]);
      return { tooLate: await takeOutHeld(tx, ids), references: await itemsHeld(tx, run.id) };
    });
    const items = await itemsOf(book, run.id);
    const [mine] = items.filter((one) => one.arrangementId === arrangement);
    expect(references).toEqual([mine.reference]);
    expect(tooLate).toEqual([{ payRunId: run.id, serial: run.serial, reference: mine.reference }]);
    expect(items.filter((one) => one.arrangementId === other)).toMatchObject([{ undone: null }]);
    expect(mine.undone).toBeNull();
    const release = await book.staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(release)).toEqual([409, 'state-does-not-allow']);
    expect(release.body).toMatchObject({ state: 'approved', references });
    await withdraw(run.id);
  });

  it('is in no run, however the hold and the drawing up cross', async () => {
    for (let round = 0; round < 4; round += 1) {
      const arrangement = await aFamily(book);
      const [run, hold] = await Promise.all([drawUp(book, '2026-04-02'), holdOne(arrangement, 1)]);
      expect(hold.status).toBe(201);
      const items = run.status === 201 ? await itemsOf(book, run.body.id) : [];
      const mine = items.filter((one) => one.arrangementId === arrangement);
      expect(mine.filter((one) => one.undone === null)).toEqual([]);
      if (run.status === 201) await withdraw(run.body.id);
    }
  });

  it('is not held once all of it is released, though later ones are', async () => {
    const arrangement = await aFamily(book);
    await book.pay('2026-04-02');
    const answer = await holdOne(arrangement, 1);
    expect([...refusalOf(answer), answer.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'released',
    ]);
    await ok(holdOne(arrangement, 2));
  });
});

describe('a payment of a run', () => {
  const hold = (run: string, item: string, by = book.staff.finance) =>
    by.post(`/pay-runs/${run}/items/${item}/hold`, QUERY);

  it('is held from the run, by its officer or who is to approve it, and once', async () => {
    const [one, two] = [await aFamily(book), await aFamily(book)];
    const run = await ok(drawUp(book, '2026-04-02'));
    const mine = (await itemsOf(book, run.id)).filter((item) =>
      [one, two].includes(item.arrangementId),
    );
    expect(mine).toHaveLength(2);
    const left = await ok(hold(run.id, mine[0].id), 200);
    expect([left.id, left.items]).toEqual([run.id, run.items - 1]);
    expect((await ok(hold(run.id, mine[1].id, book.staff.approver), 200)).items).toBe(
      run.items - 2,
    );
    const twice = await hold(run.id, mine[0].id);
    expect([...refusalOf(twice), twice.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'taken_out',
    ]);
    const url = `/payment-holds?arrangementId=${mine[0].arrangementId}`;
    const { items } = await ok(book.staff.finance.get(url), 200);
    expect(items).toMatchObject([{ ...QUERY, fromOn: '2026-04-02' }]);
    expect(items[0].instalmentId).toBe((await instalmentOf(book, mine[0].arrangementId, 1)).id);
  });

  it('is not found in another run, nor held once its run is approved', async () => {
    await aFamily(book);
    const run = await ok(drawUp(book, '2026-04-02'));
    const [item] = (await itemsOf(book, run.id)).filter((one) => one.undone === null);
    const { items } = await ok(book.staff.finance.get('/pay-runs'), 200);
    const another = items.find((one: any) => one.id !== run.id).id;
    expect(refusalOf(await hold(another, item.id))).toEqual([404, 'not-found']);
    await ok(approve(run.id), 200);
    const answer = await hold(run.id, item.id);
    expect([...refusalOf(answer), answer.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'approved',
    ]);
    await withdraw(run.id);
  });

  it('leaves nothing to approve where it was the last', async () => {
    const arrangement = await aFamily(book);
    const run = await ok(drawUp(book, '2026-04-02'));
    for (const item of await itemsOf(book, run.id)) await ok(hold(run.id, item.id), 200);
    expect(await shown(run.id)).toMatchObject({ items: 0, credits: 0, total: '0.00' });
    expect(refusalOf(await approve(run.id))).toEqual([409, 'state-does-not-allow']);
    expect((await shown(run.id)).state).toBe('drawn_up');
    await withdraw(run.id);
    expect((await instalmentOf(book, arrangement, 1)).state).toBe('scheduled');
  });
});

describe("a broker's credit", () => {
  it('is less by what is held of one person, in the run and in the file', async () => {
    const pooled = await council();
    const payeeId = await aPooledAccount(pooled);
    const terms = { kind: 'third_party', payeeId };
    const [held, other] = [await aFamily(pooled, terms), await aFamily(pooled, terms)];
    const run = await ok(drawUp(pooled, '2026-04-02'));
    expect(run).toMatchObject({ items: 2, credits: 1, total: '1538.46' });
    const [item] = (await itemsOf(pooled, run.id)).filter((one) => one.arrangementId === held);
    const url = `/pay-runs/${run.id}/items/${item.id}/hold`;
    const left = await ok(pooled.staff.finance.post(url, QUERY), 200);
    expect(left).toMatchObject({ items: 1, credits: 1, total: '769.23' });
    await ok(pooled.staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    await ok(pooled.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    const file = await pooled.staff.finance.get(`/pay-runs/${run.id}/bacs-file`);
    expect(readBacs(file.text).file!.items.map((one) => toText(one.amount))).toEqual(['769.23']);
    expect((await instalmentOf(pooled, held, 1)).state).toBe('scheduled');
    expect((await instalmentOf(pooled, other, 1)).state).toBe('released');
    expect(await offenders(pooled.api.db, [payRunsAreWhatWasApproved])).toEqual([]);
  });
});
