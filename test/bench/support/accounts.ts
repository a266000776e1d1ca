import { randomUUID } from 'node:crypto';
import type { Client } from '../../../src/database/connections.ts';
import { inTransaction, type Scope } from '../../../src/database/transactions.ts';
import { findAccounts, openAccounts } from '../../../src/ledger/accounts.ts';
import { post, type Posting } from '../../../src/ledger/post.ts';
import { money, type Decimal } from '../../../src/money.ts';

export interface OpenAccount {
  readonly id: string;
  /** As the API names it, e.g. `bank:UUID`. */
  readonly name: string;
}

/** Opens a number of accounts of a class, each with a subject of its own. */
export async function openMany(
  client: Client,
  scope: Scope,
  className: string,
  count: number,
): Promise<OpenAccount[]> {
  return inTransaction(client, scope, async (tx) => {
    const subjects = Array.from({ length: count }, () => randomUUID());
    await openAccounts(
      tx,
      subjects.map((subject) => ({ class: className, subject })),
    );
    const names = subjects.map((subject) => `${className}:${subject}`);
    const ids = await findAccounts(tx, names);
    return names.map((name) => ({ id: ids.get(name)!, name }));
  });
}

/** The number of a kind of entry or a class of account, which a plain statement has to know. */
export async function numberOf(
  plain: Client,
  table: 'entry_kinds' | 'account_classes',
  name: string,
): Promise<number> {
  const [row] = await plain<{ id: number }[]>`select id from ${plain(table)} where name = ${name}`;
  if (row === undefined) throw new Error(`There is no "${name}" in ${table}.`);
  return row.id;
}

const FUNDS = money('1000000.00');

/** Gives each of two rows of accounts, available and committed, a million pounds. */
export async function fund(
  client: Client,
  scope: Scope,
  available: readonly OpenAccount[],
  committed: readonly OpenAccount[],
): Promise<void> {
  const [agreed] = await openMany(client, scope, 'agreed/education', 1);
  const entry = (kind: string, from: OpenAccount, to: OpenAccount, amount: Decimal): Posting => ({
    key: randomUUID(),
    kind,
    effectiveOn: scope.today,
    transfers: [{ from: from.id, to: to.id, amount }],
  });
  await inTransaction(client, scope, async (tx) => {
    await post(
      tx,
      available.map((to) => entry('agreed', agreed!, to, FUNDS.times(2))),
    );
    await post(
      tx,
      committed.map((to, n) => entry('scheduled', available[n]!, to, FUNDS)),
    );
  });
}
