import { randomUUID } from 'node:crypto';
import type { Client } from '../../src/database/connections.ts';
import { inTransaction } from '../../src/database/transactions.ts';
import { addMatchRun } from '../../src/reconciliation/matching/run-store.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { timeOf } from './support/rate.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

/** Payments of one run each, and lines that bring them; a fifth share amount and day by fours. */
interface Size {
  readonly runs: number;
  readonly payments: number;
}

/**
 * A search over as many lines as single payments, against a hash join on the same keys, with all
 * pairs that it finds written out: numbered, and under the key that proposals have, as nobody could
 * page through them without. Four fifths of the lines name their payment; the others have an
 * amount and a day that four payments share, and each lists its rivals.
 */
export const reconcile: Measurement = {
  name: 'reconcile',
  unit: 'ms',
  bar: { atMost: 4 },
  async measure(options) {
    const scratch = await openScratch(options);
    try {
      return await run(scratch, options);
    } finally {
      await scratch.close();
    }
  },
};

async function run(scratch: Scratch, { quick, onProgress }: BenchOptions): Promise<Turns> {
  const size = quick ? { runs: 8, payments: 2500 } : { runs: 40, payments: 10_000 };
  const client = scratch.service(1);
  const plain = scratch.plain(1);
  onProgress(`making ${size.runs * size.payments} lines and payments`);
  const bankAccountId = await fill(scratch.superuser(1), size);
  await plain`
    create table joined (run_id uuid, number int, line_id bigint, name text, amount numeric(14, 2),
      days int, primary key (run_id, number))`;
  const total = size.runs * size.payments;
  let proposals = 0;
  const turns = await inTurns({
    runs: quick ? 2 : 5,
    ours: () =>
      timeOf(() =>
        inTransaction(client, scratch.scope, async (tx) => {
          const id = await addMatchRun(tx, bankAccountId);
          const [made] = await tx.sql<{ proposals: number; certain: number }[]>`
            select proposals, without_rivals as certain from match_runs where id = ${id}`;
          proposals = made!.proposals;
          if (made!.certain !== (total * 4) / 5) throw new Error('Not every name was found.');
        }),
      ),
    baseline: async () => {
      await plain`truncate joined`;
      return timeOf(() => join(plain));
    },
  });
  return proposals === total
    ? turns
    : { ...turns, broken: [`Only ${proposals} of ${total} lines have a proposal.`] };
}

/** The same keys: direction and amount, the day, and the name where a line has one. */
async function join(plain: Client): Promise<void> {
  await plain`
    insert into joined
    select ${randomUUID()}, row_number() over (), p.* from (
      select l.id, 'payment:' || c.id, c.amount, l.booked_on - c.value_on
      from bank_lines l join pay_run_credits c
        on c.amount = -l.amount and c.value_on = l.booked_on and c.reference = l.reference
      union all
      select l.id, 'payment:' || c.id, c.amount, l.booked_on - c.value_on
      from bank_lines l join pay_run_credits c
        on c.amount = -l.amount and c.value_on = l.booked_on
      where l.reference is null
    ) as p`;
}

/** Fills tables without having every row checked. @returns the bank account's id */
async function fill(superuser: Client, { runs, payments }: Size): Promise<string> {
  await superuser.unsafe(`set session_replication_role = replica`);
  const [account] = await superuser<{ id: string }[]>`
    insert into bank_accounts (name, sort_code, account_number, account_name, service_user_number)
    values ('Payments', '202015', '55000001', 'Testshire', '123456') returning id`;
  const id = account!.id;
  await superuser`
    insert into pay_runs (serial, bank_account_id, value_on, input_on, way, urgent_reason, drawn_up_by)
    select lpad(n::text, 6, 'R00000'), ${id}, day, day, 'faster_payments', 'benchmark',
      gen_random_uuid()
    from generate_series(1, ${runs}::int) as n,
      lateral (select '2026-01-05'::date + n * 7 as day) as d`;
  await superuser`
    insert into pay_run_credits (pay_run_id, bank_details_id, reference, value_on, items, amount)
    select r.id, gen_random_uuid(), 'DP' || substr(r.serial, 2) || lpad(n::text, 6, '0'), r.value_on,
      1, case when n % 5 = 0 then 50000 + (n - 5) / 20 else 10 + (row_number() over ()) * 0.01 end
    from pay_runs r, generate_series(1, ${payments}::int) as n`;
  await superuser`
    insert into pay_run_releases (pay_run_id, total, released_by)
    select pay_run_id, sum(amount), gen_random_uuid() from pay_run_credits group by pay_run_id`;
  await superuser`
    insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
      reference, words, fingerprint, occurrence)
    select gen_random_uuid(), ${id}, 1, value_on, -amount, amount,
      case when amount < 50000 then reference end,
      case when amount < 50000 then array['FASTER', 'PAYMENT', upper(reference)] else array['FASTER', 'PAYMENT'] end,
      sha256(id::text::bytea), 1
    from pay_run_credits`;
  await superuser.unsafe('analyze bank_lines, pay_run_credits, pay_runs, pay_run_releases');
  return id;
}
