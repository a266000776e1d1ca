import { beforeAll, describe, expect, it } from 'vitest';
import { WRITE_OFF_CHECKS } from '../../src/commands/evidence/reconciliation.ts';
import { connect } from '../../src/database/connections.ts';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import { twoPeople } from '../../src/ledger/verify/four-eyes.ts';
import {
  writeOffDecisionFields,
  writeOffFields,
} from '../../src/reconciliation/postings/write-off-store.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount } from '../support/matching.ts';

/** Write-offs are proved by the journal, and `verify` finds what was changed about them. */
let api: Api;
let finance: ApiUser;
let approver: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  approver = await api.as('approver');
});

const ask = (lineId: string | undefined) =>
  finance.post('/write-offs', { lineId, reason: 'sender_unknown', note: 'Two letters' });
const decide = (id: string, approved: boolean) =>
  approver.post(`/write-offs/${id}/decision`, { approved });
const oneLine = (amount: string) => anImportedAccount(api.db, [['2026-04-10', amount]]);

describe('what was asked for and decided', () => {
  it('is proved by the journal, with the rules that it rests on', async () => {
    const { lines } = await oneLine('4.00');
    const one = await ok(ask(lines[0]));
    const done = await ok(decide(one.id, true));
    const held = await api.db.run(async (tx) => {
      const entries = [one.entry, done.decision.entry];
      const rows = await tx.sql<{ evidence: Buffer; reason: string; rules: string[] }[]>`
        select e.evidence, e.reason, array_agg(r.name) as rules from entries e
        join rules_used u on u.entry_id = e.id join rules r on r.id = u.rule_id
        where e.id = any(${entries}::bigint[]) group by e.id order by e.id`;
      return rows.map((row) => [row.reason, row.rules, row.evidence.toString('hex')]);
    });
    const hex = (fields: (string | null)[]) => Buffer.from(evidenceOf(fields)).toString('hex');
    const { decidedBy, matchId } = done.decision;
    expect(held).toEqual([
      ['write_off_asked', ['line_write_off_limit'], hex(writeOffFields(one))],
      [
        'write_off_approved',
        ['line_write_off_limit'],
        hex(writeOffDecisionFields({ id: one.id, approved: true, decidedBy, matchId })),
      ],
    ]);
  });

  it('is verified, and a change of either is found', async () => {
    const { lines } = await oneLine('4.00');
    const one = await ok(ask(lines[0]));
    await ok(decide(one.id, false));
    const found = () =>
      api.db.run(async (tx) => {
        const work = { tx, outside: undefined as never, evidenceChecks: [], onProgress: () => {} };
        const all = [];
        for (const check of WRITE_OFF_CHECKS) all.push((await check(work)).found);
        return all;
      });
    expect(await found()).toEqual([0, 0]);
    const client = connect(api.db.urls.superuser, { name: 'test breaking', max: 1 });
    await client.unsafe(`
      update ${api.db.authority}.write_offs set note = 'something else' where id = '${one.id}';
      update ${api.db.authority}.write_off_decisions set approved = true, match_id = (
        select match_id from ${api.db.authority}.write_off_decisions where approved limit 1)
        where write_off_id = '${one.id}'`);
    await client.end();
    expect(await found()).toEqual([1, 1]);
  });

  it('is found by verify where one person asked and decided', async () => {
    const { lines } = await oneLine('4.00');
    const one = await ok(ask(lines[0]));
    await ok(decide(one.id, false));
    const named = () =>
      api.db.run(async (tx) => {
        const work = { tx, outside: undefined as never, evidenceChecks: [], onProgress: () => {} };
        return (await twoPeople.run(work)).named;
      });
    expect(await named()).toEqual([]);
    const client = connect(api.db.urls.superuser, { name: 'test breaking', max: 1 });
    await client.unsafe(`
      alter table ${api.db.authority}.write_off_decisions
        drop constraint write_off_decisions_second_person;
      update ${api.db.authority}.write_off_decisions set decided_by = asked_by
        where write_off_id = '${one.id}'`);
    await client.end();
    expect(await named()).toEqual([
      `The write-off ${one.id} was decided by the one who asked for it.`,
    ]);
  });
});
