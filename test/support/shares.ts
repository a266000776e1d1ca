import { randomUUID } from 'node:crypto';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { post, type Posting } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import type { TestDatabase } from './database.ts';

/** An open account: its id and its name, e.g. `held/direct/education:` and a UUID. */
export interface OpenAccount {
  readonly id: string;
  readonly name: string;
}

export type ShareAccounts = Record<
  | 'agreed'
  | 'available'
  | 'committed'
  | 'drawn'
  | 'held'
  | 'spent'
  | 'bank'
  | 'treasury'
  | 'suspense'
  | 'charges'
  | 'in_transit',
  OpenAccount
>;

/** Opens the accounts of a share of a direct arrangement, of its funder and of a bank account. */
export async function openShare(db: TestDatabase): Promise<ShareAccounts> {
  const [share, funder, bank, run] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const ofShare = ['available', 'committed', 'drawn', 'held', 'spent'] as const;
  const classes = {
    ...Object.fromEntries(ofShare.map((kind) => [kind, [`${kind}/direct/education`, share]])),
    agreed: ['agreed/education', funder],
    bank: ['bank', bank],
    treasury: ['treasury', bank],
    suspense: ['suspense', bank],
    charges: ['charges', bank],
    in_transit: ['in_transit', run],
  } as Record<keyof ShareAccounts, [string, string]>;
  return db.run(async (tx) => {
    const accounts = Object.values(classes).map(([className, subject]) => ({
      class: className,
      subject,
    }));
    await openAccounts(tx, accounts);
    const found = await findAccounts(
      tx,
      accounts.map((one) => `${one.class}:${one.subject}`),
    );
    return Object.fromEntries(
      Object.entries(classes).map(([short, parts]) => {
        const name = parts.join(':');
        return [short, { id: found.get(name)!, name }];
      }),
    ) as ShareAccounts;
  });
}

/** An entry to post; transfers are [from, to, amount]. */
export function anEntry(
  kind: string,
  on: string,
  transfers: readonly (readonly [OpenAccount, OpenAccount, string])[],
  key: string = randomUUID(),
): Posting {
  return {
    key,
    kind,
    effectiveOn: Temporal.PlainDate.from(on),
    transfers: transfers.map(([from, to, amount]) => ({
      from: from.id,
      to: to.id,
      amount: money(amount),
    })),
  };
}

/** Posts entries. @returns their ids in the order given. */
export async function postAll(db: TestDatabase, entries: readonly Posting[]): Promise<string[]> {
  const posted = await db.run((tx) => post(tx, entries));
  return entries.map((entry) => posted.ids.get(entry.key)!);
}
