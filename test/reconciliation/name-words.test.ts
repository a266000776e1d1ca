import { beforeAll, describe, expect, it } from 'vitest';
import { isName } from '../../src/reconciliation/matching/name-words.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

const namesOf = (words: readonly string[]) =>
  db.run(async (tx) => {
    const rows = await tx.sql<{ word: string }[]>`
      select word from jsonb_array_elements_text(${JSON.stringify(words)}::text::jsonb) as w(word)
      where ${isName(tx)}`;
    return rows.map((row) => row.word);
  });

describe('a word of a line', () => {
  it('names a payment when it has a digit and is long enough', async () => {
    const names = ['P00001', 'DP000123', 'A123', '12345', 'INV202604', 'FP000001'];
    expect(await namesOf(names)).toEqual(names);
  });

  it('names nothing when it is short, a word, a day, a month or a telephone number', async () => {
    const none = ['BACS', 'PAYMENT', '123', '2026', '20260410', '10042026', '10APR2026', 'APR26'];
    expect(await namesOf([...none, 'APRIL2026', '01234567890'])).toEqual([]);
  });
});
