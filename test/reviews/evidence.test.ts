import { beforeAll, describe, expect, it } from 'vitest';
import { REVIEW_CHECKS } from '../../src/commands/evidence/reviews.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Finding } from '../../src/ledger/verify/check.ts';
import { addTexts } from '../../src/people/texts.ts';
import { addNotices } from '../../src/reviews/notice-store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok, staffOf } from '../support/book.ts';
import { putOnFile, putVersionOnFile, type Ids } from '../support/on-file.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let superuser: Client;

/** A book with a review of two sectors and a reconsideration that was decided. */
beforeAll(async () => {
  api = await freshApi();
  const staff = await staffOf(api);
  const [of] = (await putOnFile(api.db, [{ paidOn: '2026-01-02' }])) as [Ids];
  await ok(
    staff.caseworker.post(`/arrangements/${of.arrangementId}/reviews`, {
      sectors: ['social_care', 'health'],
      heldOn: '2026-04-01',
      why: 'due',
      outcome: 'decrease',
      findings: 'A club is free now.',
    }),
  );
  const agreementId = await putVersionOnFile(api.db, {
    of,
    version: 2,
    change: 'decrease',
    effectiveOn: '2026-04-29',
    agreed: false,
  });
  const { arrangementId, beneficiaryId } = of;
  const [notice] = await api.db.run(async (tx) => {
    const [text] = await addTexts(tx, [{ beneficiaryId, text: 'A club is free now.' }]);
    const days = { givenOn: '2026-04-01', takesEffectOn: '2026-04-29', reasonsId: text!.id };
    return addNotices(tx, [
      { arrangementId, beneficiaryId, agreementId, kind: 'decrease', ...days },
    ]);
  });
  await ok(
    staff.caseworker.post(`/notices/${notice}/reconsideration`, {
      askedOn: '2026-04-10',
      askedBy: 'parent',
      representations: 'The club is an hour away.',
    }),
  );
  await ok(
    staff.panel.post(`/notices/${notice}/reconsideration/outcome`, {
      outcome: 'confirmed',
      toldOn: '2026-04-14',
      reasons: 'There is a bus.',
    }),
  );
  superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  await superuser.unsafe(`set session_replication_role = replica`);
  return () => superuser.end();
});

const found = async (): Promise<Finding[]> =>
  api.db.run((tx) => Promise.all(REVIEW_CHECKS.map((check) => check({ tx } as never))));

const CHANGES: readonly (readonly [string, string, string, number])[] = [
  [
    'the outcome of a review',
    `update reviews set outcome = 'increase'`,
    `update reviews set outcome = 'decrease'`,
    0,
  ],
  [
    'the day one sector was due',
    `update reviews set due_on = due_on + 1 where sector = 'health'`,
    `update reviews set due_on = due_on - 1 where sector = 'health'`,
    0,
  ],
  [
    'the findings',
    `update texts set text = text || '!' where id in (select findings_id from reviews)`,
    `update texts set text = rtrim(text, '!')`,
    0,
  ],
  [
    'what was asked',
    `update texts set text = text || '!' where id in (select representations_id from reconsiderations)`,
    `update texts set text = rtrim(text, '!')`,
    1,
  ],
  [
    'the day it was asked',
    `update reconsiderations set asked_on = asked_on + 1`,
    `update reconsiderations set asked_on = asked_on - 1`,
    1,
  ],
  [
    'what came of it',
    `update reconsideration_outcomes set outcome = 'to_be_changed'`,
    `update reconsideration_outcomes set outcome = 'confirmed'`,
    1,
  ],
];

describe('the evidence of reviews and reconsiderations', () => {
  it('is what was decided', async () => {
    expect(await found()).toMatchObject([
      { figure: '1 × review', found: 0 },
      { figure: '1 × reconsideration', found: 0 },
    ]);
  });

  it.each(CHANGES)('shows a change of %s', async (_what, change, back, which) => {
    await superuser.unsafe(change);
    const counts = (await found()).map((one) => one.found);
    expect(counts).toEqual(which === 0 ? [1, 0] : [0, 1]);
    await superuser.unsafe(back);
    expect((await found()).map((one) => one.found)).toEqual([0, 0]);
  });
});
