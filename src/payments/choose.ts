import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem, type Fault } from '../problem.ts';
import { joiningWhole } from '../database/whole-tables.ts';

/** A chosen instalment as far as it stands in the way of being paid. */
interface Chosen {
  readonly place: number;
  readonly known: boolean;
  readonly valueOn: string | null;
  readonly replaced: boolean;
  readonly paidBefore: boolean;
  /** Whether no share of it is left to be paid. */
  readonly spoken: boolean;
  /** The serial of the latest run that pays of it. */
  readonly serial: string | null;
}

/**
 * Refuses chosen instalments that cannot be due: all of them at once, each by its place. What is
 * due and cannot be paid yet, e.g. for want of a document, is left out like in any run.
 */
export async function refuseNotDue(
  tx: Tx,
  instalmentIds: readonly string[],
  valueOn: string,
): Promise<void> {
  // Between this and the drawing up, no other run takes one of them.
  await decideAlone(tx, 'schedules');
  const rows = await chosenOnes(tx, instalmentIds, valueOn);
  if (rows.length === 0) return;
  const errors = rows.map((row) => faultOf(row, valueOn));
  const known = rows.filter((row) => row.known).length;
  if (known === 0)
    throw new Problem('record-unknown', 'There are no such instalments.', { errors });
  throw new Problem(
    'nothing-due',
    `${rows.length} of the ${instalmentIds.length} chosen instalments are not due by ${valueOn}, or not any more. \`errors\` names each.`,
    { errors },
  );
}

function faultOf(row: Chosen, valueOn: string): Fault {
  const where = `body.instalmentIds.${row.place}`;
  if (!row.known) return { where, message: 'There is no instalment of this identifier.' };
  if (row.replaced) return { where, message: 'A later version of the agreement has replaced it.' };
  if (row.paidBefore) return { where, message: 'It was paid before this book began.' };
  if (row.spoken) {
    const by = row.serial === null ? '' : ` ${row.serial}`;
    return { where, message: `It is in the pay run${by} already.` };
  }
  return {
    where,
    message: `It is due on ${row.valueOn}, and the run pays what is due by ${valueOn}.`,
  };
}

/** What of the chosen is unknown, not due by a date, or in a run. */
async function chosenOnes(
  tx: Tx,
  instalmentIds: readonly string[],
  valueOn: string,
): Promise<Chosen[]> {
  return joiningWhole(
    tx,
    () => tx.sql<Chosen[]>`
      with chosen as materialized (
        select n::int - 1 as place, c.id::uuid as id
        from jsonb_array_elements_text(${JSON.stringify(instalmentIds)}::text::jsonb)
          with ordinality as c(id, n)
      ), standing as materialized (
        select p.instalment_id, p.share_id, p.pay_run_id from pay_run_item_shares p
        where p.instalment_id in (select id from chosen)
          and not exists (select from undone_items u where u.item_id = p.item_id)
      ), left_to_pay as materialized (
        select distinct x.instalment_id from instalment_shares x
        where x.instalment_id in (select id from chosen) and x.amount > 0 and not exists (
          select from standing s where s.instalment_id = x.instalment_id
            and s.share_id = x.share_id)
      ), looked_up as (
        select c.place, i.id is not null as known, i.value_on as "valueOn",
          r.instalment_id is not null as replaced, b.instalment_id is not null as "paidBefore",
          l.instalment_id is null as spoken, s.serial
        from chosen c
        left join instalments i on i.id = c.id
        left join replaced_instalments r on r.instalment_id = c.id
        left join instalments_paid_before b on b.instalment_id = c.id
        left join left_to_pay l on l.instalment_id = c.id
        left join (select s.instalment_id, max(r.serial) as serial
          from standing s join pay_runs r on r.id = s.pay_run_id
          group by s.instalment_id) as s on s.instalment_id = c.id
      )
      select * from looked_up
      where not known or replaced or "paidBefore" or spoken or "valueOn" > ${valueOn}::date
      order by place`,
  );
}
