import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Answer, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { HOSTILE } from '../support/values.ts';
import {
  agreement,
  asked,
  asking,
  outcome,
  refusal,
  request,
  requestBody,
  type Asking,
} from './asked.ts';

/** Whatever is sent in the place of any one value, the service does not fail. */
let book: Asking;
let urls: Record<'request' | 'decision' | 'review', string>;
beforeAll(async () => {
  book = await asking(await freshApi());
  const { id } = await request(book);
  const { panel, caseworker } = book.staff;
  const refused = refusal(book.funders.health);
  const decision = await ok(panel.post(`/requests/${id}/decisions`, refused));
  const review = await ok(caseworker.post(`/decisions/${decision.id}/review`, asked()));
  urls = {
    request: `/requests/${id}`,
    decision: `/decisions/${decision.id}`,
    review: `/decision-reviews/${review.id}`,
  };
});

const amount = { sector: 'health', amount: '1.00', method: 'banding', toldOn: '2026-02-01' };
const choice = {
  offered: ['direct', 'notional'],
  chosen: ['notional'],
  chosenOn: '2026-02-01',
  chosenBy: 'parent',
  reasons: 'Less to do.',
};

/** Every route that takes something, as who may send it, with a body of its form. */
const posts = (): [ApiUser, string, object][] => {
  const { caseworker, panel } = book.staff;
  const { education, health } = book.funders;
  return [
    [caseworker, `/beneficiaries/${book.person.id}/requests`, requestBody(book)],
    [caseworker, `${urls.request}/indicative-amounts`, amount],
    [caseworker, `${urls.request}/holding-choice`, choice],
    [panel, `${urls.request}/decisions`, agreement(education)],
    [book.nhs, `${urls.request}/decisions`, refusal(health)],
    [caseworker, `${urls.decision}/review`, asked({ takeLate: true })],
    [book.nhs, `${urls.review}/outcome`, outcome()],
  ];
};

/** A value as it can stand in an address. */
const asText = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed().slice(0, 150);

const isAnswer = ({ status, headers }: Answer): boolean =>
  status < 400 ||
  (status < 500 && String(headers['content-type']).startsWith('application/problem+json'));

describe('whatever is sent', () => {
  it('in the place of one value of a body, the service does not fail', async () => {
    const wrong: string[] = [];
    let refused = 0;
    for (const [user, url, body] of posts()) {
      for (const key of Object.keys(body)) {
        for (const value of HOSTILE) {
          for (const sent of [value, [value]]) {
            const answer = await user.post(url, { ...body, [key]: sent });
            if (!isAnswer(answer)) wrong.push(`${url} ${key} ${JSON.stringify(sent)}`);
            if (answer.status >= 400) refused += 1;
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
  }, 120_000);

  it('as a whole body, or with something unknown in it, it is refused', async () => {
    for (const [user, url, body] of posts()) {
      for (const sent of [
        ...HOSTILE.filter((one) => typeof one !== 'string'),
        { ...body, more: 1 },
      ]) {
        const { status } = await user.post(url, sent);
        expect([400, 422]).toContain(status);
      }
    }
  });

  it('in the place of an identifier or of a filter, the service does not fail', async () => {
    const { caseworker } = book.staff;
    for (const value of HOSTILE) {
      const text = encodeURIComponent(asText(value));
      const answers = [
        await caseworker.get(`/requests/${text}`),
        await caseworker.get(`/requests?beneficiaryId=${text}`),
        await caseworker.get(`/requests?state=${text}`),
        await caseworker.get(`/requests?stage=${text}&limit=${text}`),
        await caseworker.get(`/requests?after=${text}`),
        await caseworker.post(`/decisions/${text}/review`, asked()),
      ];
      expect(answers.filter((one) => !isAnswer(one))).toEqual([]);
    }
    for (const kind of ['caseworker', 'panel_member'] as const) {
      const user = await book.api.as(kind);
      const answer = await user.get(`/requests/${randomUUID()}`);
      expect(answer.status).toBe(404);
    }
  });

  it('as an amount past what the book holds, it is refused', async () => {
    const { panel } = book.staff;
    const url = `${urls.request}/decisions`;
    const sent = agreement(book.funders.education, { amount: '999999999999.99' });
    expect((await panel.post(url, { ...sent, amount: '1000000000000.00' })).status).toBe(422);
    expect((await panel.post(url, { ...sent, amount: '0.001' })).status).toBe(422);
    expect((await panel.post(url, { ...sent, amount: '-1.00' })).status).toBe(422);
  });
});
