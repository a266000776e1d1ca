import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MATCH_CHECKS } from '../../../src/commands/evidence/matches.ts';
import type { Client } from '../../../src/database/connections.ts';
import type { Tx } from '../../../src/database/transactions.ts';
import {
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
} from '../../../src/ledger/verify/chains.ts';
import type { Work } from '../../../src/ledger/verify/check.ts';
import { expectedIsWhatItIsOf } from '../../../src/ledger/verify/expected-lines.ts';
import { matchesAreInTheJournal } from '../../../src/ledger/verify/matching.ts';
import { inTransitIsUnmatched } from '../../../src/ledger/verify/pay-runs.ts';
import { freshApi, type Api, type ApiUser } from '../../support/api.ts';
import { asSuperuser } from '../../support/bank-scene.ts';
import { ok } from '../../support/book.ts';
import { bookOf, namesOf, type LabelledBook } from '../../support/labelled-book.ts';
import { planFrom } from '../../support/labelled-scenarios.ts';
import { acceptOf, searchFor, type Found, type Proposal } from '../../support/search.ts';

/**
 * Lines whose truth is known, searched by the rules as they are delivered. What is automatic is
 * never wrong; how much of the truth is found is in test/golden/labelled-scenarios.txt, which
 * `UPDATE_GOLDEN=1 npx vitest run test/reconciliation/labelled` writes anew.
 */
const SEEDS = [1, 2, 3] as const;
const GOLDEN = new URL('../../golden/labelled-scenarios.txt', import.meta.url);
const CHECKS = [
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
  expectedIsWhatItIsOf,
  matchesAreInTheJournal,
  inTransitIsUnmatched,
] as const;

let api: Api;
let finance: ApiUser;
let superuser: Client;
const books: { book: LabelledBook; found: Found }[] = [];

beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
  for (const seed of SEEDS) {
    const book = await bookOf(api.db, superuser, planFrom(seed));
    books.push({ book, found: await searchFor(finance, book.accountId) });
  }
}, 120_000);
afterAll(() => superuser.end());

const isSure = (one: Proposal): boolean =>
  one.automatic && one.result === 'unique' && one.rivals.count === 0;

/** Whether each line of a proposal is truly of what is proposed, and of nothing else. */
const isTrue = ({ truth }: LabelledBook, { lines, expected }: Proposal): boolean =>
  lines.every(({ id }) => truth.get(id)!.names === namesOf(expected));

interface Figures {
  lines: number;
  ofSomething: number;
  automatic: number;
  wrong: number;
  automaticRight: number;
  uniqueRight: number;
}

/** Lines by family: how many, and how many of them are proposed, rightly or wrongly. */
function figuresByFamily(): Map<string, Figures> {
  const figures = new Map<string, Figures>();
  for (const { book, found } of books) {
    const of = new Map(found.proposals.flatMap((one) => one.lines.map(({ id }) => [id, one])));
    for (const [id, { family, names }] of book.truth) {
      const none = { lines: 0, ofSomething: 0, automatic: 0, wrong: 0 };
      const row = figures.get(family) ?? { ...none, automaticRight: 0, uniqueRight: 0 };
      figures.set(family, row);
      const proposal = of.get(id);
      const right = proposal !== undefined && isTrue(book, proposal);
      const sure = proposal !== undefined && isSure(proposal);
      const isUnique = proposal?.result === 'unique';
      row.lines += 1;
      row.ofSomething += names === '' ? 0 : 1;
      row.automatic += sure ? 1 : 0;
      row.wrong += sure && !right ? 1 : 0;
      row.automaticRight += sure && right ? 1 : 0;
      row.uniqueRight += right && isUnique && !BY_CHANCE.includes(family) ? 1 : 0;
    }
  }
  return figures;
}

/** Which of two alike is first is chance, so that being right is no recall. */
const BY_CHANCE: readonly string[] = [
  'two alike, truly two',
  'ambiguous, no name',
  'invoice, ambiguous',
];

const HEADS = ['lines', 'of something', 'automatic', 'wrong', 'recall automatic', 'recall unique'];

/** The figures as a table, recall in whole lines of those that are of something. */
function tableOf(figures: ReadonlyMap<string, Figures>): string {
  const all = [...figures.values()].reduce((sum, row) => ({
    lines: sum.lines + row.lines,
    ofSomething: sum.ofSomething + row.ofSomething,
    automatic: sum.automatic + row.automatic,
    wrong: sum.wrong + row.wrong,
    automaticRight: sum.automaticRight + row.automaticRight,
    uniqueRight: sum.uniqueRight + row.uniqueRight,
  }));
  const share = (part: number, of: number): string =>
    of === 0 ? '-' : `${part} (${Math.floor((100 * part) / of)}%)`;
  const rows = [...figures, ['all', all] as const].map(([family, row]) => [
    family,
    ...[row.lines, row.ofSomething, row.automatic, row.wrong].map(String),
    share(row.automaticRight, row.ofSomething),
    share(row.uniqueRight, row.ofSomething),
  ]);
  return [['family', ...HEADS], ...rows]
    .map(([family, ...cells]) => family!.padEnd(24) + cells.map((one) => one.padStart(18)).join(''))
    .join('\n')
    .concat('\n');
}

describe('lines whose truth is known', () => {
  it('are never matched wrongly by what is automatic', () => {
    const wrong = books.flatMap(({ book, found }, n) =>
      found.proposals
        .filter((one) => isSure(one) && !isTrue(book, one))
        .map((one) => ({ seed: SEEDS[n], lines: one.lines, expected: one.expected })),
    );
    expect(wrong).toEqual([]);
    expect(books.reduce((sum, { book }) => sum + book.truth.size, 0)).toBeGreaterThanOrEqual(600);
  });

  it('are found as far as the table in test/golden says', () => {
    const text = tableOf(figuresByFamily());
    if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('leave ledger and chains right when what is automatic is accepted, and only once', async () => {
    for (const { book, found } of books) {
      const sure = found.proposals.filter(isSure);
      const accepted = await ok(acceptOf(finance, found.run.id));
      expect(accepted).toMatchObject({ accepted: sure.length, notProposedAnyMore: [], left: 0 });
      const again = await searchFor(finance, book.accountId);
      const taken = new Set(sure.flatMap(({ lines }) => lines.map(({ id }) => id)));
      const anew = again.proposals.flatMap(({ lines }) => lines.filter(({ id }) => taken.has(id)));
      expect(anew).toEqual([]);
    }
    await superuser.begin(async (sql) => {
      const work = { tx: { sql } as unknown as Tx } as Work;
      for (const check of CHECKS) expect((await check.run(work)).named).toEqual([]);
      for (const check of MATCH_CHECKS) expect((await check(work)).named).toEqual([]);
    });
  }, 120_000);
});
