import { beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../support/book.ts';
import { pain002, payingCouncil, type Credit, type Paying } from '../../support/answering.ts';
import { refusalOf } from '../../support/refusal.ts';

/** What follows when the bank says that it will not make a file, a block or a payment. */
let book: Paying;
let run: any;
let credits: Credit[];
const VALUE_ON = '2026-04-02';
beforeEach(async () => {
  book = await payingCouncil(3);
  run = await book.pay(VALUE_ON);
  credits = await book.credits(run.id);
  book.on('2026-04-03');
});

const messageId = (): string => `TESTSHIRE-${run.serial}`;
const report = (more: object): string => pain002({ messageId: messageId(), ...more });
const states = async (): Promise<(string | null)[]> =>
  (await ok(book.staff.finance.get(`/pay-runs/${run.id}/items`), 200)).items.map(
    (item: { undone: string | null }) => item.undone,
  );
const drawUpAgain = () =>
  book.staff.finance.post('/pay-runs', {
    bankAccountId: book.bankAccountId,
    valueOn: '2026-04-14',
  });

const UNREADABLE = [422, 'bank-file-unreadable'];

describe('a status report', () => {
  it('that rejects the file rejects every payment, and each is due again once', async () => {
    const answer = await ok(book.receive(report({ group: { status: 'RJCT', code: 'FF01' } })));
    expect(answer.outcomes).toEqual({ rejected: 1 });
    expect(await states()).toEqual(['rejected', 'rejected', 'rejected']);
    const held = await Promise.all(
      book.families.map(({ arrangement }) => book.balance('held', arrangement)),
    );
    expect(held).toEqual(['0.00', '0.00', '0.00']);
    const { items } = await ok(book.staff.finance.get(`/returned-credits?payRun=${run.id}`), 200);
    expect(items.map((one: any) => [one.how, one.money, one.expectedOn, one.amount])).toEqual(
      Array.from({ length: 3 }, () => ['rejected', 'never_left', null, '769.23']),
    );
    expect((await book.tasks()).map((task) => [task.kind, task.about])).toEqual([
      ['file_rejected', run.id],
    ]);
    const again = await ok(drawUpAgain());
    expect([again.items, again.total]).toEqual([3, '2307.69']);
    expect(refusalOf(await drawUpAgain())).toEqual([409, 'nothing-due']);
    const attempts = await book.api.db.run(
      (tx) => tx.sql`select distinct attempt from pay_run_items where pay_run_id = ${again.id}`,
    );
    expect([...attempts]).toEqual([{ attempt: 2 }]);
    await ok(book.staff.approver.post(`/pay-runs/${again.id}/approval`), 200);
    await ok(book.staff.finance.post(`/pay-runs/${again.id}/release`), 200);
    expect(await book.balance('held', book.families[0]!.arrangement)).toBe('769.23');
    expect(await book.balance('drawn', book.families[0]!.arrangement)).toBe('769.23');
  });

  it('that rejects a block rejects the payments of it', async () => {
    const text = report({
      group: { status: 'PART' },
      blocks: [{ id: messageId(), own: { status: 'RJCT', code: 'AC02' } }],
    });
    const answer = await ok(book.receive(text));
    expect(answer.outcomes).toEqual({ accepted: 1, rejected: 1 });
    expect(await states()).toEqual(['rejected', 'rejected', 'rejected']);
    // The account that is wrong is our own: nothing follows for any payee.
    expect((await book.tasks()).map((task) => task.kind)).toEqual(['file_rejected']);
    expect((await ok(drawUpAgain())).items).toBe(3);
  });

  it('that rejects one payment of many lets that be paid again, and locks the rest', async () => {
    const [first, second, third] = credits;
    const text = report({
      group: { status: 'PART' },
      blocks: [
        {
          id: messageId(),
          own: { status: 'PART' },
          payments: [
            { reference: first!.reference, status: 'ACSC', amount: '769.23' },
            { reference: second!.reference, status: 'RJCT', code: 'AM04', amount: '769.23' },
            { reference: third!.reference, status: 'PDNG' },
          ],
        },
      ],
    });
    const answer = await ok(book.receive(text));
    expect(answer.outcomes).toEqual({ accepted: 2, settled: 1, rejected: 1, pending: 1 });
    expect(await states()).toEqual([null, 'rejected', null]);
    const again = await ok(drawUpAgain());
    expect([again.items, again.total]).toEqual([1, '769.23']);
    const { items } = await ok(book.staff.finance.get(`/bank-answers/${answer.id}`), 200);
    expect(items.map((line: any) => [line.level, line.outcome, line.meaning])).toEqual([
      ['group', 'accepted', null],
      ['payment', 'accepted', null],
      ['transaction', 'settled', null],
      ['transaction', 'rejected', 'Insufficient funds of the payer'],
      ['transaction', 'pending', null],
    ]);
  });

  it('changes nothing when it comes twice, and nothing when another says the same', async () => {
    const payments = [{ reference: credits[0]!.reference, status: 'RJCT', code: 'AM04' }];
    const text = report({ blocks: [{ id: messageId(), payments }] });
    const first = await ok(book.receive(text));
    const second = await ok(book.receive(text));
    expect([second.id, first.repeated, second.repeated]).toEqual([first.id, false, true]);
    const entries = () =>
      book.api.db.run((tx) => tx.sql`select count(*) from entries`.then(([row]) => row!.count));
    const before = await entries();
    const third = await ok(book.receive(`${text}\n`));
    expect(third.outcomes).toEqual({ already_known: 1 });
    expect(await entries()).toBe(before);
    expect(await states()).toEqual(['rejected', null, null]);
  });

  it('keeps and lists what it names and nobody knows', async () => {
    const [first] = credits;
    const text = report({
      blocks: [
        {
          id: messageId(),
          payments: [
            { reference: 'PB 999999 000001', status: 'RJCT', code: 'AC04' },
            { reference: 'RENT', status: 'RJCT' },
            { reference: first!.reference, status: 'RJCT', code: 'AC04', amount: '1.00' },
          ],
        },
        { id: 'OTHERSHIRE-000001', own: { status: 'RJCT' } },
      ],
    });
    const answer = await ok(book.receive(text));
    expect(answer.outcomes).toEqual({ unknown: 3, amount_differs: 1 });
    expect(await states()).toEqual([null, null, null]);
    const listed = `/bank-answers/${answer.id}?outcome=unknown&limit=2`;
    const page = await ok(book.staff.auditor.get(listed), 200);
    expect(page.items.map((line: any) => line.reference)).toEqual(['PB 999999 000001', 'RENT']);
    const rest = await ok(book.staff.auditor.get(`${listed}&after=${page.next}`), 200);
    expect(rest.items.map((line: any) => [line.line, line.reference])).toEqual([
      [4, 'OTHERSHIRE-000001'],
    ]);
    const task = (await book.tasks()).find((one) => one.about === answer.id);
    expect(task).toMatchObject({ kind: 'answer_unclear', beneficiaryId: null });
  });

  it('is refused whole when it is cut, of a day to come, or something else', async () => {
    const whole = report({ group: { status: 'RJCT' } });
    const bad = [
      whole.slice(0, -40),
      pain002({ messageId: messageId(), madeAt: '2030-01-01T00:00:00', group: { status: 'RJCT' } }),
      '<Document><BkToCstmrStmt/></Document>',
      'x',
      '<!DOCTYPE a []><a/>',
    ];
    for (const text of bad) {
      expect(refusalOf(await book.receive(text)).slice(0, 2)).toEqual(UNREADABLE);
    }
    const other = await book.receive(whole, '&format=arucs');
    expect(refusalOf(other).slice(0, 2)).toEqual(UNREADABLE);
    expect(await states()).toEqual([null, null, null]);
  });
});
