import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { putOnFile, putVersionOnFile, type Ids } from '../support/on-file.ts';
import { refusalOf } from '../support/refusal.ts';

/** Today is 2026-04-15. */
let api: Api;
let staff: Staff;
let child: Ids;
let adult: Ids;

beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  [child, adult] = (await putOnFile(api.db, [
    { paidOn: '2026-01-02', reviewBy: '2026-04-10' },
    { sectors: ['social_care'], bornOn: '2007-03-01', paidOn: '2026-01-02' },
    { kind: 'notional', reviewBy: '2026-04-10' },
    { paidOn: '2026-01-05', released: false },
  ])) as [Ids, Ids];
});

const briefly = (rows: any[]) =>
  rows.map((row) => [row.reference, row.sector, row.dueOn, row.daysLate, row.basis.rule]);
const due = async (query = '?until=2027-04-15', user = staff.caseworker) =>
  (await ok(user.get(`/reviews-due${query}`), 200)).items;

describe('GET /reviews-due', () => {
  it('lists by day what is due of sectors that have been paid', async () => {
    expect(briefly(await due())).toEqual([
      [child.reference, 'education', '2026-04-02', 13, 'first_review'],
      [child.reference, 'health', '2026-04-02', 13, 'first_review'],
      [adult.reference, 'social_care', '2026-07-02', 0, 'first_review_adult'],
      [child.reference, 'social_care', '2027-01-02', 0, 'first_review'],
    ]);
  });

  it('says by which rule, where that comes from, and how sure we are', async () => {
    const [first] = await due();
    expect(first).toEqual({
      arrangementId: child.arrangementId,
      beneficiaryId: child.beneficiaryId,
      reference: child.reference,
      sector: 'education',
      dueOn: '2026-04-02',
      daysLate: 13,
      basis: {
        rule: 'first_review',
        source: 'SI 2014/1652, reg. 11.',
        confidence: 'secondary',
        countedFrom: '2026-01-02',
      },
    });
  });

  it('looks as far ahead as the diary, and at one sector or what is late', async () => {
    expect(briefly(await due(''))).toHaveLength(3);
    expect(briefly(await due('?until=2026-04-02'))).toHaveLength(2);
    expect(briefly(await due('?until=2026-04-01'))).toHaveLength(0);
    expect(briefly(await due('?sector=social_care'))).toEqual([
      [adult.reference, 'social_care', '2026-07-02', 0, 'first_review_adult'],
    ]);
    expect(briefly(await due('?until=2027-04-15&late=true'))).toHaveLength(2);
  });

  it('pages in order', async () => {
    const all = await due();
    const seen = [];
    for (let next: string | null = ''; next !== null;) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const body: any = await ok(
        staff.auditor.get(`/reviews-due?until=2027-04-15&limit=1${after}`),
        200,
      );
      seen.push(...body.items);
      next = body.next;
    }
    expect(seen).toEqual(all);
    expect(refusalOf(await staff.caseworker.get('/reviews-due?after=yesterday'))).toEqual([
      422,
      'invalid-request',
      'query.after',
    ]);
  });

  it('gives a commissioner the same days and no name', async () => {
    const commissioner = await api.as('commissioner');
    const found = await due('?until=2027-04-15', commissioner);
    expect(found).toEqual(await due());
    expect(JSON.stringify(found)).not.toMatch(/Amina|Example|born/i);
  });

  it('shows a partner only what its own funder pays a share of', async () => {
    const [row] = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from funders where sector = 'health'`,
    );
    const partner = await api.as('health_approver', { funder: row!.id });
    expect(await due('?until=2027-04-15', partner)).toEqual([]);
    await api.db.run(
      (tx) => tx.sql`
        insert into arrangement_parties (arrangement_id, beneficiary_id, party, party_id)
        values (${adult.arrangementId}, ${adult.beneficiaryId}, 'funder', ${row!.id})`,
    );
    // The journal shows a partner the entries that move money of its arrangements.
    await payThroughJournal(adult);
    expect(briefly(await due('?until=2027-04-15', partner))).toEqual([
      [adult.reference, 'social_care', '2026-07-02', 0, 'first_review_adult'],
    ]);
  });

  it.each(['family', 'broker', 'administrator'] as const)('is not for a %s', async (kind) => {
    const user = await api.as(kind, kind === 'broker' ? { broker: child.budgetId } : {});
    expect(refusalOf(await user.get('/reviews-due'))).toEqual([403, 'not-allowed']);
  });

  it('leaves out arrangements that have ended, or will have by then, and closed budgets', async () => {
    const paid = ['2026-02-10', '2026-02-10', '2026-02-10', '2026-02-10', '2026-01-05'];
    const [ended, ends, closed, running, unheld] = (await putOnFile(
      api.db,
      paid.map((paidOn) => ({ sectors: ['health'], paidOn })),
    )) as [Ids, Ids, Ids, Ids, Ids];
    const end = { version: 2, change: 'end' } as const;
    await putVersionOnFile(api.db, { ...end, of: ended, effectiveOn: '2026-04-15', agreed: true });
    await putVersionOnFile(api.db, { ...end, of: ends, effectiveOn: '2026-05-10', agreed: true });
    await putVersionOnFile(api.db, {
      ...end,
      of: running,
      effectiveOn: '2026-05-01',
      agreed: false,
    });
    // Its review was due before it ended, and has no more to say now.
    await putVersionOnFile(api.db, { ...end, of: unheld, effectiveOn: '2026-04-12', agreed: true });
    await api.db.run(
      (tx) => tx.sql`
        insert into budget_closures (budget_id, closed_on, reason, closed_by, entry_id)
        values (${closed.budgetId}, '2026-04-01', 'Over', ${tx.scope.user}, (select min(id) from entries))`,
    );
    const found = (await due('?sector=health&until=2026-12-31')).map((row: any) => row.reference);
    expect(found).toEqual([child.reference, running.reference]);
  });
});

/** Gives the released payment of an arrangement a transfer from an account of the arrangement. */
async function payThroughJournal(of: Ids): Promise<void> {
  await api.db.run(async ({ sql }) => {
    await sql`
      insert into accounts (class, subject, arrangement_id, beneficiary_id)
      select c.id, s.id, s.arrangement_id, s.beneficiary_id
      from shares s join account_classes c
        on c.name in ('committed/direct/' || s.source, 'drawn/direct/' || s.source)
      where s.arrangement_id = ${of.arrangementId}`;
    await sql`
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
        to_account, amount)
      select e.id, 1, k.id, e.effective_on, fc.id, tc.id, fa.id, ta.id, 100
      from pay_run_items i join entries e on e.key = 'payment:' || i.id
      join entry_kinds k on k.name = 'payment'
      join accounts fa on fa.arrangement_id = i.arrangement_id
      join account_classes fc on fc.id = fa.class and fc.kind = 'committed'
      join accounts ta on ta.arrangement_id = i.arrangement_id
      join account_classes tc on tc.id = ta.class and tc.kind = 'drawn'
      where i.arrangement_id = ${of.arrangementId}`;
  });
}
