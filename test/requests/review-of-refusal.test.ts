import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fundersThatAgreed } from '../../src/requests/find.ts';
import { freshApi } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreement, asked, asking, outcome, refusal, request, type Asking } from './asked.ts';

/** The panel member who decides first is "panel_member", and the review is done by another. */
let book: Asking;
let other: Awaited<ReturnType<Asking['api']['as']>>;
beforeAll(async () => {
  book = await asking(await freshApi());
  other = await book.api.as('panel_member', { sub: 'another panel member' });
});

const wholeOf = (id: string) => ok(book.staff.caseworker.get(`/requests/${id}`), 200);

/** A request that health refused, told on 2 February 2026; a review can be asked to 2 March. */
async function refused() {
  const { health } = book.funders;
  const { id } = await request(book, { funderIds: [health] });
  const decision = await ok(book.staff.panel.post(`/requests/${id}/decisions`, refusal(health)));
  return { id, decision, url: `/decisions/${decision.id}/review` };
}

/** The same with a review that was asked for. */
async function underReview() {
  const made = await refused();
  const review = await ok(book.staff.caseworker.post(made.url, asked()));
  return { ...made, review, outcomeUrl: `/decision-reviews/${review.id}/outcome` };
}

describe('a review of a refusal', () => {
  it('is asked for with what the family has to say', async () => {
    const { id, decision, url } = await refused();
    const review = await ok(book.staff.caseworker.post(url, asked()));
    expect(review).toEqual({
      id: expect.any(String),
      decisionId: decision.id,
      ...asked(),
      inTime: 'in_time',
      outcome: null,
    });
    const whole = await wholeOf(id);
    expect([whole.state, whole.funders[0].state]).toEqual(['under_review', 'under_review']);
    expect(whole.funders[0].decisions).toEqual([{ ...decision, review }]);
  });

  it.each([
    ['on the day the family was told', '2026-02-02'],
    ['on the last day', '2026-03-02'],
  ])('is in time %s', async (_when, askedOn) => {
    const { url } = await refused();
    const review = await ok(book.staff.caseworker.post(url, asked({ askedOn, takeLate: true })));
    expect(review.inTime).toBe('in_time');
  });

  it('is refused a day late with the last day, unless it is taken all the same', async () => {
    const { url } = await refused();
    const askedOn = '2026-03-03';
    for (const more of [{ askedOn }, { askedOn, takeLate: false }]) {
      const answer = await book.staff.caseworker.post(url, asked(more));
      expect(refusalOf(answer)).toEqual([422, 'dates-out-of-order', 'body.askedOn']);
      expect(answer.body.reviewBy).toBe('2026-03-02');
      expect(answer.body.errors[0].message).toContain('2026-03-02');
    }
    const review = await ok(book.staff.caseworker.post(url, asked({ askedOn, takeLate: true })));
    expect(review.inTime).toBe('late_and_taken');
  });

  it.each([
    ['before the family was told', '2026-02-01'],
    ['in the future', '2026-04-16'],
  ])('is not asked for %s, late or not', async (_when, askedOn) => {
    const { url } = await refused();
    const answer = await book.staff.caseworker.post(url, asked({ askedOn, takeLate: true }));
    expect(refusalOf(answer)).toEqual([422, 'dates-out-of-order', 'body.askedOn']);
  });

  it('is asked for once', async () => {
    const { url } = await refused();
    await ok(book.staff.caseworker.post(url, asked()));
    const again = await book.staff.caseworker.post(url, asked());
    expect([...refusalOf(again), again.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'under_review',
    ]);
  });

  it('is asked for by one of several caseworkers at the same moment', async () => {
    const users = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => book.api.as('caseworker', { sub: `caseworker ${n}` })),
    );
    for (let round = 0; round < 3; round += 1) {
      const { url } = await refused();
      const answers = await Promise.all(users.map((user) => user.post(url, asked())));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const lost = answers.filter(({ status }) => status !== 201).map(refusalOf);
      expect(lost).toEqual(users.slice(1).map(() => [409, 'state-does-not-allow']));
    }
  });

  it('is not asked of an agreement, nor of a decision that there is not', async () => {
    const { education } = book.funders;
    const { id } = await request(book);
    const agreed = agreement(education);
    const decision = await ok(book.staff.panel.post(`/requests/${id}/decisions`, agreed));
    const { caseworker } = book.staff;
    const answer = await caseworker.post(`/decisions/${decision.id}/review`, asked());
    expect(refusalOf(answer)).toEqual([409, 'state-does-not-allow']);
    const none = await caseworker.post(`/decisions/${randomUUID()}/review`, asked());
    expect(refusalOf(none)).toEqual([404, 'not-found']);
  });

  it('keeps a request open while another funder has still to decide', async () => {
    const { education, health } = book.funders;
    const { id } = await request(book);
    const decide = (body: object) => ok(book.staff.panel.post(`/requests/${id}/decisions`, body));
    const { id: decision } = await decide(refusal(health));
    await ok(book.staff.caseworker.post(`/decisions/${decision}/review`, asked()));
    expect((await wholeOf(id)).state).toBe('open');
    await decide(agreement(education));
    expect((await wholeOf(id)).state).toBe('under_review');
  });
});

describe('the outcome of a review', () => {
  it('upholds a refusal, with reasons, and the refusal stands', async () => {
    const { id, review, outcomeUrl } = await underReview();
    const upheld = outcome({ outcome: 'upheld', reasons: 'The contract cannot be split.' });
    const decided = await ok(other.post(outcomeUrl, upheld));
    expect(decided).toEqual({
      ...review,
      outcome: { ...upheld, entry: expect.stringMatching(/^\d+$/) },
    });
    const { health } = book.funders;
    expect((await wholeOf(id)).state).toBe('refused');
    const again = await other.post(`/requests/${id}/decisions`, agreement(health));
    expect(refusalOf(again)).toEqual([409, 'state-does-not-allow']);
  });

  it('overturns a refusal, and the funder decides again', async () => {
    const { id, decision, outcomeUrl } = await underReview();
    const { health } = book.funders;
    const review = await ok(other.post(outcomeUrl, outcome()));
    const whole = await wholeOf(id);
    expect([whole.state, whole.funders[0].state]).toEqual(['open', 'to_decide']);
    expect((await book.api.db.run((tx) => fundersThatAgreed(tx, id))).size).toBe(0);

    const url = `/requests/${id}/decisions`;
    const early = await book.nhs.post(url, agreement(health, { toldOn: '2026-03-19' }));
    expect(refusalOf(early)).toEqual([422, 'dates-out-of-order', 'body.toldOn']);
    const body = agreement(health, { toldOn: '2026-03-20' });
    const second = await ok(book.nhs.post(url, body));
    expect(second).toMatchObject({ number: 2, outcome: 'agreed', review: null });
    const after = await wholeOf(id);
    expect(after.state).toBe('agreed');
    expect(after.funders[0].decisions).toEqual([{ ...decision, review }, second]);
    expect(await book.api.db.run((tx) => fundersThatAgreed(tx, id))).toEqual(
      new Map([[health, { amount: '6000.00' }]]),
    );
  });

  it('leads to a second refusal with a deadline and a review of its own', async () => {
    const { id, outcomeUrl } = await underReview();
    await ok(other.post(outcomeUrl, outcome()));
    const body = refusal(book.funders.health, { toldOn: '2026-03-21', ground: 'inefficient' });
    const second = await ok(book.staff.panel.post(`/requests/${id}/decisions`, body));
    expect(second).toMatchObject({ number: 2, reviewBy: '2026-04-18' });
    const review = asked({ askedOn: '2026-04-01' });
    await ok(book.staff.caseworker.post(`/decisions/${second.id}/review`, review));
    expect((await wholeOf(id)).state).toBe('under_review');
  });

  it('is decided by somebody who did not decide or record what came before', async () => {
    const { outcomeUrl } = await underReview();
    const { health } = book.funders;
    const users = [
      book.staff.panel,
      await book.api.as('health_approver', { sub: 'panel_member', funder: health }),
      await book.api.as('panel_member', { sub: 'caseworker' }),
    ];
    for (const user of users) {
      expect(refusalOf(await user.post(outcomeUrl, outcome()))).toEqual([
        403,
        'needs-a-second-person',
      ]);
    }
    await ok(book.nhs.post(outcomeUrl, outcome()));
  });

  it("is not another funder's to decide", async () => {
    const { education, health } = book.funders;
    const { id } = await request(book, { funderIds: [education, health] });
    const made = await ok(book.staff.panel.post(`/requests/${id}/decisions`, refusal(health)));
    const review = await ok(book.staff.caseworker.post(`/decisions/${made.id}/review`, asked()));
    const answer = await book.school.post(`/decision-reviews/${review.id}/outcome`, outcome());
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
    const none = await other.post(`/decision-reviews/${randomUUID()}/outcome`, outcome());
    expect(refusalOf(none)).toEqual([404, 'not-found']);
  });

  it('is decided once, also by two at the same moment', async () => {
    const { outcomeUrl } = await underReview();
    const users = await Promise.all(
      [1, 2, 3].map((n) => book.api.as('panel_member', { sub: `panel ${n}` })),
    );
    const send = (user: typeof other, n: number) =>
      user.post(outcomeUrl, outcome({ outcome: n % 2 === 0 ? 'upheld' : 'overturned' }));
    const answers = await Promise.all(users.map(send));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201).map(refusalOf)).toEqual([
      [409, 'state-does-not-allow'],
      [409, 'state-does-not-allow'],
    ]);
  });

  it.each([
    ['before the family asked', '2026-02-19'],
    ['in the future', '2026-04-16'],
  ])('is not told %s', async (_when, toldOn) => {
    const { outcomeUrl } = await underReview();
    expect(refusalOf(await other.post(outcomeUrl, outcome({ toldOn })))).toEqual([
      422,
      'dates-out-of-order',
      'body.toldOn',
    ]);
  });
});
