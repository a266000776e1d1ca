import type { Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { expectedLines } from './expected.ts';
import type { ExpectedKind } from './names.ts';

/** An expected line as people see it. Dates and amounts are text. */
export interface ExpectedRow {
  readonly name: string;
  readonly kind: ExpectedKind;
  readonly bankAccountId: string;
  readonly valueOn: string;
  readonly amount: string;
  readonly open: string;
  readonly keys: readonly string[];
}

/** What is expected of a bank account and still open, a page in order of day and name. */
export async function listExpected(
  tx: Tx,
  by: {
    readonly bankAccountId: string;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<ExpectedRow[]> {
  const { sql } = tx;
  const [, day, name] = /^(\d{4}-\d\d-\d\d)_(.+)$/.exec(by.after ?? '') ?? [];
  return joiningWhole(
    tx,
    () => sql<ExpectedRow[]>`
      select name, kind, bank_account_id as "bankAccountId", value_on as "valueOn", amount, open,
        keys
      from (${expectedLines(tx, { bankAccountId: by.bankAccountId })}) as e
      where true ${name === undefined ? sql`` : sql`and (value_on, name) > (${day!}::date, ${name})`}
      order by value_on, name limit ${by.limit + 1}`,
  );
}
