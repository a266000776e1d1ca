import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { money } from '../../src/money.ts';
import type { TestDatabase } from './database.ts';
import { aBankAccount, aReleasedRun } from './released-run.ts';
import { anEntry, postAll } from './shares.ts';

/** A line of the bank, in pence; money out is negative. */
export interface SceneLine {
  readonly id: string;
  readonly account: string;
  readonly pence: bigint;
}

/** What is expected, in pence; money out is negative. */
export interface SceneExpected {
  readonly name: string;
  readonly account: string;
  readonly pence: bigint;
  /** The run's or the day's name, of a payment by itself. */
  readonly whole: string | null;
  /** The subject of the account of what is in transit; null of what is in the ledger already. */
  readonly transit: string | null;
}

/** Bank accounts with lines, and what is expected on them: few, so that all touch the same. */
export interface BankScene {
  readonly accounts: readonly string[];
  readonly lines: readonly SceneLine[];
  readonly expected: readonly SceneExpected[];
}

export const textOf = (pence: bigint): string => {
  const size = (pence < 0n ? -pence : pence).toString().padStart(3, '0');
  return `${pence < 0n ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`;
};

export const penceOfText = (text: string): bigint => BigInt(text.replace('.', ''));

/** Connects as somebody whom no rule holds back. */
export async function asSuperuser(db: TestDatabase): Promise<Client> {
  const superuser = connect(db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(
    `set search_path = ${db.authority}; set session_replication_role = replica`,
  );
  return superuser;
}

/** Puts lines on an account, as an import would. @returns their numbers in the order given */
export async function linesOnAccount(
  db: TestDatabase,
  account: string,
  lines: readonly { on: string; amount: string }[],
): Promise<string[]> {
  return db.run(async (tx) => {
    const statement = await aStatement(tx, account);
    const rows = await tx.sql<{ id: string }[]>`
      insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
        fingerprint, occurrence)
      select ${statement}::uuid, ${account}::uuid, n, "on", amount, abs(amount), sha256(n::text::bytea),
        (select count(*) + 1 from bank_lines b where b.bank_account_id = ${account}::uuid)
      from rows from (jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb)
        as ("on" date, amount numeric)) with ordinality as l("on", amount, n)
      order by n returning id`;
    return rows.map((row) => row.id);
  });
}

async function aStatement({ sql, scope }: Tx, account: string): Promise<string> {
  const [file] = await sql<{ id: string }[]>`
    insert into bank_files (name, format, sha256, content, received_by)
    values ('a.xml', 'camt053', ${randomBytes(32)}, '', ${scope.user}) returning id`;
  const [statement] = await sql<{ id: string }[]>`
    insert into bank_statements (file_id, bank_account_id, from_on, to_on)
    values (${file!.id}, ${account}, '2026-04-01', '2026-04-30') returning id`;
  return statement!.id;
}

/** Says of which payments a run is made, and whether each leaves on its day. @returns their ids */
export async function addCredits(
  superuser: Client,
  payRunId: string,
  credits: readonly { amount: string; on: string }[],
  eachOnItsDay = false,
): Promise<string[]> {
  await superuser`update pay_runs set each_on_its_day = ${eachOnItsDay} where id = ${payRunId}`;
  const rows = await superuser<{ id: string }[]>`
    insert into pay_run_credits (pay_run_id, bank_details_id, reference, value_on, items, amount)
    select ${payRunId}::uuid, gen_random_uuid(), 'REF ' || n, "on", 1, amount
    from rows from (jsonb_to_recordset(${JSON.stringify(credits)}::text::jsonb)
      as ("on" date, amount numeric)) with ordinality as c("on", amount, n)
    order by n returning id`;
  return rows.map((row) => row.id);
}

let serials = 0;
const aSerial = (): string => `S${String((serials += 1)).padStart(5, '0')}`;

/**
 * A run sent at once and one that sends each payment on its day, a payment that came back, and what
 * the ledger has on the account already; and lines that fit some of it, or nothing.
 */
export async function aBankScene(db: TestDatabase, superuser: Client): Promise<BankScene> {
  const [account, other] = [(await aBankAccount(db)).id, (await aBankAccount(db)).id];
  const expected: SceneExpected[] = [];
  const runOf = async (total: string): Promise<string> =>
    aReleasedRun(db, { bankAccountId: account, serial: aSerial(), valueOn: '2026-04-10', total });
  const add = (name: string, pence: bigint, transit: string | null, whole: string | null = null) =>
    void expected.push({ name, account, pence, whole, transit });

  const atOnce = await runOf('100.00');
  const on = '2026-04-10';
  const payments = ['60.00', '39.99', '0.01'].map((amount) => ({ amount, on }));
  const ids = await addCredits(superuser, atOnce, payments);
  add(`pay_run:${atOnce}`, -10000n, atOnce);
  ids.forEach((id, n) =>
    add(`payment:${id}`, -penceOfText(payments[n]!.amount), atOnce, `pay_run:${atOnce}`),
  );

  const byDays = await runOf('60.00');
  const days = [
    { amount: '25.00', on: '2026-04-09' },
    { amount: '15.00', on },
    { amount: '20.00', on },
  ];
  const each = await addCredits(superuser, byDays, days, true);
  add(`pay_run:${byDays}:2026-04-09`, -2500n, byDays);
  add(`pay_run:${byDays}:${on}`, -3500n, byDays);
  add(`payment:${each[1]!}`, -1500n, byDays, `pay_run:${byDays}:${on}`);
  add(`payment:${each[2]!}`, -2000n, byDays, `pay_run:${byDays}:${on}`);
  await superuser`
    insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on, expected_on,
      recorded_by, entry_id)
    values (${each[0]!}, ${byDays}, 'returned', '2', 25.00, '2026-04-13', '2026-04-15',
      gen_random_uuid(), 0)`;
  add(`returned_credit:${each[0]!}`, 2500n, byDays);

  for (const pence of [3000n, -500n])
    add(`entry:${await onTheBank(db, account, pence)}`, pence, null);
  const amounts = ['-100.00', '-60.00', '-39.99', '-35.00', '-25.00', '-5.00', '25.00', '30.00'];
  const lines = await linesOnAccount(
    db,
    account,
    amounts.map((amount) => ({ on, amount })),
  );
  const [elsewhere] = await linesOnAccount(db, other, [{ on, amount: '-100.00' }]);
  return {
    accounts: [account, other],
    expected,
    lines: [
      ...lines.map((id, n) => ({ id, account, pence: penceOfText(amounts[n]!) })),
      { id: elsewhere!, account: other, pence: -10000n },
    ],
  };
}

/** An entry that brings money to the bank account, or takes it. @returns its number */
async function onTheBank(db: TestDatabase, account: string, pence: bigint): Promise<string> {
  const names = [`treasury:${account}`, `bank:${account}`];
  const found = await db.run((tx) => findAccounts(tx, names));
  const [treasury, bank] = names.map((name) => ({ name, id: found.get(name)! })) as [
    { name: string; id: string },
    { name: string; id: string },
  ];
  const amount = textOf(pence < 0n ? -pence : pence);
  const sides =
    pence < 0n ? ([bank, treasury, amount] as const) : ([treasury, bank, amount] as const);
  const [id] = await postAll(db, [anEntry('treasury', '2026-04-10', [sides], randomUUID())]);
  return id!;
}

/** An amount in pence as the code under test takes it. */
export const moneyOf = (pence: bigint) => money(textOf(pence));
