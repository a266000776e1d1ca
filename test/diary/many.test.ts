import { beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/database/transactions.ts';
import { diaryOf, diaryQuery } from '../../src/diary/store.ts';
import { rulesOn } from '../../src/law/store.ts';
import { connect } from '../../src/database/connections.ts';
import { dueReviews } from '../../src/reviews/due-store.ts';
import { TODAY, freshDatabase, type TestDatabase } from '../support/database.ts';
import { putOnFile } from '../support/on-file.ts';

const PEOPLE = 5000;
/** So many rows may be looked at for each person; all pairs of people would be 5,000 for each. */
const MOST_EACH = 2000;
let db: TestDatabase;

/** A council's worth of people, as on the first day: nothing has been analysed yet. */
beforeAll(async () => {
  db = await freshDatabase();
  const start = Temporal.PlainDate.from('2002-01-01');
  await putOnFile(
    db,
    Array.from({ length: PEOPLE }, (_, n) => ({
      bornOn: start.add({ days: n + (n % 1000) }).toString(),
      paidOn: Temporal.PlainDate.from('2025-04-01')
        .add({ days: n % 365 })
        .toString(),
      reviewBy: Temporal.PlainDate.from('2026-04-01')
        .add({ days: n % 365 })
        .toString(),
    })),
  );
});

const ahead = { from: TODAY, to: TODAY.add({ days: 90 }), late: true };
const asCaseworker = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.run(work, { kind: 'caseworker' });

interface Node {
  readonly Plans?: readonly Node[];
  readonly [figure: string]: unknown;
}

/** How many rows the steps of a plan looked at, those that they dropped included. */
function rowsOf(node: Node): number {
  const each = ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Join Filter'];
  const mine = each.reduce((all, figure) => all + Number(node[figure] ?? 0), 0);
  const below = (node.Plans ?? []).map(rowsOf).reduce((a, b) => a + b, 0);
  return mine * Number(node['Actual Loops']) + below;
}

async function lookedAt(tx: Tx, query: ReturnType<typeof dueReviews>): Promise<number> {
  const [row] = await tx.sql<{ 'QUERY PLAN': [{ Plan: Node }] }[]>`
    explain (analyze, timing off, format json) ${query}`;
  return rowsOf(row!['QUERY PLAN'][0].Plan) / PEOPLE;
}

const diary = async (tx: Tx, limit?: number): Promise<number> => {
  const asked = { ...ahead, ...(limit === undefined ? {} : { limit }) };
  return lookedAt(tx, diaryQuery(tx, asked, await rulesOn(tx, TODAY)));
};

const QUERIES = [
  ['a page of the diary', (tx: Tx) => diary(tx, 50)],
  ['the whole diary', (tx: Tx) => diary(tx)],
  ['the reviews that are due', (tx: Tx) => lookedAt(tx, dueReviews(tx))],
] as const;

describe(`with ${PEOPLE} people`, () => {
  it('there is much in the diary', async () => {
    const items = await asCaseworker(async (tx) => diaryOf(tx, ahead, await rulesOn(tx, TODAY)));
    expect(items.length).toBeGreaterThan(2 * PEOPLE);
    expect(items.filter((item) => item.missing.length > 0).length).toBeGreaterThan(200);
  });

  it.each(QUERIES)('%s goes through no pairs of people', async (_what, looked) => {
    const found = await asCaseworker(looked);
    expect(found).toBeGreaterThan(1);
    expect(found).toBeLessThan(MOST_EACH);
  });

  it.each(QUERIES)('%s goes through none once the tables are analysed', async (_what, looked) => {
    const owner = connect(db.urls.superuser, { name: 'analyse', max: 1 });
    await owner`analyze`;
    await owner.end();
    const found = await asCaseworker(looked);
    expect(found).toBeLessThan(MOST_EACH);
  });
});
