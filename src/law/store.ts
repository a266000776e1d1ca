import type { Fragment, Tx } from '../database/transactions.ts';
import type { Sector } from '../ledger/accounts.ts';
import { RulesInForce, type Confidence, type Rule } from './rules.ts';
import type { NewVersion, RuleVersion } from './versions.ts';

/** Who recorded what came with the service. */
const SERVICE = '00000000-0000-0000-0000-000000000000';

/**
 * Whether a row of dated data was recorded by a moment, or came with the service; null for every
 * moment up to now.
 */
export const recordedBy = ({ sql }: Tx, moment: string | null): Fragment =>
  moment === null
    ? sql`true`
    : sql`(recorded_at <= ${moment}::timestamptz or recorded_by = ${SERVICE}::uuid)`;

/**
 * The rules that hold on a day: of each, the latest version by then, in its highest revision; of
 * those that were known at a moment, where one is given.
 */
export async function rulesOn(
  tx: Tx,
  on: Temporal.PlainDate,
  knownMoment: string | null = null,
): Promise<RulesInForce> {
  return new RulesInForce(on, await rulesHolding(tx, on, null, knownMoment));
}

/** The same as a list, in the order of names and sectors, or of one name. */
export async function rulesHolding(
  tx: Tx,
  on: Temporal.PlainDate,
  name: string | null = null,
  knownMoment: string | null = null,
): Promise<Rule[]> {
  return tx.sql<Rule[]>`
    select distinct on (name, sector) id, name, sector, effective_on as "effectiveOn", revision,
      value, unit, meaning, source, confidence
    from rules where effective_on <= ${on.toString()}::date and name = coalesce(${name}, name)
      and ${recordedBy(tx, knownMoment)}
    order by name, sector, effective_on desc, revision desc`;
}

/**
 * Every version of a rule that there ever was: by sector, the one for all sectors first, then by
 * day and revision. At most as many as asked for, and one more, after a cursor `sector_day_revision`.
 */
export async function versionsOf(
  tx: Tx,
  name: string,
  { after, limit }: { after?: string | undefined; limit: number | null } = { limit: null },
): Promise<RuleVersion[]> {
  const [, sector = '', day = '0001-01-01', revision = '0'] =
    /^(.*)_(.{10})_(\d+)$/.exec(after ?? '') ?? [];
  return tx.sql<RuleVersion[]>`
    select id, name, sector, effective_on as "effectiveOn", revision, value, unit, meaning, source,
      confidence, recorded_by as "recordedBy", to_json(recorded_at) #>> '{}' as "recordedAt"
    from rules where name = ${name}
      and (coalesce(sector, ''), effective_on, revision) > (${sector === 'all' ? '' : sector},
        ${day}::date, ${revision}::int)
    order by coalesce(sector, ''), effective_on, revision
    limit ${limit === null ? null : limit + 1}`;
}

/** Adds versions of rules, as a set. @returns their ids in the order given. */
export async function addVersions(tx: Tx, versions: readonly NewVersion[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(versions)}::text::jsonb) as (name text, sector text, "effectiveOn" date,
          revision int, value text, unit text, meaning text, source text, confidence text))
        with ordinality as p(name, sector, effective_on, revision, value, unit, meaning, source,
          confidence, n)
    ), added as (
      insert into rules (id, name, sector, effective_on, revision, value, unit, meaning, source,
        confidence, recorded_by)
      select id, name, sector, effective_on, revision, value, unit, meaning, source, confidence,
        ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

/** What must be on file before a sector's money may leave. */
export interface Requirement {
  readonly id: string;
  readonly sector: Sector;
  readonly stage: string;
  readonly capacity: string;
  readonly recipient: string;
  readonly document: string;
  readonly givenBy: string | null;
  readonly appliesTo: string;
  readonly effectiveOn: string;
  readonly endsOn: string | null;
  readonly source: string;
  readonly confidence: Confidence;
}

/** The requirements that hold on a day, in order of the row that `requirementCursor` names. */
export async function requirementsOn(
  tx: Tx,
  by: {
    on: Temporal.PlainDate;
    sector?: Sector | undefined;
    stage?: string | undefined;
    recipient?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<Requirement[]> {
  const [sector = '', stage = '', recipient = '', capacity = '', document = '', id] =
    by.after?.split('.') ?? [];
  return tx.sql<Requirement[]>`
    select id, sector, stage, capacity, recipient, document, given_by as "givenBy",
      applies_to as "appliesTo", effective_on as "effectiveOn", ends_on as "endsOn", source, confidence
    from requirements
    where ${by.on.toString()}::date between effective_on and coalesce(ends_on, 'infinity')
      and sector = coalesce(${by.sector ?? null}, sector)
      and stage = coalesce(${by.stage ?? null}, stage)
      and recipient = coalesce(${by.recipient ?? null}, recipient)
      and (sector, stage, recipient, capacity, document, id) > (${sector}, ${stage}, ${recipient},
        ${capacity}, ${document}, ${id ?? FIRST_ID}::uuid)
    order by sector, stage, recipient, capacity, document, id limit ${by.limit + 1}`;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Where a page of requirements ends. */
export const requirementCursor = (row: Requirement): string =>
  [row.sector, row.stage, row.recipient, row.capacity, row.document, row.id].join('.');

/** The versions of the rules that a decision used; undefined where there is no such entry to see. */
export async function rulesUsedBy(tx: Tx, entryId: string): Promise<Rule[] | undefined> {
  const [entry] = await tx.sql`select from entries where id = ${entryId}`;
  if (entry === undefined) return undefined;
  return tx.sql<Rule[]>`
    select r.id, r.name, r.sector, r.effective_on as "effectiveOn", r.revision, r.value, r.unit,
      r.meaning, r.source, r.confidence
    from rules_used u join rules r on r.id = u.rule_id where u.entry_id = ${entryId}
    order by r.name, r.sector nulls first, r.effective_on, r.revision`;
}

/** Writes down which versions of the rules decisions used. */
export async function noteRules(
  tx: Tx,
  entryIds: readonly string[],
  rules: readonly Rule[],
): Promise<void> {
  const ids = rules.map((rule) => rule.id);
  await tx.sql`
    insert into rules_used (entry_id, rule_id)
    select e.id::bigint, r.id::uuid
    from jsonb_array_elements_text(${JSON.stringify(entryIds)}::text::jsonb) as e(id),
      jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(id)
    on conflict do nothing`;
}
