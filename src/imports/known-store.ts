import type { Tx } from '../database/transactions.ts';
import type { Sector } from '../ledger/accounts.ts';
import type { Known } from './opening.ts';

/** What the book has that a file may name, and which of its references are taken. */
export async function knownIn(tx: Tx, references: readonly string[]): Promise<Known> {
  const funders = await tx.sql<{ id: string; name: string; sector: Sector }[]>`
    select id, name, sector from funders`;
  const brokers = await tx.sql<{ id: string; name: string }[]>`select id, name from brokers`;
  const taken = await tx.sql<{ reference: string }[]>`
    select reference from beneficiaries where reference in
      (select jsonb_array_elements_text(${JSON.stringify(references)}::text::jsonb))`;
  return {
    funders: new Map(funders.map((one) => [one.name, one])),
    brokers: new Map(brokers.map((one) => [one.name, one.id])),
    references: new Set(taken.map((one) => one.reference)),
  };
}
