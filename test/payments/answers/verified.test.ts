import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWER_CHECKS } from '../../../src/commands/evidence/answers.ts';
import { connect, type Client } from '../../../src/database/connections.ts';
import type { Work } from '../../../src/ledger/verify/check.ts';
import {
  payRunsAreWhatWasApproved,
  inTransitIsUnmatched,
} from '../../../src/ledger/verify/pay-runs.ts';
import { returnedCreditsAreUndone } from '../../../src/ledger/verify/returned-credits.ts';
import { ok } from '../../support/book.ts';
import { arucs, pain002, payingCouncil, type Paying } from '../../support/answering.ts';

/** What `verify` finds when somebody changes what came back, past every rule. */
let book: Paying;
let superuser: Client;
beforeAll(async () => {
  book = await payingCouncil(3);
  const run = await book.pay('2026-04-02');
  const [first, second] = await book.credits(run.id);
  book.on('2026-04-08');
  await ok(book.receive(arucs([{ reference: first!.reference, code: 'C' }])));
  const payments = [{ reference: second!.reference, status: 'RJCT', code: 'AM04' }];
  const messageId = 'TESTSHIRE-000001';
  await ok(book.receive(pain002({ messageId, blocks: [{ id: messageId, payments }] })));
  superuser = connect(book.api.db.urls.superuser, { name: 'superuser', max: 1 });
  await superuser.unsafe(
    `set search_path = ${book.api.db.authority}; set session_replication_role = replica`,
  );
});
afterAll(() => superuser.end());

const offenders = (): Promise<string[]> =>
  book.api.db.run(async (tx) => {
    const work = { tx, evidenceChecks: [], onProgress: () => {} } as unknown as Work;
    const found = [...(await returnedCreditsAreUndone.run(work)).named];
    for (const check of ANSWER_CHECKS) found.push(...(await check(work)).named);
    return found;
  });

describe('verify', () => {
  it('finds nothing where nobody has changed anything', async () => {
    expect(await offenders()).toEqual([]);
    const others = await book.api.db.run(async (tx) => {
      const work = { tx } as unknown as Work;
      return [
        ...(await payRunsAreWhatWasApproved.run(work)).named,
        ...(await inTransitIsUnmatched.run(work)).named,
      ];
    });
    expect(others).toEqual([]);
    const figure = await book.api.db.run((tx) =>
      returnedCreditsAreUndone.run({ tx } as unknown as Work),
    );
    expect(figure.figure).toBe('2 payments of £1,538.46 were rejected or came back');
  });

  it.each([
    [
      'a reason that was changed',
      `update returned_credits set code = '2' where code = 'C'`,
      `update returned_credits set code = 'C' where code = '2'`,
      [/^entry \d+: the returned credit is not what was decided/],
    ],
    [
      'an amount that was changed',
      `update returned_credits set amount = 769.24 where code = 'C'`,
      `update returned_credits set amount = 769.23 where code = 'C'`,
      [
        /^Returned credit \S+ is £769\.24; 1 of its 1 items are undone as bounced, for £769\.23/,
        /^entry \d+: the returned credit is not what was decided/,
      ],
    ],
    [
      'an item that stands again',
      `create table kept as select * from undone_items where why = 'bounced';
        delete from undone_items where why = 'bounced'`,
      `insert into undone_items select * from kept; drop table kept`,
      [
        /^Returned credit \S+ is £769\.23; 0 of its 1 items are undone as bounced, for £0\.00/,
        /^Payment \S+: share \S+ paid £0\.00, and its return moves £461\.54 from drawn/,
        /^Payment \S+: share \S+ paid £0\.00, and its return moves £307\.69 from drawn/,
      ],
    ],
    [
      'an item undone whose credit did not come back',
      `create table kept as select * from returned_credits where code = 'C';
        delete from returned_credits where code = 'C'`,
      `insert into returned_credits select * from kept; drop table kept`,
      [/^Payment \S+ is undone as bounced, and its credit did not come back/],
    ],
    [
      'a penny that went back to another share',
      `update transfers t set amount = amount + 0.01 from entries e, entry_kinds k
        where e.id = t.entry_id and k.id = e.kind and k.name = 'bounced' and t.line = 1`,
      `update transfers t set amount = amount - 0.01 from entries e, entry_kinds k
        where e.id = t.entry_id and k.id = e.kind and k.name = 'bounced' and t.line = 1`,
      [/return moves £\S+ from drawn/, /return moves £\S+ from drawn/],
    ],
    [
      'a file that was exchanged',
      `update bank_answers set content = content || '\\x20'::bytea where format = 'arucs'`,
      `update bank_answers set content = substr(content, 1, length(content) - 1)
        where format = 'arucs'`,
      [/^The file of the bank \S+ is not what was received/],
    ],
    [
      'a digest exchanged with the file',
      `update bank_answers set sha256 = sha256(sha256) where format = 'arucs'`,
      `update bank_answers set sha256 = sha256(content) where format = 'arucs'`,
      [/^The file of the bank/, /^entry \d+: the returned credit is not what was decided/],
    ],
  ])('finds %s', async (_what, change, undo, sentences) => {
    await superuser.unsafe(change);
    const found = await offenders();
    await superuser.unsafe(undo);
    expect(found.toSorted()).toEqual(
      expect.arrayContaining(sentences.map((one) => expect.stringMatching(one))),
    );
    expect(found).toHaveLength(sentences.length);
    expect(await offenders()).toEqual([]);
  });
});
