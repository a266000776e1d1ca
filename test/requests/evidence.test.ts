import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_EVIDENCE } from '../../src/commands/evidence/requests.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Finding, Work } from '../../src/ledger/verify/check.ts';
import { freshApi } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { AUTHORITY } from '../support/template.ts';
import { agreement, asked, asking, outcome, refusal, request, type Asking } from './asked.ts';

/** What was decided on requests is proven by the digests in the journal. */
let book: Asking;
let superuser: Client;
beforeAll(async () => {
  book = await asking(await freshApi());
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  const { education, health } = book.funders;
  const { panel, caseworker } = book.staff;
  const { id } = await request(book);
  await ok(panel.post(`/requests/${id}/decisions`, agreement(education)));
  const refused = await ok(panel.post(`/requests/${id}/decisions`, refusal(health)));
  const review = await ok(caseworker.post(`/decisions/${refused.id}/review`, asked()));
  await ok(book.nhs.post(`/decision-reviews/${review.id}/outcome`, outcome()));
});
afterAll(() => superuser.end());

const findings = (): Promise<Finding[]> =>
  book.api.db.run(async (tx) => {
    const found: Finding[] = [];
    for (const check of REQUEST_EVIDENCE) found.push(await check({ tx } as Work));
    return found;
  });

describe('the evidence of decisions on requests', () => {
  it('holds as they were made', async () => {
    expect(await findings()).toEqual([
      { figure: '2 × decision of a funder', found: 0, named: [] },
      { figure: '1 × outcome of a review', found: 0, named: [] },
    ]);
  });

  it.each([
    ["funder_decisions set amount = amount + 0.01 where outcome = 'agreed'", [1, 0]],
    ["funder_decisions set ground = 'other' where outcome = 'refused'", [1, 0]],
    ["funder_decisions set review_by = review_by + 1 where outcome = 'refused'", [1, 0]],
    ['funder_decisions set told_on = told_on - 1', [2, 0]],
    [
      "texts set text = 'Other reasons.' where id in (select reasons_id from funder_decisions)",
      [2, 0],
    ],
    ["review_outcomes set outcome = 'upheld'", [0, 1]],
    ['review_outcomes set told_on = told_on + 1', [0, 1]],
    [
      "texts set text = 'Other reasons.' where id in (select reasons_id from review_outcomes)",
      [0, 1],
    ],
  ])('does not, once somebody did this: update %s', async (change, expected) => {
    await superuser.unsafe(`
      create table kept_decisions as table funder_decisions;
      create table kept_outcomes as table review_outcomes; create table kept_texts as table texts`);
    await superuser.unsafe(`update ${change}`);
    const found = await findings();
    await superuser.unsafe(`
      update funder_decisions d set amount = k.amount, ground = k.ground, told_on = k.told_on,
        review_by = k.review_by from kept_decisions k where k.id = d.id;
      update review_outcomes o set outcome = k.outcome, told_on = k.told_on
        from kept_outcomes k where k.review_id = o.review_id;
      update texts t set text = k.text from kept_texts k where k.id = t.id;
      drop table kept_decisions, kept_outcomes, kept_texts`);
    expect(found.map((one) => one.found)).toEqual(expected);
    expect(found.flatMap((one) => one.named)[0]).toMatch(
      /^entry \d+: the (decision of a funder|outcome of a review) is not what was decided$/,
    );
  });
});
