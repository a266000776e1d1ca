import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { putOnFile, type Ids } from '../support/on-file.ts';
import { refusalOf } from '../support/refusal.ts';
import { severalPeople } from '../support/several-people.ts';

/** Today is 2026-04-15. */
let api: Api;
let staff: Staff;

beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
});

const review = (more: object = {}) => ({
  sectors: ['education'],
  heldOn: '2026-04-01',
  why: 'due',
  outcome: 'no_change',
  findings: 'The tutor came every week, and reading improves.',
  ...more,
});
const put = async (...list: Parameters<typeof putOnFile>[1][number][]) =>
  (await putOnFile(api.db, list)) as [Ids];
const record = ({ arrangementId }: Ids, more: object = {}) =>
  staff.caseworker.post(`/arrangements/${arrangementId}/reviews`, review(more));
const due = async ({ arrangementId }: Ids) =>
  (await ok(staff.caseworker.get('/reviews-due?until=2099-12-31&limit=200'), 200)).items
    .filter((row: any) => row.arrangementId === arrangementId)
    .map((row: any) => [row.sector, row.dueOn, row.basis.rule]);

describe('POST /arrangements/:id/reviews', () => {
  it('records several sectors at once, each with the day it was due and whether it was late', async () => {
    const [one] = await put({ paidOn: '2025-12-20' });
    const { items } = await ok(
      record(one, { sectors: ['social_care', 'education', 'health'], heldOn: '2026-03-21' }),
    );
    expect(items.map((row: any) => [row.sector, row.dueOn, row.late])).toEqual([
      ['education', '2026-03-20', true],
      ['health', '2026-03-20', true],
      ['social_care', '2026-12-20', false],
    ]);
    expect(items[0]).toMatchObject({
      heldOn: '2026-03-21',
      why: 'due',
      outcome: 'no_change',
      findings: 'The tutor came every week, and reading improves.',
    });
    expect(new Set(items.map((row: any) => row.entry)).size).toBe(1);
    expect(await due(one)).toEqual([
      ['education', '2027-03-21', 'next_review'],
      ['health', '2027-03-21', 'next_review'],
      ['social_care', '2027-03-21', 'next_review'],
    ]);
  });

  it('is in time on the day it is due', async () => {
    const [one] = await put({ paidOn: '2026-01-01' });
    const { items } = await ok(record(one));
    expect([items[0].dueOn, items[0].late]).toEqual(['2026-04-01', false]);
  });

  it('is of the plan by the day the plan is reviewed, once', async () => {
    const [one] = await put({ reviewBy: '2026-04-10' });
    expect(await due(one)).toEqual([['education', '2026-04-10', 'plan_review']]);
    const { items } = await ok(record(one, { why: 'plan_review', heldOn: '2026-04-11' }));
    expect([items[0].dueOn, items[0].late]).toEqual(['2026-04-10', true]);
    expect(await due(one)).toEqual([]);
  });

  it('takes nothing for due before anything was paid', async () => {
    const [one] = await put({ sectors: ['health'] });
    const { items } = await ok(record(one, { sectors: ['health'], why: 'concern' }));
    expect([items[0].dueOn, items[0].late]).toEqual([null, false]);
  });

  it('works out when it was due from what came before it, also when recorded late', async () => {
    const [one] = await put({ paidOn: '2025-05-01' });
    await ok(record(one, { heldOn: '2026-04-10' }));
    const { items } = await ok(record(one, { heldOn: '2025-07-15' }));
    expect(items.map((row: any) => [row.heldOn, row.dueOn])).toEqual([
      ['2025-07-15', '2025-08-01'],
    ]);
    expect(await due(one)).toContainEqual(['education', '2027-04-10', 'next_review']);
  });

  it('may be of a notional arrangement, which is due with the plan only', async () => {
    const [one] = await put({ kind: 'notional', reviewBy: '2026-03-31' });
    const { items } = await ok(record(one, { sectors: ['education', 'health'] }));
    expect(items.map((row: any) => row.dueOn)).toEqual(['2026-03-31', null]);
  });

  it('is put on record with the rules that it used', async () => {
    const [one] = await put({ paidOn: '2026-01-01', bornOn: '2007-01-01' });
    const { items } = await ok(record(one, { sectors: ['education', 'social_care'] }));
    const used = await api.db.run(
      (tx) => tx.sql`
        select r.name, r.sector from rules_used u join rules r on r.id = u.rule_id
        where u.entry_id = ${items[0].entry} order by r.name, r.sector`,
    );
    expect(used.map((row) => `${row['name']} ${row['sector']}`)).toEqual([
      'adult_from social_care',
      'first_review education',
      'first_review_adult social_care',
      'next_review education',
    ]);
  });

  it('says nothing about the person in the journal', async () => {
    const [one] = await put({ paidOn: '2026-01-01' });
    const { items } = await ok(record(one, { findings: 'Zebra crossing' }));
    const [row] = await api.db.run(
      (tx) =>
        tx.sql`select e.*, e.evidence is not null as has from entries e where id = ${items[0].entry}`,
    );
    expect(row).toMatchObject({ reason: 'reviewed', has: true });
    expect(JSON.stringify(row)).not.toContain('Zebra');
  });
});

describe('what is refused of a review', () => {
  it.each([
    ['ahead', { heldOn: '2026-04-16' }, [422, 'dates-out-of-order', 'body.heldOn']],
    [
      'before the arrangement',
      { heldOn: '2025-03-31' },
      [422, 'dates-out-of-order', 'body.heldOn'],
    ],
    ['no sector', { sectors: [] }, [422, 'invalid-request', 'body.sectors']],
    [
      'a sector twice',
      { sectors: ['education', 'education'] },
      [422, 'invalid-request', 'body.sectors'],
    ],
    [
      'a sector that pays nothing',
      { sectors: ['education', 'health'] },
      [422, 'invalid-request', 'body.sectors.1'],
    ],
    ['an unknown outcome', { outcome: 'fine' }, [422, 'invalid-request', 'body.outcome']],
    ['no findings', { findings: ' ' }, [422, 'invalid-request', 'body.findings']],
  ])('%s', async (_what, more, expected) => {
    const [one] = await put({ sectors: ['education', 'social_care'], paidOn: '2026-01-01' });
    expect(refusalOf(await record(one, more))).toEqual(expected);
  });

  it('a second one of a sector on one day', async () => {
    const [one] = await put({ paidOn: '2026-01-01' });
    await ok(record(one));
    expect(refusalOf(await record(one, { sectors: ['health', 'education'] }))).toEqual([
      409,
      'already-exists',
      'body.sectors.1',
    ]);
  });

  // Who comes first is up to chance, so it is tried more than once.
  it.each([1, 2, 3])('several people at once: all but one of them (%i)', async () => {
    const [one] = await put({ paidOn: '2026-01-01' });
    const people = await severalPeople(api, 'caseworker');
    const answers = await Promise.all(
      people.map((user) => user.post(`/arrangements/${one.arrangementId}/reviews`, review())),
    );
    // Each of the others finds the first one's review, and is told of which sector it is.
    const refused = '409 already-exists body.sectors.0';
    expect(answers.map((answer) => refusalOf(answer).join(' ').trim()).toSorted()).toEqual([
      '201',
      ...people.slice(1).map(() => refused),
    ]);
  });

  it('an arrangement that is not agreed', async () => {
    const [one] = await put({ agreed: false });
    const refused = await record(one);
    expect([refusalOf(refused), refused.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'proposed',
    ]);
  });

  it('an arrangement that there is not, another kind of user, and no key', async () => {
    const [one] = await put({ paidOn: '2026-01-01' });
    expect(refusalOf(await record({ ...one, arrangementId: one.budgetId }))).toEqual([
      404,
      'not-found',
    ]);
    const panel = await staff.panel.post(`/arrangements/${one.arrangementId}/reviews`, review());
    expect(refusalOf(panel)).toEqual([403, 'not-allowed']);
    const keyless = await staff.caseworker.post(
      `/arrangements/${one.arrangementId}/reviews`,
      review(),
      {
        'idempotency-key': '',
      },
    );
    expect(refusalOf(keyless)).toEqual([400, 'key-required']);
  });
});

describe('GET /arrangements/:id/reviews', () => {
  it('lists the last first, by pages, and without the findings to who may only count', async () => {
    const [one] = await put({ paidOn: '2026-01-01' });
    await ok(record(one, { sectors: ['education', 'health'], heldOn: '2026-02-01' }));
    await ok(record(one, { heldOn: '2026-04-01' }));
    const url = `/arrangements/${one.arrangementId}/reviews`;
    const { items } = await ok(staff.auditor.get(url), 200);
    expect(items.map((row: any) => [row.heldOn, row.sector])).toEqual([
      ['2026-04-01', 'education'],
      ['2026-02-01', 'education'],
      ['2026-02-01', 'health'],
    ]);
    const first = await ok(staff.auditor.get(`${url}?limit=2`), 200);
    const rest = await ok(staff.auditor.get(`${url}?limit=2&after=${first.next}`), 200);
    expect([...first.items, ...rest.items]).toEqual(items);
    const commissioner = await api.as('commissioner');
    const counted = await ok(commissioner.get(url), 200);
    expect(counted.items.map((row: any) => row.findings)).toEqual([null, null, null]);
    const family = await api.as('family', { sub: 'somebody else' });
    expect(refusalOf(await family.get(url))).toEqual([404, 'not-found']);
  });
});
