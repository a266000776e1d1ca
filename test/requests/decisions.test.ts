import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fundersThatAgreed, requestOf } from '../../src/requests/find.ts';
import { freshApi, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreement, asking, refusal, request, type Asking } from './asked.ts';

let book: Asking;
beforeAll(async () => {
  book = await asking(await freshApi());
});

const urlOf = ({ id }: { id: string }) => `/requests/${id}/decisions`;
const stateOf = async (id: string): Promise<string> =>
  (await ok(book.staff.caseworker.get(`/requests/${id}`), 200)).state;

describe('a decision to agree', () => {
  it('has an amount and reasons, and no deadline', async () => {
    const { staff, funders } = book;
    const made = await request(book);
    const decided = await ok(staff.panel.post(urlOf(made), agreement(funders.education)));
    expect(decided).toEqual({
      id: expect.any(String),
      requestId: made.id,
      ...agreement(funders.education),
      number: 1,
      ground: null,
      reviewBy: null,
      entry: expect.stringMatching(/^\d+$/),
      review: null,
    });
    const whole = await ok(staff.caseworker.get(`/requests/${made.id}`), 200);
    expect(whole.state).toBe('open');
    expect(whole.funders.map((one: any) => [one.state, one.decisions])).toEqual([
      ['agreed', [decided]],
      ['to_decide', []],
    ]);
  });

  it('makes the request agreed once all funders agree', async () => {
    const { id } = await request(book);
    const { education, health } = book.funders;
    await ok(book.school.post(urlOf({ id }), agreement(education)));
    expect(await stateOf(id)).toBe('open');
    await ok(book.nhs.post(urlOf({ id }), agreement(health, { amount: '1234.56' })));
    expect(await stateOf(id)).toBe('agreed');
    const agreed = await book.api.db.run((tx) => fundersThatAgreed(tx, id));
    expect(agreed).toEqual(
      new Map([
        [education, { amount: '6000.00' }],
        [health, { amount: '1234.56' }],
      ]),
    );
  });
});

describe('a decision to refuse', () => {
  it('answers the last day to ask for a review, and notes the rule that says so', async () => {
    const { id } = await request(book, { funderIds: [book.funders.health] });
    const decided = await ok(book.nhs.post(urlOf({ id }), refusal(book.funders.health)));
    // 28 days from 2 February 2026.
    expect(decided).toMatchObject({ outcome: 'refused', amount: null, reviewBy: '2026-03-02' });
    expect(await stateOf(id)).toBe('refused');
    expect(await rulesOf(decided.entry)).toEqual([
      { name: 'review_of_refusal_asked_within', effectiveOn: '2014-09-01' },
    ]);
    const [entry] = await book.api.db.run(
      (tx) => tx.sql`select reason, length(evidence) as digest from entries
        where id = ${decided.entry}`,
    );
    expect(entry).toEqual({ reason: 'request_refused', digest: 32 });
    expect((await book.api.db.run((tx) => fundersThatAgreed(tx, id))).size).toBe(0);
  });

  it.each(['not_disaggregable_services', 'not_disaggregable_efficiency', 'other'])(
    'is recorded with its ground: %s',
    async (ground) => {
      const made = await request(book);
      const body = refusal(book.funders.health, { ground });
      expect((await ok(book.staff.panel.post(urlOf(made), body))).ground).toBe(ground);
    },
  );

  it('makes the request partly agreed where another funder agrees', async () => {
    const { id } = await request(book);
    const { education, health } = book.funders;
    await ok(book.staff.panel.post(urlOf({ id }), agreement(education)));
    await ok(book.staff.panel.post(urlOf({ id }), refusal(health)));
    expect(await stateOf(id)).toBe('part_agreed');
    const agreed = await book.api.db.run((tx) => fundersThatAgreed(tx, id));
    expect([...agreed.keys()]).toEqual([education]);
  });
});

const rulesOf = (entry: string) =>
  book.api.db.run(
    (tx) => tx.sql`select r.name, r.effective_on as "effectiveOn" from rules_used u
      join rules r on r.id = u.rule_id where u.entry_id = ${entry}`,
  );

describe('the last day to ask for a review', () => {
  const addRule = (effectiveOn: string, value: string, unit: string, sector: string | null) =>
    book.api.db.run(
      (tx) => tx.sql`
        insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence,
          recorded_by)
        values ('review_of_refusal_asked_within', ${sector}, ${effectiveOn}, ${value}, ${unit},
          'Longer.', 'Local policy.', 'local', ${tx.scope.user})`,
    );
  const told = async (funderId: string, toldOn: string) => {
    const made = await request(book);
    return ok(book.staff.panel.post(urlOf(made), refusal(funderId, { toldOn })));
  };

  it('is by the rule in force on the day the family was told, and of the sector', async () => {
    const { education, health } = book.funders;
    await addRule('2026-03-01', '6', 'weeks', null);
    await addRule('2026-03-10', '20', 'working_days', 'health');
    expect((await told(education, '2026-02-28')).reviewBy).toBe('2026-03-28');
    const later = await told(education, '2026-03-01');
    expect(later.reviewBy).toBe('2026-04-12');
    expect(await rulesOf(later.entry)).toEqual([
      { name: 'review_of_refusal_asked_within', effectiveOn: '2026-03-01' },
    ]);
    expect((await told(education, '2026-03-10')).reviewBy).toBe('2026-04-21');
    // Good Friday and Easter Monday (3 and 6 April 2026) are no working days.
    expect((await told(health, '2026-03-10')).reviewBy).toBe('2026-04-09');
    expect((await told(health, '2026-03-09')).reviewBy).toBe('2026-04-20');
  });
});

describe('who decides', () => {
  it('is not whoever recorded the request', async () => {
    const { api, funders } = book;
    const recorder = await api.as('caseworker', { sub: 'two-jobs' });
    const staff = { ...book.staff, caseworker: recorder };
    const made = await request({ ...book, staff });
    const { education, health } = funders;
    const panel = await api.as('panel_member', { sub: 'two-jobs' });
    const nhs = await api.as('health_approver', { sub: 'two-jobs', funder: health });
    const answers = [
      await panel.post(urlOf(made), agreement(education)),
      await nhs.post(urlOf(made), agreement(health)),
    ];
    expect(answers.map(refusalOf)).toEqual([
      [403, 'needs-a-second-person'],
      [403, 'needs-a-second-person'],
    ]);
    expect(await stateOf(made.id)).toBe('open');
  });

  it('is a partner for its own funder only', async () => {
    const made = await request(book);
    const { education, health, social_care: care } = book.funders;
    const unknown = [422, 'record-unknown', 'body.funderId'];
    expect(refusalOf(await book.nhs.post(urlOf(made), agreement(education)))).toEqual(unknown);
    expect(refusalOf(await book.school.post(urlOf(made), agreement(health)))).toEqual(unknown);
    // One that is not asked is answered in the same way, also to the panel.
    for (const who of [book.staff.panel, book.nhs]) {
      for (const funder of [care, randomUUID()]) {
        expect(refusalOf(await who.post(urlOf(made), agreement(funder)))).toEqual(unknown);
      }
    }
    expect(await stateOf(made.id)).toBe('open');
  });

  it('is not found to be a partner that is not asked', async () => {
    const made = await request(book, { funderIds: [book.funders.education] });
    const answer = await book.nhs.post(urlOf(made), agreement(book.funders.health));
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
  });
});

describe('a decision', () => {
  it('is made once by each funder', async () => {
    const made = await request(book);
    const { education } = book.funders;
    await ok(book.staff.panel.post(urlOf(made), agreement(education)));
    const again = await book.school.post(urlOf(made), refusal(education));
    expect([...refusalOf(again), again.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'agreed',
    ]);
  });

  it('is made by one of two who decide at the same moment', async () => {
    const { education } = book.funders;
    for (let round = 0; round < 3; round += 1) {
      const made = await request(book);
      const panel = await Promise.all(
        [1, 2, 3, 4].map((n) => book.api.as('panel_member', { sub: `panel ${n}` })),
      );
      const send = (user: ApiUser, n: number) =>
        user.post(urlOf(made), n % 2 === 0 ? agreement(education) : refusal(education));
      const answers = await Promise.all(panel.map(send));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const lost = answers.filter(({ status }) => status !== 201).map(refusalOf);
      expect(lost).toEqual(Array.from({ length: 3 }, () => [409, 'state-does-not-allow']));
    }
  });

  it('is answered again to the same key', async () => {
    const made = await request(book);
    const headers = { 'idempotency-key': randomUUID() };
    const body = agreement(book.funders.education);
    const first = await ok(book.staff.panel.post(urlOf(made), body, headers));
    expect(await ok(book.staff.panel.post(urlOf(made), body, headers))).toEqual(first);
  });

  it.each([
    ['an agreement without an amount', { amount: undefined }, ['body.amount']],
    ['an agreement with a ground', { ground: 'other' }, ['body.ground']],
    ['a refusal with an amount', { outcome: 'refused' }, ['body.amount', 'body.ground']],
    [
      'a refusal without a ground, told in the future',
      { outcome: 'refused', amount: undefined, toldOn: '2026-04-16' },
      ['body.ground', 'body.toldOn'],
    ],
    ['no reasons', { reasons: ' \n ' }, ['body.reasons']],
    ['nothing', { amount: '0.00' }, ['body.amount']],
  ])('is not %s', async (_what, more, places) => {
    const made = await request(book);
    const answer = await book.staff.panel.post(
      urlOf(made),
      agreement(book.funders.education, more),
    );
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', ...places]);
  });

  it.each([
    ['before the request was made', '2026-01-11'],
    ['in the future', '2026-04-16'],
  ])('is not told %s', async (_when, toldOn) => {
    const made = await request(book);
    const answer = await book.staff.panel.post(
      urlOf(made),
      agreement(book.funders.education, { toldOn }),
    );
    expect(refusalOf(answer)).toEqual([422, 'dates-out-of-order', 'body.toldOn']);
  });

  it('is not told before the law gave a review, whose last day nobody could say', async () => {
    const made = await request(book, { stage: 'drafting', madeOn: '2014-06-01' });
    const { health } = book.funders;
    const early = refusal(health, { toldOn: '2014-08-31' });
    expect(refusalOf(await book.staff.panel.post(urlOf(made), early))).toEqual([
      422,
      'dates-out-of-order',
      'body.toldOn',
    ]);
    const first = refusal(health, { toldOn: '2014-09-01' });
    expect((await ok(book.staff.panel.post(urlOf(made), first))).reviewBy).toBe('2014-09-29');
  });
});

describe('a request that other rooms ask for', () => {
  it('comes with where it stands, and is not found where there is none', async () => {
    const { id } = await request(book);
    const found = await book.api.db.run((tx) => requestOf(tx, id));
    expect(found).toMatchObject({ id, planId: book.person.planId, state: 'open' });
    const none = book.api.db.run((tx) => requestOf(tx, randomUUID()));
    await expect(none).rejects.toMatchObject({ type: 'not-found' });
  });
});
