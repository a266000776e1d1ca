import { beforeAll, describe, expect, it } from 'vitest';
import { addTexts } from '../../src/people/texts.ts';
import { addNotices, openNotices, reconsiderationOf } from '../../src/reviews/notice-store.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { putOnFile, putVersionOnFile, type Ids } from '../support/on-file.ts';
import { refusalOf } from '../support/refusal.ts';
import { severalPeople } from '../support/several-people.ts';

/** Today is 2026-04-15. */
const TODAY = Temporal.PlainDate.from('2026-04-15');
let api: Api;
let staff: Staff;

beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
});

interface Given {
  readonly givenOn?: string;
  readonly takesEffectOn?: string;
  readonly agreed?: boolean;
  readonly proposedBy?: string;
}

/** A person whose payment is to be decreased, with the notice of it. */
async function aNotice(given: Given = {}): Promise<Ids & { noticeId: string; versionId: string }> {
  const { givenOn = '2026-04-01', takesEffectOn = '2026-04-29', agreed = false } = given;
  const [of] = (await putOnFile(api.db, [{ paidOn: '2026-01-02' }])) as [Ids];
  const versionId = await putVersionOnFile(api.db, {
    of,
    version: 2,
    change: 'decrease',
    effectiveOn: takesEffectOn,
    agreed,
    ...(given.proposedBy === undefined ? {} : { proposedBy: given.proposedBy }),
  });
  const { beneficiaryId, arrangementId } = of;
  const [noticeId] = await api.db.run(async (tx) => {
    const [text] = await addTexts(tx, [{ beneficiaryId, text: 'A club is free now.' }]);
    const kind = 'decrease' as const;
    const days = { givenOn, takesEffectOn };
    const notice = { arrangementId, beneficiaryId, agreementId: versionId, kind, ...days };
    return addNotices(tx, [{ ...notice, reasonsId: text!.id }]);
  });
  return { ...of, noticeId: noticeId!, versionId };
}

const asking = (more: object = {}) => ({
  askedOn: '2026-04-10',
  askedBy: 'parent',
  representations: 'The club is an hour away.',
  ...more,
});
const outcome = (more: object = {}) => ({
  outcome: 'to_be_changed',
  toldOn: '2026-04-14',
  reasons: 'The journey was not considered.',
  ...more,
});
const ask = (id: string, more: object = {}) =>
  staff.caseworker.post(`/notices/${id}/reconsideration`, asking(more));
const decide = (id: string, more: object = {}, user: ApiUser = staff.panel) =>
  user.post(`/notices/${id}/reconsideration/outcome`, outcome(more));
const stands = (versionId: string) => api.db.run((tx) => reconsiderationOf(tx, versionId));

describe('a notice', () => {
  it('is listed with its reasons, and read without them by who may only count', async () => {
    const one = await aNotice();
    const url = `/arrangements/${one.arrangementId}/notices`;
    const { items } = await ok(staff.finance.get(url), 200);
    expect(items).toEqual([
      {
        id: one.noticeId,
        arrangementId: one.arrangementId,
        beneficiaryId: one.beneficiaryId,
        reference: one.reference,
        agreementId: one.versionId,
        version: 2,
        decision: 'proposed',
        kind: 'decrease',
        givenOn: '2026-04-01',
        takesEffectOn: '2026-04-29',
        reasons: 'A club is free now.',
        open: true,
        reconsideration: null,
      },
    ]);
    const commissioner = await api.as('commissioner');
    expect((await ok(commissioner.get(url), 200)).items[0].reasons).toBeNull();
    const family = await api.as('family');
    expect(refusalOf(await family.get(url))).toEqual([404, 'not-found']);
    expect(refusalOf(await family.get('/notices'))).toEqual([403, 'not-allowed']);
  });

  it('is asked to be reconsidered, and answered by a second person', async () => {
    const one = await aNotice();
    expect(await stands(one.versionId)).toBe(null);
    const asked = await ok(ask(one.noticeId));
    expect(asked.reconsideration).toEqual({ ...asking(), outcome: null });
    expect(await stands(one.versionId)).toBe('undecided');
    const decided = await ok(decide(one.noticeId));
    expect(decided.reconsideration.outcome).toEqual(outcome());
    expect(await stands(one.versionId)).toBe('to_be_changed');
    const [entry] = await api.db.run(
      (tx) => tx.sql`select reason from entries where key = ${`reconsideration:${one.noticeId}`}`,
    );
    expect(entry).toEqual({ reason: 'notice_to_be_changed' });
  });

  it('is reconsidered once', async () => {
    const one = await aNotice();
    await ok(ask(one.noticeId));
    const again = await ask(one.noticeId);
    expect([refusalOf(again), again.body.state]).toEqual([[409, 'state-does-not-allow'], 'asked']);
    await ok(decide(one.noticeId, { outcome: 'confirmed' }));
    const after = await ask(one.noticeId);
    expect([refusalOf(after), after.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'decided',
    ]);
    const twice = await decide(one.noticeId);
    expect([refusalOf(twice), twice.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'decided',
    ]);
  });

  // Who comes first is up to chance, so it is tried more than once.
  it.each([1, 2, 3])('is decided once by several people at once (%i)', async () => {
    const one = await aNotice();
    await ok(ask(one.noticeId));
    const people = await severalPeople(api, 'panel_member');
    const answers = await Promise.all(people.map((user) => decide(one.noticeId, {}, user)));
    const found = answers.map(({ status, body }) => `${status} ${body.state ?? ''}`.trim());
    expect(found.toSorted()).toEqual(['201', ...people.slice(1).map(() => '409 decided')]);
  });

  it('is not decided before it is asked, nor by who proposed the version', async () => {
    const me = await api.as('panel_member', { sub: 'also a caseworker' });
    await me.get('/beneficiaries');
    const [user] = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from users where subject = 'also a caseworker'`,
    );
    const one = await aNotice({ proposedBy: user!.id });
    const early = await decide(one.noticeId);
    expect([refusalOf(early), early.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'not_asked',
    ]);
    await ok(ask(one.noticeId));
    expect(refusalOf(await decide(one.noticeId, {}, me))).toEqual([403, 'needs-a-second-person']);
    await ok(decide(one.noticeId));
  });

  it.each([
    ['asked ahead', { askedOn: '2026-04-16' }, 'body.askedOn'],
    ['asked before it was given', { askedOn: '2026-03-31' }, 'body.askedOn'],
  ])('%s is refused', async (_what, more, where) => {
    const one = await aNotice();
    expect(refusalOf(await ask(one.noticeId, more))).toEqual([422, 'dates-out-of-order', where]);
  });

  it('is asked about until the day it takes effect, and not after', async () => {
    const one = await aNotice({ givenOn: '2026-03-01', takesEffectOn: '2026-04-10', agreed: true });
    const late = await ask(one.noticeId, { askedOn: '2026-04-11' });
    expect(refusalOf(late)).toEqual([422, 'dates-out-of-order', 'body.askedOn']);
    await ok(ask(one.noticeId));
  });

  it.each([
    ['told ahead', { toldOn: '2026-04-16' }],
    ['told before it was asked', { toldOn: '2026-04-09' }],
  ])('%s is refused', async (_what, more) => {
    const one = await aNotice();
    await ok(ask(one.noticeId));
    const refused = refusalOf(await decide(one.noticeId, more));
    expect(refused).toEqual([422, 'dates-out-of-order', 'body.toldOn']);
  });

  it('of a version that was refused is closed', async () => {
    const one = await aNotice();
    await api.db.run(
      (tx) => tx.sql`
        insert into agreement_refusals (agreement_id, proposed_by, beneficiary_id, reasons_id,
          decided_by, entry_id)
        select g.id, g.proposed_by, g.beneficiary_id, n.reasons_id, d.decided_by, d.entry_id
        from agreements g join notices n on n.agreement_id = g.id
        join agreement_decisions d on d.agreement_id = ${one.agreementId} where g.id = ${one.versionId}`,
    );
    const refused = await ask(one.noticeId);
    expect([refusalOf(refused), refused.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'refused',
    ]);
    const { items } = await ok(
      staff.auditor.get(`/arrangements/${one.arrangementId}/notices`),
      200,
    );
    expect(items).toMatchObject([{ decision: 'refused', open: false }]);
  });
});

describe('open notices', () => {
  it('are still to take effect, or asked to be reconsidered and not decided', async () => {
    const ahead = await aNotice({ takesEffectOn: '2026-04-16' });
    const today = await aNotice({ takesEffectOn: '2026-04-15', agreed: true });
    const asked = await aNotice({ takesEffectOn: '2026-04-12', agreed: true });
    await ok(ask(asked.noticeId));
    const ids = [ahead, today, asked].map((one) => one.arrangementId);
    const open = async (on = TODAY) =>
      (await api.db.run((tx) => openNotices(tx, ids, on))).map((notice) => notice.id);
    expect(await open()).toEqual([asked.noticeId, ahead.noticeId]);
    expect(await open(TODAY.add({ days: 1 }))).toEqual([asked.noticeId]);
    await ok(decide(asked.noticeId));
    expect(await open()).toEqual([ahead.noticeId]);
    expect(await api.db.run((tx) => openNotices(tx, [], TODAY))).toEqual([]);

    const all = await ok(staff.caseworker.get('/notices?limit=200'), 200);
    const listed = await ok(staff.caseworker.get('/notices?state=open&limit=200'), 200);
    expect(all.items.map((row: any) => row.id)).toContain(today.noticeId);
    expect(listed.items.map((row: any) => row.id)).not.toContain(today.noticeId);
    expect(listed.items).toEqual(all.items.filter((row: any) => row.open));
    const days = all.items.map((row: any) => row.takesEffectOn);
    expect(days).toEqual(days.toSorted());
  });

  it('come by pages', async () => {
    const all = await ok(staff.caseworker.get('/notices?limit=200'), 200);
    const first = await ok(staff.caseworker.get('/notices?limit=3'), 200);
    const rest = await ok(staff.caseworker.get(`/notices?limit=200&after=${first.next}`), 200);
    expect(first.items).toHaveLength(3);
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });
});
