import type { Tx } from '../database/transactions.ts';

/** A person to register, with what the national returns need. */
export interface NewBeneficiary {
  readonly reference: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly bornOn: string;
  readonly sex: string;
  readonly ethnicity: string;
  readonly placement: string;
  readonly postcodeDistrict: string;
  readonly address?:
    | { readonly lines: string; readonly postcode: string; readonly protected: boolean }
    | undefined;
}

export interface Beneficiary {
  readonly id: string;
  readonly reference: string;
  /** Null for those who count people without seeing them. */
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly bornOn: string | null;
  readonly sex: string;
  readonly ethnicity: string;
  readonly placement: string;
  /** Null for those outside the authority who may not see the address. */
  readonly postcodeDistrict: string | null;
  readonly address: { lines: string; postcode: string; protected: boolean } | null;
  readonly version: number;
}

/** Registers people as a set. @returns their ids by reference. */
export async function addBeneficiaries(
  tx: Tx,
  people: readonly NewBeneficiary[],
): Promise<Map<string, string>> {
  const rows = await tx.sql<{ id: string; reference: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb)
        as p(reference text, "givenName" text, "familyName" text, "bornOn" date, sex text,
          ethnicity text, placement text, "postcodeDistrict" text, address jsonb)
    ), added as (
      insert into beneficiaries (id, reference, sex, ethnicity, placement, postcode_district, recorded_by)
      select id, reference, sex, ethnicity, placement, "postcodeDistrict", ${tx.scope.user} from input
      returning id, reference
    ), named as (
      insert into personal_details (beneficiary_id, given_name, family_name, born_on)
      select id, "givenName", "familyName", "bornOn" from input
    ), housed as (
      insert into addresses (beneficiary_id, lines, postcode, protected)
      select id, address ->> 'lines', address ->> 'postcode', (address ->> 'protected')::boolean
      from input where address is not null
    )
    select id, reference from added`;
  return new Map(rows.map((row) => [row.reference, row.id]));
}

/** To these a district says where somebody lives, so it goes with the address. */
const OUTSIDE = ['family', 'broker', 'health_approver', 'school_approver'];

/** People in order of their reference, after one, as many as asked for and one more. */
export async function listBeneficiaries(
  tx: Tx,
  { after = '', limit, id }: { after?: string | undefined; limit: number; id?: string },
): Promise<Beneficiary[]> {
  const { sql, scope } = tx;
  return sql<Beneficiary[]>`
    select b.id, b.reference, d.given_name as "givenName", d.family_name as "familyName",
      d.born_on as "bornOn", b.sex, b.ethnicity, b.placement,
      case when ${!OUTSIDE.includes(scope.kind)} or a.beneficiary_id is not null
        then b.postcode_district end as "postcodeDistrict", b.version,
      case when a.beneficiary_id is not null then jsonb_build_object('lines', a.lines,
        'postcode', a.postcode, 'protected', a.protected) end as address
    from beneficiaries b
    left join personal_details d on d.beneficiary_id = b.id
    left join addresses a on a.beneficiary_id = b.id
    where b.reference > ${after} ${id === undefined ? sql`` : sql`and b.id = ${id}`}
    order by b.reference limit ${limit + 1}`;
}

/** What may be changed about a person. */
export type BeneficiaryChange = Partial<Omit<NewBeneficiary, 'reference'>>;

/**
 * Changes a person's record if it is still the version the change started from.
 * @returns whether it was.
 */
export async function changeBeneficiary(
  tx: Tx,
  id: string,
  version: number,
  change: BeneficiaryChange,
): Promise<boolean> {
  const { sql } = tx;
  const { address, givenName, familyName, bornOn, ...facts } = change;
  const changed = await sql`
    update beneficiaries set version = version + 1,
      sex = coalesce(${facts.sex ?? null}, sex), ethnicity = coalesce(${facts.ethnicity ?? null}, ethnicity),
      placement = coalesce(${facts.placement ?? null}, placement),
      postcode_district = coalesce(${facts.postcodeDistrict ?? null}, postcode_district)
    where id = ${id} and version = ${version}`;
  if (changed.count === 0) return false;
  await sql`
    update personal_details set version = version + 1,
      given_name = coalesce(${givenName ?? null}, given_name),
      family_name = coalesce(${familyName ?? null}, family_name),
      born_on = coalesce(${bornOn ?? null}::date, born_on)
    where beneficiary_id = ${id}`;
  if (address !== undefined) {
    await sql`
      insert into addresses (beneficiary_id, lines, postcode, protected)
      values (${id}, ${address.lines}, ${address.postcode}, ${address.protected})
      on conflict (beneficiary_id) do update set lines = excluded.lines,
        postcode = excluded.postcode, protected = excluded.protected, version = addresses.version + 1`;
  }
  return true;
}

export interface NewPlan {
  readonly beneficiaryId: string;
  readonly startsOn: string;
  readonly reviewBy: string;
  readonly provision: readonly { section: string; provision: string; outcome: string }[];
}

/** Records plans with their provision, as a set. @returns the plans' ids in the order given. */
export async function addPlans(tx: Tx, plans: readonly NewPlan[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(plans)}::text::jsonb) as ("beneficiaryId" uuid, "startsOn" date,
          "reviewBy" date, provision jsonb)) with ordinality
        as p(beneficiary_id, starts_on, review_by, provision, n)
    ), added as (
      insert into plans (id, beneficiary_id, starts_on, review_by, recorded_by)
      select id, beneficiary_id, starts_on, review_by, ${tx.scope.user} from input
    ), provided as (
      insert into provision_items (plan_id, beneficiary_id, section, provision, outcome)
      select i.id, i.beneficiary_id, v.section, v.provision, v.outcome
      from input i, jsonb_to_recordset(i.provision) as v(section text, provision text, outcome text)
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

export interface Plan {
  readonly id: string;
  readonly startsOn: string;
  readonly reviewBy: string;
  readonly ceasedOn: string | null;
  readonly provision: { id: string; section: string; provision: string; outcome: string }[];
}

/** A person's plans, newest first. */
export async function plansOf(tx: Tx, beneficiaryId: string): Promise<Plan[]> {
  return tx.sql<Plan[]>`
    select p.id, p.starts_on as "startsOn", p.review_by as "reviewBy", p.ceased_on as "ceasedOn",
      coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'section', i.section,
        'provision', i.provision, 'outcome', i.outcome) order by i.section, i.provision)
        from provision_items i where i.plan_id = p.id), '[]') as provision
    from plans p where p.beneficiary_id = ${beneficiaryId} order by p.starts_on desc limit 100`;
}
