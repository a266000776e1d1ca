import { beforeAll, describe, expect, it } from 'vitest';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { anExpectedRun, matchWith, undoMatch } from '../support/exceptions.ts';
import { anOfficeInJune, june as dayOf, type June } from '../support/june.ts';
import { aBankAccount } from '../support/released-run.ts';
import { statement } from '../support/sign-offs.ts';

/**
 * What an office did day by day, looked back at from the 20th. Every figure is worked out by hand from
 * what the days say.
 */
let june: June;
beforeAll(async () => {
  june = await anOfficeInJune();
});

describe('the exceptions of a day', () => {
  let name: string;

  /**
   * 2 June: a run of 300.00 is released. 4: a statement has 10.00 in and 300.00 out, both of the 3rd.
   * 6: one has 5.00 out twice, the second suspected to be the first. 9: a run of 80.00, with the value
   * date of the 2nd, is released. 10: the 300.00 are matched. 11: that is undone, and somebody takes
   * on the 10.00. 12: they are matched again, the two of 5.00 are said to be two, and the statement of
   * the 5th, with 25.00 in, comes at last.
   */
  beforeAll(async () => {
    const { on, office } = june;
    const { db, finance } = office;
    const account = await aBankAccount(db);
    name = account.name;
    const first = await on(2, () => anExpectedRun(db, account.id, '300.00', dayOf(2)));
    const lines = await on(4, () =>
      statement(finance, account, {
        from: dayOf(2),
        to: dayOf(4),
        opening: '0.00',
        lines: [
          [dayOf(3), '10.00'],
          [dayOf(3), '-300.00'],
        ],
      }),
    );
    const twice = await on(6, async () => {
      const file = bankFile({
        account,
        from: dayOf(6),
        to: dayOf(6),
        opening: '-265.00',
        lines: [
          [dayOf(6), '-5.00', { text: 'One' }],
          [dayOf(6), '-5.00', { text: 'Two' }],
        ],
      });
      await ok(importFile(finance, file, { more: '&gap=accept' }));
      const url = `/bank-lines?bankAccount=${account.id}&limit=200`;
      const [of, again] = (await ok(finance.get(url), 200)).items
        .slice(2)
        .map((line: any) => line.id);
      await db.run(
        (tx) => tx.sql`insert into likely_repeats (line_id, of_line_id) values (${again}, ${of})`,
      );
      return again;
    });
    await on(9, () => anExpectedRun(db, account.id, '80.00', dayOf(2)));
    const match = await on(10, () => matchWith(finance, lines[1]!, first.name));
    await on(11, async () => {
      await undoMatch(finance, match);
      const [user] = await db.run(
        (tx) => tx.sql<{ id: string }[]>`
        select id from users where subject = 'finance_officer'`,
      );
      await ok(
        finance.post(`/exceptions/unidentified_receipt:${lines[0]!}/steps`, { owner: user!.id }),
      );
    });
    await on(12, async () => {
      await matchWith(finance, lines[1]!, first.name);
      await ok(finance.post(`/bank-lines/${twice}/not-a-repeat`, {}));
      const late = { from: dayOf(5), to: dayOf(5), opening: '-290.00' };
      await statement(finance, account, { ...late, lines: [[dayOf(5), '25.00']] });
    });
  });

  // What is of the 3rd is in a band of its own from the 11th on, six working days later.
  it.each<[string, number, number | undefined, string[]]>([
    [
      'has a line that was matched later, and none of a payment that was not late yet',
      5,
      undefined,
      ['unidentified_payment 1 300.00 1', 'unidentified_receipt 2 35.00 2'],
    ],
    [
      'has no line of a statement that was not there',
      5,
      5,
      ['unidentified_payment 1 300.00 1', 'unidentified_receipt 1 10.00 1'],
    ],
    [
      'has what was suspected, and no payment that was released later',
      6,
      undefined,
      [
        'duplicate 1 5.00 1',
        'unidentified_payment 2 305.00 2',
        'unidentified_receipt 2 35.00 2',
        'unmatched_payment 1 300.00 1',
      ],
    ],
    [
      'has a gap that a late statement filled, as long as that was not known',
      6,
      11,
      [
        'duplicate 1 5.00 1',
        'gap 1 25.00 1',
        'unidentified_payment 2 305.00 2',
        'unidentified_receipt 1 10.00 1',
        'unmatched_payment 1 300.00 1',
      ],
    ],
    [
      'has a payment from its release on',
      9,
      undefined,
      [
        'duplicate 1 5.00 1',
        'unidentified_payment 2 305.00 2',
        'unidentified_receipt 2 35.00 2',
        'unmatched_payment 2 380.00 2',
      ],
    ],
    [
      'has nothing that was matched then, though it was undone since',
      10,
      undefined,
      [
        'duplicate 1 5.00 1',
        'unidentified_payment 1 5.00 1',
        'unidentified_receipt 2 35.00 2',
        'unmatched_payment 1 80.00 1',
      ],
    ],
    [
      'has it again, as known before the match',
      10,
      9,
      [
        'duplicate 1 5.00 1',
        'gap 1 25.00 1',
        'unidentified_payment 2 305.00 2',
        'unidentified_receipt 1 10.00 1',
        'unmatched_payment 2 380.00 2',
      ],
    ],
    [
      'has it again once it was undone, and who had what by then',
      11,
      undefined,
      [
        'duplicate 1 5.00 1',
        'unidentified_payment 1 5.00 1',
        'unidentified_payment 1 300.00 1',
        'unidentified_receipt 1 25.00 1',
        'unidentified_receipt 1 10.00 0',
        'unmatched_payment 2 380.00 2',
      ],
    ],
    [
      'has nobody who took one on later than is known',
      11,
      10,
      [
        'duplicate 1 5.00 1',
        'gap 1 25.00 1',
        'unidentified_payment 1 5.00 1',
        'unidentified_receipt 1 10.00 1',
        'unmatched_payment 1 80.00 1',
      ],
    ],
    [
      'has two lines of what was said to be two',
      12,
      undefined,
      [
        'unidentified_payment 2 10.00 2',
        'unidentified_receipt 1 25.00 1',
        'unidentified_receipt 1 10.00 0',
        'unmatched_payment 1 80.00 1',
      ],
    ],
    ['has nothing before there was anything', 2, undefined, []],
  ])('%s', async (_, asAt, known, expected) => {
    expect(await june.counted(name, asAt, known)).toEqual(expected);
  });

  it('has its ages on that day, and what was overdue then', async () => {
    // Within ten working days: by the 17th for what came on the 3rd, by the 19th for the 5th.
    const aged = (await june.rowsOf(name, 18)).map((row) =>
      [row.kind, row.working_days, row.amount, row.oldest, row.overdue, row.overdue_amount].join(
        ' ',
      ),
    );
    expect(aged).toEqual([
      `unidentified_payment 6 to 10 10.00 ${dayOf(6)} 0 0.00`,
      `unidentified_receipt 6 to 10 25.00 ${dayOf(5)} 0 0.00`,
      `unidentified_receipt 11 to 20 10.00 ${dayOf(3)} 1 10.00`,
      `unmatched_payment 6 to 10 80.00 ${dayOf(5)} 0 0.00`,
    ]);
  });
});
