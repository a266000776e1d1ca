import { beforeAll, describe, expect, it } from 'vitest';
import { LIABILITY_CHECKS } from '../../src/commands/evidence/liabilities.ts';
import { RETURN_DECISION_CHECKS } from '../../src/commands/evidence/return-decisions.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import type { Check, Finding, Work } from '../../src/ledger/verify/check.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import {
  RETURN_PROOFS,
  acceptedLinesAreInTheLedger,
  liabilitiesAreNeverBelowZero,
  nothingElseOfReturnsIsInTheLedger,
} from '../../src/ledger/verify/returns.ts';
import { ok } from '../support/book.ts';
import { AUTHORITY } from '../support/template.ts';
import {
  accept,
  decidedBook,
  differencesOf,
  rowsOf,
  sent,
  type DecidedBook,
} from './decided-book.ts';

let book: DecidedBook;

/** A return of which one arrangement is accepted and one is queried, with a payroll. */
beforeAll(async () => {
  book = await decidedBook();
  const { staff } = book;
  const amina = await book.served();
  const ben = await book.served();
  await book.pay('2026-04-02');
  book.on('2026-06-15');
  const paid = ['paid_in', '2026-04-02', '769.23'] as const;
  const rows = rowsOf([
    {
      of: amina,
      opening: '0.00',
      moves: [
        paid,
        ['spending', '2026-04-10', '100.01', 'wages'],
        ['refund', '2026-04-20', '20.00', 'wages'],
        ['fee', '2026-04-30', '12.51'],
      ],
      payroll: {
        payroll_gross: '100.00',
        payroll_net: '80.00',
        payroll_tax: '15.00',
        payroll_pension: '5.00',
        holiday_accrued: '12.07',
      },
    },
    { of: ben, opening: '0.00', moves: [paid, ['spending', '2026-04-10', '5.00']] },
  ]);
  const id = await sent(book, rows);
  await ok(
    staff.finance.post(`/returns/${id}/queries`, { arrangementId: ben.id, text: 'What for?' }),
  );
  const [fee] = await differencesOf(book, id);
  await ok(
    staff.finance.post(`/differences/${fee.id}/steps`, { step: 'explained', note: 'Agreed once' }),
  );
  await ok(accept(book, id), 201);
  await ok(
    staff.finance.post(`/arrangements/${amina.id}/liabilities`, {
      kind: 'tax',
      employee: 'PA1',
      amount: '-15.00',
      cause: 'paid',
      onDay: '2026-05-15',
    }),
  );
}, 120_000);

const NOTHING = Symbol('nothing is kept');

/** Breaks the book as nobody can, looks at it with checks, and leaves it as it was. */
async function broken(
  by: (sql: Client) => Promise<unknown>,
  checks: readonly Check[],
): Promise<Finding[]> {
  const { db } = book.api;
  const superuser = connect(db.urls.superuser, { name: 'test', max: 1 });
  let found: Finding[] = [];
  try {
    await superuser.begin(async (sql) => {
      await sql.unsafe(`set local search_path = "${AUTHORITY}"`);
      await sql`set local session_replication_role = 'replica'`;
      await by(sql as unknown as Client);
      const tx = { sql } as unknown as Tx;
      const evidenceChecks = [...RETURN_DECISION_CHECKS, ...LIABILITY_CHECKS];
      const work = { tx, evidenceChecks } as unknown as Work;
      found = [];
      for (const check of checks) found.push(await check.run(work));
      throw NOTHING;
    });
  } catch (error) {
    if (error !== NOTHING) throw error;
  } finally {
    await superuser.end();
  }
  return found;
}

const ALL = [...RETURN_PROOFS, evidenceIsUnchanged];

describe('the proofs about returns', () => {
  it('hold, and say how much they looked at', async () => {
    const found = await broken(async () => {}, ALL);
    expect(found.map((one) => [one.figure, one.named])).toEqual([
      ['3 lines of £132.52', []],
      ['1 refunds, 3 movements by payroll', []],
      ['4 movements, £17.07 owed', []],
      [
        '2 × decision on a return, 1 × message about a return, 1 × step about a difference, ' +
          '1 × refund, 4 × movement of a liability',
        [],
      ],
    ]);
  });

  const BREAKS: [string, Check, (sql: Client) => Promise<unknown>, RegExp][] = [
    [
      'an accepted line that was changed',
      acceptedLinesAreInTheLedger,
      (sql) => sql`update return_lines set amount = amount + 0.01 where kind = 'fee'`,
      /^Return \S+, row \d+: fee of £12\.52 on 2026-04-30 was accepted, and the ledger has spending of £12\.51/,
    ],
    [
      'an accepted line that is not in the books',
      acceptedLinesAreInTheLedger,
      (sql) => sql`delete from refunds`,
      /refund of £20\.00 on 2026-04-20 was accepted, and the ledger has nothing of it/,
    ],
    [
      'an entry on another day',
      acceptedLinesAreInTheLedger,
      (sql) => sql`
        update entries set effective_on = '2026-04-11' where key like 'spending:%'
          and effective_on = '2026-04-10'`,
      /on 2026-04-10 was accepted, and the ledger has spending of £100\.01 on 2026-04-11/,
    ],
    [
      'a line that is in the books without being accepted',
      nothingElseOfReturnsIsInTheLedger,
      (sql) => sql`
        insert into spending (id, arrangement_id, beneficiary_id, spent_on, amount, category,
          description, recorded_by, entry_id)
        select l.id, l.arrangement_id, l.beneficiary_id, l.on_day, l.amount, l.category, '',
          s.recorded_by, (select min(id) from entries)
        from return_lines l, spending s
        where l.amount = 5.00 and l.kind = 'spending' and s.amount = 100.01`,
      /: spending of £5\.00 is in the ledger and was not accepted/,
    ],
    [
      'a refund of no return',
      nothingElseOfReturnsIsInTheLedger,
      (sql) => sql`update refunds set id = gen_random_uuid()`,
      /^Refund \S+ of £20\.00 is a line of no return/,
    ],
    [
      'a payroll that made something else due',
      nothingElseOfReturnsIsInTheLedger,
      (sql) => sql`update payroll_summaries set pension = 6.00`,
      /£6\.00 of pension became due by the payroll that was accepted, and £5\.00 is recorded/,
    ],
    [
      'more paid than was owed',
      liabilitiesAreNeverBelowZero,
      (sql) => sql`update liability_movements set amount = -15.01 where amount < 0`,
      /: tax stands at -£0\.01 on 2026-05-15/,
    ],
    [
      'an outcome that nobody decided',
      evidenceIsUnchanged,
      (sql) => sql`update return_decisions set outcome = 'sent_back' where outcome = 'queried'`,
      /the decision on a return is not what was decided/,
    ],
    [
      'words that nobody wrote',
      evidenceIsUnchanged,
      (sql) => sql`update return_messages set text = 'Thank you'`,
      /the message about a return is not what was decided/,
    ],
    [
      'a note to a difference',
      evidenceIsUnchanged,
      (sql) => sql`update difference_steps set note = 'Another'`,
      /the step about a difference is not what was decided/,
    ],
    [
      'the category of a refund',
      evidenceIsUnchanged,
      (sql) => sql`update refunds set category = 'travel'`,
      /the refund is not what was decided/,
    ],
    [
      'whose liability it is',
      evidenceIsUnchanged,
      (sql) => sql`update liability_movements set employee = 'PA2' where kind = 'holiday'`,
      /the movement of a liability is not what was decided/,
    ],
  ];
  it.each(BREAKS)('find %s', async (_what, check, by, says) => {
    const [found] = await broken(by, [check]);
    expect(found!.named).toContainEqual(expect.stringMatching(says));
  });
});
