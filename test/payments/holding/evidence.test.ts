import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAYMENT_HOLD_CHECKS } from '../../../src/commands/evidence/payment-holds.ts';
import { EVIDENCE_CHECKS } from '../../../src/commands/evidence-checks.ts';
import { connect, type Client } from '../../../src/database/connections.ts';
import type { Finding, Work } from '../../../src/ledger/verify/check.ts';
import { ok } from '../../support/book.ts';
import { aFamily } from '../../support/held-payments.ts';
import { AUTHORITY } from '../../support/template.ts';
import { council, instalmentOf, type Council } from '../../support/turning-sixteen.ts';

/** What is held, and when that ends, is proven by the digests in the journal. */
let book: Council;
let superuser: Client;
beforeAll(async () => {
  book = await council();
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  const arrangement = await aFamily(book);
  const { id: instalmentId } = await instalmentOf(book, arrangement, 3);
  const { finance, caseworker } = book.staff;
  const url = `/arrangements/${arrangement}/holds`;
  const why = { reason: 'query', acts: 'family', reasons: 'Who is the payroll provider?' };
  const { id } = await ok(finance.post(url, { ...why, instalmentId }));
  await ok(caseworker.post(url, { ...why, fromOn: '2026-05-01' }));
  await ok(finance.post(`/payment-holds/${id}/ending`, { reasons: 'It is answered.' }));
});
afterAll(() => superuser.end());

const findings = (): Promise<Finding[]> =>
  book.api.db.run(async (tx) => {
    const found: Finding[] = [];
    for (const check of PAYMENT_HOLD_CHECKS) found.push(await check({ tx } as Work));
    return found;
  });

describe('the evidence of holds', () => {
  it('is part of what verify recomputes, and holds as they were placed', async () => {
    expect(EVIDENCE_CHECKS).toEqual(expect.arrayContaining([...PAYMENT_HOLD_CHECKS]));
    expect(await findings()).toEqual([
      { figure: '2 × payment held', found: 0, named: [] },
      { figure: '1 × end of a hold', found: 0, named: [] },
    ]);
  });

  it.each([
    ["payment_holds set reason = 'other'", [2, 0]],
    ["payment_holds set acts = 'finance'", [2, 0]],
    ['payment_holds set from_on = from_on + 1', [2, 0]],
    ['payment_holds set instalment_id = null', [1, 0]],
    ['payment_holds set placed_by = (select min(id::text)::uuid from users)', [2, 0]],
    ["texts set text = 'Other.' where id in (select reasons_id from payment_holds)", [2, 0]],
    ["texts set text = 'Other.' where id in (select reasons_id from payment_hold_endings)", [0, 1]],
    ['payment_hold_endings set ended_by = (select min(id::text)::uuid from users)', [0, 1]],
  ])('does not, once somebody did this: update %s', async (change, expected) => {
    await superuser.unsafe(`begin; create table kept_holds as table payment_holds;
      create table kept_endings as table payment_hold_endings; create table kept_texts as table texts;
      update ${change}; commit`);
    const found = (await findings()).map((finding) => finding.found);
    await superuser.unsafe(`begin; set local session_replication_role = replica;
      delete from payment_holds; delete from payment_hold_endings; delete from texts;
      insert into payment_holds table kept_holds; insert into texts table kept_texts;
      insert into payment_hold_endings table kept_endings;
      drop table kept_holds, kept_endings, kept_texts; commit`);
    expect(found).toEqual(expected);
  });
});
