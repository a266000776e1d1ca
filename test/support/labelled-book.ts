import type { Client } from '../../src/database/connections.ts';
import { wordsOf } from '../../src/reconciliation/importing/words.ts';
import { linesOnAccount, textOf } from './bank-scene.ts';
import type { TestDatabase } from './database.ts';
import type { Plan, PlannedLine, PlannedRun } from './labelled-scenarios.ts';
import { aBankAccount, aReleasedRun } from './released-run.ts';

/** A plan in the database: what each line truly is of, by the names of expected lines. */
export interface LabelledBook {
  readonly accountId: string;
  readonly truth: ReadonlyMap<string, { readonly family: string; readonly names: string }>;
}

const amountOf = (pence: number): string => textOf(BigInt(pence));

/** Puts a plan on a new bank account. Runs are released, payments leave with their run. */
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
