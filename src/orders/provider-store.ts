import type { Fragment, Tx } from '../database/transactions.ts';
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
    select id, name, vat_number as "vatNumber", ${isSoleTrader(tx, sql`providers`)} as "soleTrader"
    from providers where ${wanted()} order by name limit ${'limit' in by ? by.limit + 1 : 1}`;
}

/** Whether a provider, by the row of it, is a sole trader by what was said last. */
export const isSoleTrader = ({ sql }: Tx, provider: Fragment): Fragment => sql`
  coalesce((
    select c.sole_trader from sole_trader_corrections c where c.provider_id = ${provider}.id
    order by c.seq desc limit 1), ${provider}.sole_trader)`;

/** Puts right whether a provider is a sole trader. Call it while nobody else decides about that. */
export async function correctSoleTrader(tx: Tx, id: string, soleTrader: boolean): Promise<void> {
  await tx.sql`
    insert into sole_trader_corrections (provider_id, seq, sole_trader, recorded_by)
    select ${id}, coalesce(max(seq), 0) + 1, ${soleTrader}, ${tx.scope.user}
    from sole_trader_corrections where provider_id = ${id}`;
}
