import { randomUUID } from 'node:crypto';
import type { Sector } from '../../src/ledger/accounts.ts';
import { aBankAccount } from './released-run.ts';
import type { TestDatabase } from './database.ts';

/** A person with a plan, a budget and one agreed arrangement, put on file without the routes. */
export interface OnFile {
  readonly bornOn: string;
  readonly sectors: readonly Sector[];
  readonly kind: 'direct' | 'notional' | 'third_party';
  readonly relationship: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly planStartsOn: string;
  readonly reviewBy: string;
  /** The value date of the first payment; null where nothing has been paid. */
  readonly paidOn: string | null;
  /** Whether the payment's run was released, or only drawn up. */
  readonly released: boolean;
  /** Whether a second person has agreed the first version. */
  readonly agreed: boolean;
}

export interface Ids {
  readonly reference: string;
  readonly beneficiaryId: string;
  readonly planId: string;
  readonly budgetId: string;
  readonly arrangementId: string;
  readonly agreementId: string;
}

const USUAL: OnFile = {
  bornOn: '2012-05-01',
  sectors: ['education', 'health', 'social_care'],
  kind: 'direct',
  relationship: 'parent',
  startsOn: '2025-04-01',
  endsOn: '2028-03-31',
  planStartsOn: '2025-03-01',
  reviewBy: '2099-01-01',
  paidOn: null,
  released: true,
  agreed: true,
};

/** Of six characters from the first on, so that no two are alike. */
let number = 36 ** 5;
const serial = (): string => (number++).toString(36).toUpperCase();

/** Puts people on file as a set. @returns their ids in the order given */
export async function putOnFile(
  db: TestDatabase,
  list: readonly Partial<OnFile>[],
): Promise<Ids[]> {
  const run = serial();
  const people = list.map((one, n) => ({
    ...USUAL,
    ...one,
    n: n + 1,
    reference: `F-${run}-${n + 1}`,
    beneficiaryId: randomUUID() as string,
    planId: randomUUID() as string,
    budgetId: randomUUID() as string,
    payeeId: randomUUID(),
    arrangementId: randomUUID() as string,
    agreementId: randomUUID() as string,
    instalmentId: randomUUID(),
    itemId: randomUUID(),
  }));
  const bank = await aBankAccount(db);
  await db.run(async (tx) => {
    const { sql } = tx;
    const by = tx.scope.user;
    const input = JSON.stringify(people);
    const [second] = await sql<{ id: string }[]>`
      insert into users (issuer, subject) values ('test', ${randomUUID()}) returning id`;
    const [entry] = await sql<{ id: string }[]>`
      insert into entries (key, kind, effective_on, by, content)
      values (${`on file:${run}`}, 7, '2025-03-01', ${by}, '') returning id`;
    await sql`
      insert into funders (name, sector) select 'Funder of ' || s, s
      from unnest(array['education', 'health', 'social_care']) s on conflict do nothing`;
    const from = sql`jsonb_to_recordset(${input}::text::jsonb) as p(n int, reference text,
      "bornOn" date, sectors jsonb, kind text, relationship text, "startsOn" date, "endsOn" date,
      "planStartsOn" date, "reviewBy" date, "paidOn" date, released boolean, agreed boolean, "beneficiaryId" uuid,
      "planId" uuid, "budgetId" uuid, "payeeId" uuid, "arrangementId" uuid, "agreementId" uuid,
      "instalmentId" uuid, "itemId" uuid)`;
    await sql`
      with p as materialized (select * from ${from}), b as (
        insert into beneficiaries (id, reference, sex, ethnicity, placement, postcode_district, recorded_by)
        select "beneficiaryId", reference, 'female', 'WBRI', 'Mainstream school', 'ME14', ${by} from p
      ), d as (
        insert into personal_details (beneficiary_id, given_name, family_name, born_on)
        select "beneficiaryId", 'Amina', 'Example', "bornOn" from p
      ), l as (
        insert into plans (id, beneficiary_id, starts_on, review_by, recorded_by)
        select "planId", "beneficiaryId", "planStartsOn", "reviewBy", ${by} from p
      ), u as (
        insert into budgets (id, beneficiary_id, plan_id, starts_on, ends_on, recorded_by)
        select "budgetId", "beneficiaryId", "planId", "startsOn", "endsOn", ${by} from p
      ), y as (
        insert into payees (id, beneficiary_id, relationship, name, recorded_by)
        select "payeeId", "beneficiaryId", relationship, 'G. Example', ${by} from p
      )
      insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by)
      select "arrangementId", "budgetId", "beneficiaryId", kind, 'Support',
        case when kind <> 'notional' then "payeeId" end, ${by} from p`;
    await sql`
      with p as materialized (select * from ${from}), s as (
        insert into shares (arrangement_id, beneficiary_id, position, source, funder_id)
        select p."arrangementId", p."beneficiaryId", x.position, x.sector, f.id
        from p, jsonb_array_elements_text(p.sectors) with ordinality as x(sector, position)
        join funders f on f.name = 'Funder of ' || x.sector
        returning id, arrangement_id, beneficiary_id
      ), g as (
        insert into agreements (id, arrangement_id, beneficiary_id, version, change, effective_on,
          amount, agreed_total, every, first_period_on, instalments, paid, same_household, remainder,
          reason, proposed_by)
        select "agreementId", "arrangementId", "beneficiaryId", 1, 'first', "startsOn", 1300, 1300,
          '4_weeks', "startsOn", 13, 'in_advance', false, 'cumulative', 'Agreed', ${by} from p
      ), x as (
        insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id, basis, amount)
        select p."agreementId", s.arrangement_id, s.beneficiary_id, s.id, 'rest', 100
        from s join p on p."arrangementId" = s.arrangement_id
      ), i as (
        insert into instalments (id, agreement_id, arrangement_id, beneficiary_id, number,
          period_from, period_to, value_on, input_on, amount)
        select "instalmentId", "agreementId", "arrangementId", "beneficiaryId", 1, "paidOn",
          "paidOn" + 27, "paidOn", "paidOn" - 2, 100 from p where "paidOn" is not null
      ), k as (
        insert into bank_details (payee_id, sort_code, account_number, account_name, salt,
          recorded_by, entry_id)
        select "payeeId", '200000', '12345678', 'G Example', '', ${by}, ${entry!.id} from p
        returning id, payee_id
      ), r as (
        insert into pay_runs (serial, bank_account_id, value_on, input_on, drawn_up_by)
        select ${run}, ${bank.id}, '2025-04-01', '2025-03-28', ${by} returning id
      ), c as (
        insert into pay_run_credits (id, pay_run_id, bank_details_id, reference, value_on, items,
          amount)
        select p."itemId", r.id, k.id, 'PB ' || p.n, p."paidOn", 1, 100
        from p join k on k.payee_id = p."payeeId", r where p."paidOn" is not null
      ), q as (
        insert into pay_run_items (id, pay_run_id, instalment_id, arrangement_id, beneficiary_id,
          bank_details_id, credit_id, amount, reference)
        select p."itemId", r.id, p."instalmentId", p."arrangementId", p."beneficiaryId", k.id,
          p."itemId", 100, 'PB ' || p.n
        from p join k on k.payee_id = p."payeeId", r where p."paidOn" is not null
      ), e as (
        insert into entries (key, kind, effective_on, by, content)
        select 'payment:' || "itemId", (select id from entry_kinds where name = 'payment'), "paidOn", ${by}, '' from p where "paidOn" is not null and released
      )
      insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
      select "agreementId", ${by}, ${second!.id}, ${entry!.id} from p where agreed`;
  });
  return people;
}

export interface NewVersion {
  readonly of: Ids;
  readonly version: number;
  readonly change: 'increase' | 'decrease' | 'other_terms' | 'end';
  readonly effectiveOn: string;
  readonly agreed: boolean;
  readonly proposedBy?: string;
}

/** Puts a later version on file, with the shares of the first. @returns its id */
export async function putVersionOnFile(db: TestDatabase, one: NewVersion): Promise<string> {
  return db.run(async ({ sql, scope }) => {
    const proposedBy = one.proposedBy ?? scope.user;
    const [made] = await sql<{ id: string }[]>`
      insert into agreements (arrangement_id, beneficiary_id, version, change, effective_on,
        amount, agreed_total, every, first_period_on, instalments, paid, same_household, remainder,
        reason, proposed_by)
      select arrangement_id, beneficiary_id, ${one.version}, ${one.change}, ${one.effectiveOn}::date,
        ${one.change === 'end' ? '0.00' : '650.00'}, 900, every, first_period_on, instalments, paid, same_household,
        remainder, 'Changed', ${proposedBy} from agreements where id = ${one.of.agreementId}
      returning id`;
    await sql`
      insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id, basis, amount)
      select ${made!.id}, arrangement_id, beneficiary_id, share_id, basis, amount
      from agreement_shares where agreement_id = ${one.of.agreementId}`;
    if (one.agreed) {
      await sql`
        insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
        select ${made!.id}, ${proposedBy}, decided_by, entry_id from agreement_decisions
        where agreement_id = ${one.of.agreementId}`;
    }
    return made!.id;
  });
}
