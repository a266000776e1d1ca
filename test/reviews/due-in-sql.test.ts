import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/database/transactions.ts';
import type { Rule } from '../../src/law/rules.ts';
import type { Sector } from '../../src/ledger/accounts.ts';
import { listDueReviews, reviewRules } from '../../src/reviews/due-store.ts';
import { reviewDue, rulesAt, type ReviewFacts } from '../../src/reviews/rules.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { putOnFile, type Ids } from '../support/on-file.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  // Rules that change over time, and one for every sector that a sector's own goes before.
  await db.run(
    (tx) => tx.sql`
      insert into rules (name, sector, effective_on, revision, value, unit, meaning, source,
        confidence, recorded_by)
      select name, sector, on_day::date, revision, value, unit, 'Changed', 'Test', 'local', ${tx.scope.user}
      from (values ('first_review', 'health', '2025-06-01', 1, '6', 'weeks'),
        ('first_review', 'health', '2025-06-01', 2, '40', 'days'),
        ('next_review', 'education', '2025-10-01', 1, '1', 'years'),
        ('next_review', null, '2025-01-01', 1, '2', 'months'),
        ('adult_from', 'social_care', '2025-08-01', 1, '19', 'years')
      ) as r(name, sector, on_day, revision, value, unit)`,
  );
});

const SECTORS: readonly Sector[] = ['education', 'health', 'social_care'];
const REASONS = ['due', 'plan_review'] as const;
const between = (from: string, days: number) =>
  fc
    .integer({ min: 0, max: days })
    .map((n) => Temporal.PlainDate.from(from).add({ days: n }).toString());

const Person = fc.record({
  bornOn: between('2005-01-01', 1600),
  paidOn: fc.option(between('2025-04-01', 400)),
  planStartsOn: between('2024-09-01', 500),
  reviewBy: between('2026-02-01', 500),
  reviews: fc.uniqueArray(
    fc.record({
      heldOn: between('2025-01-01', 460),
      sector: fc.constantFrom(...SECTORS),
      why: fc.constantFrom(...REASONS),
    }),
    { maxLength: 4, selector: (one) => `${one.heldOn} ${one.sector}` },
  ),
});
type Person = typeof Person extends fc.Arbitrary<infer T> ? T : never;

async function putReviews(tx: Tx, rows: readonly object[]): Promise<void> {
  await tx.sql`
    with r as materialized (
      select gen_random_uuid() as text_id, x.* from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as x("arrangementId" uuid, "beneficiaryId" uuid, sector text, "heldOn" date, why text)
    ), t as (
      insert into texts (id, beneficiary_id, text, salt, recorded_by)
      select text_id, "beneficiaryId", 'Findings', '', ${tx.scope.user} from r
    )
    insert into reviews (arrangement_id, beneficiary_id, sector, held_on, why, outcome, findings_id,
      recorded_by, entry_id)
    select "arrangementId", "beneficiaryId", sector, "heldOn", why, 'no_change', text_id,
      ${tx.scope.user}, (select min(id) from entries) from r`;
}

const day = (text: string | null) => (text === null ? null : Temporal.PlainDate.from(text));

/** What the pure rule makes of a person as they were drawn. */
function expected(person: Person, sector: Sector, rules: readonly Rule[]): string | null {
  const mine = person.reviews.filter((one) => one.sector === sector);
  const since = mine.filter(({ heldOn }) => person.paidOn !== null && heldOn >= person.paidOn);
  const withPlan = mine.some(
    ({ why, heldOn }) => why === 'plan_review' && heldOn >= person.planStartsOn,
  );
  const facts: ReviewFacts = {
    sector,
    bornOn: day(person.bornOn),
    firstPaidOn: day(person.paidOn),
    lastHeldOn: day(
      since
        .map(({ heldOn }) => heldOn)
        .toSorted()
        .at(-1) ?? null,
    ),
    planReviewBy: withPlan ? null : day(person.reviewBy),
  };
  const due = reviewDue(facts, (on) => rulesAt(rules, on));
  if (due === null) return null;
  const { source, confidence } = due.rule;
  return [due.dueOn, due.basis, due.countedFrom, source, confidence].join(' | ');
}

describe('the list of reviews that are due', () => {
  it('is worked out by the same rule as one review', async () => {
    let [dues, byPlan, adults] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(Person, { minLength: 20, maxLength: 40 }), async (people) => {
        const made: Ids[] = await putOnFile(db, people);
        await db.run((tx) =>
          putReviews(
            tx,
            people.flatMap(({ reviews }, n) => reviews.map((one) => ({ ...made[n]!, ...one }))),
          ),
        );
        const [rules, rows] = await db.run(async (tx) => [
          await reviewRules(tx),
          await listDueReviews(tx, {
            until: Temporal.PlainDate.from('2100-01-01'),
            late: false,
            limit: 100_000,
          }),
        ]);
        const found = new Map(
          rows.map((row) => [
            `${row.arrangementId} ${row.sector}`,
            [
              row.dueOn,
              row.basis.rule,
              row.basis.countedFrom,
              row.basis.source,
              row.basis.confidence,
            ].join(' | '),
          ]),
        );
        for (const [n, person] of people.entries()) {
          for (const sector of SECTORS) {
            const one = found.get(`${made[n]!.arrangementId} ${sector}`) ?? null;
            expect(one).toBe(expected(person, sector, rules));
            dues += one === null ? 0 : 1;
            byPlan += one?.includes('plan_review') === true ? 1 : 0;
            adults += one?.includes('_adult') === true ? 1 : 0;
          }
        }
      }),
      { numRuns: 8 },
    );
    // The property says nothing where its cases are all alike.
    expect(Math.min(dues, byPlan, adults)).toBeGreaterThan(10);
  });
});
