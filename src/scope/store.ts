import type { Tx } from '../database/transactions.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import type { ScopeService } from './rules.ts';

export type NewService = Omit<ScopeService, 'id' | 'version'>;

/** Adds services to the register, as a set. @returns their ids in the order given. */
export async function addServices(tx: Tx, services: readonly NewService[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(services)}::text::jsonb) as (name text, sector text, kinds jsonb,
          "fromOn" date, "toOn" date, "fundingFreed" numeric, "freedFrom" text)) with ordinality
        as p(name, sector, kinds, from_on, to_on, funding_freed, freed_from, n)
    ), added as (
      insert into scope_services (id, name, sector, kinds, from_on, to_on, funding_freed, freed_from,
        recorded_by)
      select id, name, sector, array(select jsonb_array_elements_text(kinds)), from_on, to_on,
        funding_freed, freed_from, ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

/** Which services to read: on a day, of a sector, one by id, or those of the same name. */
export interface Wanted {
  readonly on?: Temporal.PlainDate | undefined;
  readonly sector?: Sector | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly after?: string | undefined;
  /** As many as asked for, and one more; all of them where there is none. */
  readonly limit?: number | undefined;
}

/** Services of the register, by sector and name. */
export async function servicesBy(tx: Tx, wanted: Wanted): Promise<ScopeService[]> {
  const { sql } = tx;
  const { on, sector, id, name, after, limit } = wanted;
  return sql<ScopeService[]>`
    select id, name, sector, kinds, from_on as "fromOn", to_on as "toOn",
      funding_freed as "fundingFreed", freed_from as "freedFrom", version
    from scope_services s
    where true
      ${on === undefined ? sql`` : sql`and ${on.toString()}::date between from_on and coalesce(to_on, 'infinity')`}
      ${sector === undefined ? sql`` : sql`and sector = ${sector}`}
      ${id === undefined ? sql`` : sql`and id = ${id}`}
      ${name === undefined ? sql`` : sql`and lower(name) = lower(${name})`}
      ${
        after === undefined
          ? sql``
          : sql`and (sector, lower(name), from_on, id) > (
              select sector, lower(name), from_on, id from scope_services where id = ${after})`
      }
    order by sector, lower(name), from_on, id
    limit ${limit === undefined ? null : limit + 1}`;
}

/** Services of the register by id, as a set; those that do not exist are absent. */
export async function servicesWithIds(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, Pick<ScopeService, 'id' | 'name' | 'kinds' | 'fromOn' | 'toOn'>>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<Pick<ScopeService, 'id' | 'name' | 'kinds' | 'fromOn' | 'toOn'>[]>`
    select id, name, kinds, from_on as "fromOn", to_on as "toOn" from scope_services
    where id in (select distinct value::uuid
      from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Changes a service if it is still the version that the change started from.
 * @returns whether it was.
 */
export async function changeService(
  tx: Tx,
  { id, version, ...to }: ScopeService,
): Promise<boolean> {
  const changed = await tx.sql`
    update scope_services set version = version + 1, to_on = ${to.toOn},
      kinds = array(select jsonb_array_elements_text(${JSON.stringify(to.kinds)}::text::jsonb)),
      funding_freed = ${to.fundingFreed}, freed_from = ${to.freedFrom}
    where id = ${id} and version = ${version}`;
  return changed.count > 0;
}

/** A published version of the policy, without the services, which stand in the register. */
export interface PolicyStatement {
  readonly number: number;
  readonly effectiveOn: string;
  readonly introduction: string;
  readonly eligibility: string;
  readonly decisions: string;
  readonly support: string;
  readonly complaints: string;
  readonly kinds: readonly Holding[];
  readonly publishedAt: string;
}

/** Publishes a version of the policy; its number is one more than the last. @returns the number */
export async function publishPolicy(
  tx: Tx,
  policy: Omit<PolicyStatement, 'number' | 'publishedAt'>,
): Promise<number> {
  const [row] = await tx.sql<{ number: number }[]>`
    insert into policy_statements (number, effective_on, introduction, eligibility, decisions, support,
      complaints, kinds, published_by)
    select coalesce((select max(number) from policy_statements), 0) + 1, ${policy.effectiveOn}::date,
      ${policy.introduction}, ${policy.eligibility}, ${policy.decisions}, ${policy.support},
      ${policy.complaints},
      array(select jsonb_array_elements_text(${JSON.stringify(policy.kinds)}::text::jsonb)),
      ${tx.scope.user}
    returning number`;
  return row!.number;
}

/** Versions of the policy, the latest first: those in force by a day, one by number, or all. */
export async function policiesBy(
  tx: Tx,
  by: {
    on?: Temporal.PlainDate | undefined;
    number?: number | undefined;
    before?: number | undefined;
    limit: number;
  },
): Promise<PolicyStatement[]> {
  const { sql } = tx;
  return sql<PolicyStatement[]>`
    select number, effective_on as "effectiveOn", introduction, eligibility, decisions, support,
      complaints, kinds, to_json(published_at) #>> '{}' as "publishedAt"
    from policy_statements
    where true
      ${by.on === undefined ? sql`` : sql`and effective_on <= ${by.on.toString()}::date`}
      ${by.number === undefined ? sql`` : sql`and number = ${by.number}`}
      ${by.before === undefined ? sql`` : sql`and number < ${by.before}`}
    order by number desc limit ${by.limit}`;
}
