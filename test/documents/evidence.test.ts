import { afterAll, describe, expect, it } from 'vitest';
import { DOCUMENT_CHECKS } from '../../src/commands/evidence/documents.ts';
import { connect } from '../../src/database/connections.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { putOnFile, putOnFileSql } from '../support/documents.ts';
import { addChild, thirds } from './child.ts';

describe('what the journal holds of documents', async () => {
  const api = await freshApi();
  const owner = connect(api.db.urls.superuser, { name: 'test', max: 1 });
  afterAll(() => owner.end());
  await owner.unsafe(
    `set search_path = ${api.db.authority}; set session_replication_role = replica`,
  );
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  const one = await addChild(staff, funders, { more: thirds(funders) });
  const other = await addChild(staff, funders);
  const third = await addChild(staff, funders);
  const ids = await putOnFile(staff, one.arrangementId);
  await api.db.run((tx) => putOnFileSql(tx, [other.arrangementId, third.arrangementId]));
  await ok(
    staff.caseworker.post(`/documents/${ids[0]!}/withdrawal`, {
      withdrawnOn: '2026-04-15',
      reasons: 'Asked by letter',
    }),
  );
  await ok(
    staff.caseworker.post(`/arrangements/${one.arrangementId}/exclusions`, {
      what: 'purpose',
      description: 'A place at a school',
      fromOn: '2026-03-01',
      toOn: '2026-08-31',
    }),
  );

  const found = async (): Promise<number[]> =>
    api.db.run(async (tx) => {
      const counts: number[] = [];
      for (const check of DOCUMENT_CHECKS) {
        const finding = await check({ tx } as Work);
        expect(finding.found).toBe(finding.named.length);
        counts.push(finding.found);
      }
      return counts;
    });

  it('is recomputed: three records, a withdrawal and an exclusion', async () => {
    const figures = await api.db.run(async (tx) => {
      const told: string[] = [];
      for (const check of DOCUMENT_CHECKS) told.push((await check({ tx } as Work)).figure);
      return told;
    });
    expect(figures).toEqual([
      '3 × record of documents',
      '1 × withdrawal of a document',
      '1 × exclusion',
    ]);
    expect(await found()).toEqual([0, 0, 0]);
  });

  it.each([
    ['a document holds for longer', `update documents set to_on = '2031-01-01'`, [1, 0, 0]],
    ['somebody else gave it', `update documents set given_by = 'court'`, [1, 0, 0]],
    ['it was given on another day', `update documents set given_on = '2019-01-01'`, [1, 0, 0]],
    ['it is of another sector', `update documents set sector = 'health'`, [1, 0, 0]],
    ['it is gone', 'delete from documents', [1, 0, 0]],
  ])('tells when %s', async (_, change, expected) => {
    const changed = ids[2]!;
    await owner`create temp table before as select * from documents where id = ${changed}`;
    await owner.unsafe(`${change} where id = '${changed}'`);
    expect(await found()).toEqual(expected);
    await owner`delete from documents where id = ${changed}`;
    await owner`insert into documents select * from before`;
    await owner`drop table before`;
    expect(await found()).toEqual([0, 0, 0]);
  });

  it.each([
    [
      'document_withdrawals',
      `update document_withdrawals set withdrawn_on = withdrawn_on + $1`,
      [0, 1, 0],
    ],
    ['exclusions', `update exclusions set to_on = to_on + $1`, [0, 0, 1]],
  ])('tells when the days of %s are not the same', async (_, change, expected) => {
    await owner.unsafe(change.replace('$1', '1'));
    expect(await found()).toEqual(expected);
    await owner.unsafe(change.replace('$1', '-1'));
    expect(await found()).toEqual([0, 0, 0]);
  });

  it.each([
    ['detail', 'detail_id from documents', [2, 0, 0]],
    ['reasons', 'reasons_id from document_withdrawals', [0, 1, 0]],
    ['description', 'description_id from exclusions', [0, 0, 1]],
  ])('tells when a text is not the same: %s', async (_, which, expected) => {
    const where = `where id in (select ${which}) and beneficiary_id <> '${third.id}'`;
    await owner.unsafe(`update texts set text = text || '!' ${where}`);
    expect(await found()).toEqual(expected);
    await owner.unsafe(`update texts set text = left(text, -1) ${where}`);
    expect(await found()).toEqual([0, 0, 0]);
  });

  it('holds none of the words', async () => {
    const entries = await owner<{ text: string }[]>`select e::text as text from entries e`;
    expect(entries.filter(({ text }) => /letter|school|nobody/i.test(text))).toEqual([]);
  });
});
