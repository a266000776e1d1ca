import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { money } from '../../money.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import type { AnswerFormat } from './answer.ts';
import { reasonsOf } from './follow-store.ts';
import type { MatchedLine, MoneyKnown } from './rules.ts';

/** What is known of the money of the runs of which a file rejects something. */
export async function moneyKnown(
  tx: Tx,
  matched: readonly MatchedLine[],
  scheme: AnswerFormat,
): Promise<MoneyKnown> {
  const rejecting = matched.filter(({ line }) => line.said === 'rejected');
  const runs = new Set(
    rejecting.flatMap(({ target }) =>
      target === null ? [] : ['credit' in target ? target.credit.payRunId : target.payRunId],
    ),
  );
  const reasons = [...(await reasonsOf(tx, scheme)).values()];
  const clear = new Set(reasons.filter(({ follows }) => follows !== 'ask').map(({ code }) => code));
  if (runs.size === 0) return { clear, settled: new Set(), left: new Map() };
  const ids = [...runs];
  return { clear, settled: await settledOf(tx, ids), left: await leftOf(tx, ids) };
}

/**
 * By run, the pounds that the bank has neither taken, as its lines are matched, nor rejected. What
 * came as a payment by itself is taken from the run's own expected line too. Nobody matches more
 * of these runs until the transaction ends.
 */
export async function leftOf(tx: Tx, payRunIds: readonly string[]): Promise<MoneyKnown['left']> {
  const { sql } = tx;
  await decideAloneOnAll(
    tx,
    payRunIds.map((id) => `pay run ${id}`),
  );
  const rows = await sql<{ id: string; left: string }[]>`
    select l.pay_run_id as id, l.total - coalesce((
        select sum(a.amount) from expected_lines x join line_allocations a on a.expected_id = x.id
        where x.pay_run_id = l.pay_run_id and x.kind = 'pay_run'), 0.00)
      - coalesce((select sum(b.amount) from returned_credits b
        where b.pay_run_id = l.pay_run_id and b.how = 'rejected'), 0.00) as left
    from pay_run_releases l
    where l.pay_run_id in (select value::uuid
      from jsonb_array_elements_text(${JSON.stringify(payRunIds)}::text::jsonb))`;
  return new Map(rows.map(({ id, left }) => [id, money(left)]));
}

/**
 * The credits of runs of which an answer before said that they were settled: by themselves, with
 * their block, or with the whole file. The name of a block ends in its number where a file has
 * several.
 */
async function settledOf(tx: Tx, payRunIds: readonly string[]): Promise<Set<string>> {
  const rows = await joiningWhole(
    tx,
    () => tx.sql<{ id: string }[]>`
      with lines as materialized (
        select distinct pay_run_id, credit_id, case when credit_id is null
          then substring(reference from '-([0-9]{1,3})$')::int end as block
        from bank_answer_lines
        where outcome = 'settled' and pay_run_id in (select value::uuid
          from jsonb_array_elements_text(${JSON.stringify(payRunIds)}::text::jsonb))
      ), credits as materialized (
        select c.id, c.pay_run_id,
          dense_rank() over (partition by c.pay_run_id order by c.value_on)::int as block
        from pay_run_credits c
        where c.pay_run_id in (select pay_run_id from lines) and c.id in (
          select i.credit_id from pay_run_items i where not exists (
            select from undone_items u where u.item_id = i.id and u.why = 'taken_out'))
      )
      select credit_id as id from lines where credit_id is not null
      union
      select c.id from credits c join lines l on l.pay_run_id = c.pay_run_id
      where l.credit_id is null and coalesce(l.block, c.block) = c.block`,
  );
  return new Set(rows.map(({ id }) => id));
}
