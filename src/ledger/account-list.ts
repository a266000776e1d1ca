import type { Fragment, Tx } from '../database/transactions.ts';

/** An account as it is shown. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly subject: string;
  readonly guarded: boolean;
}

export interface AccountsAsked {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly class?: string | undefined;
  readonly subject?: string | undefined;
  readonly beneficiary?: string | undefined;
}

/** The accounts that the caller may see, by id, as many as asked for and one more. */
export async function listAccounts(tx: Tx, asked: AccountsAsked): Promise<Account[]> {
  const { sql } = tx;
  const when = (value: string | undefined, condition: (value: string) => Fragment): Fragment =>
    value === undefined ? sql`` : condition(value);
  return sql<Account[]>`
    select ${accountColumns(tx)}
    from accounts a join account_classes c on c.id = a.class
    where a.id > ${asked.after ?? '0'} ${amongTheirOwn(tx)}
      ${when(asked.class, (name) => sql`and c.name = ${name}`)}
      ${when(asked.subject, (id) => sql`and a.subject = ${id}`)}
      ${when(asked.beneficiary, (id) => sql`and a.beneficiary_id = ${id}`)}
    order by a.id limit ${asked.limit + 1}`;
}

/** One account, or null if the caller may not see it. */
export async function accountById(tx: Tx, id: string): Promise<Account | null> {
  const [account] = await tx.sql<Account[]>`
    select ${accountColumns(tx)}
    from accounts a join account_classes c on c.id = a.class where a.id = ${id}`;
  return account ?? null;
}

function accountColumns({ sql }: Tx): Fragment {
  return sql`a.id, c.name || ':' || a.subject as name, c.name as class, a.subject, c.guarded`;
}

/**
 * Row-level security decides what a family or a broker sees. Said in the query too, it lets the
 * database begin with their few accounts instead of asking about everybody's.
 */
function amongTheirOwn({ sql, scope }: Tx): Fragment {
  if (scope.kind === 'family') {
    return sql`and a.beneficiary_id in (
      select beneficiary_id from family_access where user_id = ${scope.user})`;
  }
  if (scope.kind === 'broker') {
    return sql`and a.arrangement_id in (select arrangement_id from arrangement_parties)`;
  }
  return sql``;
}
