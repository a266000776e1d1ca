import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { addDocuments, type NewDocument } from '../../src/documents/document-store.ts';
import { GIVERS } from '../../src/documents/kinds.ts';
import { missingFor } from '../../src/documents/missing.ts';
import { stageOf } from '../../src/documents/rules.ts';
import { addWithdrawals } from '../../src/documents/withdrawal-store.ts';
import type { RulesInForce } from '../../src/law/rules.ts';
import { rulesOn } from '../../src/law/store.ts';
import type { Sector } from '../../src/ledger/accounts.ts';
import { TODAY, freshDatabase } from '../support/database.ts';
import { putOnFile } from '../support/on-file.ts';

const SECTORS: readonly Sector[] = ['education', 'health', 'social_care'];
const RECIPIENTS = ['parent', 'young_person', 'nominee', 'representative', 'authorised_person'];
const PAIRS = Object.entries(GIVERS).flatMap(([kind, givers]) =>
  givers.map((givenBy) => ({ kind, givenBy })),
);

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const dateFrom = (from: string, days: number): fc.Arbitrary<string> =>
  fc.nat(days).map((n) => day(from).add({ days: n }).toString());

/** Whoever decides, most things are on file at first: often nothing is missing, or one thing is. */
const documents = fc.subarray(PAIRS, { minLength: 24 }).chain((pairs) =>
  fc.tuple(
    ...pairs.map((pair) =>
      fc.record({
        kind: fc.constant(pair.kind),
        givenBy: fc.constant(pair.givenBy),
        fromOn: fc.oneof(
          { weight: 5, arbitrary: fc.constant('2025-01-01') },
          dateFrom('2025-01-01', 700),
        ),
        lasts: fc.option(fc.nat(700), { freq: 3, nil: null }),
        withdrawnAfter: fc.option(fc.nat(700), { freq: 2, nil: null }),
      }),
    ),
  ),
);

const cases = fc.sample(
  fc.record({
    person: fc.record({
      bornOn: dateFrom('2004-01-01', 4500),
      sectors: fc.subarray([...SECTORS], { minLength: 1 }),
      kind: fc.constantFrom('direct' as const, 'direct' as const, 'notional' as const),
      relationship: fc.constantFrom(...RECIPIENTS),
    }),
    lacksCapacity: fc.boolean(),
    documents,
    days: fc.uniqueArray(dateFrom('2025-06-01', 900), { minLength: 1, maxLength: 3 }),
    sameHousehold: fc.boolean(),
    onPremises: fc.boolean(),
  }),
  { numRuns: 400, seed: 29 },
);
type Case = (typeof cases)[number];

interface Requirement {
  readonly sector: string;
  readonly stage: string;
  readonly capacity: string;
  readonly recipient: string;
  readonly document: string;
  readonly givenBy: string | null;
  readonly appliesTo: string;
}

/** What is missing for a share, worked out one thing after the other. */
function missingByHand(
  one: Case,
  { sector, on }: { sector: Sector; on: string },
  { requirements, rules }: { requirements: readonly Requirement[]; rules: RulesInForce },
): string[] {
  if (one.person.kind === 'notional') return [];
  const holding = one.documents.filter(({ kind, fromOn, lasts, withdrawnAfter }) => {
    const toOn = lasts === null ? '9999' : day(fromOn).add({ days: lasts }).toString();
    const withdrawn =
      withdrawnAfter === null ? '9999' : day(fromOn).add({ days: withdrawnAfter }).toString();
    const ofThem = kind !== 'lacks_capacity' || one.lacksCapacity;
    return ofThem && fromOn <= on && on <= toOn && on < withdrawn;
  });
  const capacity = holding.some((held) => held.kind === 'lacks_capacity') ? 'lacks' : 'has';
  const stage = stageOf(day(one.person.bornOn), sector, day(on), rules);
  const applies: Record<string, boolean> = {
    all: true,
    on_premises: one.onPremises,
    same_household: one.sameHousehold,
  };
  return requirements
    .filter(
      (need) =>
        need.sector === sector &&
        need.stage === stage &&
        need.recipient === one.person.relationship &&
        ['either', capacity].includes(need.capacity) &&
        applies[need.appliesTo] === true,
    )
    .filter(
      (need) =>
        !holding.some(
          (held) => held.kind === need.document && (need.givenBy ?? held.givenBy) === held.givenBy,
        ),
    )
    .map((need) => `${need.document} by ${need.givenBy}`)
    .sort();
}

describe('what is missing', async () => {
  const db = await freshDatabase();
  const owner = connect(db.urls.superuser, { name: 'test', max: 1 });
  afterAll(() => owner.end());
  await owner.unsafe(`set search_path = ${db.authority}`);
  const ids = await putOnFile(
    db,
    cases.map((one) => one.person),
  );
  await owner`
    with terms as (
      select * from jsonb_to_recordset(${JSON.stringify(
        cases.map(({ sameHousehold, onPremises }, n) => ({ ...ids[n], sameHousehold, onPremises })),
      )}::text::jsonb) as t("agreementId" uuid, "arrangementId" uuid, "beneficiaryId" uuid,
        "planId" uuid, "sameHousehold" boolean, "onPremises" boolean)
    ), household as (
      update agreements g set same_household = t."sameHousehold" from terms t
      where g.id = t."agreementId"
    ), provided as (
      insert into provision_items (plan_id, beneficiary_id, section, provision, outcome)
      select "planId", "beneficiaryId", 'F', 'Tutor', 'Reads' from terms
      returning id, plan_id
    )
    insert into budget_items (agreement_id, arrangement_id, beneficiary_id, position,
      provision_item_id, nature, description, quantity, unit, times, frequency, unit_cost,
      cost_basis, cost, setting)
    select t."agreementId", t."arrangementId", t."beneficiaryId", 1, p.id, 'regular', 'Tutor', 1,
      'hour', 1, 'once', 1, 'quote', 1, case when t."onPremises" then 'The college' end
    from terms t join provided p on p.plan_id = t."planId"`;
  await db.run(async (tx) => {
    const rows = cases.flatMap((one, n) =>
      one.documents
        .filter((held) => held.kind !== 'lacks_capacity' || one.lacksCapacity)
        .map((held) => ({ held, row: rowOf(one, ids[n]!, held) })),
    );
    const added = await addDocuments(
      tx,
      rows.map(({ row }) => row),
    );
    const ofEach = rows.flatMap((one) => one.row.sectors.map(() => one));
    await addWithdrawals(
      tx,
      ofEach.flatMap(({ held, row }, n) => {
        if (held.withdrawnAfter === null) return [];
        const { arrangementId, beneficiaryId } = row;
        const withdrawnOn = day(held.fromOn).add({ days: held.withdrawnAfter }).toString();
        return [
          { documentId: added[n]!, arrangementId, beneficiaryId, withdrawnOn, reasons: 'Asked' },
        ];
      }),
    );
  });

  it('is the same as worked out one by one, for people of all ages and all recipients', async () => {
    const { expected, found, shares } = await db.run(async (tx) => {
      const rules = await rulesOn(tx, TODAY);
      const requirements = await tx.sql<Requirement[]>`
        select sector, stage, capacity, recipient, document, given_by as "givenBy",
          applies_to as "appliesTo" from requirements`;
      const asked = cases.flatMap((one, n) =>
        one.days.flatMap((on) =>
          one.person.sectors.map((sector) => ({
            n,
            arrangementId: ids[n]!.arrangementId,
            sector,
            on,
          })),
        ),
      );
      const rows = await tx.sql<{ key: string; missing: string[] }[]>`
        select m.arrangement_id || ' ' || s.source || ' ' || m.day as key,
          array_agg(document || ' by ' || coalesce(given_by, 'null')) as missing
        from (${missingFor(
          tx,
          tx.sql`
            select s.arrangement_id, s.id as share_id, q.on as day
            from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
              as q("arrangementId" uuid, sector text, "on" date)
            join shares s on s.arrangement_id = q."arrangementId" and s.source = q.sector`,
          rules,
        )}) as m join shares s on s.id = m.share_id group by key`;
      return {
        shares: asked.length,
        found: new Map(rows.map(({ key, missing }) => [key, missing.sort()])),
        expected: new Map(
          asked.flatMap(({ n, arrangementId, sector, on }) => {
            const missing = missingByHand(cases[n]!, { sector, on }, { requirements, rules });
            return missing.length === 0
              ? []
              : [[`${arrangementId} ${sector} ${on}`, missing] as const];
          }),
        ),
      };
    });
    // The cases say something only if there are enough of both.
    expect(expected.size).toBeGreaterThan(200);
    expect(shares - expected.size).toBeGreaterThan(200);
    expect(found).toEqual(expected);
  });

  it('is nothing for a contribution or a top-up', async () => {
    const direct = ids[cases.findIndex((one) => one.person.kind === 'direct')]!;
    await owner`
      insert into shares (arrangement_id, beneficiary_id, position, source)
      select ${direct.arrangementId}, ${direct.beneficiaryId}, 5 + n, source
      from unnest(array['contribution', 'top_up']) with ordinality as s(source, n)`;
    const [row] = await db.run(async (tx) => {
      const asked = tx.sql`
        select arrangement_id, id as share_id, date '2025-01-01' as day from shares
        where source in ('contribution', 'top_up')`;
      const rules = await rulesOn(tx, TODAY);
      return tx.sql<{ asked: number; missing: number }[]>`
        select (select count(*)::int from (${asked}) as a) as asked,
          (select count(*)::int from (${missingFor(tx, asked, rules)}) as m) as missing`;
    });
    expect(row).toEqual({ asked: 2, missing: 0 });
  });
});

function rowOf(
  one: Case,
  { arrangementId, beneficiaryId }: { arrangementId: string; beneficiaryId: string },
  { kind, givenBy, fromOn, lasts }: Case['documents'][number],
): NewDocument {
  return {
    arrangementId,
    beneficiaryId,
    sectors: one.person.sectors,
    kind,
    givenBy,
    givenOn: '2025-01-01',
    fromOn,
    toOn: lasts === null ? null : day(fromOn).add({ days: lasts }).toString(),
    ...(kind === 'household_necessity' ? { detail: 'Nobody else can.' } : {}),
  };
}
