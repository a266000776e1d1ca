import { beforeAll, describe, expect, it } from 'vitest';
import { agreedIsSomewhere, drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import { payRunsAreWhatWasApproved } from '../../src/ledger/verify/pay-runs.ts';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { money, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import { balanceAt } from '../support/matching.ts';
import { offenders } from '../support/offenders.ts';
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

/**
 * Case 8 of the worked cases: turning 16 in the fourth period, 29 June to 26 July 2026. From 27 June
 * education needs the young person's own consent and nomination of the mother; social care from 14
 * July, after the period has begun. The documents come on 6 July.
 */
let book: Council;
let whole: string;
let byDays: string;
beforeAll(async () => {
  book = await council();
  [whole, byDays] = [await paidToTheMother(book), await paidToTheMother(book)];
  await book.pay('2026-06-01');
  book.on('2026-06-24');
});

const drawUp = (valueOn: string) =>
  book.staff.finance.post('/pay-runs', { bankAccountId: book.bankAccountId, valueOn });
const letGo = async (arrangement: string, more: object = {}) => {
  const { id } = await instalmentOf(book, arrangement, 4);
  const body = { sector: 'education', reasons: 'She turned 16 and nominated her mother', ...more };
  return book.staff.approver.post(`/instalments/${id}/hold-release`, body);
};
const itemsOf = async (runId: string): Promise<any[]> => {
  const { items } = await ok(book.staff.finance.get(`/pay-runs/${runId}/items`), 200);
  return items.toSorted((a: any, b: any) => order(a.arrangementId) - order(b.arrangementId));
};
const order = (arrangement: string): number => [whole, byDays].indexOf(arrangement);

/** The balances of a share of an arrangement, by the kind of account. */
async function share(arrangement: string, sector: string): Promise<Record<string, string>> {
  const rows = await book.api.db.run(
    (tx) => tx.sql<{ kind: string; name: string }[]>`
      select c.kind, c.name || ':' || a.subject as name from accounts a
      join account_classes c on c.id = a.class
      where a.arrangement_id = ${arrangement} and c.source = ${sector}
        and c.kind in ('available', 'committed', 'drawn', 'held') order by c.kind`,
  );
  const day = Temporal.PlainDate.from('2027-12-31');
  const found = rows.map(
    async ({ kind, name }) => [kind, await balanceAt(book.api.db, name, day)] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}
const agreed = (): Promise<string> =>
  balanceAt(
    book.api.db,
    `agreed/education:${book.funders.education}`,
    Temporal.PlainDate.from('2027-12-31'),
  );

describe('case 8', () => {
  it('pays social care and holds education, whose consent and nomination are missing', async () => {
    const run = await book.pay('2026-06-29');
    expect(run).toMatchObject({
      items: 2,
      total: '615.38',
      funders: [{ sector: 'social_care', amount: '615.38' }],
    });
    const onHold = (arrangementId: string) =>
      expect.objectContaining({
        arrangementId,
        sector: 'education',
        amount: '461.54',
        valueOn: '2026-06-29',
        why: 'on-hold',
        missing: [
          { document: 'consent', givenBy: 'young_person' },
          { document: 'nomination', givenBy: 'young_person' },
        ],
      });
    expect(run.left).toHaveLength(2);
    expect(run.left).toEqual(expect.arrayContaining([onHold(whole), onHold(byDays)]));
    const paid = { amount: '307.69', shares: [{ source: 'social_care', amount: '307.69' }] };
    expect(await itemsOf(run.id)).toMatchObject([paid, paid]);
    const file = await book.staff.finance.get(`/pay-runs/${run.id}/bacs-file`);
    expect(readBacs(file.text).file!.items.map((item) => toText(item.amount))).toEqual([
      '307.69',
      '307.69',
    ]);
    // Three periods of both shares, and of the fourth only social care: 461.54 + 461.54 + 461.53.
    expect(await share(whole, 'education')).toEqual({
      available: '0.00',
      committed: '4615.39',
      drawn: '1384.61',
      held: '1384.61',
    });
    expect(await share(whole, 'social_care')).toEqual({
      available: '0.00',
      committed: '2769.23',
      drawn: '1230.77',
      held: '1230.77',
    });
  });

  it('stays on hold until somebody decides, and something is on file for some day', async () => {
    const answer = await letGo(whole);
    expect(refusalOf(answer)).toEqual([409, 'still-on-hold']);
    expect(answer.body.missing).toEqual([
      { document: 'consent', givenBy: 'young_person' },
      { document: 'nomination', givenBy: 'young_person' },
    ]);
    book.on('2026-07-08');
    const given = documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON);
    for (const arrangement of [whole, byDays]) await putDocuments(book, arrangement, given);
    const again = await drawUp('2026-07-10');
    expect(refusalOf(again)).toEqual([409, 'nothing-due']);
    expect(again.body.left).toHaveLength(2);
  });

  it('pays all of it where the documents are taken to cover the period', async () => {
    const before = await agreed();
    const decision = await ok(letGo(whole), 200);
    expect(decision).toMatchObject({
      sector: 'education',
      cover: 'whole_period',
      coveredFrom: '2026-07-06',
      shares: [{ amount: '461.54', freed: '0.00' }],
    });
    expect(await agreed()).toBe(before);
    expect(await rulesUsed(decision.entry)).toEqual(
      expect.arrayContaining([
        ['late_consent', 'whole_period'],
        ['own_consent_from', 'end_of_compulsory_school_age'],
      ]),
    );
    const twice = await letGo(whole);
    expect([...refusalOf(twice), twice.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'let_go',
    ]);
  });

  it('pays by days where the policy says so, and frees the rest', async () => {
    await book.api.db.run(
      (tx) => tx.sql`
        insert into rules (name, effective_on, value, unit, meaning, source, confidence, recorded_by)
        select name, '2026-07-01', 'by_days', unit, meaning, source, confidence, recorded_by
        from rules where name = 'late_consent'`,
    );
    const before = await agreed();
    const decision = await ok(letGo(byDays), 200);
    expect(decision).toMatchObject({
      cover: 'by_days',
      coveredFrom: '2026-07-06',
      shares: [{ amount: '346.16', freed: '115.38' }],
    });
    expect(await rulesUsed(decision.entry)).toContainEqual(['late_consent', 'by_days']);
    expect(await share(byDays, 'education')).toEqual({
      available: '0.00',
      committed: '4500.01',
      drawn: '1384.61',
      held: '1384.61',
    });
    expect(toText(money(await agreed()).minus(money(before)))).toBe('115.38');
  });

  it('sends what was let go with the next run, as the next attempt, and once', async () => {
    const run = await book.pay('2026-07-10');
    expect(run).toMatchObject({ items: 2, total: '807.70', left: [] });
    expect(await itemsOf(run.id)).toMatchObject([
      { amount: '461.54', shares: [{ source: 'education', amount: '461.54' }] },
      { amount: '346.16', shares: [{ source: 'education', amount: '346.16' }] },
    ]);
    expect(refusalOf(await drawUp('2026-07-10'))).toEqual([409, 'nothing-due']);
    expect(await share(whole, 'education')).toEqual({
      available: '0.00',
      committed: '4153.85',
      drawn: '1846.15',
      held: '1846.15',
    });
    expect(await share(byDays, 'education')).toEqual({
      available: '0.00',
      committed: '4153.85',
      drawn: '1730.77',
      held: '1730.77',
    });
    const late = await letGo(byDays);
    expect([...refusalOf(late), late.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'in_a_run',
    ]);
  });

  it('holds social care too from the period after the sixteenth birthday', async () => {
    book.on('2026-07-22');
    const run = await ok(drawUp('2026-07-27'));
    expect(run).toMatchObject({ items: 2, total: '923.08' });
    expect(run.left.map((one: any) => [one.sector, one.amount, one.why])).toEqual([
      ['social_care', '307.69', 'on-hold'],
      ['social_care', '307.69', 'on-hold'],
    ]);
  });

  it('leaves a book in which everything adds up', async () => {
    const checks = [payRunsAreWhatWasApproved, agreedIsSomewhere, drawnIsExplained];
    expect(await offenders(book.api.db, checks)).toEqual([]);
  });
});

async function rulesUsed(entry: string): Promise<[string, string][]> {
  const rows = await book.api.db.run(
    (tx) => tx.sql<{ name: string; value: string }[]>`
      select r.name, r.value from rules_used u join rules r on r.id = u.rule_id
      where u.entry_id = ${entry} order by r.name`,
  );
  return rows.map(({ name, value }) => [name, value]);
}
