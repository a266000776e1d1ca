import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

/** A line of a return: its kind, day and amount, and whose it is, where it is somebody's. */
export type ReturnLine = [kind: string, on: string, amount: string, arrangement?: string];

/** A return of a pooled account, from a day to a day, with what it opens and closes with. */
export interface PooledReturn {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly opening: string;
  readonly closing: string;
  readonly other?: string;
  readonly interest?: string;
  readonly lines: readonly ReturnLine[];
}

/** Keeps a return, straight in the book; reading one is tested where it is read. @returns its id */
export async function aPooledReturn(db: TestDatabase, one: PooledReturn): Promise<string> {
  const id = randomUUID();
  const rows = one.lines.map(([kind, on, amount, arrangement = null], n) => ({
    row: n + 1,
    kind,
    on,
    amount,
    arrangement,
    category: kind === 'spending' ? 'support' : null,
  }));
  await db.run(async ({ sql, scope }) => {
    await sql`
      insert into holders_returns (id, pooled_account_id, broker_id, from_on, to_on, tier, opening,
        closing, other_opening, interest_opening, lines, people, sha256, submitted_by, entry_id)
      select ${id}, p.id, p.broker_id, ${one.from}::date, ${one.to}::date, 'standard',
        ${one.opening}, ${one.closing}, ${one.other ?? '0.00'}, ${one.interest ?? '0.00'},
        ${rows.length}, 1, '', ${scope.user}, (select min(id) from entries)
      from pooled_accounts p where p.id = ${one.account}`;
    await sql`
      insert into return_people (return_id, arrangement_id, beneficiary_id, opening, closing)
      select ${id}, a.id, a.beneficiary_id, 0, 0 from arrangements a
      where a.id in (select arrangement from jsonb_to_recordset(
        ${JSON.stringify(rows)}::text::jsonb) as l(arrangement uuid))`;
    await sql`
      insert into return_lines (return_id, row, kind, on_day, arrangement_id, beneficiary_id,
        broker_id, amount, category, description)
      select ${id}, l.row, l.kind, l.on, l.arrangement, a.beneficiary_id, p.broker_id, l.amount,
        l.category, 'Line'
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as l(row int, kind text,
        "on" date, amount numeric, arrangement uuid, category text)
      cross join (select broker_id from pooled_accounts where id = ${one.account}) as p
      left join arrangements a on a.id = l.arrangement`;
  });
  return id;
}
