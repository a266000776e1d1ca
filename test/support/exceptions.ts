import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Clock } from '../../src/calendar.ts';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money, toText } from '../../src/money.ts';
import { freshApi, type Api, type ApiUser } from './api.ts';
import { ok } from './book.ts';
import type { TestDatabase } from './database.ts';
import { aBankAccount, aReleasedRun } from './released-run.ts';

/** An office that reconciles, whose date can be set. */
export interface Office {
  readonly api: Api;
  readonly db: TestDatabase;
  readonly finance: ApiUser;
  readonly approver: ApiUser;
  on(day: string): void;
}

/** The date is 15 April 2026 until it is set. */
export async function anOffice(
  options: Omit<Parameters<typeof freshApi>[0] & object, 'clock'> = {},
): Promise<Office> {
  let today = Temporal.PlainDate.from('2026-04-15');
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };
  const api = await freshApi({ ...options, clock });
  return {
    api,
    db: api.db,
    finance: await api.as('finance_officer'),
    approver: await api.as('approver'),
    on(day) {
      today = Temporal.PlainDate.from(day);
    },
  };
}

export interface StatementOf {
  readonly bankAccountId: string;
  readonly from?: string;
  readonly to?: string;
  readonly opening?: string | null;
  readonly closing?: string | null;
  readonly wholeDays?: boolean;
  /** Booking day, amount, and the words and references in it. */
  readonly lines?: readonly (readonly [bookedOn: string, amount: string, words?: string[]])[];
}

/** A statement as an import leaves it, by default of April. @returns the ids, lines in order */
export async function aStatement(db: TestDatabase, facts: StatementOf) {
  const { bankAccountId, from = '2026-04-01', to = '2026-04-30', wholeDays = true } = facts;
  const { opening = null, closing = null } = facts;
  const lines = (facts.lines ?? []).map(([bookedOn, amount, words = []], n) => ({
    bookedOn,
    amount,
    size: toText(money(amount).abs()),
    words,
    position: n + 1,
    fingerprint: randomBytes(32).toString('hex'),
  }));
  return db.run(async ({ sql, scope }) => {
    const [file] = await sql<{ id: string }[]>`
      insert into bank_files (name, format, sha256, content, received_by)
      values ('april.xml', 'camt.053', ${randomBytes(32)}, 'x', ${scope.user}) returning id`;
    const [statement] = await sql<{ id: string }[]>`
      insert into bank_statements (file_id, bank_account_id, whole_days, from_on, to_on, opening,
        closing)
      values (${file!.id}, ${bankAccountId}, ${wholeDays}, ${from}, ${to}, ${opening}, ${closing})
      returning id`;
    const rows = await sql<{ id: string }[]>`
      insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
        words, fingerprint, occurrence)
      select ${statement!.id}, ${bankAccountId}, position, "bookedOn", amount, size,
        array(select jsonb_array_elements_text(words)), decode(fingerprint, 'hex'), 1
      from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb) as l(position int,
        "bookedOn" date, amount numeric, size numeric, words jsonb, fingerprint text)
      order by position returning id`;
    return { statementId: statement!.id, lines: rows.map((row) => row.id) };
  });
}

/** A bank account with a statement of April that has these lines. */
export async function anAccountWith(
  db: TestDatabase,
  lines: NonNullable<StatementOf['lines']>,
): Promise<{ bankAccountId: string; statementId: string; lines: string[] }> {
  const { id: bankAccountId } = await aBankAccount(db);
  return { bankAccountId, ...(await aStatement(db, { bankAccountId, lines })) };
}

let serials = 0;

/** A released run on a bank account. @returns its serial and the name by which it is expected */
export async function anExpectedRun(
  db: TestDatabase,
  bankAccountId: string,
  total: string,
  valueOn = '2026-04-02',
): Promise<{ serial: string; name: string }> {
  const serial = `X${String((serials += 1)).padStart(5, '0')}`;
  const id = await aReleasedRun(db, { bankAccountId, serial, valueOn, total });
  return { serial, name: `pay_run:${id}` };
}

/** Own money that the ledger's bank account has from elsewhere. @returns the entry's number */
export async function ownMoney(
  db: TestDatabase,
  bankAccountId: string,
  amount: string,
  on: string,
): Promise<string> {
  return db.run(async (tx) => {
    const [bank, treasury] = [`bank:${bankAccountId}`, `treasury:${bankAccountId}`];
    const ids = await findAccounts(tx, [bank, treasury]);
    const out = amount.startsWith('-');
    const ends = { from: ids.get(treasury)!, to: ids.get(bank)! };
    const key = `test:${randomUUID()}`;
    const posted = await post(tx, [
      {
        key,
        kind: 'treasury',
        effectiveOn: Temporal.PlainDate.from(on),
        transfers: [
          {
            from: out ? ends.to : ends.from,
            to: out ? ends.from : ends.to,
            amount: money(amount).abs(),
          },
        ],
      },
    ]);
    return posted.ids.get(key)!;
  });
}

/** The exceptions of an account, all of them, in order. */
export async function exceptionsOf(
  user: ApiUser,
  bankAccountId: string,
  query = '',
): Promise<any[]> {
  const url = `/exceptions?limit=200&bankAccount=${bankAccountId}${query}`;
  return (await ok(user.get(url), 200)).items;
}

/** Expects the exceptions of an account by their names, in any order. @returns them in the order asked for */
export async function expectNames(
  user: ApiUser,
  bankAccountId: string,
  names: readonly string[],
): Promise<any[]> {
  const found = await exceptionsOf(user, bankAccountId);
  expect(new Set(found.map(({ name }) => name))).toEqual(new Set(names));
  return names.map((name) => found.find((one) => one.name === name));
}

/** Matches a line with what is expected. @returns the match's id */
export async function matchWith(
  user: ApiUser,
  lineId: string,
  expected: string,
  amount?: string,
): Promise<string> {
  const { items } = await ok(user.post('/matches', { pairs: [{ lineId, expected, amount }] }));
  return items[0].id;
}

/** Takes a match back. */
export const undoMatch = (user: ApiUser, id: string): Promise<any> =>
  ok(user.post(`/matches/${id}/undo`, { reason: 'wrong_line' }));
