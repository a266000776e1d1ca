import type { Tx } from '../database/transactions.ts';
import { WHOLE_AUTHORITY, openAccounts } from '../ledger/accounts.ts';

export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly vatNumber: string | null;
  /** A person in business alone, whose name is not published. */
  readonly soleTrader: boolean;
}

/** A provider to be added; not a sole trader unless it says so. */
interface NewProvider {
  readonly name: string;
  readonly vatNumber?: string | undefined;
  readonly soleTrader?: boolean | undefined;
}

/** Adds providers, each with the account of what it is owed, as a set. @returns their ids in the order given */
export async function addProviders(tx: Tx, providers: readonly NewProvider[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(providers)}::text::jsonb) as (name text, "vatNumber" text, "soleTrader" boolean))
        with ordinality as p(name, vat_number, sole_trader, n)
    ), added as (
      insert into providers (id, name, vat_number, sole_trader, recorded_by)
      select id, name, vat_number, coalesce(sole_trader, false), ${tx.scope.user} from input
    )
    select id from input order by n`;
  await openAccounts(tx, [
    { class: 'vat', subject: WHOLE_AUTHORITY },
    ...rows.map(({ id }) => ({ class: 'payable', subject: id })),
  ]);
  return rows.map((row) => row.id);
}

/** Providers in the order of their names: one, one by name, or a page after a name. */
export async function listProviders(
  tx: Tx,
  by:
    | { readonly id: string }
    | { readonly name: string }
    | { readonly after?: string | undefined; readonly limit: number },
): Promise<Provider[]> {
  const { sql } = tx;
  const wanted = () => {
    if ('id' in by) return sql`id = ${by.id}`;
    if ('name' in by) return sql`name = ${by.name}`;
    return sql`name > ${by.after ?? ''}`;
  };
  return sql<Provider[]>`
    select id, name, vat_number as "vatNumber", sole_trader as "soleTrader" from providers where ${wanted()}
    order by name limit ${'limit' in by ? by.limit + 1 : 1}`;
}
