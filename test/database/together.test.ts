import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { together } from '../../src/database/together.ts';
import type { Scope } from '../../src/database/transactions.ts';
import { AUTHORITY } from '../support/template.ts';
import { TODAY, freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

interface Done {
  readonly subject: string;
  readonly transaction: string;
  readonly user: string;
}

const scopeOf = (user = randomUUID() as string): Scope => ({
  authority: AUTHORITY,
  user,
  kind: 'finance_officer',
  today: TODAY,
});

/** Adds users of an issuer by their subjects; one that is called "bad" cannot be added. */
const adding = () => {
  const sets: string[][] = [];
  const add = together<string, Done>(db.service, {
    work: async (tx, subjects) => {
      sets.push([...subjects]);
      const done = await tx.sql<Done[]>`
        insert into users (issuer, subject)
        select 'together', nullif(value, 'bad') from unnest(${[...subjects]}::text[]) as value
        returning subject, pg_current_xact_id()::text as transaction,
          current_setting('ledger.user') as user`;
      return done;
    },
    keyOf: (subject) => subject,
  });
  return { add, sets };
};

const known = async (subjects: readonly string[]): Promise<number> => {
  const [row] = await db.run(
    (tx) => tx.sql<{ n: number }[]>`
      select count(*)::int as n from users where subject = any(${[...subjects]}::text[])`,
  );
  return row!.n;
};

const several = (count: number) => Array.from({ length: count }, () => randomUUID() as string);

describe('those who ask at the same moment', () => {
  it('share a transaction, and each gets what came of its own', async () => {
    const { add } = adding();
    const subjects = several(20);
    const scope = scopeOf();
    const done = await Promise.all(subjects.map((subject) => add(scope, subject)));
    expect(done.map(({ subject }) => subject)).toEqual(subjects);
    expect(new Set(done.map(({ transaction }) => transaction)).size).toBe(1);
    expect(await known(subjects)).toBe(20);
  });

  it('share it only with those of the same scope', async () => {
    const { add } = adding();
    const [one, other] = [scopeOf(), scopeOf()];
    const done = await Promise.all(
      several(10).map((subject, n) => add(n % 2 === 0 ? one : other, subject)),
    );
    expect(done.map(({ user }) => user)).toEqual(
      done.map((_, n) => (n % 2 === 0 ? one.user : other.user)),
    );
    expect(new Set(done.map(({ transaction }) => transaction)).size).toBe(2);
  });

  it('fail no other: a bad one fails alone, with what was wrong', async () => {
    const { add } = adding();
    const subjects = several(31).toSpliced(17, 0, 'bad');
    const scope = scopeOf();
    const done = await Promise.allSettled(subjects.map((subject) => add(scope, subject)));
    const failed = done.filter((one) => one.status === 'rejected');
    expect(done.findIndex((one) => one.status === 'rejected')).toBe(17);
    expect(failed.map(({ reason }) => (reason as { code: string }).code)).toEqual(['23502']);
    expect(await known(subjects)).toBe(31);
  });

  it('are not in the same set with the same key', async () => {
    const { add, sets } = adding();
    const scope = scopeOf();
    const subject = randomUUID();
    const done = await Promise.allSettled([add(scope, subject), add(scope, subject)]);
    expect(sets).toEqual([[subject], [subject]]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('are served at once when nothing is under way, and the rest in turn', async () => {
    const { add, sets } = adding();
    const scope = scopeOf();
    const subjects = several(200);
    await Promise.all(subjects.map((subject) => add(scope, subject)));
    expect(sets.flat().toSorted()).toEqual(subjects.toSorted());
    expect(Math.max(...sets.map((set) => set.length))).toBeLessThanOrEqual(64);
    await add(scope, randomUUID());
    expect(sets.at(-1)).toHaveLength(1);
  });
});
