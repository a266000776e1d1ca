import { beforeAll, describe, expect, it } from 'vitest';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  exampleRows,
  fileOf,
  goingLive,
  verified,
  type GoingLive,
} from '../support/opening-file.ts';
import { refusalOf } from '../support/refusal.ts';

/** So many times the example's people: four arrangements each, three of which can be raised. */
const TIMES = 125;

const RULE = {
  effectiveOn: '2026-12-01',
  reason: 'Yearly uplift',
  select: {},
  change: { percent: '3.50' },
};

let live: GoingLive;
beforeAll(async () => {
  live = await goingLive();
  const rows = Array.from({ length: TIMES }, (_, n) =>
    exampleRows().map((row) => ({ ...row, reference: `${row.reference}-${n}` })),
  ).flat();
  await ok(live.load(fileOf(rows)), 200);
}, 120_000);

const preview = (change: object = {}) =>
  ok(live.staff.caseworker.post('/uplifts/preview', { ...RULE, ...change }), 200);
/** What funders have agreed in the journal, whatever day it takes effect on, by sector. */
async function agreedBySector(): Promise<Record<string, string>> {
  const rows = await live.api.db.run(
    (tx) => tx.sql<{ source: string; amount: string }[]>`
      select c.source, sum(case when t.from_class = c.id then t.amount else -t.amount end) as amount
      from transfers t join account_classes c on c.id in (t.from_class, t.to_class)
      where c.kind = 'agreed' group by c.source`,
  );
  return Object.fromEntries(rows.map((row) => [row.source, row.amount]));
}

const whys = (list: readonly { why: string }[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(list, (one) => one.why)].map(([why, all]) => [why, all.length]),
  );

describe('a preview', () => {
  it('shows each of five hundred arrangements, and what is left out and why', async () => {
    const { items, leftOut, totals } = await preview();
    expect(items).toHaveLength(3 * TIMES);
    const kinds = Map.groupBy(items, (one: any) => one.kind);
    const counts = Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.length]));
    expect(counts).toEqual({ direct: TIMES, notional: TIMES, third_party: TIMES });
    expect(kinds.get('direct')![0]).toMatchObject({
      before: '13000.00',
      after: '13455.00',
      difference: '455.00',
      agreedBefore: '13000.00',
    });
    expect(whys(leftOut)).toEqual({ 'ends-before': TIMES });
    // 455.00 + 84.00 + 350.00 for each of 125.
    expect(totals).toMatchObject({
      items: 375,
      before: '3175000.00',
      after: '3286125.00',
      difference: '111125.00',
    });
  });

  it('counts the new terms from their day on, by days and by sector', async () => {
    const { items, totals } = await preview({ select: { kind: 'direct' } });
    // 1,035.00 instead of 1,000.00: 13 of the 28 days from 16 November, and four periods whole.
    expect(items[0].agreedAfter).toBe('13156.25');
    expect(totals.bySector).toEqual([
      {
        sector: 'education',
        agreedBefore: '975000.00',
        agreedAfter: '986718.75',
        difference: '11718.75',
      },
      { sector: 'health', agreedBefore: '0.00', agreedAfter: '0.00', difference: '0.00' },
      {
        sector: 'social_care',
        agreedBefore: '650000.00',
        agreedAfter: '657812.50',
        difference: '7812.50',
      },
    ]);
  });

  it.each<[string, object, number]>([
    ['a kind', { kind: 'third_party' }, TIMES],
    ['a sector', { sector: 'health' }, 2 * TIMES],
    ['a kind and a sector', { kind: 'notional', sector: 'education' }, 0],
  ])('selects by %s', async (_name, select, count) => {
    const { items, leftOut } = await preview({ select });
    expect([items.length, leftOut.length]).toEqual([count, 0]);
  });

  it('selects by funder, and by arrangement', async () => {
    const { items } = await preview({ select: { funderId: live.funders.health } });
    expect(items).toHaveLength(2 * TIMES);
    const arrangementIds = items.slice(0, 3).map((one: any) => one.arrangementId);
    const few = await preview({ select: { arrangementIds } });
    expect(few.items.map((one: any) => one.arrangementId).toSorted()).toEqual(
      arrangementIds.toSorted(),
    );
  });

  it('raises by so much a week only what is counted in weeks', async () => {
    const { items, leftOut } = await preview({ change: { perWeek: '5.00' } });
    expect(items).toHaveLength(TIMES);
    expect(items[0]).toMatchObject({ before: '13000.00', after: '13260.00' });
    expect(whys(leftOut)).toEqual({ 'not-by-week': 3 * TIMES });
  });

  it('rounds each arrangement once', async () => {
    const { items } = await preview({
      select: { kind: 'third_party' },
      change: { factor: '1.000001' },
    });
    expect(items[0]).toMatchObject({ before: '10000.00', after: '10000.01' });
  });

  it.each<[string, object, string]>([
    ['no change', { change: {} }, 'body.change'],
    ['two changes', { change: { percent: '3', factor: '1.03' } }, 'body.change'],
    ['a decrease', { change: { percent: '-3.00' } }, 'body.change.percent'],
    ['a factor of one', { change: { factor: '1' } }, 'body.change.factor'],
    ['a percentage as a number', { change: { percent: 3.5 } }, 'body.change.percent'],
    ['an amount without pence', { change: { perWeek: '5' } }, 'body.change.perWeek'],
    ['a day that does not exist', { effectiveOn: '2026-02-30' }, 'body.effectiveOn'],
    [
      'an arrangement that is not there',
      { select: { arrangementIds: [WHOLE_AUTHORITY] } },
      'body.select',
    ],
  ])('is refused for %s', async (_name, change, where) => {
    const answer = await live.staff.caseworker.post('/uplifts/preview', { ...RULE, ...change });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', where]);
  });
});

describe('an uplift', () => {
  let uplift: any;
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await agreedBySector();
  });

  it('proposes every version at once', async () => {
    uplift = await ok(live.staff.finance.post('/uplifts', RULE));
    expect(uplift).toMatchObject({
      state: 'proposed',
      items: 375,
      before: '3175000.00',
      after: '3286125.00',
      rule: RULE,
      totals: { difference: '111125.00' },
    });
    expect(whys(uplift.leftOut)).toEqual({ 'ends-before': TIMES });
    const { items } = await ok(
      live.staff.auditor.get(`/uplifts/${uplift.id}/versions?limit=200`),
      200,
    );
    expect(items).toHaveLength(200);
    expect(new Set(items.map((one: any) => `${one.version} ${one.state}`))).toEqual(
      new Set(['2 proposed']),
    );
  });

  it('leaves out what has a proposal already, and what then is nothing is refused', async () => {
    const { items, leftOut } = await preview();
    expect(items).toEqual([]);
    expect(whys(leftOut)).toEqual({ 'proposal-open': 3 * TIMES, 'ends-before': TIMES });
    const again = await live.staff.finance.post('/uplifts', RULE);
    expect(refusalOf(again)).toEqual([422, 'invalid-request', 'body.select']);
  });

  it('is not decided by who drew it up, or by who decides nothing', async () => {
    const same = await live.api.as('approver', { sub: 'finance_officer' });
    const url = `/uplifts/${uplift.id}/agreement`;
    expect(refusalOf(await same.post(url))).toEqual([403, 'needs-a-second-person']);
    expect((await live.staff.caseworker.post(url)).status).toBe(403);
  });

  it('is agreed as one, by one of two at once', { timeout: 120_000 }, async () => {
    const { items } = await ok(live.staff.panel.get(`/uplifts/${uplift.id}/versions?limit=1`), 200);
    const alone = `/arrangements/${items[0].arrangementId}/refusal`;
    await ok(live.staff.panel.post(alone, { reasons: 'Not this one' }), 200);
    const url = `/uplifts/${uplift.id}/agreement`;
    const answers = await Promise.all([live.staff.panel.post(url), live.staff.approver.post(url)]);
    const refused = answers.filter((one) => one.status !== 200);
    expect(refused.map(refusalOf)).toEqual([[409, 'state-does-not-allow']]);
    const found = await ok(live.staff.auditor.get(`/uplifts/${uplift.id}`), 200);
    expect(found).toMatchObject({ state: 'agreed', entry: expect.stringMatching(/^\d+$/) });
    const states = await live.api.db.run(
      (tx) => tx.sql`
      select (select count(*)::int from uplift_agreements u
          join agreement_decisions d using (agreement_id)) as agreed,
        (select count(*)::int from uplift_agreements u
          join agreement_refusals r using (agreement_id)) as refused`,
    );
    expect(states).toEqual([{ agreed: 374, refused: 1 }]);
  });

  it('moves in the journal what the versions come to, and nothing for the one refused', async () => {
    const refusedShares = await live.api.db.run(
      (tx) => tx.sql<{ source: string; more: string }[]>`
      select s.source, n.amount - b.amount as more from agreement_refusals r
      join agreement_shares n on n.agreement_id = r.agreement_id
      join shares s on s.id = n.share_id
      join agreement_shares b on b.share_id = n.share_id and b.agreement_id <> n.agreement_id`,
    );
    const after = await agreedBySector();
    const moved = uplift.totals.bySector.map(({ sector }: { sector: string }) =>
      toText(money(after[sector]!).minus(money(before[sector]!))),
    );
    const expected = uplift.totals.bySector.map((one: any) => {
      const less = refusedShares.filter((share) => share.source === one.sector);
      return toText(money(one.difference).minus(sum(less.map((share) => money(share.more)))));
    });
    expect(moved).toEqual(expected);
  });

  it('leaves a book that verifies', { timeout: 120_000 }, async () => {
    const { failing, figures } = await verified(live);
    expect(failing).toEqual([]);
    expect(figures).toContain('1 × decision on an uplift');
  });
});

describe('an uplift that is refused', () => {
  it('leaves the terms as they were, with the reasons for each', { timeout: 120_000 }, async () => {
    const rule = { ...RULE, effectiveOn: '2027-01-01', select: { kind: 'notional' } };
    const { id, items } = await ok(live.staff.caseworker.post('/uplifts', rule));
    const url = `/uplifts/${id}/refusal`;
    expect(refusalOf(await live.staff.panel.post(url, { reasons: ' ' }))).toEqual([
      422,
      'invalid-request',
      'body.reasons',
    ]);
    const refused = await ok(live.staff.panel.post(url, { reasons: 'No money' }), 200);
    expect(refused).toMatchObject({ state: 'refused' });
    const versions = await ok(live.staff.panel.get(`/uplifts/${id}/versions?limit=200`), 200);
    expect(versions.items.map((one: any) => one.state)).toEqual(Array(items).fill('refused'));
    const again = await live.staff.approver.post(`/uplifts/${id}/agreement`);
    expect(refusalOf(again)).toEqual([409, 'state-does-not-allow']);
    const { items: open } = await preview({
      effectiveOn: '2027-01-01',
      select: { kind: 'notional' },
    });
    expect(open).toHaveLength(items);
  });
});

describe('what is left out', () => {
  it('budgets that are closed, or over, or yet to begin', async () => {
    const { items } = await preview({ effectiveOn: '2027-01-01', select: { kind: 'third_party' } });
    const { budgetId } = await ok(
      live.staff.finance.get(`/arrangements/${items[0].arrangementId}`),
      200,
    );
    const closing = { closedOn: '2026-12-31', reason: 'Moved' };
    await ok(live.staff.finance.post(`/budgets/${budgetId}/closure`, closing), 200);
    const select = { kind: 'third_party' };
    const over = await preview({ effectiveOn: '2027-04-01', select });
    expect(whys(over.leftOut)).toEqual({ 'budget-closed': 1, 'ends-before': TIMES - 1 });
    const early = await preview({ effectiveOn: '2026-03-31', select });
    expect(whys(early.leftOut)).toEqual({ 'budget-closed': 1, 'begins-after': TIMES - 1 });
    const before = await preview({ effectiveOn: '2026-11-30', select });
    expect(whys(before.leftOut)).toMatchObject({
      'budget-closed': 1,
      'later-version': expect.any(Number),
    });
  });

  it('days in a closed period', async () => {
    await ok(
      live.staff.finance.post('/period-closings', { closedThrough: '2026-11-10', reason: 'Month' }),
    );
    const { items, leftOut } = await preview({
      effectiveOn: '2026-11-10',
      select: { kind: 'direct' },
    });
    expect(items).toEqual([]);
    expect(Object.keys(whys(leftOut)).toSorted()).toEqual(['later-version', 'period-closed']);
  });
});
