import { randomUUID } from 'node:crypto';
import type { Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { accountName, findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import { wordsOf } from '../../src/reconciliation/importing/words.ts';
import { linesOnAccount, textOf } from './bank-scene.ts';
import type { TestDatabase } from './database.ts';
import type { Plan, PlannedLine, PlannedPayment, PlannedRun } from './labelled-scenarios.ts';
import { aBankAccount, aReleasedRun } from './released-run.ts';

/** A plan in the database: what each line truly is of, by the names of expected lines. */
export interface LabelledBook {
  readonly accountId: string;
  readonly truth: ReadonlyMap<string, { readonly family: string; readonly names: string }>;
}

const amountOf = (pence: number): string => textOf(BigInt(pence));

/**
 * Puts a plan on a new bank account. Runs are released, and payments leave with their run; payments
 * of invoices left by themselves.
 */
export async function bookOf(
  db: TestDatabase,
  superuser: Client,
  plan: Plan,
): Promise<LabelledBook> {
  const { id: accountId } = await aBankAccount(db);
  const names = new Map<string, string>();
  for (const [place, run] of plan.runs.entries()) {
    await putRun(db, superuser, { accountId, run, place, names });
  }
  await putPayments(db, superuser, { accountId, payments: plan.payments ?? [], names });
  const ids = await putLines(db, superuser, accountId, plan.lines);
  const truth = plan.lines.map(
    (line, n) =>
      [
        ids[n]!,
        { family: line.family, names: namesOf(line.truth.map((one) => names.get(one)!)) },
      ] as const,
  );
  return { accountId, truth: new Map(truth) };
}

/** Names in one text, in one order. */
export const namesOf = (names: readonly string[]): string => [...new Set(names)].toSorted().join();

interface Placed {
  readonly accountId: string;
  readonly run: PlannedRun;
  readonly place: number;
  readonly names: Map<string, string>;
}

async function putRun(
  db: TestDatabase,
  superuser: Client,
  { accountId, run, place, names }: Placed,
): Promise<void> {
  const total = amountOf(run.credits.reduce((sum, { pence }) => sum + pence, 0));
  const { serial, on: valueOn } = run;
  const id = await aReleasedRun(db, { bankAccountId: accountId, serial, valueOn, total });
  names.set(`run:${place}`, `pay_run:${id}`);
  const credits = run.credits.map((one) => ({ ...one, amount: amountOf(one.pence), id }));
  const ids = await superuser<{ id: string }[]>`
    insert into pay_run_credits (pay_run_id, bank_details_id, reference, value_on, items, amount)
    select ${id}::uuid, gen_random_uuid(), reference, ${valueOn}::date, 1, amount
    from rows from (jsonb_to_recordset(${JSON.stringify(credits)}::text::jsonb)
      as (reference text, amount numeric)) with ordinality as c(reference, amount, n)
    order by n returning id`;
  ids.forEach((credit, n) => {
    names.set(`credit:${place}:${n}`, `payment:${credit.id}`);
    names.set(`returned:${place}:${n}`, `returned_credit:${credit.id}`);
  });
  const back = credits.flatMap(({ returnedOn, amount }, n) =>
    returnedOn === undefined ? [] : [{ id: ids[n]!.id, amount, on: returnedOn }],
  );
  await superuser`
    insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on, expected_on,
      recorded_by, entry_id)
    select id, ${id}::uuid, 'returned', '2', amount, "on", "on" + 3, gen_random_uuid(), 0
    from jsonb_to_recordset(${JSON.stringify(back)}::text::jsonb)
      as b(id uuid, amount numeric, "on" date)`;
}

interface PlacedPayments {
  readonly accountId: string;
  readonly payments: readonly PlannedPayment[];
  readonly names: Map<string, string>;
}

/** Payments of invoices that left, each of the provider of its number. */
async function putPayments(
  db: TestDatabase,
  superuser: Client,
  { accountId, payments, names }: PlacedPayments,
): Promise<void> {
  const numbers = [...new Set(payments.map(({ provider }) => provider))];
  const providers = new Map(numbers.map((number) => [number, randomUUID()]));
  const rows = payments.map(({ provider, pence, ...one }) => ({
    ...one,
    id: randomUUID(),
    amount: amountOf(pence),
    provider: providers.get(provider)!,
  }));
  rows.forEach(({ id }, place) => names.set(`invoice:${place}`, `invoice_payment:${id}`));
  await db.run((tx) => leave(tx, rows));
  await superuser`
    insert into invoice_payments (id, bank_account_id, paid_on, reference, total, recorded_by, entry_id)
    select id, ${accountId}::uuid, "on", reference, amount, gen_random_uuid(), 0
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as p(id uuid, "on" date, reference text, amount numeric)`;
  await superuser`
    insert into invoice_payment_lines (payment_id, invoice_id, provider_id, seq, before, amount, after)
    select id, gen_random_uuid(), provider, 1, 0, amount, amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as p(id uuid, provider uuid, amount numeric)`;
}

type Leaving = { id: string; provider: string; on: string; amount: string };

/** What is payable is in transit from the day that it was paid. */
async function leave(tx: Tx, rows: readonly Leaving[]): Promise<void> {
  const transit = rows.map(({ id }) => ({ class: 'in_transit', subject: id }));
  const payable = rows.map(({ provider }) => ({ class: 'payable', subject: provider }));
  const all = [...transit, ...payable];
  await openAccounts(tx, all);
  const nameOf = (one: { class: string; subject: string }) => accountName(one.class, one.subject);
  const accounts = await findAccounts(tx, [...new Set(all.map(nameOf))]);
  const postings = rows.map(({ id, on, amount }, n) => ({
    key: `invoice_payment:${id}`,
    kind: 'invoice_paid',
    effectiveOn: Temporal.PlainDate.from(on),
    transfers: [
      {
        from: accounts.get(nameOf(transit[n]!))!,
        to: accounts.get(nameOf(payable[n]!))!,
        amount: money(amount),
      },
    ],
  }));
  await post(tx, postings);
}

async function putLines(
  db: TestDatabase,
  superuser: Client,
  accountId: string,
  lines: readonly PlannedLine[],
): Promise<string[]> {
  const bare = lines.map(({ on, pence }) => ({ on, amount: amountOf(pence) }));
  const ids = await linesOnAccount(db, accountId, bare);
  const written = lines.map(({ reference, text, details = [] }, n) => ({
    id: ids[n]!,
    reference,
    text,
    words: wordsOf({
      reference,
      text,
      details: details.map((one) => ({ reference: one.reference, text: null })),
    }),
  }));
  await superuser`
    update bank_lines b set reference = w.reference, text = w.text, words = w.words
    from jsonb_to_recordset(${JSON.stringify(written)}::text::jsonb)
      as w(id bigint, reference text, text text, words text[]) where b.id = w.id`;
  const details = lines.flatMap((line, n) =>
    (line.details ?? []).map(({ pence, reference }, place) => ({
      id: ids[n]!,
      number: place + 1,
      amount: amountOf(-pence),
      reference,
    })),
  );
  await superuser`
    insert into bank_line_details (line_id, number, amount, reference)
    select id, number, amount, reference
    from jsonb_to_recordset(${JSON.stringify(details)}::text::jsonb)
      as d(id bigint, number int, amount numeric, reference text)`;
  return ids;
}
