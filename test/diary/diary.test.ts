import { beforeAll, describe, expect, it } from 'vitest';
import { addTexts } from '../../src/people/texts.ts';
import { addNotices } from '../../src/reviews/notice-store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { putOnFile, putVersionOnFile, type Ids } from '../support/on-file.ts';
import { refusalOf } from '../support/refusal.ts';

/** Today is 2026-04-15, and the diary looks 90 days ahead: to 2026-07-14. */
let api: Api;
let staff: Staff;
let one: Ids;
let late: Ids;

beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  [one, late] = (await putOnFile(api.db, [
    { paidOn: '2026-02-01', endsOn: '2026-07-14', reviewBy: '2026-06-01', bornOn: '2008-05-02' },
    { paidOn: '2026-01-10', sectors: ['health'] },
  ])) as [Ids, Ids];
  await putDocuments();
  await putNotice();
  await putRefusal();
  await putMove();
});

const document = (kind: string, toOn: string) => ({ kind, toOn });

async function putDocuments(): Promise<void> {
  const rows = JSON.stringify([
    document('consent', '2026-06-30'),
    document('nomination', '2026-07-15'),
    document('appointment', '2026-06-30'),
  ]);
  await api.db.run(async ({ sql, scope }) => {
    await sql`
      insert into documents (arrangement_id, beneficiary_id, sector, kind, given_by, given_on, from_on,
        to_on, recorded_by, entry_id)
      select ${one.arrangementId}, ${one.beneficiaryId}, 'health', d.kind, 'parent', '2025-04-01',
        '2025-04-01', d."toOn", ${scope.user}, (select min(id) from entries)
      from jsonb_to_recordset(${rows}::text::jsonb) as d(kind text, "toOn" date)`;
  });
  const [text] = await texts('Taken back');
  await api.db.run(
    ({ sql, scope }) => sql`
      insert into document_withdrawals (document_id, arrangement_id, beneficiary_id, withdrawn_on,
        reasons_id, recorded_by, entry_id)
      select id, arrangement_id, beneficiary_id, '2026-05-01', ${text!.id}, ${scope.user}, entry_id
      from documents where kind = 'appointment'`,
  );
}

const texts = (text: string) =>
  api.db.run((tx) => addTexts(tx, [{ beneficiaryId: one.beneficiaryId, text }]));

async function putNotice(): Promise<void> {
  const effectiveOn = '2026-05-20';
  const change = { of: one, version: 2, change: 'decrease', agreed: false } as const;
  const agreementId = await putVersionOnFile(api.db, { ...change, effectiveOn });
  const [reasons] = await texts('A club is free now.');
  const { arrangementId, beneficiaryId } = one;
  const days = { givenOn: '2026-04-10', takesEffectOn: effectiveOn, reasonsId: reasons!.id };
  await api.db.run((tx) =>
    addNotices(tx, [{ arrangementId, beneficiaryId, agreementId, kind: 'decrease', ...days }]),
  );
}

/** Education refused; health refused, and a review of that is asked for; then agreed by social care. */
async function putRefusal(): Promise<void> {
  const { beneficiaryId, planId } = one;
  const [text] = await texts('Why');
  await api.db.run(async ({ sql, scope }) => {
    const [request] = await sql<{ id: string }[]>`
      insert into budget_requests (beneficiary_id, plan_id, made_on, made_by, stage, wants, wishes_id,
        recorded_by)
      values (${beneficiaryId}, ${planId}, '2026-03-01', 'parent', 'review', 'budget', ${text!.id},
        ${scope.user}) returning id`;
    await sql`
      insert into request_funders (request_id, beneficiary_id, funder_id)
      select ${request!.id}, ${beneficiaryId}, id from funders`;
    await sql`
      insert into funder_decisions (request_id, beneficiary_id, funder_id, number, outcome, amount,
        ground, reasons_id, told_on, review_by, decided_by, entry_id)
      select ${request!.id}, ${beneficiaryId}, f.id, d.number, d.outcome, d.amount, d.ground, ${text!.id},
        '2026-04-01', d.review_by, ${scope.user}, (select min(id) from entries)
      from (values ('education', 1, 'refused', null::numeric, 'other', date '2026-04-29'),
        ('health', 1, 'refused', null, 'other', '2026-04-30'),
        ('social_care', 1, 'refused', null, 'other', '2026-05-01'),
        ('social_care', 2, 'agreed', 10, null, null)
      ) as d(sector, number, outcome, amount, ground, review_by)
      join funders f on f.sector = d.sector`;
    await sql`
      insert into decision_reviews (decision_id, decided_by, beneficiary_id, asked_on, asked_by, in_time,
        representations_id, recorded_by)
      select d.id, d.decided_by, d.beneficiary_id, '2026-04-10', 'parent', 'in_time', ${text!.id},
        ${scope.user}
      from funder_decisions d join funders f on f.id = d.funder_id where f.sector = 'health'`;
  });
}

const putMove = () =>
  api.db.run(
    ({ sql, scope }) => sql`
      insert into moves (beneficiary_id, budget_id, what, direction, other_body, learnt_on, moved_on,
        transfer_by, letter_by, recorded_by, entry_id)
      values (${one.beneficiaryId}, ${one.budgetId}, 'authority', 'out', 'Othershire', '2026-04-13',
        '2026-04-20', '2026-05-05', '2026-06-16', ${scope.user}, (select min(id) from entries))`,
  );

const diary = async (query = '') =>
  (await ok(staff.caseworker.get(`/diary?limit=200&${query}`), 200)).items;
const briefly = (items: any[]) => items.map((item) => [item.on, item.kind, item.sector, item.what]);

const AHEAD = [
  [
    '2026-04-29',
    'refusal_review_by',
    'education',
    'Last day to ask for a review of the refusal by Funder of education.',
  ],
  ['2026-05-01', 'review_due', 'education', 'The first review of education is due.'],
  ['2026-05-01', 'review_due', 'health', 'The first review of health is due.'],
  ['2026-05-02', 'transition', null, 'Turns 18: the law for adults applies in social care.'],
  ['2026-05-05', 'transfer_by', null, 'Transfer the plan to Othershire by this day.'],
  ['2026-05-20', 'notice_takes_effect', null, 'A decrease takes effect.'],
  ['2026-06-01', 'plan_review_by', null, 'The plan is reviewed by this day.'],
  [
    '2026-06-16',
    'letter_by',
    null,
    'Othershire writes to the family by this day: the plan has come to it.',
  ],
  ['2026-06-30', 'document_ends', 'health', 'The consent for health, given by the parent, ends.'],
  ['2026-07-14', 'budget_ends', null, 'The budget ends: renew it or close it.'],
];

describe('GET /diary', () => {
  it('has one of each kind, in order of day', async () => {
    expect(briefly(await diary())).toEqual(AHEAD);
  });

  it('says whose it is without a name', async () => {
    const items = await diary();
    expect(items[5]).toMatchObject({
      beneficiaryId: one.beneficiaryId,
      reference: one.reference,
      arrangementId: one.arrangementId,
      missing: [],
    });
    expect(items[0].arrangementId).toBeNull();
    expect(JSON.stringify(items)).not.toMatch(/Amina|Example/);
  });

  it('puts what is late first, under its own day, where it is asked for', async () => {
    const items = await diary('late=true');
    expect(briefly(items)).toEqual([
      ['2026-04-10', 'review_due', 'health', 'The first review of health is due.'],
      ...AHEAD,
    ]);
    expect(items[0].reference).toBe(late.reference);
    expect(briefly(await diary('late=true&from=2026-07-14&to=2026-07-14'))).toEqual([
      ['2026-04-10', 'review_due', 'health', 'The first review of health is due.'],
      AHEAD.at(-1),
    ]);
  });

  it('gives one kind, one person, one span', async () => {
    for (const kind of new Set(AHEAD.map((row) => row[1]))) {
      expect(briefly(await diary(`kind=${kind}`))).toEqual(AHEAD.filter((row) => row[1] === kind));
    }
    expect(await diary(`beneficiaryId=${late.beneficiaryId}`)).toEqual([]);
    expect(briefly(await diary('from=2026-05-05&to=2026-05-20'))).toEqual(AHEAD.slice(4, 6));
    expect(briefly(await diary('to=2026-05-01'))).toEqual(AHEAD.slice(0, 3));
  });

  it('comes by pages of any length', async () => {
    const all = await diary('late=true');
    for (const limit of [1, 2, 5]) {
      const seen = [];
      for (let after: string | null = ''; after !== null;) {
        const query: string = after === '' ? '' : `&after=${after}`;
        const body: any = await ok(
          staff.auditor.get(`/diary?late=true&limit=${limit}${query}`),
          200,
        );
        seen.push(...body.items);
        after = body.next;
      }
      expect(seen).toEqual(all);
    }
  });

  it('is written as CSV too, all of the span', async () => {
    const answer = await staff.finance.get('/diary?limit=1', { accept: 'text/csv' });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers['content-type']).toContain('text/csv');
    const lines = answer.text.trimEnd().split('\r\n');
    expect(lines[0]).toBe('on,kind,reference,beneficiaryId,arrangementId,sector,what,missing');
    expect(lines).toHaveLength(AHEAD.length + 1);
    expect(lines[1]).toBe(
      `2026-04-29,refusal_review_by,${one.reference},"${one.beneficiaryId}",,education,Last day to ask for a review of the refusal by Funder of education.,`,
    );
    expect(lines[4]).toContain(
      'education: conditions accepted; education: consent of the young person; education: nomination of the young person; education: not excluded; ',
    );
    const excel = await staff.finance.get('/diary?excel=1', { accept: 'text/csv' });
    expect(excel.text.codePointAt(0)).toBe(0xfeff);
  });

  it.each(['family', 'broker', 'commissioner', 'administrator', 'health_approver'] as const)(
    'is not for a %s',
    async (kind) => {
      const user = await api.as(kind, { broker: one.budgetId, funder: one.budgetId });
      expect(refusalOf(await user.get('/diary'))).toEqual([403, 'not-allowed']);
    },
  );

  it.each([
    ['from=2026-05-02&to=2026-05-01', [422, 'dates-out-of-order', 'query.to']],
    ['kind=birthday', [422, 'invalid-request', 'query.kind']],
    ['after=tomorrow', [422, 'invalid-request', 'query.after']],
    ['from=soon', [422, 'invalid-request', 'query.from']],
    ['beneficiaryId=1', [422, 'invalid-request', 'query.beneficiaryId']],
  ])('refuses %s', async (query, expected) => {
    expect(refusalOf(await staff.caseworker.get(`/diary?${query}`))).toEqual(expected);
  });
});

describe('what leaves the diary', () => {
  it('a plan that was reviewed, a notice of a refused version, a closed budget', async () => {
    await ok(
      staff.caseworker.post(`/arrangements/${one.arrangementId}/reviews`, {
        sectors: ['education'],
        heldOn: '2026-04-14',
        why: 'plan_review',
        outcome: 'no_change',
        findings: 'All is well.',
      }),
    );
    const kinds = async () =>
      (await diary()).map((item: any) => `${item.kind} ${item.sector ?? ''}`);
    expect(await kinds()).not.toContain('plan_review_by ');
    expect(await kinds()).not.toContain('review_due education');
    expect(await kinds()).toContain('notice_takes_effect ');
    await api.db.run(
      ({ sql }) => sql`
        insert into agreement_refusals (agreement_id, proposed_by, beneficiary_id, reasons_id,
          decided_by, entry_id)
        select g.id, g.proposed_by, g.beneficiary_id, n.reasons_id, d.decided_by, d.entry_id
        from notices n join agreements g on g.id = n.agreement_id
        join agreement_decisions d on d.agreement_id = ${one.agreementId}`,
    );
    expect(await kinds()).not.toContain('notice_takes_effect ');
    await api.db.run(
      ({ sql, scope }) => sql`
        insert into budget_closures (budget_id, closed_on, reason, closed_by, entry_id)
        values (${one.budgetId}, '2026-04-15', 'Over', ${scope.user}, (select min(id) from entries))`,
    );
    expect(await kinds()).toEqual([
      'refusal_review_by education',
      'transition ',
      'transfer_by ',
      'letter_by ',
    ]);
  });
});
