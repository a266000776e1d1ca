import { beforeAll, describe, expect, it } from 'vitest';
import { verifiedBook, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

describe('a sound book', () => {
  it('holds', async () => {
    const copy = await book.copy();
    const report = await copy.verify();
    console.log(report.checks.map((c) => `${c.holds ? 'holds' : 'FAILS'} ${c.name} | ${c.figure} ${c.detail.slice(0, 3)}`).join('\n'), report.unsealed);
    expect(report.checks.filter((check) => !check.holds)).toEqual([]);
  });
});
